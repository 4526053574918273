"""Singular values of the Jacobian of one site, and of the product of all behind it, for one sample or for several.

J is read off the operations themselves: the identity is pushed back through them, in float64, at the z that the pass has
seen. Where singular values of the product lie too far apart for that, it is kept as :class:`Graded`, if its factors have
full rank. With batch norm the samples are coupled; then the product pushes the whole batch, and ∂a_b/∂x_b of the sample b is
taken of it. Where the batch is asked for, its first samples stand for it: as many as can be worked out while the run waits.
"""

from __future__ import annotations

import copy
from contextlib import nullcontext

import numpy as np
import torch
from torch import Tensor

from gradsim.devices import in_float64
from gradsim.inspection import effort
from gradsim.inspection.chosen import place, sample_place
from gradsim.inspection.graded import Graded
from gradsim.inspection.singular import Found, resolved, singular, summary
from gradsim.inspection.spectrum_time import through_time
from gradsim.layers import Convolve, Normalize, Operation, Skip
from gradsim.messages import Ask
from gradsim.network import Network
from gradsim.parts import Spectrum
from gradsim.recurrent.lstm import LstmLayer
from gradsim.recurrent.network import TimeStep
from gradsim.simulator import Simulator
from gradsim.site import Site
from gradsim.snapshot import frozen

_BY_SAMPLE = frozenset({"x", "out", "mask", "normalized", "inverse", "_indices", "_x"})
_BY_SAMPLE_LISTS = frozenset({"_tensors", "_maps", "_images"})


def spectrum(run: Simulator, ask: Ask) -> Spectrum:
    """Singular values of J_l and of the product J_L…J_l, L the last hidden layer or the layer's last time step."""
    site, last = place(run, ask), _last(run, place(run, ask))
    chosen = run.network.sites[site - 1]
    most = min(effort.MOST_SAMPLES, run.network.batch) if ask.sample < 0 else 1
    state = "a"
    if isinstance(chosen, TimeStep):
        state = "(h, c)" if isinstance(chosen.layer, LstmLayer) else "h"
    first = sample_place(run, ask)
    if run.phase == "ready" or (run.phase == "forward" and run.cursor < last):
        return Spectrum(site, first, frozen(np.zeros(0)), frozen(np.zeros(0)), "waiting", state)
    before = run.phase == "update"
    with run.observer.weights_before_update() if before else nullcontext():
        if isinstance(chosen, TimeStep):
            found = through_time(chosen, first, most)
        elif isinstance(run.network, Network):
            found = _through_layers(run.network, site, last, first, most)
        else:  # the same for every sample
            values = np.repeat(singular(in_float64(chosen.weight).unsqueeze(0)), most, axis=0)
            found = Found(values, values)
    (layer, layer_band), (product, product_band) = summary(found.layer), summary(found.product)
    return Spectrum(site, first, layer, product, found.absent, state, found.samples, layer_band, product_band)


def _last(run: Simulator, site: int) -> int:
    """The site 1…S that the product ends at."""
    sites = run.sites
    if sites.axis[site - 1] == "time":
        chosen = run.network.sites[site - 1]
        assert isinstance(chosen, TimeStep)
        return site + chosen.layer.steps - chosen.plan.t
    head = bool(sites.kind[-1] == "head")
    return len(sites) if site == len(sites) or not head else len(sites) - 1


# ---- along layers -----------------------------------------------------------------------------


def _through_layers(network: Network, site: int, last: int, first: int, most: int) -> Found:
    members = network.sites[site - 1:last]
    coupled = _is_coupled(network)
    own, all_of_them = _cost(network, members[:1], 1), _cost(network, members, network.batch if coupled else 1)
    has_own = own <= effort.BUDGET and members[0].plan.n_out <= effort.LARGEST
    calls = effort.CALLS * len(members)
    has_product = own * has_own + all_of_them + calls <= effort.BUDGET and members[-1].plan.n_out <= effort.LARGEST
    cost = own * has_own + (all_of_them + calls * coupled) * has_product
    samples = range(first, first + effort.affordable(cost, most, calls * has_product * (not coupled)))
    groups = [[sample] for sample in samples] if coupled else [list(samples)]
    found = Found()
    if has_own:
        found = Found(singular(torch.cat([_Chain(network, group, whole=False).own(members[0]) for group in groups])))
    if not has_product:
        return found

    made = [_Chain(network, group, whole=coupled).product(members) for group in groups]
    product = singular(torch.cat([matrices for matrices, _ in made]), torch.cat([scale for _, scale in made]))
    if coupled:
        return Found(found.layer, product)

    def graded(sample: int, condition: float) -> Graded:
        return _Chain(network, [first + sample], whole=False).graded(members, condition)

    pivoted = sum(effort.taking_up(members[-1].plan.n_out, site.plan.n_in) for site in members)
    affordable = effort.affordable(all_of_them + calls + pivoted, len(samples))
    return resolved(found.layer, product, graded, affordable)


def _is_coupled(network: Network) -> bool:
    """Whether a sample's activations depend on the other samples."""
    return network.experiment.model.norm.kind == "batch_norm"


