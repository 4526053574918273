"""Keys: every shortcut reaches its action in every state; fields keep the keys they need; pictures have theirs."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
import states
from patience import WAIT
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QScrollArea, QWidget

from gradsim.experiment import Experiment
from ui.actions import ACTIONS, ActionSpec, key_names
from ui.commands import Commands
from ui.dialogs import GESTURES, ShortcutsDialog
from ui.perspectives import PERSPECTIVES
from ui.views.column_view import ColumnView

KEYS = [(spec, key) for spec in ACTIONS for key in spec.shortcuts]
COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What the actions would have done: names of handlers and choices."""
    found: list[tuple[Any, ...]] = []
    for name in {spec.handler for spec in ACTIONS}:
        monkeypatch.setattr(Commands, name, lambda _, *choice, name=name: found.append((name, *choice)))
    return found


def activate(shell: Any, qtbot: Any) -> None:
    """Keys are for the window that is active."""
    shell.window.activateWindow()
    qtbot.waitUntil(shell.window.isActiveWindow, timeout=WAIT)


def wanted(spec: ActionSpec) -> tuple[Any, ...]:
    return (spec.handler,) if spec.choice is None else (spec.handler, spec.choice)


def press(qtbot: Any, widget: QWidget, key: str) -> None:
    pressed = QKeySequence(key)[0]
    qtbot.keyClick(widget, pressed.key(), pressed.keyboardModifiers())


def types(key: str) -> bool:
    """Whether a key writes, or moves the cursor of a text."""
    pressed = QKeySequence(key)[0]
    arrow, modifiers = pressed.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right), pressed.keyboardModifiers()
    if arrow:
        return not modifiers & Qt.KeyboardModifier.AltModifier
    return pressed.key() < Qt.Key.Key_Escape and not modifiers & COMMANDS


def test_no_shortcut_is_given_twice():
    keys = [key for spec in ACTIONS for key in spec.shortcuts]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("state", [states.starting, states.paused, states.playing, states.given_up],
                         ids=lambda state: state.__name__)
def test_every_key_reaches_its_action(make_shell: Any, qtbot: Any, called: list[Any], state: Any) -> None:
    shell = state(make_shell, qtbot)
    shell.edit("seed", 5)
    shell.document.undo_stack.undo()
    shell.edit("optimizer.lr", 0.2)  # something to undo
    activate(shell, qtbot)
    for spec, key in KEYS:
        shell.window.actions_[spec.key].setEnabled(True)
        called.clear()
        press(qtbot, shell.window, key)
        assert called == [wanted(spec)], key


def test_without_an_engine_nothing_is_said_to_run(make_shell: Any, qtbot: Any) -> None:
    shell = states.given_up(make_shell, qtbot)
    activate(shell, qtbot)
    qtbot.keyClick(shell.window, Qt.Key.Key_Space)
    assert not shell.session.running


@pytest.mark.parametrize("name", [perspective.name for perspective in PERSPECTIVES])
def test_what_is_typed_in_a_field_is_text(shell: Any, qtbot: Any, called: list[Any], name: str) -> None:
    shell.window.pages.choose(name)
    activate(shell, qtbot)
    lines = [line for line in shell.window.findChildren(QLineEdit) if line.isVisible() and line.isEnabled()]
    assert len(lines) > 3
    for line in lines:
        before = line.text()
        line.setFocus()
        for spec, key in KEYS:
            called.clear()
            press(qtbot, line, key)
            assert called == ([] if types(key) or spec.key in ("undo", "redo") else [wanted(spec)]), (line.parent(), key)
        line.setText(before)


def test_space_writes_a_space(shell: Any, qtbot: Any) -> None:
    shell.window.pages.choose("sweep")
    activate(shell, qtbot)
    line = shell.window.pages.page.bar.x.values
    before = line.text()
    line.setFocus()
    line.setText("2")
    for key in (Qt.Key.Key_Comma, Qt.Key.Key_Space, Qt.Key.Key_4):
        qtbot.keyClick(line, key)
    assert line.text() == "2, 4"
    assert not shell.session.running
    line.setText(before)


def test_a_key_in_a_dialog_is_not_for_the_window(shell: Any, qtbot: Any, called: list[Any]) -> None:
    dialog = ShortcutsDialog(shell.window.actions_, shell.window)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow, timeout=WAIT)
    for _, key in KEYS:
        press(qtbot, dialog, key)
    assert not called
    dialog.close()


