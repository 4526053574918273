"""The window ends in every state, and whatever it is asked to do in one does no harm."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import stand_in
import states
from patience import WAIT
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu, QMessageBox

from gradsim.experiment import Experiment
from ui.actions import ACTIONS
from ui.dialogs import AboutDialog


def let_pass() -> None:
    """Whatever waits in the event loop happens."""
    for _ in range(3):
        QCoreApplication.sendPostedEvents()
        QApplication.processEvents()


def put_away(shell: Any) -> None:
    """Close what an action has opened."""
    for opened in [*shell.window.findChildren(QDialog), *shell.window.findChildren(QMenu)]:
        opened.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.mark.parametrize("state", states.STATES, ids=lambda state: state.__name__)
def test_the_window_closes_in_every_state_and_nothing_is_left(make_shell: Any, qtbot: Any, state: Any) -> None:
    shell = state(make_shell, qtbot)
    assert shell.window.close()
    assert (shell.window.isVisible(), shell.client.pid, shell.session.sweeper.pid) == (False, None, None)
    assert not shell.client.autosave.parent.exists()
    let_pass()
    assert shell.session.clock.asleep
    assert not shell.client.is_pending(object)


@pytest.mark.parametrize("state", states.STATES, ids=lambda state: state.__name__)
def test_every_action_can_be_triggered_in_every_state(make_shell: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch,
                                                      tmp_path: Path, state: Any) -> None:
    chosen = tmp_path / "chosen.json"
    Experiment(seed=9).save(chosen)
    for name in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, lambda *_, **__: (str(chosen), ""))
    shell = state(make_shell, qtbot)
    put_away(shell)
    for spec in ACTIONS:
        if spec.key != "quit":
            shell.window.actions_[spec.key].trigger()
            let_pass()
            put_away(shell)
    assert shell.window.isVisible()
    shell.window.actions_["quit"].trigger()
    assert not shell.window.isVisible()


def test_the_run_goes_on_behind_a_question(make_shell: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    shell = states.playing(make_shell, qtbot)
    shell.edit("optimizer.lr", 0.3)
    shell.window.commands.asks_before_closing = True

    def answered_later(*_: Any) -> Any:
        loop, timer, step = QEventLoop(), QTimer(), shell.step
        timer.timeout.connect(lambda: shell.step > step + 2 and loop.quit())
        timer.start(1)
        loop.exec()
        return QMessageBox.StandardButton.Cancel

    monkeypatch.setattr(QMessageBox, "question", answered_later)
    assert not shell.window.close()
    assert shell.session.running
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Discard)
    assert shell.window.close()


def test_an_engine_that_ends_behind_a_dialog_is_replaced(make_shell: Any, qtbot: Any) -> None:
    serves = [stand_in.serve_until_played, stand_in.serve]
    shell = make_shell(lambda: stand_in.LocalEngine(serves.pop(0)))
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    shell.window.actions_["about"].trigger()
    shell.session.play()
    qtbot.waitUntil(lambda: shell.step > 2, timeout=WAIT)
    assert "ended unexpectedly" in shell.window.strip.text()
    assert shell.window.findChildren(AboutDialog)
    put_away(shell)
    assert shell.session.running
