"""Plan: what every site of a network is, worked out from the experiment before a single tensor is made. No torch."""

from __future__ import annotations

import math

import numpy as np

from gradsim import specs
from gradsim.experiment import Experiment
from gradsim.plan_conv import Network, plan_convolutional
from gradsim.site_plan import SitePlan, Slot
from gradsim.snapshot import Sites, frozen


def plan(experiment: Experiment) -> list[SitePlan]:
    """The sites of an experiment, input side first, (S,)."""
    model = experiment.model
    data = experiment.data
    if isinstance(model, Network):
        return plan_convolutional(model, data)
    assert isinstance(model, specs.Mlp)
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
    if not isinstance(model, specs.Mlp | specs.ResNet) or isinstance(model.residual, specs.NoResidual):
        return 1.0
    scale = model.residual.scale
    if scale == "learned":
        return None
    return 1 / math.sqrt(model.depth) if scale == "1/sqrt(depth)" else float(scale)


def dropout_share(experiment: Experiment) -> float:
    """The share of units that dropout silences; 0 in networks without it."""
    model = experiment.model
    return float(model.dropout) if isinstance(model, specs.Mlp | specs.AlexNet) else 0.0


def describe(sites: list[SitePlan]) -> Sites:
    """The sites as the arrays that snapshots carry."""
    return Sites(
        site=frozen(np.array([site.index for site in sites])),
        axis=frozen(np.array(["layer"] * len(sites))),
        name=frozen(np.array(["head" if site.is_head else f"layer {site.index}" for site in sites])),
        kind=frozen(np.array([_kind(site) for site in sites])),
        fan_in=frozen(np.array([site.fans[0] for site in sites])),
        fan_out=frozen(np.array([site.fans[1] for site in sites])),
        block_start=frozen(np.array([site.block_start for site in sites])),
        block_end=frozen(np.array([site.block_end for site in sites])),
        activation=frozen(np.array([site.activation.kind for site in sites])),
    )


def _kind(site: SitePlan) -> str:
    return "head" if site.is_head else "dense" if site.conv is None else "conv"
