"""The oracle: an experiment's network rebuilt with plain autograd in float64, each number from its definition.

Nothing of the engine's arithmetic is used: only the experiment, the engine's drawn parameters and its batch. Gradients
come from ``torch.autograd`` over the whole network; factors from whole Jacobians (of the whole batch: where samples do
not mix, the per-sample Jacobians are its diagonal blocks, so that ‖J‖_F/√(B·n_out) is the same number).

How well a number is determined is measured, not guessed: the computation is repeated with every intermediate result
multiplied by 1 + 1e-15·ξ, ξ ~ N(0, 1) (Monte Carlo arithmetic; the backward pass is multiplied with it), and the spread
of the answers is the rounding error that any correct implementation may have. What is exactly 0 for a structural reason
stays exactly 0, and is then demanded exactly.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch
from torch.nn import functional as F  # noqa: N812 - the name that torch documents

from gradsim import Experiment
from gradsim.snapshot import BACKWARD_COLUMNS, FORWARD_COLUMNS, HEALTH_COLUMNS

RELATIVE = 1e-10
NOISE = 1e-15
SUMMED = 1e-15  # a mean is known to this part of the root mean square of what was summed
SPREAD = 300.0
REPLICAS = 2
COLUMNS = FORWARD_COLUMNS + BACKWARD_COLUMNS + HEALTH_COLUMNS
SCALARS = ("loss", "accuracy", "grad_norm", "clipped_grad_norm", "clip_scale", "lr")
FACTORS = ("factor", "block_factor", "running_product")
PARAMETERS = ("weight", "bias", "gamma", "beta", "scale")

# ---- the definitions ------------------------------------------------------------------------------

FUNCTIONS: dict[str, Callable[[torch.Tensor, Any], torch.Tensor]] = {
    "identity": lambda z, spec: z * 1.0,
    "sigmoid": lambda z, spec: torch.sigmoid(z),
    "tanh": lambda z, spec: torch.tanh(z),
    "hardtanh": lambda z, spec: F.hardtanh(z),
    "softsign": lambda z, spec: F.softsign(z),
    "relu": lambda z, spec: F.relu(z),
    "leaky_relu": lambda z, spec: F.leaky_relu(z, spec.negative_slope),
    "elu": lambda z, spec: F.elu(z, spec.alpha),
    "selu": lambda z, spec: F.selu(z),
    "gelu": lambda z, spec: F.gelu(z),
    "silu": lambda z, spec: F.silu(z),
    "mish": lambda z, spec: F.mish(z),
    "softplus": lambda z, spec: torch.logaddexp(z, torch.zeros_like(z)),
    "exponential": lambda z, spec: torch.exp(z),
    "softmax": lambda z, spec: torch.softmax(z, dim=-1),
}
IDENTITY = SimpleNamespace(kind="identity")


def slope_of(spec: Any, z: torch.Tensor) -> torch.Tensor:
    """φ′(z) entry by entry, by autograd; only for elementwise φ."""
    z = z.detach().clone().requires_grad_()
    return torch.autograd.grad(FUNCTIONS[spec.kind](z, spec).sum(), z)[0]


def steepest(spec: Any) -> float:
    """sup|φ′| by search on a fine grid and a finer one around the best point; inf for the exponential."""
    if spec.kind == "exponential":
        return math.inf
    grid = torch.linspace(-60, 60, 120_001, dtype=torch.float64)
    best = grid[slope_of(spec, grid).abs().argmax()]
    return float(slope_of(spec, best + torch.linspace(-2e-3, 2e-3, 40_001, dtype=torch.float64)).abs().max())


def norm(tensor: torch.Tensor) -> float:
    """Euclidean norm of all entries, without underflow or overflow of the squares."""
    tensor = tensor.detach().double()
    largest = float(tensor.abs().max()) if tensor.numel() else 0.0
    if largest == 0.0 or not math.isfinite(largest):
        return largest
    return largest * float((tensor / largest).square().sum().sqrt())


def rms(tensor: torch.Tensor) -> float:
    """Root of the mean square of all entries."""
    return norm(tensor) / math.sqrt(tensor.numel())


def total_norm(tensors: list[torch.Tensor]) -> float:
    """Euclidean norm of all entries of all tensors."""
    return norm(torch.cat([tensor.flatten() for tensor in tensors]))


def ratio(above: float, below: float) -> float:
    """above/below; NaN for 0/0, inf for x/0."""
    if below == 0.0:
        return math.nan if above == 0.0 or math.isnan(above) else math.inf
    return above / below


# ---- structure ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """What stands at one site: its activation, and the block it ends or lies in (1-based, 0: no skip)."""

    spec: Any
    is_head: bool
    block_start: int = 0
    block_end: int = 0

    def ends_block(self, site: int) -> bool:
        return self.block_end == site


def places(experiment: Experiment) -> list[Place]:
    """The sites of an experiment, input side first."""
    model = experiment.model
    widths = [experiment.data.shape[0], *model.layer_widths]
    blocks = dict.fromkeys(range(1, model.depth + 1), (0, 0))
    if model.residual.kind != "none":
        every = model.residual.every
        for start in range(1, model.depth - every + 2, every):
            end = start + every - 1
            if widths[start - 1] == widths[end]:
                blocks.update(dict.fromkeys(range(start, end + 1), (start, end)))
    sites = [Place(spec, False, *blocks[layer]) for layer, spec in enumerate(model.activations, start=1)]
    return [*sites, Place(IDENTITY, True)] if model.head == "linear" else sites


def parameters_of(sim: Any) -> list[dict[str, torch.Tensor]]:
    """Copies of the engine's parameters, one dict per site, float64."""
    found = []
    for site in sim.network.sites:
        values = {name: getattr(site, name, None) for name in PARAMETERS}
        found.append({name: value.detach().cpu().double().clone() for name, value in values.items()
                      if value is not None})
    return found


