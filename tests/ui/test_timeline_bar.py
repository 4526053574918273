"""The scrubber reaches what can be reached and says where the run stands; the preference of its memory."""

from __future__ import annotations

import dataclasses
from typing import Any

import frames
import numpy as np
import pytest
from patience import WAIT
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from gradsim.messages import Keep, Past
from ui.panels.timeline_bar import RADIUS, Scrubber
from ui.phase_text import micro_step_text
from ui.preferences import BUDGETS, MIB, Preferences
from ui.preferences_dialog import PreferencesDialog


@pytest.fixture
def scrubber(qtbot: Any) -> Scrubber:
    made = Scrubber()
    qtbot.addWidget(made)
    made.resize(400, 28)
    made.show()
    return made


def step(shell: Any, qtbot: Any, count: int) -> None:
    shell.session.reset()
    for _ in range(count):
        shell.session.advance("step")
        qtbot.waitUntil(shell.idle, timeout=WAIT)


def drag(qtbot: Any, scrubber: Scrubber, start: float, end: float, key: Any = Qt.KeyboardModifier.NoModifier) -> None:
    """Press, move and release at shares of the groove."""

    def at(share: float) -> QPoint:
        return QPoint(round(RADIUS + share * (scrubber.width() - 2 * RADIUS)), scrubber.height() // 2)

    qtbot.mousePress(scrubber, Qt.MouseButton.LeftButton, key, at(start))
    for place in (at(0.5 * (start + end)), at(end)):
        move(scrubber, place, key)
    qtbot.mouseRelease(scrubber, Qt.MouseButton.LeftButton, key, at(end))


def move(scrubber: Scrubber, place: QPoint, key: Any) -> None:
    at = QPointF(place)
    QApplication.sendEvent(scrubber, QMouseEvent(QEvent.Type.MouseMove, at, scrubber.mapToGlobal(at),
                                                 Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, key))


def test_there_is_nothing_to_reach_before_the_first_micro_step(shell: Any, qtbot: Any) -> None:
    shell.session.reset()
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    bar = shell.window.timeline
    assert not bar.scrubber.isEnabled()
    assert not bar.back.isEnabled()
    assert bar.place.text() == "step 0 · ready"


def test_the_bar_goes_where_it_is_dragged(shell: Any, qtbot: Any) -> None:
    step(shell, qtbot, 4)
    bar = shell.window.timeline
    length = shell.session.frame.past.micro_steps
    assert bar.scrubber.position == 4 * length
    assert bar.place.text() == "step 3 · update"
    drag(qtbot, bar.scrubber, 1.0, 0.5)
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    past = shell.session.frame.past
    assert abs(past.position - 2 * length) < length
    assert past.furthest == 4 * length
    assert bar.scrubber.position == past.position
    qtbot.mouseClick(bar.back, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert shell.session.frame.past.position == (past.position - 1) // length * length
    qtbot.keyClick(bar.scrubber, Qt.Key.Key_PageUp)
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert shell.session.frame.past.position == (past.position - 1) // length * length + length
    qtbot.keyClick(bar.scrubber, Qt.Key.Key_Home)
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert bar.place.text() == "step 0 · ready"
    assert bar.scrubber.isEnabled()
    assert shell.session.curves.last_step == 3


def test_many_steps_are_passed_by_whole_ones_and_shift_moves_by_micro_steps(scrubber: Scrubber, qtbot: Any) -> None:
    scrubber.show_past(Past(0, 1000 * 25, 1000 * 25, 25))
    sought: list[int] = []
    scrubber.sought.connect(sought.append)
    drag(qtbot, scrubber, 0.8, 0.3)
    assert sought
    assert all(position % 25 == 0 for position in sought)
    scrubber.show_past(Past(0, sought[-1], 1000 * 25, 25))
    start = sought[-1]
    sought.clear()
    drag(qtbot, scrubber, 0.3, 0.31, Qt.KeyboardModifier.ShiftModifier)
    assert sought
    assert start < sought[-1] <= start + 3
    sought.clear()
    at = QPointF(10, 10)
    scrubber.wheelEvent(QWheelEvent(at, at, QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
                                    Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False))
    assert len(sought) == 1
    assert abs(sought[0] - start) <= 25 + 3


def test_showing_a_frame_seeks_nothing_and_huge_runs_fit(scrubber: Scrubber) -> None:
    sought: list[int] = []
    scrubber.sought.connect(sought.append)
    for past in (Past(0, 5, 9, 25), Past(0, 3 * 10**12, 4 * 10**12, 4003, kept=(0, 10**8)), Past(50, 75, 100, 25)):
        scrubber.show_past(past)
        assert abs(scrubber.position - past.position) <= 4 * 10**12 // 2**30 + 1
        assert not scrubber.grab().isNull()
    assert not sought
    scrubber.show_past(Past(0, 10, 90, 25, target=80, progress=0.1))
    assert scrubber.position == 80


def test_a_replay_tells_how_far_it_is(shell: Any, qtbot: Any) -> None:
    step(shell, qtbot, 2)
    frame, bar = shell.session.frame, shell.window.timeline
    past = dataclasses.replace(frame.past, position=3, target=20, progress=0.625, used=5 * MIB, budget=64 * MIB)
    bar.show_frame(dataclasses.replace(frame, past=past))
    assert bar.place.text() == "replaying … 62 %"
    assert "5 of 64 MB" in bar.scrubber.toolTip()


@pytest.mark.parametrize("count", [1, 5])
def test_every_micro_step_has_its_words(count: int) -> None:
    length = 2 * count + 3
    texts = [micro_step_text(frames.sites(count), position, length) for position in range(2 * length + 1)]
    assert texts[0] == "step 0 · ready"
    assert texts[length] == "step 0 · update"
    assert texts[length + 1].startswith("step 1 · forward, ")
    assert texts[length + count + 1] == "step 1 · loss"
    assert texts[length + count + 2] == "step 1 · backward, head"
    assert texts[2 * length - 1] == "step 1 · clipping"
    assert len(set(texts)) == len(texts)


def test_the_budget_is_kept_and_told_to_the_engine(shell: Any, qtbot: Any, preferences: Preferences) -> None:
    shell.window.actions_["preferences"].trigger()
    dialog = shell.window.findChild(PreferencesDialog)
    assert dialog.budget.currentData() == shell.preferences.budget == 256
    dialog.budget.setCurrentIndex(BUDGETS.index(1024))
    assert shell.client.is_pending(Keep)
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert shell.session.frame.past.budget == 1024 * MIB
    assert "of 1024 MB" in dialog.used.text()
    assert shell.preferences.budget == 1024
    shell.edit("model.depth", 4)  # the next network has it, too
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert shell.session.frame.past.budget == 1024 * MIB
    dialog.budget.setCurrentIndex(BUDGETS.index(256))
    dialog.close()


@pytest.mark.parametrize("bad", ["", "abc", "-5", "100"])
def test_a_bad_budget_counts_as_not_set(preferences: Preferences, bad: str) -> None:
    preferences._settings.setValue("budget", bad)
    assert preferences.budget == 256
    assert np.isin(preferences.budget, BUDGETS)
