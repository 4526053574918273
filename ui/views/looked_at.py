"""Columns over time that are known at single steps only: drawn where they were looked at, hatched where they were not."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter

from ui.looks import Looks
from ui.theme import Theme
from ui.views.heat import Heat
from ui.views.ranges import Range

LEAST = 3
"""Pixels that a look takes at least, where no other follows: less would not be seen."""


def draw_looks(painter: QPainter, theme: Theme, area: QRectF, looks: Looks, heat: Heat, shown: Range, end: float) -> None:
    """The looks within ``area``, and hatching up to the pixel ``end`` where there are none."""
    painter.fillRect(QRectF(area.left(), area.top(), min(end, area.right()) - area.left(), area.height()),
                     QBrush(QColor(theme.border), Qt.BrushStyle.BDiagPattern))
    if not len(looks):
        return
    width = max(math.ceil(area.width()), 1)
    edges = shown[0] + (shown[1] - shown[0]) * np.arange(width + 1) / area.width()
    image = heat.image_of(looks_between(looks, edges[:-1], edges[1:], (shown[1] - shown[0]) / area.width()))
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(QRectF(area.left(), area.top(), width, area.height()), image)


def looks_between(looks: Looks, start: NDArray[np.float64], end: NDArray[np.float64], pixel: float) -> NDArray[np.int64]:
    """For every column of pixels, the place of the look that it shows; −1: none.

    A look takes the width of its step, and at least a few pixels of ``pixel`` steps each.
    """
    order = looks.by_step()
    numbers = looks.step[order]
    last = np.searchsorted(numbers, end, side="left") - 1
    found = order[np.maximum(last, 0)]
    reach = np.maximum(1.0, LEAST * pixel)
    seen = (last >= 0) & (looks.step[found] + reach > start)
    return np.where(seen, found, -1)


def look_at(looks: Looks, step: int, pixel: float) -> int:
    """The place of the look that is drawn at a step; −1: none."""
    if not len(looks):
        return -1
    return int(looks_between(looks, np.array([float(step)]), np.array([step + max(pixel, 1e-9)]), pixel)[0])
