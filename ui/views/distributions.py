"""How the weights of one site, their gradient and their last update are distributed."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from gradsim.parts import Distribution, Distributions
from ui.scene import Scene, Strand
from ui.views.base import Key, View
from ui.views.beside import parts_beside, site_keys
from ui.views.drawing import CENTRE, LEFT, RIGHT, draw_hint, shade
from ui.views.numbers import short
from ui.views.outlines import bar_heights, draw_outline
from ui.views.primitives import Floats, draw_rects
from ui.views.strands import MARKS

NAMES = (("weight", "W", "text"), ("gradient", "∂L/∂W", "backward_text"), ("update", "ΔW", "forward_text"))
FILLS = {"weight": "knob", "gradient": "backward", "update": "forward"}
WORDS = 0.9
"""Of the height of a picture its numbers may take."""
LOW = 5.0
"""Lines that a picture is high at least that has a line of numbers of other runs."""
BRIEF = ((2, 1.0), (2, 0.85), (1, 0.85), (1, 0.7))
"""Digits and size of type of numbers that share a line: the first that fit."""


class DistributionsView(View):
    """Three histograms side by side, each around 0 over its own range."""

    name = "distributions"
    needs = frozenset({"distributions"})
    pause = 0.1

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._shown: Distributions | None = None
        self._beside: list[tuple[Strand, Distributions]] = []
        self._layer = self.plot.add_layer(self._paint)
        self.plot.setMinimumHeight(90)

    def title(self) -> str:
        return self.tr("Weights, gradient, update")

    def subtitle(self) -> str:
        return self.tr("how many entries have which value")

    def legend(self) -> list[Key]:
        return site_keys(self.scene)

    def help_text(self) -> str:
        return self.tr("Histograms of the entries of W, of its gradient ∂L/∂W (after clipping, once that is done) and of "
                       "the last update ΔW = −η·direction. Every range is symmetric around 0 and moves in steps of 1, 2, 5; "
                       "rms is the root mean square. Entries that are exactly 0 or not finite are counted in words. Of a "
                       "time step, ∂L/∂W is its own share. Lines with a mark are the compared runs, each as high as its own "
                       "peak; the axis holds all of them, so that a gradient much smaller than another's is a spike at 0.")

    def begin(self) -> None:
        self._shown, self._beside = None, []

    def adopt(self, other: View) -> None:
        super().adopt(other)
        if isinstance(other, DistributionsView):
            self._shown, self._beside = other._shown, other._beside

    def relayout(self) -> None:
        size = self.theme.small_size
        self.plot.set_margins(1.3 * size, 0.5 * size, 1.3 * size, 1.8 * size)
        self.plot.refresh()

    def draw(self, scene: Scene) -> None:
        self._shown = scene.frame.parts.distributions or self._shown
        self._beside = parts_beside(scene, "distributions")
        self._layer.update()

    def table(self) -> tuple[list[str], list[list[Any]]]:
        rows: list[list[Any]] = []
        for name, _, _ in NAMES:
            part: Distribution | None = getattr(self._shown, name, None)
            if part is not None:
                rows += [[name, low, high, count] for low, high, count in zip(
                    part.edges[:-1].tolist(), part.edges[1:].tolist(), part.counts.tolist(), strict=True)]
        return ["quantity", "from", "to", "count"], rows

    # ---- painting -----------------------------------------------------------------------------

    def _paint(self, painter: QPainter) -> None:
        area = self.plot.area()
        if self._shown is None:
            draw_hint(painter, self.theme, area, self.tr("No values yet: take a step, or play."))
            return
        gap = 2.2 * self.theme.base_size
        width = (area.width() - 2 * gap) / 3
        for place, (name, label, color) in enumerate(NAMES):
            panel = QRectF(area.left() + place * (width + gap), area.top(), width, area.height())
            others = [(strand.color, getattr(seen, name)) for strand, seen in self._beside]
            self._paint_panel(painter, panel, getattr(self._shown, name), [pair for pair in others if pair[1] is not None],
                              name, label, color)

    def _paint_panel(self, painter: QPainter, panel: QRectF, part: Distribution | None,
                     others: list[tuple[str, Distribution]], name: str, label: str, color: str) -> None:
        theme = self.theme
        line = 1.45 * theme.small_size
        painter.setPen(QColor(getattr(theme, color)))
        painter.setFont(theme.font(theme.base_size, bold=True))
        painter.drawText(QRectF(panel.left(), panel.top(), panel.width(), 1.4 * theme.base_size), LEFT, label)
        beside = painter.fontMetrics().horizontalAdvance(label) + theme.small_size
        said, brief = self._said(part, others, line, panel.height())
        plot = panel.adjusted(0, 1.5 * theme.base_size + (line if brief and said else 0.0), 0, 0)
        painter.setPen(theme.pen(theme.grid))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawLine(QLineF(plot.left(), plot.bottom(), plot.right(), plot.bottom()))
        if part is None:
            draw_hint(painter, theme, plot, self.tr("None yet"))
            return
        reach = max(float(each.edges[-1]) for each in (part, *(other for _, other in others)))
        edges = _across(plot, part, reach)
        heights = bar_heights(part.counts, plot.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade(getattr(theme, FILLS[name]), 0.75))
        draw_rects(painter, edges[:-1], plot.bottom() - heights, np.maximum(np.diff(edges) - 1.0, 0.8), heights)
        top, height = plot.top() + 0.4 * theme.small_size, plot.height() - 0.4 * theme.small_size
        for run, other in others:
            draw_outline(painter, theme, run, _across(plot, other, reach), other.counts, top + height, height)
        self._paint_ticks(painter, plot, reach)
        place = QRectF(panel.left(), panel.top(), panel.width(), line)
        used = self._paint_words(painter, place, beside, part, "", "muted")
        if brief:
            self._paint_brief(painter, place.translated(0, line), said)
            return
        for run, other in said:
            place.translate(0, used * line)
            used = self._paint_words(painter, place, 0.0, other, MARKS[run] + " ", run)

    @staticmethod
    def _said(part: Distribution | None, others: list[tuple[str, Distribution]], line: float,
              height: float) -> tuple[list[tuple[str, Distribution]], bool]:
        """The runs beside whose numbers there is room for, and whether they share a line.

        In a low card the picture comes first, but what is not finite is told in any.
        """
        lines = (_lines(part) if part is not None else 0) + sum(_lines(other) for _, other in others)
        if lines * line <= WORDS * height:
            return others, False
        if height >= LOW * line:
            return others, True
        return [(run, other) for run, other in others if other.nonfinite], True

    def _paint_brief(self, painter: QPainter, place: QRectF, others: list[tuple[str, Distribution]]) -> None:
        """The numbers of runs in one line, for a card too low for a line each; what is not finite says so."""
        for digits, share in BRIEF:
            font = self.theme.font(round(share * self.theme.small_size))
            words = [(f"{MARKS[run]} {'NaN' if other.nonfinite else short(other.rms, digits)}",
                      "alarm" if other.nonfinite else run) for run, other in others]
            widths = [QFontMetricsF(font).horizontalAdvance(text) + 0.6 * font.pixelSize() for text, _ in words]
            if sum(widths) <= place.width():
                break
        painter.setFont(font)
        left = max(place.right() - sum(widths), place.left())
        for (text, color), width in zip(words, widths, strict=True):
            painter.setPen(QColor(getattr(self.theme, color)))
            painter.drawText(QRectF(left, place.top(), width, place.height()), LEFT, text)
            left += width

    def _paint_words(self, painter: QPainter, place: QRectF, beside: float, part: Distribution, mark: str,
                     color: str) -> int:
        """The numbers of one run right of what is ``beside`` pixels wide, as far as there is room, else line by line.

        Returns how many lines they take.
        """
        theme = self.theme
        words = [short(part.rms) if mark else self.tr("rms {value}").format(value=short(part.rms))]
        if part.zeros:
            words.append(self.tr("{count} × exactly 0").format(count=part.zeros))
        painter.setFont(theme.font(theme.small_size))
        painter.setPen(QColor(getattr(theme, color)))
        if painter.fontMetrics().horizontalAdvance(mark + " · ".join(words)) <= place.width() - beside:
            words = [" · ".join(words)]
        for line, text in enumerate(words):
            row = place.translated(0, line * place.height())
            if mark:  # it stands over the lines
                row.setLeft(row.right() - painter.fontMetrics().horizontalAdvance(mark + text) - 4)
                painter.fillRect(row, shade(theme.card, 0.7))
            painter.drawText(row, RIGHT | Qt.TextFlag.TextDontClip, mark + text)
        if not part.nonfinite:
            return len(words)
        painter.setFont(theme.font(theme.small_size, bold=True))
        painter.setPen(QColor(theme.alarm))
        painter.drawText(place.translated(0, len(words) * place.height()), RIGHT,
                         mark + self.tr("{count} × NaN or ∞").format(count=part.nonfinite))
        return len(words) + 1

    def _paint_ticks(self, painter: QPainter, plot: QRectF, reach: float) -> None:
        theme = self.theme
        painter.setFont(theme.font(theme.small_size))
        painter.setPen(QColor(theme.muted))
        height = 1.4 * theme.small_size
        top = plot.bottom() + 0.3 * theme.small_size
        painter.drawText(QRectF(plot.left(), top, plot.width(), height), LEFT, short(-reach))
        painter.drawText(QRectF(plot.left(), top, plot.width(), height), CENTRE, "0")
        painter.drawText(QRectF(plot.left(), top, plot.width(), height), RIGHT, short(reach))


def _lines(part: Distribution) -> int:
    """How many lines the numbers of a run may take."""
    return 1 + (part.zeros > 0) + (part.nonfinite > 0)


def _across(plot: QRectF, part: Distribution, reach: float) -> Floats:
    """Pixels of the edges of a histogram on an axis from −reach to reach."""
    return np.asarray(plot.center().x() + part.edges / reach * plot.width() / 2)
