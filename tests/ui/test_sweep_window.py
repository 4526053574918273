"""The Sweep perspective: the pictures say what came back, the bar runs it in a process beside the engine."""

from __future__ import annotations

import math
import multiprocessing
from itertools import pairwise
from typing import Any

import frames
import numpy as np
import psutil
import pytest
from patience import WAIT, is_gone
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor
from stand_in import Puppet

from gradsim.experiment import Experiment
from gradsim.messages import Refused, Stop
from gradsim.problems import GradsimError, Problem
from gradsim.sweep import Outcome, Setting, Sweep, Swept, Vary
from gradsim.sweep_process import main as serve
from ui.curves import Curves
from ui.scene import Scene
from ui.sweep_choices import FIELDS, SETTINGS, Plan, fields_for, settings_for
from ui.sweep_results import SweepResults
from ui.sweeper import Sweeper
from ui.views.scales import COLOURS
from ui.views.sweep_curves import SweepCurvesView
from ui.views.sweep_map import SweepMapView
from ui.views.value_axis import ValueAxis

DEPTHS, GAINS = Vary("model.depth", (2, 4, 8, 16)), Vary("model.weight_init.gain", (0.5, 1.0, 2.0))
SOME = [0.0, math.nan, math.inf, 1e-300, 1e300, 1.0]


def results(sweep: Sweep, number: Any) -> SweepResults:
    """A sweep whose runs have all come back; ``number`` gives what is left at a point, None: it could not be run."""
    made = SweepResults(sweep)
    for point in sweep.points():
        left = number(point)
        made.add(Outcome(point, problem=Problem("sweep_died")) if left is None else Outcome(
            point, sites=3, gradient_left=left, grad_weight_norm=left, factor_mean=left, loss=left))
    return made


def both(number: Any, seeds: int = 3, x: Vary = DEPTHS, y: Vary = GAINS) -> tuple[SweepResults, ...]:
    return tuple(results(sweep, number) for sweep in Plan(x, y, seeds=seeds).sweeps(frames.experiment(8)))


@pytest.fixture
def show(qtbot: Any) -> Any:
    def shown(kind: Any, sweeps: tuple[SweepResults, ...], experiment: Experiment | None = None) -> Any:
        view = kind()
        qtbot.addWidget(view)
        view.resize(700, 420)
        view.show()
        view.render_scene(Scene(experiment or frames.experiment(8), frames.frame(), Curves(), 1, sweeps=sweeps))
        return view

    return shown


def color_at(view: Any, x: float, y: float) -> QColor:
    return view.plot.grab().toImage().pixelColor(round(x), round(y))


# ---- pictures -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [SweepCurvesView, SweepMapView])
@pytest.mark.parametrize("column", ["gradient_left", "grad_weight_norm", "factor_mean", "loss"])
def test_every_number_can_be_drawn(show: Any, kind: Any, column: str) -> None:
    for number in (*((lambda point, same=same: same) for same in [*SOME, None]), lambda point: SOME[sum(point.values) % 6]):
        view = show(kind, both(number))
        view.choose(column)
        assert view.choice() == column
        for point in view.results.sweep.points():
            view.hovered = (point.setting, point.values)
            assert not view.plot.grab().isNull()
            assert all(view.lines(view.hovered))
        header, rows = view.table()
        assert len(rows) == len(view.results.sweep)
        assert all(len(row) == len(header) for row in rows)


@pytest.mark.parametrize("kind", [SweepCurvesView, SweepMapView])
@pytest.mark.parametrize("x", [Vary("model.depth", (7,)), Vary("model.depth", (16, 2)),
                               Vary("loss", ("mse", "cross_entropy")),
                               Vary("model.norm", ({"kind": "none"}, {"kind": "layer_norm"}))])
def test_one_value_values_without_order_and_names(show: Any, kind: Any, x: Vary) -> None:
    assert not show(kind, both(lambda point: 0.1, x=x)).plot.grab().isNull()


@pytest.mark.parametrize("kind", [SweepCurvesView, SweepMapView])
def test_an_empty_picture_says_what_to_press(show: Any, kind: Any) -> None:
    view = show(kind, ())
    assert view.table() == (["seed"], [])
    assert view.place_at(QPointF(300, 200)) is None
    assert len(np.unique(np.frombuffer(view.plot.grab().toImage().constBits(), dtype=np.uint32))) > 10


