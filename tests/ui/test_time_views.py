"""The pictures of the Time perspective: the right numbers, honest gaps, marks, and clicks that go to a step."""

from __future__ import annotations

import dataclasses
from typing import Any

import frames
import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage

from gradsim.experiment import Experiment
from gradsim.messages import Past
from gradsim.snapshot import Sites
from ui.curves import Curves
from ui.looks import Looks
from ui.scene import Scene, Strand
from ui.theme import LIGHT
from ui.views.base import View
from ui.views.column_heatmap import ColumnHeatmapView
from ui.views.column_table import COLUMNS, column_of
from ui.views.loss import LossView
from ui.views.run_numbers import AccuracyView, ClipScaleView, GradientNormView, LearningRateView
from ui.views.scales import COLOURS, CountScale, LogScale, RatioScale, ShareScale, SignedScale
from ui.views.update_ratio import Summary, UpdateRatioView, pixel_groups

NETS = {"one": frames.sites(1), "eleven": frames.sites(11), "thousand": frames.sites(1000), "time": frames.times(20)}
CURVES = (AccuracyView, GradientNormView, ClipScaleView, LearningRateView, UpdateRatioView)


@pytest.fixture
def show(qtbot: Any) -> Any:
    def shown(kind: type[View], net: Sites, steps: Any = range(30), experiment: Experiment | None = None,
              records: Any = None, view: View | None = None, past: Past | None = None, strands: Any = (),
              **changed: Any) -> Any:
        if view is None:
            view = kind()
            qtbot.addWidget(view)
            view.resize(500, 240)
            view.show()
        curves, looks = Curves(), Looks()
        curves.extend(records if records is not None else frames.records(len(net), 30))
        looks.add(frames.looks(net, steps, **changed))
        frame = dataclasses.replace(frames.frame(net=net, step=29), past=past or Past(0, 30 * 7, 30 * 7, 7))
        view.render_scene(Scene(experiment or frames.experiment(10), frame, curves, 1, strands, looks))
        view._draw_now()
        return view

    return shown


def picture(view: View) -> QImage:
    return view.plot.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def color_at(view: Any, step: float, site: int) -> str:
    return picture(view).pixelColor(round(float(view.plot.to_x(step))), round(view._bands(view.scene)[0].y(site))).name()


def holds(image: QImage, color: str, tolerance: int = 8) -> int:
    flat = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    wanted = QColor(color)
    away = np.abs(flat[:, :image.width(), :3].astype(int) - [wanted.blue(), wanted.green(), wanted.red()]).max(axis=2)
    return int((away <= tolerance).sum())


# ---- the heatmap of any column ------------------------------------------------------------------


@pytest.mark.parametrize("net", list(NETS))
@pytest.mark.parametrize("column", ["factor", "z_mean", "update_ratio", "dead_fraction", "nonfinite"])
def test_every_kind_of_column_is_drawn_for_every_kind_of_net(show: Any, net: str, column: str) -> None:
    view = show(ColumnHeatmapView, NETS[net])
    view.choose(column)
    header, rows = view.table()
    assert len(header) == len(NETS[net]) + 1
    assert len(rows) == 30
    assert rows[3][0] == 3
    assert not view.plot.grab().isNull()
    assert ("time step" in view.subtitle()) == (net == "time")


def test_steps_that_nobody_looked_at_are_hatched(show: Any) -> None:
    view = show(ColumnHeatmapView, NETS["eleven"], steps=[0, 10, 11], z_std=np.full(11, 1.0))
    view.choose("z_std")
    own = color_at(view, 10.5, 5)
    assert color_at(view, 0.5, 5) == color_at(view, 11.5, 5) == own
    colors = {color_at(view, step, 5) for step in (3.5, 5.5, 8.5, 20.5)}
    assert own not in colors
    assert colors <= {LIGHT.raised, LIGHT.border}
    view._on_plot_hovered(QPointF(float(view.plot.to_x(5.5)), view._bands(view.scene)[0].y(5)))
    assert "not looked at" in view.plot.toolTip()
    view._on_plot_hovered(QPointF(float(view.plot.to_x(10.5)), view._bands(view.scene)[0].y(5)))
    assert view.plot.toolTip() == "step 10 · layer 5 · 1"
    assert any(key.text == "not looked at" for key in view.legend())


