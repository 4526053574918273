"""The loss over the whole run."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from ui.curves import Curves
from ui.scene import Scene
from ui.views.base import Key
from ui.views.drawing import shade
from ui.views.numbers import short
from ui.views.primitives import Floats, draw_lines
from ui.views.ranges import Range
from ui.views.step_curve import StepCurve, loss_ends
from ui.views.step_view import StepView
from ui.views.strands import MARKS, draw_marks, draw_strand_flags

LOG_FROM = 300.0
"""Ratio of the largest to the smallest loss from which on the axis is logarithmic."""


class LossView(StepView):
    """The loss at every step; a band where a bin holds several; marks where it was not finite or clipping bit."""

    name = "loss"

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._stride = 1
        self._clipping = False
        self._line = StepCurve()
        self._lines_beside = {color: StepCurve(loss_ends, color) for color in MARKS}

    def title(self) -> str:
        return self.tr("Loss")

    def subtitle(self) -> str:
        """How many steps one point stands for, once it is more than one."""
        if self._stride == 1:
            return ""
        return self.tr("{count} steps per point").format(count=self._stride)

    def legend(self) -> list[Key]:
        return [*super().legend(), *([Key("|", "backward_text", self.tr("clipped"))] if self._clipping else [])]

    def help_text(self) -> str:
        return self.tr("The mean loss over the batch at every step, before the update. In a long run a point stands "
                       "for several steps and the band reaches from their lowest to their highest loss, so no spike is "
                       "lost. Magenta: the loss was NaN or infinite. Orange ticks at the bottom: steps whose gradient "
                       "was clipped. The axis becomes logarithmic when the loss spans a factor of more than 300. Lines with "
                       "marks are the compared runs, on the same batches. A click goes to a step.")

    def begin(self) -> None:
        self.log, self._stride, self._clipping = False, 1, False
        super().begin()

    def draw(self, scene: Scene) -> None:
        curves = scene.curves
        clipping = bool((curves.smallest_clip < 1).any())
        if curves.stride != self._stride or clipping != self._clipping:
            self._stride, self._clipping = curves.stride, clipping
            self.header_changed.emit()
        super().draw(scene)

    def table(self) -> tuple[list[str], list[list[Any]]]:
        header = ["step", "loss", "loss_lowest", "loss_highest", "clip_scale_smallest"]
        if self.scene is None:
            return header, []
        curves = self.scene.curves
        rows = zip(curves.step.tolist(), curves.number("loss").tolist(), curves.loss_low.tolist(),
                   curves.loss_high.tolist(), curves.smallest_clip.tolist(), strict=True)
        return header, [list(row) for row in rows]

    # ---- ranges -----------------------------------------------------------------------------

    def _everything(self, scene: Scene) -> Floats:
        runs = [scene.curves, *(strand.curves for strand in scene.strands)]
        return np.concatenate([ends for curves in runs for ends in (curves.loss_low, curves.loss_high)])

    def _fitted(self, values: Floats) -> Range | None:
        finite = values[np.isfinite(values)]
        if finite.size:
            low, high = float(finite.min()), float(finite.max())
            log = low > 0 and (self.log or high > LOG_FROM * low)
            if log != self.log:
                self.log, self._range = log, None
        return super()._fitted(values)

    # ---- painting ---------------------------------------------------------------------------

    def paint_lines(self, painter: QPainter, area: QRectF, scene: Scene) -> None:
        self._paint_strands(painter, scene)
        self._paint_curve(painter, self._line, scene.curves)
        self._paint_ticks(painter, scene.curves, area)

    def _paint_strands(self, painter: QPainter, scene: Scene) -> None:
        """The runs beside, under the main one."""
        for strand in scene.strands:
            curves = strand.curves
            self._paint_curve(painter, self._lines_beside[strand.color], curves)
            x, y = self.plot.to_x(curves.step), self._to_y(0.5 * (curves.loss_low + curves.loss_high))
            draw_marks(painter, self.theme, strand.color, x, y)
            bad = curves.nonfinite_loss
            draw_strand_flags(painter, self.theme, strand.color, self.plot.area(), x, curves.number("loss"), ~bad)

    def _paint_ticks(self, painter: QPainter, curves: Curves, area: QRectF) -> None:
        """Clipped steps at the bottom edge, losses that are not finite through the whole height."""
        theme = self.theme
        clipped = np.unique(np.round(self.plot.to_x(curves.step[curves.smallest_clip < 1])))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if clipped.size:
            painter.setPen(theme.pen(theme.backward, 1.0))
            bottom = area.bottom()
            draw_lines(painter, clipped, bottom, clipped, bottom - 0.5 * theme.small_size)
        bad = np.concatenate([[False], curves.nonfinite_loss, [False]]).astype(np.int8)
        starts, ends = np.flatnonzero(np.diff(bad) == 1), np.flatnonzero(np.diff(bad) == -1)
        if not starts.size:
            return
        left = self.plot.to_x(curves.step[starts])
        right = self.plot.to_x(curves.step[ends - 1] + curves.stride)
        for a, b in zip(left.tolist(), right.tolist(), strict=True):
            painter.fillRect(QRectF(a, area.top(), max(b - a, 1.5), area.height()), shade(theme.alarm, 0.3))
        painter.setClipping(False)
        painter.setPen(QColor(theme.alarm))
        painter.setFont(theme.font(theme.small_size, bold=True))
        value = float(curves.number("loss")[np.flatnonzero(curves.nonfinite_loss)[0]])
        text = short(value) if not np.isfinite(value) else "NaN"
        painter.drawText(QPointF(min(left[0] + 4, area.right() - 3 * theme.small_size),
                                 area.top() + theme.small_size), text)

    # ---- mouse ------------------------------------------------------------------------------

    def told_at(self, step: int) -> str:
        assert self.scene is not None
        curves = self.scene.curves
        place = int(np.searchsorted(curves.step, step, side="right")) - 1
        low, high = (short(float(ends[place])) for ends in (curves.loss_low, curves.loss_high))
        told = low if low == high else f"{low} … {high}"
        return self.tr("step {step} · loss {number}").format(step=int(curves.step[place]), number=told)
