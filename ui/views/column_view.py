"""ColumnView: a picture whose columns are the sites. All of a page show the same sites, and mark the one pointed at."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter

from gradsim.experiment import Experiment
from gradsim.snapshot import Sites
from ui.views.base import View
from ui.views.column_text import column_lines
from ui.views.columns import Columns, gutter
from ui.views.drawing import shade
from ui.views.paced import Paced
from ui.views.primitives import Floats, Texts
from ui.views.readout import draw_readout
from ui.views.span import Span

KEYS = {Qt.Key.Key_Plus: 0.5, Qt.Key.Key_Equal: 0.5, Qt.Key.Key_Minus: 2.0}
COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class ColumnView(View):
    """``columns`` places the sites; ``span`` is what they are of, shared by the pictures of a page.

    Wheel and drag move the span, plus and minus zoom, A and a double click beside the columns show all sites. A click
    selects, a double click opens.
    """

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.columns = Columns(1, 1.0, 1.0)
        self.span = Span(self)
        self.pointer: QPointF | None = None
        self.subject: object = None  # what is pointed at, where a column holds several things
        self._readout_texts, self._readout_lines = Texts(), Paced[tuple[str, ...]]()
        self._follow(self.span)
        self.plot.steered = True
        self.plot.clicked.connect(self._on_plot_clicked)
        self.plot.hovered.connect(self._on_plot_hovered)
        self.plot.left.connect(self._on_plot_left)
        self.plot.wheeled.connect(self._on_plot_wheeled)
        self.plot.dragged.connect(self._on_plot_dragged)
        self.plot.restored.connect(self._on_plot_restored)

    def share(self, span: Span) -> None:
        """From now on show what ``span`` says, as the other pictures of the page do."""
        self.span.moved.disconnect(self._on_span_moved)
        self.span.pointed.disconnect(self._on_span_pointed)
        self.span = span
        self._follow(span)

    def _follow(self, span: Span) -> None:
        span.moved.connect(self._on_span_moved)
        span.pointed.connect(self._on_span_pointed)

    def reset(self, experiment: Experiment, sites: Sites) -> None:
        self.span.reset(len(sites))
        super().reset(experiment, sites)

    def adopt(self, other: View) -> None:
        super().adopt(other)
        if isinstance(other, ColumnView):
            self.span.show(*other.span.shown)

    def place_columns(self) -> None:
        """Bring ``columns`` up to date with size, theme, network and span."""
        self.columns = Columns(self.axis.count, float(self.plot.width()), gutter(self.theme), self.span.shown)

    def labels(self) -> dict[int, str]:
        """The sites that get a label, the same in every picture, and what it is."""
        measure = QFontMetricsF(self.theme.font(self.theme.small_size))
        width = measure.horizontalAdvance(str(self.columns.sites)) + self.theme.small_size
        chosen = self.axis.labelled(self.columns.pitch, width) if self.sites is not None else []
        return {site: self.label(site) for site in chosen if site in self.columns.visible}

    def label(self, site: int) -> str:
        """The number of the layer or time step; the head is called so where it has room."""
        if self.axis.is_head(site) and self.columns.pitch > 3.5 * self.theme.small_size:
            return self.axis.name(site)
        return self.axis.tick(site)

    def mouse_text(self) -> str:
        """What mouse and keys do in a picture of columns; the end of its help."""
        if self.axis.is_time:
            return QCoreApplication.translate(
                "ColumnView", "The wheel shows fewer or more columns, drag moves them. A click chooses a time step, a "
                "double click opens it in the Layer perspective; A or a double click beside the columns shows all.")
        return QCoreApplication.translate(
            "ColumnView", "The wheel shows fewer or more columns, drag moves them. A click chooses a layer, a double click "
            "opens it in the Layer perspective; A or a double click beside the columns shows all.")

    def point(self) -> None:
        """Another column is pointed at: draw what marks it."""

    # ---- marks ------------------------------------------------------------------------------

    def paint_columns(self, painter: QPainter, area: QRectF, strength: float = 1.0) -> None:
        """A tint over the selected column, a weaker one over that which the mouse is at; the same in every picture."""
        assert self.scene is not None
        for site, alpha in ((self.scene.selected, 0.14), (self.span.site, 0.09)):
            if site in self.columns.visible:
                painter.fillRect(self.band(site, area).toAlignedRect(), shade(self.theme.accent, strength * alpha))

    def band(self, site: int, area: QRectF) -> QRectF:
        """The column of a site from the top to the bottom of ``area``, at least 3 pixels wide, between the gutters."""
        half = max(min(self.columns.pitch / 2, 2.6 * self.theme.base_size), 1.5)
        x, side = self.columns.x(site), self.columns.gutter
        left, right = max(x - half, side), min(x + half, self.columns.width - side)
        return QRectF(left, area.top(), max(right - left, 1.0), area.height())

    def paint_readout(self, painter: QPainter, x: Floats, y: Floats) -> None:
        """The numbers of the column that the mouse is at, beside it; the points (x, y) are avoided where possible."""
        if self.scene is None or self.pointer is None or not (self.span.site or self.subject):
            return
        frame = self.scene.frame
        lines = self._readout_lines.get((self.span.site, self.subject, frame.snapshot.phase), frame.running, self.lines)
        area = QRectF(2, 2, self.plot.width() - 4, self.plot.height() - 4)
        draw_readout(painter, self.theme, area, self.pointer, lines, x, y, self._readout_texts)

    def lines(self) -> tuple[str, ...]:
        """What is said of what is pointed at: a title and plain lines."""
        assert self.scene is not None
        return column_lines(self.scene, self.axis, self.span.site)

    # ---- mouse and keys ---------------------------------------------------------------------

    def site_at(self, at: QPointF) -> int:
        return self.columns.site_at(at.x()) if self.sites is not None else 0

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _zoom(event):
            event.accept()  # in a picture these keys are the picture's
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        factor = _zoom(event)
        if not factor:
            super().keyPressEvent(event)
            return
        low, high = self.span.shown
        self.span.zoom(factor, self.span.site or (low + high) / 2)

    def _on_plot_clicked(self, at: QPointF) -> None:
        site = self.site_at(at)
        if site:
            self.site_clicked.emit(site)

    def _on_plot_hovered(self, at: QPointF) -> None:
        site = self.site_at(at)
        self.pointer = at
        self.plot.viewport().setCursor(Qt.CursorShape.PointingHandCursor if site else Qt.CursorShape.ArrowCursor)
        self.span.point_at(site)
        self.point()

    def _on_plot_left(self) -> None:
        self.pointer = None
        self.span.point_at(0)
        self.point()

    def _on_plot_wheeled(self, factor: float, x: float) -> None:
        low = self.span.shown[0]
        self.span.zoom(factor, low + (x - self.columns.gutter) / self.columns.pitch)

    def _on_plot_dragged(self, pixels: float) -> None:
        self.span.pan(-pixels / self.columns.pitch)

    def _on_plot_restored(self) -> None:
        self.span.restore()

    def _on_span_moved(self) -> None:
        self.relayout()
        if self.scene is not None and len(self.scene.frame.snapshot.sites) == self.span.count:
            self.draw(self.scene)

    def _on_span_pointed(self) -> None:
        self.point()


def _zoom(event: QKeyEvent) -> float:
    """How much more of the sites a key shows; 0: it does something else."""
    return KEYS.get(Qt.Key(event.key()), 0.0) if not event.modifiers() & COMMANDS else 0.0
