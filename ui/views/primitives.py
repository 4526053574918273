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