def test_points_stand_where_their_numbers_are(show: Any) -> None:
    view = show(SweepCurvesView, both(lambda point: 10.0 ** -(point.setting + point.values[0]) * (1 + point.seed)))
    view.hovered = None
    x = view.plot.to_x(ValueAxis(DEPTHS.values).places)
    y = view.plot.to_y(np.log10([2.0 * 10.0**-at for at in range(4)]))  # the median of 1, 2 and 3 times 10⁻ⁿ
    assert np.diff(x) == pytest.approx(np.diff(x)[0])  # powers of two on a logarithmic axis
    for at in range(4):
        assert view.place_at(QPointF(x[at] + 3, y[at])) == (0, (at,))
    assert color_at(view, x[1], y[1]) == QColor(view.theme.text)
    inside = (y[1] + view.plot.to_y(np.log10(0.28))) / 2
    assert color_at(view, x[1] + 0.5, inside) != QColor(view.theme.card), "the band reaches from 10 to 90 %"


def test_zeros_and_nan_are_marked_at_the_edges(show: Any) -> None:
    def alarms(number: Any) -> int:
        view = show(SweepCurvesView, both(number))
        image = view.plot.grab().toImage()
        alarm = QColor(view.theme.alarm)
        return sum(image.pixelColor(x, y) == alarm for x in range(image.width()) for y in range(image.height()))

    assert alarms(lambda point: 0.1) == 0
    assert alarms(lambda point: 0.0 if point.values[0] == 3 else 0.1) > 5
    assert alarms(lambda point: math.nan if point.seed == 2 else 0.1) > 5, "one seed that is not finite is told, too"


def test_cells_are_blue_below_white_at_and_red_above_one(show: Any) -> None:
    left = {0: 1e-5, 1: 1.0, 2: 1e5}
    view = show(SweepMapView, both(lambda point: left[point.values[1]] if len(point.values) > 1 else 1.0),
                frames.experiment(1000))
    colours = [color_at(view, float(view.plot.to_x(2.38)), float(view.plot.to_y(y + 0.38))) for y in range(3)]
    assert colours[0].blue() > colours[0].red() + 60
    assert min(colours[1].red(), colours[1].green(), colours[1].blue()) > 215
    assert colours[2].red() > colours[2].blue() + 60


def test_cells_of_zero_and_nan_have_colours_of_their_own_and_are_in_the_legend(show: Any) -> None:
    view = show(SweepMapView, both(lambda point: (0.0, math.nan, None)[point.values[-1] % 3]), frames.experiment(1000))
    for y, color in ((0, COLOURS["zero"]), (1, COLOURS["broken"]), (2, view.theme.raised)):
        assert color_at(view, float(view.plot.to_x(1.38)), float(view.plot.to_y(y + 0.38))) == QColor(color)
    assert {COLOURS["zero"], COLOURS["broken"]} <= {key.color for key in view.legend()}


def test_the_present_network_is_a_dot_between_the_values(show: Any) -> None:
    sweeps = both(lambda point: 1.0)
    for depth, x in ((4, 1.0), (8, 2.0), (1000, None)):
        view = show(SweepMapView, sweeps, frames.experiment(depth))
        dark = QColor("#172033")
        at = view.plot.to_x([1.0, 2.0])
        y = float(view.plot.to_y(1.0))
        assert [color_at(view, place + 4, y) == dark for place in at] == [x == 1.0, x == 2.0]
    assert ValueAxis((2, 8)).index(4) == pytest.approx(2 / 6)
    assert ValueAxis((1, 100)).index(10) == pytest.approx(0.5)
    assert math.isnan(ValueAxis((1, 100)).index(1000))


def test_a_click_tells_the_experiment_of_the_place(show: Any, qtbot: Any) -> None:
    view = show(SweepMapView, both(lambda point: 1.0))
    told: list[Experiment] = []
    view.experiment_clicked.connect(told.append)
    view.plot.clicked.emit(QPointF(float(view.plot.to_x(3.2)), float(view.plot.to_y(1.8))))
    assert (told[0].model.depth, told[0].model.weight_init.gain, told[0].seed) == (16, 2.0, 0)
    view.plot.clicked.emit(QPointF(2, 2))
    assert len(told) == 1


