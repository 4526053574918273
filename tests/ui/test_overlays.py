"""Runs beside the main one in the pictures of a layer and of time, in legends, and in what the window keeps of them."""

from __future__ import annotations

import dataclasses
from typing import Any

import frames
import numpy as np
import pytest
from patience import WAIT
from PySide6.QtGui import QFontMetricsF
from test_compare import COLORS, amount, bar, press  # noqa: F401
from test_views import grab

from gradsim.parts import BESIDE
from ui.curves import Curves
from ui.looks import Looks
from ui.scene import Scene, Strand
from ui.theme import LIGHT, THEMES
from ui.views.activation import ActivationView
from ui.views.base import View
from ui.views.card import Card
from ui.views.distributions import DistributionsView
from ui.views.factors import FactorsView
from ui.views.gradient import GradientView
from ui.views.header import fitting
from ui.views.keys import Key
from ui.views.run_numbers import AccuracyView, GradientNormView
from ui.views.singular_values import SingularValuesView
from ui.views.site_activation import SiteActivationView
from ui.views.site_formula import SiteFormulaView
from ui.views.strands import MARKS, passing_factors
from ui.views.units import UnitsView
from ui.views.update_ratio import UpdateRatioView
from ui.views.weight_images import WeightImagesView

OF_A_SITE = (ActivationView, SiteActivationView, DistributionsView, SingularValuesView, UnitsView, WeightImagesView)
OVER_TIME = (UpdateRatioView, AccuracyView, GradientNormView)
NAMES = ("He (normal)", "Batch norm", "Residual")


def strand(place: int, count: int = 11, site: int = 4, **changed: Any) -> Strand:
    """A run beside, with everything about its site ``site``."""
    net, curves, looks = frames.sites(count), Curves(), Looks()
    records = frames.records(count, 30, seed=place + 5)
    curves.extend(frames.changed(records, accuracy=np.full(30, 0.3 + 0.2 * place),
                                      grad_norm=np.full(30, 0.02 * 10**place)))
    looks.add(frames.looks(net, range(30), seed=place + 5, update_ratio=np.full(count, 3e-4 * 10.0**place)))
    frame = frames.frame(count, seed=place + 5, detail_site=site)
    return Strand(NAMES[place], COLORS[place], frames.experiment(max(count - 1, 1)), frame.snapshot, curves,
                  dataclasses.replace(frame.parts, **changed), looks)


def drawn(qtbot: Any, kind: type[View], strands: tuple[Strand, ...], selected: int = 4, count: int = 11,
          theme: str = "light") -> View:
    view = kind()
    qtbot.addWidget(view)
    view.resize(640, 260)
    view.set_theme(THEMES[theme])
    view.show()
    return fed(view, strands, selected, count)


def fed(view: View, strands: tuple[Strand, ...], selected: int = 4, count: int = 11) -> View:
    curves, looks = Curves(), Looks()
    curves.extend(frames.records(count, 30))
    looks.add(frames.looks(frames.sites(count), range(30)))
    frame = frames.frame(count, detail_site=selected)
    view.render_scene(Scene(frames.experiment(count - 1), frame, curves, selected, strands, looks))
    view._draw_now()
    return view


# ---- pictures -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [*OF_A_SITE, *OVER_TIME])
@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
def test_every_run_is_drawn_in_its_colour_and_named(qtbot: Any, kind: type[View], theme: str) -> None:
    view = drawn(qtbot, kind, tuple(strand(place) for place in range(3)), theme=theme)
    image, alone = grab(view), grab(drawn(qtbot, kind, (), theme=theme))
    for color in COLORS:
        assert amount(image, getattr(view.theme, color)) > amount(alone, getattr(view.theme, color)) + 8
    keys = [key for key in view.legend() if key.is_run]
    assert [(key.mark, key.color) for key in keys] == [(MARKS[color], color) for color in COLORS]
    assert all(key.text.endswith(name) for key, name in zip(keys, NAMES, strict=True))


@pytest.mark.parametrize("kind", [*OF_A_SITE, UpdateRatioView, SiteFormulaView])
def test_a_run_without_the_selected_site_is_not_drawn_and_the_legend_says_so(qtbot: Any, kind: type[View]) -> None:
    view = drawn(qtbot, kind, (strand(0, count=5, site=1), strand(1)), selected=8)
    alone = grab(drawn(qtbot, kind, (), selected=8))
    plain = amount(alone, view.theme.strand1)
    assert next(key.text for key in view.legend() if key.is_run) == "no layer 8: He (normal)"
    assert amount(grab(view), view.theme.strand1) <= plain + 2


@pytest.mark.parametrize("kind", OF_A_SITE)
def test_the_head_of_a_deeper_run_belongs_to_the_head(qtbot: Any, kind: type[View]) -> None:
    there = drawn(qtbot, kind, (strand(0, count=31, site=31),), selected=11)
    other = drawn(qtbot, kind, (strand(0, count=31, site=11),), selected=11)  # its eleventh site is a layer
    assert amount(grab(there), LIGHT.strand1) > amount(grab(other), LIGHT.strand1) + 8


