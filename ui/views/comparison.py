"""The compared runs as a table: what they differ in, and the numbers that sum them up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from gradsim.experiment import Experiment
from gradsim.snapshot import Snapshot
from ui import differences
from ui.phase_text import micro_step_text
from ui.scene import Scene
from ui.views.base import View
from ui.views.drawing import CENTRE, LEFT, draw_hint
from ui.views.numbers import UNKNOWN, percent, short
from ui.views.site_axis import SiteAxis
from ui.views.strands import MARKS, passing_factors

FIRST = 0.42
"""Share of the width that the names of the rows may take."""
MOST = 4  # runs
SIZES = (1.0, 0.9, 0.8, 0.72)
"""Of the small type: the largest in which all numbers fit is taken."""


@dataclass(frozen=True)
class Run:
    """One column: its mark, its colour in the theme, its name."""

    mark: str
    color: str
    label: str
    experiment: Experiment
    snapshot: Snapshot


class ComparisonView(View):
    """Rows: numbers, then the fields that differ. Columns: the main run, then the others."""

    name = "comparison"
    pause = 0.12

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._body = self.plot.add_layer(self._paint)
        self._key: tuple[Any, ...] = ()
        self._fields: list[tuple[str, list[str]]] = []
        self.plot.setMinimumHeight(70)

    def title(self) -> str:
        return self.tr("Differences and numbers")

    def help_text(self) -> str:
        return self.tr("Above, the numbers of the compared runs: the loss, the accuracy on the batch, what is left of the "
                       "gradient at the first layer compared with the last, and the mean factor of a layer (the geometric "
                       "mean, in residual nets over whole blocks): 1 leaves the gradient as it is. Below, every setting in "
                       "which the runs differ. Rows that do not fit are left out: enlarge the card.")

    def relayout(self) -> None:
        self.plot.set_margins(1.2 * self.theme.small_size, 0, 1.2 * self.theme.small_size, 0)
        self.plot.refresh()

    def draw(self, scene: Scene) -> None:
        self._body.update()

    def table(self) -> tuple[list[str], list[list[Any]]]:
        if self.scene is None:
            return ["quantity"], []
        runs = self._runs(self.scene)
        return ["quantity", *(run.label for run in runs)], [[name, *values] for name, values in self._rows(runs)]

    # ---- what it says -----------------------------------------------------------------------

    def _runs(self, scene: Scene) -> list[Run]:
        main = Run("●", "text", self.tr("Main run"), scene.experiment, scene.frame.snapshot)
        return [main, *(Run(MARKS[strand.color], strand.color, strand.label, strand.experiment, strand.snapshot)
                        for strand in scene.strands)]

    def _rows(self, runs: list[Run]) -> list[tuple[str, list[str]]]:
        key = (differences.nothing(), *(run.experiment for run in runs))  # its first part says which language it is
        if key != self._key:
            self._key, self._fields = key, _differing_fields(runs)
        shots = [run.snapshot for run in runs]
        digits = 3 if len(runs) < MOST else 2  # or a small card has no room for them
        rows = [(self.tr("Loss"), [_text(shot.loss, shot) for shot in shots])]
        if any(np.isfinite(shot.accuracy) for shot in shots):
            rows.append((self.tr("Accuracy"), [percent(shot.accuracy) for shot in shots]))
        norm = "‖g₁‖ / ‖g_L‖" if not self.axis.is_time else "‖g₁‖ / ‖g_T‖"
        rows.append((norm, [_left_over(shot, digits) for shot in shots]))
        rows.append((self.tr("Mean factor"), [_mean_factor(shot, digits) for shot in shots]))
        if len({shot.step for shot in shots}) > 1:
            rows.append((self.tr("Step"), [str(shot.step) for shot in shots]))
        return [*rows, *self._fields]

    # ---- painting ---------------------------------------------------------------------------

    def _paint(self, painter: QPainter) -> None:
        if self.scene is None:
            return
        runs, area, theme = self._runs(self.scene), self.plot.area(), self.theme
        rows = self._rows(runs)
        height = min(max(area.height() / (len(rows) + 1), 1.35 * theme.small_size), 2.4 * theme.base_size)
        rows = rows[:max(int(area.height() / height) - 1, 1)]
        first, width, size = self._columns(rows, len(runs))
        self._paint_line(painter, area.top(), height, "", [f"{run.mark} {run.label}" for run in runs],
                         [run.color for run in runs], first, width, size)
        for place, (name, values) in enumerate(rows, 1):
            top = area.top() + place * height
            painter.fillRect(QRectF(area.left(), round(top), area.width(), 1), QColor(theme.grid))
            self._paint_line(painter, top, height, name, values, ["text"] * len(values), first, width, size)
        foot = QRectF(area.left(), area.bottom() - 1.6 * theme.small_size, area.width(), 1.6 * theme.small_size)
        if area.top() + (len(rows) + 1) * height < foot.top():
            painter.setFont(theme.font(theme.small_size))
            painter.setPen(QColor(theme.muted))
            past = self.scene.frame.past
            painter.drawText(foot, LEFT, micro_step_text(self.scene.frame.snapshot.sites, past.position, past.micro_steps))
        if len(runs) == 1:
            left = area.left() + first + width
            draw_hint(painter, theme, QRectF(left + 8, area.top(), area.right() - left - 8, area.height()),
                      self.tr("Nothing to compare yet"))

    def _columns(self, rows: list[tuple[str, list[str]]], runs: int) -> tuple[float, float, int]:
        """Width of the names and of a run's column, and the size of the type."""
        wide, columns, size = self.plot.area().width(), max(runs, 2), self.theme.small_size
        for share in SIZES:
            size = round(share * self.theme.small_size)
            plain, bold = (QFontMetricsF(self.theme.font(size, bold=strong)) for strong in (False, True))
            first = min(max(plain.horizontalAdvance(name) for name, _ in rows) + size, FIRST * wide)
            width = (wide - first) / columns
            numbers = [value for row in rows if row not in self._fields for value in row[1]]  # words may be shortened
            if max(map(bold.horizontalAdvance, numbers)) <= width - 4:
                break
        return first, width, size

    def _paint_line(self, painter: QPainter, top: float, height: float, name: str, values: list[str], colors: list[str],
                    first: float, width: float, size: int) -> None:
        theme, left = self.theme, self.plot.area().left()
        plain, bold = theme.font(size), theme.font(size, bold=True)
        painter.setFont(plain)
        painter.setPen(QColor(theme.muted))
        painter.drawText(QRectF(left, top, first - 4, height), LEFT, _elided(name, plain, first - 4))
        painter.setFont(bold)
        for place, (value, color) in enumerate(zip(values, colors, strict=True)):
            painter.setPen(QColor(getattr(theme, color)))
            rect = QRectF(left + first + place * width, top, width - 4, height)
            painter.drawText(rect, CENTRE, _elided(value, bold, width - 4))


