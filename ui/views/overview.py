"""The strip under the network that shows all sites at once, with a window over those that are shown."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from ui.theme import Theme
from ui.views.columns import Columns
from ui.views.drawing import shade
from ui.views.span import Span

MANY = 60  # sites from which the strip is there


class Overview:
    """``strip`` is where it stands, empty where it is not wanted."""

    def __init__(self) -> None:
        self.strip = QRectF()
        self._colours: NDArray[np.uint32] = np.zeros(0, dtype=np.uint32)

    def place(self, columns: Columns, span: Span, top: float, height: float) -> None:
        """Between the gutters, where there are many sites or not all are shown."""
        wanted = span.count >= MANY or not span.is_whole
        width = columns.width - 2 * columns.gutter
        self.strip = QRectF(columns.gutter, top, width, height) if wanted and width > 40 else QRectF()

    def colour(self, colours: NDArray[np.uint32]) -> None:
        """One premultiplied colour per site, (S,)."""
        self._colours = np.ascontiguousarray(colours)

    def paint(self, painter: QPainter, theme: Theme, span: Span) -> None:
        """The colours of all sites, and a frame around those shown."""
        strip = self.strip
        if strip.isEmpty():
            return
        painter.fillRect(strip, shade(theme.faint, 0.12))
        if len(self._colours):
            count = len(self._colours)
            image = QImage(self._colours.data, count, 1, 4 * count, QImage.Format.Format_ARGB32_Premultiplied)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, count > strip.width())
            painter.drawImage(strip, image)
        if not span.is_whole:
            left, right = (self.x(place, span) for place in span.shown)
            for outside in (QRectF(strip.left(), strip.top(), left - strip.left(), strip.height()),
                            QRectF(right, strip.top(), strip.right() - right, strip.height())):
                painter.fillRect(outside, shade(theme.card, 0.6))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setPen(theme.pen(theme.accent, 1.6))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(left, strip.top() - 1.5, max(right - left, 3.0), strip.height() + 3), 2, 2)

    def holds(self, at: QPointF) -> bool:
        """Whether the mouse is at the strip, or nearly so."""
        return self.strip.adjusted(0, -4, 0, 4).contains(at)

    def x(self, place: float, span: Span) -> float:
        """Pixels of a place on the axis of all sites."""
        low, high = span.whole
        return self.strip.left() + (place - low) / (high - low) * self.strip.width()

    def site(self, x: float, span: Span) -> float:
        """The place on the axis of all sites under x."""
        low, high = span.whole
        return low + (x - self.strip.left()) / max(self.strip.width(), 1.0) * (high - low)