@dataclass(frozen=True)
class Batch:
    """A copy of the engine's batch."""

    inputs: torch.Tensor
    targets: torch.Tensor
    readout: torch.Tensor | None
    masks: tuple[torch.Tensor | None, ...] = ()  # dropout's, per site


def batch_of(sim: Any) -> Batch:
    """Copy the batch of the step in progress or just completed."""
    readout = sim.batch.readout
    return Batch(sim.batch.inputs.detach().cpu().double().clone(), sim.batch.targets.detach().cpu().clone(),
                 None if readout is None else readout.detach().cpu().double().clone(),
                 tuple(None if mask is None else mask.cpu().double().clone()
                       for mask in (getattr(site, "mask", None) for site in sim.network.sites)))


# ---- the network ----------------------------------------------------------------------------------


@dataclass
class Trace:
    """The tensors of one forward pass, per site: x the input, z the argument of φ, u = φ(z), a the output."""

    x: list[torch.Tensor] = field(default_factory=list)
    z: list[torch.Tensor] = field(default_factory=list)
    u: list[torch.Tensor] = field(default_factory=list)
    a: list[torch.Tensor] = field(default_factory=list)


class World:
    """One copy of the network with its own parameters and torch optimizer, exact or with rounding noise.

    Parameters
    ----------
    experiment
        What to build.
    noise_seed
        None: plain float64. Otherwise the seed of the noise on every intermediate result.
    with_factors
        False leaves the Jacobians out, which cost most in a large network.
    """

    def __init__(self, experiment: Experiment, parameters: list[dict[str, torch.Tensor]],
                 noise_seed: int | None = None, with_factors: bool = True) -> None:
        self.experiment = experiment
        self.with_factors = with_factors
        self.model = experiment.model
        self.places = self._find_places()
        self.parameters = [{name: value.clone().requires_grad_(self._trained(name)) for name, value in site.items()}
                           for site in parameters]
        self._steepest = dict.fromkeys(range(1, len(self.places) + 1), 1.0)  # of each site's norm: its largest γ/s
        self._noise = None if noise_seed is None else torch.Generator().manual_seed(noise_seed)
        self._optimizer = make_optimizer(experiment, self.leaves())
        self._steps = 0
        self._masks: tuple[torch.Tensor | None, ...] = ()

    def _find_places(self) -> list[Any]:
        return places(self.experiment)

    def _trained(self, name: str) -> bool:
        return name not in ("gamma", "beta") or bool(getattr(self.model.norm, "affine", False))

    def leaves(self) -> list[torch.Tensor]:
        """All trained parameters."""
        return [value for site in self.parameters for value in site.values() if value.requires_grad]

    def load(self, parameters: list[dict[str, torch.Tensor]]) -> None:
        """Take over parameter values; the optimizer's memory is kept."""
        for mine, values in zip(self.parameters, parameters, strict=True):
            for name, value in values.items():
                mine[name].data.copy_(value)

    def rounded(self, tensor: torch.Tensor) -> torch.Tensor:
        """The tensor as an arithmetic of a slightly different rounding would have it."""
        if self._noise is None:
            return tensor
        return tensor * (1.0 + NOISE * torch.randn(tensor.shape, dtype=torch.float64, generator=self._noise))

    # ---- forward ----------------------------------------------------------------------------

    def forward(self, inputs: torch.Tensor) -> Trace:
        """Run the whole network."""
        trace, a = Trace(), self.rounded(inputs)
        starts: dict[int, torch.Tensor] = {}
        for site, place in enumerate(self.places, start=1):
            if place.block_start == site:
                starts[place.block_end] = a
            z, u, out = self.site(site, a, starts.get(site))
            for row, value in zip((trace.x, trace.z, trace.u, trace.a), (a, z, u, out), strict=True):
                row.append(value)
            a = out
        return trace

    def site(self, site: int, x: torch.Tensor, skip: torch.Tensor | None) -> tuple[torch.Tensor, ...]:
        """(z, φ(z), a) of one site; ``skip`` is the start of the block that ends here, or None."""
        place = self.places[site - 1]
        if place.is_head:
            z = self._linear(site, x)
            return z, z, z
        if self.model.residual.kind == "pre_activation":
            return self._pre_activation_site(site, x, skip)
        return self._standard_site(site, x, skip)

    def _standard_site(self, site: int, x: torch.Tensor, skip: torch.Tensor | None) -> tuple[torch.Tensor, ...]:
        inside = skip is not None and self.model.residual.kind == "post_activation"
        z = self._normed(site, "before_activation", self._linear(site, x))
        if inside:
            z = self._normed(site, "after_residual", self._sum(site, self._dropped(site, z), skip))
        u = self._phi(site, z)
        a = self._normed(site, "after_activation", u)
        a = a if inside else self._dropped(site, a)
        if skip is not None and not inside:
            a = self._normed(site, "after_residual", self._sum(site, a, skip))
        return z, u, a

    def _pre_activation_site(self, site: int, x: torch.Tensor, skip: torch.Tensor | None) -> tuple[torch.Tensor, ...]:
        z = self._normed(site, "before_activation", x * 1.0)
        u = self._phi(site, z)
        a = self._linear(site, self._dropped(site, self._normed(site, "after_activation", u)))
        if skip is not None:
            a = self._normed(site, "after_residual", self._sum(site, a, skip))
        return z, u, a

    def _linear(self, site: int, x: torch.Tensor) -> torch.Tensor:
        own = self.parameters[site - 1]
        return self.rounded(self.rounded(x @ own["weight"].T) + self.rounded(own["bias"].expand(len(x), -1)))

    def _phi(self, site: int, z: torch.Tensor) -> torch.Tensor:
        spec = self.places[site - 1].spec
        return self.rounded(FUNCTIONS[spec.kind](self.rounded(z), spec))

    def _dropped(self, site: int, x: torch.Tensor) -> torch.Tensor:
        mask = self._masks[site - 1]
        return x if mask is None else self.rounded(x * mask)

    def _sum(self, site: int, branch: torch.Tensor, skip: torch.Tensor) -> torch.Tensor:
        return self.rounded(skip + self.rounded(self._alpha(site) * branch))

    def _alpha(self, site: int) -> Any:
        scale = self.model.residual.scale
        if scale == "learned":
            return self.parameters[site - 1]["scale"]
        return 1.0 / math.sqrt(self.model.depth) if scale == "1/sqrt(depth)" else scale

    def _normed(self, site: int, position: str, x: torch.Tensor) -> torch.Tensor:
        spec = self.model.norm
        if spec.kind == "none" or spec.position != position:
            return x
        own, along = self.parameters[site - 1], 0 if spec.kind == "batch_norm" else -1
        if spec.kind != "rms_norm":
            x = self.rounded(x - self.rounded(x.mean(along, keepdim=True)))
        square = self.rounded(x.square()).mean(along, keepdim=True)
        deviation = self.rounded((square + spec.eps).sqrt())
        y = self.rounded(x / deviation)
        gamma = float(own["gamma"].detach().abs().max()) if "gamma" in own else 1.0
        self._steepest[site] = max(1.0, gamma / max(float(deviation.detach().min()), 1e-300))
        y = self.rounded(y * own["gamma"]) if "gamma" in own else y
        return self.rounded(y + own["beta"].expand_as(y)) if "beta" in own else y

    def loss(self, output: torch.Tensor, batch: Batch) -> torch.Tensor:
        """The mean loss over the batch."""
        kind = self.experiment.loss
        if kind == "cross_entropy":
            return F.cross_entropy(output.reshape(batch.targets.numel(), -1), batch.targets.flatten())
        if kind == "mse":
            return (output - self._wanted(batch.targets)).square().mean()
        if kind == "bce":
            wanted = self._wanted(batch.targets)
            return -(wanted * F.logsigmoid(output) + (1 - wanted) * F.logsigmoid(-output)).mean()
        if kind == "mean_output":
            return output.mean()
        return (self.rounded(batch.readout) * output).sum(dim=1).mean()

    def _wanted(self, targets: torch.Tensor) -> torch.Tensor:
        """The outputs wanted: numbers as they are, classes one-hot, several answers of a sample side by side."""
        if targets.is_floating_point():
            return targets
        return F.one_hot(targets, self.experiment.data.shape[1]).double().flatten(1)

    # ---- one training step ------------------------------------------------------------------

    def step(self, batch: Batch) -> Reference:
        """Forward, loss, backward, clip, update; returns everything that a snapshot of this step must show."""
        self._masks = batch.masks
        inputs = batch.inputs.clone().requires_grad_()
        trace = self.forward(inputs)
        loss = self.loss(self.rounded(trace.a[-1]), batch)
        leaves = self.leaves()
        wanted = [inputs, *trace.z, *trace.a, *leaves]
        found = torch.autograd.grad(loss, wanted, allow_unused=True)
        grads = [torch.zeros_like(at) if grad is None else grad for at, grad in zip(wanted, found, strict=True)]
        sites = len(self.places)
        view = SimpleNamespace(inputs=grads[0], z=grads[1:sites + 1], a=grads[sites + 1:2 * sites + 1])
        columns = self._forward_columns(trace) | self._gradient_columns(view)
        columns |= self._factor_columns(trace) if self.with_factors else dict.fromkeys(FACTORS, [math.nan] * sites)
        scalars = {"loss": float(loss.detach()), "accuracy": self._accuracy(trace.a[-1], batch),
                   "lr": self._set_lr()}
        before = [{name: value.detach().clone() for name, value in site.items()} for site in self.parameters]
        self._update(leaves, grads[2 * sites + 1:], columns, scalars)
        after = [{name: value.detach().clone() for name, value in site.items()} for site in self.parameters]
        floors = {name: np.asarray(columns[f"{name} floor"]) for name in COLUMNS if f"{name} floor" in columns}
        return Reference({name: np.asarray(columns[name], dtype=float) for name in COLUMNS}, floors, scalars, before,
                         after)

    def _set_lr(self) -> float:
        """Give the optimizer the learning rate of this step; returns it."""
        lr = scheduled_lr(self.experiment.optimizer, self._steps)
        self._steps += 1
        for group in self._optimizer.param_groups:
            group["lr"] = lr
        return lr

    def _accuracy(self, output: torch.Tensor, batch: Batch) -> float:
        if self.experiment.loss in ("mean_output", "random_readout") or self.experiment.data.task == "values":
            return math.nan
        answers = output.reshape(*batch.targets.shape, -1).argmax(dim=-1)
        return float((answers == batch.targets).double().mean())

    def _update(self, leaves: list[torch.Tensor], grads: list[torch.Tensor], columns: dict[str, Any],
                scalars: dict[str, float]) -> None:
        for leaf, grad in zip(leaves, grads, strict=True):
            leaf.grad = self.rounded(grad).clone()
        columns["grad_weight_norm"] = [norm(site["weight"].grad) for site in self.parameters]
        columns["grad_bias_norm"] = [norm(site["bias"].grad) for site in self.parameters]
        scalars["grad_norm"] = total_norm([leaf.grad for leaf in leaves])
        scalars["clip_scale"] = clip(self.experiment.clip, leaves)
        scalars["clipped_grad_norm"] = total_norm([leaf.grad for leaf in leaves])
        columns["clipped_weight_norm"] = [norm(site["weight"].grad) for site in self.parameters]
        before = [site["weight"].detach().clone() for site in self.parameters]
        self._optimizer.step()
        columns["update_ratio"] = [ratio(norm(site["weight"] - old), norm(old))
                                   for site, old in zip(self.parameters, before, strict=True)]

    # ---- columns ----------------------------------------------------------------------------

    def _forward_columns(self, trace: Trace) -> dict[str, list[float]]:
        sites = zip(self.places, self.parameters, trace.z, trace.u, trace.a, strict=True)
        rows = [self._forward_row(*site) for site in sites]
        return {name: [row.get(name, 0.0) for row in rows] for name in set().union(*rows)}

    def _forward_row(self, place: Place, own: dict[str, torch.Tensor], *tensors: torch.Tensor) -> dict[str, float]:
        z, u, a = (self.rounded(tensor.detach()) for tensor in tensors)
        weight = self.rounded(own["weight"].detach())
        floor = {"z_mean": rms(z), "z_std": rms(z), "a_mean": rms(a), "a_std": rms(a)}
        row = {"z_mean": float(z.mean()), "z_std": float(z.std(correction=0)),
               "a_mean": float(a.mean()), "a_std": float(a.std(correction=0)), "a_rms": float(a.square().mean().sqrt()),
               "weight_norm": norm(weight), "weight_rms": norm(weight) / math.sqrt(weight.numel()),
               "weight_spectral": float(torch.linalg.matrix_norm(weight, 2)),
               "dead_fraction": float((u == 0).all(dim=0).double().mean()),
               "nonfinite": float(sum(int((~torch.isfinite(tensor)).sum()) for tensor in (z, a))),
               "slope_mean": math.nan, "slope_rms": math.nan, "saturated_fraction": math.nan}
        if place.spec.kind != "softmax":
            slope = self.rounded(slope_of(place.spec, z))
            row |= {"slope_mean": float(slope.mean()), "slope_rms": float(slope.square().mean().sqrt())}
            floor["slope_mean"] = row["slope_rms"]
            if math.isfinite(steepest_of(place.spec)):
                row["saturated_fraction"] = float((slope.abs() < 0.05 * steepest_of(place.spec)).double().mean())
        return row | {f"{name} floor": SUMMED * size for name, size in floor.items()}

    def _factor_columns(self, trace: Trace) -> dict[str, list[float]]:
        factor, block = [], []
        for site, place in enumerate(self.places, start=1):
            skip = trace.x[place.block_start - 1].detach() if place.ends_block(site) else None
            factor.append(self._gain_of(lambda x, s=site, k=skip: self.site(s, x, k)[2], trace.x[site - 1]))
            block.append(math.nan if skip is None else
                         self._gain_of(lambda x, p=place: self._block(p, x), skip))
        return {"factor": factor, "block_factor": block, "running_product": self._running_product(factor, block)}

    def _block(self, place: Place, x: torch.Tensor) -> torch.Tensor:
        a = x
        for site in range(place.block_start, place.block_end + 1):
            a = self.site(site, a, x if site == place.block_end else None)[2]
        return a

    @staticmethod
    def _gain_of(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> float:
        """RMS gain of a map seen from behind: ‖J‖_F/√(B·n_out), J the Jacobian of the whole batch."""
        x = x.detach().clone().requires_grad_()
        y = function(x)
        rows = torch.eye(y.numel(), dtype=torch.float64).reshape(y.numel(), *y.shape)
        jacobian = torch.autograd.grad(y, x, rows, is_grads_batched=True)[0]
        return norm(jacobian) / math.sqrt(y.numel())

    def _lost_in_norms(self, grads: SimpleNamespace) -> list[float]:
        """What rounding may leave of a bias's gradient that a norm's backward and the sum over the batch cancel."""
        sizes = [(norm(dz) + norm(da)) * math.sqrt(len(dz)) for dz, da in zip(grads.z, grads.a, strict=True)]
        return [4 * SUMMED * size * self._steepest[site] for site, size in enumerate(sizes, start=1)]

    def _running_product(self, factor: list[float], block: list[float]) -> list[float]:
        products = []
        for site, place in enumerate(self.places, start=1):
            product, after = 1.0, site + 1
            while after <= (place.block_end if place.block_start else 0):
                product, after = product * factor[after - 1], after + 1
            while after <= len(factor):
                end = self.places[after - 1].block_end or after
                product *= block[end - 1] if self.places[after - 1].block_start else factor[after - 1]
                after = end + 1
            products.append(product)
        return products

    def _gradient_columns(self, grads: SimpleNamespace) -> dict[str, list[float]]:
        norms = [norm(self.rounded(grad)) for grad in (grads.inputs, *grads.a)]
        return {"gain": [ratio(left, right) for left, right in pairwise(norms)],
                "grad_bias_norm floor": self._lost_in_norms(grads),
                "grad_activation_norm": norms[1:], "delta_norm": [norm(self.rounded(grad)) for grad in grads.z]}


_STEEPEST: dict[str, float] = {}


def steepest_of(spec: Any) -> float:
    """:func:`steepest`, remembered."""
    key = repr(spec)
    if key not in _STEEPEST:
        _STEEPEST[key] = steepest(spec)
    return _STEEPEST[key]


def make_optimizer(experiment: Experiment, leaves: list[torch.Tensor]) -> torch.optim.Optimizer:
    """torch's own optimizer for the experiment."""
    spec = experiment.optimizer
    if spec.kind == "sgd":
        return torch.optim.SGD(leaves, lr=spec.lr, momentum=spec.momentum, nesterov=spec.nesterov and spec.momentum > 0,
                               weight_decay=spec.weight_decay)
    if spec.kind == "rmsprop":
        return torch.optim.RMSprop(leaves, lr=spec.lr, alpha=spec.alpha, eps=spec.eps, momentum=spec.momentum,
                                   weight_decay=spec.weight_decay)
    if spec.kind == "adagrad":
        return torch.optim.Adagrad(leaves, lr=spec.lr, eps=spec.eps, weight_decay=spec.weight_decay)
    make = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[spec.kind]
    return make(leaves, lr=spec.lr, betas=(spec.beta1, spec.beta2), eps=spec.eps, weight_decay=spec.weight_decay)


def scheduled_lr(spec: Any, step: int) -> float:
    """The learning rate of a step by torch's own schedulers, walked there from step 0."""
    schedule, kind = spec.schedule, spec.schedule.kind
    if kind == "constant" or spec.lr == 0:
        return spec.lr
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=spec.lr)
    if kind == "step":
        walk = torch.optim.lr_scheduler.StepLR(optimizer, schedule.every, schedule.factor)
    elif kind == "warmup":
        walk = ramp(optimizer, schedule.steps)
    else:
        fall = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda n: cosine_share(
            min(1.0, n / (schedule.steps - schedule.warmup)), schedule.final))
        walk = fall if not schedule.warmup else torch.optim.lr_scheduler.SequentialLR(
            optimizer, [ramp(optimizer, schedule.warmup), fall], [schedule.warmup])
    for _ in range(step):
        optimizer.step()
        walk.step()
    return optimizer.param_groups[0]["lr"]


