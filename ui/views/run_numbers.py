"""The numbers of whole steps over time: accuracy, gradient norm with clipping, clip scale, learning rate."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPen

from gradsim import specs
from ui.scene import Scene
from ui.views.base import Key
from ui.views.drawing import draw_hint
from ui.views.numbers import short
from ui.views.primitives import Floats, draw_lines
from ui.views.step_view import StepView


class AccuracyView(StepView):
    """The share of correct answers in the batch of every step."""

    name = "accuracy"
    numbers = (("accuracy", "forward"),)
    fixed = (0.0, 1.0)

    def paint_lines(self, painter: QPainter, area: QRectF, scene: Scene) -> None:
        if np.isnan(scene.curves.number("accuracy")).all():
            draw_hint(painter, self.theme, area, self.tr("There are no classes to get right."))
            return
        super().paint_lines(painter, area, scene)

    def title(self) -> str:
        return self.tr("Accuracy")

    def help_text(self) -> str:
        return self.tr("The share of the batch that is answered correctly at every step, before the update. Empty where "
                       "there are no classes. The line shows where the run stands; a click goes to a step.")


class GradientNormView(StepView):
    """‖gradient‖ over all parameters before and after clipping, with the threshold."""

    name = "gradient_norm"
    numbers = (("grad_norm", "backward"), ("clipped_grad_norm", "forward"))
    log = True

    def title(self) -> str:
        return self.tr("Gradient norm")

    def inner_legend(self) -> list[Key]:
        keys = [Key("—", "backward_text", self.tr("before")), Key("—", "forward_text", self.tr("after clipping"))]
        threshold = self._threshold()
        if threshold:
            keys.append(Key("┄", "theory", self.tr("threshold {number}").format(number=short(threshold))))
        return keys

    def help_text(self) -> str:
        return self.tr("The norm of the gradient over all parameters at every step: orange before clipping, blue after it. "
                       "Where both are the same, nothing was clipped. The dashed line is the threshold of clipping by norm. "
                       "Zeros, NaN and ∞ have marks at the edges. A click goes to a step.")

    def _threshold(self) -> float:
        clip = self.experiment.clip if self.experiment is not None else None
        return clip.max_norm if isinstance(clip, specs.ClipNorm) and clip.norm_type == 2 else 0.0

    def paint_lines(self, painter: QPainter, area: QRectF, scene: Scene) -> None:
        threshold = self._threshold()
        if threshold:
            pen = QPen(self.theme.pen(self.theme.theory, 1.2))
            pen.setDashPattern([4, 3])
            painter.setPen(pen)
            y = float(self._to_y([threshold])[0])
            draw_lines(painter, area.left(), y, area.right(), y)
        super().paint_lines(painter, area, scene)


class ClipScaleView(StepView):
    """By what the gradient was multiplied in clipping."""

    name = "clip_scale"
    numbers = (("clip_scale", "backward"),)
    fixed = (0.0, 1.05)

    def title(self) -> str:
        return self.tr("Clip scale")

    def help_text(self) -> str:
        return self.tr("The factor that clipping multiplied the gradient with at every step: 1 where nothing was clipped. "
                       "The smaller, the less is left of the step that the learning rate asks for. A click goes to a step.")


class LearningRateView(StepView):
    """The learning rate of every update."""

    name = "learning_rate"
    numbers = (("lr", "forward"),)

    def _everything(self, scene: Scene) -> Floats:
        return np.append(super()._everything(scene), 0.0)

    def title(self) -> str:
        return self.tr("Learning rate")

    def help_text(self) -> str:
        return self.tr("The learning rate that the update of every step used, as the schedule has it. "
                       "The line shows where the run stands; a click goes to a step.")
