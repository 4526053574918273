"""Snapshot: everything that is known about a run at one micro-step, as read-only numpy arrays. No torch here.

Every per-site array has shape (S,), input side first. A quantity that does not exist at a site is NaN there and
marked in :meth:`Snapshot.missing`; a NaN that is not marked is a real NaN of the run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Phase = Literal["ready", "forward", "loss", "backward", "clip", "update"]

SITE_COLUMNS = ("site", "axis", "name", "kind", "fan_in", "fan_out")
FORWARD_COLUMNS = ("z_mean", "z_std", "a_mean", "a_std", "a_rms", "slope_mean", "slope_rms", "weight_norm",
                   "weight_rms", "weight_spectral", "factor", "block_factor")
BACKWARD_COLUMNS = ("running_product", "gain", "grad_activation_norm", "delta_norm", "grad_weight_norm",
                    "clipped_weight_norm", "grad_bias_norm", "update_ratio")
HEALTH_COLUMNS = ("dead_fraction", "saturated_fraction", "nonfinite")
THEORY_COLUMNS = ("theory_factor", "theory_q")
NUMBER_COLUMNS = FORWARD_COLUMNS + BACKWARD_COLUMNS + HEALTH_COLUMNS + THEORY_COLUMNS
LAYER_COLUMNS = ("step", *SITE_COLUMNS, *NUMBER_COLUMNS, "factor_se")
RECURRENT_COLUMNS = ("recurrent_radius",)
LSTM_COLUMNS = ("forget_mean", "input_mean", "output_mean", "forget_product", "grad_cell_norm")
GRU_COLUMNS = ("reset_mean", "update_mean")
FURTHER_COLUMNS = {"rnn": RECURRENT_COLUMNS, "lstm": RECURRENT_COLUMNS + LSTM_COLUMNS,
                   "gru": RECURRENT_COLUMNS + GRU_COLUMNS, "bfloat16": ("grad_zeros",), "float16": ("grad_zeros",)}
"""Columns that only some runs have, by kind of model and by number format; they come after LAYER_COLUMNS."""
COUNTS = ("nonfinite", "grad_zeros")
STEP_FIELDS = ("loss", "accuracy", "grad_norm", "clipped_grad_norm", "clip_scale", "lr", "seconds")
STEP_COLUMNS = ("step", *STEP_FIELDS)
SITE_FIELDS = ("grad_activation_norm", "grad_weight_norm", "factor")
"""What the history keeps of every step, by site."""


@dataclass(frozen=True)
class Sites:
    """What the sites are; fixed for a network.

    Attributes
    ----------
    site, fan_in, fan_out
        1…S, and the shape of the weight, each (S,).
    axis, name, kind
        "layer" (or "time"), a label, and "dense" or "head", each (S,).
    block_start, block_end
        First and last site (1…S) of the residual block a site belongs to, 0 where no skip passes it, (S,).
    activation
        Name of the activation, "identity" for the head, (S,).
    """

    site: NDArray[np.int64]
    axis: NDArray[np.str_]
    name: NDArray[np.str_]
    kind: NDArray[np.str_]
    fan_in: NDArray[np.int64]
    fan_out: NDArray[np.int64]
    block_start: NDArray[np.int64]
    block_end: NDArray[np.int64]
    activation: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.site)

    @cached_property
    def has_blocks(self) -> bool:
        """True if a skip passes any site."""
        return bool(self.block_end.any())

    def called(self, name: str) -> int:
        """The site 1…S of that name; 0: there is none."""
        found = np.flatnonzero(self.name == name)
        return int(found[0]) + 1 if len(found) else 0


@dataclass(frozen=True)
class Snapshot:
    """The state of a run after one micro-step.

    Attributes
    ----------
    generation
        Number of the network build; snapshots of an older generation are out of date.
    step
        Index of the step in progress or just completed; the first is 0.
    phase, cursor
        What the last micro-step was, and at which site (1…S; 0 where the phase has none). Sites that the pass has not
        reached keep their last complete values.
    loss, accuracy, grad_norm, clipped_grad_norm, clip_scale, lr, seconds
        The numbers of steps.csv. NaN before they are first known; accuracy is NaN where there are no classes.
    columns
        The per-site numbers of :data:`NUMBER_COLUMNS`, "factor_se" and those of :data:`FURTHER_COLUMNS` that the network
        has, each (S,) float64; also readable as attributes.
    """

    generation: int
    step: int
    phase: Phase
    cursor: int
    loss: float
    accuracy: float
    grad_norm: float
    clipped_grad_norm: float
    clip_scale: float
    lr: float
    seconds: float
    sites: Sites
    columns: Mapping[str, Floats]
    gaps: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)

    def __getstate__(self) -> dict[str, Any]:
        """All columns as one matrix: a frame crosses the pipe in a few large pieces."""
        state = dict(self.__dict__)
        state["columns"], state["gaps"] = _packed(self.columns), _packed(self.gaps)
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        for part in ("columns", "gaps"):
            names, rows = state[part]
            state[part] = dict(zip(names, frozen(rows), strict=True))
        self.__dict__.update(state)

    def __getattr__(self, name: str) -> Any:
        columns = self.__dict__.get("columns", {})
        if name in columns:
            return columns[name]
        if name in SITE_COLUMNS:
            return getattr(self.__dict__["sites"], name)
        raise AttributeError(name)

    @property
    def steps_done(self) -> int:
        """Number of completed steps since the seed."""
        return self.step + (self.phase == "update")

    def missing(self, name: str) -> NDArray[np.bool_]:
        """Where the quantity ``name`` does not exist, (S,) bool."""
        none: NDArray[np.bool_] = np.zeros(len(self.sites), dtype=bool)
        return self.gaps.get(name, none)

    def reached(self) -> NDArray[np.bool_]:
        """Which sites the pass in progress has reached, (S,) bool; all of them outside a pass."""
        site = self.sites.site
        if self.phase == "forward":
            return np.asarray(site <= self.cursor)
        if self.phase == "backward":
            return np.asarray(site >= self.cursor)
        return np.full(len(site), self.phase != "ready")

    def compares(self, site: int, end: int) -> bool:
        """Whether ‖∂L/∂a‖ at the sites ``site`` ≤ ``end`` (1…S) are of one pass: a ratio of two passes is none."""
        if self.phase not in ("loss", "backward"):
            return True
        first = len(self.sites) if self.phase == "loss" else self.cursor
        handed_on = self.phase == "backward" and self.sites.axis[0] == "layer"  # a site's gradient is there before the pass
        return (site >= first - handed_on) == (end >= first - handed_on)

    def multiplies(self, site: int) -> bool:
        """Whether the factors behind a site 1…S are of one pass, that of its ``running_product``."""
        return self.phase != "forward" or site >= self.cursor or bool(self.reached().all())


@dataclass(frozen=True)
class Records:
    """One row per completed step: what curves and heatmaps draw. n steps, S sites.

    Attributes
    ----------
    step
        (n,) int64
    rows
        (n, 7 + 3S) float64: the values of :data:`STEP_FIELDS`, then S values of each of :data:`SITE_FIELDS`; by name they
        can be read as attributes, (n,) and (n, S).
    """

    step: NDArray[np.int64]
    rows: Floats

    @staticmethod
    def of(step: NDArray[np.int64], **values: Floats) -> Records:
        """From the numbers by name."""
        numbers = np.stack([values[name] for name in STEP_FIELDS], axis=1)
        return Records(step, np.concatenate([numbers, *(values[name] for name in SITE_FIELDS)], axis=1))

    def __len__(self) -> int:
        return len(self.step)

    def __getattr__(self, name: str) -> Floats:
        if name in STEP_FIELDS:
            return self.rows[:, STEP_FIELDS.index(name)]
        if name in SITE_FIELDS:
            start = len(STEP_FIELDS) + SITE_FIELDS.index(name) * self.sites
            return self.rows[:, start:start + self.sites]
        raise AttributeError(name)

    @property
    def sites(self) -> int:
        """S"""
        width: int = self.rows.shape[1]
        return (width - len(STEP_FIELDS)) // len(SITE_FIELDS)

    def __setstate__(self, state: dict[str, NDArray[Any]]) -> None:
        self.__dict__.update({name: frozen(array) for name, array in state.items()})


def _packed(columns: Mapping[str, NDArray[Any]]) -> tuple[tuple[str, ...], NDArray[Any]]:
    """Names, and the values as the rows of one matrix."""
    values = list(columns.values())
    return tuple(columns), np.concatenate(values).reshape(len(values), -1) if values else np.empty((0, 0))


def frozen(array: NDArray[Any]) -> NDArray[Any]:
    """Make an array read-only and return it."""
    array.setflags(write=False)
    return array
