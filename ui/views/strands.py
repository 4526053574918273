"""Strands: how the runs beside the main one are drawn in its pictures, each with a colour and a mark of its own."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from gradsim.snapshot import Snapshot
from ui.scene import Strand
from ui.theme import Theme
from ui.views.base import Key
from ui.views.columns import Columns
from ui.views.drawing import draw_flags
from ui.views.primitives import Floats, draw_polyline, polygon

MARKS = {"strand1": "■", "strand2": "▲", "strand3": "◆"}
SHAPES = {"strand1": ((-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)),
          "strand2": ((0.0, -1.15), (1.1, 0.85), (-1.1, 0.85)),
          "strand3": ((0.0, -1.25), (1.1, 0.0), (0.0, 1.25), (-1.1, 0.0))}
APART = 18.0
"""Pixels of a line that have one mark at most."""


def strand_keys(strands: Iterable[Strand]) -> list[Key]:
    """One entry of a legend for each."""
    return [Key(MARKS[strand.color], strand.color, strand.label, is_run=True) for strand in strands]


def passing_factors(shot: Snapshot) -> Floats:
    """What the gradient is multiplied by on its way, (S,): factors of layers, those of residual blocks at their last sites.

    NaN inside blocks, and where nothing is known.
    """
    sites, block = shot.sites, shot.block_factor
    if not np.isfinite(block).any():
        return np.asarray(shot.factor)
    return np.where(np.isfinite(block), block, np.where(sites.block_end > 0, np.nan, shot.factor))


def strand_x(columns: Columns, count: int) -> Floats:
    """Where the ``count`` sites of a strand stand: by relative depth, from the first column to the last."""
    if count == 1:
        return np.array([columns.at(columns.sites)])
    return np.array([columns.at(1 + share * (columns.sites - 1)) for share in np.linspace(0.0, 1.0, count).tolist()])


def draw_strand(painter: QPainter, theme: Theme, color: str, x: Floats, y: Floats) -> None:
    """A line with marks on it; it breaks where a coordinate is NaN."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(theme.pen(getattr(theme, color), 1.6))
    draw_polyline(painter, x, y)
    draw_marks(painter, theme, color, x, y)


def draw_dashes(painter: QPainter, theme: Theme, color: str, x: Floats, y: Floats, width: float) -> None:
    """A dashed line through the points that are finite."""
    good = np.isfinite(x) & np.isfinite(y)
    if good.any():
        pen = theme.pen(getattr(theme, color), width)
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawPolyline(polygon(x[good], y[good]))


def draw_strand_flags(painter: QPainter, theme: Theme, color: str, area: QRectF, x: Floats, values: Floats,
                      unknown: NDArray[np.bool_]) -> None:
    """Flags of the values that a log axis cannot show, as of the main run, each with the colour's mark at the edge."""
    odd = ~unknown & ((values == 0) | ~np.isfinite(values))
    if odd.any():
        draw_flags(painter, theme, area, x, values, unknown)
        draw_marks(painter, theme, color, x[odd], np.where(values[odd] == 0, area.bottom(), area.top()))


def draw_marks(painter: QPainter, theme: Theme, color: str, x: Floats, y: Floats) -> None:
    """The colour's mark at the points, at some of them where they are close together."""
    good = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    chosen = good[np.unique(np.floor(x[good] / APART), return_index=True)[1]]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(theme.pen(theme.card, 1.0))
    painter.setBrush(QColor(getattr(theme, color)))
    radius = 3.6 * theme.pen_scale**0.7
    shape = [QPointF(radius * dx, radius * dy) for dx, dy in SHAPES[color]]
    for at in chosen.tolist():
        place = QPointF(x[at], y[at])
        painter.drawPolygon(QPolygonF([place + corner for corner in shape]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
