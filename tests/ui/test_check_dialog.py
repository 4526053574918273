"""The dialog of the self-check, against the stand-in and the real engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from patience import WAIT
from PySide6.QtGui import QGuiApplication
from stand_in import OVERFLOWING, WRONG

from gradsim.messages import Check
from gradsim.problems import Problem
from ui.check_dialog import CheckDialog, number
from ui.engine_process import EngineProcess
from ui.theme import DARK


@pytest.fixture
def open_check(shell: Any, qtbot: Any) -> Iterator[Callable[..., CheckDialog]]:
    """Choose the menu's entry for an experiment with this seed."""

    def choose(seed: int = 0) -> CheckDialog:
        shell.edit("seed", seed)
        qtbot.waitUntil(shell.idle, timeout=WAIT)
        shell.window.actions_["check"].trigger()
        dialog = shell.window.findChild(CheckDialog)
        assert dialog.busy
        assert dialog._busy.isVisible()
        assert not dialog.copy_button.isEnabled()
        return dialog

    yield choose
    for dialog in shell.window.findChildren(CheckDialog):
        dialog.close()
        qtbot.waitUntil(lambda: shell.window.findChild(CheckDialog) is None, timeout=WAIT)
    shell.appearance.choose_theme("light")
    shell.appearance.choose_language("en")


def cells(dialog: CheckDialog, row: int) -> list[str]:
    return [dialog.table.item(row, column).text() for column in range(dialog.table.columnCount())]


def test_every_number_has_its_mark(open_check: Any, qtbot: Any) -> None:
    dialog = open_check()
    qtbot.waitUntil(lambda: not dialog.busy, timeout=WAIT)
    headers = [dialog.table.horizontalHeaderItem(column).text() for column in range(dialog.table.columnCount())]
    assert headers == ["Layer", "a", "∂L/∂W", "∂L/∂b", "Finite differences"]
    assert cells(dialog, 0) == ["✓ Layer 1", "0 ✓", "1.2e−15 ✓", "8.0e−01 ≈", "2.0e−09 ✓"]
    assert cells(dialog, 2)[0] == "✓ Head"
    assert dialog._verdict.text().startswith("✓ Every layer agrees")
    assert "1.2e−15 (∂L/∂W, Layer 1)" in dialog._worst.text()
    assert "2.0e−09" in dialog._worst.text()
    assert not dialog._busy.isVisible()


def test_what_is_wrong_is_said_and_copied(open_check: Any, qtbot: Any) -> None:
    dialog = open_check(WRONG)
    qtbot.waitUntil(lambda: not dialog.busy, timeout=WAIT)
    assert dialog._verdict.text().startswith("✗ ∂L/∂b at Head is off by 5.0e−01")
    assert cells(dialog, 2)[0] == "✗ Head"
    assert cells(dialog, 2)[3] == "5.0e−01 ✗"
    dialog.copy_button.click()
    copied = QGuiApplication.clipboard().text().splitlines()
    assert copied[0] == dialog._verdict.text()
    assert copied[-1].split("\t") == cells(dialog, 2)


def test_what_cannot_be_checked_is_explained(open_check: Any, qtbot: Any) -> None:
    dialog = open_check(OVERFLOWING)
    qtbot.waitUntil(lambda: not dialog.busy, timeout=WAIT)
    assert "not finite" in dialog._verdict.text()
    assert not dialog.table.isVisible()


def test_a_second_click_starts_no_second_check(open_check: Any, shell: Any, qtbot: Any) -> None:
    dialog = open_check()
    shell.window.actions_["check"].trigger()
    assert len(shell.window.findChildren(CheckDialog)) == 1
    assert sum(isinstance(command, Check) for command in shell.client._pending) == 1
    qtbot.waitUntil(lambda: not dialog.busy, timeout=WAIT)


def test_a_closed_dialog_leaves_the_check_to_the_engine(open_check: Any, shell: Any, qtbot: Any) -> None:
    open_check().close()
    qtbot.waitUntil(lambda: shell.window.findChild(CheckDialog) is None and shell.idle(), timeout=WAIT)
    shell.session.advance("step")
    qtbot.waitUntil(shell.idle, timeout=WAIT)


def test_language_and_theme_switch_live(open_check: Any, shell: Any, qtbot: Any) -> None:
    dialog = open_check(WRONG)
    qtbot.waitUntil(lambda: not dialog.busy, timeout=WAIT)
    shell.appearance.choose_language("zh_CN")
    assert cells(dialog, 0)[0] == "✓ 第 1 层"
    shell.appearance.choose_theme("dark")
    assert dialog.table.item(2, 3).foreground().color().name() == DARK.alarm


def test_a_dead_engine_ends_the_wait(open_check: Any, shell: Any) -> None:
    dialog = open_check()
    shell.client.engine_died.emit(Problem("engine_died", {"reason": Problem("pipe_closed"), "step": 0}))
    assert not dialog.busy
    assert "ended" in dialog._verdict.text()


def test_the_window_closes_during_a_check(make_shell: Any, qtbot: Any) -> None:
    shell = make_shell()
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    shell.window.actions_["check"].trigger()
    shell.window.close()
    assert not shell.window.isVisible()


def test_the_real_engine_answers_and_goes_on(make_shell: Any, qtbot: Any) -> None:
    shell = make_shell(EngineProcess)
    shell.edit("model.width", 8)
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    died = []
    shell.client.engine_died.connect(died.append)
    shell.session.play()
    shell.window.actions_["check"].trigger()
    dialog = shell.window.findChild(CheckDialog)
    qtbot.waitUntil(lambda: not dialog.busy, timeout=WAIT)
    assert dialog.report is not None
    assert dialog.report.passed
    step = shell.step
    qtbot.waitUntil(lambda: shell.step > step, timeout=WAIT)
    assert not died
    assert dialog.table.rowCount() == 11
    dialog.close()


@pytest.mark.parametrize(("value", "text"), [(0.0, "0"), (1.23e-15, "1.2e−15"), (float("inf"), "∞"), (float("nan"), "NaN")])
def test_numbers(value: float, text: str) -> None:
    assert number(value) == text
