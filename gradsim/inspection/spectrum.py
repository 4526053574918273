"""Singular values of the Jacobian of one site, and of the product of all behind it, for one sample or for several.

J is read off the operations themselves: the identity is pushed back through them, in float64, at the z that the pass has
seen. With batch norm the samples are coupled; then the product pushes the whole batch, and ∂a_b/∂x_b of the sample b is
taken of it. Where the batch is asked for, its first samples stand for it: as many as can be worked out while the run waits.
"""

from __future__ import annotations

import copy
from contextlib import nullcontext

import numpy as np
import torch
from torch import Tensor

from gradsim.devices import in_float64
from gradsim.inspection.chosen import place, sample_place
from gradsim.layers import Convolve, Normalize, Operation, Skip
from gradsim.messages import Ask
from gradsim.network import Network
from gradsim.parts import Spectrum, no_band
from gradsim.recurrent.lstm import LstmLayer
from gradsim.recurrent.network import TimeStep
from gradsim.simulator import Simulator
from gradsim.site import Site
from gradsim.snapshot import Floats, frozen

LARGEST = 256  # rows of a Jacobian that is worked out
BUDGET = 1.8e8  # multiplications of a dense layer that a look may take: some 40 ms
MOST_SAMPLES = 16  # that stand for a batch
SHARED = 1.4e8  # of these multiplications for all of them
_CALLS = 4e5  # of them take as long as calling the operations of a layer
_LATER = 0.25  # of them take as long as one of the product along time
_CONVOLVED = 6  # of them take as long as one of a convolution in float64
_SVD = 4  # of them take as long as a decomposition per n²·m, n ≤ m
_BY_SAMPLE = frozenset({"x", "out", "mask", "normalized", "inverse", "_indices", "_x"})
_BY_SAMPLE_LISTS = frozenset({"_tensors", "_maps", "_images"})
_NONE = torch.zeros(0, 0, 0, dtype=torch.float64)


def spectrum(run: Simulator, ask: Ask) -> Spectrum:
    """Singular values of J_l and of the product J_L…J_l, L the last hidden layer or the layer's last time step."""
    site, last = place(run, ask), _last(run, place(run, ask))
    chosen = run.network.sites[site - 1]
    most = min(MOST_SAMPLES, run.network.batch) if ask.sample < 0 else 1
    state = "a"
    if isinstance(chosen, TimeStep):
        state = "(h, c)" if isinstance(chosen.layer, LstmLayer) else "h"
    first = sample_place(run, ask)
    if run.phase == "ready" or (run.phase == "forward" and run.cursor < last):
        return Spectrum(site, first, frozen(np.zeros(0)), frozen(np.zeros(0)), "waiting", state)
    before = run.phase == "update"
    with run.observer.weights_before_update() if before else nullcontext():
        if isinstance(chosen, TimeStep):
            found = _through_time(chosen, first, most)
        elif isinstance(run.network, Network):
            found = _through_layers(run.network, site, last, first, most)
        else:  # the same for every sample
            matrices = _Matrices(in_float64(chosen.weight).clone().expand(most, *chosen.weight.shape))
            found = _Found(matrices, matrices)
    (layer, layer_band), (product, product_band) = found.layer.summary(), found.product.summary()
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


# ---- matrices of several samples --------------------------------------------------------------


class _Matrices:
    """One matrix per sample, (S, n, m), times 10^``scale``, (S,)."""

    def __init__(self, matrices: Tensor = _NONE, scale: Tensor | None = None) -> None:
        self.matrices = matrices
        self.scale = torch.zeros(len(matrices), dtype=torch.float64) if scale is None else scale

    def summary(self) -> tuple[Floats, Floats]:
        """The singular values, the median where there are several samples, and then the 10th and 90th percentile."""
        if not self.matrices.numel():
            return frozen(np.zeros(0)), no_band()
        values = self._values()
        if len(values) == 1:
            return frozen(values[0]), no_band()
        low, middle, high = np.quantile(values, (0.1, 0.5, 0.9), axis=0, method="nearest")
        return frozen(middle), frozen(np.stack([low, high]))

    def _values(self) -> Floats:
        """(S, min(n, m)), largest first; 0 below what float64 tells from 0, NaN where an entry of a matrix is none."""
        values = np.full((len(self.matrices), min(self.matrices.shape[1:])), np.nan)
        good = torch.isfinite(self.matrices).flatten(1).all(1)
        if bool(good.any()):
            values[good.cpu().numpy()] = torch.linalg.svdvals(self.matrices[good]).cpu().numpy()
        values[values <= values[:, :1] * max(self.matrices.shape[1:]) * np.finfo(np.float64).eps] = 0.0
        with np.errstate(under="ignore", over="ignore"):
            scale = self.scale.cpu().numpy()[:, None]
            whole = np.trunc(scale)
            scaled: Floats = values * 10.0 ** (scale - whole) * 10.0**whole
            return scaled


class _Found:
    """What was worked out: the site's own Jacobians, the products, and why one of them is missing."""

    def __init__(self, layer: _Matrices, product: _Matrices, absent: str = "") -> None:
        self.layer, self.product = layer, product
        missing = not layer.matrices.numel() or not product.matrices.numel()
        self.absent = absent or ("too_large" if missing else "")
        self.samples = max(len(layer.matrices), len(product.matrices), 1)


