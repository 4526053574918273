"""Singular values of the Jacobian of one site, and of the product of all behind it, for one sample.

J is read off the operations themselves: the identity is pushed back through them, in float64, at the z that the pass has
seen. With batch norm the samples are coupled; then the whole batch is pushed, and ∂a_b/∂x_b of the sample b is taken of it.
"""

from __future__ import annotations

import copy
from contextlib import nullcontext

import numpy as np
import torch
from torch import Tensor

from gradsim.inspection.chosen import place, sample_place
from gradsim.layers import Operation, Skip
from gradsim.messages import Ask
from gradsim.network import Network
from gradsim.parts import Spectrum
from gradsim.recurrent.lstm import LstmLayer
from gradsim.recurrent.network import TimeStep
from gradsim.simulator import Simulator
from gradsim.site import Site
from gradsim.snapshot import Floats, frozen

LARGEST = 256  # rows of a Jacobian that is worked out
BUDGET = 1e9  # multiplications of a product
_BY_SAMPLE = frozenset({"x", "out", "mask", "normalized", "inverse", "_indices", "_x"})
_BY_SAMPLE_LISTS = frozenset({"_tensors", "_maps"})
_NONE = np.zeros(0)


def spectrum(run: Simulator, ask: Ask) -> Spectrum:
    """Singular values of J_l and of the product J_L…J_l, L the last hidden layer or the layer's last time step."""
    site, sample = place(run, ask), sample_place(run, ask)
    chosen, last = run.network.sites[site - 1], _last(run, site)
    state = "a"
    if isinstance(chosen, TimeStep):
        state = "(h, c)" if isinstance(chosen.layer, LstmLayer) else "h"
    if run.phase == "ready" or (run.phase == "forward" and run.cursor < last):
        return Spectrum(site, sample, _NONE, _NONE, "waiting", state)
    before = run.phase == "update"
    with run.observer.weights_before_update() if before else nullcontext():
        if isinstance(chosen, TimeStep):
            return _through_time(chosen, site, sample, state)
        if isinstance(run.network, Network):
            return _through_layers(run.network, site, last, sample)
        return Spectrum(site, sample, _values(chosen.weight.double()), _values(chosen.weight.double()), "", state)


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


def _through_layers(network: Network, site: int, last: int, sample: int) -> Spectrum:
    members = network.sites[site - 1:last]
    layer = product = _NONE
    chain = _Chain(network, sample)
    if chain.cost(members[:1]) <= BUDGET and members[0].plan.n_out <= LARGEST:
        layer = _values(chain.own(members[0]))
    if chain.cost(members) <= BUDGET and members[-1].plan.n_out <= LARGEST:
        product = _values(*chain.product(members))
    return Spectrum(site, sample, layer, product, "" if layer.size and product.size else "too_large", "a")


class _Chain:
    """The operations of a network in float64, for one sample, or for the whole batch where batch norm couples it."""

    def __init__(self, network: Network, sample: int) -> None:
        coupled = network.experiment.model.norm.kind == "batch_norm"
        self._rows = slice(None) if coupled else slice(sample, sample + 1)
        self._batch, self._place = (network.batch, sample) if coupled else (1, 0)

    def cost(self, members: list[Site]) -> float:
        """Multiplications of pushing the identity back from the last of ``members``."""
        return members[-1].plan.n_out * self._batch * sum(site.plan.multiplications for site in members)

    def own(self, site: Site) -> Tensor:
        """J_l of the site's own map, without a skip, (n_out, n_in)."""
        g = self._identity(site)
        for operation in reversed(site.operations):
            g = self._wide(operation).vjp(g)
        return g[:, self._place]

    def product(self, members: list[Site]) -> tuple[Tensor, float]:
        """∂a_L/∂a_{l−1} over all paths, skips included, as (matrix (n_L, n_in), log10 of a factor to multiply it with)."""
        g, scale = self._identity(members[-1]), 0.0
        direct: dict[int, Tensor] = {}  # what skips carry past, by the first site of their block
        for site in reversed(members):
            for operation in reversed(site.operations):
                wide = self._wide(operation)
                if isinstance(wide, Skip) and wide.source is not None:
                    direct[site.plan.block_start] = self._over_skip(wide, g)
                g = wide.vjp(g)
            if site.plan.starts_block and site.plan.index in direct:
                g = g + direct.pop(site.plan.index)
            largest = float(g.abs().max())
            if np.isfinite(largest) and largest > 0:  # a product of a thousand layers leaves even float64
                g, scale = g / largest, scale + float(np.log10(largest))
                direct = {start: carried / largest for start, carried in direct.items()}
        return g[:, self._place], scale

    def _identity(self, site: Site) -> Tensor:
        n = site.plan.n_out
        g = torch.zeros(n, self._batch, n, dtype=torch.float64, device=site.weight.device)
        g[:, self._place] = torch.eye(n, dtype=torch.float64)
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


