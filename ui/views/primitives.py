"""Many lines, rectangles or dots from numpy in one call each.

Measured with Qt's software painter: a noisy polyline of 570 points and width 1.5 takes 300 ms as one path and 5 ms as
separate segments; 100 dots take 6 ms as ellipses and 0.1 ms as copies of one pixmap.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyqtgraph import functions
from pyqtgraph.Qt import internals
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPaintEngine,
    QPainter,
    QPen,
    QPixmap,
    QPolygonF,
    QStaticText,
)

Floats = NDArray[np.float64]
_FAR = 1e5


def is_raster(painter: QPainter) -> bool:
    """True if the painter makes pixels, False for SVG and PDF."""
    return bool(painter.paintEngine().type() == QPaintEngine.Type.Raster)


def polygon(x: Floats, y: Floats) -> QPolygonF:
    """Points as a polygon; pixels far outside are pulled in, for Qt's rasteriser overflows there."""
    made = functions.create_qpolygonf(len(x))
    points = functions.ndarray_from_qpolygonf(made)
    np.clip(x, -_FAR, _FAR, out=points[:, 0])
    np.clip(y, -_FAR, _FAR, out=points[:, 1])
    return made


def draw_lines(painter: QPainter, x0: Any, y0: Any, x1: Any, y1: Any) -> None:
    """Separate lines from (x0, y0) to (x1, y1); scalars are repeated."""
    lines = _filled(QLineF, (x0, y0, x1, y1))
    if lines is not None:
        painter.drawLines(*lines.drawargs())


def draw_rects(painter: QPainter, left: Any, top: Any, width: Any, height: Any) -> None:
    """Rectangles with the painter's pen and brush; scalars are repeated."""
    rects = _filled(QRectF, (left, top, width, height))
    if rects is not None:
        painter.drawRects(*rects.drawargs())


