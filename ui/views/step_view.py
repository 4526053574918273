"""StepView: numbers over the whole run on an axis of steps; the base of the small curves of the Time perspective."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.curves import Curves
from ui.scene import Scene
from ui.views.base import Key, View
from ui.views.drawing import draw_flags, draw_hint, draw_present, draw_y_axis, to_pixels
from ui.views.key_rows import KeyRows
from ui.views.numbers import short
from ui.views.primitives import Floats
from ui.views.ranges import Range, decade_ticks, grown, linear_ticks, log10_or_nan, round_step, step_limit
from ui.views.step_axis import draw_step, draw_step_axis, present_step
from ui.views.step_curve import StepCurve, number_of
from ui.views.strands import draw_marks, draw_strand_flags, strand_keys


class StepView(View):
    """Lines of numbers of :class:`Curves`. A click goes to the step; the vertical line is where the run stands.

    Class attributes: ``numbers`` are the drawn ones with their colours, the first on top; ``log`` says that the axis is
    logarithmic (an instance may change its mind); ``fixed`` is the range of an axis that never changes.
    """

    pause = 0.045
    numbers: tuple[tuple[str, str], ...] = ()
    log = False
    fixed: Range | None = None

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._range: Range | None = None
        self._last = 10
        self._curves = [StepCurve(number_of(name), color) for name, color in reversed(self.numbers)]
        self._beside: dict[tuple[str, str], StepCurve] = {}
        self._keys = KeyRows()
        self._axis = self.plot.add_layer(self._paint_axis, still=True)
        self._picture = self.plot.add_layer(self._paint_picture)
        self.plot.set_movable(True, True)
        self.plot.setMinimumHeight(70)
        self.plot.clicked.connect(self._on_plot_clicked)
        self.plot.hovered.connect(self._on_plot_hovered)

    def begin(self) -> None:
        self._range, self._last = None, 10
        self._beside.clear()
        self.plot.restore()

    def relayout(self) -> None:
        size = self.theme.small_size
        self._place_keys()
        self.plot.set_margins(4.2 * size, 0.7 * size + self._keys.height(self.theme), 1.4 * size, 1.8 * size)
        self.plot.set_range((0.0, float(self._last)), self.fixed or self._range or ((-3.0, 0.0) if self.log else (0.0, 1.0)))
        self.plot.refresh()

    def draw(self, scene: Scene) -> None:
        last = step_limit(max(scene.curves.last_step, 10))
        wanted = self.fixed or self._fitted(self._everything(scene))
        if self._place_keys() or last != self._last or wanted != self._range:
            self._last, self._range = last, wanted
            self.relayout()
        self._picture.update()

    def legend(self) -> list[Key]:
        return strand_keys(self.scene.strands) if self.scene is not None else []

    def table(self) -> tuple[list[str], list[list[Any]]]:
        header = ["step", *(name for name, _ in self.numbers)]
        if self.scene is None:
            return header, []
        curves = self.scene.curves
        return header, [list(row) for row in zip(curves.step.tolist(), *(curves.number(name).tolist()
                                                                         for name, _ in self.numbers), strict=True)]

    # ---- ranges -----------------------------------------------------------------------------

    def _everything(self, scene: Scene) -> Floats:
        """All numbers that are to be seen."""
        records = [scene.curves, *(strand.curves for strand in scene.strands)]
        return np.concatenate([curves.number(name) for curves in records for name, _ in self.numbers])

    def _fitted(self, values: Floats) -> Range | None:
        if self.log:
            return grown(self._range, log10_or_nan(values), 1.0, least=2.0)
        finite = values[np.isfinite(values)]
        if not finite.size:
            return self._range
        low, high = float(finite.min()), float(finite.max())
        span = max(high - low, 0.05 * abs(high), 1e-12)
        if self._range is not None and self._range[0] <= low and high <= self._range[1]:
            return self._range
        wanted = grown(self._range, [low, high], round_step(span, 4), pad=0.04 * span)
        return (max(wanted[0], 0.0), wanted[1]) if wanted is not None and low >= 0 else wanted

    def _to_y(self, values: Floats) -> Floats:
        return self.plot.to_y(log10_or_nan(values) if self.log else values)

    # ---- painting ---------------------------------------------------------------------------

    def _paint_axis(self, painter: QPainter) -> None:
        area, theme = self.plot.area(), self.theme
        y_range = self.plot.shown()[1]
        most = max(2, int(area.height() / (2.2 * theme.small_size)))
        ticks = decade_ticks(y_range, most) if self.log else linear_ticks(y_range, most)
        draw_y_axis(painter, theme, area, to_pixels(ticks, self.plot.to_y([at for at, _ in ticks])))
        draw_step_axis(painter, theme, self.plot, self.tr("step"))

    def _paint_picture(self, painter: QPainter) -> None:
        if self.scene is None:
            return
        area, scene = self.plot.area(), self.scene
        if not len(scene.curves):
            draw_hint(painter, self.theme, area, self.tr("No step is complete yet."))
            return
        painter.setClipRect(area.adjusted(-2, -2, 2, 2))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        self.paint_lines(painter, area, scene)
        painter.setClipping(False)
        self._keys.paint(painter, self.theme)
        draw_step(painter, self.theme, self.plot, present_step(scene), self.tr("step"))
        past = scene.frame.past
        if past.position < past.furthest:
            draw_present(painter, self.theme, area, float(self.plot.to_x(max(past.position / past.micro_steps - 1, 0.0))))

    def inner_legend(self) -> list[Key]:
        """What the lines are, written above them: these cards are too narrow for it in their headers."""
        return []

    def _place_keys(self) -> bool:
        return self._keys.place(self.inner_legend(), self.theme, self.plot.size())

    def paint_lines(self, painter: QPainter, area: QRectF, scene: Scene) -> None:
        """What is drawn of the numbers: those of the runs beside first, then the run's own, then marks."""
        for strand in scene.strands:
            for name, _ in self.numbers[:1]:
                curve = self._beside.setdefault((strand.color, name), StepCurve(number_of(name), strand.color))
                self._paint_curve(painter, curve, strand.curves)
                draw_marks(painter, self.theme, strand.color, self.plot.to_x(strand.curves.step),
                           self._to_y(strand.curves.number(name)))
                self._paint_flags(painter, area, strand.curves, strand.color)
        for curve in self._curves:
            self._paint_curve(painter, curve, scene.curves)
        self._paint_flags(painter, area, scene.curves)

    def _paint_curve(self, painter: QPainter, curve: StepCurve, curves: Curves) -> None:
        place = (self.plot.shown(), self.plot.margins, self.log, id(curves))
        curve.paint(painter, curves, self.theme, self.plot.size().toSizeF(), place, self.plot.to_x, self._to_y)

    def _paint_flags(self, painter: QPainter, area: QRectF, curves: Curves, run: str = "") -> None:
        """Marks of what the axis cannot show; ``run``: the colour of another run than the main one."""
        name = self.numbers[0][0]
        values = curves.number(name)
        odd = ~np.isfinite(values) | ((values == 0) & self.log)
        if odd.any() and not np.isnan(values).all():
            x, unknown = self.plot.to_x(curves.step[odd]), ~np.isnan(values[odd]) & (values[odd] == 0) & (not self.log)
            if run:
                draw_strand_flags(painter, self.theme, run, area, x, values[odd], unknown)
            else:
                draw_flags(painter, self.theme, area, x, values[odd], unknown)

    # ---- mouse ------------------------------------------------------------------------------

    def _step_at(self, at: QPointF) -> int | None:
        if self.scene is None or not self.plot.area().contains(at) or not len(self.scene.curves):
            return None
        curves = self.scene.curves
        return int(np.clip(round(self.plot.data_at(at.x(), at.y())[0]), curves.step[0], curves.last_step))

    def told_at(self, step: int) -> str:
        """The numbers of a step in words."""
        assert self.scene is not None
        curves = self.scene.curves
        place = int(np.searchsorted(curves.step, step, side="right")) - 1
        numbers = " · ".join(short(float(curves.number(name)[place])) for name, _ in self.numbers)
        return self.tr("step {step} · {numbers}").format(step=int(curves.step[place]), numbers=numbers)

    def _on_plot_hovered(self, at: QPointF) -> None:
        step = self._step_at(at)
        text = "" if step is None else self.told_at(step)
        if self.plot.toolTip() != text:
            self.plot.setToolTip(text)

    def _on_plot_clicked(self, at: QPointF) -> None:
        step = self._step_at(at)
        if step is not None:
            self.step_clicked.emit(step)
