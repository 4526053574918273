"""Which site and which sample a question is about, and round ranges for its answers."""

from __future__ import annotations

import math

from torch import Tensor

from gradsim.messages import Ask
from gradsim.simulator import Simulator


def place(run: Simulator, ask: Ask) -> int:
    """The site 1…S that is asked for, as far as the network reaches."""
    return min(ask.site, len(run.sites))


def sample_place(run: Simulator, ask: Ask) -> int:
    """The sample 0…B−1 that is asked for, as far as the batch reaches; the first where the whole batch is."""
    return min(max(ask.sample, 0), run.network.batch - 1)


def of_sample(run: Simulator, ask: Ask, values: Tensor) -> Tensor:
    """The rows of ``values`` (B·R, …) that belong to the sample asked for, R a sample; all of them where the batch is."""
    if ask.sample < 0:
        return values
    answers = max(len(values) // run.network.batch, 1)
    first = sample_place(run, ask) * answers
    return values[first:first + answers]


def round_reach(largest: float) -> float:
    """The smallest of …, 1, 2, 5, 10, … that holds ``largest``; 0 for 0."""
    if not largest > 0 or not math.isfinite(largest):
        return 0.0
    decade = 10.0 ** math.floor(math.log10(largest))
    return next(step * decade for step in (1.0, 2.0, 5.0, 10.0) if step * decade >= largest * (1 - 1e-12))