@pytest.mark.parametrize("kind", OF_A_SITE)
@pytest.mark.parametrize("bad", [0.0, np.nan, np.inf])
def test_parts_of_runs_that_are_not_finite_are_borne(qtbot: Any, kind: type[View], bad: float) -> None:
    parts = frames.frame(11, detail_site=4).parts
    row, counts = np.full(24, bad), np.zeros(61, dtype=np.int64)
    nothing = dataclasses.replace(parts.distributions.weight, counts=counts, rms=0.0, nonfinite=9)
    sick = strand(0, units=dataclasses.replace(parts.units, activation=row, delta=row, dead=row == 0),
                  spectrum=dataclasses.replace(parts.spectrum, layer=row, product=row),
                  matrices=dataclasses.replace(parts.matrices, weight=np.full((4, 4), bad), gradient=np.zeros((0, 0))),
                  distributions=dataclasses.replace(parts.distributions, weight=nothing, gradient=None),
                  detail=dataclasses.replace(parts.detail, counts=np.zeros_like(parts.detail.counts)))
    assert not grab(drawn(qtbot, kind, (sick, strand(1)))).isNull()


@pytest.mark.parametrize("height", [110, 150, 260])
def test_what_is_not_finite_in_a_run_is_told_however_low_the_card(qtbot: Any, height: int) -> None:
    parts = frames.frame(11, detail_site=4).parts
    sick = dataclasses.replace(parts.distributions, weight=dataclasses.replace(parts.distributions.weight, nonfinite=9))
    pictures = []
    for runs in ((strand(0), strand(1), strand(2)), (strand(0), strand(1, distributions=sick), strand(2))):
        view = drawn(qtbot, DistributionsView, runs)
        view.resize(520, height)
        pictures.append(grab(view))
    assert amount(pictures[0], LIGHT.alarm) == 0
    assert amount(pictures[1], LIGHT.alarm) > 20


def test_zeros_among_the_singular_values_of_a_run_are_flagged(qtbot: Any) -> None:
    spectrum = dataclasses.replace(frames.frame(11, detail_site=4).parts.spectrum, product=np.zeros(24))
    view = drawn(qtbot, SingularValuesView, (strand(0, spectrum=spectrum),))
    assert amount(grab(view), LIGHT.alarm) > amount(grab(drawn(qtbot, SingularValuesView, (strand(0),))), LIGHT.alarm)


def test_why_a_run_has_no_singular_values_is_said(qtbot: Any) -> None:
    spectrum = dataclasses.replace(frames.frame(11, detail_site=4).parts.spectrum, layer=np.zeros(0), product=np.zeros(0),
                                   absent="too_large")
    view = drawn(qtbot, SingularValuesView, (strand(0, spectrum=spectrum),))
    assert "too large" in view.legend()[-1].text


def test_ranges_hold_all_runs(qtbot: Any) -> None:
    wide = dataclasses.replace(frames.frame(11, detail_site=4).parts.detail, edges=np.linspace(-50, 50, 41))
    view = drawn(qtbot, ActivationView, (strand(0, detail=wide),))
    low, high = view.plot.shown()[0]
    assert low <= -50
    assert high >= 50
    assert drawn(qtbot, ActivationView, (strand(0),)).plot.shown()[0][1] < 20


def test_another_activation_shows_its_slope(qtbot: Any) -> None:
    detail = frames.frame(11, detail_site=4).parts.detail
    relu = dataclasses.replace(detail, slope_formula="1[z>0]", counts=np.zeros_like(detail.counts),
                               curve_slope=(detail.curve_z > 0).astype(float))
    view = drawn(qtbot, ActivationView, (strand(0, detail=relu),))
    assert amount(grab(view), LIGHT.strand1) > 20


def test_dead_units_of_a_run_are_counted(qtbot: Any) -> None:
    dead = dataclasses.replace(frames.frame(11, detail_site=4).parts.units, dead=np.arange(24) < 5)
    assert drawn(qtbot, UnitsView, (strand(0, units=dead),)).legend()[-1].text == "5 dead · He (normal)"


def test_an_export_shows_the_runs_too(qtbot: Any) -> None:
    for kind in OF_A_SITE:
        view, other = drawn(qtbot, kind, (strand(0),)), kind()
        qtbot.addWidget(other)
        other.resize(640, 260)
        other.adopt(view)
        assert amount(grab(other), LIGHT.strand1) > 4


# ---- legends --------------------------------------------------------------------------------------


