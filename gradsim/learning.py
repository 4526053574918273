"""Learning: what a step does between and after its two passes: the loss, clipping, the update."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from torch import Tensor

from gradsim import precision, rules, training
from gradsim.experiment import Experiment
from gradsim.nonfinite import first_nonfinite
from gradsim.problems import Problem
from gradsim.readings import side_by_side, take
from gradsim.sampling import Batches
from gradsim.schedules import learning_rate

if TYPE_CHECKING:
    from gradsim.observer import Observer


class Learning:
    """The loss of one network on its batches, and the rule that changes its parameters.

    Attributes
    ----------
    rule, loss_scale
        The optimizer, and the factor on the loss of the step to come.
    answer
        The loss, and how many answers were right.
    scale
        The factor on the loss that is in the buffers.
    clip_scale
        What the gradient was multiplied by; NaN where the step has not come so far.
    skipped, left_out
        Whether the update of the step in progress or just completed is skipped, and whether the last one to be due was.
    problem
        Set when a number that is not finite appeared.
    """

    def __init__(self, experiment: Experiment, network: Any, batch: Batches) -> None:
        self._network, self._batch = network, batch
        values: Tensor = network.parameters.values
        if network.rounding is not None:
            network.load(values := values.clone())
        self.rule = rules.rule(experiment.optimizer, values)
        self.loss_scale = precision.LossScale(experiment.loss_scale)
        self.answer = training.Answer()
        self.scale, self.clip_scale = 1.0, math.nan
        self.skipped, self.left_out = False, False
        self.problem: Problem | None = None

    def take_loss(self, experiment: Experiment) -> None:
        """outputs → the loss and ∂L/∂outputs"""
        network, loss, targets = self._network, experiment.loss, self._batch.targets
        outputs, readout = network.outputs, self._batch.readout
        if readout is not None:
            readout = readout.view_as(outputs)  # several answers: a row each
        value = training.evaluate_loss(loss, outputs, targets, readout, network.grad_outputs)
        self.answer.give(value, training.correct(loss, outputs, targets), targets.numel())
        self._rescale(self.loss_scale.factor)
        self.skipped = False
        if self.scale != 1.0:
            network.grad_outputs.mul_(self.scale)
        if network.rounding is not None:
            network.rounding(network.grad_outputs)

    def _rescale(self, scale: float) -> None:
        """Another factor on the loss: what the last step has left in the buffers is read with it, too, until overwritten."""
        if scale != self.scale:
            self._network.rescale_deltas(scale / self.scale)
        self.scale = scale

    def clip(self, experiment: Experiment, observer: Observer, step: int) -> None:
        """Finish and measure the gradient, and clip it; sets ``problem`` or ``skipped`` if it is not finite."""
        self._network.finish_weight_gradients()
        measure = observer.measure(self.scale)
        take(side_by_side(measure, self.answer.hear()) if self.answer.waits else measure)
        gradient = self._network.parameters.gradient
        if self.scale != 1.0:
            gradient.div_(self.scale)
        if not self._all_finite(observer):
            self._stop_or_skip(step)
        if self.problem is not None or self.skipped:
            self.clip_scale = math.nan
            observer.note_no_clipping()
            return
        total = observer.total_norm(experiment.clip)
        self.clip_scale = training.clip(experiment.clip, gradient, total)
        observer.note_clipping(experiment.clip, self.clip_scale)

    def _all_finite(self, observer: Observer) -> bool:
        numbers = observer.numbers  # a sum is finite only if all its terms are
        return math.isfinite(self.answer.loss + numbers.total + float(numbers.values.sum()))

    def _stop_or_skip(self, step: int) -> None:
        """A number is not finite: a dynamic loss scale leaves out a step that overflowed in the backward pass, else stop."""
        problem = first_nonfinite(self._network, step, self.answer.loss)
        self.skipped = problem is not None and self.loss_scale.dynamic and problem.code == "nonfinite_backward"
        if not self.skipped:
            self.problem = problem

    def update(self, observer: Observer) -> None:
        """Change the parameters, unless the step is skipped."""
        network = self._network
        self.loss_scale.note(not self.skipped)
        self.left_out = self.skipped
        if self.skipped:
            return
        least = observer.smallest_weight() if network.rounding is None else 0.0  # rounded weights cannot be had back
        self.rule.update(network.parameters.gradient, observer.clipped_total, least)
        if network.rounding is not None:
            network.load(self.rule.values)

    def lr(self, experiment: Experiment, updated: bool) -> float:
        """Learning rate of the last update if that has just been made, else of the next: skipped ones do not move it."""
        return self.rule.last_lr if updated and not self.skipped else learning_rate(experiment.optimizer, self.rule.steps)
