"""Span: which columns the pictures of a page show, and the one that the mouse is at. One object for all of them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

Range = tuple[float, float]
LEAST = 4.0  # columns that are shown at least, where there are so many


class Span(QObject):
    """A part of the sites 1…S, as the range of an axis on which site l covers l − 1/2 … l + 1/2.

    ``moved`` tells that the range has changed, ``pointed`` that another column is pointed at (``site``, 0: none).
    """

    moved = Signal()
    pointed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.count = 1
        self.site = 0
        self.shown: Range = self.whole

    @property
    def whole(self) -> Range:
        """The range of all sites."""
        return 0.5, self.count + 0.5

    @property
    def is_whole(self) -> bool:
        """Whether all sites are shown."""
        return self.shown == self.whole

    def reset(self, count: int) -> None:
        """A network of ``count`` sites: the range is kept where it is as long as the last one."""
        if count != self.count:
            self.count, self.site = count, 0
            self.shown = self.whole
            self.moved.emit()

    def show(self, low: float, high: float) -> None:
        """Show low…high, moved and shortened to what there is."""
        first, last = self.whole
        width = min(max(high - low, min(LEAST, last - first)), last - first)
        low = min(max((low + high - width) / 2, first), last - width)
        if (low, low + width) != self.shown:
            self.shown = (low, low + width) if width < last - first else self.whole
            self.moved.emit()

    def zoom(self, factor: float, at: float) -> None:
        """Show ``factor`` times as many columns; the point ``at`` stays where it is."""
        low, high = self.shown
        width = (high - low) * factor
        first, last = self.whole
        width = min(max(width, min(LEAST, last - first)), last - first)
        low = at - (at - low) / (high - low) * width
        self.show(low, low + width)

    def pan(self, columns: float) -> None:
        """Move by some columns, towards the loss if positive, as far as there are any."""
        low, high = self.shown
        first, last = self.whole
        by = min(max(columns, first - low), last - high)
        self.show(low + by, high + by)

    def restore(self) -> None:
        """Show all sites."""
        self.show(*self.whole)

    def point_at(self, site: int) -> None:
        """The mouse is at a column, or (0) at none."""
        if site != self.site:
            self.site = site
            self.pointed.emit()