def test_zeros_what_is_not_finite_and_what_does_not_exist_look_different(show: Any) -> None:
    values = np.array([0.0, np.nan, np.inf, *np.full(8, 0.5)])
    view = show(ColumnHeatmapView, NETS["eleven"], a_rms=values)
    view.choose("a_rms")
    assert color_at(view, 5.5, 1) == COLOURS["zero"]
    assert color_at(view, 5.5, 2) == color_at(view, 5.5, 3) == COLOURS["broken"]
    assert color_at(view, 5.5, 6) not in COLOURS.values()
    assert {key.color for key in view.legend()} >= set(COLOURS.values())
    view.choose("block_factor")  # the frames have no blocks: a gap, no NaN of the run
    assert color_at(view, 5.5, 5) == LIGHT.raised


def test_the_list_follows_the_network_and_starts_with_gates(show: Any) -> None:
    gates = dict.fromkeys(("forget_mean", "input_mean", "output_mean"), np.full(21, 0.5))
    view = show(ColumnHeatmapView, NETS["time"])
    frame = frames.frame(net=NETS["time"])
    shot = dataclasses.replace(frame.snapshot, columns={**frame.snapshot.columns, **gates})
    looks = Looks()
    looks.add([shot])
    view.render_scene(Scene(frames.experiment(10), dataclasses.replace(frame, snapshot=shot), Curves(), 1, (), looks))
    view._draw_now()
    assert view.list.itemData(0) == "forget_mean"
    view.choose("forget_mean")
    assert view.table()[1] == [[3, *np.full(21, 0.5).tolist()]]
    view.reset(frames.experiment(10), NETS["eleven"])
    show(ColumnHeatmapView, NETS["eleven"], view=view)
    assert view.column == "grad_activation_norm"
    assert view.list.findData("forget_mean") < 0


def test_every_step_is_asked_for_only_where_it_is_not_known_anyway(show: Any, qtbot: Any) -> None:
    view = show(ColumnHeatmapView, NETS["eleven"])
    assert not view.everywhere.isEnabled()
    view.choose("z_mean")
    assert view.every() == ""
    view.everywhere.click()
    assert view.every() == "z_mean"
    view.choose("factor")
    assert view.every() == ""
    other = ColumnHeatmapView()
    qtbot.addWidget(other)
    view.choose("z_mean")
    other.adopt(view)
    assert other.column == other.choice() == "z_mean"
    other.choose("nonsense")
    assert other.choice() == "z_mean"


def test_a_click_goes_to_the_step(show: Any) -> None:
    for kind in (ColumnHeatmapView, LossView, *CURVES):
        view, steps = show(kind, NETS["eleven"]), []
        view.step_clicked.connect(steps.append)
        y = view.plot.area().center().y()
        view.plot.clicked.emit(QPointF(float(view.plot.to_x(12.2)), y))
        view.plot.clicked.emit(QPointF(2.0, y))
        assert steps == [12]


def test_the_present_is_marked_when_it_is_past(show: Any) -> None:
    for kind in (ColumnHeatmapView, LossView, *CURVES):
        view = show(kind, NETS["eleven"], past=Past(0, 210, 210, 7))
        area = view.plot.area().toRect()
        before = holds(picture(view).copy(area), LIGHT.text, 90)
        show(kind, NETS["eleven"], view=view, past=Past(0, 10 * 7 + 3, 210, 7))
        assert holds(picture(view).copy(area), LIGHT.text, 90) > before + 60


def under(view: Any, step: float) -> int:
    """Strongly written pixels under the place of a step."""
    shift = 0.5 if isinstance(view, ColumnHeatmapView) else 0.0
    x, y = round(float(view.plot.to_x(step + shift))), round(view.plot.area().bottom()) + 4
    return holds(picture(view).copy(x - 7, y, 14, 14), LIGHT.text, 60)


