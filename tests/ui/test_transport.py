"""Transport: play, pause, single units, speed, seed; the frame clock; what the bar says."""

from __future__ import annotations

import dataclasses
import math

from patience import WAIT
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from gradsim.experiment import Experiment
from gradsim.messages import FULL_SPEED, Ask, Build, Change, Play, Seek
from gradsim.problems import Problem
from ui.frame_clock import FrameStatistics
from ui.network_edits import with_network
from ui.numbers import grouped, short, subscript
from ui.panels.transport_bar import SPEED_POSITIONS, position_of, speed_at


def press(qtbot, shell, key: str) -> None:
    qtbot.mouseClick(shell.window.transport.buttons[key], Qt.MouseButton.LeftButton)


def shot(shell):
    return shell.session.frame.snapshot


def test_a_new_network_is_shown_with_its_first_gradient(shell):
    assert (shot(shell).step, shot(shell).phase, shot(shell).cursor) == (0, "backward", 1)
    assert not shell.session.running
    assert shell.window.pages.phase.text().startswith("Backward")


def test_play_and_pause(shell, qtbot):
    press(qtbot, shell, "play")
    assert shell.session.running
    qtbot.waitUntil(lambda: shell.step > 5, timeout=WAIT)
    press(qtbot, shell, "play")
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert not shell.session.running
    assert shell.window.transport.step.value.text() == grouped(shell.step)
    assert shell.session.curves.last_step == shell.step


def test_one_unit_from_the_start(shell, qtbot):
    for key, after in (("micro", (0, "forward", 1)), ("layer", (0, "forward", 1)), ("phase", (0, "forward", 11)),
                       ("step", (0, "update", 0))):
        press(qtbot, shell, "reset")
        qtbot.waitUntil(shell.idle, timeout=WAIT)
        assert shot(shell).phase == "ready"
        assert shell.window.transport.loss.value.text() == "—"
        press(qtbot, shell, key)
        qtbot.waitUntil(shell.idle, timeout=WAIT)
        assert (shot(shell).step, shot(shell).phase, shot(shell).cursor) == after


def test_a_loss_is_told_with_its_step(shell, qtbot):
    bar = shell.window.transport
    press(qtbot, shell, "reset")
    press(qtbot, shell, "step")
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    loss = bar.loss.value.text()
    assert not bar.loss.value.property("past")
    assert "step 0" in bar.loss.toolTip()
    press(qtbot, shell, "micro")
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert (shot(shell).step, shot(shell).phase) == (1, "forward")
    assert (bar.step.value.text(), bar.loss.value.text()) == ("1", loss)
    for reading in (bar.loss, bar.accuracy):
        assert reading.value.property("past")
        assert "step 0; that of step 1" in reading.toolTip()
    assert bar.loss.value.palette().windowText().color().name() == shell.appearance.theme.faint
    for key in ("phase", "micro"):
        press(qtbot, shell, key)
        qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert shot(shell).phase == "loss"
    assert not bar.loss.value.property("past")
    assert "step 1," in bar.loss.toolTip()


def test_at_full_speed_the_step_is_that_of_the_loss(shell, qtbot):
    bar, frame = shell.window.transport, shell.session.frame
    forward = dataclasses.replace(frame.snapshot, step=42, phase="forward", cursor=3, loss=0.25)
    bar.show_frame(dataclasses.replace(frame, snapshot=forward, running=True, speed=FULL_SPEED))
    assert (bar.step.value.text(), bar.loss.value.text(), bar.loss.value.property("past")) == ("41", "0.25", False)
    bar.show_frame(dataclasses.replace(frame, snapshot=forward, running=True, speed=5.0))
    assert (bar.step.value.text(), bar.loss.value.text(), bar.loss.value.property("past")) == ("42", "0.25", True)


def test_a_loss_that_is_no_number_is_told_apart_from_one_to_come(shell, qtbot):
    bar, frame = shell.window.transport, shell.session.frame
    for step, phase, text in ((0, "forward", "—"), (7, "ready", "—"), (7, "loss", "NaN")):
        bar.show_frame(dataclasses.replace(frame, snapshot=dataclasses.replace(
            frame.snapshot, step=step, phase=phase, loss=math.nan)))
        assert bar.loss.value.text() == text


def test_back_by_a_micro_step_and_by_a_step(shell, qtbot):
    press(qtbot, shell, "reset")
    for _ in range(3):
        press(qtbot, shell, "step")
        qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert shell.session.curves.last_step == 2
    press(qtbot, shell, "back_micro")
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert (shot(shell).step, shot(shell).phase) == (2, "clip")
    assert shell.session.curves.last_step == 2  # what lies ahead is still true
    shell.window.actions_["back_step"].trigger()
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert (shot(shell).step, shot(shell).phase) == (1, "update")
    press(qtbot, shell, "play")
    shell.window.actions_["back_micro"].trigger()
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert not shell.session.running
    press(qtbot, shell, "reset")
    press(qtbot, shell, "back_micro")  # there is nothing before
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert shot(shell).phase == "ready"


