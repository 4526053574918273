"""Singular values of one site's Jacobian, and of the product of all behind it."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QPainter

from gradsim.parts import Spectrum
from ui.scene import Scene, Strand
from ui.views.base import Key, View
from ui.views.beside import parts_beside, site_keys
from ui.views.drawing import draw_flags, draw_hint, draw_x_axis, draw_y_axis, shade, to_pixels
from ui.views.key_rows import KeyRows
from ui.views.numbers import short
from ui.views.primitives import Dots, Floats, draw_polyline, polygon
from ui.views.ranges import Range, decade_ticks, grown, linear_ticks, log10_or_nan
from ui.views.strands import draw_dashes, draw_strand, draw_strand_flags

START: Range = (-2.0, 1.0)


class SingularValuesView(View):
    """y is log10 σ_i, of a batch its median and a band, x the rank i, largest first; the line at 1 is isometry."""

    name = "singular_values"
    needs = frozenset({"spectrum"})
    pause = 0.1

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._shown: Spectrum | None = None
        self._beside: list[tuple[Strand, Spectrum]] = []
        self._range: Range | None = None
        self._dots, self._keys = (Dots(), Dots()), KeyRows()
        self._axis = self.plot.add_layer(self._paint_axis, still=True)
        self._marks = self.plot.add_layer(self._paint_marks)
        self.plot.setMinimumHeight(90)

    def title(self) -> str:
        return self.tr("Singular values")

    def legend(self) -> list[Key]:
        here = self.tr("this step") if self.axis.is_time else self.tr("this layer")
        missing = {strand.color: self._reason(seen) for strand, seen in self._beside
                   if not (seen.layer.size or seen.product.size)}
        return [Key("●", "backward_text", here), Key("●", "forward_text", self.tr("to the last one")),
                *site_keys(self.scene, missing)]

    def help_text(self) -> str:
        several = self.tr("Of the whole batch: the median over its first samples, as many as can be worked out live, and as "
                          "a band the 10th to the 90th percentile. Of one sample: choose it above, beside the activation.")
        others = self.tr("Lines with marks are J in the compared runs, dashed lines their products; of a batch the medians.")
        return f"{self._said()} {several} {others}"

    def _said(self) -> str:
        if self.axis.is_time:
            return self.tr("Orange: the singular values of J = ∂hₜ/∂hₜ₋₁ (of an LSTM for the pair of h "
                           "and c), by how much the time step stretches the gradient in each of its directions. Blue: "
                           "those of the product of this and all later steps. On the line at 1 no direction gains or "
                           "loses: isometry. What cannot be told from 0 has the mark 0 at the lower edge: less than 10⁻²⁹⁰ "
                           "of the largest, and less than 10⁻¹⁴ of it where a time step has taken a direction away.")
        return self.tr("Orange: the singular values of J = ∂aₗ/∂aₗ₋₁, by how much the layer "
                       "stretches the gradient in each of its directions. Blue: those of the product of this and "
                       "all later hidden layers, skip links included. On the line at 1 no direction gains or "
                       "loses: isometry. What cannot be told from 0 has the mark 0 at the lower edge: less than 10⁻²⁹⁰ of "
                       "the largest, and less than 10⁻¹⁴ of it where a layer has taken a direction away (dead or silent "
                       "units, a narrower layer) and with batch norm.")

    def begin(self) -> None:
        self._shown, self._beside, self._range = None, [], None

    def adopt(self, other: View) -> None:
        super().adopt(other)
        if self._shown is None and isinstance(other, SingularValuesView) and other._shown is not None:
            self._shown, self._beside = other._shown, other._beside
            self._fit(self._shown)

    def relayout(self) -> None:
        size = self.theme.small_size
        self._place_keys()
        self.plot.set_margins(4.2 * size, 0.7 * size + self._keys.height(self.theme), 1.2 * size, 1.9 * size)
        beside = [values for _, seen in self._beside for values in (seen.layer, seen.product)]
        count = max((len(values) for values in (*(values for values, _ in self._curves()), *beside)), default=1)
        self.plot.set_range((0.5, max(count, 4) + 0.5), self._range or START)
        self.plot.refresh()

    def draw(self, scene: Scene) -> None:
        seen = scene.frame.parts.spectrum
        if seen is not None and not (seen.absent == "waiting" and self._shown is not None
                                     and self._shown.site == seen.site):  # keep what the last pass has shown
            before, self._shown = self._shown, seen
            known = [strand.color for strand, _ in self._beside]
            self._beside = parts_beside(scene, "spectrum")
            if before is None or (before.site, before.state) != (seen.site, seen.state) or (
                    known != [strand.color for strand, _ in self._beside]):
                self._range = None
            self._fit(seen)
            self.header_changed.emit()
        self._marks.update()

    def table(self) -> tuple[list[str], list[list[Any]]]:
        rows = [[name, place + 1, value, *edges] for name, (values, band) in zip(("layer", "product"), self._curves(),
                                                                                 strict=False)
                for place, (value, *edges) in enumerate(np.vstack([values, *_edges(values, band)]).T.tolist())]
        return ["quantity", "rank", "singular_value", "percentile_10", "percentile_90"], rows

    def _curves(self) -> tuple[tuple[Floats, Floats], ...]:
        """Values and band of the layer and of the product."""
        seen = self._shown
        return () if seen is None else ((seen.layer, seen.layer_band), (seen.product, seen.product_band))

    def _fit(self, seen: Spectrum) -> None:
        beside = [values for _, other in self._beside for values in (other.layer, other.product)]
        own = [part for curve in self._curves() for part in curve]
        logs = np.concatenate([*(log10_or_nan(part).ravel() for part in (*own, *beside)), [0.0]])
        wanted = grown(self._range, logs, 1.0, least=3.0, pad=0.15)
        if wanted != self._range:
            self._range = wanted
        self.relayout()

    # ---- painting -----------------------------------------------------------------------------

    def _paint_axis(self, painter: QPainter) -> None:
        area, theme = self.plot.area(), self.theme
        x_range, y_range = self.plot.shown()
        ticks = decade_ticks(y_range, max(2, int(area.height() / (1.8 * theme.small_size))))
        draw_y_axis(painter, theme, area, to_pixels(ticks, self.plot.to_y([at for at, _ in ticks])))
        across = [tick for tick in linear_ticks(x_range, max(2, int(area.width() / 40)))
                  if tick[0] >= 1 and tick[0] % 1 == 0]
        draw_x_axis(painter, theme, area, to_pixels(across, self.plot.to_x([at for at, _ in across])), "i")
        painter.setPen(theme.pen(theme.text))
        one = float(self.plot.to_y(0.0))
        if area.top() <= one <= area.bottom():
            painter.drawLine(QLineF(area.left(), one, area.right(), one))

    def _paint_marks(self, painter: QPainter) -> None:
        area, theme, seen = self.plot.area(), self.theme, self._shown
        if seen is None or not (seen.layer.size or seen.product.size):
            draw_hint(painter, theme, area, self._reason(seen))
            return
        painter.setClipRect(area.adjusted(-8, -8, 8, 8))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for strand, other in self._beside:
            self._paint_strand(painter, area, strand.color, other)
        for dots, (values, band), color in zip(self._dots, self._curves(), (theme.backward, theme.forward), strict=True):
            rank = np.arange(1.0, len(values) + 1)
            x, y = self.plot.to_x(rank), self.plot.to_y(log10_or_nan(values))
            if band.size:
                self._paint_band(painter, x, band, color)
            painter.setPen(theme.pen(color, 1.2))
            draw_polyline(painter, x, y)
            if len(values) <= 80 and not band.size:  # dots would hide a narrow band
                good = np.isfinite(y)
                dots.draw(painter, x[good], y[good], 2.6 * theme.pen_scale, theme.pen(color, 1.0), color)
            draw_flags(painter, theme, area, x, values, np.zeros(len(values), dtype=bool))
        painter.setClipping(False)
        self._keys.paint(painter, theme)

    def _paint_band(self, painter: QPainter, x: Floats, band: Floats, color: str) -> None:
        """Between the two percentiles; an exact zero reaches down to the lower edge."""
        bottom = self.plot.area().bottom()
        low, high = (np.where(edge == 0, bottom, self.plot.to_y(log10_or_nan(edge))) for edge in band)
        known = np.isfinite(low) & np.isfinite(high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade(color, 0.25))
        painter.drawPolygon(polygon(np.concatenate([x[known], x[known][::-1]]),
                                    np.concatenate([high[known], low[known][::-1]])))

    def _paint_strand(self, painter: QPainter, area: QRectF, color: str, seen: Spectrum) -> None:
        """The singular values of a run beside: of J with marks, of the product dashed."""
        theme = self.theme
        for values in (seen.layer, seen.product):
            x, y = self.plot.to_x(np.arange(1.0, len(values) + 1)), self.plot.to_y(log10_or_nan(values))
            if values is seen.layer:
                draw_strand(painter, theme, color, x, y)
            else:
                draw_dashes(painter, theme, color, x, y, 1.4)
            draw_strand_flags(painter, theme, color, area, x, values, np.zeros(len(values), dtype=bool))

    def inner_legend(self) -> list[Key]:
        """Whose values they are, the largest and smallest of each, and why one is missing; written above the plot."""
        seen = self._shown
        if seen is None or not (seen.layer.size or seen.product.size):
            return []
        keys = []
        for (values, _), color, name in zip(self._curves(), ("backward_text", "forward_text"), ("J", "ΠJ"), strict=True):
            span = f"{short(float(values[0]), 2)} … {short(float(values[-1]), 2)}" if values.size else self._reason(seen)
            keys.append(Key("●", color, f"{name}: {span}") if values.size else Key("", "muted", f"{name}: {span}"))
        return [*keys, Key("", "muted", self._whose(seen))]

    def _whose(self, seen: Spectrum) -> str:
        if seen.samples > 1:
            return self.tr("median and 10–90 % of {count} samples").format(count=seen.samples)
        return self.tr("sample {number}").format(number=seen.sample + 1)

    def _place_keys(self) -> bool:
        return self._keys.place(self.inner_legend(), self.theme, self.plot.size())

    def _reason(self, seen: Spectrum | None) -> str:
        if seen is None or seen.absent == "waiting":
            return self.tr("known at the end of the forward pass")
        if seen.absent == "cell_norm":
            return self.tr("not worked out for cells with a norm inside")
        return self.tr("too large to be worked out live")


def _edges(values: Floats, band: Floats) -> Floats:
    """The percentiles (2, k), not known where the values are of one sample."""
    return band if band.size else np.full((2, len(values)), np.nan)
