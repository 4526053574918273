"""Factor σ′(z)·w per layer: bars around the line 1, whose product is what is left of the gradient."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from ui.scene import Scene
from ui.views.base import Key
from ui.views.cells import cells
from ui.views.column_view import ColumnView
from ui.views.columns import label_stride
from ui.views.drawing import draw_flags, draw_hint, draw_starts, draw_y_axis, shade, to_pixels
from ui.views.numbers import even
from ui.views.paced import Paced
from ui.views.primitives import Floats, Texts, draw_lines, draw_rects, polygon
from ui.views.ranges import Range, around_one, factor_ticks, log10_or_nan
from ui.views.strands import draw_strand, draw_strand_flags, passing_factors, strand_keys, strand_x

START: Range = (-1.0, 0.5)
STALE = 0.32


class FactorsView(ColumnView):
    """Bars of ``factor``, outlines of ``block_factor``, dashes of ``theory_factor``; log10 axis."""

    name = "factors"

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._range: Range | None = None
        self._axis = self.plot.add_layer(self._paint_axis, still=True)
        self._bars = self.plot.add_layer(self._paint_bars)
        self._marked = 0
        self._texts = Texts()
        self._labels: Paced[list[str]] = Paced()
        self.plot.set_movable(False, True)
        self.plot.setMinimumHeight(70)

    def title(self) -> str:
        return self.tr("Factor per time step") if self.axis.is_time else self.tr("Factor σ′(z)·w per layer")

    def subtitle(self) -> str:
        if self.axis.is_time and self._has_cell_state():
            return self.tr("‖∂hₜ/∂hₜ₋₁‖ and ‖diag fₜ‖ rms · 1 = the gradient passes unchanged")
        if self.axis.is_time:
            return self.tr("‖∂hₜ/∂hₜ₋₁‖ rms · 1 = the gradient passes unchanged")
        return self.tr("‖∂aₗ/∂aₗ₋₁‖ rms · 1 = the gradient passes unchanged")

    def legend(self) -> list[Key]:
        keys = []
        if self.scene is not None:
            if np.isfinite(self.scene.frame.snapshot.block_factor).any():
                keys.append(Key("▯", "text", self.tr("whole residual block")))
            if np.isfinite(self.scene.frame.snapshot.theory_factor).any():
                keys.append(Key("╌", "theory", self.tr("mean-field theory")))
            keys += strand_keys(self.scene.strands)
        return keys

    def help_text(self) -> str:
        if self.axis.is_time and self._has_cell_state():
            return self.tr("Each bar is the average gain of one time step for the gradient on its way back through time, "
                           "over the state h and along the cell state c: factor = √(mean(‖∂hₜ/∂hₜ₋₁‖² + ‖diag fₜ‖²) / n), "
                           "with the forget gate f. Below the line 1 the step shrinks the gradient, above it the step "
                           "enlarges it. What reaches the first step is the product of all bars: a hundred bars of 0.9 "
                           "leave 0.00003. A dashed line stands where the next layer begins. Pale bars are from the "
                           "training step before.") + " " + self.mouse_text()
        if self.axis.is_time:
            return self.tr("Each bar is the average gain of one time step for the gradient on its way back through time: "
                           "factor = √(mean ‖∂hₜ/∂hₜ₋₁‖² / n). Below the line 1 the step shrinks the gradient, above it "
                           "the step enlarges it. What reaches the first step is the product of all bars: a hundred bars "
                           "of 0.9 leave 0.00003. A dashed line stands where the next layer begins. Pale bars are from "
                           "the training step before.") + " " + self.mouse_text()
        return self.tr("Each bar is the average gain of one layer for the gradient on its way back: factor = √(mean "
                       "‖∂aₗ/∂aₗ₋₁‖² / n), for one unit exactly |σ′(z)·w|. Below the line 1 the layer shrinks the "
                       "gradient, above it the layer enlarges it. What reaches layer 1 is the product of all bars: ten "
                       "bars of 0.25 leave one millionth. Pale bars are from the step before. Marks joined by lines "
                       "are compared runs; those of another depth are drawn by relative depth.") + " " + self.mouse_text()

    def _has_cell_state(self) -> bool:
        return self.sites is not None and str(self.sites.kind[0]) == "lstm"

    def begin(self) -> None:
        self._range = None
        self.plot.restore()

    def relayout(self) -> None:
        self.place_columns()
        side, size = self.columns.gutter, self.theme.small_size
        self.plot.set_margins(side, 0.8 * size, side, 1.0 * size)
        self.plot.set_range(self.span.shown, self._range or START)
        self.plot.set_x_range(self.span.shown)
        self.plot.refresh()

    def point(self) -> None:
        self._bars.update()

    def draw(self, scene: Scene) -> None:
        snapshot = scene.frame.snapshot
        values = np.concatenate([log10_or_nan(snapshot.factor), log10_or_nan(snapshot.block_factor),
                                 log10_or_nan(snapshot.theory_factor),
                                 *(log10_or_nan(passing_factors(strand.snapshot)) for strand in scene.strands)])
        known = self._range is not None or not snapshot.missing("factor").any()  # fitted once, not layer by layer
        wanted = around_one(self._range, values, START) if known else None
        if wanted != self._range:
            self._range = wanted
            self.relayout()
        if len(self.legend()) != self._marked:
            self._marked = len(self.legend())
            self.header_changed.emit()
        self._bars.update()

    def table(self) -> tuple[list[str], list[list[Any]]]:
        header = ["site", "name", "factor", "block_factor", "theory_factor", "reached"]
        if self.scene is None:
            return header, []
        shot = self.scene.frame.snapshot
        rows = zip(shot.sites.site.tolist(), shot.sites.name.tolist(), cells(shot, "factor"), cells(shot, "block_factor"),
                   cells(shot, "theory_factor"), shot.reached().tolist(), strict=True)
        return header, [list(row) for row in rows]

    # ---- painting ---------------------------------------------------------------------------

    def _paint_axis(self, painter: QPainter) -> None:
        area, theme = self.plot.area(), self.theme
        ticks = factor_ticks(self.plot.shown()[1], max(2, int(area.height() / (1.6 * theme.small_size))))
        right = self.plot.width() - 12.0
        draw_y_axis(painter, theme, area, to_pixels(ticks, self.plot.to_y([at for at, _ in ticks])), right)
        draw_starts(painter, theme, self.columns.starts(self.axis.starts), area)
        one = round(float(self.plot.to_y(0.0))) + 0.5
        painter.setPen(theme.pen(theme.text, 1.4))
        painter.drawLine(QLineF(area.left(), one, right, one))

    def _paint_bars(self, painter: QPainter) -> None:
        if self.scene is None:
            return
        shot, area = self.scene.frame.snapshot, self.plot.area()
        x, reached, factor = self.columns.site_x(), shot.reached(), shot.factor
        y = self.plot.to_y(log10_or_nan(factor))
        known = ~shot.missing("factor") & (np.isfinite(y) | reached)
        self.paint_columns(painter, area)
        if not self.span.is_whole:
            painter.setClipRect(area.adjusted(0, -area.top(), 0, self.plot.height()).toAlignedRect())
        self._paint_factor_bars(painter, x, y, reached)
        self._paint_dashes(painter, x, self.plot.to_y(log10_or_nan(shot.theory_factor)))
        blocks = self.plot.to_y(log10_or_nan(shot.block_factor))
        self._paint_outlines(painter, x, blocks)
        self._paint_strands(painter)
        draw_flags(painter, self.theme, area, x, factor, ~known)
        ends = np.where(y < float(self.plot.to_y(0.0)), np.fmin(y, blocks), np.fmax(y, blocks))
        self._paint_values(painter, x, np.where(np.isfinite(y), ends, np.nan))
        painter.setClipping(False)
        self.paint_readout(painter, x, y)
        if not known.any():
            draw_hint(painter, self.theme, area, self.tr("No values yet: take a step, or play."))

    def _paint_factor_bars(self, painter: QPainter, x: Floats, y: Floats, reached: NDArray[np.bool_]) -> None:
        one, width = float(self.plot.to_y(0.0)), self._bar_width()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        if self.columns.pitch >= 4 and not self.plot.vector:
            x, width = np.round(x - width / 2) + width / 2, round(width)
        for where, alpha in ((reached, 1.0), (~reached, STALE)):
            painter.setBrush(shade(self.theme.backward, alpha))
            chosen = where & np.isfinite(y)
            if self.columns.pitch < 4:
                self._paint_silhouette(painter, x, np.where(chosen, y, one), one)
            else:
                draw_rects(painter, x[chosen] - width / 2, np.minimum(one, y[chosen]), width, np.abs(y[chosen] - one))

    def _paint_silhouette(self, painter: QPainter, x: Floats, y: Floats, one: float) -> None:
        """Bars too narrow to be told apart, as one shape."""
        half = self.columns.pitch / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        steps_x = np.stack([x - half, x + half], axis=1).ravel()
        steps_y = np.repeat(y, 2)
        painter.drawPolygon(polygon(np.concatenate([steps_x, [steps_x[-1], steps_x[0]]]),
                                    np.concatenate([steps_y, [one, one]])))

    def _paint_outlines(self, painter: QPainter, x: Floats, y: Floats) -> None:
        chosen = np.isfinite(y)
        if not chosen.any():
            return
        one, width = float(self.plot.to_y(0.0)), self._bar_width() + 3
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(self.theme.pen(self.theme.text, 1.3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.columns.pitch < 6:
            draw_lines(painter, x[chosen] - 1, y[chosen], x[chosen] + 1, y[chosen])
        else:
            draw_rects(painter, x[chosen] - width / 2, np.minimum(one, y[chosen]), width, np.abs(y[chosen] - one))

    def _paint_strands(self, painter: QPainter) -> None:
        """Marks, for bars would hide each other."""
        assert self.scene is not None
        for strand in self.scene.strands:
            x, factor = strand_x(self.columns, len(strand.snapshot.sites)), passing_factors(strand.snapshot)
            known = ~np.isnan(factor)  # a line goes from block to block
            draw_strand(painter, self.theme, strand.color, x[known], self.plot.to_y(log10_or_nan(factor[known])))
            shot = strand.snapshot
            unknown = shot.missing("factor") | (np.isnan(factor) & ~(np.isnan(shot.factor) & shot.reached()))
            draw_strand_flags(painter, self.theme, strand.color, self.plot.area(), x, factor, unknown)

    def _paint_dashes(self, painter: QPainter, x: Floats, y: Floats) -> None:
        chosen = np.isfinite(y)
        half = max(0.4 * self.columns.pitch, 1.0) if self.columns.pitch < 60 else self._bar_width() / 2 + 5
        thick = 2.5 * self.theme.pen_scale
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.theme.theory))
        draw_rects(painter, x[chosen] - half, y[chosen] - thick / 2, 2 * half, thick)

    def _paint_values(self, painter: QPainter, x: Floats, y: Floats) -> None:
        """Labels at the ends of the bars: all where they fit, else some, and always that of the selected site."""
        assert self.scene is not None
        theme, selected = self.theme, self.scene.selected
        plain, bold = theme.font(theme.small_size), theme.font(theme.small_size, bold=True)
        width, height = QFontMetricsF(bold).horizontalAdvance("0.2345"), 1.25 * theme.small_size
        stride = label_stride(self.columns.pitch, width)
        area, one = self.plot.area(), float(self.plot.to_y(0.0))
        labels = self._labels.get(len(x), self.scene.frame.running, self._values)
        painter.setPen(QColor(theme.text))
        for site in self.columns.visible if stride == 1 else [min(selected, len(x))]:
            index, chosen = site - 1, site == selected
            if not np.isfinite(y[index]) or site not in self.columns.visible:
                continue
            top = y[index] + 4 if y[index] >= one else y[index] - height - 3
            top = min(max(top, area.top() - 0.6 * theme.small_size), area.bottom() - 0.2 * theme.small_size)
            middle = x[index]
            if stride > 1:  # beside the scale's numbers, not over them
                middle = min(max(middle, area.left() + width / 2 + 2), area.right() - width / 2)
                painter.fillRect(QRectF(middle - width / 2, top, width, height), shade(theme.card, 0.8))
            self._texts.draw(painter, middle, top + height / 2, labels[index], bold if chosen else plain, 0.5)

    def _values(self) -> list[str]:
        """The factors as text."""
        assert self.scene is not None
        return [even(value) for value in self.scene.frame.snapshot.factor.tolist()]

    def _bar_width(self) -> float:
        return min(max(0.55 * self.columns.pitch, 1.0), 3.2 * self.theme.base_size)
