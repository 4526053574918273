"""What is left of the gradient along a swept field: one curve with its band over seeds for every setting."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from ui.sweep_choices import present_value
from ui.sweep_results import Place, SweepResults
from ui.views.base import Key
from ui.views.drawing import draw_flags, draw_hint, draw_x_axis, draw_y_axis, shade, to_pixels
from ui.views.key_rows import KeyRows
from ui.views.primitives import Floats, Texts, draw_polyline, polygon
from ui.views.ranges import Range, factor_ticks, grown, log10_or_nan
from ui.views.readout import draw_readout
from ui.views.strands import MARKS, draw_marks
from ui.views.sweep_view import SYMBOLS, SweepView, field_text, setting_text
from ui.views.value_axis import ValueAxis

COLOURS = ("text", *MARKS)
NEAR = 26.0
"""Pixels within which the mouse is at a point."""


class SweepCurvesView(SweepView):
    """The first of the scene's sweeps: field × settings × seeds."""

    name = "sweep_curves"

    def __init__(self, parent: Any = None) -> None:
        self._range: Range | None = None
        self._texts, self._legend = Texts(), KeyRows()
        super().__init__(parent)

    def title(self) -> str:
        return self.tr("Along one field")

    def subtitle(self) -> str:
        drawn = f"log₁₀ {SYMBOLS[self.column]}"
        results = self.results
        if results is None:
            return drawn
        return self.tr("{drawn} against {field}").format(drawn=drawn, field=field_text(results.sweep.fields[0].path))

    def _keys(self) -> list[Key]:
        if self.results is None:
            return []
        keys = []
        for color, setting in zip(COLOURS, self.results.sweep.settings, strict=False):
            keys.append(Key(MARKS.get(color, "●"), color, setting_text(setting.label)))
        return keys

    def help_text(self) -> str:
        return self.tr(
            "Every point is the median over the seeds, the band reaches from their 10 % to their 90 % quantile. "
            "‖g₁‖ ÷ ‖g_S‖ is what is left at the first layer of the gradient that the last one gets: at the grey line it "
            "arrives unchanged, below it vanishes, above it explodes. Both axes are logarithmic where numbers span decades. "
            "Exact zeros, NaN and ∞ have marks of their own at the edges. The dashed line is where the present experiment "
            "stands; a click on a point takes it over as the experiment.")

    # ---- axes -----------------------------------------------------------------------------------

    def forget_range(self) -> None:
        self._range = None

    def fit(self) -> None:
        results = self.results
        if results is None:
            return
        logs = [log10_or_nan(numbers) for at in range(len(results.sweep.settings)) for numbers in self._numbers(results, at)]
        logs += [np.zeros(1)] * (self.column == "gradient_left")
        self._range = grown(self._range, np.concatenate(logs), 1.0, least=2.0, pad=0.08)

    def relayout(self) -> None:
        size = self.theme.small_size
        results = self.results
        named = 0.0
        if results is not None:
            named = QFontMetricsF(self.theme.font(size)).horizontalAdvance(field_text(results.sweep.fields[0].path))
        self._legend.place(self._keys(), self.theme, self.plot.size())
        self.plot.set_margins(4.8 * size, size + self._legend.height(self.theme), named + 1.6 * size, 1.9 * size)
        across = ValueAxis(results.sweep.fields[0].values).range() if results is not None else (0.0, 1.0)
        self.plot.set_range(across, self._range or (-4.0, 1.0))
        self.plot.refresh()

    # ---- painting -------------------------------------------------------------------------------

    def paint_axis(self, painter: QPainter) -> None:
        area, theme, results = self.plot.area(), self.theme, self.results
        ticks = factor_ticks(self.plot.shown()[1], max(2, int(area.height() / (2.2 * theme.small_size))))
        draw_y_axis(painter, theme, area, to_pixels(ticks, self.plot.to_y([at for at, _ in ticks])))
        if self.column in ("gradient_left", "factor_mean"):
            y = round(float(self.plot.to_y(0.0))) + 0.5
            painter.setPen(theme.pen(theme.theory, 1.4))
            if area.top() <= y <= area.bottom():
                painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        if results is None:
            return
        field = results.sweep.fields[0]
        axis = ValueAxis(field.values)
        inside = list(zip(self.plot.to_x(axis.places).tolist(), axis.labels(), strict=True))
        draw_x_axis(painter, theme, area.adjusted(0, 0, self.plot.margins[2] - 4, 0), inside, field_text(field.path))
        self._legend.paint(painter, theme)

    def paint_marks(self, painter: QPainter) -> None:
        area, theme, results = self.plot.area(), self.theme, self.results
        if results is None:
            draw_hint(painter, theme, area, self.tr(
                "How deep can this network be until its first layer learns nothing? Press “Run” above: many networks are "
                "built, and the gradient of each is measured."))
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        self._paint_present(painter, results)
        x = self.plot.to_x(ValueAxis(results.sweep.fields[0].values).places)
        painter.setClipRect(area.adjusted(-6, -6, 6, 6))
        for at in range(min(len(results.sweep.settings), len(COLOURS))):
            self._paint_setting(painter, results, at, x)
        painter.setClipping(False)
        self._paint_readout(painter, results, x)

    def _paint_setting(self, painter: QPainter, results: SweepResults, at: int, x: Floats) -> None:
        theme, color = self.theme, COLOURS[at]
        low, median, high = self._numbers(results, at)
        bottom = self.plot.shown()[1][0]
        y, top = self.plot.to_y(log10_or_nan(median)), self.plot.to_y(log10_or_nan(high))
        below = self.plot.to_y(np.where(low == 0, bottom, log10_or_nan(low)))  # a band down to 0 ends at the edge
        order = np.argsort(x)
        x, y, top, below = x[order], y[order], top[order], below[order]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade(getattr(theme, color), 0.16))
        good = np.isfinite(top) & np.isfinite(below)
        edges = np.flatnonzero(np.diff(np.concatenate([[False], good, [False]]).astype(np.int8)))
        for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            painter.drawPolygon(polygon(np.concatenate([x[start:end], x[start:end][::-1]]),
                                        np.concatenate([top[start:end], below[start:end][::-1]])))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(theme.pen(getattr(theme, color), 2.0))
        draw_polyline(painter, x, y)
        if color in MARKS:
            draw_marks(painter, theme, color, x, y)
        else:
            painter.setBrush(QColor(theme.text))
            for px, py in zip(x[np.isfinite(y)].tolist(), y[np.isfinite(y)].tolist(), strict=True):
                painter.drawEllipse(QPointF(px, py), 3.2, 3.2)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        self._paint_flags(painter, results, at)

    def _paint_flags(self, painter: QPainter, results: SweepResults, at: int) -> None:
        """Zeros at the bottom edge, NaN and ∞ at the top: where the median is 0, and where any run was not finite."""
        _, median, _ = self._numbers(results, at)
        field = results.sweep.fields[0]
        x = self.plot.to_x(ValueAxis(field.values).places) + (2 * at - 3) * self.theme.small_size * 0.9
        bands = [results.band((at, (place,)), self.column) for place in range(len(field.values))]
        broken = np.array([band.nonfinite > 0 for band in bands])
        values = np.where(broken, np.nan, median)
        draw_flags(painter, self.theme, self.plot.area(), x, values, np.isnan(median) & ~broken)

    def _paint_present(self, painter: QPainter, results: SweepResults) -> None:
        field, area = results.sweep.fields[0], self.plot.area()
        if self.experiment is None:
            return
        x = float(self.plot.to_x(ValueAxis(field.values).place(present_value(self.experiment, field.path))))
        if area.left() <= x <= area.right():
            pen = self.theme.pen(self.theme.faint, 1.2)
            pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))

    def _paint_readout(self, painter: QPainter, results: SweepResults, x: Floats) -> None:
        if self.hovered is None:
            return
        setting, (place,) = self.hovered[0], self.hovered[1]
        y = self.plot.to_y(log10_or_nan(self._numbers(results, setting)[1]))
        if not np.isfinite(y[place]):
            return
        painter.setPen(self.theme.pen(self.theme.text, 1.6))
        painter.drawEllipse(QPointF(x[place], y[place]), 6.5, 6.5)
        draw_readout(painter, self.theme, self.plot.area(), QPointF(x[place], y[place]), self.lines(self.hovered), x, y,
                     self._texts)

    def _numbers(self, results: SweepResults, setting: int) -> tuple[Floats, Floats, Floats]:
        """10 % quantile, median, 90 % quantile at every value, (n,) each."""
        count = len(results.sweep.fields[0].values)
        bands = [results.band((setting, (place,)), self.column) for place in range(count)]
        low, median, high = (np.array([getattr(band, name) for band in bands]) for name in ("low", "median", "high"))
        return low, median, high

    def place_at(self, at: QPointF) -> Place | None:
        results = self.results
        if results is None:
            return None
        x = self.plot.to_x(ValueAxis(results.sweep.fields[0].values).places)
        near: tuple[float, Place | None] = (NEAR, None)
        for setting in range(min(len(results.sweep.settings), len(COLOURS))):
            y = self.plot.to_y(log10_or_nan(self._numbers(results, setting)[1]))
            away = np.where(np.isfinite(y), np.hypot(x - at.x(), y - at.y()), np.inf)
            place = int(np.argmin(away))
            if away[place] < near[0]:
                near = (float(away[place]), (setting, (place,)))
        return near[1]
