"""The single units of one site: how active they are, what gradient they get, which are saturated or dead."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from gradsim.parts import Units
from ui.numbers import grouped
from ui.scene import Scene, Strand
from ui.views.base import Key, View
from ui.views.beside import parts_beside, site_keys
from ui.views.drawing import CENTRE, LEFT, RIGHT, draw_hint, shade
from ui.views.numbers import UNKNOWN, short
from ui.views.primitives import Floats, draw_rects
from ui.views.strands import draw_strand

ROWS = (("activation", "forward"), ("delta", "backward"), ("saturated", "theory"))
MOST = 512  # columns; of more units the evenly spaced ones are shown


class UnitsView(View):
    """Three rows of bars, one per unit: mean |a|, rms of ∂L/∂z, share saturated; dead units are magenta."""

    name = "units"
    needs = frozenset({"units"})
    pause = 0.1

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._shown: Units | None = None
        self._beside: list[tuple[Strand, Units]] = []
        self._layer = self.plot.add_layer(self._paint)
        self.plot.setMinimumHeight(90)

    def title(self) -> str:
        return self.tr("Units")

    def subtitle(self) -> str:
        if self._shown is None or not len(self._shown.dead):
            return ""
        count, dead = len(self._shown.dead), int(self._shown.dead.sum())
        text = self.tr("dead units: {dead} of {count}").format(count=grouped(count), dead=grouped(dead))
        return text if count <= MOST else text + " · " + self.tr("{shown} shown").format(shown=MOST)

    def legend(self) -> list[Key]:
        dead = {strand.color: self.tr("{count} dead").format(count=grouped(int(seen.dead.sum())))
                for strand, seen in self._beside if seen.dead.any()}
        own = [Key("■", "alarm", self.tr("dead"))] if self._shown is not None and self._shown.dead.any() else []
        return [*own, *site_keys(self.scene, dead)]

    def help_text(self) -> str:
        return self.tr("A column per unit (of a convolution per channel). Top: the mean of |a|. Middle: the root mean "
                       "square of ∂L/∂z, what the unit is told by the gradient. Bottom: the share of its values whose "
                       "slope is below 5 % of the largest possible one. A unit that is exactly 0 everywhere is dead and "
                       "magenta: with relu no gradient passes through it. Bars reach up to the largest of their row, "
                       "written beside it. Lines with marks are the units of the compared runs.")

    def begin(self) -> None:
        self._shown, self._beside = None, []

    def adopt(self, other: View) -> None:
        super().adopt(other)
        if isinstance(other, UnitsView):
            self._shown, self._beside = other._shown, other._beside

    def relayout(self) -> None:
        size = self.theme.small_size
        self.plot.set_margins(0.6 * size, 0.5 * size, 1.2 * size, 0.9 * size)
        self.plot.refresh()

    def draw(self, scene: Scene) -> None:
        if scene.frame.parts.units is not None:
            self._shown = scene.frame.parts.units
            self._beside = parts_beside(scene, "units")
            self.header_changed.emit()
        self._layer.update()

    def table(self) -> tuple[list[str], list[list[Any]]]:
        header = ["unit", "activation", "delta", "saturated", "dead"]
        if self._shown is None:
            return header, []
        seen = self._shown
        delta: list[Any] = seen.delta.tolist() or [""] * len(seen.dead)
        columns = (seen.activation.tolist(), delta, seen.saturated.tolist(), seen.dead.tolist())
        return header, [[place + 1, *row] for place, row in enumerate(zip(*columns, strict=True))]

    # ---- painting -----------------------------------------------------------------------------

    def _paint(self, painter: QPainter) -> None:
        area, seen = self.plot.area(), self._shown
        if seen is None or not len(seen.dead):
            draw_hint(painter, self.theme, area, self.tr("No values yet: take a step, or play."))
            return
        chosen = _chosen(len(seen.dead))
        gap, height = 0.7 * self.theme.small_size, area.height() / len(ROWS)
        for place, (name, color) in enumerate(ROWS):
            labels = 6.0 * self.theme.small_size
            row = QRectF(area.left() + labels, area.top() + place * height, max(area.width() - labels, 1.0), height - gap)
            others = [(strand.color, getattr(unit, name)[_chosen(len(unit.dead))]) for strand, unit in self._beside
                      if getattr(unit, name).size]
            if getattr(seen, name).size:
                self._paint_row(painter, row, getattr(seen, name)[chosen], seen.dead[chosen], others, name, color)
            else:  # no backward pass has been here
                painter.fillRect(row, QColor(self.theme.raised))
                self._paint_label(painter, row, name, UNKNOWN, False)

    def _paint_row(self, painter: QPainter, row: QRectF, values: Floats, dead: Any, others: list[tuple[str, Floats]],
                   name: str, color: str) -> None:
        theme = self.theme
        finite, every = np.isfinite(values), np.concatenate([values, *(other for _, other in others)])
        largest = 1.0 if name == "saturated" else float(every[np.isfinite(every)].max(initial=0.0))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.fillRect(row, QColor(theme.raised))
        edges = np.linspace(row.left(), row.right(), len(values) + 1)
        width = np.maximum(np.diff(edges) - (1.0 if edges[1] - edges[0] > 4 else 0.0), 0.8)
        heights = row.height() * np.where(finite, values, 0.0) / (largest or 1.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(getattr(theme, color)))
        draw_rects(painter, edges[:-1], row.bottom() - heights, width, heights)
        for where in (dead, ~finite & ~np.isnan(values), np.isnan(values) & (name != "saturated")):
            painter.setBrush(shade(theme.alarm, 0.85))
            full = np.full(int(where.sum()), row.height() if where is not dead else min(5.0, row.height()))
            draw_rects(painter, edges[:-1][where], row.bottom() - full, width[where], full)
        for run, other in others:
            x = row.left() + (np.arange(len(other)) + 0.5) * row.width() / max(len(other), 1)
            draw_strand(painter, theme, run, x, row.bottom() - row.height() * np.minimum(other / (largest or 1.0), 1.0))
        reach = "≤ 100 %" if name == "saturated" else f"≤ {short(largest)}"
        self._paint_label(painter, row, name, reach, name == "saturated" and bool(np.isnan(every).all()))

    def _paint_label(self, painter: QPainter, row: QRectF, name: str, reach: str, never: bool) -> None:
        theme = self.theme
        label = {"activation": self.tr("mean |a|"), "delta": self.tr("rms ∂L/∂z"), "saturated": self.tr("saturated")}[name]
        room = QRectF(0, row.top(), row.left() - 0.6 * theme.small_size, row.height())
        painter.setPen(QColor(theme.muted))
        painter.setFont(theme.font(theme.small_size))
        if row.height() < 2.6 * theme.small_size:
            painter.drawText(room, RIGHT, label)
            return
        line = 1.4 * theme.small_size
        painter.drawText(QRectF(room.left(), room.center().y() - line, room.width(), line), RIGHT, label)
        painter.drawText(QRectF(room.left(), room.center().y(), room.width(), line), RIGHT, reach)
        if never:
            painter.drawText(row, CENTRE if row.width() < 300 else LEFT | CENTRE, self.tr("this activation never saturates"))


def _chosen(count: int) -> NDArray[np.int64]:
    """The places of the units that get a bar."""
    if count <= MOST:
        return np.arange(count)
    return np.linspace(0, count - 1, MOST).round().astype(np.int64)