def _cost(network: Network, members: list[Site], pushed: int) -> float:
    """What it takes to push the identity back from the last of ``members`` for so many samples, and to decompose one."""
    n, m = members[-1].plan.n_out, members[0].plan.n_in
    once = sum(site.plan.multiplications * (effort.CONVOLVED if _convolves(site) else 1) for site in members)
    return float(n * pushed * once) + effort.decomposition(n, m)


def _convolves(site: Site) -> bool:
    return any(isinstance(operation, Convolve) for operation in site.operations)


class _Chain:
    """The operations of a network in float64, for some samples; or for one and the ``whole`` batch that it is coupled to."""

    def __init__(self, network: Network, samples: list[int], whole: bool) -> None:
        self._coupled, self._of = whole, network.batch
        self._rows = slice(None) if whole else slice(samples[0], samples[-1] + 1)
        self._batch = network.batch if whole else len(samples)
        self._places = samples if whole else list(range(len(samples)))

    def own(self, site: Site) -> Tensor:
        """J_l of the site's own map, without a skip, (S, n_out, n_in); S = 1 where batch norm couples the samples."""
        g = self._identity(site)
        for operation in reversed(site.operations):
            g = _vjp_alone(self._wide(operation), g, self._of)
        return g[:, self._places].transpose(0, 1)

    def product(self, members: list[Site]) -> tuple[Tensor, Tensor]:
        """∂a_L/∂a_{l−1} over all paths, skips included: matrices (S, n_L, n_in) and log10 of their factors (S,)."""
        g = self._identity(members[-1])
        scale = g.new_zeros(1, len(self._places), 1)
        direct: dict[int, Tensor] = {}
        for site in reversed(members):
            g = self._back(site, g, direct)
            largest = g.abs().amax((0, 1, 2) if self._coupled else (0, 2), keepdim=True)
            largest = torch.where(torch.isfinite(largest) & (largest > 0), largest, 1.0)
            g, scale = g / largest, scale + largest.log10()  # a product of a thousand layers leaves even float64
            direct = {start: carried / largest for start, carried in direct.items()}
        return g[:, self._places].transpose(0, 1), scale.flatten()

    def graded(self, members: list[Site], condition: float) -> Graded:
        """The transposed product for one sample; ``condition`` is that of one factor."""
        found, g = Graded(members[-1].plan.n_out, condition), self._identity(members[-1])
        direct: dict[int, Tensor] = {}
        for site in reversed(members):
            g = self._back(site, g, direct)
            if direct and site is not members[0]:
                continue  # what a skip carries past is in the present basis
            found.take_up(g[:, 0].t().cpu().numpy())
            if not found.possible:
                break
            g = torch.from_numpy(found.basis).t().unsqueeze(1).to(g)
        return found

    def _back(self, site: Site, g: Tensor, direct: dict[int, Tensor]) -> Tensor:
        """g at a site's output → at its input; ``direct``: what skips carry past, by the first site of their block."""
        for operation in reversed(site.operations):
            wide = self._wide(operation)
            if isinstance(wide, Skip) and wide.source is not None:
                direct[site.plan.block_start] = self._over_skip(wide, g)
            g = wide.vjp(g)
        if site.plan.starts_block and site.plan.index in direct:
            g = g + direct.pop(site.plan.index)
        return g

    def _identity(self, site: Site) -> Tensor:
        n = site.plan.n_out
        g = in_float64(site.weight[:0]).new_zeros(n, self._batch, n)
        for row in self._places:
            g[:, row] = torch.eye(n, dtype=torch.float64)
        return g

    def _over_skip(self, skip: Skip, g: Tensor) -> Tensor:
        parts = [] if skip.shortcut is None else skip.shortcut.parts
        for part in reversed(parts):
            g = self._wide(part).vjp(g)
        return g

    def _wide(self, operation: Operation) -> Operation:
        """A copy of an operation that reads float64, of the chosen samples."""
        wide = copy.copy(operation)
        for name, value in vars(operation).items():
            rows = self._rows if name in _BY_SAMPLE or name in _BY_SAMPLE_LISTS else None
            if isinstance(value, Tensor):
                setattr(wide, name, _double(value, rows if value.dim() > 1 and len(value) > 1 else None))
            elif name in _BY_SAMPLE_LISTS:
                setattr(wide, name, [_double(item, rows) for item in value])
        return wide


def _vjp_alone(operation: Operation, g: Tensor, batch: int) -> Tensor:
    """∂x_b where g is zero but for the sample b, which is all that ``operation`` holds of its batch."""
    back = operation.vjp(g)
    if not isinstance(operation, Normalize) or operation.kind != "batch_norm":
        return back
    slope = operation.inverse.flatten() if operation.gamma is None else operation.inverse.flatten() * operation.gamma
    direct = g * slope.repeat_interleave(g.shape[-1] // len(slope))
    return direct + (back - direct) / batch  # its means are of b alone, those of the batch are 1/B of them


def _double(value: Tensor, rows: slice | None) -> Tensor:
    return in_float64(value if rows is None else value[rows])
