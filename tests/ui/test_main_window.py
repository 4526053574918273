"""The main window: every action, the messages, the cards, the layout that is remembered, the end in mid-run."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import psutil
import pytest
import stand_in
from patience import WAIT, is_gone
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu, QMessageBox
from written import marked

from gradsim.experiment import Experiment
from gradsim.problems import Problem
from ui.actions import ACTIONS
from ui.commands import Commands
from ui.menus import ready_experiments
from ui.perspectives import PERSPECTIVES
from ui.preferences import Preferences


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """File dialogs answer with one path."""
    path = tmp_path / "chosen.json"
    for name in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, lambda *_, **__: (str(path), ""))
    return path


# ---- actions --------------------------------------------------------------------------------


def test_every_action_does_something(make_shell, qtbot, files, monkeypatch):
    shell = make_shell()
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    Experiment(seed=9).save(files)
    called = []

    def watch(name: str) -> None:
        handler = getattr(Commands, name)
        monkeypatch.setattr(Commands, name, lambda *given: (called.append(name), handler(*given)))

    for name in {spec.handler for spec in ACTIONS}:
        watch(name)
    monkeypatch.setattr(QDialog, "exec", lambda dialog: 0)
    shell.edit("seed", 4)
    for spec in sorted(ACTIONS, key=lambda spec: spec.key == "quit"):
        action = shell.window.actions_[spec.key]
        assert action.isEnabled(), spec.key
        assert action.text()
        called.clear()
        action.trigger()
        assert spec.handler in called
        for dialog in shell.window.findChildren(QDialog):
            dialog.close()
    assert not shell.window.isVisible()


def test_every_action_is_in_a_menu(shell):
    shown: set[str] = set()
    waiting: list[QMenu] = [action.menu() for action in shell.window.menuBar().actions()]
    while waiting:
        menu = waiting.pop()
        for action in menu.actions():
            shown.add(action.objectName())
            if action.menu() is not None:
                waiting.append(action.menu())
    assert {spec.key for spec in ACTIONS} <= shown


# ---- files ----------------------------------------------------------------------------------


def test_open_save_and_the_title(shell, qtbot, files):
    shell.edit("seed", 3)
    assert shell.window.isWindowModified()
    shell.window.actions_["save"].trigger()
    assert Experiment.load(files).seed == 3
    assert not shell.window.isWindowModified()
    assert files.name in shell.window.windowTitle()
    shell.edit("seed", 4)
    shell.window.actions_["open"].trigger()
    assert shell.document.experiment.seed == 3
    qtbot.waitUntil(lambda: shell.session.experiment.seed == 3, timeout=WAIT)


def test_what_is_being_typed_is_saved_and_asked_about(shell, qtbot, files, monkeypatch):
    line, asked = shell.window.experiment_panel.form.editor("optimizer.lr").line, []
    monkeypatch.setattr(QMessageBox, "question", lambda *_: asked.append("Save it?") or QMessageBox.StandardButton.Cancel)
    monkeypatch.setattr(shell.window.commands, "asks_before_closing", True)
    shell.window.activateWindow()
    for typed, act in (("0.25", shell.window.actions_["save"].trigger), ("0.5", shell.window.close)):
        line.setFocus()
        line.selectAll()
        qtbot.keyClicks(line, typed)
        act()
        assert shell.document.experiment.optimizer.lr == float(typed)
    assert asked == ["Save it?"]
    assert Experiment.load(files).optimizer.lr == 0.25


def test_a_bad_file_is_explained_and_the_run_goes_on(shell, qtbot, tmp_path):
    shell.session.play()
    bad = tmp_path / "bad.json"
    bad.write_text(marked('{"optimizer": {"kind": "sgd", "lr": "abc"}, "unknown": 1}'), encoding="utf-8")
    shell.window.commands.open_path(str(bad))
    assert "optimizer.lr" in shell.window.strip.text()
    assert "unknown" in shell.window.strip.text()
    assert shell.document.experiment == Experiment()
    step = shell.step
    qtbot.waitUntil(lambda: shell.step > step, timeout=WAIT)


def test_an_opened_file_that_is_too_large_gives_the_old_one_back(shell, qtbot, tmp_path):
    large = tmp_path / "large.json"
    Experiment().with_value("model.depth", 950).save(large)
    shell.window.commands.open_path(str(large))
    qtbot.waitUntil(lambda: bool(shell.window.strip.text()), timeout=WAIT)
    assert (shell.document.experiment, shell.document.path) == (Experiment(), None)


def test_recent_files_and_missing_ones(shell, tmp_path):
    here, gone = tmp_path / "here.json", tmp_path / "gone.json"
    Experiment(seed=2).save(here)
    for path in (here, gone):
        shell.preferences.add_recent(path)
    menu = shell.window._menus["recent"]
    menu.fill()
    assert [(action.text(), action.isEnabled()) for action in menu.actions()[:2]] == [("gone.json", False),
                                                                                      ("here.json", True)]
    menu.actions()[1].trigger()
    assert shell.document.path == here
    menu.fill()
    menu.actions()[-1].trigger()
    assert shell.preferences.recent == []


def test_ready_experiments(shell, qtbot):
    menu = shell.window._menus["ready"]
    assert shell.window.experiment_panel.examples.menu() is menu
    menu.fill()
    entries = [action for action in menu.actions() if action.data()]
    assert len(entries) == len(ready_experiments()) >= 12
    for action in entries:
        shell.edit("seed", shell.document.experiment.seed + 1)
        action.trigger()
        assert shell.document.experiment == Experiment.load(action.data())
        assert shell.document.path is None
        assert not shell.document.modified
    assert len({action.text() for action in entries}) == len(entries)


def test_saving_an_example_asks_for_a_name(shell, tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *given: asked.append(given) or (str(tmp_path / "mine"), ""))
    mine = tmp_path / "before.json"
    shell.document.save(mine)
    before = mine.read_bytes()
    shell.window.commands.open_ready(str(ready_experiments()[1].path))
    assert asked == []
    assert shell.window.windowTitle().startswith("ReLU with He")
    shell.window.actions_["save"].trigger()
    assert len(asked) == 1
    assert Experiment.load(tmp_path / "mine.json") == Experiment.load(ready_experiments()[1].path)
    assert mine.read_bytes() == before


def test_examples_stand_under_headings_of_their_families(shell, tmp_path, monkeypatch):
    for name, kind in (("a", "gru"), ("b", "resnet"), ("c", "mlp"), ("d", "lenet5")):
        (tmp_path / f"{name}.json").write_text(json.dumps({"title": f"The {kind}", "model": {"kind": kind}}))
    monkeypatch.setattr("ui.menus.READY", tmp_path)
    menu = shell.window._menus["ready"]
    menu.fill()
    rows = [action.text() for action in menu.actions() if action.text()]
    assert rows == ["Dense networks", "The mlp", "Convolutional networks", "The resnet", "The lenet5", "Recurrent networks",
                    "The gru"]
    assert not menu.actions()[0].isEnabled()


def test_a_file_that_does_not_say_that_it_is_an_experiment_is_not_opened(shell, tmp_path):
    (tmp_path / "other.json").write_text("{}")
    shell.edit("seed", 5)
    before = shell.document.experiment
    shell.window.commands.open_path(str(tmp_path / "other.json"))
    assert shell.document.experiment == before
    assert shell.document.path is None
    assert 'other.json: format is missing; an experiment file has "format": "gradsim-' in shell.window.strip.text()


def test_a_broken_example_is_explained(shell, tmp_path):
    (tmp_path / "bad.json").write_text(marked('{"title": "Bad", "seed": -1}'))
    before = shell.document.experiment
    shell.window.commands.open_ready(str(tmp_path / "bad.json"))
    assert shell.document.experiment == before
    assert "seed" in shell.window.strip.text()


def test_a_file_is_dropped(shell, tmp_path):
    path = tmp_path / "dropped.json"
    Experiment(seed=8).save(path)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    no, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(QPointF(5, 5).toPoint(), Qt.DropAction.CopyAction, data, left, no)
    shell.window.dragEnterEvent(enter)
    assert enter.isAccepted()
    shell.window.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, left, no))
    assert shell.document.experiment.seed == 8


@pytest.mark.parametrize(("answer", "closed", "saved"), [
    (QMessageBox.StandardButton.Cancel, False, False), (QMessageBox.StandardButton.Discard, True, False),
    (QMessageBox.StandardButton.Save, True, True)])
def test_unsaved_changes_are_asked_about(make_shell, monkeypatch, files, answer, closed, saved):
    shell = make_shell()
    shell.window.commands.asks_before_closing = True
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answer)
    shell.edit("seed", 3)
    assert shell.window.close() == closed
    assert files.exists() == saved


def test_nothing_is_asked_when_nothing_was_changed(make_shell, monkeypatch):
    shell = make_shell()
    shell.window.commands.asks_before_closing = True
    monkeypatch.setattr(QMessageBox, "question", lambda *_: pytest.fail("asked"))
    assert shell.window.close()


# ---- cards and layout -----------------------------------------------------------------------


def test_a_card_is_enlarged_and_brought_back(shell, qtbot):
    page = shell.window.pages
    for card in page.cards:
        card.enlarge_requested.emit(card.view)
        assert [other for other in page.cards if other.isVisible()] == [card]
        card.enlarge_requested.emit(card.view)
        assert all(other.isVisible() for other in page.cards)


@pytest.mark.parametrize("name", [perspective.name for perspective in PERSPECTIVES])
def test_the_window_fits(shell, qtbot, name):
    shell.window.pages.choose(name)
    for size in ((1366, 768), (1920, 1080)):
        shell.window.resize(*size)
        QApplication.processEvents()
        assert (shell.window.width(), shell.window.height()) == size
        assert all(card.height() > 90 for card in shell.window.pages.cards)


def test_docks_are_hidden_floated_and_restored(shell, qtbot):
    window = shell.window
    for dock in (window.docks.experiment, window.docks.layer):
        dock.toggleViewAction().trigger()
        assert not dock.isVisible()
        dock.toggleViewAction().trigger()
        dock.setFloating(True)
    window.actions_["restore_layout"].trigger()
    assert not window.docks.experiment.isFloating()
    assert window.docks.layer.isVisible()


def test_the_layout_is_remembered(make_shell, qtbot, preferences):
    first = make_shell()
    qtbot.waitUntil(first.idle, timeout=WAIT)
    first.window.docks.layer.hide()
    first.window.close()
    second = make_shell(kept=preferences)
    qtbot.waitUntil(second.idle, timeout=WAIT)
    assert not second.window.docks.layer.isVisible()


def test_docks_keep_their_width_in_a_larger_window(make_shell, qtbot, preferences):
    first = make_shell()
    qtbot.waitUntil(first.idle, timeout=WAIT)
    width = first.window.docks.experiment.width()
    first.window.close()
    second = make_shell(kept=preferences)
    second.window.resize(1900, 1000)
    qtbot.waitUntil(second.idle, timeout=WAIT)
    qtbot.waitUntil(lambda: abs(second.window.docks.experiment.width() - width) <= 2, timeout=WAIT)


def test_a_broken_settings_file_does_not_block(make_shell, qtbot, tmp_path):
    place = tmp_path / "broken.ini"
    place.write_bytes(b"[state]\ngeometry=@ByteArray(\\x1\\x2)\ndocks=@ByteArray(zz)\ncolumns=@ByteArray(q)\n\0\xff")
    shell = make_shell(kept=Preferences(place))
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert all(card.isVisible() for card in shell.window.pages.cards)


def test_themes_switch_live(shell):
    for name in ("dark", "projector", "system", "light"):
        shell.window.actions_[f"theme_{name}"].trigger()
        assert shell.preferences.theme == name
        assert shell.window.pages.views[0].theme.name == (name if name != "system" else shell.appearance.theme.name)


def test_type_grows_and_shrinks(shell):
    size = shell.appearance.theme.base_size
    shell.window.actions_["larger"].trigger()
    assert shell.appearance.theme.base_size > size
    shell.preferences.zoom = 90
    for _ in range(2):
        shell.window.actions_["smaller"].trigger()
    assert shell.preferences.zoom == 80
    shell.window.actions_["normal_size"].trigger()
    assert shell.appearance.theme.base_size == size


# ---- messages -------------------------------------------------------------------------------


def test_messages_can_be_closed_and_are_not_repeated(shell, qtbot):
    problem = Problem("engine_error", {"reason": "x"})
    for _ in range(3):
        shell.window.commands.tell_problem(problem)
    assert shell.window.strip.text().count("x.") == 1
    qtbot.mouseClick(shell.window.strip.close_button, Qt.MouseButton.LeftButton)
    assert not shell.window.strip.isVisible()


# ---- the engine's end, the window's end ------------------------------------------------------


def test_a_killed_engine_is_told_and_replaced_in_mid_run(make_shell, qtbot):
    shell = make_shell(stand_in.spawn)
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    shell.session.play()
    qtbot.waitUntil(lambda: shell.session.frame.checkpoint_step >= 10, timeout=WAIT)
    os.kill(shell.client.pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: "ended unexpectedly" in shell.window.strip.text(), timeout=WAIT)
    qtbot.waitUntil(lambda: shell.session.frame.snapshot.generation > 1, timeout=WAIT)
    step = shell.step
    assert step >= 10
    qtbot.waitUntil(lambda: shell.step > step, timeout=WAIT)
    assert shell.session.running
    steps = list(shell.session.curves.step)
    assert steps == sorted(set(steps)), "no step twice after the checkpoint"


def test_a_dead_engine_can_be_restarted_by_a_button(make_shell, qtbot, monkeypatch):
    monkeypatch.setattr("ui.engine_client.DEATHS_WITHIN", float("inf"))  # however long they take to start
    spawns = [stand_in.spawn_dying] * 3 + [stand_in.spawn]
    shell = make_shell(lambda: spawns.pop(0)())
    strip = shell.window.strip
    qtbot.waitUntil(lambda: strip.button.isVisible(), timeout=WAIT)
    qtbot.mouseClick(strip.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shell.session.frame is not None, timeout=WAIT)


def test_closing_in_mid_run_leaves_nothing(make_shell, qtbot):
    shell = make_shell(stand_in.spawn)
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    shell.session.play()
    qtbot.waitUntil(lambda: shell.step > 3, timeout=WAIT)
    engine = psutil.Process(shell.client.pid)
    assert shell.window.close()
    qtbot.waitUntil(lambda: is_gone(engine), timeout=WAIT)


def test_the_undo_menu_names_the_edit(shell):
    undo: QAction = shell.window.actions_["undo"]
    assert not undo.isEnabled()
    shell.document.replace(shell.document.experiment.with_value("seed", 1), "Seed")
    assert "Seed" in undo.text()
    undo.trigger()
    assert not undo.isEnabled()
    assert shell.window.actions_["redo"].isEnabled()
