"""Sweeps: one experiment many times, with other values of one or two fields, other settings, other seeds. No torch here."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from gradsim.experiment import Experiment
from gradsim.patches import Patch, patched
from gradsim.problems import GradsimError, Problem, fail
from gradsim.validation import show

MOST_RUNS = 100_000
LARGEST_SEED = 2_147_483_647
BAND = (0.1, 0.9)


@dataclass(frozen=True)
class Vary:
    """A field that takes several values: its dotted path ("model.depth") and the values as a file has them."""

    path: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Setting:
    """One of the things that are compared: a label, and what it changes in the experiment."""

    label: str = ""
    patch: Patch = ()


@dataclass(frozen=True)
class Sweep:
    """What is run: every setting × every value of every field × ``seeds`` seeds, from the experiment's own seed on.

    Each run is measured in the forward and backward pass that follows ``steps`` updates; 0: in the very first.
    """

    experiment: Experiment
    fields: tuple[Vary, ...]
    settings: tuple[Setting, ...] = (Setting(),)
    seeds: int = 1
    steps: int = 0

    def __len__(self) -> int:
        return len(self.settings) * math.prod(len(field.values) for field in self.fields) * self.seeds

    def points(self) -> Iterator[Point]:
        """All runs; those of a setting follow each other, seeds innermost."""
        places = [range(len(field.values)) for field in self.fields]
        for setting, where, seed in itertools.product(range(len(self.settings)), itertools.product(*places),
                                                      range(self.seeds)):
            yield Point(setting, where, (self.experiment.seed + seed) % (LARGEST_SEED + 1))

    def experiment_at(self, point: Point) -> Experiment:
        """The experiment of one run; raises GradsimError if its parts do not fit together."""
        values = tuple((field.path, field.values[at]) for field, at in zip(self.fields, point.values, strict=True))
        return patched(self.experiment, (*self.settings[point.setting].patch, *values, ("seed", point.seed)))


@dataclass(frozen=True)
class Point:
    """One run of a sweep: index of the setting, index of each field's value, and the seed."""

    setting: int
    values: tuple[int, ...]
    seed: int


@dataclass(frozen=True)
class Outcome:
    """What one run gave. NaN where there is no such number; what was not finite is in ``problem``.

    Attributes
    ----------
    step
        The step whose forward and backward pass was measured: the number of updates before it.
    sites
        Number of sites S of the network.
    loss, accuracy, grad_norm
        As in steps.csv.
    grad_weight_norm, grad_activation_norm, factor
        ‖∂L/∂W_1‖, ‖g_1‖ and the factor of the first site, as in layers.csv.
    grad_activation_norm_last
        ‖g_S‖ of the last site.
    gradient_left
        ‖g_1‖/‖g_S‖: what is left of the gradient at the first site. 0 where nothing arrives.
    factor_mean
        Geometric mean of the factors of sites 2…S, which the gradient passes between the two. NaN for one site.
    problem
        Why there are no numbers, or where the first one that is not finite appeared.
    """

    point: Point
    step: int = 0
    sites: int = 0
    loss: float = math.nan
    accuracy: float = math.nan
    grad_norm: float = math.nan
    grad_weight_norm: float = math.nan
    grad_activation_norm: float = math.nan
    grad_activation_norm_last: float = math.nan
    gradient_left: float = math.nan
    factor: float = math.nan
    factor_mean: float = math.nan
    seconds: float = math.nan
    problem: Problem | None = None

    @property
    def is_done(self) -> bool:
        """Whether it ran, finite numbers or not."""
        return self.sites > 0


@dataclass(frozen=True)
class Swept:
    """Told by the process of the sweeps: all runs of a sweep are back."""


NUMBERS = ("loss", "accuracy", "grad_norm", "grad_weight_norm", "grad_activation_norm", "grad_activation_norm_last",
           "gradient_left", "factor", "factor_mean", "seconds")


def checked(sweep: Sweep) -> list[tuple[Point, Experiment | Problem]]:
    """Every run with its experiment, or with what does not fit together in it.

    Raises
    ------
    GradsimError
        If there are no values or too many runs, or a value fits in no combination at all.
    """
    for field in sweep.fields:
        if not field.values:
            raise fail("sweep_no_values", key=field.path)
    if not 1 <= len(sweep) <= MOST_RUNS:
        raise fail("sweep_runs", value=len(sweep), limit=MOST_RUNS)
    found = [(point, _experiment_or_problem(sweep, point)) for point in sweep.points()]
    for place, field in enumerate(sweep.fields):
        for at in range(len(field.values)):
            tried = [result for point, result in found if point.values[place] == at]
            problems = [result for result in tried if isinstance(result, Problem)]
            if len(problems) == len(tried):
                raise GradsimError(problems[0])
    return found


def _experiment_or_problem(sweep: Sweep, point: Point) -> Experiment | Problem:
    try:
        return sweep.experiment_at(point)
    except GradsimError as error:
        problem = error.problems[0]
    if problem.code == "patch_misfit":
        return Problem("sweep_field", {"key": problem.values["key"], "value": problem.values["value"]})
    return problem


# ---- reading ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Band:
    """One quantity at one place of a sweep over the seeds that have come back.

    ``low``, ``median``, ``high`` are the 10, 50 and 90 % quantiles of the finite numbers (exact zeros count as such), NaN
    without any. ``runs`` have come back; of these ``zeros`` were exactly 0, ``nonfinite`` NaN or infinite, and ``failed``
    could not be done.
    """

    low: float
    median: float
    high: float
    runs: int
    zeros: int
    nonfinite: int
    failed: int


def band(outcomes: Iterable[Outcome], column: str = "gradient_left") -> Band:
    """Summarise ``column`` of the outcomes of one place."""
    every = list(outcomes)
    values = np.array([getattr(outcome, column) for outcome in every if outcome.is_done], dtype=np.float64)
    finite = values[np.isfinite(values)]
    low, median, high = (float(number) for number in np.quantile(finite, (BAND[0], 0.5, BAND[1]))) if finite.size else (
        math.nan, math.nan, math.nan)
    return Band(low, median, high, len(every), int((values == 0).sum()), len(values) - len(finite), len(every) - len(values))


def columns(sweep: Sweep) -> list[str]:
    """The columns of sweep.csv."""
    return [*["setting"] * _is_labelled(sweep), *(field.path for field in sweep.fields), "seed", "step", "sites", *NUMBERS,
            "problem"]


def row(sweep: Sweep, outcome: Outcome) -> list[Any]:
    """One run as a row of :func:`columns`: empty where there is no number, "nan" and "inf" where the run produced them."""
    point = outcome.point
    values = [field.values[at] for field, at in zip(sweep.fields, point.values, strict=True)]
    named = [value if isinstance(value, (int, float, str)) else show(value) for value in values]
    numbers: list[Any] = [_cell(outcome, name) for name in NUMBERS]
    where = [outcome.step, outcome.sites] if outcome.is_done else ["", ""]
    label = [sweep.settings[point.setting].label] * _is_labelled(sweep)
    return [*label, *named, point.seed, *where, *numbers,
            "" if outcome.problem is None else str(outcome.problem)]


def _is_labelled(sweep: Sweep) -> bool:
    return any(setting.label for setting in sweep.settings)


def _cell(outcome: Outcome, name: str) -> Any:
    value: float = getattr(outcome, name)
    absent = not outcome.is_done or (name == "accuracy" and math.isnan(value)) or (
        name == "factor_mean" and outcome.sites == 1)
    return "" if absent else value
