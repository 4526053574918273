"""Update ratios over time: the median of all layers, from the smallest to the largest, and the selected one."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.looks import Looks
from ui.scene import Scene, Strand
from ui.views.base import Key
from ui.views.beside import place_in, selected_name, site_keys
from ui.views.cells import blank
from ui.views.drawing import draw_flags, draw_hint, shade
from ui.views.numbers import short
from ui.views.primitives import Floats, draw_lines, draw_polyline
from ui.views.step_view import StepView
from ui.views.strands import draw_strand, draw_strand_flags

HEALTHY = (1e-4, 1e-2)


class UpdateRatioView(StepView):
    """‖ΔW‖/‖W‖ at the steps that were looked at completely; the healthy band lies around 1e-3."""

    name = "update_ratio"
    log = True

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._summary = Summary()
        self._selected = 0

    def title(self) -> str:
        return self.tr("Update ratio")

    def subtitle(self) -> str:
        return "‖ΔW‖ / ‖W‖"

    def legend(self) -> list[Key]:
        return site_keys(self.scene)

    def inner_legend(self) -> list[Key]:
        return [Key("—", "backward_text", self.axis.name(max(self._selected, 1))),
                Key("—", "text", self.tr("median")), Key("■", "theory", self.tr("all layers")),
                Key("■", "ok", self.tr("healthy"))]

    def help_text(self) -> str:
        return self.tr("How large an update is beside the weights that it changes, ‖ΔW‖/‖W‖. Around 10⁻³ is healthy (green "
                       "band, 10⁻⁴ to 10⁻²): far below it nothing is learnt, far above it the weights are thrown about. "
                       "Grey: from the smallest to the largest of all layers; dark: their median; orange: the selected "
                       "layer. Points stand at the steps that were looked at completely. Marks at the bottom: the selected "
                       "layer was not changed at all. Lines with marks: the layer of the same name in the compared runs. A "
                       "click goes to a step.")

    def begin(self) -> None:
        super().begin()
        self._summary = Summary()

    def draw(self, scene: Scene) -> None:
        self._summary.take(scene.looks)
        if scene.selected != self._selected:
            self._selected = scene.selected
            self.header_changed.emit()
        super().draw(scene)

    def table(self) -> tuple[list[str], list[list[Any]]]:
        if self.scene is None or self.sites is None:
            return ["step"], []
        looks = self.scene.looks
        header = ["step", *(f"site_{site}" for site in self.sites.site.tolist())]
        if "update_ratio" not in looks.names:
            return header, []
        order = looks.by_step()
        values = blank(looks.values("update_ratio")[order], looks.missing("update_ratio")[order])
        rows = zip(looks.step[order].tolist(), values, strict=True)
        return header, [[step, *values] for step, values in rows]

    def _everything(self, scene: Scene) -> Floats:
        beside = [ratio for _, _, ratio, _ in self._strands(scene)]
        return np.concatenate([self._summary.low, self._summary.high, *beside])

    @staticmethod
    def _strands(scene: Scene) -> list[tuple[Strand, NDArray[np.int64], Floats, NDArray[np.bool_]]]:
        """Of every run beside that has the selected site: steps, its update ratios, and where there is none."""
        found = []
        for strand in scene.strands:
            place, looks = place_in(strand, selected_name(scene)), strand.looks
            if place and "update_ratio" in looks.names and len(looks):
                order = looks.by_step()
                found.append((strand, looks.step[order], looks.values("update_ratio")[order, place - 1],
                              looks.missing("update_ratio")[order, place - 1]))
        return found

    def paint_lines(self, painter: QPainter, area: QRectF, scene: Scene) -> None:
        theme, looks = self.theme, scene.looks
        self._summary.take(looks)  # it may have grown since it was drawn
        if not len(looks):
            self._paint_healthy(painter, area)
            draw_hint(painter, theme, area, self.tr("No step has been looked at completely yet."))
            return
        order = looks.by_step()
        x = self.plot.to_x(looks.step[order])
        site = min(scene.selected, looks.values("update_ratio").shape[1]) - 1
        own = np.where(looks.missing("update_ratio")[:, site], np.nan, looks.values("update_ratio")[:, site])[order]
        groups = pixel_groups(x)
        starts = x[groups]
        low, high = self._to_y(self._summary.low[order]), self._to_y(self._summary.high[order])
        painter.setPen(theme.pen(theme.histogram, 1.5))
        self._paint_band(painter, starts, np.fmin.reduceat(high, groups), np.fmax.reduceat(low, groups))
        self._paint_healthy(painter, area)
        for strand, numbers, ratio, missing in self._strands(scene):
            along = self.plot.to_x(numbers)
            first = pixel_groups(along)
            draw_strand(painter, theme, strand.color, along[first], self._to_y(np.where(missing, np.nan, ratio))[first])
            odd = ~np.isfinite(ratio) | (ratio == 0)
            draw_strand_flags(painter, theme, strand.color, area, along[odd], ratio[odd], missing[odd])
        for values, color, width in ((self._summary.median[order], theme.text, 1.2), (own, theme.backward, 1.6)):
            painter.setPen(theme.pen(color, width))
            draw_polyline(painter, starts, self._to_y(values)[groups])
        odd = ~np.isfinite(own) | (own == 0)
        if odd.any():
            draw_flags(painter, theme, area, x[odd], own[odd], looks.missing("update_ratio")[order, site][odd])

    def _paint_healthy(self, painter: QPainter, area: QRectF) -> None:
        top, bottom = self._to_y(np.array(HEALTHY[::-1]))
        painter.fillRect(QRectF(area.left(), top, area.width(), bottom - top), shade(self.theme.ok, 0.16))
        pen = QPen(self.theme.pen(self.theme.ok, 1.0))
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        middle = float(self._to_y(np.array([1e-3]))[0])
        draw_lines(painter, area.left(), middle, area.right(), middle)

    def _paint_band(self, painter: QPainter, x: Floats, top: Floats, bottom: Floats) -> None:
        good = np.isfinite(top) & np.isfinite(bottom)
        draw_lines(painter, x[good], top[good], x[good], bottom[good])

    def told_at(self, step: int) -> str:
        assert self.scene is not None
        looks = self.scene.looks
        if not len(looks):
            return ""
        place = int(np.abs(looks.step - step).argmin())
        values = looks.values("update_ratio")[place]
        site = min(self.scene.selected, len(values))
        return self.tr("step {step} · {place} {number} · median {median}").format(
            step=int(looks.step[place]), place=self.axis.name(site), number=short(float(values[site - 1])),
            median=short(float(self._summary.median[place])))


class Summary:
    """Smallest, median and largest update ratio of each look, taken once. ``low``, ``median``, ``high`` (n,)."""

    def __init__(self) -> None:
        self._revision = -1
        self.low = self.median = self.high = np.zeros(0)

    def take(self, looks: Looks) -> None:
        """Take in what is new; zeros and what is not finite are left out, for they have no place on a log axis."""
        if "update_ratio" not in looks.names:
            self.low = self.median = self.high = np.zeros(0)
            return
        if looks.revision != self._revision:
            self._revision = looks.revision
            self.low = self.median = self.high = np.zeros(0)
        new = slice(len(self.low), len(looks))
        values, missing = looks.values("update_ratio")[new], looks.missing("update_ratio")[new]
        if not len(values):
            return
        shown = np.where(np.isfinite(values) & (values > 0) & ~missing, values, np.nan)
        found = [_quantiles(row) for row in shown]
        low, median, high = np.array(found).T
        self.low, self.median, self.high = (np.concatenate(pair) for pair in (
            (self.low, low), (self.median, median), (self.high, high)))


def _quantiles(row: Floats) -> tuple[float, float, float]:
    known = row[~np.isnan(row)]
    return (float(known.min()), float(np.median(known)), float(known.max())) if known.size else (np.nan, np.nan, np.nan)


def pixel_groups(x: Floats) -> NDArray[np.int64]:
    """The first of all points that share a column of pixels, for sorted ``x``."""
    return np.flatnonzero(np.diff(np.floor(x), prepend=-np.inf) > 0)
