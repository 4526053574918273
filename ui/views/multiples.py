"""Small multiples: gradient over time, site × step, of each compared run, side by side on one colour scale."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QLinearGradient, QPainter

from ui.curves import Curves
from ui.scene import Scene
from ui.views.base import Key, View
from ui.views.drawing import LEFT, RIGHT, apart, draw_hint
from ui.views.heat import Heat
from ui.views.numbers import short, steps
from ui.views.ranges import step_limit
from ui.views.scales import COLOURS, LogScale
from ui.views.strands import MARKS

COLUMN = "grad_activation_norm"
MOST = 4


class MultiplesView(View):
    """One panel per run, the main one first; the first site on top, as many steps across in all of them."""

    name = "multiples"
    pause = 0.09

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._scale = LogScale()
        self._heats = [Heat() for _ in range(MOST)]
        self._marks = (False, False)
        self._picture = self.plot.add_layer(self._paint)
        self.plot.setMinimumHeight(70)
        self.plot.clicked.connect(self._on_plot_clicked)
        self.plot.hovered.connect(self._on_plot_hovered)

    def title(self) -> str:
        return self.tr("Gradient over time, run by run")

    def subtitle(self) -> str:
        return self.tr("log₁₀ ‖∂L/∂hₜ‖, time step × training step") if self.axis.is_time else self.tr(
            "log₁₀ ‖∂L/∂aₗ‖, layer × step")

    def legend(self) -> list[Key]:
        zero, broken = self._marks
        return [*([Key("■", COLOURS["zero"], self.tr("exactly 0"))] if zero else []),
                *([Key("■", COLOURS["broken"], self.tr("NaN or ∞"))] if broken else [])]

    def help_text(self) -> str:
        return self.tr("One picture per run, all on the same colour scale and the same steps: each column is a training "
                       "step, each row a layer (or time step), the first on top. A dark top means that the gradient does "
                       "not reach the first layers. Nets of another depth fill the same height. Exact zeros are grey-blue, "
                       "NaN and ∞ are cyan: they are not on the scale.")

    def begin(self) -> None:
        self._scale.forget()
        for heat in self._heats:
            heat.forget()
        self._marks = (False, False)

    def relayout(self) -> None:
        size = self.theme.small_size
        self.plot.set_margins(1.2 * size, 0.2 * size, 6.4 * size, 0.4 * size)
        self.plot.refresh()

    def draw(self, scene: Scene) -> None:
        records = self._records(scene)
        while any(self._take(heat, curves) for heat, curves in zip(self._heats, records, strict=False)):
            pass  # the scale of all has grown: once more
        shown = self._heats[:len(records)]
        marks = (any(heat.has_zero for heat in shown), any(heat.has_broken for heat in shown))
        if marks != self._marks:
            self._marks = marks
            self.header_changed.emit()
        self._picture.update()

    def _take(self, heat: Heat, curves: Curves) -> bool:
        """Colour what is new; returns whether the scale has changed."""
        heat.use(self._scale, self.theme.raised)
        known = hash((curves.revision, id(curves), self._scale.range))
        return heat.take(curves.site_values(COLUMN), None, curves.capacity, known)

    @staticmethod
    def _records(scene: Scene) -> list[Curves]:
        return [scene.curves, *(strand.curves for strand in scene.strands)][:MOST]

    def table(self) -> tuple[list[str], list[list[Any]]]:
        header = ["run", "step", "site", COLUMN]
        if self.scene is None:
            return header, []
        rows: list[list[Any]] = []
        for label, curves in zip([self.tr("Main run"), *(strand.label for strand in self.scene.strands)],
                                 self._records(self.scene), strict=True):
            for step, values in zip(curves.step.tolist(), curves.site_values(COLUMN).tolist(), strict=True):
                rows += [[label, step, site, value] for site, value in enumerate(values, 1)]
        return header, rows

    # ---- painting ---------------------------------------------------------------------------

    def _panels(self) -> list[QRectF]:
        """Where the pictures stand; without another run the main one leaves room for a hint."""
        assert self.scene is not None
        area, size = self.plot.area(), self.theme.small_size
        count = len(self._records(self.scene))
        gap, left = 1.0 * size, 2.2 * size
        width = (area.width() - (max(count, 2) - 1) * gap) / max(count, 2)
        top, bottom = area.top() + 1.6 * size, area.bottom() - 1.4 * size
        return [QRectF(area.left() + place * (width + gap) + left, top, max(width - left, 1.0), max(bottom - top, 1.0))
                for place in range(count)]

    def _limit(self) -> int:
        assert self.scene is not None
        return step_limit(max(10, *(curves.last_step + 1 for curves in self._records(self.scene))))

    def _paint(self, painter: QPainter) -> None:
        if self.scene is None:
            return
        theme, scene, panels = self.theme, self.scene, self._panels()
        names = [("●", "text", self.tr("Main run")),
                 *((MARKS[strand.color], strand.color, strand.label) for strand in scene.strands)]
        limit = self._limit()
        for rect, (mark, color, label), heat, curves in zip(panels, names, self._heats, self._records(scene), strict=False):
            painter.fillRect(rect, QColor(theme.raised))
            self._paint_panel(painter, rect, heat, curves, limit)
            self._paint_words(painter, rect, mark, color, label, curves, limit)
        self._paint_bar(painter, panels[0])
        area = self.plot.area()
        if not len(scene.curves):
            draw_hint(painter, theme, panels[0], self.tr("No step is complete yet."))
        if len(panels) == 1:
            left = panels[0].right() + theme.small_size
            draw_hint(painter, theme, QRectF(left, area.top(), area.right() - left, area.height()),
                      self.tr("Every variant gets its picture here: press a button above, then play."))

    def _paint_panel(self, painter: QPainter, rect: QRectF, heat: Heat, curves: Curves, limit: int) -> None:
        if not len(curves):
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        left = rect.left() + rect.width() * float(curves.step[0]) / limit
        right = rect.left() + rect.width() * min(float(curves.step[-1] + curves.stride) / limit, 1.0)
        painter.drawImage(QRectF(left, rect.top(), max(right - left, 1.0), rect.height()), heat.image())

    def _paint_words(self, painter: QPainter, rect: QRectF, mark: str, color: str, label: str, curves: Curves,
                     limit: int) -> None:
        theme, size = self.theme, self.theme.small_size
        bold, plain = theme.font(size, bold=True), theme.font(size)
        height = 1.4 * size
        painter.setFont(bold)
        painter.setPen(QColor(getattr(theme, color)))
        text = QFontMetricsF(bold).elidedText(f"{mark} {label}", Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(QRectF(rect.left(), rect.top() - height - 1, rect.width(), height), LEFT, text)
        painter.setFont(plain)
        painter.setPen(QColor(theme.muted))
        count = curves.site_values(COLUMN).shape[1] if len(curves) else 0
        for site, top in ((1, rect.top()), (count, rect.bottom() - height)):
            if count and (site == 1 or (count > 1 and rect.height() > 2.4 * size)):
                painter.drawText(QRectF(rect.left() - 2.2 * size, top, 1.8 * size, height), RIGHT, str(site))
        painter.drawText(QRectF(rect.left(), rect.bottom(), rect.width(), height), LEFT, "0")
        painter.drawText(QRectF(rect.left(), rect.bottom(), rect.width(), height), RIGHT, steps(limit))

    def _paint_bar(self, painter: QPainter, like: QRectF) -> None:
        """The colour scale at the right."""
        theme, size = self.theme, self.theme.small_size
        bar = QRectF(self.plot.area().right() + 1.2 * size, like.top(), 1.0 * size, like.height())
        gradient = QLinearGradient(bar.bottomLeft(), bar.topLeft())
        for share, color in self._heats[0].stops():
            gradient.setColorAt(share, QColor(color))
        painter.fillRect(bar, gradient)
        low, high = self._scale.range
        painter.setPen(QColor(theme.muted))
        painter.setFont(theme.font(size))
        ticks = self._scale.ticks(max(2, int(bar.height() / (1.9 * size))))
        labels = [(min(max(bar.bottom() - (at - low) / (high - low) * bar.height(), bar.top() + size / 2),
                       bar.bottom() - size / 2), label) for at, label in ticks]
        for y, label in apart(labels, 1.1 * size):
            painter.drawText(QRectF(bar.right() + 4, y - 0.7 * size, 60, 1.4 * size), LEFT, label)

    # ---- mouse ------------------------------------------------------------------------------

    def _place(self, at: QPointF) -> tuple[int, int, int] | None:
        """Panel, bin and site (1…) under the mouse."""
        if self.scene is None:
            return None
        for place, (rect, curves) in enumerate(zip(self._panels(), self._records(self.scene), strict=True)):
            if rect.contains(at) and len(curves):
                step = (at.x() - rect.left()) / rect.width() * self._limit()
                index = int(np.searchsorted(curves.step, step, side="right")) - 1
                count = curves.site_values(COLUMN).shape[1]
                site = min(int((at.y() - rect.top()) / rect.height() * count) + 1, count)
                return (place, index, site) if index >= 0 and step < curves.step[-1] + curves.stride else None
        return None

    def _on_plot_hovered(self, at: QPointF) -> None:
        found, text = self._place(at), ""
        if found is not None and self.scene is not None:
            place, index, site = found
            curves = self._records(self.scene)[place]
            text = self.tr("step {step} · site {site} · {value}").format(
                step=int(curves.step[index]), site=site, value=short(float(curves.site_values(COLUMN)[index, site - 1])))
        if self.plot.toolTip() != text:
            self.plot.setToolTip(text)

    def site_at(self, at: QPointF) -> int:
        found = self._place(at)
        return found[2] if found is not None and found[0] == 0 else 0

    def _on_plot_clicked(self, at: QPointF) -> None:
        if site := self.site_at(at):
            self.site_clicked.emit(site)
