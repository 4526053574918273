"""PixelItem, the base of everything drawn on a canvas, and the two items every plot has: a backdrop and marks.

Items lie directly in the canvas' scene, whose units are pixels, and draw with non-cosmetic pens. So the same code gives
a sharp screen, thick lines in a large picture, and clean vectors.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

Paint = Callable[[QPainter], None]


class PixelItem(pg.GraphicsObject):
    """Calls ``paint_with(painter)`` in scene pixels.

    Parameters
    ----------
    paint_with
        Draws everything; a bound method of the view.
    failed
        Called after it has raised.
    still
        True for what no frame changes (grid, labels): painted once into a pixmap, again after :meth:`refresh`.
    """

    def __init__(self, paint_with: Paint, failed: Callable[[], None], still: bool = False, level: float = 0.0) -> None:
        super().__init__()
        self._paint_with, self._failed = paint_with, failed
        self.still = still
        self._rect = QRectF(0, 0, 1, 1)
        self._pixmap: QPixmap | None = None
        self.vector = False
        self.background: QColor | None = None
        self.setZValue(level)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def set_rect(self, rect: QRectF) -> None:
        """The whole scene, in pixels."""
        if rect != self._rect:
            self.prepareGeometryChange()
            self._rect = QRectF(rect)
            self._pixmap = None

    def refresh(self) -> None:
        """Draw anew at the next repaint."""
        self._pixmap = None
        self.update()

    def boundingRect(self) -> QRectF:
        return self._rect

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        try:
            self._paint(painter, widget)
        except Exception:  # one that reaches Qt from here takes the process down with it
            sys.excepthook(*sys.exc_info())
            self._failed()

    def _paint(self, painter: QPainter, widget: QWidget | None) -> None:
        if not self.still or self.vector:
            painter.save()
            try:
                self._paint_with(painter)
            finally:
                painter.restore()
            return
        if self._pixmap is None:
            self._pixmap = self._drawn(widget.devicePixelRatioF() if widget is not None else 1.0)
        painter.drawPixmap(QPointF(0, 0), self._pixmap)

    def _drawn(self, ratio: float) -> QPixmap:
        size = self._rect.size() * ratio
        pixmap = QPixmap(max(round(size.width()), 1), max(round(size.height()), 1))
        pixmap.setDevicePixelRatio(ratio)
        # a pixmap without transparency is copied, not blended
        pixmap.fill(self.background if self.background is not None else Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        try:
            self._paint_with(painter)
        finally:
            painter.end()
        return pixmap