def draw_polyline(painter: QPainter, x: Floats, y: Floats) -> None:
    """A line through the points, broken where a coordinate is NaN; a lone point becomes a dot."""
    good = np.isfinite(x) & np.isfinite(y)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], good, [False]]).astype(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    for lone in starts[ends - starts == 1].tolist():
        painter.drawPoint(QPointF(x[lone], y[lone]))
    if is_raster(painter):
        _draw_segments(painter, x, np.clip(y, -_FAR, _FAR), good)
        return
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        if end - start > 1:
            painter.drawPolyline(polygon(x[start:end], y[start:end]))


def _draw_segments(painter: QPainter, x: Floats, y: Floats, good: NDArray[np.bool_]) -> None:
    both = good[1:] & good[:-1]
    kept = painter.pen()
    square = QPen(kept)
    square.setCapStyle(Qt.PenCapStyle.SquareCap)
    painter.setPen(square)
    draw_lines(painter, x[:-1][both], y[:-1][both], x[1:][both], y[1:][both])
    painter.setPen(kept)


class Texts:
    """Short texts that are laid out once and drawn many times (0.1 ms each otherwise)."""

    MOST = 400

    def __init__(self) -> None:
        self._known: dict[tuple[str, int, bool], QStaticText] = {}

    def draw(self, painter: QPainter, x: float, middle: float, text: str, font: QFont, align: float = 0.0) -> float:
        """Draw ``text`` around the height ``middle``; ``align`` 0: starts at x, 0.5: centred, 1: ends there.

        Returns the width.
        """
        painter.setFont(font)
        key = (text, font.pixelSize(), font.bold())
        laid = self._known.get(key)
        if laid is None:
            if len(self._known) >= self.MOST:
                self._known.clear()
            laid = QStaticText(text)
            laid.setTextFormat(Qt.TextFormat.PlainText)
            laid.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            laid.prepare(font=font)
            self._known[key] = laid
        size = laid.size()
        place = QPointF(x - align * size.width(), middle - size.height() / 2)
        if is_raster(painter):
            painter.drawStaticText(place, laid)
        else:
            painter.drawText(QPointF(place.x(), place.y() + QFontMetricsF(font).ascent()), text)
        return float(size.width())


class Dots:
    """Copies of one disc with an outline."""

    def __init__(self) -> None:
        self._key: tuple[Any, ...] = ()
        self._pixmap = QPixmap()

    def draw(self, painter: QPainter, x: Floats, y: Floats, radius: float, pen: QPen, fill: str) -> None:
        """Discs of ``radius`` pixels at the points."""
        if not len(x):
            return
        if not is_raster(painter):
            painter.setPen(pen)
            painter.setBrush(QColor(fill))
            for place in zip(x.tolist(), y.tolist(), strict=True):
                painter.drawEllipse(QPointF(*place), radius, radius)
            return
        scale = max(painter.deviceTransform().m11(), 1.0)
        key = (radius, pen.color().rgba(), pen.widthF(), fill, scale)
        if key != self._key:
            self._key, self._pixmap = key, _disc(radius, pen, fill, scale)
        side = self._pixmap.width()
        parts = (x, y, 0.0, 0.0, float(side), float(side), 1 / scale, 1 / scale, 0.0, 1.0)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
        copies = _filled(QPainter.PixmapFragment, parts)
        painter.drawPixmapFragments(*copies.drawargs(), self._pixmap)


class Pieces:
    """Lines of many widths, opacities and a few colours in one call: copies of a short piece, stretched and turned.

    256 lines of 90 pixels take 4.7 ms, as antialiased lines 14 ms.
    """

    LENGTH, EDGE = 32, 2
    THICK = (1, 4)  # pixels of the pieces that thin and thick lines are made of

    def __init__(self) -> None:
        self._key: tuple[str, ...] = ()
        self._pixmap = QPixmap()
        high = [thick + 2 * self.EDGE for thick in self.THICK]
        self._thick, self._high = np.array(self.THICK, dtype=float), np.array(high, dtype=float)
        self._tops, self._block = np.array([0.0, high[0]]), float(sum(high))

    def draw(self, painter: QPainter, ends: list[Floats], width: Floats, alpha: Floats, kind: NDArray[np.int64],
             colors: tuple[str, ...]) -> None:
        """Lines x0, y0 … x1, y1 (each (n,)) in the order given; ``kind`` chooses the colour of each."""
        if colors != self._key:
            self._key, self._pixmap = colors, self._made(colors)
        x0, y0, x1, y1 = ends
        piece = (width >= 1.8).astype(np.int64)
        wide = np.maximum(width, 1.0)  # what is thinner than a pixel is paler
        parts = ((x0 + x1) / 2, (y0 + y1) / 2, 0.0, kind * self._block + self._tops[piece], float(self.LENGTH),
                 self._high[piece], np.hypot(x1 - x0, y1 - y0) / self.LENGTH, wide / self._thick[piece],
                 np.degrees(np.arctan2(y1 - y0, x1 - x0)), alpha * np.minimum(width, 1.0))
        copies = _filled(QPainter.PixmapFragment, parts)
        if copies is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
            painter.drawPixmapFragments(*copies.drawargs(), self._pixmap)

    def _made(self, colors: tuple[str, ...]) -> QPixmap:
        pixmap = QPixmap(self.LENGTH, int(self._block) * len(colors))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        for place, color in enumerate(colors):
            for top, thick in zip(self._tops.tolist(), self.THICK, strict=True):
                painter.fillRect(0, int(place * self._block + top) + self.EDGE, self.LENGTH, thick, QColor(color))
        painter.end()
        return pixmap


def _disc(radius: float, pen: QPen, fill: str, scale: float) -> QPixmap:
    side = 2 * math.ceil((radius + pen.widthF() / 2 + 1) * scale)
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.translate(side / 2, side / 2)
    painter.scale(scale, scale)
    painter.setPen(pen)
    painter.setBrush(QColor(fill))
    painter.drawEllipse(QPointF(0, 0), radius, radius)
    painter.end()
    return pixmap


def _filled(kind: type, parts: tuple[Any, ...]) -> Any:
    """A C array of Qt structures with one column of ``parts`` per field, scalars repeated; None if it is empty.

    The caller keeps it in a variable while Qt draws: ``drawargs()`` is a bare pointer into it.
    """
    count = min((part.size for part in parts if isinstance(part, np.ndarray) and part.ndim), default=1)
    if not count:
        return None
    made = internals.PrimitiveArray(kind, len(parts))
    made.resize(count)
    fields = made.ndarray()
    for place, part in enumerate(parts):
        fields[:, place] = part
    return made
