"""What is left of the gradient: measured norms and the product of the factors, on one log axis."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter

from gradsim.snapshot import Snapshot
from ui.scene import Scene, Strand
from ui.views.base import Key
from ui.views.cells import blank, cells
from ui.views.column_text import column_lines
from ui.views.column_view import ColumnView
from ui.views.drawing import draw_flags, draw_hint, draw_starts, draw_x_axis, draw_y_axis, shade, to_pixels
from ui.views.key_rows import KeyRows
from ui.views.paced import Paced
from ui.views.primitives import Dots, Floats, Texts, draw_polyline
from ui.views.ranges import Range, decade_ticks, grown, log10_or_nan
from ui.views.readout import draw_readout
from ui.views.strands import draw_strand, draw_strand_flags, strand_keys, strand_x

START: Range = (-4.0, 0.0)


NARROW, HIGH = 40.0, 7.0  # type sizes


class GradientView(ColumnView):
    """Dots: ‖∂L/∂a_l‖; line: running product × ‖∂L/∂a_S‖; x is the site, y log10."""

    name = "gradient"

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._range: Range | None = None
        self._dots, self._texts, self._keys = (Dots(), Dots()), Texts(), KeyRows()
        self._lines: Paced[tuple[str, ...]] = Paced()
        self._axis = self.plot.add_layer(self._paint_axis, still=True)
        self._marks = self.plot.add_layer(self._paint_marks)
        self.plot.set_movable(False, True)
        self.plot.setMinimumHeight(70)

    def title(self) -> str:
        return self.tr("What is left of the gradient")

    def legend(self) -> list[Key]:
        keys = [] if self._has_keys_inside() else self._own_keys()
        return [*keys, *(strand_keys(self.scene.strands) if self.scene is not None else [])]

    def _own_keys(self) -> list[Key]:
        measured = self.tr("measured ‖∂L/∂hₜ‖") if self.axis.is_time else self.tr("measured ‖∂L/∂aₗ‖")
        return [Key("●", "backward_text", measured), Key("—", "forward_text", self.tr("product of the factors"))]

    def _has_keys_inside(self) -> bool:
        """Whether the card is too narrow for the keys in its header, and high enough for them above the axes."""
        size = self.theme.base_size
        return self.plot.width() < NARROW * size and self.plot.height() >= HIGH * size

    def help_text(self) -> str:
        if self.axis.is_time:
            return self.tr("Orange: the measured norm ‖∂L/∂hₜ‖ of the gradient that arrives at each time step. Blue: what "
                           "the product of the factors of all later steps predicts, times the gradient of the head. The "
                           "axis is logarithmic: a straight slope means that every step takes the same share. Hollow dots "
                           "are from the training step before. 0 and NaN have marks of their own, at the "
                           "edges.") + " " + self.mouse_text()
        return self.tr("Orange: the measured norm ‖∂L/∂aₗ‖ of the gradient that arrives at each layer. Blue: what the "
                       "chain rule predicts, the product of the factors of all layers behind it times the gradient of "
                       "the last layer. The axis is logarithmic: a straight slope means that every layer takes the "
                       "same share. Hollow dots are from the step before. 0 and NaN have marks of their own, at the "
                       "edges. Squares, triangles and diamonds are compared runs; those of another depth are drawn by "
                       "relative depth.") + " " + self.mouse_text()

    def begin(self) -> None:
        self._range = None
        self.plot.restore()

    def relayout(self) -> None:
        self.place_columns()
        side, size = self.columns.gutter, self.theme.small_size
        if self._keys.place(self._own_keys() if self._has_keys_inside() else [], self.theme, self.plot.size()):
            self.header_changed.emit()
        self.plot.set_margins(side, 0.8 * size + self._keys.height(self.theme), side, 1.9 * size)
        self.plot.set_range(self.span.shown, self._range or START)
        self.plot.set_x_range(self.span.shown)
        self.plot.refresh()

    def point(self) -> None:
        self._marks.update()

    def draw(self, scene: Scene) -> None:
        measured, product = self._curves(scene)
        strands = [log10_or_nan(strand.snapshot.grad_activation_norm) for strand in scene.strands]
        wanted = grown(self._range, np.concatenate([measured, product, *strands]), 1.0, least=4.0, pad=0.15)
        if wanted != self._range:
            self._range = wanted
            self.relayout()
        self._marks.update()

    def table(self) -> tuple[list[str], list[list[Any]]]:
        header = ["site", "name", "grad_activation_norm", "running_product", "product_times_last", "reached"]
        if self.scene is None:
            return header, []
        shot = self.scene.frame.snapshot
        last = float(shot.grad_activation_norm[-1])
        unknown = shot.missing("running_product") | shot.missing("grad_activation_norm")[-1]
        rows = zip(shot.sites.site.tolist(), shot.sites.name.tolist(), cells(shot, "grad_activation_norm"),
                   cells(shot, "running_product"), blank(shot.running_product * last, unknown), shot.reached().tolist(),
                   strict=True)
        return header, [list(row) for row in rows]

    # ---- painting ---------------------------------------------------------------------------

    @staticmethod
    def _curves(scene: Scene) -> tuple[Floats, Floats]:
        """log10 of the measured norms and of what the product predicts, NaN where there is none, (S,) each."""
        shot = scene.frame.snapshot
        measured = log10_or_nan(shot.grad_activation_norm)
        return measured, log10_or_nan(shot.running_product) + measured[-1]

    def _paint_axis(self, painter: QPainter) -> None:
        area, theme = self.plot.area(), self.theme
        self._keys.paint(painter, theme)
        ticks = decade_ticks(self.plot.shown()[1], max(2, int(area.height() / (1.8 * theme.small_size))))
        draw_y_axis(painter, theme, area, to_pixels(ticks, self.plot.to_y([at for at, _ in ticks])),
                    self.plot.width() - 12.0)
        if self.sites is None:
            return
        draw_starts(painter, theme, self.columns.starts(self.axis.starts), area)
        inside = [(self.columns.x(site), text) for site, text in self.labels().items()]
        draw_x_axis(painter, theme, area.adjusted(0, 0, self.columns.gutter - 12, 0), inside, self.axis.title())

    def _paint_marks(self, painter: QPainter) -> None:
        if self.scene is None:
            return
        area, theme, shot = self.plot.area(), self.theme, self.scene.frame.snapshot
        measured, product = self._curves(self.scene)
        x, y, predicted = self.columns.site_x(), self.plot.to_y(measured), self.plot.to_y(product)
        fresh = _fresh(shot)
        norms = shot.grad_activation_norm
        unknown = shot.missing("grad_activation_norm") | (np.isnan(norms) & ~fresh)
        painter.setClipRect(area.adjusted(-8, -8, 8, 8))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        self.paint_columns(painter, area, 0.7)
        beside = [self._place(strand) for strand in self.scene.strands]
        for strand, (along, up) in zip(self.scene.strands, beside, strict=True):
            draw_strand(painter, theme, strand.color, along, up)
            norm = strand.snapshot.grad_activation_norm
            absent = strand.snapshot.missing("grad_activation_norm") | (np.isnan(norm) & ~_fresh(strand.snapshot))
            draw_strand_flags(painter, theme, strand.color, area, along, norm, absent)
        painter.setPen(theme.pen(theme.forward, 2.0))
        draw_polyline(painter, x, predicted)
        self._paint_measured(painter, x, y, fresh)
        draw_flags(painter, theme, area, x, norms, unknown)
        painter.setClipping(False)
        if unknown.all():
            draw_hint(painter, theme, area, self.tr("No gradient yet: take a step, or play."))
        else:
            self._paint_selected_readout(painter, [(x, y), *beside])
        self.paint_readout(painter, x, y)

    def _paint_measured(self, painter: QPainter, x: Floats, y: Floats, fresh: NDArray[np.bool_]) -> None:
        """Dots, filled where they belong to this step; a line and small dots where columns are narrow."""
        assert self.scene is not None
        theme = self.theme
        pitch = self.columns.pitch
        radius = min(max(0.3 * pitch, 1.2), 4.6) * theme.pen_scale**0.7
        good = np.isfinite(y)
        if pitch < 5:
            for where, alpha in ((~fresh, 0.45), (fresh, 1.0)):
                painter.setPen(theme.pen(shade(theme.backward, alpha).name(QColor.NameFormat.HexArgb), 2.2))
                draw_polyline(painter, x, np.where(where, y, np.nan))
        else:
            outline = theme.pen(theme.backward, 1.6)
            for dots, where, fill in ((self._dots[0], good & ~fresh, theme.card),
                                      (self._dots[1], good & fresh, theme.backward)):
                dots.draw(painter, x[where], y[where], radius, outline, fill)
        for site in {self.scene.selected, self.span.site}:
            if 1 <= site <= len(x) and good[site - 1]:
                painter.setPen(theme.pen(theme.backward, 1.6))
                painter.setBrush(QColor(theme.backward if fresh[site - 1] else theme.card))
                painter.drawEllipse(QPointF(x[site - 1], y[site - 1]), 1.5 * radius + 1, 1.5 * radius + 1)

    def _place(self, strand: Strand) -> tuple[Floats, Floats]:
        """Where the points of a run beside stand, in pixels."""
        norm = log10_or_nan(strand.snapshot.grad_activation_norm)
        return strand_x(self.columns, len(norm)), self.plot.to_y(norm)

    def _paint_selected_readout(self, painter: QPainter, points: list[tuple[Floats, Floats]]) -> None:
        """Two lines on the selected site, where there is room and the mouse is at none; all points are avoided."""
        assert self.scene is not None
        site, area = self.scene.selected, self.plot.area()
        if site not in self.columns.visible or self.span.site or area.height() < 11.5 * self.theme.small_size:
            return
        x, y = points[0]
        anchor = y[site - 1] if np.isfinite(y[site - 1]) else area.center().y()
        lines = self._lines.get((site, self.axis.name(site)), self.scene.frame.running, partial(self._two_lines, site))
        draw_readout(painter, self.theme, area, QPointF(x[site - 1], anchor), lines,
                     np.concatenate([along for along, _ in points]), np.concatenate([up for _, up in points]), self._texts)

    def _two_lines(self, site: int) -> tuple[str, ...]:
        assert self.scene is not None
        return column_lines(self.scene, self.axis, site)[:2]


def _fresh(shot: Snapshot) -> NDArray[np.bool_]:
    """The sites whose gradient belongs to the step in progress, (S,)."""
    if shot.phase in ("forward", "loss"):
        return np.zeros(len(shot.sites), dtype=bool)
    return shot.reached()