def _affordable(cost: float, most: int, once: float = 0) -> int:
    """How many samples, of ``most``, are worked out where one costs so much, and all of them ``once`` so much."""
    return max(1, min(most, int((SHARED - once) // max(cost, 1.0))))


def _svd_cost(n: int, m: int) -> float:
    return _SVD * float(min(n, m)) ** 2 * max(n, m)


# ---- along layers -----------------------------------------------------------------------------


def _through_layers(network: Network, site: int, last: int, first: int, most: int) -> _Found:
    members = network.sites[site - 1:last]
    coupled = _is_coupled(network)
    own, all_of_them = _cost(network, members[:1], 1), _cost(network, members, network.batch if coupled else 1)
    has_own = own <= BUDGET and members[0].plan.n_out <= LARGEST
    calls = _CALLS * len(members)
    has_product = own * has_own + all_of_them + calls <= BUDGET and members[-1].plan.n_out <= LARGEST
    cost = own * has_own + (all_of_them + calls * coupled) * has_product
    samples = range(first, first + _affordable(cost, most, calls * has_product * (not coupled)))
    groups = [[sample] for sample in samples] if coupled else [list(samples)]
    layer = product = _Matrices()
    if has_own:
        layer = _Matrices(torch.cat([_Chain(network, group, whole=False).own(members[0]) for group in groups]))
    if has_product:
        made = [_Chain(network, group, whole=coupled).product(members) for group in groups]
        product = _Matrices(torch.cat([matrices for matrices, _ in made]), torch.cat([scale for _, scale in made]))
    return _Found(layer, product)


def _is_coupled(network: Network) -> bool:
    """Whether a sample's activations depend on the other samples."""
    return network.experiment.model.norm.kind == "batch_norm"


def _cost(network: Network, members: list[Site], pushed: int) -> float:
    """What it takes to push the identity back from the last of ``members`` for so many samples, and to decompose one."""
    n, m = members[-1].plan.n_out, members[0].plan.n_in
    once = sum(site.plan.multiplications * (_CONVOLVED if _convolves(site) else 1) for site in members)
    return float(n * pushed * once) + _svd_cost(n, m)


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
        direct: dict[int, Tensor] = {}  # what skips carry past, by the first site of their block
        for site in reversed(members):
            for operation in reversed(site.operations):
                wide = self._wide(operation)
                if isinstance(wide, Skip) and wide.source is not None:
                    direct[site.plan.block_start] = self._over_skip(wide, g)
                g = wide.vjp(g)
            if site.plan.starts_block and site.plan.index in direct:
                g = g + direct.pop(site.plan.index)
            largest = g.abs().amax((0, 1, 2) if self._coupled else (0, 2), keepdim=True)
            largest = torch.where(torch.isfinite(largest) & (largest > 0), largest, 1.0)
            g, scale = g / largest, scale + largest.log10()  # a product of a thousand layers leaves even float64
            direct = {start: carried / largest for start, carried in direct.items()}
        return g[:, self._places].transpose(0, 1), scale.flatten()

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


# ---- along time -------------------------------------------------------------------------------


def _through_time(step: TimeStep, first: int, most: int) -> _Found:
    """Of the state's step h_{t−1} → h_t (of an LSTM both h and c), and of all later steps of the layer."""
    layer, t = step.layer, step.plan.t
    if layer.norm is not None:
        return _Found(_Matrices(), _Matrices(), "cell_norm")
    size = layer.hidden * (2 if isinstance(layer, LstmLayer) else 1)
    if size > LARGEST:
        return _Found(_Matrices(), _Matrices())
    cost = _LATER * float(size**2 * (size + layer.weight.shape[0]) * (layer.steps - t))
    whole = cost <= BUDGET
    samples = _affordable((cost if whole else 0.0) + (1 + whole) * _svd_cost(size, size), most)
    rows = slice(first, first + samples)
    own = _step_jacobians(step, t, rows)
    if not whole:
        return _Found(_Matrices(own), _Matrices())
    product, scale = own, own.new_zeros(samples, 1, 1)
    for later in range(t + 1, layer.steps + 1):
        product = _step_jacobians(step, later, rows) @ product
        largest = product.abs().amax((1, 2), keepdim=True)
        largest = torch.where(torch.isfinite(largest) & (largest > 0), largest, 1.0)
        product, scale = product / largest, scale + largest.log10()
    return _Found(_Matrices(own), _Matrices(product, scale.flatten()))


def _step_jacobians(step: TimeStep, t: int, rows: slice) -> Tensor:
    """∂h_t/∂h_{t−1} (S, H, H) of some samples, of an LSTM ∂(h_t, c_t)/∂(h_{t−1}, c_{t−1}) (S, 2H, 2H)."""
    layer, chunk = step.layer, slice(t - 1, t)
    e, m = layer.hidden_map(chunk)
    weights = in_float64(layer.recurrent).view(len(layer.gates), layer.hidden, layer.hidden)
    hidden = _weighted(e[0, :, rows].view(len(layer.gates), layer.hidden, -1), weights)
    if m is not None:
        hidden = hidden + _diagonals(m[0, :, rows])
    if not isinstance(layer, LstmLayer):
        return hidden
    to_gates, to_c = layer.cell_slopes(t)
    to_c, forget = to_c[:, rows], layer.gate(layer.gated[chunk], "forget")[0, :, rows]
    cell = _weighted(to_gates[1:, :, rows], weights[1:])
    carried = torch.cat([_diagonals(in_float64(to_c) * in_float64(forget)), _diagonals(forget)], 1)
    return torch.cat([torch.cat([hidden, cell], 1), carried], 2)


def _weighted(slopes: Tensor, weights: Tensor) -> Tensor:
    """Σ_gates diag(slopes) W for slopes (G, H, S) and weights (G, H, H): (S, H, H)."""
    return torch.einsum("ghs,ghk->shk", in_float64(slopes), weights)


def _diagonals(values: Tensor) -> Tensor:
    """(H, S) → (S, H, H)."""
    return torch.diag_embed(in_float64(values).t())
