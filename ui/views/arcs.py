"""The two paths of residual blocks over their columns, as thick as their shares of the gradient: an arc and a line."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath

from gradsim.parts import Skips
from gradsim.snapshot import Floats, Sites
from ui.theme import Theme
from ui.views.columns import Columns
from ui.views.drawing import shade
from ui.views.numbers import percent
from ui.views.primitives import Texts, draw_rects

RISE = 1.9  # times the small type size
EDGES = (-1.0, 0.0, 0.25, 0.5, 0.75, 1.0, np.inf)  # shares that get the same pen
MOST = 1.2  # the share that fills the height of a bar
NARROW = 26  # pixels; shares of narrower blocks are bars


def block_shares(sites: Sites, skips: Skips | None) -> tuple[Floats, Floats]:
    """‖g_skip‖ / ‖g_in‖ and ‖g_branch‖ / ‖g_in‖ of each site's block, (S,); NaN without one, or unknown."""
    skip, branch = np.full(len(sites), np.nan), np.full(len(sites), np.nan)
    if skips is not None and len(skips.end):
        inside = sites.block_end > 0
        place = np.minimum(np.searchsorted(skips.end, sites.block_end[inside]), len(skips.end) - 1)
        skip[inside], branch[inside] = skips.skip[place], skips.branch[place]
    return skip, branch


def thickness(share: float) -> float:
    """Width of a line that carries a share of the gradient, in pixels: 1.5 where it is not known."""
    return 1.5 if not np.isfinite(share) or share < 0 else 0.8 + 4.2 * min(share, 1.2)


class Arcs:
    """Draws the arcs of the blocks that are to be seen."""

    def __init__(self) -> None:
        self._texts = Texts()

    def paint(self, painter: QPainter, theme: Theme, columns: Columns, box: QRectF, sites: Sites,
              skips: Skips | None, color: str) -> None:
        """Above ``box`` an arc for the skip and a line for the branch, or bars; grey where no share is known."""
        ends = np.unique(sites.block_end[sites.block_end > 0])
        starts = sites.block_start[ends - 1]
        low, high = columns.span
        seen = (ends + 0.5 > low) & (starts - 0.5 < high)
        starts, ends = starts[seen], ends[seen]
        shares, branch = (column[ends - 1] for column in block_shares(sites, skips))
        left = np.array([columns.at(start - 0.5) for start in starts])
        right = np.array([columns.at(end + 0.5) for end in ends])
        top, rise = box.top() - 2, RISE * theme.small_size
        if not len(ends):
            return
        if (right - left).max() < NARROW:
            self._bars(painter, theme, left, right, top, (shares, branch), color)
            return
        self._lines(painter, theme, left, right, top, branch, color)
        self._arcs(painter, theme, left, right, top, shares, color)
        self._labels(painter, theme, (left + right) / 2, right - left, shares, top - 0.42 * rise)

    @staticmethod
    def _bars(painter: QPainter, theme: Theme, left: Floats, right: Floats, top: float, shares: tuple[Floats, Floats],
              color: str) -> None:
        """A wide pale bar for the skip, a narrow one for the branch."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        wide = right - left
        for share, alpha, part in ((shares[0], 0.5, 0.8), (shares[1], 1.0, 0.4)):
            known = np.isfinite(share)
            height = RISE * theme.small_size * np.where(known, np.clip(share, 0.0, MOST), 0.5) / MOST
            width = np.maximum(np.where(wide > 4, part, 1.0) * wide, 1.0)
            for where, tint in ((~known, QColor(theme.grid)), (known, shade(color, alpha))):
                painter.setBrush(tint)
                draw_rects(painter, ((left + right - width) / 2)[where], (top - height)[where], width[where], height[where])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)

    @staticmethod
    def _lines(painter: QPainter, theme: Theme, left: Floats, right: Floats, top: float, branch: Floats, color: str) -> None:
        """The branch, straight on along the foot of the arc."""
        painter.setPen(Qt.PenStyle.NoPen)
        thick = np.where(np.isfinite(branch), 0.8 + 4.2 * np.clip(branch, 0.0, MOST), 1.5) * theme.pen_scale
        for where, tint in ((~np.isfinite(branch), QColor(theme.theory)), (np.isfinite(branch), shade(color, 0.5))):
            painter.setBrush(tint)
            draw_rects(painter, left[where] + 5, (top - thick / 2)[where], (right - left)[where] - 10, thick[where])

    @staticmethod
    def _arcs(painter: QPainter, theme: Theme, left: Floats, right: Floats, top: float, shares: Floats, color: str) -> None:
        rise, known = RISE * theme.small_size, np.where(np.isfinite(shares), shares, -0.5)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for lower, upper in pairwise(EDGES):
            chosen = (known >= lower) & (known < upper)
            if not chosen.any():
                continue
            painter.setPen(theme.pen(theme.theory if upper <= 0 else color, thickness(float(known[chosen].mean()))))
            path = QPainterPath()
            for start, end in zip(left[chosen].tolist(), right[chosen].tolist(), strict=True):
                path.moveTo(start + 1.5, top)
                path.cubicTo(start + 1.5, top - rise * 1.25, end - 1.5, top - rise * 1.25, end - 1.5, top)
            painter.drawPath(path)

    def _labels(self, painter: QPainter, theme: Theme, x: Floats, width: Floats, shares: Floats, middle: float) -> None:
        font = theme.font(theme.small_size)
        if width.min() < QFontMetricsF(font).horizontalAdvance("100 %") + 14:
            return
        painter.setPen(QColor(theme.muted))
        for at, share in zip(x.tolist(), shares.tolist(), strict=True):
            if np.isfinite(share):
                self._texts.draw(painter, at, middle, percent(share), font, 0.5)