def test_what_has_not_come_back_is_left_empty(show: Any) -> None:
    sweeps = tuple(map(SweepResults, Plan(DEPTHS, GAINS).sweeps(frames.experiment(8))))
    for kind in (SweepCurvesView, SweepMapView):
        view = show(kind, sweeps)
        assert view.table()[1] == []
        assert view.place_at(view.plot.area().center()) is None
    before = view.plot.grab().toImage()
    sweeps[1].add(Outcome(next(sweeps[1].sweep.points()), sites=3, gradient_left=1e-5))
    view.render_scene(Scene(frames.experiment(8), frames.frame(), Curves(), 1, sweeps=sweeps))
    assert view.plot.grab().toImage() != before


# ---- what is offered ------------------------------------------------------------------------------


@pytest.mark.parametrize("document", [
    {}, {"model": {"kind": "resnet"}}, {"model": {"kind": "lenet5"}},
    {"model": {"kind": "rnn"}, "data": {"kind": "adding"}, "loss": "mse"},
    {"model": {"weight_init": {"kind": "normal"}}}, {"model": {"residual": {"kind": "plain"}}}])
def test_what_is_offered_fits(document: dict[str, Any]) -> None:
    experiment = Experiment.from_dict(document)
    fields = fields_for(experiment)
    assert len(fields) >= 2
    for first, second in pairwise(fields):
        plan = Plan(Vary(first.path, first.values), Vary(second.path, second.values), tuple(row.key for row in SETTINGS))
        for sweep in plan.sweeps(experiment):
            assert len(sweep)
    for row in settings_for(experiment):
        Sweep(experiment, (), (Setting(row.key, row.make(experiment)),)).experiment_at(
            next(Sweep(experiment, ()).points()))


def test_the_same_field_twice_makes_no_map() -> None:
    assert len(Plan(DEPTHS, DEPTHS).sweeps(Experiment())) == 1
    assert {row.path for row in fields_for(Experiment())} < {row.path for row in FIELDS}


# ---- the process ----------------------------------------------------------------------------------


@pytest.fixture
def sweeper(qapp: Any) -> Any:
    made = Sweeper()
    made.puppets = []
    made.problems = []
    made.spawn = lambda: made.puppets.append(Puppet()) or made.puppets[-1]
    made.told.connect(made.problems.append)
    yield made
    made.shutdown()
    assert all(puppet.ended for puppet in made.puppets)


def test_sweeps_run_one_after_the_other_in_one_process(sweeper: Any, qtbot: Any) -> None:
    sweeps = Plan(DEPTHS, GAINS, ("now",), seeds=1).sweeps(Experiment())
    sweeper.run(*sweeps)
    puppet = sweeper.puppets[0]
    for sweep in sweeps:
        qtbot.waitUntil(lambda sweep=sweep: puppet.sent[-1] is sweep, timeout=WAIT)
        for point in sweep.points():
            puppet.far.send(Outcome(point, sites=1))
        puppet.far.send(Swept())
    qtbot.waitUntil(lambda: not sweeper.running, timeout=WAIT)
    assert sweeper.progress == (16, 16)
    sweeper.run(sweeps[0])
    assert len(sweeper.puppets) == 1
    assert sweeper.progress == (0, 4)


def test_stopping_keeps_what_is_there_and_ends_the_process(sweeper: Any, qtbot: Any) -> None:
    sweep = Plan(DEPTHS, GAINS).sweeps(Experiment())[0]
    sweeper.run(sweep)
    sweeper.puppets[0].far.send(Outcome(next(sweep.points()), sites=1))
    qtbot.waitUntil(lambda: sweeper.progress[0] == 1, timeout=WAIT)
    sweeper.stop()
    assert (sweeper.running, sweeper.puppets[0].ended, len(sweeper.results[0])) == (False, True, 1)
    sweeper.run(sweep)
    assert len(sweeper.puppets) == 2


@pytest.mark.parametrize("dies", [True, False])
def test_a_refusal_and_a_death_are_told(sweeper: Any, qtbot: Any, dies: bool) -> None:
    sweeper.run(Plan(DEPTHS, GAINS).sweeps(Experiment())[0])
    if dies:
        sweeper.puppets[0].far.close()
    else:
        sweeper.puppets[0].far.send(Refused((Problem("sweep_runs", {"value": 0, "limit": 1}),)))
    qtbot.waitUntil(lambda: not sweeper.running, timeout=WAIT)
    assert [problem.code for problem in sweeper.problems] == ["sweep_died" if dies else "sweep_runs"]


