"""The network, layer by layer, with the pulse of the forward and the backward pass."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath

from ui.scene import Scene
from ui.views.base import Key, View
from ui.views.columns import Columns, gutter
from ui.views.drawing import CENTRE, draw_starts, shade
from ui.views.ends import draw_input, draw_outputs
from ui.views.numbers import power_of_ten, short
from ui.views.primitives import Texts, draw_lines
from ui.views.tiles import TileImage, units_of

TILES = 32
"""Units per layer that the picture shows: the number to ask the engine for."""


class NetworkView(View):
    """Input, a column of unit tiles per site, outputs and loss; see :mod:`ui.views.columns` for the places."""

    name = "network"
    needs = frozenset({"tiles", "sample"})

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._columns = Columns(1, 1.0, 1.0)
        self._tiles = TileImage()
        self._box = QRectF()
        self._texts = Texts()
        self._backdrop = self.plot.add_layer(self._paint_backdrop, still=True)
        self._live = self.plot.add_layer(self._paint_live)
        self.plot.clicked.connect(self._on_plot_clicked)
        self.plot.setMinimumHeight(110)

    def title(self) -> str:
        return self.tr("Network")

    def legend(self) -> list[Key]:
        return [Key("■", "forward", self.tr("forward: mean |a|")),
                Key("■", "backward", self.tr("backward: log₁₀ |∂L/∂z|"))]

    def help_text(self) -> str:
        columns = self.tr("One column per time step, layer by layer, one tile per unit.") if self.axis.is_time else self.tr(
            "One column per layer, one tile per unit or channel.")
        return columns + " " + self.tr(
                       "On the way forward (blue) a tile shows the size of "
                       "the unit's activation, on the way back (orange) log₁₀ |∂L/∂z|, both as means over up to "
                       "32 samples of the batch: pale tiles towards the input mean that the gradient is dying out. "
                       "Grey tiles get a gradient of exactly zero, magenta tiles hold NaN or infinity. "
                       "The dot is the pass in progress. Click a column to open the layer.")

    def begin(self) -> None:
        self._tiles.forget()

    def relayout(self) -> None:
        count = len(self.sites) if self.sites is not None else 1
        self._columns = Columns(count, float(self.plot.width()), gutter(self.theme))
        size = self.theme.small_size
        top = 0.7 * size + (1.6 * size if self._has_skips() else 0.0)
        bottom = (1.6 if self.plot.height() < 112 else 3.4) * size
        self._box = QRectF(0, top, self.plot.width(), max(self.plot.height() - top - bottom, 10.0))
        self._tiles.place(self._columns, self._box, self.theme, self._ratio())
        self.plot.refresh()

    def draw(self, scene: Scene) -> None:
        self._tiles.colour(scene.frame)
        self._live.update()

    def table(self) -> tuple[list[str], list[list[Any]]]:
        header = ["site", "unit", "mean_abs_activation", "mean_abs_delta"]
        if self.scene is None or self.scene.frame.parts.tiles is None:
            return header, []
        tiles, counts = self.scene.frame.parts.tiles, units_of(self.scene.frame).tolist()
        return header, [[site + 1, unit + 1, float(tiles.activation[site, unit]), float(tiles.delta[site, unit])]
                        for site, count in enumerate(counts) for unit in range(count)]

    def _ratio(self) -> float:
        return 4.0 if self.plot.vector else self.devicePixelRatioF()

    def _has_skips(self) -> bool:
        return self.sites is not None and bool((self.sites.block_start > 0).any())

    # ---- what stands still ------------------------------------------------------------------

    def _paint_backdrop(self, painter: QPainter) -> None:
        theme, columns, box = self.theme, self._columns, self._box
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.control))
        half = 0.42 * columns.gutter
        for slot in (0, columns.sites + 1):
            x = columns.x(slot)
            painter.drawRoundedRect(QRectF(x - half, box.top(), 2 * half, box.height()), 6, 6)
        if self._has_skips():
            self._paint_skips(painter)
        draw_starts(painter, theme, [columns.x(site) - columns.pitch / 2 for site in self.axis.starts], box)
        self._paint_names(painter)

    def _paint_names(self, painter: QPainter) -> None:
        theme, columns = self.theme, self._columns
        painter.setFont(theme.font(theme.small_size))
        painter.setPen(QColor(theme.muted))
        top, height = self._box.bottom() + 0.25 * theme.small_size, 1.5 * theme.small_size
        ends = ((0, self.tr("input")), (columns.sites + 1, self.tr("loss")))
        for slot, text in ends:
            painter.drawText(QRectF(columns.x(slot) - columns.gutter / 2, top, columns.gutter, height), CENTRE, text)
        if self.sites is None:
            return
        width = QFontMetricsF(painter.font()).horizontalAdvance(str(columns.sites)) + 0.8 * theme.small_size
        for site in self.axis.labelled(columns.pitch, width):
            painter.drawText(QRectF(columns.x(site) - 40, top, 80, height), CENTRE, self._label(site))

    def _label(self, site: int) -> str:
        """The number of the layer or time step; the head is called so where it has room."""
        if self.axis.is_head(site) and self._columns.pitch > 3.5 * self.theme.small_size:
            return self.axis.name(site)
        return self.axis.tick(site)

    def _paint_skips(self, painter: QPainter) -> None:
        assert self.sites is not None
        columns, top, theme = self._columns, self._box.top() - 2, self.theme
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(theme.pen(theme.theory, 1.5))
        blocks = sorted({(int(a), int(b)) for a, b in zip(self.sites.block_start, self.sites.block_end, strict=True)
                         if a > 0})
        rise = 1.5 * theme.small_size
        path = QPainterPath()
        for first, last in blocks:
            start = columns.x(first) - columns.pitch / 2 if first > 1 else columns.gutter
            end = columns.x(last) + columns.pitch / 2
            if end - start < 6:
                path.moveTo(start, top - rise / 2)
                path.lineTo(end, top - rise / 2)
                continue
            path.moveTo(start + 1, top)
            path.cubicTo(start + 1, top - rise, end - 1, top - rise, end - 1, top)
        painter.drawPath(path)

    # ---- what moves -------------------------------------------------------------------------

    def _paint_live(self, painter: QPainter) -> None:
        if self.scene is None:
            return
        self._paint_links(painter)
        self._paint_marks(painter)
        self._tiles.paint(painter)
        self._paint_pulse(painter)
        frame, columns, theme = self.scene.frame, self._columns, self.theme
        half = 0.42 * columns.gutter
        ends = [QRectF(columns.x(slot) - half, self._box.top(), 2 * half, self._box.height())
                for slot in (0, columns.sites + 1)]
        if frame.parts.sample is not None:
            draw_input(painter, theme, ends[0], frame.parts.sample)
            draw_outputs(painter, theme, ends[1], frame.parts.sample, self.scene.experiment.loss == "cross_entropy")
        self._paint_footer(painter)

    def _backward(self) -> bool:
        """Whether the picture shows gradients (after the backward pass has begun)."""
        assert self.scene is not None
        return self.scene.frame.snapshot.phase in ("backward", "clip", "update")

    def _paint_links(self, painter: QPainter) -> None:
        """Lines between the columns, in the colour of the pass where it has been."""
        assert self.scene is not None
        columns, theme = self._columns, self.theme
        half = self._tiles.column_width / 2 + 0.4 * theme.small_size
        if columns.pitch - 2 * half < 3:
            return
        y, places = self._box.center().y(), np.array([columns.x(slot) for slot in range(columns.sites + 2)])
        edge = 0.42 * columns.gutter + 3
        start, end = places[:-1] + half, places[1:] - half
        start[0], end[-1] = places[0] + edge, places[-1] - edge
        passed = self._passed()
        color = theme.backward if self._backward() else theme.forward
        for where, pen in ((~passed, theme.pen(theme.grid, 1.5)), (passed, theme.pen(color, 2.0))):
            painter.setPen(pen)
            draw_lines(painter, start[where], y, end[where], y)

    def _passed(self) -> NDArray[np.bool_]:
        """Which of the S + 1 links the pass has travelled; link l leads from slot l to slot l + 1."""
        assert self.scene is not None
        shot = self.scene.frame.snapshot
        reached = shot.reached()
        if self._backward():  # link l is travelled when the site behind it has its gradient
            return np.concatenate([[reached[0]], reached])
        return np.concatenate([reached, [shot.phase == "loss"]])

    def _paint_marks(self, painter: QPainter) -> None:
        """A tint behind the selected column, a frame around the one the pass is at."""
        assert self.scene is not None
        theme, columns, shot = self.theme, self._columns, self.scene.frame.snapshot
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        half = max(self._tiles.column_width / 2 + 0.45 * theme.small_size, 3.0)
        box = QRectF(0, self._box.top() - 5, 2 * half, self._box.height() + 10)
        chosen = box.translated(columns.x(self.scene.selected) - half, 0)
        painter.fillRect(chosen.adjusted(0, 0, 0, 1.5 * theme.small_size).toAlignedRect(), shade(theme.accent, 0.13))
        if shot.cursor and shot.phase in ("forward", "backward"):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.pen(theme.backward if shot.phase == "backward" else theme.forward, 1.8))
            painter.drawRoundedRect(box.translated(columns.x(shot.cursor) - half, 0), 6, 6)

    def _paint_pulse(self, painter: QPainter) -> None:
        """A dot that has just arrived at the current site, with a short tail."""
        assert self.scene is not None
        shot, columns, theme = self.scene.frame.snapshot, self._columns, self.theme
        if shot.phase not in ("forward", "backward", "loss"):
            return
        slot = columns.sites + 1 if shot.phase == "loss" else shot.cursor
        side = 1 if shot.phase == "backward" else -1
        half = self._tiles.column_width / 2 if slot <= columns.sites else 0.42 * columns.gutter
        radius = 0.42 * theme.small_size
        x = columns.x(slot) + side * (half + 0.45 * theme.small_size + radius)
        y = self._box.center().y()
        painter.setPen(Qt.PenStyle.NoPen)
        color = theme.backward if shot.phase == "backward" else theme.forward
        for distance, size, alpha in ((1.7, 0.6, 0.35), (1.0, 0.8, 0.6), (0.0, 1.15, 1.0)):
            painter.setBrush(shade(color, alpha))
            painter.drawEllipse(QPointF(x + side * distance * radius * 1.3, y), size * radius, size * radius)

    def _paint_footer(self, painter: QPainter) -> None:
        assert self.scene is not None
        theme = self.theme
        height = 1.5 * theme.small_size
        top = self._box.bottom() + 1.9 * theme.small_size
        if top + height > self.plot.height() + 2:
            return
        row = QRectF(12, top, self.plot.width() - 24, height)
        middle, plain, bold = row.center().y(), theme.font(theme.small_size), theme.font(theme.small_size, bold=True)
        painter.setPen(QColor(theme.muted))
        self._texts.draw(painter, row.left(), middle, self.tr("input side"), plain)
        if self.scene.frame.snapshot.phase == "ready":
            return
        self._texts.draw(painter, row.center().x(), middle, self._scale_text(), plain, 0.5)
        if self._backward():
            painter.setPen(QColor(theme.backward_text))
            self._texts.draw(painter, row.right(), middle, self.tr("◀ gradient travels this way"), bold, 1.0)
        else:
            painter.setPen(QColor(theme.forward_text))
            self._texts.draw(painter, row.right(), middle, self.tr("signal travels this way ▶"), bold, 1.0)

    def _scale_text(self) -> str:
        """From which to which value the present colour goes."""
        if self._backward():
            low, high = self._tiles.decades
            return self.tr("pale {low} … full {high}").format(low=power_of_ten(low), high=power_of_ten(high))
        return self.tr("pale 0 … full {high}").format(high=short(self._tiles.highest, 2))

    def _on_plot_clicked(self, at: QPointF) -> None:
        site = self._columns.site_at(at.x())
        if site:
            self.site_clicked.emit(site)
