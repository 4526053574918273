"""How the weights of one site, their gradient and their last update are distributed."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from gradsim.parts import Distribution, Distributions
from ui.scene import Scene
from ui.views.base import View
from ui.views.drawing import CENTRE, LEFT, draw_hint, shade
from ui.views.numbers import short
from ui.views.primitives import draw_rects

NAMES = (("weight", "W", "text"), ("gradient", "∂L/∂W", "backward_text"), ("update", "ΔW", "forward_text"))
FILLS = {"weight": "knob", "gradient": "backward", "update": "forward"}


class DistributionsView(View):
    """Three histograms side by side, each around 0 over its own range."""

    name = "distributions"
    needs = frozenset({"distributions"})
    pause = 0.1

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._shown: Distributions | None = None
        self._layer = self.plot.add_layer(self._paint)
        self.plot.setMinimumHeight(90)

    def title(self) -> str:
        return self.tr("Weights, gradient, update")

    def subtitle(self) -> str:
        return self.tr("how many entries have which value")

    def help_text(self) -> str:
        return self.tr("Histograms of the entries of W, of its gradient ∂L/∂W (after clipping, once that is done) and of "
                       "the last update ΔW = −η·direction. Every range is symmetric around 0 and moves in steps of 1, 2, 5; "
                       "rms is the root mean square. Entries that are exactly 0 or not finite are counted in words. Of a "
                       "time step, ∂L/∂W is its own share.")

    def begin(self) -> None:
        self._shown = None

    def adopt(self, other: View) -> None:
        super().adopt(other)
        if isinstance(other, DistributionsView):
            self._shown = other._shown

    def relayout(self) -> None:
        size = self.theme.small_size
        self.plot.set_margins(1.3 * size, 0.5 * size, 1.3 * size, 1.8 * size)
        self.plot.refresh()

    def draw(self, scene: Scene) -> None:
        self._shown = scene.frame.parts.distributions or self._shown
        self._layer.update()

    def table(self) -> tuple[list[str], list[list[Any]]]:
        rows: list[list[Any]] = []
        for name, _, _ in NAMES:
            part: Distribution | None = getattr(self._shown, name, None)
            if part is not None:
                rows += [[name, low, high, count] for low, high, count in zip(
                    part.edges[:-1].tolist(), part.edges[1:].tolist(), part.counts.tolist(), strict=True)]
        return ["quantity", "from", "to", "count"], rows

    # ---- painting -----------------------------------------------------------------------------

    def _paint(self, painter: QPainter) -> None:
        area = self.plot.area()
        if self._shown is None:
            draw_hint(painter, self.theme, area, self.tr("No values yet: take a step, or play."))
            return
        gap = 2.2 * self.theme.base_size
        width = (area.width() - 2 * gap) / 3
        for place, (name, label, color) in enumerate(NAMES):
            panel = QRectF(area.left() + place * (width + gap), area.top(), width, area.height())
            self._paint_panel(painter, panel, getattr(self._shown, name), name, label, color)

    def _paint_panel(self, painter: QPainter, panel: QRectF, part: Distribution | None, name: str, label: str,
                     color: str) -> None:
        theme = self.theme
        line = 1.45 * theme.small_size
        painter.setPen(QColor(getattr(theme, color)))
        painter.setFont(theme.font(theme.base_size, bold=True))
        painter.drawText(QRectF(panel.left(), panel.top(), panel.width(), 1.4 * theme.base_size), LEFT, label)
        plot = panel.adjusted(0, 1.5 * theme.base_size, 0, 0)
        painter.setPen(theme.pen(theme.grid))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawLine(QLineF(plot.left(), plot.bottom(), plot.right(), plot.bottom()))
        if part is None:
            draw_hint(painter, theme, plot, self.tr("None yet"))
            return
        self._paint_words(painter, QRectF(panel.left(), panel.top(), panel.width(), line), part)
        peak = int(part.counts.max(initial=0))
        edges = np.linspace(plot.left(), plot.right(), len(part.edges))
        heights = plot.height() * part.counts / max(peak, 1)
        heights = np.where(part.counts > 0, np.maximum(heights, 1.0), 0.0)  # a single entry must be seen
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade(getattr(theme, FILLS[name]), 0.75))
        draw_rects(painter, edges[:-1], plot.bottom() - heights, np.maximum(np.diff(edges) - 1.0, 0.8), heights)
        self._paint_ticks(painter, plot, part)

    def _paint_words(self, painter: QPainter, place: QRectF, part: Distribution) -> None:
        theme = self.theme
        words = [self.tr("rms {value}").format(value=short(part.rms))]
        if part.zeros:
            words.append(self.tr("{count} × exactly 0").format(count=part.zeros))
        painter.setFont(theme.font(theme.small_size))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(theme.muted))
        painter.drawText(place, right, " · ".join(words))
        if part.nonfinite:
            painter.setFont(theme.font(theme.small_size, bold=True))
            painter.setPen(QColor(theme.alarm))
            painter.drawText(place.translated(0, place.height()), right,
                             self.tr("{count} × NaN or ∞").format(count=part.nonfinite))

    def _paint_ticks(self, painter: QPainter, plot: QRectF, part: Distribution) -> None:
        theme = self.theme
        painter.setFont(theme.font(theme.small_size))
        painter.setPen(QColor(theme.muted))
        reach, height = float(part.edges[-1]), 1.4 * theme.small_size
        top = plot.bottom() + 0.3 * theme.small_size
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(plot.left(), top, plot.width(), height), LEFT, short(-reach))
        painter.drawText(QRectF(plot.left(), top, plot.width(), height), CENTRE, "0")
        painter.drawText(QRectF(plot.left(), top, plot.width(), height), right, short(reach))
