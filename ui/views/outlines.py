"""Histograms of the runs beside the main one: lines over its bars, each as high as its own peak."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QPainter

from ui.theme import Theme
from ui.views.primitives import Floats, draw_polyline
from ui.views.strands import draw_marks


def bar_heights(counts: NDArray[np.int64], height: float) -> Floats:
    """Pixels of the bars of a histogram whose largest is ``height`` high; a single entry is still seen."""
    heights = height * counts / max(int(counts.max(initial=0)), 1)
    return np.where(counts > 0, np.maximum(heights, 1.0), 0.0)


def draw_outline(painter: QPainter, theme: Theme, color: str, edges: Floats, counts: NDArray[np.int64], bottom: float,
                 height: float) -> None:
    """A line over the middles of the bars between ``edges`` (K+1,) in pixels, with the colour's mark on its peak."""
    if not counts.any():
        return
    middles, top, inside = (edges[:-1] + edges[1:]) / 2, bottom - bar_heights(counts, height), np.flatnonzero(counts)
    own = slice(int(inside[0]), int(inside[-1]) + 1)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(theme.pen(getattr(theme, color), 1.5))
    draw_polyline(painter, np.concatenate([edges[own.start:own.start + 1], middles[own], edges[own.stop:own.stop + 1]]),
                  np.concatenate([[bottom], top[own], [bottom]]))
    peak = int(counts.argmax())
    draw_marks(painter, theme, color, middles[peak:peak + 1], top[peak:peak + 1])
