"""What stands behind and between the columns of the network: names, lines, and the pass as a dot or as arrows both ways."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from ui.theme import Theme
from ui.views.columns import Columns
from ui.views.drawing import CENTRE, draw_starts, shade
from ui.views.ends import ends
from ui.views.primitives import Floats, draw_lines


def draw_backdrop(painter: QPainter, theme: Theme, columns: Columns, box: QRectF, bottom: float, starts: list[int],
                  labels: dict[int, str], words: tuple[str, str]) -> None:
    """Where input and loss stand, where a recurrent layer starts anew, and the names under it all, which is ``bottom``."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.control))
    for end in ends(columns, box):
        painter.drawRoundedRect(end, 6, 6)
    draw_starts(painter, theme, columns.starts(starts), QRectF(box.left(), box.top(), box.width(), bottom - box.top()))
    painter.setFont(theme.font(theme.small_size))
    painter.setPen(QColor(theme.muted))
    top, height = bottom + 0.25 * theme.small_size, 1.5 * theme.small_size
    for slot, text in zip((0, columns.sites + 1), words, strict=True):
        painter.drawText(QRectF(columns.x(slot) - columns.gutter / 2, top, columns.gutter, height), CENTRE, text)
    for site, text in labels.items():
        painter.drawText(QRectF(columns.x(site) - 40, top, 80, height), CENTRE, text)


def draw_between(painter: QPainter, theme: Theme, columns: Columns, box: QRectF, width: float, wide: Floats,
                 passed: NDArray[np.bool_], color: str) -> None:
    """A line ``wide`` (S + 1,) pixels in every gap from the input to the loss, in ``color`` where a pass has been."""
    half = width / 2 + 0.4 * theme.small_size
    if columns.pitch - 2 * half < 3:
        return
    y, places = box.center().y(), np.array([columns.x(slot) for slot in range(columns.sites + 2)])
    edge = 0.42 * columns.gutter + 3
    start, end = places[:-1] + half, places[1:] - half
    start[0], end[-1] = places[0] + edge, places[-1] - edge
    for where, tint in ((~passed, theme.grid), (passed, color)):
        for pen in np.unique(wide[where]).tolist():
            painter.setPen(theme.pen(tint, pen))
            chosen = where & (wide == pen)
            draw_lines(painter, start[chosen], y, end[chosen], y)


def draw_cursor(painter: QPainter, theme: Theme, columns: Columns, box: QRectF, site: int, width: float, color: str) -> None:
    """A frame around the column that a pass is at."""
    half = max(width / 2 + 0.45 * theme.small_size, 3.0)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(theme.pen(color, 1.8))
    painter.drawRoundedRect(QRectF(columns.x(site) - half, box.top() - 5, 2 * half, box.height() + 10), 6, 6)


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
