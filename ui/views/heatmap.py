"""A column over time, site × step: log10 ‖∂L/∂a_l‖ in the Chain."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from gradsim.snapshot import SITE_FIELDS
from ui.scene import Scene
from ui.views.bands import Band, bands, draw_band_marks
from ui.views.base import Key, View
from ui.views.cells import blank
from ui.views.colour_bar import draw_colour_bar
from ui.views.column_table import column_of
from ui.views.drawing import draw_hint, draw_present, draw_y_axis
from ui.views.heat import Heat
from ui.views.looked_at import draw_looks, look_at
from ui.views.numbers import short
from ui.views.ranges import step_limit
from ui.views.scales import COLOURS, Scale
from ui.views.site_axis import SiteAxis, translated
from ui.views.step_axis import draw_step, draw_step_axis, present_step
from ui.views.strands import MARKS, strand_keys


class HeatmapView(View):
    """Layer 1 at the top; a column of :class:`Curves` at every bin, any other one at the steps that were looked at."""

    name = "heatmap"
    pause = 0.045
    column = "grad_activation_norm"

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._heat = Heat()
        self._beside = {color: Heat() for color in MARKS}
        self._runs: list[str] = []
        self._scales: dict[str, Scale] = {}
        self._last = 10
        self._stride = 1
        self._marks = (False, False)
        self._axis = self.plot.add_layer(self._paint_axis, still=True)
        self._picture = self.plot.add_layer(self._paint_picture)
        self.plot.set_movable(True, False)
        self.plot.setMinimumHeight(70)
        self.plot.clicked.connect(self._on_plot_clicked)
        self.plot.hovered.connect(self._on_plot_hovered)

    def title(self) -> str:
        return self.tr("Gradient over time")

    def subtitle(self) -> str:
        drawn = self.tr("log₁₀ ‖∂L/∂hₜ‖, time step × training step") if self.axis.is_time else self.tr(
            "log₁₀ ‖∂L/∂aₗ‖, layer × step")
        if self._stride == 1:
            return drawn
        return self.tr("{drawn} · one step in {count} is drawn").format(drawn=drawn, count=self._stride)

    def legend(self) -> list[Key]:
        zero, broken = self._marks
        keys = []
        if zero:
            keys.append(Key("■", COLOURS["zero"], self.tr("exactly 0")))
        if broken:
            keys.append(Key("■", COLOURS["broken"], self.tr("NaN or ∞")))
        return [*keys, *(strand_keys(self.scene.strands) if self.scene is not None else [])]

    def help_text(self) -> str:
        if self.axis.is_time:
            return self.tr("Each column is a training step, each row a time step, t = 1 at the top, layer by layer. The "
                           "colour is log₁₀ ‖∂L/∂hₜ‖, the size of the gradient that arrives at the time step: a dark top "
                           "means that the network learns nothing from the beginning of the sequence. The colour scale "
                           "only ever grows within a run. Exact zeros are grey-blue, NaN and ∞ are cyan: they are not on "
                           "the scale. Drag and wheel move along the steps.") + " " + self.of_others()
        return self.tr("Each column is a training step, each row a layer, layer 1 at the top. The colour is log₁₀ "
                       "‖∂L/∂aₗ‖, the size of the gradient that arrives at the layer: a dark top means that the first "
                       "layers learn nothing. The colour scale only ever grows within a run. Exact zeros are "
                       "grey-blue, NaN and ∞ are cyan: they are not on the scale. Drag and wheel move along the "
                       "steps.") + " " + self.of_others()

    def of_others(self) -> str:
        """How the compared runs are shown."""
        return self.tr("Compared runs lie below the main one, each with its mark, on the same steps and the same colours. A "
                       "double click opens a row in the Layer perspective, A shows all steps.")

    def begin(self) -> None:
        self._scales.clear()
        for heat in (self._heat, *self._beside.values()):
            heat.forget()
        self._last, self._stride, self._marks = 10, 1, (False, False)
        self.plot.restore()

    def relayout(self) -> None:
        size = self.theme.small_size
        count = len(self.sites) if self.sites is not None else 1
        self.plot.set_margins(3.2 * size, 0.7 * size, 6.2 * size, 1.8 * size)
        self.plot.set_range((0.0, float(self._last)), (0.5, count + 0.5))
        self.plot.refresh()

    def draw(self, scene: Scene) -> None:
        curves = scene.curves
        grew, runs = self._take(scene), [strand.color for strand in scene.strands]
        last = step_limit(max(curves.last_step + 1, 10))
        if last != self._last or grew or runs != self._runs:
            self._last, self._runs = last, runs
            self.relayout()
        heats = [self._heat, *(self._beside[color] for color in runs)]
        marks = (any(heat.has_zero for heat in heats), any(heat.has_broken for heat in heats))
        if curves.stride != self._stride or marks != self._marks:
            self._stride, self._marks = curves.stride, marks
            self.header_changed.emit()
        self._picture.update()

    def _take(self, scene: Scene) -> bool:
        """Colour what is new; returns whether the scale has changed."""
        grew = False
        while any(self._take_run(band) for band in self._bands(scene)):
            grew = True  # the scale of all has grown: once more
        return grew

    def _take_run(self, band: Band) -> bool:
        scale, heat = self._scales.setdefault(self.column, column_of(self.column).scale()), self._heat_of(band)
        heat.use(scale, self.theme.raised)
        curves, looks = band.curves, band.looks
        if self.from_records:
            known = hash((curves.revision, id(curves), scale.range))
            return heat.take(curves.site_values(self.column), None, curves.capacity, known)
        if self.column not in looks.names:
            return False
        known = hash((looks.revision, id(looks), scale.range))
        return heat.take(looks.values(self.column), looks.missing(self.column), looks.capacity, known)

    def _heat_of(self, band: Band) -> Heat:
        return self._heat if band.is_main else self._beside[band.color]

    def _bands(self, scene: Scene) -> list[Band]:
        """The main run, and those beside it."""
        return bands(scene, self.plot.area(), 0.35 * self.theme.small_size)

    @property
    def from_records(self) -> bool:
        """Whether the column is measured at every step anyway."""
        return self.column in SITE_FIELDS

    def table(self) -> tuple[list[str], list[list[Any]]]:
        if self.scene is None or self.sites is None:
            return ["step"], []
        header = ["step", *(f"site_{site}" for site in self.sites.site.tolist())]
        curves, looks = self.scene.curves, self.scene.looks
        if self.from_records:
            numbers, values = curves.step, curves.site_values(self.column).tolist()
        elif self.column in looks.names:
            order = looks.by_step()
            numbers = looks.step[order]
            values = blank(looks.values(self.column)[order], looks.missing(self.column)[order])
        else:
            return header, []
        return header, [[step, *row] for step, row in zip(numbers.tolist(), values, strict=True)]

    # ---- painting ---------------------------------------------------------------------------

    def _paint_axis(self, painter: QPainter) -> None:
        area, theme = self.plot.area(), self.theme
        runs = self._bands(self.scene) if self.scene is not None else []
        if not runs:
            painter.fillRect(area, QColor(theme.raised))
        for band in runs:
            painter.fillRect(band.rect, QColor(theme.raised))
            axis = SiteAxis(band.sites)
            labels = axis.labelled(band.rect.height() / len(band.sites), 2.2 * theme.small_size)
            if len(runs) == 1 or band.rect.height() > 2.8 * theme.small_size:
                inside = band.rect.adjusted(0, 0.55 * theme.small_size, 0, -0.55 * theme.small_size)
                rows = [(min(max(band.y(site), inside.top()), inside.bottom()), axis.tick(site)) for site in labels]
                draw_y_axis(painter, theme, area, rows, right=area.left())
        if len(runs) > 1:
            draw_band_marks(painter, theme, runs)
        draw_step_axis(painter, theme, self.plot, self.tr("step"))
        draw_colour_bar(painter, theme, area, self._heat.scale, theme.raised)

    def _paint_picture(self, painter: QPainter) -> None:
        if self.scene is None:
            return
        area, scene = self.plot.area(), self.scene
        if not len(scene.curves):
            draw_hint(painter, self.theme, area, self.tr("No step is complete yet."))
            return
        painter.setClipRect(area)
        if self._take(scene):  # the record may have grown since it was drawn
            self._axis.refresh()
        for band in self._bands(scene):
            if not len(band.curves):
                continue
            if self.from_records:
                self._paint_records(painter, band)
            elif not len(band.looks) or self.column in band.looks.names:
                end = float(self.plot.to_x(band.curves.last_step + 1))
                draw_looks(painter, self.theme, band.rect, band.looks, self._heat_of(band), self.plot.shown()[0], end)
        painter.setClipping(False)
        draw_step(painter, self.theme, self.plot, present_step(scene), self.tr("step"), shift=0.5)
        past = scene.frame.past
        if past.position < past.furthest:
            draw_present(painter, self.theme, area, float(self.plot.to_x(past.position / past.micro_steps)))

    def _paint_records(self, painter: QPainter, band: Band) -> None:
        curves = band.curves
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        left, right = self.plot.to_x([float(curves.step[0]), float(curves.step[-1] + curves.stride)])
        image = self._heat_of(band).image()
        if self.plot.vector:
            image = _enlarged(image)
        painter.drawImage(QRectF(left, band.rect.top(), right - left, band.rect.height()), image)

    # ---- mouse ------------------------------------------------------------------------------

    def _place(self, at: QPointF) -> tuple[Band, int, int] | None:
        """(run, step, site) under the mouse."""
        if self.scene is None or not self.plot.area().contains(at):
            return None
        band = next((band for band in self._bands(self.scene) if band.rect.contains(at)), None)
        step = self.plot.data_at(at.x(), at.y())[0]
        if band is None or not len(band.curves) or not band.curves.step[0] <= step <= band.curves.last_step + 1:
            return None
        return band, min(int(step), band.curves.last_step), band.site_at(at.y())

    def site_of(self, band: Band, site: int) -> int:
        """The main run's site of the same name; 0: there is none."""
        return self.sites.called(str(band.sites.name[site - 1])) if self.sites is not None else 0

    def _number(self, band: Band, step: int, site: int) -> tuple[int, str]:
        """The step that is drawn at ``step``, and its number in words."""
        curves, looks = band.curves, band.looks
        if self.from_records:
            place = int(np.searchsorted(curves.step, step, side="right")) - 1
            return int(curves.step[place]), short(float(curves.site_values(self.column)[place, site - 1]))
        low, high = self.plot.shown()[0]
        place = look_at(looks, step, (high - low) / self.plot.area().width()) if self.column in looks.names else -1
        if place < 0:
            return step, self.tr("not looked at")
        if looks.missing(self.column)[place, site - 1]:
            return int(looks.step[place]), self.tr("does not exist")
        return int(looks.step[place]), short(float(looks.values(self.column)[place, site - 1]))

    def _on_plot_hovered(self, at: QPointF) -> None:
        found = self._place(at)
        text = ""
        if found is not None:
            band, _, site = found
            step, value = self._number(*found)
            name = translated(str(band.sites.name[site - 1]))
            text = self.tr("step {step} · {place} · {value}").format(step=step, place=name, value=value)
            text = text if band.is_main else f"{band.mark} {band.label}: {text}"
        if self.plot.toolTip() != text:
            self.plot.setToolTip(text)

    def site_at(self, at: QPointF) -> int:
        found = self._place(at)
        return self.site_of(found[0], found[2]) if found is not None else 0

    def _on_plot_clicked(self, at: QPointF) -> None:
        if site := self.site_at(at):
            self.site_clicked.emit(site)


def _enlarged(image: QImage) -> QImage:
    """Hard pixels for programs that would smooth a small image."""
    factor = max(1, min(8, 4000 // max(image.width(), image.height(), 1)))
    return image.scaled(image.width() * factor, image.height() * factor, Qt.AspectRatioMode.IgnoreAspectRatio,
                        Qt.TransformationMode.FastTransformation)
