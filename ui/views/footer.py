"""The line under the network: the scale of the colours, and which way the pass goes."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QColor, QLinearGradient, QPainter

from gradsim.messages import Frame
from ui.theme import Theme
from ui.views.drawing import shade
from ui.views.numbers import power_of_ten, short
from ui.views.primitives import Texts
from ui.views.tile_scale import TileScale

translate = QCoreApplication.translate
SWATCH = 46  # pixels


class Footer:
    """Texts in a row, none where it is empty."""

    def __init__(self) -> None:
        self._texts = Texts()
        self._row = QRectF()

    def place(self, row: QRectF) -> None:
        """Where it stands."""
        self._row = row

    def paint(self, painter: QPainter, theme: Theme, frame: Frame, backward: bool, scale: TileScale,
              thickest: float | None, rate: float | None) -> None:
        """``thickest``: number of the thickest link; ``rate``: steps per second of passes too fast to be followed."""
        row = self._row
        if row.isEmpty():
            return
        middle, plain, bold = row.center().y(), theme.font(theme.small_size), theme.font(theme.small_size, bold=True)
        painter.setPen(QColor(theme.muted))
        self._texts.draw(painter, row.left(), middle, translate("NetworkView", "input side"), plain)
        if frame.snapshot.phase == "ready":
            return
        self._paint_scale(painter, theme, backward, scale, thickest)
        if rate is not None:
            text = translate("NetworkView", "both ways ▶◀")
            if math.isfinite(rate):
                text = translate("NetworkView", "▶ both ways ◀   {rate} steps/s").format(rate=short(rate, 2))
            painter.setPen(QColor(theme.text))
        elif backward:
            text = translate("NetworkView", "◀ gradient travels this way")
            painter.setPen(QColor(theme.backward_text))
        else:
            text = translate("NetworkView", "signal travels this way ▶")
            painter.setPen(QColor(theme.forward_text))
        self._texts.draw(painter, row.right(), middle, text, bold, 1.0)

    def _paint_scale(self, painter: QPainter, theme: Theme, backward: bool, scale: TileScale,
                     thickest: float | None) -> None:
        """A strip of the present colour with the values at its ends, and what the thickest link is."""
        low, high = scale.decades
        ends = (power_of_ten(low), power_of_ten(high)) if backward else ("0", short(scale.highest, 2))
        color, row, font = theme.backward if backward else theme.forward, self._row, theme.font(theme.small_size)
        middle, left = row.center().y(), row.center().x() - SWATCH / 2 - (0 if thickest is None else 90)
        swatch = QRectF(left, middle - 3.5, SWATCH, 7)
        ramp = QLinearGradient(swatch.topLeft(), swatch.topRight())
        ramp.setColorAt(0.0, shade(color, 0.1))
        ramp.setColorAt(1.0, QColor(color))
        painter.fillRect(swatch, ramp)
        painter.setPen(QColor(theme.muted))
        self._texts.draw(painter, swatch.left() - 6, middle, ends[0], font, 1.0)
        width = self._texts.draw(painter, swatch.right() + 6, middle, ends[1], font)
        if thickest is not None:
            text = translate("NetworkView", "thickest line {value}").format(value=short(thickest, 2))
            x = swatch.right() + width + 24
            x += self._texts.draw(painter, x, middle, text, font) + 14
            for sign, tint in (("+", theme.positive), ("−", theme.negative)):
                painter.fillRect(QRectF(x, middle - 1.5, 14, 3), QColor(tint))
                x += 18 + self._texts.draw(painter, x + 18, middle, sign, font) + 10
