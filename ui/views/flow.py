"""How a pass is drawn between the columns: a dot with a tail that follows it, or arrows both ways."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from ui.theme import Theme
from ui.views.columns import Columns
from ui.views.drawing import shade


def stop(columns: Columns, slot: int, side: int, width: float, gap: float) -> float:
    """Where a pulse rests that has come to a slot: at the ``side`` (1 right, −1 left) that it came from."""
    half = width / 2 if 1 <= slot <= columns.sites else 0.42 * columns.gutter
    return columns.x(slot) + side * (half + gap)


def dot_x(columns: Columns, slot: float, side: int, width: float, gap: float) -> float:
    """Pixels of a pulse at a slot, fractions on the way; it comes from the ``side`` 1 (right, backward) or −1."""
    before = int(np.floor(slot)) if side < 0 else int(np.ceil(slot))
    after = before - side if slot != before else before
    start, end = stop(columns, before, side, width, gap), stop(columns, after, side, width, gap)
    return start + abs(slot - before) * (end - start)


def draw_dot(painter: QPainter, theme: Theme, columns: Columns, y: float, slot: float, side: int, width: float,
             color: str) -> None:
    """A dot, with a short tail on the side that it came from."""
    radius = 0.42 * theme.small_size
    x = dot_x(columns, slot, side, width, 0.45 * theme.small_size + radius)
    painter.setPen(Qt.PenStyle.NoPen)
    for distance, size, alpha in ((1.7, 0.6, 0.35), (1.0, 0.8, 0.6), (0.0, 1.15, 1.0)):
        painter.setBrush(shade(color, alpha))
        painter.drawEllipse(QPointF(x + side * distance * radius * 1.3, y), size * radius, size * radius)


def draw_flow(painter: QPainter, theme: Theme, columns: Columns, y: float, width: float) -> None:
    """In every gap that has room an arrow forward and, below it, one backward."""
    size = min(0.4 * theme.small_size, (columns.pitch - width) / 3.2)
    if size < 2.2:
        return
    edges = [site for site in (*columns.visible, columns.visible.stop) if site > 1]
    painter.setPen(Qt.PenStyle.NoPen)
    for slot in edges:
        x = columns.at(slot - 0.5)
        for side, color in ((1, theme.forward), (-1, theme.backward)):
            middle = y - side * 1.3 * size
            painter.setBrush(shade(color, 0.9))
            painter.drawPolygon(QPolygonF([QPointF(x - side * size, middle - size), QPointF(x + side * size, middle),
                                           QPointF(x - side * size, middle + size)]))
