"""The axis of steps under curves and heatmaps: round numbers, and where the run stands now."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from ui.scene import Scene
from ui.theme import Theme
from ui.views.canvas import Canvas
from ui.views.drawing import CENTRE, LEFT, draw_x_axis, to_pixels
from ui.views.numbers import steps
from ui.views.ranges import linear_ticks


def draw_step_axis(painter: QPainter, theme: Theme, plot: Canvas, name: str) -> None:
    """Round steps, and the name of the axis at its right end."""
    draw_x_axis(painter, theme, plot.area(), _ticks(plot), name)


def present_step(scene: Scene) -> int:
    """The step that is shown as the present one: the last complete one, further back where the run has gone back."""
    past = scene.frame.past
    if past.position < past.furthest:
        return max(past.position // max(past.micro_steps, 1), 0)
    return scene.curves.last_step


def draw_step(painter: QPainter, theme: Theme, plot: Canvas, step: int, name: str, shift: float = 0.0) -> None:
    """The number of a step under its place (``shift`` further right), in the stead of round numbers that are in its way."""
    area, x = plot.area(), float(plot.to_x(step + shift))
    if not area.left() - 1 <= x <= area.right() + 1:
        return
    plain, font = (QFontMetricsF(theme.font(theme.small_size, bold=bold)) for bold in (False, True))
    text, height, top = steps(step), 1.4 * theme.small_size, area.bottom() + 0.3 * theme.small_size
    width, named, gap = font.horizontalAdvance(text) + 2, plain.horizontalAdvance(name), 0.4 * theme.small_size
    x = min(x, area.right() - width / 2)
    cover = place = QRectF(x - width / 2, top, width, height)
    crowded = place.right() + gap > area.right() - named
    if crowded:  # then the axis' name gives way to the left
        cover = QRectF(place.left() - named - gap, top, area.right() - place.left() + named + gap, height)
    for at, label in _ticks(plot):
        half = plain.horizontalAdvance(label) / 2 + 2
        if label == text or (cover.left() - gap < at + half and at - half < cover.right() + gap):
            cover = cover.united(QRectF(at - half, top, 2 * half, height))
    painter.fillRect(cover, QColor(theme.card))
    if crowded:
        painter.setFont(theme.font(theme.small_size))
        painter.setPen(QColor(theme.muted))
        painter.drawText(QRectF(place.left() - named - gap, top, named + 1, height), LEFT, name)
    painter.setFont(theme.font(theme.small_size, bold=True))
    painter.setPen(QColor(theme.text))
    painter.drawText(place, CENTRE, text)


def _ticks(plot: Canvas) -> list[tuple[float, str]]:
    """Round steps: pixels and labels."""
    shown = [(at, steps(round(at))) for at, _ in linear_ticks(plot.shown()[0], max(2, int(plot.area().width() / 70)))]
    return to_pixels(shown, plot.to_x([at for at, _ in shown]))