def test_the_process_runs_a_sweep_and_ends(qapp: Any, qtbot: Any) -> None:
    """The real one: spawned, without torch in this process, ended in the middle of a sweep."""
    sweeper = Sweeper()
    short = Sweep(Experiment.from_dict({"device": "cpu"}), (Vary("model.depth", (2, 3)),))
    sweeper.run(short)
    qtbot.waitUntil(lambda: not sweeper.running, timeout=WAIT)
    assert [one.sites for one in sweeper.results[0].every()] == [3, 4]
    assert all(0 < one.gradient_left < 1 for one in sweeper.results[0].every())
    sweeper.run(Sweep(short.experiment, (Vary("model.depth", (2, 3)),), steps=100_000))
    process = psutil.Process(sweeper.pid)
    sweeper.shutdown()
    qtbot.waitUntil(lambda: is_gone(process), timeout=WAIT)


def test_a_sweep_that_cannot_be_run_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gradsim.sweep_process.signal.signal", lambda *_: None)
    monkeypatch.setattr("gradsim.sweep_process.os.nice", lambda *_: None, raising=False)
    near, far = multiprocessing.Pipe()
    near.send(Sweep(Experiment(), (Vary("model.depth", (0,)),)))
    near.send(Stop())
    serve(far)
    refused = near.recv()
    assert isinstance(refused, Refused)
    assert refused.problems[0].code == "out_of_range"


# ---- the bar ----------------------------------------------------------------------------------------


@pytest.fixture
def bar(shell: Any, sweeper: Any) -> Any:
    shell.window.pages.choose("sweep")
    shell.session.sweeper.spawn = lambda: sweeper.puppets.append(Puppet()) or sweeper.puppets[-1]
    made = shell.window.pages.page.bar
    made.y.fields.setCurrentIndex(1)
    made.x.values.setText("2, 4, 8, 16")
    made.y.values.setText("0.5, 1, 2")
    yield made
    shell.session.sweeper.stop()
    shell.session.sweeper.shutdown()
    shell.session.sweeper.results = ()


def test_the_button_runs_and_stops_what_the_bar_says(shell: Any, bar: Any, sweeper: Any, qtbot: Any) -> None:
    bar.x.values.setText("3, 5 7")
    bar.seeds.setValue(2)
    bar.settings["batch_norm"].setChecked(False)
    bar.run_button.click()
    curves, plane = (one.sweep for one in shell.session.sweeper.results)
    assert curves.fields == (Vary("model.depth", (3, 5, 7)),)
    assert [setting.label for setting in curves.settings] == ["now", "he_relu", "residual"]
    assert [field.path for field in plane.fields] == ["model.depth", "model.weight_init.gain"]
    assert bar.run_button.text().startswith("Stop · 0 of ")
    for point in list(curves.points())[:4]:
        sweeper.puppets[0].far.send(Outcome(point, sites=3, gradient_left=0.5))
    view = shell.window.pages.page.views[0]
    qtbot.waitUntil(lambda: view.results is not None and len(view.results) == 4, timeout=WAIT)
    assert bar.run_button.text() == f"Stop · 4 of {len(curves) + len(plane)}"
    bar.run_button.click()
    assert (shell.session.sweeper.running, bar.run_button.text()) == (False, "Run")
    assert sweeper.puppets[0].ended


def test_combinations_that_could_not_be_run_are_counted(shell: Any, bar: Any, sweeper: Any, qtbot: Any) -> None:
    bar.y.fields.setCurrentIndex(bar.x.fields.currentIndex())
    bar.run_button.click()
    points = list(shell.session.sweeper.results[0].sweep.points())
    for point in points[1:]:
        sweeper.puppets[0].far.send(Outcome(point, sites=3, gradient_left=0.5))
    sweeper.puppets[0].far.send(Outcome(points[0], problem=Problem("sweep_died")))
    sweeper.puppets[0].far.send(Swept())
    qtbot.waitUntil(lambda: not shell.session.sweeper.running, timeout=WAIT)
    assert bar.failed.text() == f"1 of {len(points)} could not be run"
    assert "ended unexpectedly" in bar.failed.toolTip()


