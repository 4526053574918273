"""The weights of one site: how W, ∂L/∂W and ΔW are distributed, and W and ∂L/∂W as images."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from gradsim.inspection.chosen import place, round_reach
from gradsim.messages import Ask
from gradsim.parts import Distribution, Distributions, Matrices
from gradsim.simulator import Simulator
from gradsim.snapshot import Floats, frozen

_BINS = 61  # odd: the middle one holds 0
_LARGEST_IMAGE = 128  # cells a side


def distributions(run: Simulator, ask: Ask) -> Distributions:
    """Histograms of W, of ∂L/∂W (after clipping once that is done) and of the last update ΔW = −lr·direction.

    Of a time step ∂L/∂W is its own share; W and ΔW are the layer's.
    """
    site = place(run, ask)
    return Distributions(site, *(_distribution(values) for values in _weights(run, site)))


def matrices(run: Simulator, ask: Ask) -> Matrices:
    """W and ∂L/∂W of site ``ask.site``; a kernel as (C_out, C_in·kh·kw), a cell as [W_x W_h] of all gates."""
    site = place(run, ask)
    weight, gradient, _ = _weights(run, site)
    assert weight is not None
    shape = (weight.shape[0], weight.shape[1])
    return Matrices(site, shape, _image(weight), np.zeros((0, 0)) if gradient is None else _image(gradient))


def _weights(run: Simulator, site: int) -> tuple[Tensor | None, Tensor | None, Tensor | None]:
    """W, ∂L/∂W and ΔW; None before there is one."""
    chosen = run.network.sites[site - 1]
    return chosen.weight, weight_gradient(run, site), last_update(run, chosen.weight)


def weight_gradient(run: Simulator, site: int) -> Tensor | None:
    """∂L/∂W, the newest there is: of a backward pass in progress where it has reached the site, else of the last one.

    None before there is one, and at a time step once new activations have taken the place of those it was formed from.
    """
    chosen, complete = run.network.sites[site - 1], run.phase in ("clip", "update")
    reached = run.phase == "backward" and bool(run.reached_backward()[site - 1])
    if run.sites.axis[site - 1] == "time":
        return chosen.grad_weight / run.learning.scale if reached or complete else None
    if reached:
        formed, rounding = chosen.formed_grad_weight().clone(), run.network.rounding
        if rounding is not None:
            rounding(formed)
        return formed / run.learning.scale
    return chosen.grad_weight if complete or run.observer.measured_once else None


def last_update(run: Simulator, weight: Tensor) -> Tensor | None:
    """ΔW of the last update, exactly 0 where that was left out; None before there is one, or where it is not kept.

    ``weight`` is a view of the flat parameter vector.
    """
    rule, parameters = run.learning.rule, run.network.parameters
    if run.learning.left_out:
        return torch.zeros_like(weight)
    values = parameters.values
    if rule.direction.shape != values.shape or run.direction_is_overwritten:
        return None
    offset = weight.storage_offset() - values.storage_offset()
    direction = torch.as_strided(rule.direction, weight.shape, weight.stride(), rule.direction.storage_offset() + offset)
    return direction * -rule.last_lr


def _distribution(values: Tensor | None) -> Distribution | None:
    """A histogram over ±reach, reach round; zeros are counted in their bin and by themselves."""
    if values is None:
        return None
    numbers = values.detach().cpu().double().numpy().ravel()
    finite = numbers[np.isfinite(numbers)]
    reach = round_reach(float(np.abs(finite).max(initial=0.0))) or 1.0
    counts, edges = np.histogram(finite / reach, _BINS, (-1.0, 1.0))  # tiny numbers would lose their bins
    rms = _rms(finite)
    return Distribution(frozen(counts.astype(np.int64)), frozen(edges * reach), rms, int((finite == 0).sum()),
                        numbers.size - finite.size)


def _rms(values: Floats) -> float:
    largest = float(np.abs(values).max(initial=0.0))
    return largest * float(np.sqrt(np.mean((values / largest) ** 2))) if largest else 0.0


def _image(matrix: Tensor) -> Floats:
    """The matrix, or, of a large one, the entry of largest magnitude in every block; NaN wins."""
    values = matrix.detach().cpu().double().numpy().copy()  # or it would be the run's own memory
    for axis in (0, 1):
        values = _largest_of_blocks(values, axis)
    return frozen(np.ascontiguousarray(values))


def _largest_of_blocks(values: Floats, axis: int) -> Floats:
    size = values.shape[axis]
    if size <= _LARGEST_IMAGE:
        return values
    block = -(-size // _LARGEST_IMAGE)
    padded = np.moveaxis(values, axis, 0)
    rest = -size % block
    if rest:
        padded = np.concatenate([padded, np.zeros((rest, padded.shape[1]))])
    blocks = padded.reshape(-1, block, padded.shape[1])
    places = np.argmax(np.where(np.isnan(blocks), np.inf, np.abs(blocks)), 1)[:, None]
    return np.moveaxis(np.take_along_axis(blocks, places, 1)[:, 0], 0, axis)
