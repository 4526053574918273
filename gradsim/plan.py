"""Plan: what every site of a network is, worked out from the experiment before a single tensor is made. No torch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gradsim import specs
from gradsim.experiment import Experiment
from gradsim.snapshot import Sites, frozen

Slot = Literal["affine", "norm", "activate", "dropout", "skip", "residual_norm"]


@dataclass(frozen=True)
class SitePlan:
    """One site.

    Attributes
    ----------
    index
        1…S.
    n_in, n_out
        Fans of its weight.
    slots
        Its operations in forward order; neighbouring hidden sites share them, so that they can be stacked.
    block_start, block_end
        First and last site of its residual block, 0 where no skip passes it.
    """

    index: int
    n_in: int
    n_out: int
    slots: tuple[Slot, ...]
    activation: specs.PlainActivation | specs.LeakyRelu | specs.Elu
    is_head: bool
    block_start: int
    block_end: int

    @property
    def ends_block(self) -> bool:
        """True for the last site of a block: the one with the sum."""
        return self.block_end == self.index

    @property
    def starts_block(self) -> bool:
        """True for the first site of a block: the one whose input is the skip's source."""
        return self.block_start == self.index

    @property
    def weight_first(self) -> bool:
        """False in pre-activation order, where φ stands before the weight and z has n_in columns."""
        return self.slots.index("affine") < self.slots.index("activate")

    @property
    def z_width(self) -> int:
        """Columns of z."""
        return self.n_out if self.weight_first else self.n_in

    @property
    def stack_key(self) -> tuple[object, ...]:
        """Sites with the same key, next to each other, may share stacked buffers."""
        return (self.n_in, self.n_out, self.slots, self.is_head)


def plan(experiment: Experiment) -> list[SitePlan]:
    """The sites of an experiment, input side first, (S,)."""
    model = experiment.model
    assert isinstance(model, specs.Mlp)
    data = experiment.data
    widths = (data.shape[0], *model.layer_widths)
    blocks = _blocks(model.residual, widths)
    has_skip = any(start for start, _ in blocks)
    sites = [SitePlan(index + 1, widths[index], widths[index + 1], _slots(model, has_skip, blocks[index][1] == index + 1),
                      model.activations[index], False, *blocks[index]) for index in range(model.depth)]
    if model.head == "linear":
        identity = specs.PlainActivation(kind="identity")
        sites.append(SitePlan(model.depth + 1, widths[-1], data.dense_outputs, ("affine", "activate"), identity, True, 0, 0))
    return sites


def _blocks(residual: specs.ResidualSpec, widths: tuple[int, ...]) -> list[tuple[int, int]]:
    """(block_start, block_end) of each hidden site; (0, 0) in an incomplete block or where the ends differ in width."""
    depth = len(widths) - 1
    blocks = [(0, 0)] * depth
    if isinstance(residual, specs.NoResidual):
        return blocks
    for start in range(1, depth - residual.every + 2, residual.every):
        end = start + residual.every - 1
        if widths[start - 1] == widths[end]:
            blocks[start - 1:end] = [(start, end)] * residual.every
    return blocks


def _slots(model: specs.Mlp, has_skip: bool, ends_block: bool) -> tuple[Slot, ...]:
    """The operations of a hidden site. Dropout follows φ and its norm, but never stands on the skip's path: where φ
    follows the sum (post_activation), it is the branch that is dropped.
    """
    norm, residual = model.norm, model.residual
    position = norm.position if isinstance(norm, specs.Norm) else "none"
    sum_: tuple[Slot, ...] = ("skip",) if has_skip else ()
    if has_skip and position == "after_residual":
        sum_ += ("residual_norm",)
    before: tuple[Slot, ...] = ("norm",) if position == "before_activation" else ()
    after: tuple[Slot, ...] = ("norm",) if position == "after_activation" else ()
    drop: tuple[Slot, ...] = ("dropout",) if model.dropout else ()
    if residual.kind == "pre_activation":
        return (*before, "activate", *after, *drop, "affine", *sum_)
    if residual.kind == "post_activation":
        if ends_block:
            return ("affine", *before, *drop, *sum_, "activate", *after)
        return ("affine", *before, *sum_, "activate", *after, *drop)
    return ("affine", *before, "activate", *after, *drop, *sum_)


def residual_scale(experiment: Experiment) -> float | None:
    """The number α on the branches; None where it is learned."""
    model = experiment.model
    assert isinstance(model, specs.Mlp)
    residual = model.residual
    if isinstance(residual, specs.NoResidual):
        return 1.0
    if residual.scale == "learned":
        return None
    return 1 / math.sqrt(model.depth) if residual.scale == "1/sqrt(depth)" else float(residual.scale)


def describe(sites: list[SitePlan]) -> Sites:
    """The sites as the arrays that snapshots carry."""
    return Sites(
        site=frozen(np.array([site.index for site in sites])),
        axis=frozen(np.array(["layer"] * len(sites))),
        name=frozen(np.array(["head" if site.is_head else f"layer {site.index}" for site in sites])),
        kind=frozen(np.array(["head" if site.is_head else "dense" for site in sites])),
        fan_in=frozen(np.array([site.n_in for site in sites])),
        fan_out=frozen(np.array([site.n_out for site in sites])),
        block_start=frozen(np.array([site.block_start for site in sites])),
        block_end=frozen(np.array([site.block_end for site in sites])),
        activation=frozen(np.array([site.activation.kind for site in sites])),
    )
