"""The pixels of the heatmap: only bins that are new get coloured, unless the scale or the bins changed."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from ui.curves import Curves
from ui.views.primitives import Floats
from ui.views.ranges import Range, grown, log10_or_nan

COLOURS = {"zero": "#6f93a8", "broken": "#12d6e8"}
LEVELS = 256
ZERO, BROKEN = LEVELS, LEVELS + 1
START: Range = (-6.0, 0.0)


class Heat:
    """log10 of the gradient norms of all bins as 0xffRRGGBB pixels, (S, capacity)."""

    def __init__(self) -> None:
        self._colours = _colours()
        self.forget()

    def forget(self) -> None:
        """A new run."""
        self._pixels = np.zeros((1, 1), dtype=np.uint32)
        self._done = 0
        self._revision = -1
        self._range: Range | None = None
        self.has_zero = self.has_broken = False

    @property
    def range(self) -> Range:
        """The decades of the colour scale."""
        return self._range or START

    def take(self, curves: Curves) -> bool:
        """Colour the bins that are new. True if the scale changed."""
        values = curves.site_values("grad_activation_norm")
        shape = (values.shape[1], curves.capacity)
        if self._pixels.shape != shape:
            self._pixels, self._done = np.zeros(shape, dtype=np.uint32), 0
        if curves.revision != self._revision:
            self._revision, self._done = curves.revision, 0
            self.has_zero = self.has_broken = False
        new = values[self._done:]
        if not len(new):
            return False
        logs = log10_or_nan(new)
        wanted = grown(self._range, logs, 2.0, least=6.0)
        changed = wanted != self._range
        if changed:
            self._range, self._done = wanted, 0
            new, logs = values, log10_or_nan(values)
        self._pixels[:, self._done:len(values)] = self._coloured(new, logs).T
        self._done = len(values)
        return changed

    def image(self) -> QImage:
        """The bins coloured so far, without copying."""
        rows, capacity = self._pixels.shape
        return QImage(self._pixels.data, max(self._done, 1), rows, capacity * 4, QImage.Format.Format_RGB32)

    def stops(self) -> list[tuple[float, str]]:
        """Places 0…1 and colours of the scale, for a colour bar."""
        return [(at / 15, QColor(int(self._colours[round(at / 15 * (LEVELS - 1))])).name()) for at in range(16)]

    def _coloured(self, values: Floats, logs: Floats) -> NDArray[np.uint32]:
        low, high = self.range
        index = np.nan_to_num((logs - low) * ((LEVELS - 1) / (high - low)), nan=0.0)
        index = np.clip(index, 0, LEVELS - 1).astype(np.int64)
        zero, broken = values == 0, ~np.isfinite(values)
        index[zero], index[broken] = ZERO, BROKEN
        self.has_zero |= bool(zero.any())
        self.has_broken |= bool(broken.any())
        return self._colours[index]


def _colours() -> NDArray[np.uint32]:
    """Magma (perceptually even, safe for colour-blind eyes), then zero and broken, 0xffRRGGBB."""
    table = pg.colormap.get("magma").getLookupTable(0.0, 1.0, LEVELS).astype(np.uint32)
    scale = (0xFF << 24) | (table[:, 0] << 16) | (table[:, 1] << 8) | table[:, 2]
    own = [QColor(COLOURS["zero"]).rgb(), QColor(COLOURS["broken"]).rgb()]
    return np.concatenate([scale, np.array(own, dtype=np.uint32)])
