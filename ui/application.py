"""The Qt side of the start: application, document, engine client and window, wired; then the event loop."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import socket
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier, QTimer
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from gradsim.experiment import Experiment
from gradsim.problems import GradsimError
from ui.appearance import Appearance
from ui.document import Document
from ui.engine_client import EngineClient
from ui.engine_process import EngineProcess
from ui.main_window import MainWindow
from ui.menus import READY
from ui.preferences import Preferences, default_path
from ui.preflight import CHINESE_FONTS
from ui.reporter import Reporter, log_path, start_log
from ui.session import Session

LOG = logging.getLogger("gradsim")
DEFAULT_EXPERIMENT = READY / "01-sigmoid-ten-layers.json"


class Application(QObject):
    """Owns what lives as long as the window."""

    def __init__(self, options: argparse.Namespace, process: EngineProcess, started: float) -> None:
        super().__init__()
        self._started = started
        self.application = QApplication(sys.argv[:1])
        self.application.setApplicationName("Gradsim")
        self.application.setStyle("Fusion")
        self.reporter = Reporter(self)
        self.reporter.install()
        self.preferences = Preferences(_preferences_path(options))
        if options.theme:
            self.preferences.theme = options.theme
        if options.language:
            self.preferences.language = options.language
        self.appearance = Appearance(self.application, self.preferences, self)
        self.appearance.apply()
        self.document = Document(Experiment.load(DEFAULT_EXPERIMENT), self.preferences, self)
        if options.experiment:
            self.document.start_with(options.experiment)
        self.client = EngineClient(process, parent=self)
        self.session = Session(self.document, self.client, self)
        self.session.start()
        self.window = MainWindow(self.session, self.preferences, self.appearance)
        if options.size:
            self.window.resize(*options.size)
        self.reporter.failed.connect(self._on_reporter_failed)
        self.window.painted.connect(self._on_window_painted)
        self._wake: socket.socket | None = None

    def show(self) -> None:
        """Show the window; its pictures follow the first paint."""
        self.window.show()
        self._heed_signals()
        if seconds := os.environ.get("GRADSIM_QUIT_AFTER"):
            QTimer.singleShot(round(1000 * float(seconds)), self.window.close)

    def _on_window_painted(self) -> None:
        LOG.info("window visible after %.2f s", time.perf_counter() - self._started)
        QTimer.singleShot(0, self._add_pictures)

    def _add_pictures(self) -> None:
        self.window.add_pictures()
        if self.appearance.language != "en" and not _has_chinese_fonts():
            self.window.strip.tell(_fonts_sentence)

    def _on_reporter_failed(self, line: str) -> None:
        self.window.strip.tell(partial(_failure_sentence, line))

    def _heed_signals(self) -> None:
        """Ctrl+C in the terminal, or a polite kill, closes the window as its button does."""
        if sys.platform == "win32":
            return
        self._wake, end = socket.socketpair()
        self._wake.setblocking(False)
        end.setblocking(False)
        self._wake_end = end
        signal.set_wakeup_fd(end.fileno())
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, _ignore)
        notifier = QSocketNotifier(self._wake.fileno(), QSocketNotifier.Type.Read, self)
        notifier.activated.connect(self._on_wake_activated)

    def _on_wake_activated(self) -> None:
        assert self._wake is not None
        self._wake.recv(16)
        self.window.commands.asks_before_closing = False
        self.window.close()


def open_window(options: argparse.Namespace, process: EngineProcess, started: float) -> int:
    """Open the window (or write its picture) and run until it is closed; returns the exit code."""
    start_log(log_path())
    try:
        parts = Application(options, process, started)
    except GradsimError as error:
        process.end()
        print(error, file=sys.stderr)
        return 2
    screenshot = None
    if options.screenshot or options.steps:
        from ui.screenshot import Screenshot

        screenshot = Screenshot(parts.window, parts.session, options.screenshot, options.steps or 0, parts)
    parts.show()
    code = parts.application.exec()
    return screenshot.code if screenshot is not None and not code else code


def _preferences_path(options: argparse.Namespace) -> Path:
    """A picture is taken of the default window, whatever the user has arranged."""
    if options.screenshot:
        return Path(tempfile.mkdtemp(prefix="gradsim-")) / "window.ini"
    return default_path()


def _has_chinese_fonts() -> bool:
    system = QFontDatabase.WritingSystem
    return any(QFontDatabase.families(name) for name in (system.SimplifiedChinese, system.TraditionalChinese))


def _fonts_sentence() -> str:
    return QCoreApplication.translate(
        "Application", "No font with Chinese characters is installed; on Debian, install the package {package}."
    ).format(package=CHINESE_FONTS)


def _failure_sentence(line: str) -> str:
    return QCoreApplication.translate(
        "Application", "Something went wrong inside Gradsim ({reason}); the run goes on. Details are in {path}."
    ).format(reason=line, path=log_path())


def _ignore(number: int, frame: object) -> None:
    """The wake-up socket tells the event loop."""