def test_legends_keep_the_marks_of_runs_as_long_as_there_is_room(qtbot: Any) -> None:
    metrics = QFontMetricsF(LIGHT.font(LIGHT.small_size))
    own = [Key("●", "backward_text", "measured"), Key("—", "forward_text", "product of the factors")]
    keys = [*own, *(Key(MARKS[color], color, name, is_run=True) for color, name in zip(COLORS, NAMES, strict=True))]
    assert fitting(keys, 1000.0, metrics) == keys
    before = 0
    for width in range(0, 1000, 5):
        shown = fitting(keys, float(width), metrics)
        runs = [key for key in shown if key.is_run]
        assert len(runs) in (0, 3)
        assert len(runs) >= before
        before = len(runs)
        assert [key.color for key in shown] == [key.color for key in keys if key.color in {each.color for each in shown}]
        text = "".join(f"{key.mark} {key.text}   " if key.text else f"{key.mark} " for key in shown)
        assert metrics.horizontalAdvance(text.strip()) <= width + 1


def test_what_a_header_leaves_out_is_in_its_tooltip(qtbot: Any) -> None:
    card = Card(DistributionsView())
    qtbot.addWidget(card)
    fed(card.view, tuple(strand(place) for place in range(3)))
    card.resize(330, 200)
    card.show()
    card._on_view_header_changed()
    assert "He (normal)" not in card._head.words.text()
    assert "He (normal)" in card._head.toolTip()
    card.resize(1200, 200)
    assert "He (normal)" in card._head.words.text()
    assert not card._head.toolTip()


# ---- the window -------------------------------------------------------------------------------------


def test_the_line_under_the_tabs_names_the_runs_where_no_bar_does(shell: Any, qtbot: Any, bar: Any) -> None:  # noqa: F811
    legend = shell.window.pages.runs
    assert legend.isHidden()
    press(shell, qtbot, bar, "he")
    assert legend.isHidden()  # the bar says it
    shell.window.pages.choose("layer")
    assert legend.isVisible()
    assert "He (normal)" in legend.text()
    assert "Xavier (normal) → He (normal)" in legend.toolTip()
    shell.appearance.choose_language("zh_CN")
    assert "主" in legend.text()
    shell.appearance.choose_language("en")
    shell.session.variants.remove(shell.session.variants.entries[0].spec.name)
    assert legend.isHidden()


def test_the_window_keeps_the_newest_part_of_each_kind_and_all_looks(shell: Any, qtbot: Any, bar: Any) -> None:  # noqa: F811
    press(shell, qtbot, bar, "he")
    shell.window.pages.choose("layer")
    shell.session.select(3)
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    entry, = shell.session.variants.entries
    assert entry.parts.units.site == 3
    shell.window.pages.choose("chain")
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert entry.parts.units.site == 3
    for _ in range(2):
        shell.session.advance("step")
        qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert entry.looks.step.tolist() == [0, 1]
    shell.edit("model.depth", 4)
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert entry.parts.units is None
    assert len(entry.looks) == 0


def test_the_stand_in_is_asked_for_what_visible_pictures_draw(shell: Any, qtbot: Any, bar: Any) -> None:  # noqa: F811
    press(shell, qtbot, bar, "he")
    entry, = shell.session.variants.entries
    assert entry.parts.units is None
    shell.window.pages.choose("layer")
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    told = {name for name in BESIDE if getattr(entry.parts, name) is not None}
    assert told == BESIDE - {"tiles"}  # which the picture of the network draws


# ---- zeros and what is not finite -----------------------------------------------------------------------


@pytest.mark.parametrize("kind", [FactorsView, GradientView])
@pytest.mark.parametrize("bad", [0.0, np.nan, np.inf])
def test_zeros_and_broken_numbers_of_a_run_are_flagged_with_its_mark(qtbot: Any, kind: type[View], bad: float) -> None:
    row = np.full(11, 0.1)
    row[4] = bad
    shot = frames.frame(11, factor=row, grad_activation_norm=row).snapshot
    view = drawn(qtbot, kind, (dataclasses.replace(strand(0), snapshot=shot),))
    area, x = view.plot.area(), view.columns.x(5)
    y = area.bottom() if bad == 0 else area.top()
    around = grab(view).copy(round(x) - 8, round(y) - 8, 16, 16)
    assert amount(around, LIGHT.strand1) > 5
    assert amount(grab(view), LIGHT.alarm) > 3
    healthy = drawn(qtbot, kind, (strand(0),))
    assert amount(grab(healthy), LIGHT.alarm) == 0


def test_factors_inside_a_block_are_no_broken_numbers(qtbot: Any) -> None:
    shot = frames.frame(11, every=2).snapshot
    assert np.isnan(passing_factors(shot)).any()
    view = drawn(qtbot, FactorsView, (dataclasses.replace(strand(0), snapshot=shot),))
    assert amount(grab(view), LIGHT.alarm) == 0


def test_gradients_not_yet_known_are_no_broken_numbers(qtbot: Any) -> None:
    shot = frames.frame(11, "forward", 3, grad_activation_norm=np.full(11, np.nan)).snapshot
    view = drawn(qtbot, GradientView, (dataclasses.replace(strand(0), snapshot=shot),))
    assert amount(grab(view), LIGHT.alarm) == 0
