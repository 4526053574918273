"""The activation of one site: φ and φ′ with the histogram of z under them."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from gradsim.parts import SiteDetail
from ui.scene import Scene, Strand
from ui.views.base import Key, View
from ui.views.beside import parts_beside, site_keys
from ui.views.drawing import draw_hint, draw_x_axis, draw_y_axis, shade, to_pixels
from ui.views.numbers import short
from ui.views.outlines import draw_outline
from ui.views.primitives import draw_polyline, draw_rects
from ui.views.ranges import Range, grown, linear_ticks, round_step
from ui.views.strands import draw_dashes

HIGH = 0.55
"""Share of the height that histograms take."""


class ActivationView(View):
    """Blue φ, orange φ′, grey bars where the values of z fall."""

    name = "activation"
    needs = frozenset({"detail"})
    pause = 0.066
    background = "raised"

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._detail: SiteDetail | None = None
        self._beside: list[tuple[Strand, SiteDetail]] = []
        self._x: Range | None = None
        self._y: Range | None = None
        self._axis = self.plot.add_layer(self._paint_axis, still=True)
        self._curve = self.plot.add_layer(self._paint_curves)
        self.plot.setMinimumHeight(110)

    def title(self) -> str:
        return self.tr("Activation")

    def subtitle(self) -> str:
        if self._detail is None:
            return ""
        return self.tr("values of z: {count}").format(count=int(self._detail.counts.sum()))

    def legend(self) -> list[Key]:
        keys = [Key("—", "forward_text", "σ(z)"), Key("—", "backward_text", "σ′(z)")]
        if self._detail is not None and not self._detail.curve_z.size:
            keys = []
        return [*keys, *site_keys(self.scene)]

    def help_text(self) -> str:
        return self.tr("Blue: the activation σ(z). Orange: its slope σ′(z), the number each gradient is multiplied by "
                       "on the way back. Grey bars: where the values of z of this layer fall now. Where the bars stand "
                       "under a flat part of the blue curve, the orange one is near 0 and the gradient dies. Lines with a "
                       "mark: where the values of z fall in the compared runs, each as high as its own peak; where a "
                       "run has another activation, its slope σ′ is the dashed line.")

    def begin(self) -> None:
        self._detail, self._beside, self._x, self._y = None, [], None, None

    def adopt(self, other: View) -> None:
        super().adopt(other)
        if self._detail is None and isinstance(other, ActivationView) and other._detail is not None:
            self._detail, self._beside = other._detail, other._beside  # the newest frame may come without one
            self._fit(self._detail)

    def relayout(self) -> None:
        size = self.theme.small_size
        self.plot.set_margins(3.2 * size, 0.7 * size, 1.0 * size, 1.8 * size)
        self.plot.set_range(self._x or (-4.0, 4.0), self._y or (0.0, 1.0))
        self.plot.refresh()

    def draw(self, scene: Scene) -> None:
        detail = scene.frame.parts.detail
        if detail is None:
            return
        previous, runs = self._detail, [strand.color for strand, _ in self._beside]
        self._detail, self._beside = detail, parts_beside(scene, "detail")
        if previous is None or detail.site != previous.site or detail.value_formula != previous.value_formula or (
                runs != [strand.color for strand, _ in self._beside]):
            self._x = self._y = None
            self.header_changed.emit()
        elif int(detail.counts.sum()) != int(previous.counts.sum()):
            self.header_changed.emit()
        self._fit(detail)
        self._curve.update()

    def table(self) -> tuple[list[str], list[list[Any]]]:
        header = ["quantity", "z", "z_to", "value"]
        if self._detail is None:
            return header, []
        detail = self._detail
        rows: list[list[Any]] = [["count", low, high, count] for low, high, count in zip(
            detail.edges[:-1].tolist(), detail.edges[1:].tolist(), detail.counts.tolist(), strict=True)]
        for name, values in (("value", detail.curve_value), ("slope", detail.curve_slope)):
            rows += [[name, z, "", value] for z, value in zip(detail.curve_z.tolist(), values.tolist(), strict=True)]
        return header, rows

    def _fit(self, detail: SiteDetail) -> None:
        seen = [detail, *(other for _, other in self._beside)]
        ends = [value for each in seen for value in (each.edges[0], each.edges[-1]) if np.isfinite(value)] or [-1.0, 1.0]
        ends = [min(ends), max(ends)]
        shown = self._x is not None and self._x[0] <= ends[0] and ends[-1] <= self._x[1]
        x = self._x if shown else grown(self._x, ends, round_step(max(ends[-1] - ends[0], 1e-9), 6))
        slopes = [other.curve_slope for _, other in self._beside]
        curves = np.concatenate([detail.curve_value, detail.curve_slope, *slopes, [0.0]])
        finite = curves[np.isfinite(curves)]
        span = float(finite.max() - finite.min()) or 1.0
        fits = self._y is not None and self._y[0] <= finite.min() and finite.max() <= self._y[1]
        y = self._y if fits else grown(self._y, finite, round_step(span, 4), least=round_step(span, 4))
        if (x, y) != (self._x, self._y):
            self._x, self._y = x, y
            self.relayout()

    # ---- painting ---------------------------------------------------------------------------

    def _paint_axis(self, painter: QPainter) -> None:
        area, theme = self.plot.area(), self.theme
        x_range, y_range = self.plot.shown()
        ticks = linear_ticks(y_range, max(2, int(area.height() / (2.6 * theme.small_size))))
        if self._detail is not None and self._detail.curve_z.size:
            draw_y_axis(painter, theme, area, to_pixels(ticks, self.plot.to_y([at for at, _ in ticks])))
        across = linear_ticks(x_range, max(2, int(area.width() / (2.8 * theme.small_size))))
        draw_x_axis(painter, theme, area, to_pixels(across, self.plot.to_x([at for at, _ in across])), "z")

    def _paint_curves(self, painter: QPainter) -> None:
        area, theme, detail = self.plot.area(), self.theme, self._detail
        if detail is None:
            draw_hint(painter, theme, area, self.tr("No values yet: take a step, or play."))
            return
        painter.setClipRect(area.adjusted(-1, -2, 1, 2))
        self._paint_histogram(painter, area, detail)
        self._paint_beside(painter, area, detail)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(theme.pen(theme.muted, 1.0))
        if detail.curve_z.size:
            zero = float(self.plot.to_y(0.0))
            painter.drawLine(QLineF(area.left(), zero, area.right(), zero))
            widest = max([detail, *(other for _, other in self._beside if other.value_formula == detail.value_formula)],
                         key=_reach)
            x = self.plot.to_x(widest.curve_z)
            for color, values in ((theme.forward, widest.curve_value), (theme.backward, widest.curve_slope)):
                painter.setPen(theme.pen(color, 2.0))
                draw_polyline(painter, x, self.plot.to_y(np.where(np.isfinite(values), values, np.nan)))
        else:
            draw_hint(painter, theme, QRectF(area.left(), area.top(), area.width(), 0.45 * area.height()),
                      self.tr("No single curve: each output depends on all z of the layer."))
        if detail.nonfinite_z:
            painter.setPen(QColor(theme.alarm))
            painter.setFont(theme.font(theme.small_size, bold=True))
            painter.drawText(area, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight,
                             self.tr("NaN or ∞ among z: {count}").format(count=short(detail.nonfinite_z)))

    def _paint_beside(self, painter: QPainter, area: QRectF, detail: SiteDetail) -> None:
        """The histograms of the runs beside, and the slopes of other activations."""
        for strand, other in self._beside:
            draw_outline(painter, self.theme, strand.color, self.plot.to_x(other.edges), other.counts, area.bottom(),
                         HIGH * area.height())
            if other.slope_formula != detail.slope_formula:
                draw_dashes(painter, self.theme, strand.color, self.plot.to_x(other.curve_z),
                            self.plot.to_y(other.curve_slope), 1.6)

    def _paint_histogram(self, painter: QPainter, area: QRectF, detail: SiteDetail) -> None:
        peak = int(detail.counts.max(initial=0))
        if not peak:
            return
        edges = self.plot.to_x(detail.edges)
        heights = HIGH * area.height() * detail.counts / peak
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade(self.theme.histogram, 0.9))
        draw_rects(painter, edges[:-1], area.bottom() - heights, np.maximum(np.diff(edges) - 1.0, 0.8), heights)


def _reach(detail: SiteDetail) -> float:
    return float(detail.edges[-1])
