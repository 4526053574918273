"""KeyRows: a legend between a card's header and its plot, so that it never covers what is drawn."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from ui.theme import Theme
from ui.views.drawing import LEFT
from ui.views.keys import Key

SIDE, LINE = 1.4, 1.35  # room at both sides and height of a row, in type sizes
FLAGS = LEFT | Qt.TextFlag.TextDontClip
SHARE = 0.36  # of a plot's height may go into its legend
Word = tuple[float, Key, str]  # pixels from the left edge, the key, its text as far as it fits


class KeyRows:
    """Keys side by side, in a further row where there is no room; for cards too narrow for them in their headers.

    As in headers, a key of a text colour is coloured as a whole, of others the mark is.
    """

    def __init__(self) -> None:
        self._rows: list[list[Word]] = []

    def place(self, keys: Iterable[Key], theme: Theme, size: QSize) -> bool:
        """Lay ``keys`` out in a plot of a size, the last ones left out where they would take too much of its height.

        Returns whether they take another number of rows than before.
        """
        metrics, before = QFontMetricsF(theme.font(theme.small_size)), len(self._rows)
        gap, width = 0.9 * theme.small_size, size.width() - 2 * SIDE * theme.small_size
        most, at = max(int(SHARE * size.height() / (LINE * theme.small_size)), 1), width
        self._rows = []
        for key in keys:
            text = metrics.elidedText(f"{key.mark} {key.text}".strip(), Qt.TextElideMode.ElideRight, max(width, 1.0))
            wide = metrics.horizontalAdvance(text)
            if not self._rows or at + wide > width:
                if len(self._rows) == most:
                    break
                self._rows.append([])
                at = 0.0
            self._rows[-1].append((at, key, text))
            at += wide + gap
        return len(self._rows) != before

    def height(self, theme: Theme) -> float:
        """Pixels that the rows take."""
        return LINE * theme.small_size * len(self._rows)

    def paint(self, painter: QPainter, theme: Theme) -> None:
        """The rows, at the top of the plot."""
        painter.setFont(theme.font(theme.small_size))
        height = LINE * theme.small_size
        for row, words in enumerate(self._rows):
            for at, key, text in words:
                place = QRectF(SIDE * theme.small_size + at, row * height, 10.0, height)
                color = key.color if key.color.startswith("#") else str(getattr(theme, key.color))
                painter.setPen(QColor(color if key.color.endswith("_text") else theme.muted))
                painter.drawText(place, FLAGS, text)
                painter.setPen(QColor(color))
                painter.drawText(place, FLAGS, text[:len(key.mark)])
