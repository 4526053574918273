"""Strips under the network: one per run that is compared, a cell per layer in the colours of the network's tiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from gradsim.parts import Tiles
from gradsim.snapshot import Sites
from ui.scene import Strand
from ui.theme import LIGHT, Theme
from ui.views.columns import Columns
from ui.views.drawing import CENTRE, LEFT
from ui.views.numbers import short
from ui.views.strands import MARKS
from ui.views.tile_scale import TileScale
from ui.views.tiles import TileImage, units_of

DETAILED = 46.0  # pixels from which single units are shown
MAIN = 0.46  # of the height is left to the main run at least


@dataclass(frozen=True)
class _Levels:
    """What a run has told, and what is shown of it."""

    source: Tiles
    shown: Tiles


class Strips:
    """Places them below ``main``, in columns that line up with its own; runs of another depth by relative depth."""

    def __init__(self, scale: TileScale) -> None:
        self._images = {color: TileImage(scale) for color in MARKS}
        self._strands: tuple[Strand, ...] = ()
        self._levels: dict[str, _Levels] = {}
        self._boxes: list[QRectF] = []
        self._columns = Columns(1, 1.0, 1.0)
        self._theme, self._ratio = LIGHT, 1.0
        self.main = QRectF()

    def forget(self) -> None:
        """A new network."""
        self._strands, self._levels = (), {}
        for image in self._images.values():
            image.forget()

    def is_new(self, strands: Sequence[Strand]) -> bool:
        """Whether other runs are to be shown than those that have a place."""
        return [_key(strand) for strand in strands] != [_key(strand) for strand in self._strands]

    def place(self, strands: tuple[Strand, ...], columns: Columns, box: QRectF, theme: Theme, ratio: float) -> None:
        """Share ``box`` between the main run and the others."""
        self._strands, self._columns, self._theme, self._ratio = strands, columns, theme, ratio
        gap, count = 0.45 * theme.small_size, len(strands)
        height = min((1 - MAIN) * box.height() / max(count, 1) - gap, max(2.4 * theme.base_size, 0.22 * box.height()))
        self.main = box.adjusted(0, 0, 0, -count * (height + gap))
        self._boxes = [QRectF(box.left(), self.main.bottom() + gap + row * (height + gap), box.width(), height)
                       for row in range(count)]
        for strand, strip in zip(strands, self._boxes, strict=True):
            own = strip_columns(columns, len(strand.snapshot.sites))
            self._images[strand.color].place(own, strip, theme, ratio)

    def shown(self, strands: tuple[Strand, ...]) -> list[Tiles]:
        """Take over the levels of a frame: what is to be shown of each run that has told its own."""
        before, self._strands, self._levels = self._levels, strands, {}
        for strand, strip in zip(strands, self._boxes, strict=True):
            tiles, sites, whole = strand.parts.tiles, strand.snapshot.sites, strip.height() >= DETAILED
            if tiles is None or len(tiles.activation) != len(sites):
                continue
            known = before.get(strand.color)
            if known is None or known.source is not tiles or (known.shown is tiles) != whole:
                known = _Levels(tiles, tiles if whole else means(sites, tiles))
            self._levels[strand.color] = known
        return [levels.shown for levels in self._levels.values()]

    def colour(self, blurred: bool) -> None:
        """Colour what is shown, once the scale holds it."""
        for strand in self._strands:
            if strand.color in self._levels:
                self._images[strand.color].colour(strand.snapshot, self._levels[strand.color].shown, blurred)

    def paint_cells(self, painter: QPainter) -> None:
        """The cells of all strips."""
        for strand in self._strands:
            if strand.color in self._levels:
                self._images[strand.color].paint(painter)

    def paint_words(self, painter: QPainter) -> None:
        """In the gutters: left which run it is, right its loss."""
        theme = self._theme
        bold = theme.font(theme.small_size, bold=True)
        painter.setFont(bold)
        for strand, strip in zip(self._strands, self._boxes, strict=True):
            side = self._columns.gutter
            left = QRectF(6, strip.top() - 2, side - 8, strip.height() + 4)
            text = QFontMetricsF(bold).elidedText(f"{MARKS[strand.color]} {strand.label}", Qt.TextElideMode.ElideRight,
                                                  left.width())
            painter.setPen(QColor(getattr(theme, strand.color)))
            painter.drawText(left, LEFT, text)
            painter.drawText(QRectF(self._columns.width - side, left.top(), side, left.height()), CENTRE,
                             short(strand.snapshot.loss))


def means(sites: Sites, tiles: Tiles) -> Tiles:
    """The means of each site over the units that are shown of it, (S, 1)."""
    known = np.arange(tiles.activation.shape[1])[None, :] < units_of(sites, tiles)[:, None]
    count = np.maximum(known.sum(axis=1, keepdims=True), 1)
    none = np.where(known.any(axis=1, keepdims=True), 0.0, np.nan)
    return Tiles(*(np.where(known, levels, 0.0).sum(axis=1, keepdims=True) / count + none
                   for levels in (tiles.activation, tiles.delta)))


def strip_columns(columns: Columns, count: int) -> Columns:
    """Columns for ``count`` sites whose first and last stand under the first and last of ``columns``."""
    low, high = columns.span
    if count == columns.sites or columns.sites == 1:
        return Columns(count, columns.width, columns.gutter, columns.shown if count == columns.sites else None)
    if count == 1:  # under the last
        return Columns(1, columns.width, columns.gutter, (low - columns.sites + 1, high - columns.sites + 1))
    pace = (count - 1) / (columns.sites - 1)
    return Columns(count, columns.width, columns.gutter, (1 + (low - 1) * pace, 1 + (high - 1) * pace))


def _key(strand: Strand) -> tuple[str, int]:
    return strand.color, len(strand.snapshot.sites)
