"""Drawing shared by the plots: grid with labels, hints, and the marks of zero and non-finite values."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from ui.theme import Theme
from ui.views.primitives import Floats, draw_lines
from ui.views.ranges import Tick

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter


def shade(color: str, alpha: float) -> QColor:
    """A colour with opacity 0…1."""
    made = QColor(color)
    made.setAlphaF(alpha)
    return made


def draw_y_axis(painter: QPainter, theme: Theme, area: QRectF, ticks: Iterable[tuple[float, str]],
                right: float | None = None) -> None:
    """Horizontal grid lines at the pixels of ``ticks`` with labels left of the area."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    end = area.right() if right is None else right
    painter.setPen(theme.pen(theme.grid))
    ticks = [(y, label) for y, label in ticks if area.top() - 1 <= y <= area.bottom() + 1]
    painter.drawLines([QLineF(area.left(), round(y) + 0.5, end, round(y) + 0.5) for y, _ in ticks])
    painter.setPen(QColor(theme.muted))
    painter.setFont(theme.font(theme.small_size))
    height = 1.4 * theme.small_size
    for y, label in apart(ticks, 1.1 * theme.small_size):
        painter.drawText(QRectF(0, y - height / 2, area.left() - 0.6 * theme.small_size, height), RIGHT, label)


def apart(labels: Iterable[tuple[float, str]], least: float) -> list[tuple[float, str]]:
    """Labels from the lowest (the largest y) up, without those that would touch the one before."""
    kept: list[tuple[float, str]] = []
    for y, label in sorted(labels, reverse=True):
        if not kept or kept[-1][0] - y >= least:
            kept.append((y, label))
    return kept


def draw_x_axis(painter: QPainter, theme: Theme, area: QRectF, ticks: Iterable[tuple[float, str]], name: str) -> None:
    """Labels under the area, and the axis' name at the right end."""
    painter.setPen(QColor(theme.muted))
    font = theme.font(theme.small_size)
    painter.setFont(font)
    measure = QFontMetricsF(font)
    top, height = area.bottom() + 0.3 * theme.small_size, 1.4 * theme.small_size
    limit = area.right() - measure.horizontalAdvance(name) - 0.4 * theme.small_size
    for x, label in ticks:
        width = measure.horizontalAdvance(label) + 2
        if x + width / 2 <= limit and x >= area.left() - 1:
            painter.drawText(QRectF(x - width / 2, top, width, height), CENTRE, label)
    painter.drawText(QRectF(area.right() - 200, top, 200, height), RIGHT, name)


def to_pixels(ticks: Iterable[Tick], positions: Floats) -> list[tuple[float, str]]:
    """Ticks with their pixel instead of their value."""
    return [(float(place), label) for (_, label), place in zip(ticks, positions, strict=True)]


def draw_flags(painter: QPainter, theme: Theme, area: QRectF, x: Floats, values: Floats,
               unknown: NDArray[np.bool_]) -> None:
    """Mark the values that a log axis cannot show: exact zeros at the bottom edge, NaN and ∞ at the top edge."""
    known = ~unknown
    infinite = np.isposinf(values)
    _draw_marks(painter, theme, x, known & (values == 0), area.bottom(), -1, "0")
    _draw_marks(painter, theme, x, known & np.isnan(values), area.top(), 1, "NaN")
    _draw_marks(painter, theme, x, known & infinite, area.top(), 1, "∞")


def _draw_marks(painter: QPainter, theme: Theme, x: Floats, where: NDArray[np.bool_], edge: float, inward: int,
                label: str) -> None:
    """Ticks at ``edge``, and the label where there is room for it."""
    if not where.any():
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    length = inward * 0.5 * theme.small_size
    painter.setPen(theme.pen(theme.alarm, 2))
    draw_lines(painter, x[where], edge, x[where], edge + length)
    font = theme.font(theme.small_size, bold=True)
    painter.setFont(font)
    painter.setPen(QColor(theme.alarm))
    width, height = QFontMetricsF(font).horizontalAdvance(label) + 4, 1.2 * theme.small_size
    top = edge + length if inward > 0 else edge + length - height
    last = -np.inf
    for at in x[where].tolist():
        if at - last >= width:
            painter.drawText(QRectF(at - width / 2, top, width, height), CENTRE, label)
            last = at


def draw_starts(painter: QPainter, theme: Theme, places: Iterable[float], area: QRectF) -> None:
    """Dashed lines where a recurrent layer ends and the next one begins at its first time step."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    pen = QPen(theme.pen(theme.faint))
    pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.drawLines([QLineF(round(x) + 0.5, area.top(), round(x) + 0.5, area.bottom()) for x in places])


def draw_present(painter: QPainter, theme: Theme, area: QRectF, x: float) -> None:
    """A line through the whole height where the run stands, with a head at the top edge."""
    if not area.left() - 1 <= x <= area.right() + 1:
        return
    x = min(max(x, area.left() + 1), area.right() - 1)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(theme.pen(theme.card, 3.0))
    painter.drawLine(QLineF(x, area.top(), x, area.bottom()))
    painter.setPen(theme.pen(theme.text, 1.2))
    painter.drawLine(QLineF(x, area.top(), x, area.bottom()))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.text))
    size = 0.4 * theme.small_size
    painter.drawPolygon([QPointF(x - size, area.top()), QPointF(x + size, area.top()), QPointF(x, area.top() + 1.4 * size)])


def draw_hint(painter: QPainter, theme: Theme, area: QRectF, text: str) -> None:
    """A muted sentence in the middle of an empty plot, in smaller type where it is long for it."""
    flags = CENTRE | Qt.TextFlag.TextWordWrap
    for size in (theme.base_size, theme.small_size, round(0.8 * theme.small_size)):
        painter.setFont(theme.font(size))
        place = painter.boundingRect(area, flags, text)
        if area.contains(place):
            break
    painter.fillRect(place.adjusted(-6, -2, 6, 2), QColor(theme.card))
    painter.setPen(QColor(theme.muted))
    painter.drawText(place, flags, text)


def rounded(rect: QRectF, radius: float) -> QPainterPath:
    """A rounded rectangle as a path."""
    path = QPainterPath()
    path.addRoundedRect(rect, radius, radius)
    return path