def _elided(text: str, font: Any, width: float) -> str:
    return QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, width)


def _differing_fields(runs: list[Run]) -> list[tuple[str, list[str]]]:
    """Title and values of every field in which any run differs from the first."""
    found: dict[str, str] = {}
    for run in runs[1:]:
        for difference in differences.differences(runs[0].experiment, run.experiment):
            found.setdefault(difference.path, difference.title)
    return [(title, [_value(run.experiment, path) for run in runs]) for path, title in found.items()]


def _value(experiment: Experiment, path: str) -> str:
    value: Any = experiment
    for name in path.split("."):
        value = getattr(value, name, None)
    return differences.value_text(value, path) if value is not None else "–"


def _text(value: float, shot: Snapshot, digits: int = 3) -> str:
    """A number in words; a dash where there is none before the first pass is through."""
    begun = shot.step > 0 or shot.phase not in ("ready", "forward")
    return short(value, digits) if begun or not np.isnan(value) else UNKNOWN


def _left_over(shot: Snapshot, digits: int) -> str:
    """‖∂L/∂a_1‖ / ‖∂L/∂a_S‖, along time ‖∂L/∂h_1‖ / ‖∂L/∂h_T‖ of the first layer; a dash while they are of two passes."""
    norms, axis = shot.grad_activation_norm, SiteAxis(shot.sites)
    end = axis.steps or len(norms)
    if not shot.compares(1, end) or shot.missing("grad_activation_norm")[[0, end - 1]].any():
        return UNKNOWN
    with np.errstate(all="ignore"):
        return short(float(np.float64(norms[0]) / norms[end - 1]), digits)


def _mean_factor(shot: Snapshot, digits: int) -> str:
    """Per layer, the geometric mean of what the gradient is multiplied by; 0 if one is, a dash while of two passes."""
    sites, through = shot.sites, shot.phase != "forward" or bool(shot.reached().all())
    factors = passing_factors(shot)[(sites.block_end == 0) | (sites.block_end == sites.site)]  # not those inside blocks
    if not through or shot.missing("factor").any():
        return UNKNOWN
    with np.errstate(all="ignore"):
        return short(float(np.exp(np.log(factors).sum() / len(sites))), digits)
