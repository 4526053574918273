"""A small box beside a point that says its numbers, placed where it hides the least."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from ui.theme import Theme
from ui.views.primitives import Floats, Texts


def draw_readout(painter: QPainter, theme: Theme, area: QRectF, anchor: QPointF, lines: tuple[str, ...],
                 x: Floats, y: Floats, texts: Texts) -> None:
    """A bold line and plain ones near ``anchor``; the points (x, y) are avoided where possible."""
    bold, plain = theme.font(theme.small_size, bold=True), theme.font(theme.small_size)
    gap, height = 0.7 * theme.small_size, 1.5 * theme.small_size
    height = min(height, max((area.height() - gap) / len(lines), 1.15 * theme.small_size))
    measure = QFontMetricsF(plain)
    width = max(QFontMetricsF(bold).horizontalAdvance(lines[0]), *map(measure.horizontalAdvance, lines[1:]), 0.0)
    box = _best_place(area, anchor, width + 2 * gap, len(lines) * height + gap, 1.2 * theme.small_size, x, y)
    painter.setPen(theme.pen(theme.border))
    painter.setBrush(QColor(theme.raised))
    painter.drawRoundedRect(box, 6, 6)
    middle = box.top() + gap / 2 + height / 2
    for place, line in enumerate(lines):
        painter.setPen(QColor(theme.muted if place else theme.text))
        texts.draw(painter, box.left() + gap, middle + place * height, line, plain if place else bold)


def _best_place(area: QRectF, anchor: QPointF, width: float, height: float, gap: float, x: Floats,
                y: Floats) -> QRectF:
    """Of some places around the anchor, moved into the area, the first that covers no point, else the best."""
    places = []
    for left in (anchor.x() + gap, anchor.x() - gap - width):
        for distance in (gap, gap + height, gap + 2 * height):
            for top in (anchor.y() + distance, anchor.y() - distance - height):
                left_in = min(max(left, area.left()), max(area.right() - width, area.left()))
                top_in = min(max(top, area.top()), max(area.bottom() - height, area.top()))
                box = QRectF(left_in, top_in, width, height)
                reach = box.adjusted(-6, -6, 6, 6)
                hidden = ((x > reach.left()) & (x < reach.right()) & (y > reach.top()) & (y < reach.bottom())).sum()
                moved = abs(left_in - left) + abs(top_in - top) + distance
                places.append((int(hidden) + (1000 if reach.contains(anchor) else 0), moved, len(places), box))
                if places[-1][0] == 0:
                    return box
    return min(places, key=_cost)[-1]


def _cost(place: tuple[int, float, int, QRectF]) -> tuple[int, float, int]:
    return place[:3]