def ramp(optimizer: torch.optim.Optimizer, steps: int) -> torch.optim.lr_scheduler.LRScheduler:
    """1/steps, 2/steps, … 1."""
    return torch.optim.lr_scheduler.LinearLR(optimizer, start_factor=1 / steps, total_iters=steps - 1)


def cosine_share(t: float, final: float) -> float:
    """Half a cosine wave from 1 at t = 0 to ``final`` at t = 1."""
    return final if t == 1.0 else final + (1 - final) * math.cos(math.pi * t / 2) ** 2


def clip(spec: Any, leaves: list[torch.Tensor]) -> float:
    """Clip the gradients in place with torch's own functions; returns the factor on them (NaN if there is not one)."""
    if spec.kind == "norm":
        total = torch.nn.utils.clip_grad_norm_(leaves, spec.max_norm, norm_type=float(spec.norm_type), foreach=False)
        return min(1.0, spec.max_norm / (float(total) + 1e-6))
    if spec.kind == "value":
        torch.nn.utils.clip_grad_value_(leaves, spec.clip_value, foreach=False)
        return math.nan
    return 1.0


# ---- comparison -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reference:
    """What a snapshot of one step must show, and the parameters before and after the step."""

    columns: dict[str, np.ndarray]
    floors: dict[str, np.ndarray]
    scalars: dict[str, float]
    before: list[dict[str, torch.Tensor]]
    after: list[dict[str, torch.Tensor]]

    def is_finite(self) -> bool:
        """True if no gradient, loss or parameter has overflowed."""
        return math.isfinite(self.scalars["loss"]) and math.isfinite(self.scalars["grad_norm"]) and all(
            bool(torch.isfinite(value).all()) for site in self.after for value in site.values())

    def has_squares(self) -> bool:
        """True if no number is so large that its square, from which norms and factors are made, would overflow."""
        return max(self.scalars["grad_norm"], *(np.nanmax(values, initial=0) for values in self.columns.values())) < 1e140


