"""Comparing: what-if buttons, chips, branches, and the pictures of up to four runs."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import frames
import numpy as np
import pytest
from patience import WAIT
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QToolButton
from stand_in import FAST, spawn
from test_views import grab, pixels

from gradsim.experiment import Experiment
from gradsim.patches import patched
from gradsim.problems import Problem
from ui.curves import Curves
from ui.differences import differences, label, nothing, words
from ui.panels.compare_bar import CompareBar
from ui.panels.flow import FlowLayout
from ui.scene import Scene, Strand
from ui.theme import THEMES
from ui.views.base import View
from ui.views.columns import Columns
from ui.views.comparison import ComparisonView
from ui.views.factors import FactorsView
from ui.views.gradient import GradientView
from ui.views.loss import LossView
from ui.views.multiples import MultiplesView
from ui.views.strands import MARKS, SHAPES, passing_factors, strand_x
from ui.what_if import BRANCHES, WHAT_IF, offered

OVERLAYS = (FactorsView, GradientView, LossView)
COLORS = ("strand1", "strand2", "strand3")
EXAMPLES = sorted((Path(__file__).parents[2] / "assets" / "experiments").rglob("*.json"))


@pytest.fixture
def bar(shell: Any, qtbot: Any) -> CompareBar:
    """The bar of the Compare perspective, with nothing compared yet."""
    for entry in shell.session.variants.entries:
        shell.session.variants.remove(entry.spec.name)
    shell.window.pages.choose("compare")
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    shell.window.strip.clear()
    return shell.window.pages.page.bar


def press(shell: Any, qtbot: Any, bar: CompareBar, key: str) -> None:
    bar.buttons[key].click()
    qtbot.waitUntil(shell.idle, timeout=WAIT)


def branch(shell: Any, qtbot: Any, bar: CompareBar, key: str) -> None:
    bar.menu.triggered.emit(next(action for action in bar.menu.actions() if action.objectName() == key))
    qtbot.waitUntil(shell.idle, timeout=WAIT)


def chips(bar: CompareBar) -> list[str]:
    return [chip.toolTip() for chip in bar.chips[1:] if not chip.isHidden()]


def told(shell: Any) -> str:
    return str(shell.window.strip.label.text())


# ---- words ------------------------------------------------------------------------------------


def test_differences_are_said_in_the_words_of_the_form(shell: Any) -> None:
    base = Experiment()
    other = patched(base, (("model.weight_init", {"kind": "he_normal"}), ("optimizer.lr", 1.0), ("model.depth", 30)))
    assert [each.path for each in differences(base, other)] == ["model.depth", "model.weight_init", "optimizer.lr"]
    assert words(base, other) == "Depth: 10 → 30; Initialization: Xavier (normal) → He (normal); Learning rate: 0.1 → 1"
    assert label(base, other) == "Depth 30 + He (normal) + Learning rate 1"
    assert (words(base, base), label(base, base)) == ("no difference", "no difference")
    lstm = Experiment.from_dict({"model": {"kind": "lstm"}, "data": {"kind": "adding"}, "loss": "mse"})
    assert differences(base, lstm)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_row_offered_fits_the_experiment_and_differs_from_it(path: Path) -> None:
    experiment = Experiment.load(path)
    rows = offered(WHAT_IF, experiment)
    assert len(rows) >= 2
    for _, patch in [*rows, *offered(BRANCHES, experiment)]:
        assert not patch or differences(experiment, patched(experiment, patch))
    texts = [row.text() for row, _ in rows]
    assert len(set(texts)) == len(texts)


def test_what_if_rows_are_offered_only_where_they_make_a_difference() -> None:
    keys = {row.key for row, _ in offered(WHAT_IF, Experiment())}
    assert keys == {"he", "relu", "batch_norm", "residual", "clip", "seed"}
    other = patched(Experiment(), (("model.weight_init", {"kind": "he_normal"}), ("model.activation", {"kind": "relu"}),
                                   ("model.norm", {"kind": "batch_norm"}), ("model.residual", {"kind": "plain"}),
                                   ("clip", {"kind": "norm"})))
    keys = {row.key for row, _ in offered(WHAT_IF, other)}
    assert keys == {"xavier", "sigmoid", "no_norm", "no_residual", "no_clip", "seed"}


# ---- buttons and chips ------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["he", "relu", "batch_norm", "residual", "clip", "seed"])
def test_a_what_if_button_adds_a_variant_and_goes_away(shell: Any, qtbot: Any, bar: CompareBar, key: str) -> None:
    press(shell, qtbot, bar, key)
    entry, = shell.session.variants.entries
    assert chips(bar) == [entry.words]
    assert "→" in entry.words
    assert bar.buttons[key].isHidden()
    strand, = shell.session.scene(shell.session.frame).strands
    assert (strand.label, strand.color) == (entry.label, "strand1")
    assert strand.experiment == patched(shell.document.experiment, entry.spec.patch)
    bar.chips[1].remove.click()
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert chips(bar) == []
    assert not bar.buttons[key].isHidden()
    assert shell.session.scene(shell.session.frame).strands == ()


def test_four_runs_are_drawn_in_every_picture_and_a_fifth_is_refused(shell: Any, qtbot: Any, bar: CompareBar) -> None:
    for key in ("he", "relu", "residual"):
        press(shell, qtbot, bar, key)
    shell.session.advance("step")
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert [entry.color for entry in shell.session.variants.entries] == list(COLORS)
    for view in shell.window.pages.views:
        assert [strand.color for strand in view.scene.strands] == list(COLORS)
    press(shell, qtbot, bar, "clip")
    assert "3" in told(shell)
    assert len(chips(bar)) == 3
    shell.session.variants.remove(shell.session.variants.entries[1].spec.name)
    press(shell, qtbot, bar, "clip")
    assert [entry.color for entry in shell.session.variants.entries] == ["strand1", "strand3", "strand2"]


def test_variants_are_recorded_step_by_step(shell: Any, qtbot: Any, bar: CompareBar) -> None:
    press(shell, qtbot, bar, "he")
    for _ in range(4):
        shell.session.advance("step")
        qtbot.waitUntil(shell.idle, timeout=WAIT)
    entry, = shell.session.variants.entries
    assert entry.curves.step.tolist() == shell.session.curves.step.tolist() == [0, 1, 2, 3]
    shell.session.reset()
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert len(entry.curves) == 0


def test_the_run_goes_on_with_a_variant_beside_one_with_what_it_had(shell: Any, qtbot: Any, bar: CompareBar) -> None:
    press(shell, qtbot, bar, "relu")
    for _ in range(3):
        shell.session.advance("step")
        qtbot.waitUntil(shell.idle, timeout=WAIT)
    entry, = shell.session.variants.entries
    curves, looks, generation = entry.curves, entry.looks, shell.session.frame.snapshot.generation
    bar.chips[1].promote.click()
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert "again" not in told(shell)
    assert shell.document.experiment.model.activation.kind == "relu"
    assert shell.session.experiment == shell.document.experiment
    assert (shell.step, shell.session.frame.snapshot.phase) == (2, "update")
    assert shell.session.frame.snapshot.generation > generation
    assert (shell.session.curves, shell.session.looks) == (curves, looks)
    assert shell.session.curves.step.tolist() == [0, 1, 2]
    entry, = shell.session.variants.entries
    assert entry.experiment.model.activation.kind == "sigmoid"
    assert entry.curves is not curves
    assert entry.curves.step.tolist() == [0, 1, 2]
    shell.session.advance("step")
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert shell.session.curves.step.tolist() == entry.curves.step.tolist() == [0, 1, 2, 3]
    shell.document.undo_stack.undo()
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert shell.document.experiment.model.activation.kind == "sigmoid"
    assert len(shell.session.variants.entries) == 1


@pytest.mark.parametrize(("key", "path"), [("relu", "model.activation"), ("lr", "optimizer.lr")])
def test_undo_and_redo_of_going_on_with_a_variant_exchange_the_two_runs(shell: Any, qtbot: Any, bar: CompareBar, key: str,
                                                                       path: str) -> None:
    before = shell.document.experiment
    patch = {"relu": ((path, {"kind": "relu"}),), "lr": ((path, 0.375),)}[key]
    assert shell.session.variants.add(patch)
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    after = patched(before, patch)
    shell.session.advance("step")
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    bar.chips[1].promote.click()
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    stack = shell.document.undo_stack
    for change, main, beside in ((stack.undo, before, after), (stack.redo, after, before), (stack.undo, before, after)):
        change()
        qtbot.waitUntil(shell.idle, timeout=WAIT)
        entry, = shell.session.variants.entries
        assert shell.document.experiment == shell.session.experiment == main
        assert entry.experiment == beside
        assert chips(bar) == [words(main, beside)]
        shell.session.advance("step")
        qtbot.waitUntil(shell.idle, timeout=WAIT)
        assert entry.curves.last_step == shell.session.curves.last_step
    bar.chips[1].promote.click()
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert shell.document.experiment == after


def test_undo_of_two_exchanges_leaves_no_run_without_a_difference(shell: Any, qtbot: Any, bar: CompareBar) -> None:
    press(shell, qtbot, bar, "he")
    assert shell.session.variants.add((("model.weight_init", {"kind": "orthogonal"}),))
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    started = chips(bar)
    for chip in (1, 2):
        bar.chips[chip].promote.click()
        qtbot.waitUntil(shell.idle, timeout=WAIT)
    for _ in range(2):
        shell.document.undo_stack.undo()
        qtbot.waitUntil(shell.idle, timeout=WAIT)
        assert len(chips(bar)) == 2
        assert nothing() not in chips(bar)
    assert chips(bar) == started


def test_a_run_that_plays_goes_on_playing_with_a_variant(shell: Any, qtbot: Any, bar: CompareBar) -> None:
    press(shell, qtbot, bar, "he")
    shell.session.play()
    qtbot.waitUntil(lambda: shell.step > 3, timeout=WAIT)
    bar.chips[1].promote.click()
    before = shell.step
    qtbot.waitUntil(lambda: shell.step > before + 3, timeout=WAIT)
    assert shell.session.running
    assert shell.document.experiment.model.weight_init.kind == "he_normal"
    shell.session.pause()
    qtbot.waitUntil(shell.idle, timeout=WAIT)


def test_a_variant_that_has_gone_meanwhile_leaves_the_experiment_as_it_is(shell: Any, qtbot: Any, bar: CompareBar) -> None:
    press(shell, qtbot, bar, "he")
    before, entry = shell.document.experiment, shell.session.variants.entries[0]
    shell.session.adopt("nobody", patched(before, entry.spec.patch), "", entry.curves, entry.looks)
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert shell.document.experiment == shell.session.experiment == before
    assert "nobody is not there any more" in told(shell)
    press(shell, qtbot, bar, "clip")
    assert len(shell.session.variants.entries) == 2


def test_another_engine_is_not_asked_for_a_variant_of_the_old_one(shell: Any, qtbot: Any, bar: CompareBar) -> None:
    press(shell, qtbot, bar, "he")
    bar.chips[1].promote.click()
    assert shell.client._builds[-1].adopt
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert not shell.client._builds[-1].adopt


def test_variants_follow_edits_undo_and_redo(shell: Any, qtbot: Any, bar: CompareBar) -> None:
    press(shell, qtbot, bar, "he")
    for change in (lambda: shell.edit("model.depth", 5), lambda: shell.edit("optimizer.lr", 0.7),
                   shell.document.undo_stack.undo, shell.document.undo_stack.undo, shell.document.undo_stack.redo):
        change()
        qtbot.waitUntil(shell.idle, timeout=WAIT)
        entry, = shell.session.variants.entries
        assert entry.experiment == patched(shell.document.experiment, entry.spec.patch)
        assert chips(bar) == ["Initialization: Xavier (normal) → He (normal)"]


def test_a_variant_that_no_longer_fits_goes_and_it_is_said(shell: Any, qtbot: Any, bar: CompareBar) -> None:
    shell.edit("clip", {"kind": "norm"})
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert shell.session.variants.add((("clip.max_norm", 0.25),))
    press(shell, qtbot, bar, "he")
    shell.edit("clip", {"kind": "none"})
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert [entry.label for entry in shell.session.variants.entries] == ["He (normal)"]
    assert "Largest norm 0.25" in told(shell)
    assert "no longer compared" in told(shell)


def test_what_does_not_fit_in_memory_or_the_experiment_is_refused(shell: Any, qtbot: Any, bar: CompareBar) -> None:
    press(shell, qtbot, bar, "he")
    assert shell.session.variants.add((("model.depth", 950),))
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert "9 TB" in told(shell)
    assert not shell.session.variants.add((("model.depth", 0),))
    assert not shell.session.variants.add((("nothing.at.all", 0),))
    assert [entry.label for entry in shell.session.variants.entries] == ["He (normal)"]


def test_a_variant_that_stands_still_says_so_once(shell: Any, qtbot: Any, bar: CompareBar) -> None:
    assert shell.session.variants.add((("optimizer.lr", 10.0 * FAST),))
    said: list[Problem] = []
    shell.session.told.connect(said.append)
    for _ in range(3):
        shell.session.advance("step")
        qtbot.waitUntil(shell.idle, timeout=WAIT)
    shell.session.told.disconnect(said.append)
    assert [problem.code for problem in said] == ["variant_stopped"]
    assert "Learning rate 1000: this variant stands still" in told(shell)
    assert "stopped" in chips(bar)[0]


# ---- branches ---------------------------------------------------------------------------------


def test_a_branch_has_the_past_of_the_run(shell: Any, qtbot: Any, bar: CompareBar) -> None:
    for _ in range(3):
        shell.session.advance("step")
        qtbot.waitUntil(shell.idle, timeout=WAIT)
    branch(shell, qtbot, bar, "faster")
    shell.session.advance("step")
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    entry, = shell.session.variants.entries
    assert entry.label == "Learning rate 1 from step 3"
    assert entry.curves.step.tolist() == [0, 1, 2, 3]
    assert "from step 3" in chips(bar)[0]


def test_the_branch_menu_offers_what_fits(shell: Any, qtbot: Any, bar: CompareBar) -> None:
    assert {action.objectName() for action in bar.menu.actions()} == {"faster", "slower", "clip", "momentum", "adam", "relu",
                                                                       "same"}
    shell.edit("clip", {"kind": "norm"})
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert "no_clip" in {action.objectName() for action in bar.menu.actions()}


def test_a_branch_that_cannot_be_is_refused(shell: Any, qtbot: Any, bar: CompareBar) -> None:
    shell.session.variants.add((("model.depth", 3),), branch=True)
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert "other shapes" in told(shell)
    assert chips(bar) == []


def test_a_new_engine_computes_the_variants_again(make_shell: Any, qtbot: Any) -> None:
    shell = make_shell(spawn)
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert shell.session.variants.add((("model.depth", 4),))
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    said: list[Problem] = []
    shell.session.told.connect(said.append)
    os.kill(shell.client.pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: len(said) >= 2 and shell.idle(), timeout=WAIT)
    assert [problem.code for problem in said] == ["engine_died", "variants_again"]
    entry, = shell.session.variants.entries
    assert len(entry.beside.snapshot.sites) == 5


# ---- the bar ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh_CN", "zh_TW"])
@pytest.mark.parametrize("width", [900, 1366])
def test_nothing_in_the_bar_is_clipped(shell: Any, qtbot: Any, bar: CompareBar, language: str, width: int) -> None:
    shell.appearance.choose_language(language)
    try:
        shell.window.resize(width, 768)
        for key in ("he", "batch_norm"):
            press(shell, qtbot, bar, key)
        qtbot.waitUntil(lambda: bar.height() >= bar.heightForWidth(bar.width()), timeout=WAIT)
        for part in [*bar.chips, *bar.findChildren(QToolButton)]:
            if part.isVisible():
                assert part.width() >= min(part.sizeHint().width(), part.parent().width())
                assert part.geometry().bottom() <= part.parent().height()
    finally:
        shell.appearance.choose_language("en")
        shell.window.resize(1366, 768)


def test_a_flow_goes_on_in_the_next_line(qtbot: Any) -> None:
    from PySide6.QtWidgets import QPushButton, QWidget

    widget = QWidget()
    qtbot.addWidget(widget)
    flow = FlowLayout(widget)
    for _ in range(5):
        button = QPushButton()
        button.setFixedSize(100, 20)
        flow.addWidget(button)
    assert [flow.heightForWidth(width) for width in (600, 330, 150)] == [20, 46, 124]
    widget.resize(330, 100)
    widget.show()
    tops = [flow.itemAt(index).geometry().top() for index in range(5)]
    assert tops == [0, 0, 0, 26, 26]
    assert flow.takeAt(0) is not None
    assert flow.count() == 4
    assert flow.takeAt(9) is None


# ---- pictures ---------------------------------------------------------------------------------


def strands(counts: tuple[int, ...], level: float = 0.6) -> tuple[Strand, ...]:
    made = []
    for place, count in enumerate(counts):
        curves = Curves()
        curves.extend(frames.records(count, 30, seed=place + 5))
        shot = frames.frame(count, level=level + 0.1 * place, seed=place + 5).snapshot
        made.append(Strand(f"run {place}", COLORS[place], frames.experiment(max(count - 1, 1)), shot, curves))
    return tuple(made)


def amount(image: QImage, color: str) -> int:
    """How many pixels have about this colour."""
    wanted = QColor(color)
    away = np.abs(pixels(image) - [wanted.blue(), wanted.green(), wanted.red()]).max(axis=2)
    return int((away <= 20).sum())


def drawn(qtbot: Any, kind: type[View], others: tuple[Strand, ...], count: int = 11, level: float = 0.3,
          theme: str = "light") -> View:
    view = kind()
    qtbot.addWidget(view)
    view.resize(800, 300)
    view.set_theme(THEMES[theme])
    view.show()
    curves = Curves()
    curves.extend(frames.records(count, 30))
    frame = frames.frame(count, level=level)
    view.render_scene(Scene(frames.experiment(max(count - 1, 1)), frame, curves, 1, others))
    view._draw_now()
    return view


@pytest.mark.parametrize("kind", OVERLAYS)
@pytest.mark.parametrize("counts", [(11, 11, 11), (2, 5, 40), (100, 2, 11)])
@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
def test_overlays_draw_every_run_in_its_colour_whatever_its_depth(qtbot: Any, kind: type[View], counts: tuple[int, ...],
                                                                 theme: str) -> None:
    view = drawn(qtbot, kind, strands(counts), theme=theme)
    image, alone = grab(view), grab(drawn(qtbot, kind, (), theme=theme))
    for color in COLORS:
        assert amount(image, getattr(view.theme, color)) > amount(alone, getattr(view.theme, color)) + 10
    shown = [(key.mark, key.color, key.text) for key in view.legend() if key.color in COLORS]
    assert shown == [(MARKS[color], color, f"run {place}") for place, color in enumerate(COLORS)]


@pytest.mark.parametrize("kind", [*OVERLAYS, MultiplesView, ComparisonView])
@pytest.mark.parametrize("bad", [0.0, np.nan, np.inf])
def test_pictures_of_several_runs_bear_numbers_that_are_not_finite(qtbot: Any, kind: type[View], bad: float) -> None:
    row = np.full(5, bad)
    frame = frames.frame(5, factor=row, grad_activation_norm=row, block_factor=row)
    records = frames.records(5, 20)
    records.loss[:] = bad
    records.grad_activation_norm[:] = bad
    curves = Curves()
    curves.extend(records)
    other = Strand("bad", "strand1", frames.experiment(4), frame.snapshot, curves)
    assert not grab(drawn(qtbot, kind, (other, *strands((11, 3))[1:]))).isNull()


def test_runs_of_another_depth_reach_from_the_first_to_the_last_column() -> None:
    columns = Columns(11, 800.0, 70.0)
    for count in (2, 5, 11, 400):
        x = strand_x(columns, count)
        assert len(x) == count
        assert (x[0], x[-1]) == pytest.approx((columns.x(1), columns.x(11)))
    assert strand_x(columns, 11) == pytest.approx(columns.site_x())
    assert strand_x(columns, 1).tolist() == [columns.x(11)]


def test_colours_and_marks_of_runs_are_all_different() -> None:
    assert len(set(MARKS.values())) == len(set(SHAPES.values())) == 3
    for theme in THEMES.values():
        meanings = {theme.forward, theme.backward, theme.theory, theme.alarm, theme.text}
        assert len({getattr(theme, color) for color in COLORS} - meanings) == 3


def test_factors_that_pass_the_gradient_on_are_those_of_whole_blocks() -> None:
    plain, residual = frames.frame(11).snapshot, frames.frame(11, every=2).snapshot
    assert passing_factors(plain).tolist() == plain.factor.tolist()
    passing = passing_factors(residual)
    ends = np.isfinite(residual.block_factor)
    assert passing[ends].tolist() == residual.block_factor[ends].tolist()
    assert np.isnan(passing[(residual.sites.block_end > 0) & ~ends]).all()
    assert passing[-1] == residual.factor[-1]


def test_the_table_lists_differences_and_numbers(qtbot: Any) -> None:
    view = drawn(qtbot, ComparisonView, strands((11, 31)))
    header, rows = view.table()
    assert header == ["quantity", "Main run", "run 0", "run 1"]
    found = {row[0]: row[1:] for row in rows}
    assert found["Depth"] == ["10", "10", "30"]
    assert found["Mean factor"][0] != found["Mean factor"][1]
    assert {"Loss", "‖g₁‖ / ‖g_L‖"} <= set(found)


def test_small_multiples_share_one_scale(qtbot: Any) -> None:
    alone = drawn(qtbot, MultiplesView, ())
    narrow = alone._scale.range
    view = drawn(qtbot, MultiplesView, strands((60,)))
    low, _ = view._scale.range
    assert low < narrow[0]
    assert len(view._panels()) == 2
    values = view.scene.strands[0].curves.site_values("grad_activation_norm")
    smallest = np.log10(values[values > 0].min())
    assert low <= smallest
    image = pixels(grab(view))
    panel = view._panels()[0].toAlignedRect()
    top, bottom = (image[y, panel.center().x() - panel.width() // 4].sum() for y in (panel.top() + 4, panel.bottom() - 4))
    assert top < bottom  # the first layer's gradient is the smaller one
    header, rows = view.table()
    assert header == ["run", "step", "site", "grad_activation_norm"]
    assert len(rows) == 30 * (11 + 60)


def test_a_click_on_the_main_picture_selects_its_site(qtbot: Any) -> None:
    view = drawn(qtbot, MultiplesView, strands((11,)))
    chosen: list[int] = []
    view.site_clicked.connect(chosen.append)
    first, second = view._panels()
    for rect in (first, second):
        place = rect.topLeft()
        place.setX(place.x() + 3)
        place.setY(rect.top() + rect.height() * 3.5 / 11)
        view.plot.clicked.emit(place)
    assert chosen == [4]
    place = second.center()
    place.setX(second.left() + 3)
    view.plot.hovered.emit(place)
    assert "site" in view.plot.toolTip()


def test_the_empty_page_says_what_to_press(shell: Any, qtbot: Any, bar: CompareBar) -> None:
    assert "Press a button" in bar.hint.text()
    assert bar.hint.isVisible()
    press(shell, qtbot, bar, "he")
    assert not bar.hint.isVisible()