@pytest.mark.parametrize("kind", [ColumnHeatmapView, LossView, *CURVES])
def test_the_step_where_the_run_stands_is_written_on_the_axis(show: Any, kind: type[View]) -> None:
    view = show(kind, NETS["eleven"], past=Past(0, 210, 210, 7))
    assert under(view, 29)
    assert not under(view, 12)
    show(kind, NETS["eleven"], view=view, past=Past(0, 12 * 7 + 3, 210, 7))
    assert under(view, 12)
    assert not under(view, 29)


# ---- scales -------------------------------------------------------------------------------------


def test_scales_only_grow_and_hold_what_they_show() -> None:
    for kind, values in ((LogScale, [1e-9, 1e3]), (RatioScale, [0.2, 30.0]), (SignedScale, [-3.0, 0.5]),
                         (ShareScale, [0.0, 1.0]), (CountScale, [0.0, 730.0])):
        scale, numbers = kind(), np.array(values)
        mapped = scale.map(numbers)
        assert scale.grow(mapped)
        low, high = scale.range
        assert low <= np.nanmin(mapped)
        assert np.nanmax(mapped) <= high
        assert not scale.grow(scale.map(numbers[:1]))
        assert scale.range == (low, high)
        assert all(low - 1e-9 <= at <= high + 1e-9 for at, _ in scale.ticks(5))
    assert RatioScale().range == (-1.0, 1.0)
    scale = SignedScale()
    scale.grow(np.array([-3.0, 0.5]))
    assert scale.range[0] == -scale.range[1]


def test_every_column_of_the_tables_has_a_name(show: Any) -> None:
    from gradsim.snapshot import FURTHER_COLUMNS, NUMBER_COLUMNS

    wanted = {*NUMBER_COLUMNS, "factor_se", *(name for names in FURTHER_COLUMNS.values() for name in names)}
    assert wanted <= set(COLUMNS)
    assert column_of("something_new").title().strip() == "something_new"


# ---- curves -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", CURVES)
@pytest.mark.parametrize("bad", [0.0, np.nan, np.inf, 1e-300, 1e300])
def test_curves_stand_extreme_numbers(show: Any, kind: type[View], bad: float) -> None:
    names = ("accuracy", "grad_norm", "clipped_grad_norm", "clip_scale", "lr")
    half = np.concatenate([np.full(15, 0.5), np.full(15, bad)])
    for values in (half, np.full(30, bad)):
        records = frames.changed(frames.records(11, 30), **dict.fromkeys(names, values))
        view = show(kind, NETS["eleven"], records=records, update_ratio=np.full(11, bad))
        assert not view.plot.grab().isNull()
        low, high = view.plot.shown()[1]
        assert np.isfinite([low, high]).all()
        assert low < high


def test_zeros_and_nans_of_the_gradient_have_marks(show: Any) -> None:
    for bad in (0.0, np.nan, np.inf):
        norm = np.concatenate([np.full(15, 0.5), np.full(15, bad)])
        records = frames.changed(frames.records(11, 30), grad_norm=norm, clipped_grad_norm=norm)
        assert holds(picture(show(GradientNormView, NETS["eleven"], records=records)), LIGHT.alarm)
    records = frames.changed(frames.records(11, 30), grad_norm=np.full(30, 0.5))
    assert not holds(picture(show(GradientNormView, NETS["eleven"], records=records)), LIGHT.alarm)


def test_the_threshold_of_clipping_is_drawn_where_there_is_one(show: Any) -> None:
    clipped = frames.experiment(10, clip={"kind": "norm", "max_norm": 0.3})
    view = show(GradientNormView, NETS["eleven"], experiment=clipped)
    assert any("0.3" in key.text for key in view.inner_legend())
    plain = show(GradientNormView, NETS["eleven"])
    assert len(plain.inner_legend()) == 2
    assert holds(picture(view), LIGHT.theory, 40) > holds(picture(plain), LIGHT.theory, 40)


