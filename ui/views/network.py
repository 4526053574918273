"""The network, layer by layer, with the pulse of the forward and the backward pass."""

from __future__ import annotations

import math
import time
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter

from gradsim.parts import Sample, is_small
from ui.scene import Scene
from ui.views.arcs import Arcs, block_shares, thickness
from ui.views.base import Key, View
from ui.views.column_view import ColumnView
from ui.views.ends import draw_input, draw_outputs, ends
from ui.views.flow import draw_backdrop, draw_between, draw_cursor, draw_dot, draw_flow
from ui.views.footer import Footer
from ui.views.link_modes import LinkModes
from ui.views.network_help import network_help, network_legend
from ui.views.neurons import Hit, Neurons
from ui.views.overview import MANY, Overview
from ui.views.pulse import Clock, is_blurred, on_the_way_back, passed_links, place
from ui.views.strips import Strips
from ui.views.tile_scale import TileScale
from ui.views.tiles import UNIT_COLUMNS, TileImage, unit_rows
from ui.views.unit_text import end_at, subject_lines

FRAME_MS = 16
LINK_SECONDS = 0.003  # of every frame of a running net may go into drawing links
STRIP = 9  # pixels of the overview
PER_SECOND = 60  # micro-steps; faster ones come with every frame


class NetworkView(ColumnView):
    """Input, a column of units per site, outputs and loss; see :mod:`ui.views.columns` for the places.

    Small networks show units and links (``mode`` says which number of a link), others a tile per unit.
    """

    name = "network"
    needs = frozenset({"tiles", "sample", "links", "skips"})

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._scale = TileScale()
        self._tiles, self._strips = TileImage(self._scale), Strips(self._scale)
        self._neurons, self._arcs = Neurons(), Arcs()
        self._overview, self._footer, self._clock = Overview(), Footer(), Clock()
        self._box, self._whole = QRectF(), QRectF()  # of the main run, and of all
        self._marks_answer = False
        self.mode = LinkModes(self)
        self.mode.currentIndexChanged.connect(self._on_mode_changed)
        self.tools.append(self.mode)
        self._backdrop = self.plot.add_layer(self._paint_backdrop, still=True)
        self._live = self.plot.add_layer(self._paint_live)
        self._beat = QTimer(self)
        self._beat.setTimerType(Qt.TimerType.PreciseTimer)
        self._beat.setInterval(FRAME_MS)
        self._beat.timeout.connect(self._on_beat_timeout)
        self._again = QTimer(self)  # for links that are still to be drawn
        self._again.setSingleShot(True)
        self._again.setInterval(FRAME_MS)
        self._again.timeout.connect(self._live.update)
        self.plot.setMinimumHeight(110)

    def title(self) -> str:
        return self.tr("Network")

    def legend(self) -> list[Key]:
        return network_legend(self._has_skips(), self._marks_answer)

    def help_text(self) -> str:
        return network_help(self.axis.is_time, self.shows_neurons, self._has_skips(), self._marks_answer, self.mouse_text())

    def begin(self) -> None:
        self._scale.forget()
        self._tiles.forget()
        self._strips.forget()
        self._neurons.forget()
        self._clock.forget()
        self.subject = None
        self.mode.setVisible(self._is_small())

    def relayout(self) -> None:
        self.place_columns()
        size, height = self.theme.small_size, float(self.plot.height())
        top = 0.7 * size + (2.0 * size if self._has_skips() else 0.0)
        strip = STRIP + 0.4 * size if self.span.count >= MANY or not self.span.is_whole else 0.0
        foot = 1.8 * size if height >= 112 + strip else 0.0
        self._whole = QRectF(0, top, self.plot.width(), max(height - top - 1.6 * size - strip - foot, 10.0))
        strands = self.scene.strands if self.scene is not None else ()
        self._strips.place(strands, self.columns, self._whole, self.theme, self._ratio())
        self._box = self._strips.main
        self._overview.place(self.columns, self.span, self._whole.bottom() + 1.75 * size, STRIP)
        self._footer.place(QRectF(12, height - foot, self.plot.width() - 24, 1.5 * size) if foot else QRectF())
        self._tiles.place(self.columns, self._box, self.theme, self._ratio())
        if self._is_small() and self.sites is not None:
            self._neurons.place(self.columns, self._box, self.theme, self.sites)
        self.plot.refresh()

    def point(self) -> None:
        self.subject = None
        if self.pointer is not None and self.scene is not None:
            self.subject = (self._neurons.hit(self.pointer) if self.shows_neurons else None) or end_at(
                self.scene, self.theme, self._ends(), self.pointer)
        self._live.update()

    def draw(self, scene: Scene) -> None:
        now = time.monotonic()
        self._clock.note(scene.frame, now)
        if self._strips.is_new(scene.strands):
            self.relayout()
        parts = scene.frame.parts
        self._note_answer(parts.sample)
        if parts.tiles is not None:
            self._scale.take([parts.tiles, *self._strips.shown(scene.strands)])
            self._tiles.colour(scene.frame.snapshot, parts.tiles, self.is_blurred)
        self._strips.colour(self.is_blurred)
        self._overview.colour(self._tiles.summary)
        if self.shows_neurons and parts.links is not None and parts.sample is not None:
            self._neurons.take(parts.links, self.mode.choice, self._tiles.colours, parts.sample.inputs)
        moves = 0 < self._clock.rate < PER_SECOND and not self.is_blurred
        if moves != self._beat.isActive():
            self._beat.start() if moves else self._beat.stop()
        self._live.update()

    def _note_answer(self, sample: Sample | None) -> None:
        """Whether one of the outputs is known to be the right one: the legend then says how it is marked."""
        marked = sample is not None and sample.target is not None and sample.target < sample.outputs.size
        if marked != self._marks_answer:
            self._marks_answer = marked
            self.header_changed.emit()

    def choice(self) -> str:
        return str(self.mode.choice)

    def choose(self, word: str) -> None:
        self.mode.choose(word)

    def adopt(self, other: View) -> None:
        self.choose(other.choice())
        super().adopt(other)

    def retranslate(self) -> None:
        self.mode.retranslate()
        super().retranslate()

    def table(self) -> tuple[list[str], list[list[Any]]]:
        if self.scene is None or self.scene.frame.parts.tiles is None:
            return UNIT_COLUMNS, []
        return UNIT_COLUMNS, unit_rows(self.scene.frame.snapshot.sites, self.scene.frame.parts.tiles)

    # ---- what is shown ----------------------------------------------------------------------

    @property
    def shows_neurons(self) -> bool:
        """Whether units and links are drawn, rather than tiles."""
        return self._is_small() and self.mode.choice != "tiles"

    @property
    def is_blurred(self) -> bool:
        """Whether the passes are too fast to be followed."""
        return is_blurred(self._clock.rate, self.axis.count)

    def lines(self) -> tuple[str, ...]:
        assert self.scene is not None
        return subject_lines(self.scene, self.axis, self.subject) if self.subject is not None else super().lines()

    def _width(self) -> float:
        """Pixels across what stands in a column."""
        return self._neurons.width if self.shows_neurons else self._tiles.column_width

    def _is_small(self) -> bool:
        return self.sites is not None and is_small(self.sites)

    def _ratio(self) -> float:
        return 4.0 if self.plot.vector else self.devicePixelRatioF()

    def _has_skips(self) -> bool:
        return self.sites is not None and self.sites.has_blocks

    def _backward(self) -> bool:
        """Whether the picture shows gradients (after the backward pass has begun)."""
        assert self.scene is not None
        return self.is_blurred or on_the_way_back(self.scene.frame.snapshot.phase)

    # ---- what stands still ------------------------------------------------------------------

    def _paint_backdrop(self, painter: QPainter) -> None:
        draw_backdrop(painter, self.theme, self.columns, self._box, self._whole.bottom(), self.axis.starts, self.labels(),
                      (self.tr("input"), self.tr("loss")))

    def _ends(self) -> tuple[QRectF, QRectF]:
        """Where the input and the loss stand."""
        return ends(self.columns, self._box)

    # ---- what moves -------------------------------------------------------------------------

    def _paint_live(self, painter: QPainter) -> None:
        if self.scene is None or self.sites is None:
            return
        frame, theme, parts = self.scene.frame, self.theme, self.scene.frame.parts
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        self.paint_columns(painter, self._whole.adjusted(0, -5, 0, 5 + 1.5 * theme.small_size))
        first, last = self._ends()
        neurons = self.shows_neurons
        if parts.sample is not None:
            if not neurons or self._neurons.inputs_are_points(int(self.sites.fan_in[0])):
                draw_input(painter, theme, first, parts.sample)
            draw_outputs(painter, theme, last, parts.sample, self.scene.experiment.loss == "cross_entropy")
        inner = QRectF(self.columns.gutter, 0, self.columns.width - 2 * self.columns.gutter, self.plot.height())
        if not self.span.is_whole:
            painter.setClipRect(inner)
        if self._has_skips():
            self._arcs.paint(painter, theme, self.columns, self._box, self.sites, parts.skips, theme.backward)
        if neurons:
            seconds = LINK_SECONDS if frame.running else math.inf
            if not self._neurons.paint(painter, QRectF(self.plot.rect()), self._ratio(), self.plot.vector, seconds):
                self._again.start()
        else:
            self._paint_links(painter)
        self._paint_pulse(painter)
        if not neurons:
            self._tiles.paint(painter)
        self._strips.paint_cells(painter)
        if frame.snapshot.phase in ("forward", "backward") and frame.snapshot.cursor and not self.is_blurred:
            color = theme.backward if self._backward() else theme.forward
            draw_cursor(painter, theme, self.columns, self._box, frame.snapshot.cursor, self._width(), color)
        painter.setClipping(False)
        self._strips.paint_words(painter)
        if isinstance(self.subject, Hit) and neurons:
            self._neurons.paint_hit(painter, self.subject)
        self._overview.paint(painter, theme, self.span)
        thickest = self._neurons.peak.get(self.mode.choice) if neurons else None
        self._footer.paint(painter, theme, frame, self._backward(), self._scale, thickest,
                           self._clock.steps_per_second() if self.is_blurred else None)
        self.paint_readout(painter, np.zeros(0), np.zeros(0))

    def _paint_links(self, painter: QPainter) -> None:
        assert self.scene is not None
        assert self.sites is not None
        wide = np.full(len(self.sites) + 1, thickness(np.nan))
        if self._backward() and self._has_skips():
            branch = block_shares(self.sites, self.scene.frame.parts.skips)[1]
            wide[:-1] = np.round([thickness(share) for share in branch])
        color = self.theme.backward if self._backward() else self.theme.forward
        draw_between(painter, self.theme, self.columns, self._box, self._tiles.column_width, wide,
                     passed_links(self.scene.frame.snapshot, self.is_blurred), color)

    def _paint_pulse(self, painter: QPainter) -> None:
        """Where the pass is, also on the way to its next micro-step; arrows both ways where it is too fast for that."""
        assert self.scene is not None
        shot, theme = self.scene.frame.snapshot, self.theme
        if self.is_blurred:
            if not self.shows_neurons:
                draw_flow(painter, theme, self.columns, self._box.center().y(), self._tiles.column_width)
            return
        slot = place(shot.phase, shot.cursor, self.columns.sites, self._clock.share(time.monotonic()))
        if slot is None:
            return
        back = shot.phase in ("backward", "loss") and slot < self.columns.sites + 1
        color = theme.backward if back else theme.forward
        if self.shows_neurons:
            self._neurons.paint_pulse(painter, slot, color)
        if not self.shows_neurons or not 0 < slot < self.columns.sites:
            draw_dot(painter, theme, self.columns, self._box.center().y(), slot, 1 if back else -1, self._width(),
                     color)

    # ---- mouse and time ---------------------------------------------------------------------

    def _on_mode_changed(self, index: int) -> None:
        if self.scene is not None:
            self.draw(self.scene)
        self.header_changed.emit()

    def _on_beat_timeout(self) -> None:
        if self.isVisible():
            self._live.update()
        else:
            self._beat.stop()

    def _on_plot_dragged(self, pixels: float) -> None:
        pressed = self.plot.pressed_at
        if pressed is not None and self._overview.holds(pressed):
            self.span.pan(pixels / max(self._overview.strip.width(), 1.0) * self.span.count)
        else:
            super()._on_plot_dragged(pixels)

    def site_at(self, at: QPointF) -> int:
        return 0 if self._overview.holds(at) else super().site_at(at)

    def _on_plot_clicked(self, at: QPointF) -> None:
        if self._overview.holds(at):
            low, high = self.span.shown
            self.span.pan(self._overview.site(at.x(), self.span) - (low + high) / 2)
            return
        super()._on_plot_clicked(at)