def test_plus_and_minus_are_the_pictures_while_it_has_the_focus(shell: Any, qtbot: Any) -> None:
    activate(shell, qtbot)
    shell.session.set_speed(10)
    for view in shell.window.pages.views:
        view.plot.setFocus()
        if isinstance(view, ColumnView):
            qtbot.keyClick(view.plot, Qt.Key.Key_Plus)
            assert not view.span.is_whole
            qtbot.keyClick(view.plot, Qt.Key.Key_Minus)
            assert view.span.is_whole
            assert shell.session.speed == 10
        zoom = shell.preferences.zoom
        qtbot.keyClick(view.plot, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
        assert shell.preferences.zoom > zoom
        qtbot.keyClick(view.plot, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
        qtbot.keyClick(view.plot, Qt.Key.Key_Space)
        assert shell.session.running
        qtbot.keyClick(view.plot, Qt.Key.Key_Space)
        assert not shell.session.running
    shell.window.setFocus()
    qtbot.keyClick(shell.window, Qt.Key.Key_Plus)
    assert shell.session.speed > 10


def test_keys_work_whatever_has_the_focus(shell, qtbot):
    form = shell.window.experiment_panel.form
    activate(shell, qtbot)
    for widget in (shell.window, form.editor("loss").combo, form.cards[0].segments[1],
                   form.editor("optimizer.lr").slider, shell.window.transport.speed):
        widget.setFocus()
        qtbot.keyClick(widget, Qt.Key.Key_Space)
        assert shell.session.running, widget
        qtbot.keyClick(widget, Qt.Key.Key_Space)
        assert not shell.session.running
        qtbot.keyClick(widget, Qt.Key.Key_R)
        qtbot.waitUntil(lambda: shell.session.frame.snapshot.phase == "ready", timeout=WAIT)
        qtbot.keyClick(widget, Qt.Key.Key_Right)
        qtbot.waitUntil(lambda: shell.session.frame.snapshot.cursor == 1, timeout=WAIT)
        assert shell.document.experiment == Experiment()


def test_wrong_keys_do_no_harm(shell, qtbot):
    for key in (Qt.Key.Key_Q, Qt.Key.Key_Delete, Qt.Key.Key_Escape, Qt.Key.Key_Left, Qt.Key.Key_F5, Qt.Key.Key_Tab):
        qtbot.keyClick(shell.window, key)
    qtbot.keyClick(shell.window, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert shell.document.experiment == Experiment()
    assert shell.window.isVisible()


def test_f1_lists_every_key(shell, qtbot):
    shell.window.actions_["shortcuts"].trigger()
    dialog = shell.window.findChild(ShortcutsDialog)
    texts = {label.text() for label in dialog.findChildren(QLabel)}
    assert {key_names(spec) for spec in ACTIONS if spec.shortcuts} <= texts
    assert {text for gesture in GESTURES for text in gesture} <= texts
    QApplication.processEvents()
    assert not dialog.findChild(QScrollArea).horizontalScrollBar().isVisible()
    dialog.close()


def test_tab_goes_through_the_form_as_it_stands(shell: Any, qtbot: Any) -> None:
    form = shell.window.experiment_panel.form
    shell.edit("model.residual", {"kind": "plain"})  # brings a field that is made last and stands in the middle
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    activate(shell, qtbot)
    form.cards[0].segments[0].setFocus()
    places: list[QPoint] = []
    while form.isAncestorOf(QApplication.focusWidget()):
        control = QApplication.focusWidget()
        places.append(control.mapTo(form.widget(), control.rect().center()))
        qtbot.keyClick(control, Qt.Key.Key_Tab)
    assert len(places) > 30
    for before, after in pairwise(places):
        same_line = abs(after.y() - before.y()) < 8
        assert after.x() > before.x() if same_line else after.y() > before.y()


def test_a_chosen_segment_shows_that_it_was_reached_by_key(shell: Any, qtbot: Any) -> None:
    activate(shell, qtbot)
    chosen = next(segment for segment in shell.window.experiment_panel.form.cards[0].segments if segment.isChecked())
    shell.window.setFocus()
    for reason, color in ((Qt.FocusReason.MouseFocusReason, shell.appearance.theme.accent),
                          (Qt.FocusReason.TabFocusReason, shell.appearance.theme.text)):
        shell.window.setFocus()
        chosen.setFocus(reason)
        assert chosen.grab().toImage().pixelColor(chosen.width() // 2, 0).name() == color


def test_words_of_actions_have_no_marks_of_menus(shell: Any) -> None:
    shell.appearance.choose_language("zh_CN")
    texts = [shell.window.actions_.plain_text(spec) for spec in ACTIONS]
    shell.appearance.choose_language("en")
    assert "打开" in texts
    assert not [text for text in texts if set(text) & set("&…")]
