"""What is left of the gradient over two swept fields: where it neither vanishes nor explodes is the edge of chaos."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from ui.sweep_choices import present_value
from ui.sweep_results import Place, SweepResults
from ui.views.base import Key
from ui.views.colour_bar import draw_colour_bar
from ui.views.drawing import CENTRE, LEFT, draw_hint, draw_x_axis, draw_y_axis
from ui.views.numbers import short
from ui.views.primitives import Floats, Texts, draw_lines
from ui.views.ranges import log10_or_nan
from ui.views.readout import draw_readout
from ui.views.scales import BLANK, BROKEN, COLOURS, ZERO, LogScale, RatioScale, Scale, VanishingScale
from ui.views.sweep_view import SYMBOLS, SweepView, field_text
from ui.views.value_axis import ValueAxis

NONE = np.zeros(0)


class SweepMapView(SweepView):
    """The second of the scene's sweeps: field × field, the median over the seeds in every cell."""

    name = "sweep_map"
    which = 1

    def __init__(self, parent: Any = None) -> None:
        self._scale: Scale = VanishingScale()
        self._texts = Texts()
        self._has = (False, False)
        super().__init__(parent)

    def title(self) -> str:
        return self.tr("Edge of chaos")

    def subtitle(self) -> str:
        drawn = f"log₁₀ {SYMBOLS[self.column]}"
        results = self.results
        if results is None:
            return drawn
        across, up = (field_text(field.path) for field in results.sweep.fields)
        return f"{drawn} · {across} × {up}"

    def legend(self) -> list[Key]:
        keys = [Key("●", "text", self.tr("present network"))]
        zero, broken = self._has
        keys += [Key("■", COLOURS["zero"], self.tr("exactly 0"))] * zero
        keys += [Key("■", COLOURS["broken"], self.tr("NaN or ∞"))] * broken
        return keys

    def help_text(self) -> str:
        return self.tr(
            "Every cell is a network; its colour is log₁₀ of what is left of the gradient at the first layer, the median "
            "over the seeds. White: it arrives unchanged; blue: it vanishes; red: it explodes; beyond six "
            "decades the colour stays. The line between the two is "
            "the edge of chaos. The dot is the present network. Exact zeros are grey-blue, NaN and ∞ cyan; a cross is a "
            "combination that cannot be run. A click takes a cell over as the experiment, which can be undone.")

    # ---- axes -----------------------------------------------------------------------------------

    def forget_range(self) -> None:
        self._scale = {"gradient_left": VanishingScale, "factor_mean": RatioScale}.get(self.column, LogScale)()
        self._has = (False, False)

    def fit(self) -> None:
        values = self._values()
        if not values.size:
            return
        self._scale.grow(self._scale.map(values))
        self._has = (bool((values == 0).any()), bool(self._broken().any()))

    def relayout(self) -> None:
        size = self.theme.small_size
        self.plot.set_margins(4.4 * size, 1.9 * size, 6.4 * size, 1.9 * size)
        rows, count = self._values().shape if self.results is not None else (1, 1)
        self.plot.set_range((-0.5, count - 0.5), (-0.5, rows - 0.5))
        self.plot.refresh()

    def _values(self) -> Floats:
        """Medians, (values of the vertical field, values of the horizontal one); NaN where there is none."""
        return self._grid("median", float)

    def _broken(self) -> Any:
        return (self._grid("nonfinite", float) > 0) & np.isnan(self._values())

    def _grid(self, name: str, kind: type) -> Any:
        results = self.results
        if results is None:
            return NONE.reshape(0, 0)
        across, up = results.sweep.fields
        return np.array([[getattr(results.band((0, (x, y)), self.column), name) for x in range(len(across.values))]
                         for y in range(len(up.values))], dtype=kind)

    # ---- painting -------------------------------------------------------------------------------

    def paint_axis(self, painter: QPainter) -> None:
        area, theme, results = self.plot.area(), self.theme, self.results
        painter.fillRect(area, QColor(theme.raised))
        if results is None:
            return
        across, up = results.sweep.fields
        x_labels, y_labels = ValueAxis(across.values).labels(), ValueAxis(up.values).labels()
        rows = list(zip(self.plot.to_y(np.arange(len(y_labels))).tolist(), y_labels, strict=True))
        stride = max(1, int(np.ceil(1.5 * theme.small_size * len(rows) / area.height())))
        draw_y_axis(painter, theme, area, rows[::stride], right=area.left())
        painter.drawText(QRectF(0.4 * theme.small_size, 0.2 * theme.small_size, area.right(), 1.5 * theme.small_size), LEFT,
                         field_text(up.path))
        names = list(zip(self.plot.to_x(np.arange(len(x_labels))).tolist(), x_labels, strict=True))
        stride = max(1, int(np.ceil(3.4 * theme.small_size * len(names) / area.width())))
        draw_x_axis(painter, theme, area.adjusted(0, 0, 6.2 * theme.small_size, 0), names[::stride], field_text(across.path))
        draw_colour_bar(painter, theme, area, self._scale, theme.raised)

    def paint_marks(self, painter: QPainter) -> None:
        area, theme, results = self.plot.area(), self.theme, self.results
        if results is None:
            text = self.tr("Choose two different fields above, and press “Run”.") if self.scene and self.scene.sweeps else (
                self.tr("Between vanishing and exploding lies an edge. Press “Run” above to see where, and where the "
                        "present network stands."))
            draw_hint(painter, theme, area, text)
            return
        painter.setClipRect(area)
        self._paint_cells(painter, results)
        self._paint_edge(painter)
        self._paint_present(painter, results)
        painter.setClipping(False)
        if self.hovered is not None:
            x, y = self.hovered[1]
            draw_readout(painter, theme, area, QPointF(float(self.plot.to_x(x)), float(self.plot.to_y(y))),
                         self.lines(self.hovered), NONE, NONE, self._texts)

    def _paint_cells(self, painter: QPainter, results: SweepResults) -> None:
        values, runs, failed = self._values(), self._grid("runs", float), self._grid("failed", float)
        index = self._scale.indices(values, self._scale.map(values), (runs == 0) | (failed == runs))
        index[self._broken()] = BROKEN
        colours = self._scale.colours(self.theme.raised)
        for row, column in np.ndindex(values.shape):
            cell = self._cell(column, row)
            color = QColor.fromRgb(int(colours[index[row, column]]))
            painter.fillRect(cell.adjusted(0.5, 0.5, -0.5, -0.5), color)
            if runs[row, column]:
                self._paint_text(painter, cell, self._text(values[row, column], int(index[row, column])), color)

    def _text(self, value: float, index: int) -> str:
        if index == BLANK:
            return "✕"
        if index == BROKEN:
            return "NaN"
        return "0" if index == ZERO else short(value, 2)

    def _paint_text(self, painter: QPainter, cell: QRectF, text: str, color: QColor) -> None:
        size = self.theme.small_size
        if cell.width() < 4.4 * size or cell.height() < 1.5 * size:
            return
        light = 0.3 * color.redF() + 0.59 * color.greenF() + 0.11 * color.blueF() > 0.5
        painter.setPen(QColor("#172033" if light else "#ffffff"))
        painter.setFont(self.theme.font(size))
        painter.drawText(cell, CENTRE, text)

    def _cell(self, column: int, row: int) -> QRectF:
        left, right = self.plot.to_x([column - 0.5, column + 0.5])
        bottom, top = self.plot.to_y([row - 0.5, row + 0.5])
        return QRectF(left, top, right - left, bottom - top)

    def _paint_edge(self, painter: QPainter) -> None:
        """A line between cells in which the gradient shrinks and cells in which it does not."""
        if not isinstance(self._scale, RatioScale):
            return
        logs = log10_or_nan(self._values())
        painter.setPen(self.theme.pen("#172033", 2.2))
        for rows, columns, across in ((slice(None), slice(1, None), True), (slice(1, None), slice(None), False)):
            before = logs[:, :-1] if across else logs[:-1]
            after = logs[rows, columns]
            y, x = np.nonzero((before < 0) != (after < 0) if before.size else np.zeros((0, 0), dtype=bool))
            known = np.isfinite(before[y, x]) & np.isfinite(after[y, x])
            x, y = x[known], y[known]
            if across:
                draw_lines(painter, self.plot.to_x(x + 0.5), self.plot.to_y(y - 0.5), self.plot.to_x(x + 0.5),
                           self.plot.to_y(y + 0.5))
            else:
                draw_lines(painter, self.plot.to_x(x - 0.5), self.plot.to_y(y + 0.5), self.plot.to_x(x + 0.5),
                           self.plot.to_y(y + 0.5))

    def _paint_present(self, painter: QPainter, results: SweepResults) -> None:
        if self.experiment is None:
            return
        x, y = (ValueAxis(field.values).index(present_value(self.experiment, field.path)) for field in results.sweep.fields)
        if not np.isfinite(x + y):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(self.theme.pen("#ffffff", 1.8))
        painter.setBrush(QColor("#172033"))
        painter.drawEllipse(QPointF(float(self.plot.to_x(x)), float(self.plot.to_y(y))), 6.5, 6.5)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def place_at(self, at: QPointF) -> Place | None:
        results = self.results
        if results is None or not self.plot.area().contains(at):
            return None
        x, y = self.plot.data_at(at.x(), at.y())
        across, up = results.sweep.fields
        column, row = min(max(round(x), 0), len(across.values) - 1), min(max(round(y), 0), len(up.values) - 1)
        return (0, (column, row)) if results.outcomes((0, (column, row))) else None
