"""Schedules: the learning rate of step n as a pure function of n, so that a replay uses the same. No torch.

A new schedule is one function in :data:`SHARES` and its spec.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from gradsim import specs


def _ramp(step: int, warmup: int) -> float:
    """(n + 1)/warmup up to 1 (1 without a warmup): the first step already moves."""
    return (step + 1) / warmup if step < warmup else 1.0


def _constant(schedule: specs.ConstantRate, step: int) -> float:
    return 1.0


def _step(schedule: specs.StepRate, step: int) -> float:
    """factor^⌊n / every⌋, as torch.optim.lr_scheduler.StepLR."""
    return float(schedule.factor ** (step // schedule.every))


def _cosine(schedule: specs.CosineRate, step: int) -> float:
    """final + (1 − final)(1 + cos πt)/2 with t = (n − warmup)/(steps − warmup) from 0 to 1; Loshchilov & Hutter 2017."""
    if step < schedule.warmup:
        return _ramp(step, schedule.warmup)
    if step >= schedule.steps:
        return schedule.final
    t = (step - schedule.warmup) / (schedule.steps - schedule.warmup)
    return schedule.final + (1 - schedule.final) * (1 + math.cos(math.pi * t)) / 2


def _warmup(schedule: specs.WarmupRate, step: int) -> float:
    """min(1, (n + 1)/steps); Goyal et al. 2017."""
    return _ramp(step, schedule.steps)


SHARES: dict[str, Callable[[Any, int], float]] = {"constant": _constant, "step": _step, "cosine": _cosine,
                                                  "warmup": _warmup}


def learning_rate(optimizer: specs.OptimizerSpec, step: int) -> float:
    """The learning rate of a step, counted from 0: ``lr`` times the schedule's share."""
    return optimizer.lr * SHARES[optimizer.schedule.kind](optimizer.schedule, step)