def test_before_and_after_clipping_are_told_apart(show: Any) -> None:
    records = frames.changed(frames.records(11, 30), grad_norm=np.full(30, 5.0), clipped_grad_norm=np.full(30, 0.5))
    image = picture(show(GradientNormView, NETS["eleven"], records=records))
    assert holds(image, LIGHT.backward, 60) > 200
    assert holds(image, LIGHT.forward, 60) > 200


def test_runs_beside_are_drawn_in_their_colours(show: Any) -> None:
    curves = Curves()
    curves.extend(frames.changed(frames.records(11, 30), accuracy=np.full(30, 0.7), grad_norm=np.full(30, 0.01)))
    strand = Strand("He", "strand1", frames.experiment(10), frames.frame(11).snapshot, curves)
    for kind in (AccuracyView, GradientNormView):
        assert holds(picture(show(kind, NETS["eleven"], strands=(strand,))), LIGHT.strand1, 60) > 200
        assert holds(picture(show(kind, NETS["eleven"])), LIGHT.strand1, 60) < 20  # edges of letters


def test_update_ratios_are_summed_up(show: Any) -> None:
    looks = Looks()
    ratios = np.array([1e-6, 1e-3, 1e-2, 0.0, np.nan])
    looks.add(frames.looks(frames.sites(5), range(4), update_ratio=ratios))
    summary = Summary()
    summary.take(looks)
    summary.take(looks)
    assert summary.low.tolist() == [1e-6] * 4
    assert summary.median.tolist() == [1e-3] * 4
    assert summary.high.tolist() == [1e-2] * 4
    looks.clear()
    summary.take(looks)
    assert not len(summary.low)
    view = show(UpdateRatioView, NETS["eleven"], update_ratio=np.full(11, 2e-3))
    assert "0.002" in view.told_at(12)
    assert holds(picture(view), LIGHT.backward, 60) > 200
    dead = show(UpdateRatioView, NETS["eleven"], update_ratio=np.append(0.0, np.full(10, 2e-3)))
    assert holds(picture(dead), LIGHT.alarm)  # the selected layer is not changed at all


def test_points_in_one_column_of_pixels_are_one_group() -> None:
    assert pixel_groups(np.array([0.2, 0.9, 1.1, 3.0, 3.5])).tolist() == [0, 2, 3]


def test_axes_do_not_jump(show: Any) -> None:
    records = frames.changed(frames.records(11, 30), grad_norm=np.geomspace(1e-4, 10, 30))
    view = show(GradientNormView, NETS["eleven"], records=records)
    before = view.plot.shown()
    show(GradientNormView, NETS["eleven"], records=frames.changed(records, grad_norm=np.full(30, 1.0)), view=view)
    assert view.plot.shown() == before


def test_looks_that_come_between_drawing_and_painting_are_no_surprise(show: Any) -> None:
    for kind in (ColumnHeatmapView, UpdateRatioView):
        view = show(kind, NETS["eleven"], steps=range(5))
        view.choose("z_std")
        looks = view.scene.looks
        looks.add(frames.looks(NETS["eleven"], range(5, 25)))
        assert not view.plot.grab().isNull()
        looks.forget_from(3)
        assert not view.plot.grab().isNull()
        looks.clear()
        assert not view.plot.grab().isNull()


def test_a_picture_that_fails_is_reported_and_takes_nothing_down(show: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Any] = []
    monkeypatch.setattr("sys.excepthook", lambda *error: told.append(error[0]))
    view = show(AccuracyView, NETS["eleven"])
    monkeypatch.setattr(view, "paint_lines", lambda *_: 1 / 0)
    view.plot.grab()
    assert set(told) == {ZeroDivisionError}


def test_without_classes_a_sentence_stands_in_for_the_accuracy(show: Any) -> None:
    records = frames.changed(frames.records(11, 30), accuracy=np.full(30, np.nan))
    assert holds(picture(show(AccuracyView, NETS["eleven"], records=records)), LIGHT.muted, 60) > 60