def _double(value: Tensor, rows: slice | None) -> Tensor:
    value = value if rows is None else value[rows]
    return value.double() if value.is_floating_point() else value


# ---- along time -------------------------------------------------------------------------------


def _through_time(step: TimeStep, site: int, sample: int, state: str) -> Spectrum:
    """Of the state's step h_{t−1} → h_t (of an LSTM both h and c), and of all later steps of the layer."""
    layer, t = step.layer, step.plan.t
    if layer.norm is not None:
        return Spectrum(site, sample, _NONE, _NONE, "cell_norm", state)
    first = _step_jacobian(step, t, sample)
    size = len(first)
    if size > LARGEST:
        return Spectrum(site, sample, _NONE, _NONE, "too_large", state)
    if size**2 * (size + layer.weight.shape[0]) * (layer.steps - t) > BUDGET:
        return Spectrum(site, sample, _values(first), _NONE, "too_large", state)
    product, scale = first, 0.0
    for later in range(t + 1, layer.steps + 1):
        product = _step_jacobian(step, later, sample) @ product
        largest = float(product.abs().max())
        if np.isfinite(largest) and largest > 0:
            product, scale = product / largest, scale + float(np.log10(largest))
    return Spectrum(site, sample, _values(first), _values(product, scale), "", state)


def _step_jacobian(step: TimeStep, t: int, sample: int) -> Tensor:
    """∂h_t/∂h_{t−1} (H, H), of an LSTM ∂(h_t, c_t)/∂(h_{t−1}, c_{t−1}) (2H, 2H)."""
    layer, chunk = step.layer, slice(t - 1, t)
    e, m = layer.hidden_map(chunk)
    weights = layer.recurrent.double().view(len(layer.gates), layer.hidden, layer.hidden)
    gates = e[0, :, sample].double().view(len(layer.gates), layer.hidden, 1)
    hidden = (gates * weights).sum(0)
    if m is not None:
        hidden = hidden + torch.diag(m[0, :, sample].double())
    if not isinstance(layer, LstmLayer):
        return hidden
    to_gates, to_c = layer.cell_slopes(t)
    to_gates, to_c = to_gates[..., sample].double(), to_c[:, sample].double()
    forget = layer.gate(layer.gated[chunk], "forget")[0, :, sample].double()
    cell = (to_gates.unsqueeze(2)[1:] * weights[1:]).sum(0)
    return torch.cat([torch.cat([hidden, torch.diag(to_c * forget)], 1), torch.cat([cell, torch.diag(forget)], 1)])


# ---- both -------------------------------------------------------------------------------------


def _values(matrix: Tensor, scale: float = 0.0) -> Floats:
    """Singular values times 10^scale, largest first; 0 below what float64 tells from 0, NaN if an entry is none."""
    count = min(matrix.shape)
    if not bool(torch.isfinite(matrix).all()):
        return frozen(np.full(count, np.nan))
    values = torch.linalg.svdvals(matrix).cpu().numpy()
    values[values <= values[0] * max(matrix.shape) * np.finfo(np.float64).eps] = 0.0
    with np.errstate(under="ignore", over="ignore"):
        whole = np.trunc(scale)
        return frozen(values * 10.0 ** (scale - whole) * 10.0**whole)
