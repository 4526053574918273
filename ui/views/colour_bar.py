"""The bar beside a picture that says which colour is which number."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QLinearGradient, QPainter

from ui.theme import Theme
from ui.views.drawing import LEFT, apart
from ui.views.scales import LEVELS, Scale

STOPS = 16


def draw_colour_bar(painter: QPainter, theme: Theme, area: QRectF, scale: Scale, blank: str) -> None:
    """The scale's colours with labels, right of the area."""
    bar = QRectF(area.right() + 1.6 * theme.small_size, area.top(), theme.small_size, area.height())
    gradient = QLinearGradient(bar.bottomLeft(), bar.topLeft())
    colours = scale.colours(blank)
    for at in range(STOPS):
        share = at / (STOPS - 1)
        gradient.setColorAt(share, QColor.fromRgb(int(colours[round(share * (LEVELS - 1))])))
    painter.fillRect(bar, gradient)
    low, high = scale.range
    painter.setPen(QColor(theme.muted))
    painter.setFont(theme.font(theme.small_size))
    height = 1.4 * theme.small_size
    ticks = scale.ticks(max(2, int(area.height() / (1.9 * theme.small_size))))
    ends = bar.top() + height / 3, bar.bottom() - height / 3
    labels = [(min(max(bar.bottom() - (at - low) / (high - low) * bar.height(), ends[0]), ends[1]), label)
              for at, label in ticks]
    for y, label in apart(labels, 1.1 * theme.small_size):
        painter.drawText(QRectF(bar.right() + 4, y - height / 2, 60, height), LEFT, label)