def test_what_is_no_number_is_told_and_nothing_runs(shell: Any, bar: Any, qtbot: Any) -> None:
    bar.y.values.setText("0.5, x")
    with qtbot.waitSignal(shell.session.told, timeout=WAIT) as told:
        bar.run_button.click()
    assert told.args[0].code == "sweep_values"
    assert not shell.session.sweeper.running
    assert bar.y.values.property("invalid")
    with pytest.raises(GradsimError):
        bar.y.vary()


def test_a_clicked_place_becomes_the_experiment_and_can_be_undone(shell: Any, bar: Any, sweeper: Any, qtbot: Any) -> None:
    bar.run_button.click()
    plane = shell.session.sweeper.results[1]
    for point in plane.sweep.points():
        plane.add(Outcome(point, sites=3, gradient_left=0.5))
    shell.session.sweeper.changed.emit()
    view = shell.window.pages.page.views[1]
    qtbot.waitUntil(lambda: view.results is plane, timeout=WAIT)
    view.plot.clicked.emit(QPointF(float(view.plot.to_x(0)), float(view.plot.to_y(0))))
    assert (shell.document.experiment.model.depth, shell.document.experiment.model.weight_init.gain) == (2, 0.5)
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    shell.document.undo_stack.undo()
    assert shell.document.experiment == Experiment()


def test_the_bar_follows_the_experiment(shell: Any, bar: Any, qtbot: Any) -> None:
    assert bar.x.path == "model.depth"
    shell.edit("model", {"kind": "lenet5"})
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert bar.x.path not in ("model.depth", "")
    assert bar.settings["residual"].isHidden()
    assert bar.x.vary().values


def test_what_the_bar_says_is_remembered(shell: Any, bar: Any) -> None:
    before = bar.choice()
    bar.x.fields.setCurrentIndex(2)
    bar.x.values.setText("0.25, 0.5")
    bar.seeds.setValue(7)
    bar.steps.setValue(12)
    bar.settings["now"].setChecked(False)
    path, said = bar.x.path, bar.choice()
    shell.window.pages.save_layout()
    assert shell.preferences.choice("bar-sweep") == said
    bar.choose(before)
    assert bar.choice() == before != said
    bar.choose(said)
    assert (bar.x.path, bar.x.values.text(), bar.seeds.value(), bar.steps.value()) == (path, "0.25, 0.5", 7, 12)
    assert bar.choice() == said
    bar.choose(before)


@pytest.mark.parametrize("word", ["", "?", "[]", "{}", '{"x": 1, "y": 2}',
                                  '{"x": ["a", "b"], "y": ["c", "d"], "seeds": "many"}',
                                  '{"x": ["no.field", ""], "y": ["", ""], "seeds": 1e999, "steps": 0, "settings": []}',
                                  '{"x": ["", "", ""], "y": ["", ""], "seeds": 3, "steps": 0, "settings": []}',
                                  '{"x": ["", ""], "y": ["", ""], "seeds": 3, "steps": 0, "settings": [[], 1, "none"]}'])
def test_a_broken_memory_of_the_bar_changes_nothing(shell: Any, bar: Any, word: str) -> None:
    before = bar.choice()
    bar.choose(word)
    assert bar.choice() == before


def test_remembered_numbers_are_brought_within_their_limits(shell: Any, bar: Any) -> None:
    before = bar.choice()
    bar.choose('{"x": ["", ""], "y": ["", ""], "seeds": 1e99, "steps": -1e99, "settings": []}')
    assert (bar.seeds.value(), bar.steps.value()) == (bar.seeds.maximum(), 0)
    bar.choose(before)
    assert bar.choice() == before


def test_a_name_stays_beside_its_box(shell: Any, bar: Any) -> None:
    for width in range(320, 1400, 90):
        bar.resize(width, bar.heightForWidth(width))
        bar.layout().activate()
        for key, box in (("x", bar.x), ("seeds", bar.seeds), ("steps", bar.steps)):
            assert bar._words[key].parentWidget() is box.parentWidget()
            assert abs(bar._words[key].geometry().center().y() - box.geometry().center().y()) <= 2


def test_why_a_setting_cannot_be_chosen_is_said(shell: Any, bar: Any) -> None:
    for key in ("now", "he_relu", "batch_norm", "residual"):
        bar.settings[key].setChecked(True)
    assert "4 at most" in bar.settings["layer_norm"].toolTip()
    assert not bar.settings["now"].toolTip()
