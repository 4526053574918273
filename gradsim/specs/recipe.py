"""The training recipe: the update rule and gradient clipping."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from gradsim.fields import Flag, Real, Spec, number, option


def _lr(default: float) -> Any:
    return number(default, "Learning rate", "Step size of the update.", ge=0, le=1e6, live=True, slider=(1e-5, 10),
                  log=True)


def _weight_decay() -> Any:
    return number(0.0, "Weight decay", "λ of the penalty λ‖W‖²/2, added to the gradient.", ge=0, le=1e3, live=True,
                  slider=(0, 0.1))


class Sgd(Spec):
    """Stochastic gradient descent."""

    kind: Literal["sgd"] = "sgd"
    lr: Real = _lr(0.1)
    momentum: Real = number(0.0, "Momentum", "Share of the last update that is kept.", ge=0, lt=1, live=True,
                            slider=(0, 0.99))
    nesterov: Flag = option(False, "Nesterov", "Look ahead along the momentum.", live=True)
    weight_decay: Real = _weight_decay()


class Adam(Spec):
    """Adam: updates divided by the root of the running mean of squared gradients."""

    kind: Literal["adam"] = "adam"
    lr: Real = _lr(1e-3)
    beta1: Real = number(0.9, "Beta 1", "Memory of the mean gradient.", ge=0, lt=1, live=True, slider=(0, 0.999))
    beta2: Real = number(0.999, "Beta 2", "Memory of the mean squared gradient.", ge=0, lt=1, live=True,
                         slider=(0, 0.9999))
    eps: Real = number(1e-8, "Epsilon", "Added to the root of the mean squared gradient.", ge=0, le=1, live=True)
    weight_decay: Real = _weight_decay()


OptimizerSpec = Annotated[Sgd | Adam, Field(discriminator="kind")]


class NoClip(Spec):
    """The gradient is used as it is."""

    kind: Literal["none"] = "none"


class ClipNorm(Spec):
    """Scale the whole gradient by min(1, max_norm / (‖g‖ + 1e-6))."""

    kind: Literal["norm"] = "norm"
    max_norm: Real = number(1.0, "Largest norm", "The gradient is scaled down to this norm.", ge=0, le=1e9, live=True,
                            slider=(1e-3, 1e3), log=True)
    norm_type: Literal[2, "inf"] = option(2, "Norm", "2: Euclidean length; inf: largest entry.", live=True)


class ClipValue(Spec):
    """Clamp every entry of the gradient to [−clip_value, clip_value]."""

    kind: Literal["value"] = "value"
    clip_value: Real = number(1.0, "Largest entry", "Entries are clamped to ± this value.", ge=0, le=1e9, live=True,
                              slider=(1e-3, 1e3), log=True)


ClipSpec = Annotated[NoClip | ClipNorm | ClipValue, Field(discriminator="kind")]
