"""The line under the network: the scale of the colours, and which way the pass goes."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QLinearGradient, QPainter

from gradsim.messages import Frame
from ui.theme import Theme
from ui.views.drawing import shade
from ui.views.numbers import power_of_ten, short
from ui.views.primitives import Texts
from ui.views.tile_scale import TileScale

translate = QCoreApplication.translate
SWATCH, GAP = 46, 14  # pixels


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
        side = translate("NetworkView", "input side")
        if frame.snapshot.phase == "ready":
            self._texts.draw(painter, row.left(), middle, side, plain)
            return
        text, color = _direction(theme, backward, rate)
        painter.setPen(QColor(color))
        end = row.right() - self._texts.draw(painter, row.right(), middle, text, bold, 1.0)
        words = self._scale_words(backward, scale, thickest)
        wide, start = _extent(theme, words, thickest is not None), QFontMetricsF(plain).horizontalAdvance(side) + row.left()
        if end - start >= wide + 2 * GAP:
            painter.setPen(QColor(theme.muted))
            self._texts.draw(painter, row.left(), middle, side, plain)
        else:
            start = row.left() - GAP
        left = min(max(row.center().x() - wide / 2, start + GAP), end - GAP - wide)
        self._paint_scale(painter, theme, backward, words, left, thickest is not None)

    @staticmethod
    def _scale_words(backward: bool, scale: TileScale, thickest: float | None) -> tuple[str, str, str]:
        """The values at the ends of the strip, and what the thickest link is."""
        low, high = scale.decades
        ends = (power_of_ten(low), power_of_ten(high)) if backward else ("0", short(scale.highest, 2))
        if thickest is None:
            return (*ends, "")
        return (*ends, translate("NetworkView", "thickest line {value}").format(value=short(thickest, 2)))

    def _paint_scale(self, painter: QPainter, theme: Theme, backward: bool, words: tuple[str, str, str], x: float,
                     signs: bool) -> None:
        """From ``x`` on, a strip of the present colour with its values, and the colours of links."""
        font, middle = theme.font(theme.small_size), self._row.center().y()
        color = theme.backward if backward else theme.forward
        painter.setPen(QColor(theme.muted))
        x += self._texts.draw(painter, x, middle, words[0], font) + 6
        swatch = QRectF(x, middle - 3.5, SWATCH, 7)
        ramp = QLinearGradient(swatch.topLeft(), swatch.topRight())
        ramp.setColorAt(0.0, shade(color, 0.1))
        ramp.setColorAt(1.0, QColor(color))
        painter.fillRect(swatch, ramp)
        x = swatch.right() + 6 + self._texts.draw(painter, swatch.right() + 6, middle, words[1], font)
        if signs:
            x += 18 + self._texts.draw(painter, x + 18, middle, words[2], font) + 14
            for sign, tint in (("+", theme.positive), ("−", theme.negative)):
                painter.fillRect(QRectF(x, middle - 1.5, 14, 3), QColor(tint))
                x += 18 + self._texts.draw(painter, x + 18, middle, sign, font) + 10


def _extent(theme: Theme, words: tuple[str, str, str], signs: bool) -> float:
    """Pixels that the scale takes."""
    measure = QFontMetricsF(theme.font(theme.small_size))
    wide = SWATCH + 12 + sum(measure.horizontalAdvance(word) for word in words)
    return wide + (32 + 2 * 28 + measure.horizontalAdvance("+−") if signs else 0)


def _direction(theme: Theme, backward: bool, rate: float | None) -> tuple[str, str]:
    """Which way the pass goes, and the colour to say it in."""
    if rate is not None and math.isfinite(rate):
        text = translate("NetworkView", "▶ both ways ◀   {rate} steps/s")
        if short(rate, 2) == "1":
            text = translate("NetworkView", "▶ both ways ◀   1 step/s")
        return text.format(rate=short(rate, 2)), theme.text
    if rate is not None:
        return translate("NetworkView", "both ways ▶◀"), theme.text
    if backward:
        return translate("NetworkView", "◀ gradient travels this way"), theme.backward_text
    return translate("NetworkView", "signal travels this way ▶"), theme.forward_text