def test_a_change_in_the_past_forgets_what_lay_ahead(shell, qtbot):
    press(qtbot, shell, "reset")
    for _ in range(4):
        press(qtbot, shell, "step")
        qtbot.waitUntil(shell.idle, timeout=WAIT)
    for position in (0, 3, 7, shell.session.frame.past.micro_steps):  # the newest wins
        shell.session.seek(position)
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    past = shell.session.frame.past
    assert past.position == past.micro_steps
    assert shell.session.curves.last_step == 3
    shell.edit("optimizer.lr", 0.7)
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert shell.session.curves.last_step == 0
    assert shell.session.frame.past.furthest == past.micro_steps


def test_settings_of_a_past_step_are_shown_and_sent_nowhere(shell, qtbot):
    frame, present = shell.session.frame, shell.document.experiment
    then = present.with_value("optimizer.lr", 0.123).with_value("title", "as it was called then")
    told = dataclasses.replace(frame, settings=then)
    shell.session._on_client_frame_arrived(told, Seek(0))
    assert shell.document.experiment.optimizer.lr == 0.123
    assert shell.document.experiment.title == present.title
    assert shell.session.experiment == shell.document.experiment
    assert not shell.client.is_pending(Change, Build)
    shell.document.undo_stack.undo()
    assert shell.client.is_pending(Change)
    assert shell.document.experiment == present
    qtbot.waitUntil(shell.idle, timeout=WAIT)


def test_why_a_run_cannot_go_on_is_told_once_and_again_when_it_shall(shell, qtbot):
    said: list[object] = []
    shell.session.told.connect(said.append)
    stopped = dataclasses.replace(shell.session.frame, running=False, notice=Problem("nonfinite_loss", {"step": 3}))
    for _ in range(3):
        shell.session._on_client_frame_arrived(stopped, Ask())
    assert len(said) == 1
    shell.session.play()
    shell.session._on_client_frame_arrived(stopped, Play())
    assert len(said) == 2
    shell.session.pause()
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    shell.session.told.disconnect(said.append)


def test_a_single_unit_pauses_a_run(shell, qtbot):
    press(qtbot, shell, "play")
    qtbot.waitUntil(lambda: shell.step > 2, timeout=WAIT)
    press(qtbot, shell, "micro")
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert not shell.session.running


def test_reset_forgets_the_curves(shell, qtbot):
    press(qtbot, shell, "play")
    qtbot.waitUntil(lambda: len(shell.session.curves) > 3, timeout=WAIT)
    press(qtbot, shell, "reset")
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert len(shell.session.curves) == 0
    assert shell.step == 0


def test_another_seed(shell, qtbot):
    before = shot(shell).generation
    press(qtbot, shell, "reseed")
    assert shell.document.experiment.seed != 0
    qtbot.waitUntil(lambda: shot(shell).generation == before + 1, timeout=WAIT)
    assert shell.window.transport.seed.value.text() == str(shell.document.experiment.seed)
    shell.document.undo_stack.undo()
    assert shell.document.experiment.seed == 0


def test_speed_in_words(shell, qtbot):
    bar = shell.window.transport
    assert bar.speed_value.text() == "full speed"
    bar.speed.setValue(0)
    assert shell.session.speed == 1
    assert bar.speed_value.text() == "1 layer/s"
    press(qtbot, shell, "play")
    qtbot.waitUntil(lambda: shell.session.frame.running and shell.session.frame.speed == 1, timeout=WAIT)
    bar.speed.setValue(SPEED_POSITIONS)
    qtbot.waitUntil(lambda: shell.session.frame.speed == FULL_SPEED, timeout=WAIT)


def test_speeds_grow_and_are_found_again():
    speeds = [speed_at(position) for position in range(SPEED_POSITIONS + 1)]
    assert speeds == sorted(speeds)
    assert speeds[0] == 1
    assert math.isinf(speeds[-1])
    assert [position_of(speed) for speed in speeds] == list(range(SPEED_POSITIONS + 1))
    assert position_of(0.1) == 0


def test_sliders_are_dragged_while_it_runs(shell, qtbot):
    press(qtbot, shell, "play")
    qtbot.waitUntil(lambda: shell.step > 2, timeout=WAIT)
    form = shell.window.experiment_panel.form
    rate = form.editor("optimizer.lr").slider
    rate.setSliderDown(True)
    for position in range(0, 1000, 40):
        rate.setValue(position)
    rate.setSliderDown(False)
    assert shell.document.undo_stack.count() == 1
    depth = form.editor("model.depth").slider
    for position in range(300, 700, 40):
        depth.setValue(position)
    qtbot.waitUntil(lambda: shell.document.experiment.model.depth == form.editor("model.depth")._scale.value(660),
                    timeout=WAIT)
    wanted = shell.document.experiment
    qtbot.waitUntil(lambda: shell.session.experiment == wanted and shell.step > 2, timeout=WAIT)
    assert shell.session.running, "a rebuilt network runs on"
    assert len(shot(shell).sites) == wanted.model.depth + 1


