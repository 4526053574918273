"""In the middle of a step the window forms no ratio, product or mean of the numbers of two passes, and claims no update."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import QFontMetrics

from gradsim.snapshot import Snapshot
from tests.ui import frames
from ui.curves import Curves
from ui.panels.layer_numbers import Wording
from ui.phase_text import fitted_phase, phase_text
from ui.scene import Scene
from ui.site_formulas import lines
from ui.views.base import View
from ui.views.column_text import column_lines
from ui.views.comparison import ComparisonView
from ui.views.factors import FactorsView
from ui.views.gradient import GradientView
from ui.views.numbers import short
from ui.views.site_axis import SiteAxis
from ui.views.units import UnitsView

PHASES = [("forward", 5), ("forward", 10), ("loss", 0), ("backward", 10), ("backward", 5), ("backward", 1), ("clip", 0),
          ("update", 0)]


def scene(phase: Any = "update", cursor: int = 0, selected: int = 2, **more: Any) -> Scene:
    return Scene(frames.experiment(9), frames.frame(phase=phase, cursor=cursor, **more), Curves(), selected)


def shown(qtbot: Any, kind: type[View], made: Scene) -> View:
    view = kind()
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.render_scene(made)
    return view


def of_one_pass(phase: str, cursor: int, site: int) -> bool:
    """Whether ‖∂L/∂a‖ of ``site`` and of the last site, the 10th, are of one pass."""
    return site == 10 or phase not in ("loss", "backward") or (phase == "backward" and site >= cursor - 1)


@pytest.mark.parametrize(("phase", "cursor"), PHASES)
@pytest.mark.parametrize("site", [2, 4, 6])
def test_a_ratio_of_gradients_is_of_one_pass(qapp: Any, phase: str, cursor: int, site: int) -> None:
    made = scene(phase, cursor, site)
    shot, known = made.frame.snapshot, of_one_pass(phase, cursor, site)
    assert shot.compares(site, 10) == known
    assert ("%" in column_lines(made, SiteAxis(shot.sites), site)[1]) == known
    assert bool(Wording().formula(shot, site, made.experiment)[3]) == known
    assert bool(lines(made.experiment, shot, site)[-1].value) == known


@pytest.mark.parametrize(("phase", "cursor"), PHASES)
@pytest.mark.parametrize("site", [2, 6])
def test_factors_stand_beside_their_own_product(qapp: Any, phase: str, cursor: int, site: int) -> None:
    made = scene(phase, cursor, site)
    shot, known = made.frame.snapshot, not (phase == "forward" and site < cursor < 10)
    assert ("=" in Wording().formula(shot, site, made.experiment)[2]) == known
    assert ("=" in lines(made.experiment, shot, site)[-2].value) == known
    product = short(float(shot.running_product[site - 1]))
    assert Wording().formula(shot, site, made.experiment)[2].endswith(product), "it stays"


def test_gradients_of_time_steps_are_compared_once_the_pass_has_been_there() -> None:
    shot = frames.frame(phase="backward", cursor=5, net=frames.times(8)).snapshot
    assert [shot.compares(site, 8) for site in (3, 4, 5, 6)] == [False, False, True, True]


@pytest.mark.parametrize(("phase", "cursor"), PHASES)
def test_the_comparison_sums_up_one_pass(qtbot: Any, phase: str, cursor: int) -> None:
    view = shown(qtbot, ComparisonView, scene(phase, cursor))
    rows = {row[0]: row[1] for row in view.table()[1]}
    assert (rows["‖g₁‖ / ‖g_L‖"] == "–") != of_one_pass(phase, cursor, 1)
    assert (rows["Mean factor"] == "–") == (phase == "forward" and cursor < 10)


def test_the_comparison_along_time_is_that_of_the_states(qtbot: Any) -> None:
    norms = np.array([2.0, 3.0, 4.0, 5.0, 100.0])
    view = shown(qtbot, ComparisonView, scene(net=frames.times(4), grad_activation_norm=norms))
    assert {row[0]: row[1] for row in view.table()[1]}["‖g₁‖ / ‖g_T‖"] == "0.4"


def test_a_broken_factor_is_not_left_out_of_the_mean(qtbot: Any) -> None:
    for bad, text in ((np.inf, "∞"), (np.nan, "NaN"), (0.0, "0")):
        factor = np.full(10, 0.5)
        factor[3] = bad
        view = shown(qtbot, ComparisonView, scene(factor=factor, block_factor=np.full(10, np.nan)))
        assert {row[0]: row[1] for row in view.table()[1]}["Mean factor"] == text


def clipped(**numbers: Any) -> Snapshot:
    return dataclasses.replace(frames.frame(phase=numbers.pop("phase", "clip")).snapshot, **numbers)


def test_the_phase_line_tells_what_clipping_and_the_update_did(qapp: Any) -> None:
    assert "× 0.5" in phase_text(clipped(clip_scale=0.5, grad_norm=4.0, clipped_grad_norm=2.0), frames.experiment())
    assert "× 1" in phase_text(clipped(clip_scale=1.0, grad_norm=4.0, clipped_grad_norm=4.0), frames.experiment())
    by_value = clipped(clip_scale=1.0, grad_norm=4.0, clipped_grad_norm=3.0)
    assert "4 → 3" in phase_text(by_value, frames.experiment())
    assert "×" not in phase_text(clipped(clip_scale=np.nan), frames.experiment())
    assert "←" in phase_text(clipped(phase="update"), frames.experiment())
    assert "←" not in phase_text(clipped(phase="update", clip_scale=np.nan), frames.experiment())


def test_units_before_the_first_backward_pass(qtbot: Any) -> None:
    made = scene("forward", 5)
    units = dataclasses.replace(made.frame.parts.units, delta=np.zeros(0))
    parts = dataclasses.replace(made.frame.parts, units=units)
    view = shown(qtbot, UnitsView, dataclasses.replace(made, frame=dataclasses.replace(made.frame, parts=parts)))
    view.grab()
    header, rows = view.table()
    assert {row[header.index("delta")] for row in rows} == {""}


def test_units_that_no_pass_has_reached_take_the_place_of_older_ones(qtbot: Any) -> None:
    made, nothing = scene(), np.zeros(0)
    view = shown(qtbot, UnitsView, made)
    assert view.table()[1]
    empty = dataclasses.replace(made.frame.parts.units, activation=nothing, delta=nothing, saturated=nothing,
                                dead=np.zeros(0, dtype=bool))
    parts = dataclasses.replace(made.frame.parts, units=empty)
    view.render_scene(dataclasses.replace(made, frame=dataclasses.replace(made.frame, parts=parts)))
    view._draw_now()
    view.grab()
    assert not view.table()[1]
    assert not view.subtitle()


def test_exported_tables_tell_what_does_not_exist_from_what_is_not_a_number(qtbot: Any) -> None:
    factor = np.full(10, 0.5)
    factor[3] = np.nan
    made = scene(factor=factor)
    shot = made.frame.snapshot
    gaps = {**shot.gaps, "grad_activation_norm": np.arange(10) < 2}
    made = dataclasses.replace(made, frame=dataclasses.replace(made.frame, snapshot=dataclasses.replace(shot, gaps=gaps)))
    header, rows = shown(qtbot, FactorsView, made).table()
    factors, blocks = ([row[header.index(name)] for row in rows] for name in ("factor", "block_factor"))
    assert factors[:3] == [0.5] * 3
    assert np.isnan(factors[3])
    assert set(blocks) == {""}
    header, rows = shown(qtbot, GradientView, made).table()
    norms = [row[header.index("grad_activation_norm")] for row in rows]
    assert norms[:2] == ["", ""]
    assert norms[2] == float(shot.grad_activation_norm[2])


def test_what_does_not_fit_of_the_phase_line_gives_way_to_its_formula(qapp: Any) -> None:
    text, metrics = "Backward · layer 4 of 10   ∂L/∂a₄ = W₅ᵀδ₅", QFontMetrics(qapp.font())
    whole, formula = (metrics.horizontalAdvance(part) for part in (text, text.rpartition("   ")[2]))
    assert fitted_phase(text, metrics, whole) == text
    cut = fitted_phase(text, metrics, (whole + formula) // 2)
    assert cut.endswith("…   ∂L/∂a₄ = W₅ᵀδ₅")
    assert cut.startswith("B")
    assert fitted_phase(text, metrics, formula).endswith("…")
    for room in range(60, whole + 20, 7):
        assert metrics.horizontalAdvance(fitted_phase(text, metrics, room)) <= room + 2  # the parts are measured one by one
