"""A number over the whole run as a drawn curve: what is old is kept as pixels, so that a frame costs only its new steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPixmap

from ui.curves import Curves
from ui.theme import Theme
from ui.views.drawing import shade
from ui.views.primitives import Floats, draw_polyline, is_raster, polygon

ALONE = 4.0  # pixels of the dot that a single step is
ToPixels = Callable[[Floats], Floats]
Read = Callable[[Curves, slice], tuple[Floats, Floats]]


def loss_ends(curves: Curves, bins: slice) -> tuple[Floats, Floats]:
    """The lowest and the highest loss of each bin."""
    return curves.loss_low[bins], curves.loss_high[bins]


def number_of(name: str) -> Read:
    """One of the curves' numbers at the first step of each bin."""

    def read(curves: Curves, bins: slice) -> tuple[Floats, Floats]:
        values = curves.number(name)[bins]
        return values, values

    return read


class StepCurve:
    """Draws lowest to highest number per bin as a band, and the line through their middles.

    Parameters
    ----------
    read
        The lowest and the highest number of each of some bins.
    color
        Name of the colour in the theme, or a colour.
    width
        Of the line, in pixels.
    """

    def __init__(self, read: Read = loss_ends, color: str = "forward", width: float = 1.5) -> None:
        self.read, self.color, self.width = read, color, width
        self._key: tuple[Any, ...] = ()
        self._pixmap = QPixmap()
        self._done = 0

    def paint(self, painter: QPainter, curves: Curves, theme: Theme, size: QSizeF, place: tuple[Any, ...],
              to_x: ToPixels, to_y: ToPixels) -> None:
        """``place`` is everything that ``to_x`` and ``to_y`` depend on."""
        if not is_raster(painter):
            self._draw(painter, curves, slice(0, len(curves)), theme, to_x, to_y)
            return
        scale = max(painter.deviceTransform().m11(), 1.0)
        key = (curves.revision, theme.name, size, scale, place)
        if key != self._key or self._done > len(curves):
            self._key, self._done = key, 0
            self._pixmap = QPixmap(round(size.width() * scale), round(size.height() * scale))
            self._pixmap.setDevicePixelRatio(scale)
            self._pixmap.fill(Qt.GlobalColor.transparent)
        settled = len(curves) - 1  # the last bin may still grow
        if settled - 1 > self._done:
            pencil = QPainter(self._pixmap)
            pencil.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            self._draw(pencil, curves, slice(self._done, settled), theme, to_x, to_y)
            pencil.end()
            self._done = settled - 1
        painter.drawPixmap(QPointF(0, 0), self._pixmap)
        self._draw(painter, curves, slice(self._done, len(curves)), theme, to_x, to_y)

    def _draw(self, painter: QPainter, curves: Curves, bins: slice, theme: Theme, to_x: ToPixels, to_y: ToPixels) -> None:
        x, (low, high) = to_x(curves.step[bins]), self.read(curves, bins)
        color = self.color if self.color.startswith("#") else str(getattr(theme, self.color))
        below, above = to_y(low), to_y(high)
        if curves.stride > 1 and low is not high:
            _draw_band(painter, color, x, below, above)
        painter.setPen(theme.pen(color, self.width if len(curves) > 1 else ALONE))
        draw_polyline(painter, x, 0.5 * (below + above))


def _draw_band(painter: QPainter, color: str, x: Floats, low: Floats, high: Floats) -> None:
    good = np.isfinite(low) & np.isfinite(high)
    if good.sum() < 2:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shade(color, 0.35))
    painter.drawPolygon(polygon(np.concatenate([x[good], x[good][::-1]]), np.concatenate([high[good], low[good][::-1]])))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