class Oracle:
    """The exact world and its noisy replicas, walking beside a simulator."""

    world: type[World] = World
    parameters_of = staticmethod(parameters_of)

    def __init__(self, experiment: Experiment, sim: Any, with_factors: bool = True) -> None:
        parameters = self.parameters_of(sim)
        self.worlds = [self.world(experiment, parameters, seed, with_factors) for seed in (None, *range(1, REPLICAS + 1))]
        self.answers: list[Reference] = []

    def step(self, batch: Batch, parameters: list[dict[str, torch.Tensor]] | None = None) -> Reference:
        """Do one step in every world (from ``parameters``, if given); returns the exact world's answer."""
        self.answers = []
        for world in self.worlds:
            if parameters is not None:
                world.load(parameters)
            self.answers.append(world.step(batch))
        return self.answers[0]

    def check(self, snapshot: Any, skip: tuple[str, ...] = ()) -> None:
        """Assert that every column and number of the snapshot is the reference's."""
        wrong: list[str] = []
        for name in (name for name in COLUMNS if name not in skip):
            got, missing = np.asarray(getattr(snapshot, name)), np.asarray(snapshot.missing(name))
            # an update ratio is known to a few units in the last place of the weights it was added to
            floor = 1e-15 if name == "update_ratio" else self.answers[0].floors.get(name, 0.0)
            got = np.where(self._is_noise(), self.answers[0].columns[name], got) if name == "gain" else got
            wrong += self._differences(name, got, [answer.columns[name] for answer in self.answers], floor)
            if missing.shape != got.shape or (missing & ~np.isnan(got)).any():
                wrong.append(f"{name}: marked as missing but has values")
        for name in (name for name in SCALARS if name not in skip):
            got, wanted = np.atleast_1d(getattr(snapshot, name)), [np.atleast_1d(a.scalars[name]) for a in self.answers]
            if not (name == "clip_scale" and np.isnan(wanted[0]).all()):
                wrong += self._differences(name, got, wanted)
        assert not wrong, "\n".join(wrong)

    def _lost_bias(self, noise: float) -> float:
        """How far rounding error in the gradient of a bias (or β) moves it: before a norm that gradient is error alone."""
        spec = self.worlds[0].experiment.optimizer
        longer = 1.0 / (1.0 - getattr(spec, "momentum", 0.0))
        if spec.kind == "sgd":
            return spec.lr * noise * longer
        largest = 1.0 / math.sqrt(1.0 - spec.alpha) if spec.kind == "rmsprop" else 2.0  # of g / √(mean of g²)
        return spec.lr * min(largest, noise / spec.eps) * longer

    def _is_noise(self) -> np.ndarray:
        """Sites whose gradient is rounding error alone (0 in exact arithmetic): a ratio to it says nothing, (S,)."""
        exact, *others = (answer.columns["grad_activation_norm"] for answer in self.answers)
        spread = np.max([np.abs(other - exact) for other in others], axis=0)
        return (spread > 0) & (SPREAD * spread >= exact)

    def check_parameters(self, sim: Any) -> None:
        """Assert that the engine's parameters after the step are the reference's."""
        wrong: list[str] = []
        for index, site in enumerate(self.parameters_of(sim)):
            for name, value in site.items():
                wanted = [answer.after[index][name].numpy().ravel() for answer in self.answers]
                floor = 1e-15 * max(float(np.abs(wanted[0]).max()), float(self.answers[0].before[index][name].abs().max()))
                if name in ("bias", "beta"):
                    floor += self._lost_bias(self.answers[0].floors["grad_bias_norm"][index])
                wrong += self._differences(f"site {index + 1} {name}", value.numpy().ravel(), wanted, floor)
        assert not wrong, "\n".join(wrong)

    @staticmethod
    def _differences(name: str, got: np.ndarray, wanted: list[np.ndarray], floor: Any = 0.0) -> list[str]:
        exact = wanted[0]
        with np.errstate(invalid="ignore", over="ignore"):
            spread = np.max([np.abs(other - exact) for other in wanted[1:]], axis=0, initial=0.0)
            limit = RELATIVE * np.abs(exact) + SPREAD * np.nan_to_num(spread, nan=np.inf) + floor
            same = (got == exact) | (np.isnan(got) & np.isnan(exact)) | (np.abs(got - exact) <= limit)
        return [f"{name}[{index}]: got {got[index]!r}, expected {exact[index]!r} ± {limit[index]:.1e}"
                for index in np.flatnonzero(~same)]
