"""Bands: the runs of a picture over time, one above the other on one axis of steps, the main one on top."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from gradsim.snapshot import Sites
from ui.curves import Curves
from ui.looks import Looks
from ui.scene import Scene
from ui.theme import Theme
from ui.views.drawing import LEFT
from ui.views.strands import MARKS

MAIN = "text"


@dataclass(frozen=True)
class Band:
    """One run: its mark, colour in the theme and name (of the main one nothing), its numbers, and where it is drawn."""

    mark: str
    color: str
    label: str
    sites: Sites
    curves: Curves
    looks: Looks
    rect: QRectF

    @property
    def is_main(self) -> bool:
        """Whether it is the run in the window."""
        return self.color == MAIN

    def y(self, site: int) -> float:
        """The middle of the row of a site 1…S, the first on top."""
        return self.rect.top() + (site - 0.5) * self.rect.height() / len(self.sites)

    def site_at(self, y: float) -> int:
        """The site whose row is at a height."""
        row = int((y - self.rect.top()) / self.rect.height() * len(self.sites)) + 1
        return min(max(row, 1), len(self.sites))


def bands(scene: Scene, area: QRectF, gap: float) -> list[Band]:
    """All runs, each in its share of ``area``."""
    count = 1 + len(scene.strands)
    height = max((area.height() - (count - 1) * gap) / count, 1.0)
    rects = [QRectF(area.left(), area.top() + place * (height + gap), area.width(), height) for place in range(count)]
    main = Band("●", MAIN, "", scene.frame.snapshot.sites, scene.curves, scene.looks, rects[0])
    return [main, *(Band(MARKS[strand.color], strand.color, strand.label, strand.snapshot.sites, strand.curves, strand.looks,
                         rect) for strand, rect in zip(scene.strands, rects[1:], strict=True))]


def draw_band_marks(painter: QPainter, theme: Theme, runs: list[Band]) -> None:
    """The mark of each run at the left edge of the picture."""
    painter.setFont(theme.font(theme.small_size, bold=True))
    for band in runs:
        painter.setPen(QColor(getattr(theme, band.color)))
        place = QRectF(6, band.rect.top(), 2 * theme.small_size, band.rect.height())
        painter.drawText(place, LEFT | Qt.TextFlag.TextDontClip, band.mark)
