"""The single units and links of a small network: circles and lines, painted into pixmaps when they change."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from gradsim.parts import Links
from gradsim.snapshot import Sites
from ui.theme import LIGHT, Theme
from ui.views.columns import Columns
from ui.views.drawing import shade
from ui.views.primitives import Dots, Floats, Pieces, draw_lines, is_raster

Mode = Literal["weight", "gradient", "update"]
LEAST = 0.03  # of the thickest link: thinner ones are not drawn
CARRYING = 0.2  # links at least so strong carry a pulse
NEAR = 4.0  # pixels
REST = 0.12  # seconds between two drawings of all links of a running net: nobody sees more of them


@dataclass(frozen=True)
class Hit:
    """What is under the mouse: a unit (0-based) of ``level`` 0…S, and for a link the unit of the level before it."""

    level: int
    unit: int
    source: int | None = None


class Neurons:
    """Paints units and links. ``peak`` is the size of the thickest link of each mode."""

    def __init__(self) -> None:
        self._dots, self._pieces = Dots(), Pieces()
        self.forget()

    def forget(self) -> None:
        """A new network."""
        self.peak: dict[str, float] = {}
        self._links = Links((), (), ())
        self._mode: Mode = "weight"
        self._colours: NDArray[np.uint32] = np.zeros((0, 0), dtype=np.uint32)
        self._inputs: Floats = np.zeros(0)
        self._pixmaps: tuple[QPixmap, QPixmap] | None = None
        self._stale: set[int] = set()
        self._units_stale = True
        self._turn: list[int] = []
        self._rest_until = 0.0
        self._x, self._y, self._radius = np.zeros(0), [np.zeros(0)], np.zeros(0)
        self._theme, self._loss = LIGHT, 1.0

    # ---- where ------------------------------------------------------------------------------

    def place(self, columns: Columns, box: QRectF, theme: Theme, sites: Sites) -> None:
        """Stand the units of level 0 (the inputs) to S in the columns."""
        counts = [int(sites.fan_in[0]), *sites.fan_out.tolist()]
        spacing = min(box.height() / max(counts[1:]), 2.6 * theme.base_size)
        radius = min(0.4 * spacing, 0.2 * columns.pitch, 0.95 * theme.base_size)
        own = min(0.9 * box.height() / counts[0], spacing)
        self._theme, self._loss = theme, columns.width - 0.92 * columns.gutter
        self._x = np.array([columns.x(level) for level in range(len(counts))])
        self._radius = np.full(len(counts), max(radius, 1.2))
        if self.inputs_are_points(counts[0]):  # beside the picture of the sample
            self._x[0] += 0.42 * columns.gutter
            self._radius[0] = 1.4
        middle = box.center().y()
        self._y = [middle + (np.arange(n) - (n - 1) / 2) * (own if level == 0 else spacing)
                   for level, n in enumerate(counts)]
        self._thickest = min(0.5 * spacing, 4.5 * theme.pen_scale**0.5)
        self._pixmaps = None

    @staticmethod
    def inputs_are_points(count: int) -> bool:
        """Whether there are too many inputs to be drawn as units."""
        return count > 16

    @property
    def width(self) -> float:
        """Pixels across a unit of a layer."""
        return 2 * float(self._radius[-1])

    # ---- what -------------------------------------------------------------------------------

    def take(self, links: Links, mode: Mode, colours: NDArray[np.uint32], inputs: Floats) -> None:
        """Links of a frame, colours of the units of sites 1…S (S, U) as premultiplied 0xAARRGGBB, and the input (n,)."""
        if not (np.array_equal(colours, self._colours) and np.array_equal(inputs, self._inputs)):
            self._colours, self._inputs, self._units_stale = colours, inputs, True
        before, self._links, self._mode = self.matrices, links, mode
        after = self.matrices
        self._stale |= {site for site, (new, old) in enumerate(zip(after, before, strict=False), start=1)
                        if not np.array_equal(new, old, equal_nan=True)}
        if self._rescale(mode) or len(after) != len(before):
            self._stale = set(range(1, len(after) + 1))

    def _rescale(self, mode: Mode) -> bool:
        """Bring ``peak`` up to date; True if it has changed."""
        sizes = [np.abs(matrix[np.isfinite(matrix)]) for matrix in self.matrices]
        peak = max((float(size.max()) for size in sizes if size.size), default=0.0)
        before = self.peak.get(mode, 0.0)
        if 0.2 * before <= peak <= before:
            return False
        self.peak[mode] = 1.1 * peak
        return True

    @property
    def matrices(self) -> tuple[Floats, ...]:
        """What the links show, one matrix (n_out, n_in) per site."""
        found: tuple[Floats, ...] = getattr(self._links, self._mode)
        return found

    def _strength(self, site: int) -> Floats:
        """Sizes of the links into a site as shares of the thickest, flat; NaN stays."""
        return np.asarray(np.abs(self.matrices[site - 1]).ravel() / (self.peak.get(self._mode) or 1.0))

    def _ends(self, site: int) -> tuple[Floats, Floats, Floats, Floats]:
        """From where to where the links into a site lead: x0, y0, x1, y1, flat as the matrix is."""
        n_out, n_in = self.matrices[site - 1].shape
        x0 = np.full(n_out * n_in, self._x[site - 1] + self._radius[site - 1])
        x1 = np.full(n_out * n_in, self._x[site] - self._radius[site])
        return x0, np.tile(self._y[site - 1], n_out), x1, np.repeat(self._y[site], n_in)

    # ---- painting ---------------------------------------------------------------------------

    def paint(self, painter: QPainter, size: QRectF, ratio: float, vector: bool, seconds: float) -> bool:
        """Draw units and links; False if some links are still those of an earlier frame, for want of ``seconds``.

        ``vector``: draw for a picture that scales.
        """
        if vector:
            for site in range(1, len(self.matrices) + 1):
                self._paint_links(painter, site)
            self._paint_units(painter)
            return True
        if self._pixmaps is None:
            self._pixmaps = _transparent(size, ratio), _transparent(size, ratio)
            self._stale, self._units_stale = set(range(1, len(self.matrices) + 1)), True
            self._turn, self._rest_until = [], 0.0
        links, units = self._pixmaps
        self._renew_links(links, seconds)
        if self._units_stale:
            units.fill(Qt.GlobalColor.transparent)
            inside = QPainter(units)
            self._paint_units(inside)
            inside.end()
            self._units_stale = False
        painter.drawPixmap(QPointF(0, 0), links)
        painter.drawPixmap(QPointF(0, 0), units)
        return not self._stale

    def _renew_links(self, pixmap: QPixmap, seconds: float) -> None:
        """Draw the links anew that have changed, site by site for as long as there is time; then take a rest."""
        now = time.perf_counter()
        if not self._turn:
            if not self._stale or now < self._rest_until:
                return
            self._turn = sorted(self._stale, reverse=True)
        painter = QPainter(pixmap)
        while self._turn:
            site = self._turn.pop()
            left, right = self._x[site - 1] + self._radius[site - 1], self._x[site] - self._radius[site]
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            painter.fillRect(QRectF(left - 1, 0, right - left + 2, pixmap.height()), Qt.GlobalColor.transparent)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            self._paint_links(painter, site)
            self._stale.discard(site)
            if time.perf_counter() > now + seconds:
                break
        painter.end()
        if not self._turn:
            self._rest_until = time.perf_counter() + (REST if math.isfinite(seconds) else 0.0)

    def _paint_links(self, painter: QPainter, site: int) -> None:
        """Weak links first; copies of a short piece of line where pixels are made, which takes a quarter of the time."""
        values, strength, theme = self.matrices[site - 1].ravel(), self._strength(site), self._theme
        size = np.where(np.isfinite(strength), np.clip(strength, 0.0, 1.0), 0.3 if self._known(site) else 0.0)
        order = np.argsort(size)
        order = order[size[order] >= LEAST]
        kind = np.where(np.isfinite(values), np.where(values < 0, 1, 0), 2)[order]
        ends, size = [end[order] for end in self._ends(site)], size[order]
        width, alpha = np.maximum(size * self._thickest, 0.6), 0.3 + 0.6 * size
        colors = (theme.positive, theme.negative, theme.alarm)
        if is_raster(painter):
            self._pieces.draw(painter, ends, width, alpha, kind, colors)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for x0, y0, x1, y1, thick, strong, color in zip(*ends, width, alpha, kind.tolist(), strict=True):
            pen = QPen(shade(colors[color], strong), thick)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            painter.drawLine(QPointF(x0, y0), QPointF(x1, y1))

    def _known(self, site: int) -> bool:
        """Whether a matrix has been computed: one of nothing but NaN has not, or says no more than its units."""
        return bool(np.isfinite(self.matrices[site - 1]).any())

    def _paint_units(self, painter: QPainter) -> None:
        theme = self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(theme.pen(theme.grid, 1.5))
        draw_lines(painter, self._x[-1] + self._radius[-1], self._y[-1], self._loss, self._y[-1])
        painter.setPen(theme.pen(theme.muted, 1.0))
        for level, y in enumerate(self._y):
            radius = float(self._radius[level])
            colours = self._input_colours() if level == 0 else self._colours[level - 1] if len(self._colours) else []
            for place, at in enumerate(y.tolist()):
                color = int(colours[place]) if place < len(colours) else 0
                painter.setBrush(_over(theme.card, color))
                painter.drawEllipse(QPointF(self._x[level], at), radius, radius)

    def _input_colours(self) -> NDArray[np.uint32]:
        """The size of every input of the sample as an opacity of the forward colour."""
        values = np.abs(self._inputs.ravel())
        peak = float(values[np.isfinite(values)].max(initial=0.0)) or 1.0
        rgb = QColor(self._theme.forward)
        alpha = 0.1 + 0.9 * np.clip(np.nan_to_num(values / peak, nan=1.0), 0.0, 1.0)
        parts = [np.round(alpha * channel).astype(np.uint32) for channel in (255, rgb.red(), rgb.green(), rgb.blue())]
        return np.asarray((parts[0] << 24) | (parts[1] << 16) | (parts[2] << 8) | parts[3])

    def paint_pulse(self, painter: QPainter, slot: float, color: str) -> None:
        """Dots on the stronger links, on their way between two levels."""
        site = int(np.floor(slot)) + 1
        if not 1 <= site <= len(self.matrices) or slot == site - 1:
            return
        share, (x0, y0, x1, y1) = slot - (site - 1), self._ends(site)
        strength = self._strength(site)
        strong = strength >= min(CARRYING, float(np.nanmax(np.where(np.isfinite(strength), strength, 0.0))))
        x, y = x0 + share * (x1 - x0), y0 + share * (y1 - y0)
        pen = self._theme.pen(self._theme.card, 1.0)
        self._dots.draw(painter, x[strong], y[strong], 0.28 * self._theme.small_size, pen, color)

    def paint_hit(self, painter: QPainter, hit: Hit) -> None:
        """Mark what is under the mouse."""
        theme = self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(theme.pen(theme.text, 2.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        ends = [(hit.level, hit.unit)] + ([(hit.level - 1, hit.source)] if hit.source is not None else [])
        for level, unit in ends:
            radius = float(self._radius[level]) + 1.5
            painter.drawEllipse(QPointF(self._x[level], float(self._y[level][unit])), radius, radius)
        if hit.source is not None:
            place = hit.unit * len(self._y[hit.level - 1]) + hit.source
            painter.drawLine(*(QPointF(float(x[place]), float(y[place])) for x, y in self._two(hit.level)))

    def _two(self, site: int) -> Any:
        x0, y0, x1, y1 = self._ends(site)
        return (x0, y0), (x1, y1)

    # ---- mouse ------------------------------------------------------------------------------

    def hit(self, at: QPointF) -> Hit | None:
        """The unit or link under a point."""
        if not self.matrices:
            return None
        x, y = at.x(), at.y()
        level = int(np.abs(self._x - x).argmin())
        unit = int(np.abs(self._y[level] - y).argmin())
        reach = max(float(self._radius[level]) + 2, NEAR)
        if np.hypot(self._x[level] - x, self._y[level][unit] - y) <= reach:
            return Hit(level, unit)
        site = int(np.searchsorted(self._x, x))
        return self._link_at(x, y, site) if 1 <= site <= len(self.matrices) else None

    def _link_at(self, x: float, y: float, site: int) -> Hit | None:
        x0, y0, x1, y1 = self._ends(site)
        along = np.clip((x - x0) / np.maximum(x1 - x0, 1.0), 0.0, 1.0)
        slant = np.hypot(y1 - y0, x1 - x0)
        away = np.abs(y0 + along * (y1 - y0) - y) * np.abs(x1 - x0) / np.maximum(slant, 1.0)
        away = np.where(self._strength(site) >= LEAST, away, np.inf)
        place = int(away.argmin())
        if not away[place] <= NEAR:
            return None
        n_in = len(self._y[site - 1])
        return Hit(site, place // n_in, place % n_in)


def _transparent(size: QRectF, ratio: float) -> QPixmap:
    pixmap = QPixmap(max(round(size.width() * ratio), 1), max(round(size.height() * ratio), 1))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap


def _over(card: str, premultiplied: int) -> QColor:
    """A premultiplied 0xAARRGGBB on the card's colour."""
    under, rest = QColor(card), 1 - (premultiplied >> 24) / 255
    channels = ((premultiplied >> shift) & 255 for shift in (16, 8, 0))
    red, green, blue = (min(round(channel + rest * below), 255)
                        for channel, below in zip(channels, (under.red(), under.green(), under.blue()), strict=True))
    return QColor(red, green, blue)
