"""The pixels of a heatmap: only what is new gets coloured, unless the scale or what was there changed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from ui.views.primitives import Floats
from ui.views.scales import BROKEN, LEVELS, ZERO, LogScale, Scale


class Heat:
    """The numbers of all sites in the order in which they came, as 0xffRRGGBB pixels, (S, capacity)."""

    def __init__(self) -> None:
        self.scale: Scale = LogScale()
        self._blank = "#ffffff"
        self._colours = self.scale.colours(self._blank)
        self.forget()

    def use(self, scale: Scale, blank: str) -> None:
        """Another scale, or another colour of what is not known."""
        if scale is not self.scale or blank != self._blank:
            self.scale, self._blank = scale, blank
            self._colours = scale.colours(blank)
            self._start_again()

    def forget(self) -> None:
        """A new run."""
        self.scale.forget()
        self._pixels = np.zeros((1, 1), dtype=np.uint32)
        self._start_again()

    def _start_again(self) -> None:
        self._done, self._revision = 0, -1
        self.has_zero = self.has_broken = False

    def take(self, values: Floats, missing: NDArray[np.bool_] | None, capacity: int, revision: int) -> bool:
        """Colour what is new in ``values`` (n, S). True if the scale changed."""
        shape = (values.shape[1], capacity)
        if self._pixels.shape != shape:
            self._pixels = np.zeros(shape, dtype=np.uint32)
            self._start_again()
        if revision != self._revision:
            self._start_again()
            self._revision = revision
        if self._done >= len(values):
            return False
        mapped = self.scale.map(values[self._done:])
        known = mapped if missing is None else mapped[~missing[self._done:]]
        changed = self.scale.grow(known)
        if changed and self._done:
            self._done = 0
            mapped = self.scale.map(values)
        new = slice(self._done, len(values))
        index = self.scale.indices(values[new], mapped, None if missing is None else missing[new])
        self.has_zero |= bool((index == ZERO).any())
        self.has_broken |= bool((index == BROKEN).any())
        self._pixels[:, new] = self._colours[index].T
        self._done = len(values)
        return changed

    def image(self) -> QImage:
        """What is coloured so far, without copying."""
        rows, capacity = self._pixels.shape
        return QImage(self._pixels.data, max(self._done, 1), rows, capacity * 4, QImage.Format.Format_RGB32)

    def image_of(self, places: NDArray[np.int64]) -> QImage:
        """One column of pixels for each of ``places``; transparent where it is negative."""
        pixels = np.ascontiguousarray(np.where(places >= 0, self._pixels[:, places], 0).astype(np.uint32))
        rows, columns = pixels.shape
        image = QImage(pixels.data, columns, rows, columns * 4, QImage.Format.Format_ARGB32_Premultiplied)
        return image.copy()  # it must not outlive its numbers

    def stops(self) -> list[tuple[float, str]]:
        """Places 0…1 and colours of the scale, for a colour bar."""
        return [(at / 15, QColor(int(self._colours[round(at / 15 * (LEVELS - 1))])).name()) for at in range(16)]
