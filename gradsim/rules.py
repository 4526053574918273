"""The update rules, on the flat parameter vector.

They are those of torch.optim, written on one flat vector: an update is a handful of kernels however many layers there are,
and the step's direction stays readable for the update ratio. (torch.optim objects would also load torch._dynamo, seconds at
start.)
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from gradsim import specs
from gradsim.schedules import learning_rate


class Rule:
    """An update rule: ``update`` subtracts lr·direction from the parameters, in place.

    Attributes
    ----------
    direction
        The last step's direction (P,): ΔW = −last_lr·direction, weight decay included.
    previous
        The values before the last step, kept only where they cannot be had back from direction and lr.
    buffers
        The rule's memory by name, each (P,); saved in checkpoints. At most ``memory`` of them.
    steps, last_lr
        Updates done, and the learning rate of the last one (0 before the first).
    """

    memory = 0
    decays_gradient = True  # weight decay is the gradient of a penalty; a rule that decays by itself says False

    def __init__(self, spec: specs.OptimizerSpec, values: Tensor) -> None:
        self.spec = spec
        self.values = values
        self.direction = values.new_zeros(0)
        self.buffers: dict[str, Tensor] = {}
        self.steps = 0
        self.last_lr = 0.0
        self.previous: Tensor | None = None

    def update(self, gradient: Tensor, gradient_norm: float = math.nan, smallest_weight: float = 0.0) -> None:
        """One step; ``gradient`` (P,) of norm ``gradient_norm`` is left as it is.

        An update larger than ``smallest_weight`` (the least ‖W‖ of any site) keeps a copy of the values before it, because
        values + lr·direction would no longer give them back.
        """
        given = gradient
        if self.decays_gradient and self.spec.weight_decay:
            gradient = torch.add(gradient, self.values, alpha=self.spec.weight_decay)
        self.last_lr = learning_rate(self.spec, self.steps)
        self.steps += 1
        self.direction = self._direct(gradient)
        if self.direction is given:
            size = gradient_norm
        else:  # a GPU makes a copy sooner than it could be asked for a norm
            size = float(torch.linalg.vector_norm(self.direction)) if gradient.is_cpu else math.inf
        large = not self.last_lr * size < smallest_weight
        self.previous = self.values.clone() if large else None
        self.values.add_(self.direction, alpha=-self.last_lr)

    def keep_direction(self, gradient: Tensor) -> None:
        """Keep the last direction as it is, for ``gradient`` (P,) is about to be written over and may be that direction."""
        if self.direction is gradient:
            self.direction = gradient.clone()

    def _direct(self, gradient: Tensor) -> Tensor:
        raise NotImplementedError

    def _buffer(self, name: str) -> Tensor:
        if name not in self.buffers:
            self.buffers[name] = torch.zeros_like(self.values)
        return self.buffers[name]

    def _with_momentum(self, step: Tensor, momentum: float) -> Tensor:
        """v ← μ v + step, or the step itself for μ = 0, which forgets v."""
        if not momentum:
            self.buffers.pop("velocity", None)
            return step
        return self._buffer("velocity").mul_(momentum).add_(step)


class SgdRule(Rule):
    """v ← μ v + g (v = g at first); the direction is v, or g + μ v with Nesterov's look ahead. Source: torch.optim.SGD."""

    spec: specs.Sgd
    memory = 1

    def _direct(self, gradient: Tensor) -> Tensor:
        momentum = self.spec.momentum
        velocity = self._with_momentum(gradient, momentum)
        if not (self.spec.nesterov and momentum):
            return velocity
        return torch.add(gradient, velocity, alpha=momentum)


class AdamRule(Rule):
    """m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g²; direction m̂ / (√v̂ + eps), bias-corrected. Source: Kingma & Ba 2015."""

    spec: specs.Adam | specs.AdamW
    memory = 2

    def _direct(self, gradient: Tensor) -> Tensor:
        mean, square = self._buffer("mean"), self._buffer("square")
        mean.lerp_(gradient, 1 - self.spec.beta1)
        square.mul_(self.spec.beta2).addcmul_(gradient, gradient, value=1 - self.spec.beta2)
        root = square.sqrt().div_((1 - self.spec.beta2 ** self.steps) ** 0.5).add_(self.spec.eps)
        return torch.div(mean, root, out=root).div_(1 - self.spec.beta1 ** self.steps)


class AdamWRule(AdamRule):
    """Adam's direction on the bare gradient, plus λ·W: m̂ / (√v̂ + eps) + λ W. Source: Loshchilov & Hutter 2019."""

    decays_gradient = False

    def _direct(self, gradient: Tensor) -> Tensor:
        direction = super()._direct(gradient)
        return direction.add_(self.values, alpha=self.spec.weight_decay) if self.spec.weight_decay else direction


class RmspropRule(Rule):
    """s ← α s + (1−α)g²; the direction is g / (√s + eps), or v ← μ v + g / (√s + eps). Source: torch.optim.RMSprop."""

    spec: specs.Rmsprop
    memory = 2

    def _direct(self, gradient: Tensor) -> Tensor:
        square = self._buffer("square")
        square.mul_(self.spec.alpha).addcmul_(gradient, gradient, value=1 - self.spec.alpha)
        root = square.sqrt().add_(self.spec.eps)
        return self._with_momentum(torch.div(gradient, root, out=root), self.spec.momentum)


class AdagradRule(Rule):
    """s ← s + g²; the direction is g / (√s + eps). Source: Duchi et al. 2011; torch.optim.Adagrad."""

    spec: specs.Adagrad
    memory = 1

    def _direct(self, gradient: Tensor) -> Tensor:
        root = self._buffer("square").addcmul_(gradient, gradient).sqrt().add_(self.spec.eps)
        return torch.div(gradient, root, out=root)


RULES: dict[str, type[Rule]] = {"sgd": SgdRule, "adam": AdamRule, "adamw": AdamWRule, "rmsprop": RmspropRule,
                                "adagrad": AdagradRule}


def rule(spec: specs.OptimizerSpec, values: Tensor) -> Rule:
    """The update rule of ``spec`` for the flat parameters ``values`` (P,)."""
    return RULES[spec.kind](spec, values)
