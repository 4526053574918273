"""The loss over the whole run."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from ui.curves import Curves
from ui.scene import Scene
from ui.views.base import Key, View
from ui.views.drawing import draw_hint, draw_present, draw_y_axis, shade, to_pixels
from ui.views.numbers import short
from ui.views.primitives import Floats, draw_lines
from ui.views.ranges import Range, decade_ticks, grown, linear_ticks, log10_or_nan, round_step, step_limit
from ui.views.step_axis import draw_step, draw_step_axis, present_step
from ui.views.step_curve import StepCurve, loss_ends
from ui.views.strands import MARKS, draw_marks, draw_strand_flags, strand_keys

LOG_FROM = 300.0
"""Ratio of the largest to the smallest loss from which on the axis is logarithmic."""


class LossView(View):
    """The loss at every step; a band where a bin holds several; marks where it was not finite or clipping bit."""

    name = "loss"
    pause = 0.045

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._range: Range | None = None
        self._last = 10
        self._log = False
        self._stride = 1
        self._clipping = False
        self._line = StepCurve()
        self._beside = {color: StepCurve(loss_ends, color) for color in MARKS}
        self._axis = self.plot.add_layer(self._paint_axis, still=True)
        self._curve = self.plot.add_layer(self._paint_curve)
        self.plot.set_movable(True, True)
        self.plot.setMinimumHeight(70)

    def title(self) -> str:
        return self.tr("Loss")

    def subtitle(self) -> str:
        """How many steps one point stands for, once it is more than one."""
        if self._stride == 1:
            return ""
        return self.tr("{count} steps per point").format(count=self._stride)

    def legend(self) -> list[Key]:
        strands = strand_keys(self.scene.strands) if self.scene is not None else []
        return [*strands, *([Key("|", "backward_text", self.tr("clipped"))] if self._clipping else [])]

    def help_text(self) -> str:
        return self.tr("The mean loss over the batch at every step, before the update. In a long run a point stands "
                       "for several steps and the band reaches from their lowest to their highest loss, so no spike is "
                       "lost. Magenta: the loss was NaN or infinite. Orange ticks at the bottom: steps whose gradient "
                       "was clipped. The axis becomes logarithmic when the loss spans a factor of more than 300. Lines with "
                       "marks are the compared runs, on the same batches.")

    def begin(self) -> None:
        self._range, self._last, self._log, self._stride, self._clipping = None, 10, False, 1, False
        self.plot.restore()

    def relayout(self) -> None:
        size = self.theme.small_size
        self.plot.set_margins(4.2 * size, 0.7 * size, 1.4 * size, 1.8 * size)
        self.plot.set_range((0.0, float(self._last)), self._range or (0.0, 1.0))
        self.plot.refresh()

    def draw(self, scene: Scene) -> None:
        curves = scene.curves
        self._fit([curves, *(strand.curves for strand in scene.strands)])
        clipping = bool((curves.smallest_clip < 1).any())
        if curves.stride != self._stride or clipping != self._clipping:
            self._stride, self._clipping = curves.stride, clipping
            self.header_changed.emit()
        self._curve.update()

    def table(self) -> tuple[list[str], list[list[Any]]]:
        header = ["step", "loss", "loss_lowest", "loss_highest", "clip_scale_smallest"]
        if self.scene is None:
            return header, []
        curves = self.scene.curves
        rows = zip(curves.step.tolist(), curves.number("loss").tolist(), curves.loss_low.tolist(),
                   curves.loss_high.tolist(), curves.smallest_clip.tolist(), strict=True)
        return header, [list(row) for row in rows]

    # ---- ranges -----------------------------------------------------------------------------

    def _fit(self, runs: list[Curves]) -> None:
        last = step_limit(max(10, *(curves.last_step for curves in runs)))
        bottom, top = _ends(np.concatenate([curves.loss_low for curves in runs]),
                            np.concatenate([curves.loss_high for curves in runs]))
        wanted = self._range
        if not self._log and bottom > 0 and top > LOG_FROM * bottom:
            self._log, wanted = True, None
        if self._log and bottom <= 0:
            self._log, wanted = False, None
        if np.isfinite(bottom):
            ends = [bottom, top] if not self._log else [np.log10(bottom), np.log10(top)]
            span = max(ends[1] - ends[0], 0.05 * abs(ends[1]), 1e-12)
            inside = wanted is not None and wanted[0] <= ends[0] and ends[1] <= wanted[1]
            if not inside:
                wanted = grown(wanted, ends, 1.0 if self._log else round_step(span, 4), pad=0.04 * span)
                if wanted is not None and bottom >= 0 and not self._log:
                    wanted = (max(wanted[0], 0.0), wanted[1])
        if last != self._last or wanted != self._range:
            self._last, self._range = last, wanted
            self.relayout()

    # ---- painting ---------------------------------------------------------------------------

    def _paint_axis(self, painter: QPainter) -> None:
        area, theme = self.plot.area(), self.theme
        y_range = self.plot.shown()[1]
        most = max(2, int(area.height() / (2.2 * theme.small_size)))
        ticks = decade_ticks(y_range, most) if self._log else linear_ticks(y_range, most)
        draw_y_axis(painter, theme, area, to_pixels(ticks, self.plot.to_y([at for at, _ in ticks])))
        draw_step_axis(painter, theme, self.plot, self.tr("step"))

    def _paint_curve(self, painter: QPainter) -> None:
        if self.scene is None:
            return
        curves, area, theme = self.scene.curves, self.plot.area(), self.theme
        if not len(curves):
            draw_hint(painter, theme, area, self.tr("No step is complete yet."))
            return
        painter.setClipRect(area.adjusted(0, -2, 2, 2))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        self._paint_strands(painter)
        self._line.paint(painter, curves, theme, self.plot.size().toSizeF(),
                         (self.plot.shown(), self.plot.margins, self._log), self.plot.to_x, self._loss_to_y)
        self._paint_ticks(painter, curves, area)
        painter.setClipping(False)
        draw_step(painter, theme, self.plot, present_step(self.scene), self.tr("step"))
        past = self.scene.frame.past
        if past.position < past.furthest:
            draw_present(painter, theme, area, float(self.plot.to_x(max(past.position / past.micro_steps - 1, 0.0))))

    def _paint_strands(self, painter: QPainter) -> None:
        """The runs beside, under the main one."""
        assert self.scene is not None
        for strand in self.scene.strands:
            curves = strand.curves
            place = (self.plot.shown(), self.plot.margins, self._log, id(curves))
            self._beside[strand.color].paint(painter, curves, self.theme, self.plot.size().toSizeF(), place, self.plot.to_x,
                                             self._loss_to_y)
            x, y = self.plot.to_x(curves.step), self._loss_to_y(0.5 * (curves.loss_low + curves.loss_high))
            draw_marks(painter, self.theme, strand.color, x, y)
            bad = curves.nonfinite_loss
            draw_strand_flags(painter, self.theme, strand.color, self.plot.area(), x, curves.number("loss"), ~bad)

    def _loss_to_y(self, loss: Floats) -> Floats:
        return self.plot.to_y(log10_or_nan(loss) if self._log else loss)

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


def _ends(low: Floats, high: Floats) -> tuple[float, float]:
    """The smallest and the largest finite loss; NaN without any."""
    if not np.isfinite(low).any():
        return np.nan, np.nan
    return float(np.nanmin(low)), float(np.nanmax(high))