def test_a_refused_build_goes_back_and_says_why(shell, qtbot):
    press(qtbot, shell, "play")
    before = shell.document.experiment
    shell.edit("model.depth", 950)
    qtbot.waitUntil(lambda: bool(shell.window.strip.text()), timeout=WAIT)
    assert "memory" in shell.window.strip.text()
    assert shell.document.experiment == before
    assert shell.window.experiment_panel.form.editor("model.depth").line.text() == "10"
    step = shell.step
    qtbot.waitUntil(lambda: shell.step > step, timeout=WAIT)
    assert shell.session.running


def test_a_live_change_keeps_the_generation(shell, qtbot):
    before = shot(shell).generation
    shell.edit("optimizer.lr", 0.7)
    qtbot.waitUntil(lambda: shot(shell).lr == 0.7, timeout=WAIT)
    assert shot(shell).generation == before


def test_the_curves_have_every_step_once(shell, qtbot):
    press(qtbot, shell, "play")
    qtbot.waitUntil(lambda: shell.step > 30, timeout=WAIT)
    press(qtbot, shell, "play")
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert list(shell.session.curves.step[:20]) == list(range(20))


def test_hidden_views_are_not_drawn(shell, qtbot, monkeypatch):
    drawn = []
    heatmap = shell.window.pages.views[4]
    loss = shell.window.pages.views[3]
    for view in (heatmap, loss):
        monkeypatch.setattr(view, "draw", lambda scene, view=view: drawn.append(view))
    heatmap.parent().hide()  # its card
    press(qtbot, shell, "step")
    qtbot.waitUntil(lambda: bool(drawn), timeout=WAIT)
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert set(drawn) == {loss}


def test_nothing_is_asked_while_nothing_happens(shell, qtbot, monkeypatch):
    asked = []
    monkeypatch.setattr(shell.session.client, "ask", lambda *given: asked.append(given))
    assert shell.session.clock.asleep  # its timer is the only thing that asks
    QApplication.processEvents()
    assert not asked


def test_statistics_are_counted_while_switched_on(shell, qtbot):
    statistics = FrameStatistics(shell.window)
    shell.session.clock.statistics = statistics
    press(qtbot, shell, "play")
    qtbot.waitUntil(lambda: len(statistics.ages) > 5 and len(statistics.delays) > 5, timeout=WAIT)
    shell.session.clock.statistics = None
    assert statistics.frames_per_second() > 0
    assert all(age >= 0 for age in statistics.ages)


def test_selecting_a_layer(shell, qtbot):
    shell.window.pages.views[0].site_clicked.emit(4)
    qtbot.waitUntil(lambda: shell.session.clock.latest.parts.detail.site == 4, timeout=WAIT)
    shell.session.select(999)
    assert shell.session.clock.selected == 11
    shell.edit("model.depth", 3)
    qtbot.waitUntil(lambda: len(shot(shell).sites) == 4, timeout=WAIT)
    assert shell.session.clock.selected == 4


def test_a_double_click_on_a_column_opens_the_layer_perspective(shell, qtbot):
    network = shell.window.pages.views[0]
    at = QPoint(round(network.columns.x(6)), round(network.plot.height() / 2))
    qtbot.mouseDClick(network.plot.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert shell.window.pages.name == "layer"
    assert shell.session.clock.selected == 6
    qtbot.waitUntil(lambda: shell.session.clock.latest.parts.detail.site == 6, timeout=WAIT)


def test_the_bar_speaks_of_time_steps_where_the_sites_are(shell, qtbot):
    bar, actions = shell.window.transport, shell.window.actions_
    bar.speed.setValue(position_of(30))
    words = [bar.buttons["layer"].text(), bar.buttons["layer"].toolTip(), bar.speed_value.text(), bar.speed.toolTip(),
             *(actions[key].text() for key in ("layer", "back_layer", "next_layer", "previous_layer"))]
    assert all("layer" in text for text in words)
    shell.document.replace(with_network(Experiment(), "rnn"), "rnn")
    qtbot.waitUntil(lambda: shot(shell).sites.axis[0] == "time", timeout=WAIT)
    words = [bar.buttons["layer"].text(), bar.buttons["layer"].toolTip(), bar.speed_value.text(), bar.speed.toolTip(),
             *(actions[key].text() for key in ("layer", "back_layer", "next_layer", "previous_layer"))]
    assert all("time step" in text and "layer" not in text for text in words)
    shell.document.undo_stack.undo()
    qtbot.waitUntil(lambda: shot(shell).sites.axis[0] == "layer", timeout=WAIT)
    assert bar.buttons["layer"].text() == "layer"


def test_numbers():
    assert subscript(120) == "₁₂₀"
    assert short(float("nan")) == "NaN"
    assert short(float("-inf")) == "−∞"
    assert short(-1e-7) == "−1e−07"
    assert short(2.0, known=False) == "—"
    assert grouped(1234567) == "1\u202f234\u202f567"
