"""The training recipe: the update rule, the schedule of its learning rate, and gradient clipping."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from gradsim.fields import Count, Flag, Real, Spec, number, option

# ---- schedules: η_n is the learning rate of step n = 0, 1, …, and η the optimizer's --------------------


def _steps(default: int, title: str, help: str, least: int = 1) -> Any:
    return number(default, title, help, ge=least, le=10_000_000, unit="steps", live=True, slider=(least, 10_000),
                  log=least > 0)


class ConstantRate(Spec):
    """η_n = η: the same learning rate in every step."""

    kind: Literal["constant"] = "constant"


class StepRate(Spec):
    """η_n = η · factor^⌊n / every⌋: multiplied by a factor from time to time."""

    kind: Literal["step"] = "step"
    every: Count = _steps(500, "Interval", "Steps from one change of the learning rate to the next.")
    factor: Real = number(0.1, "Decay factor", "What the learning rate is multiplied by.", ge=0, le=1, live=True,
                          slider=(0, 1))


class CosineRate(Spec):
    """η_n = η · (final + (1 − final)·(1 + cos πt)/2), t = n / steps: half a cosine wave down (Loshchilov & Hutter 2017).

    With a warmup of w steps η_n = η·(n + 1)/w for n < w, and t = (n − w) / (steps − w) after it; t ends at 1.
    """

    kind: Literal["cosine"] = "cosine"
    steps: Count = _steps(2000, "Steps", "Step at which the learning rate has reached its end; it stays there.")
    final: Real = number(0.0, "Final share", "Share of the learning rate that is left at the end.", ge=0, le=1, live=True,
                         slider=(0, 1))
    warmup: Count = _steps(0, "Warmup", "Steps at the start in which the learning rate rises from 0; they are part of "
                                        "the steps above.", least=0)


class WarmupRate(Spec):
    """η_n = η · min(1, (n + 1) / steps): a straight ramp, then constant (Goyal et al. 2017)."""

    kind: Literal["warmup"] = "warmup"
    steps: Count = _steps(200, "Steps", "Steps in which the learning rate rises from 0.")


ScheduleSpec = Annotated[ConstantRate | StepRate | CosineRate | WarmupRate, Field(discriminator="kind")]


# ---- optimizers -------------------------------------------------------------------------------------


def _lr(default: float) -> Any:
    return number(default, "Learning rate", "Step size of the update.", ge=0, le=1e6, live=True, slider=(1e-5, 10),
                  log=True)


def _momentum() -> Any:
    return number(0.0, "Momentum", "Share of the last update that is kept.", ge=0, lt=1, live=True, slider=(0, 0.99))


def _eps(default: float) -> Any:
    return number(default, "Epsilon", "Added to the root of the mean squared gradient.", ge=0, le=1, live=True)


def _weight_decay() -> Any:
    return number(0.0, "Weight decay", "λ of the penalty λ‖W‖²/2, added to the gradient.", ge=0, le=1e3, live=True,
                  slider=(0, 0.1))


def _schedule() -> Any:
    return option(ConstantRate(), "Schedule", "How the learning rate changes from step to step.", live=True)


class Sgd(Spec):
    """Stochastic gradient descent."""

    kind: Literal["sgd"] = "sgd"
    lr: Real = _lr(0.1)
    momentum: Real = _momentum()
    nesterov: Flag = option(False, "Nesterov", "Look ahead along the momentum.", live=True)
    weight_decay: Real = _weight_decay()
    schedule: ScheduleSpec = _schedule()


class _Adam(Spec):
    lr: Real = _lr(1e-3)
    beta1: Real = number(0.9, "Beta 1", "Memory of the mean gradient.", ge=0, lt=1, live=True, slider=(0, 0.999))
    beta2: Real = number(0.999, "Beta 2", "Memory of the mean squared gradient.", ge=0, lt=1, live=True,
                         slider=(0, 0.9999))
    eps: Real = _eps(1e-8)
    schedule: ScheduleSpec = _schedule()


class Adam(_Adam):
    """Adam: updates divided by the root of the running mean of squared gradients."""

    kind: Literal["adam"] = "adam"
    weight_decay: Real = _weight_decay()


class AdamW(_Adam):
    """Adam with decoupled weight decay: the weights shrink by lr·λ in every step, whatever the gradients are."""

    kind: Literal["adamw"] = "adamw"
    weight_decay: Real = number(0.01, "Weight decay", "λ: in every step the weights shrink by the share lr·λ.", ge=0,
                                le=1e3, live=True, slider=(0, 0.1))


class Rmsprop(Spec):
    """RMSprop: the gradient divided by the root of the running mean of its square."""

    kind: Literal["rmsprop"] = "rmsprop"
    lr: Real = _lr(0.01)
    alpha: Real = number(0.99, "Memory", "Memory of the mean squared gradient.", ge=0, lt=1, live=True, slider=(0, 0.999))
    eps: Real = _eps(1e-8)
    momentum: Real = _momentum()
    weight_decay: Real = _weight_decay()
    schedule: ScheduleSpec = _schedule()


class Adagrad(Spec):
    """AdaGrad: the gradient divided by the root of the sum of all its squares so far."""

    kind: Literal["adagrad"] = "adagrad"
    lr: Real = _lr(0.01)
    eps: Real = number(1e-10, "Epsilon", "Added to the root of the summed squared gradients.", ge=0, le=1, live=True)
    weight_decay: Real = _weight_decay()
    schedule: ScheduleSpec = _schedule()


OptimizerSpec = Annotated[Sgd | Adam | AdamW | Rmsprop | Adagrad, Field(discriminator="kind")]


# ---- clipping ---------------------------------------------------------------------------------------


class FixedLossScale(Spec):
    """The loss is multiplied by a number before the backward pass, the gradient divided by it after; 1: no scaling."""

    kind: Literal["fixed"] = "fixed"
    factor: Real = number(1.0, "Factor", "The number on the loss during the backward pass.", gt=0, le=2.0**24,
                          slider=(1, 2.0**24), log=True)


class DynamicLossScale(Spec):
    """Starts at 65,536, halves where the gradient overflows (that step is left out), doubles after 2,000 good steps."""

    kind: Literal["dynamic"] = "dynamic"


LossScaleSpec = Annotated[FixedLossScale | DynamicLossScale, Field(discriminator="kind")]


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
