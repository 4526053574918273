"""The parts around the window: error reporter, log, what is said when something is missing, statistics."""

from __future__ import annotations

import logging
import sys
import threading
from pathlib import Path

import pytest
from patience import WAIT
from PySide6.QtCore import QMessageLogContext, QtMsgType

from ui import preflight, reporter
from ui.reporter import Reporter, start_log


@pytest.fixture
def log(tmp_path: Path):
    root = logging.getLogger()
    level = root.level
    handler = start_log(tmp_path / "logs" / "gradsim.log")
    yield tmp_path / "logs" / "gradsim.log"
    root.removeHandler(handler)
    root.setLevel(level)
    handler.close()


def test_an_exception_is_logged_and_told_in_one_line(qapp, log: Path):
    told: list[str] = []
    made = Reporter()
    made.failed.connect(told.append)
    try:
        raise ValueError("bad\nthing")
    except ValueError as error:
        made.on_exception(type(error), error, error.__traceback__)
    assert told == ["ValueError: bad"]
    assert "Traceback" in log.read_text(encoding="utf-8")


def test_an_exception_in_a_thread_reaches_the_window(qapp, qtbot, log: Path, monkeypatch: pytest.MonkeyPatch):
    made = Reporter()
    monkeypatch.setattr(threading, "excepthook", made._on_thread_exception)
    told: list[str] = []
    made.failed.connect(told.append)
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(told), timeout=WAIT)
    assert "ZeroDivisionError" in told[0]


def test_qts_messages_go_to_the_log(qapp, log: Path):
    Reporter()._on_qt_message(QtMsgType.QtWarningMsg, QMessageLogContext(), "something odd")
    assert "something odd" in log.read_text(encoding="utf-8")


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path):
    (tmp_path / "file").write_text("")
    handler = start_log(tmp_path / "file" / "gradsim.log")
    logging.getLogger().removeHandler(handler)
    assert isinstance(handler, logging.StreamHandler)


def test_a_failure_is_shown_in_the_window(shell):
    from ui.application import Application

    Application._on_reporter_failed(type("Parts", (), {"window": shell.window, "_told": []}), "ValueError: x")  # type: ignore[arg-type]
    assert "ValueError: x" in shell.window.strip.text()


def test_missing_libraries_are_named_by_their_packages(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(preflight, "_loads", lambda library: library not in ("libEGL.so.1", "libxcb-cursor.so.0"))
    monkeypatch.setattr(sys, "platform", "linux")
    assert "libegl1" in preflight.import_sentence(ImportError("libEGL.so.1: cannot open shared object file"))
    sentence = preflight.platform_sentence()
    assert "libegl1" in sentence
    assert "libxcb-cursor0" in sentence


def test_a_missing_package_is_named():
    sentence = preflight.import_sentence(ModuleNotFoundError("No module named 'pyqtgraph'", name="pyqtgraph"))
    assert "pyqtgraph" in sentence
    assert "requirements.txt" in sentence
    assert "\n" not in sentence


def test_the_log_is_in_the_users_folder(user_folders: Path):
    assert user_folders in reporter.log_path().parents
