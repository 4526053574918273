"""The drawn loss curve: what is old is kept as pixels, so that a frame costs only its new steps."""

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

ToPixels = Callable[[Floats], Floats]


class LossCurve:
    """Draws lowest to highest loss per bin as a band, and the line through their middles."""

    def __init__(self) -> None:
        self._key: tuple[Any, ...] = ()
        self._pixmap = QPixmap()
        self._done = 0

    def paint(self, painter: QPainter, curves: Curves, theme: Theme, size: QSizeF, place: tuple[Any, ...],
              to_x: ToPixels, to_y: ToPixels) -> None:
        """``place`` is everything that ``to_x`` and ``to_y`` depend on."""
        if not is_raster(painter):
            _draw(painter, curves, slice(0, len(curves)), theme, to_x, to_y)
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
            _draw(pencil, curves, slice(self._done, settled), theme, to_x, to_y)
            pencil.end()
            self._done = settled - 1
        painter.drawPixmap(QPointF(0, 0), self._pixmap)
        _draw(painter, curves, slice(self._done, len(curves)), theme, to_x, to_y)


def _draw(painter: QPainter, curves: Curves, bins: slice, theme: Theme, to_x: ToPixels, to_y: ToPixels) -> None:
    x, low, high = to_x(curves.step[bins]), to_y(curves.loss_low[bins]), to_y(curves.loss_high[bins])
    if curves.stride > 1:
        _draw_band(painter, theme, x, low, high)
    painter.setPen(theme.pen(theme.forward, 1.5))
    draw_polyline(painter, x, 0.5 * (low + high))


def _draw_band(painter: QPainter, theme: Theme, x: Floats, low: Floats, high: Floats) -> None:
    good = np.isfinite(low) & np.isfinite(high)
    if good.sum() < 2:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shade(theme.forward, 0.35))
    painter.drawPolygon(polygon(np.concatenate([x[good], x[good][::-1]]), np.concatenate([high[good], low[good][::-1]])))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
