"""The two ends of the network's picture: the sample that goes in, and what comes out."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from gradsim.parts import Sample
from ui.theme import Theme
from ui.views.columns import Columns
from ui.views.primitives import Floats, draw_rects, is_raster

MOST_BARS = 40


def ends(columns: Columns, box: QRectF) -> tuple[QRectF, QRectF]:
    """Where the input and the loss stand, beside the columns of ``box``."""
    half = 0.42 * columns.gutter
    first, last = (QRectF(columns.x(slot) - half, box.top(), 2 * half, box.height()) for slot in (0, columns.sites + 1))
    return first, last


def draw_input(painter: QPainter, theme: Theme, box: QRectF, sample: Sample) -> None:
    """The sample as an image, or its values as bars around a middle line."""
    if sample.image_shape is not None and np.isfinite(sample.inputs).all():
        _draw_image(painter, theme, box, sample.inputs.reshape(sample.image_shape))
        return
    values = _thinned(sample.inputs)
    peak = float(np.nanmax(np.abs(np.where(np.isfinite(values), values, 0.0)), initial=0.0)) or 1.0
    height = min(box.height() / max(len(values), 1), 1.2 * theme.base_size)
    middle, half = box.center().x(), 0.4 * box.width()
    top = box.center().y() - height * len(values) / 2
    painter.setPen(Qt.PenStyle.NoPen)
    good, y = np.isfinite(values), top + (np.arange(len(values)) + 0.15) * height
    length = np.where(good, half * values / peak, half)
    for where, color in ((good, theme.knob), (~good, theme.alarm)):
        painter.setBrush(QColor(color))
        draw_rects(painter, np.minimum(middle, middle + length[where]), y[where],
                   np.maximum(np.abs(length[where]), 1.0), max(0.7 * height, 0.8))


def _draw_image(painter: QPainter, theme: Theme, box: QRectF, values: Floats) -> None:
    span = float(values.max() - values.min()) or 1.0
    ink = (255 * (values - values.min()) / span).astype(np.uint32)
    color = QColor(theme.text).rgb() & 0xFFFFFF
    pixels = np.ascontiguousarray((ink << 24) | np.uint32(color))
    rows, columns = values.shape
    image = QImage(pixels.data, columns, rows, columns * 4, QImage.Format.Format_ARGB32)
    side = 0.86 * min(box.width() / columns, box.height() / rows)
    target = QRectF(0, 0, side * columns, side * rows)
    target.moveCenter(box.center())
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(target, image if is_raster(painter) else image.scaled(columns * 8, rows * 8))


def draw_outputs(painter: QPainter, theme: Theme, box: QRectF, sample: Sample, softmax: bool) -> None:
    """One bar per output, that of the right class in its own colour; probabilities where the loss is cross-entropy."""
    outputs = sample.outputs
    if not outputs.size:
        return
    target = sample.target if sample.target is not None else -1
    if not np.isfinite(outputs).all():
        values = np.where(np.isfinite(outputs), 0.5, 1.0)
    elif softmax:
        values = np.exp(outputs - outputs.max())
        values /= values.max()
    else:
        values = np.abs(outputs) / (float(np.abs(outputs).max()) or 1.0)
    kept = _kept_outputs(sample)
    target = int(np.searchsorted(kept, target)) if target >= 0 else -1
    values, outputs = values[kept], outputs[kept]
    inner = box.adjusted(0.14 * box.width(), 0.06 * box.height(), -0.14 * box.width(), -0.06 * box.height())
    top, height = _rows(theme, inner, len(values))
    painter.setPen(Qt.PenStyle.NoPen)
    index = np.arange(len(values))
    bad = ~np.isfinite(outputs)
    for where, color in ((bad, theme.alarm), (~bad & (index == target), theme.ok),
                         (~bad & (index != target), theme.knob)):
        painter.setBrush(QColor(color))
        draw_rects(painter, inner.left(), top + (index[where] + 0.14) * height,
                   np.maximum(inner.width() * values[where], 2.0), 0.72 * height)


def output_at(theme: Theme, box: QRectF, sample: Sample, y: float) -> int:
    """The output (0-based) whose bar is at a height; −1: none."""
    kept = _kept_outputs(sample)
    inner = box.adjusted(0.14 * box.width(), 0.06 * box.height(), -0.14 * box.width(), -0.06 * box.height())
    top, height = _rows(theme, inner, max(len(kept), 1))
    place = math.floor((y - top) / height)
    return int(kept[place]) if 0 <= place < len(kept) else -1


def _kept_outputs(sample: Sample) -> NDArray[np.int64]:
    """The outputs that get a bar: evenly spaced ones where there are many, the target's always."""
    count, target = len(sample.outputs), sample.target if sample.target is not None else 0
    if count <= MOST_BARS:
        return np.arange(count)
    return np.unique(np.append(np.linspace(0, count - 1, MOST_BARS).astype(int), target))


def _rows(theme: Theme, inner: QRectF, count: int) -> tuple[float, float]:
    """Top of the first of ``count`` bars, and the height of each."""
    height = min(inner.height() / count, 1.1 * theme.base_size)
    return inner.center().y() - height * count / 2, height


def _thinned(values: Floats) -> Floats:
    values = values.ravel()
    if len(values) <= MOST_BARS:
        return values
    return values[np.linspace(0, len(values) - 1, MOST_BARS).astype(int)]
