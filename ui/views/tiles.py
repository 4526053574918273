"""The unit tiles of the network as one image per frame: levels -> palette indices -> cells -> pixels."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from gradsim.parts import Tiles
from gradsim.snapshot import Sites, Snapshot
from ui.theme import LIGHT, Theme
from ui.views.columns import Columns
from ui.views.primitives import Floats
from ui.views.tile_scale import LEVELS, TileScale

BLUE, ORANGE, PALE_BLUE, PALE_ORANGE = 0, LEVELS, 2 * LEVELS, 3 * LEVELS
NOTHING, UNKNOWN, ZERO, PALE_ZERO, BROKEN = 4 * LEVELS, 4 * LEVELS + 1, 4 * LEVELS + 2, 4 * LEVELS + 3, 4 * LEVELS + 4


class TileImage:
    """Paints the tiles of all sites.

    ``colours`` (S, U) are those of the units, ``summary`` (S,) one per site, premultiplied 0xAARRGGBB. What they mean is
    ``scale``, which whoever owns it keeps up to date.
    """

    def __init__(self, scale: TileScale) -> None:
        self.scale = scale
        self.column_width = 1.0
        self.colours: NDArray[np.uint32] = np.zeros((0, 0), dtype=np.uint32)
        self.summary: NDArray[np.uint32] = np.zeros(0, dtype=np.uint32)
        self._target = QRectF()
        self._units = 0
        self._tiles: Tiles | None = None
        self._state: tuple[object, ...] = ()
        self._counts = np.zeros(0, dtype=np.int64)
        self._grid = (1, 1)
        self._sites = 1
        self._pixels: NDArray[np.uint32] | None = None
        self._cells: NDArray[np.uint32] | None = None
        self._place: tuple[Columns, QRectF, Theme, float] = (Columns(1, 1.0, 1.0), QRectF(0, 0, 1, 1), LIGHT, 1.0)
        self._palette = _palette(LIGHT)

    def forget(self) -> None:
        """A new network."""
        self._units, self._cells, self._counts = 0, None, np.zeros(0, dtype=np.int64)

    def place(self, columns: Columns, box: QRectF, theme: Theme, ratio: float) -> None:
        """Where the tiles stand; ``ratio`` is the number of image pixels per pixel."""
        self._place = (columns, QRectF(box), theme, ratio)
        self._palette = _palette(theme)
        self.column_width = min(0.62 * columns.pitch, 4.2 * theme.base_size)
        if columns.pitch < 4:
            self.column_width = columns.pitch
        self._units = 0

    def colour(self, shot: Snapshot, tiles: Tiles, blurred: bool = False) -> None:
        """Take over the levels of a frame; ``blurred``: passes are too fast to be followed, show the last gradient."""
        state = (shot.phase, shot.cursor, blurred, self.scale.highest, self.scale.decades)
        if self._units and tiles is self._tiles and state == self._state:
            return  # at full speed many frames bring the same levels
        self._tiles, self._state = tiles, state
        sites, units = tiles.activation.shape
        counts = units_of(shot.sites, tiles)
        if self._counts.shape == counts.shape:  # a site that has become NaN keeps its units
            counts = np.minimum(np.maximum(counts, self._counts), units)
        if units != self._units or (counts != self._counts).any():
            self._counts = counts
            self._lay_out(sites, np.where(counts > 0, counts, units))
            self._units = units
        indices = self._indices(shot, tiles, blurred)
        self.colours, self.summary = self._palette[indices], self._palette[_summary(indices, counts)]
        rows, across = self._grid
        placed = np.where(self._unit_of < 0, NOTHING, np.take_along_axis(indices, np.maximum(self._unit_of, 0), axis=1))
        cells = self._palette[placed].reshape(sites, rows, across)
        self._cells = cells.transpose(1, 0, 2).reshape(rows, sites * across)
        self._fill()

    def paint(self, painter: QPainter) -> None:
        """Draw the image of the last frame."""
        if self._pixels is None:
            return
        height, width = self._pixels.shape
        image = QImage(self._pixels.data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied)
        painter.drawImage(self._target, image)

    # ---- levels -> palette ------------------------------------------------------------------

    def _indices(self, shot: Snapshot, tiles: Tiles, blurred: bool) -> NDArray[np.int64]:
        """Palette index of every unit, (S, U)."""
        activation, delta = tiles.activation, tiles.delta
        reached = shot.reached()
        gradient = reached if shot.phase == "backward" else np.full(len(reached), shot.phase in ("clip", "update"))
        if blurred:
            gradient = np.full(len(reached), True)
        stale = ~reached & (shot.phase == "forward")
        forward, backward = self.scale.forward(activation) + BLUE, self.scale.backward(delta) + ORANGE
        indices = np.where(gradient[:, None], backward, np.where(stale[:, None], forward + PALE_BLUE, forward))
        levels = np.where(gradient[:, None], delta, activation)
        indices = np.where(gradient[:, None] & (delta == 0), ZERO, indices)
        indices = np.where(np.isfinite(levels), indices, BROKEN)
        indices[self._unknown(shot, levels)] = UNKNOWN
        return indices

    @staticmethod
    def _unknown(shot: Snapshot, levels: Floats) -> NDArray[np.bool_]:
        """Sites that hold nothing yet: no number at all, in a pass that has not come to them."""
        fresh = shot.reached() if shot.phase == "forward" else np.full(len(levels), shot.phase != "ready")
        return ~fresh & np.isnan(levels).all(axis=1)

    # ---- cells -> pixels --------------------------------------------------------------------

    def _lay_out(self, sites: int, counts: NDArray[np.int64]) -> None:
        """Choose how many tiles stand side by side, and which cell every pixel belongs to."""
        units = int(counts.max())
        columns, box, theme, ratio = self._place
        wanted = self.column_width / max(box.height(), 1.0) * units
        ideal = math.sqrt(max(wanted, 0.0)) * 1.15
        across = 1 if self.column_width < 6 or units < 4 else 4 if ideal >= 2.7 else 2 if ideal >= 1.4 else 1
        rows = math.ceil(units / across)
        self._grid, self._sites = (rows, across), sites
        self._unit_of = _centred(counts, rows, across)
        tallest = 2.2 * self.column_width / across if self.column_width >= 6 else box.height()
        cell = min(box.height() / rows, tallest, 3 * theme.base_size)
        height = cell * rows
        # whole pixels: an image that must be stretched by a fraction of a pixel takes ten times as long to draw
        left, right = math.floor(columns.gutter), math.ceil(columns.width - columns.gutter)
        top, height = round(box.center().y() - height / 2), max(1, round(height))
        self._target = QRectF(left, top, right - left, height)
        wide, high = max(1, round((right - left) * ratio)), max(1, round(height * ratio))
        self._row_of = np.minimum(((np.arange(high) + 0.5) / high * rows).astype(np.int64), rows - 1)
        self._column_of, gap_x = self._columns_of_pixels(wide, across, ratio)
        gap_y = _starts(self._row_of) if high / rows >= 4 * ratio else np.zeros(high, dtype=bool)
        self._mask = np.where(gap_x[None, :] | _thick(gap_y, ratio)[:, None], 0, 0xFFFFFFFF).astype(np.uint32)
        self._pixels = np.zeros((high, wide), dtype=np.uint32)

    def _columns_of_pixels(self, wide: int, across: int, ratio: float) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """For every pixel column: its cell, and whether it lies between cells."""
        columns, sites = self._place[0], self._sites
        x = self._target.left() + (np.arange(wide) + 0.5) / wide * self._target.width()
        at = (x - columns.gutter) / columns.pitch + columns.span[0] - 0.5
        site = np.clip(np.floor(at).astype(np.int64), 0, sites - 1)
        inside = (at - site - 0.5) * columns.pitch / self.column_width + 0.5
        place = np.clip((inside * across).astype(np.int64), 0, across - 1)
        cell = site * across + place
        outside = (inside < 0) | (inside >= 1)
        if self.column_width / across < 4:
            return cell, outside
        return cell, outside | _thick(_starts(cell), ratio)

    def _fill(self) -> None:
        assert self._pixels is not None
        assert self._cells is not None
        stretched = np.take(self._cells, self._column_of, axis=1, mode="clip")
        np.take(stretched, self._row_of, axis=0, out=self._pixels, mode="clip")  # other modes copy once more
        np.bitwise_and(self._pixels, self._mask, out=self._pixels)


def units_of(sites: Sites, tiles: Tiles) -> NDArray[np.int64]:
    """How many units each site shows, (S,): those of a dense layer, elsewhere up to the last that has a number, 0: none."""
    most = tiles.activation.shape[1]
    known = ~np.isnan(tiles.activation) | ~np.isnan(tiles.delta)
    last = np.where(known.any(axis=1), most - known[:, ::-1].argmax(axis=1), 0)
    dense = (sites.kind == "dense") | (sites.kind == "head")
    return np.where(dense, np.minimum(sites.fan_out, most), last)


def _summary(indices: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """One palette index per site, (S,): the mean level of its units, or the mark of those that hold none."""
    known = np.arange(indices.shape[1])[None, :] < np.where(counts > 0, counts, indices.shape[1])[:, None]
    worst = np.where(known, indices, 0).max(axis=1)
    level = known & (indices < NOTHING)
    mean = np.where(level, indices, 0).sum(axis=1) // np.maximum(level.sum(axis=1), 1)
    return np.where((worst == BROKEN) | ~level.any(axis=1), worst, mean)


def _centred(units: NDArray[np.int64], rows: int, across: int) -> NDArray[np.int64]:
    """Which unit each cell shows, −1 none, (S, rows·across): a site with few units shows them in the middle."""
    above = (rows - (units + across - 1) // across) // 2
    before = np.where(units < across, (across - units) // 2, 0)
    unit = np.arange(rows * across)[None, :] - (above * across + before)[:, None]
    return np.where((unit >= 0) & (unit < units[:, None]), unit, -1)


def _starts(cells: NDArray[np.int64]) -> NDArray[np.bool_]:
    """True at the first pixel of every cell but the first."""
    return np.concatenate([[False], np.diff(cells) != 0])


UNIT_COLUMNS = ["site", "unit", "mean_abs_activation", "mean_abs_delta"]


def unit_rows(sites: Sites, tiles: Tiles) -> list[list[Any]]:
    """What the tiles show as a table of :data:`UNIT_COLUMNS`, a row per site and unit."""
    return [[site + 1, unit + 1, float(tiles.activation[site, unit]), float(tiles.delta[site, unit])]
            for site, count in enumerate(units_of(sites, tiles).tolist()) for unit in range(count)]


def _thick(gaps: NDArray[np.bool_], ratio: float) -> NDArray[np.bool_]:
    """Gaps of one pixel widened to ``ratio`` pixels."""
    wide = gaps.copy()
    for shift in range(1, round(ratio)):
        wide[shift:] |= gaps[:-shift]
    return wide


def _palette(theme: Theme) -> NDArray[np.uint32]:
    """Premultiplied colours by palette index."""
    ramp = np.linspace(0.10, 1.0, LEVELS)
    blue, orange = _over(theme.forward, ramp), _over(theme.backward, ramp)
    rest = [0, *_over(theme.faint, np.array([0.22, 0.45, 0.2])), *_over(theme.alarm, np.array([1.0]))]
    return np.concatenate([blue, orange, _over(theme.forward, 0.35 * ramp), _over(theme.backward, 0.35 * ramp),
                           np.array(rest, dtype=np.uint32)])


def _over(color: str, alpha: Floats) -> NDArray[np.uint32]:
    """A colour with opacities as premultiplied 0xAARRGGBB, (n,)."""
    rgb = QColor(color)
    a, r, g, b = ((np.round(alpha * channel)).astype(np.uint32)
                  for channel in (255, rgb.red(), rgb.green(), rgb.blue()))
    return (a << 24) | (r << 16) | (g << 8) | b
