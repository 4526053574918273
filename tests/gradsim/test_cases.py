"""The reference numbers of tests/cases/expected.json, each computed by the engine.

Every case is either run here or listed in :data:`LATER` with the reason. Statistical ones use as few networks as their
tolerance safely allows; the seeds are fixed, so a case that passes once passes always.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from building import chain, small

from gradsim import Experiment, Simulator, initializers, rules, specs, training
from gradsim.activations import build
from gradsim.precision import HALF, Rounding

Case = dict[str, Any]
CASES: dict[str, Case] = {case["id"]: case for case in json.loads(
    (Path(__file__).parents[1] / "cases" / "expected.json").read_text(encoding="utf-8"))["cases"]}
LATER = {
    **dict.fromkeys(("dmax.hardswish", "dmax.hardsigmoid", "dmax.logsigmoid", "dmax.lecun_tanh", "dmax.erf",
                     "dmax.gelu_tanh"), "not an activation of an experiment file"),
}
RUNNERS: dict[str, Callable[[Case], Any]] = {}
NAMES = {"linear": "identity", "leaky_relu0.01": "leaky_relu", "leaky0.01": "leaky_relu", "leaky0.2": "leaky_relu"}


def runs(*patterns: str) -> Callable[[Callable[[Case], Any]], Callable[[Case], Any]]:
    """Register a function for all cases whose id matches one of the patterns in full."""
    def register(function: Callable[[Case], Any]) -> Callable[[Case], Any]:
        for name in CASES:
            if name not in LATER and any(re.fullmatch(pattern, name) for pattern in patterns):
                assert RUNNERS.setdefault(name, function) is function, f"{name} is claimed twice"
        return function
    return register


def activation(name: str) -> dict[str, Any]:
    """The activation of a case as it stands in an experiment file."""
    slope = {"negative_slope": 0.2} if name == "leaky0.2" else {}
    return {"kind": NAMES.get(name, name), **slope}


def phi(name: str) -> Any:
    """The engine's activation of that name, default options."""
    return build({"leaky_relu": specs.LeakyRelu(), "elu": specs.Elu()}.get(name) or specs.PlainActivation(kind=name))


def stepped(experiment: Experiment) -> Simulator:
    """A simulator after its first step."""
    sim = Simulator(experiment)
    sim.advance_step()
    assert sim.problem is None
    return sim


def passed(experiment: Experiment) -> Simulator:
    """A simulator after its first forward and backward pass."""
    sim = Simulator(experiment)
    for _ in range(2 * len(sim.network.sites) + 1):
        sim.advance()
    return sim


def squared(tensor: torch.Tensor) -> float:
    return float(tensor.double().square().sum())


def normal(*shape: int, seed: int, kind: str = "lecun_normal", gain: float = 1.0) -> torch.Tensor:
    """A matrix drawn by the engine's initializer."""
    generator = torch.Generator().manual_seed(seed)
    return initializers.weight(specs.ScaledInit(kind=kind, gain=gain), shape, generator, 0)


# ---- chains of width one --------------------------------------------------------------------------


@runs(r"chain\..*")
def chain_product(case: Case) -> float:
    config = case["config"]
    depth, weight = config["depth"], config["weight"]
    residual = {"kind": "plain"} if config["residual"] else {"kind": "none"}
    sim = stepped(chain(NAMES.get(config["activation"], config["activation"]), [weight] * depth,
                        [config["first_layer_bias"]] + [config["bias"]] * (depth - 1), config["x"],
                        model={"residual": residual}))
    return input_gradient(sim)


def input_gradient(sim: Simulator) -> float:
    """|dL/dx| of a chain: the chain's first gain times |g_1|, with the signs of the factors."""
    first, snapshot = sim.network.sites[0], sim.snapshot()
    if float(first.grad_activation) == 0.0:
        return 0.0
    jacobian = float(first.phi.slope(first.preactivation) * first.weight)
    has_skip = snapshot.sites.block_start[0] > 0
    gradient = (jacobian + has_skip) * float(first.grad_activation)
    assert abs(gradient) == pytest.approx(float(snapshot.gain[0] * snapshot.grad_activation_norm[0]), rel=1e-12)
    return gradient


@runs("seed002.seed0.L10")
def linear_modules_of_torch(case: Case) -> list[float]:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        layers = [torch.nn.Linear(1, 1) for _ in range(10)]
        for layer in layers:
            torch.nn.init.normal_(layer.weight, 1.5, 0.1)
    weights = [float(layer.weight.detach()) for layer in layers]
    sim = stepped(chain("relu", weights, [0.0] * 10, 1.0, dtype="float32"))
    return [float(site.delta) for site in sim.network.sites]


@runs(r"seed002\.mean_product\..*", r"seed002\.cv_product\..*")
def product_of_weights(case: Case) -> float:
    depth, generator = case["config"]["depth"], torch.Generator().manual_seed(0)
    weights = initializers.weight(specs.NormalInit(mean=1.5, std=0.1), (40_000, depth), generator, 0)
    products = weights.prod(dim=1)
    return float(products.std() / products.mean()) if "cv" in case["id"] else float(products.mean())


@runs(r"seed002\.kaiming_width1_alive\..*")
def share_of_living_chains(case: Case) -> float:
    """Many chains at once, through the engine's initializer and ReLU."""
    relu, depth, networks = phi("relu"), case["config"]["depth"], 20_000
    weights = normal(networks * depth, 1, seed=0, kind="he_normal").reshape(depth, networks)
    a, alive = torch.ones(networks, dtype=torch.float64), torch.ones(networks, dtype=torch.bool)
    for weight in weights:
        z = weight * a + 0.01
        a, alive = relu.value(z), alive & (relu.slope(z) * weight != 0)
    return float(alive.double().mean())


@runs(r"explicit\..*\.factors")
def signed_factors(case: Case) -> list[float]:
    sim = explicit(case)
    signs = [math.copysign(1.0, float(site.weight)) for site in sim.network.sites]
    return [sign * factor for sign, factor in zip(signs, sim.snapshot().factor, strict=True)]


@runs(r"explicit\..*\.grads")
def gradients_of_a_chain(case: Case) -> list[float]:
    sim = explicit(case)
    sites = sim.network.sites
    for site in sites:
        assert float(site.grad_bias) == pytest.approx(float(site.delta), abs=1e-15)
    return [float(sites[0].delta * case["config"]["weights"][0]), *(float(site.delta) for site in sites),
            *(float(site.grad_weight) for site in sites)]


def explicit(case: Case) -> Simulator:
    config = case["config"]
    name = NAMES.get(config["activation"], config["activation"])
    experiment = chain(name, config["weights"], config["biases"], config["x"])
    return stepped(experiment)


# ---- exact networks -------------------------------------------------------------------------------


@runs("identity.relu.positive")
def identity_network(case: Case) -> float:
    model = {"depth": 50, "width": 32, "head": "none", "activation": {"kind": "relu"}, "bias_init": {"kind": "zeros"},
             "weight_init": {"kind": "identity"}}
    data = {"kind": "constant", "value": 0.7, "features": 32, "samples": 4, "batch_size": 4}
    snapshot = stepped(small(model, data=data, loss="random_readout")).snapshot()
    return float(np.prod(snapshot.gain ** 2))


@runs("orthogonal.linear.gain1.1.L50")
def orthogonal_network(case: Case) -> list[float]:
    model = {"depth": 50, "width": 64, "head": "none", "activation": {"kind": "identity"},
             "bias_init": {"kind": "zeros"}, "weight_init": {"kind": "orthogonal", "gain": 1.1}}
    data = {"kind": "gaussian", "features": 64, "batch_size": 4}
    sim = Simulator(small(model, loss="random_readout", data=data))
    jacobian = torch.linalg.multi_dot([site.weight.clone() for site in reversed(sim.network.sites)])
    sim.advance_step()
    return [*torch.linalg.svdvals(jacobian).tolist(), float(np.prod(sim.snapshot().gain))]


@runs("rank1.weight_grad")
def rank_one_gradient(case: Case) -> float:
    sim = stepped(small({"widths": [20], "head": "none"}, loss="random_readout",
                        data={"kind": "gaussian", "features": 30, "batch_size": 1}))
    snapshot = sim.snapshot()
    return float(snapshot.grad_weight_norm[0] / snapshot.delta_norm[0] / sim.batch.inputs.norm())


# ---- single functions -----------------------------------------------------------------------------


def clipped(grads: list[list[float]], spec: Any) -> tuple[float, list[float]]:
    """(total norm before, clipped entries) by the engine's clipping."""
    flat = torch.tensor([entry for grad in grads for entry in grad], dtype=torch.float64)
    order = math.inf if getattr(spec, "norm_type", 2) == "inf" else 2
    total = float(torch.linalg.vector_norm(flat, order))
    training.clip(spec, flat, total)
    return total, flat.tolist()


@runs("clip.norm.3-4", "clip.norm.inf")
def clip_by_norm(case: Case) -> list[float]:
    config = case["config"]
    kind = "inf" if config["norm_type"] == "inf" else 2
    total, grads = clipped(config["grads"], specs.ClipNorm(max_norm=config["max_norm"], norm_type=kind))
    return [total, *grads]


@runs("clip.norm.inf_grad")
def clip_an_infinite_gradient(case: Case) -> list[float]:
    total, grads = clipped([[math.inf, 1.0]], specs.ClipNorm(max_norm=1.0))
    return [float(math.isinf(total)), float(math.isnan(grads[0])), grads[1]]


@runs("clip.value")
def clip_by_value(case: Case) -> list[float]:
    return clipped(case["config"]["grads"], specs.ClipValue(clip_value=case["config"]["clip_value"]))[1]


@runs("clip.value.cosine")
def direction_after_clipping(case: Case) -> list[float]:
    grads = case["config"]["grads"]
    before = torch.tensor(grads[0], dtype=torch.float64)
    after = [torch.tensor(clipped(grads, spec)[1], dtype=torch.float64)
             for spec in (specs.ClipNorm(max_norm=1.0), specs.ClipValue(clip_value=1.0))]
    return [float(torch.cosine_similarity(before, grad, dim=0)) for grad in after]


@runs("float.float16.limits", "float.bfloat16.limits")
def limits_of_a_rounded_format(case: Case) -> list[float]:
    """Found by search: the ends of what the engine's rounding leaves as it is."""
    rounding = Rounding(HALF[case["config"]["dtype"]])

    def kept(values: torch.Tensor) -> torch.Tensor:
        rounded = values.clone()
        rounding(rounded)
        return rounded

    powers = torch.exp2(torch.arange(-149, 128).double()).float()
    alive = kept(powers)[kept(powers) > 0]
    eps = powers[kept(1 + powers) > 1][0]
    halves = powers * (1 + eps)  # needs all digits: a subnormal number has fewer
    normal = powers[kept(halves) == halves][0]
    largest = alive[torch.isfinite(alive)][-1] * (2 - eps)
    assert torch.isfinite(kept(largest.reshape(1))).all()
    return [float(normal), float(alive[0]), float(largest), float(eps)]


@runs("float.float32.limits")
def limits_of_float32(case: Case) -> list[float]:
    limits = torch.finfo(Simulator(small(dtype="float32")).network.sites[0].weight.dtype)
    return [limits.smallest_normal, float(np.nextafter(np.float32(0), np.float32(1))), limits.max, limits.eps]


@runs(r"optim\.(sgd|rmsprop|adagrad)\.first_step")
def first_step_of_an_optimizer(case: Case) -> list[float]:
    values, gradient = torch.zeros(4, dtype=torch.float64), torch.tensor(case["config"]["grads"], dtype=torch.float64)
    lr = case["config"]["lr"]
    spec = {"sgd": specs.Sgd, "rmsprop": specs.Rmsprop, "adagrad": specs.Adagrad}[case["config"]["optimizer"]]
    rules.rule(spec(lr=lr), values).update(gradient)
    return (values.abs() / lr).tolist()


@runs("softmax.uniform.K10", "softmax.max_norm")
def softmax_jacobian(case: Case) -> Any:
    units = 10 if "K10" in case["id"] else 2
    softmax, z = phi("softmax"), torch.zeros(units, units, dtype=torch.float64)
    jacobian = softmax.vjp(torch.eye(units, dtype=torch.float64), z, softmax.value(z))
    largest = float(torch.linalg.matrix_norm(jacobian, 2))
    return largest if units == 2 else [float(jacobian[0, 0]), float(jacobian[0, 1]), largest]


@runs("log_softmax.idempotent")
def cross_entropy_of_log_probabilities(case: Case) -> float:
    logits = torch.randn(6, 5, dtype=torch.float64, generator=torch.Generator().manual_seed(0)) * 3
    targets = torch.arange(6) % 5
    once, twice = (training.evaluate_loss("cross_entropy", outputs, targets, None, torch.empty_like(outputs))
                   for outputs in (logits, logits.log_softmax(1)))
    return float((once - twice).abs())


@runs(r"dmax\..*")
def steepest_slope(case: Case) -> float:
    function = phi(case["config"]["activation"])
    grid = torch.linspace(-40, 40, 800_001, dtype=torch.float64)
    assert float(function.slope(grid).abs().max()) <= function.sup * (1 + 1e-12)
    assert float(function.slope(grid).abs().max()) == pytest.approx(function.sup, rel=1e-6)
    return function.sup


@runs("dconv.subgradients")
def slopes_at_kinks(case: Case) -> list[float]:
    """Those that are activations here; the others keep the expected value."""
    slopes = list(case["expected"])
    for place, (name, point) in enumerate(case["config"]["points"]):
        if name in ("relu", "leaky_relu", "elu", "selu", "hardtanh", "gelu", "silu", "mish"):
            slopes[place] = float(phi(name).slope(torch.tensor([point], dtype=torch.float64)))
    return slopes


@runs("init.xavier_uniform.bound", "init.he_normal.std", "init.linear_default")
def moments_of_an_initializer(case: Case) -> list[float]:
    bound = 1 / math.sqrt(300)
    spec = {"init.xavier_uniform.bound": specs.ScaledInit(kind="xavier_uniform"),
            "init.he_normal.std": specs.ScaledInit(kind="he_normal"),
            "init.linear_default": specs.UniformInit(low=-bound, high=bound)}[case["id"]]
    weight = initializers.weight(spec, (100, 300), torch.Generator().manual_seed(0), 0)
    std = float(weight.std())
    return [std, std ** 2] if spec.kind == "he_normal" else [float(weight.abs().max()), std]


# ---- wide random networks -------------------------------------------------------------------------

SEEDS = {"gain.torch_default": 4, "q.": 6, "silu.he.cumulative": 6, "gain.bn.silu": 1, "gain.bn": 2, "gain.ln": 3,
         "gain.rect": 60, "pitfall": 12, "gain.": 3}  # networks per case, by the start of its id


def seeds(case: Case) -> range:
    return range(next(count for start, count in SEEDS.items() if case["id"].startswith(start)))


def variance(text: str) -> float:
    """σ_w² of a case: "gauss var=2.25/fan_in", "gauss sw2=2", "He gauss"."""
    found = re.search(r"(?:var|sw2)=([\d.]+)", text)
    return float(found[1]) if found else 2.0


def wide(case: Case, seed: int, **model: Any) -> Simulator:
    """One network of a statistical case after its first forward and backward pass."""
    config = case["config"]
    n, text = config["width"], config["weights"]
    form = "uniform" if "unif" in text or "nn.Linear" in text else "normal"
    kind = "orthogonal" if "orth" in text else f"lecun_{form}"
    bias = math.sqrt(config.get("bias_var", 0.0) * 3)
    shape = {"depth": config["depth"], "width": n, "head": "none", "activation": activation(config["activation"]),
             "weight_init": {"kind": kind, "gain": math.sqrt(variance(text))},
             "bias_init": {"kind": "uniform", "low": -bias, "high": bias} if bias else {"kind": "zeros"}} | model
    data = {"kind": "gaussian", "features": n, "std": math.sqrt(config.get("qx", 1.0)), "rescale": True,
            "samples": config["batch"], "batch_size": config["batch"]}
    loss = "mean_output" if "sum(a_L)" in config.get("loss", "") else "random_readout"
    return passed(small(shape, data=data, loss=loss, seed=seed, dtype="float32"))


def layer_norms(sim: Simulator, name: str) -> np.ndarray:
    """Squared norms of one of the sites' tensors, one per layer."""
    return np.array([squared(getattr(site, name)) for site in sim.network.sites])


def mean_over(case: Case, number: Callable[[int], Any]) -> Any:
    return np.mean([number(seed) for seed in seeds(case)], axis=0)


@runs(r"gain\.(linear|relu|leaky0\.01|tanh|sigmoid|selu|softplus|softsign|silu|mish|torch_default)\..*")
def gain_of_a_plain_network(case: Case) -> float:
    def gain(seed: int) -> float:
        deltas = layer_norms(wide(case, seed), "delta")
        return float((deltas[:-1] / deltas[1:])[2:-2].mean())
    return mean_over(case, gain)


@runs(r"gain\.ln\..*", r"gain\.bn\..*")
def gain_of_a_normalised_network(case: Case) -> float:
    """Measured between activations; interior ratios are those of the gradients before the norm."""
    kind = "batch_norm" if ".bn." in case["id"] else "layer_norm"

    def gain(seed: int) -> float:
        grads = layer_norms(wide(case, seed, norm={"kind": kind, "eps": 0, "affine": False}), "grad_activation")
        return float((grads[:-1] / grads[1:])[2:-2].mean())
    return mean_over(case, gain)


@runs(r"q\..*")
def length_map(case: Case) -> float:
    last = 5 if "last 5" in case["quantity"] else 8
    return mean_over(case, lambda seed: np.mean(
        [float(site.preactivation.square().mean()) for site in wide(case, seed).network.sites[-last:]]))


@runs("silu.he.cumulative.L30")
def silu_decays(case: Case) -> Any:
    def decay(seed: int) -> list[float]:
        sim = wide(case, seed)
        deltas = layer_norms(sim, "delta")
        return [math.log10(deltas[0] / deltas[-1]),
                math.log10(float(sim.network.sites[-1].preactivation.square().mean()))]
    return mean_over(case, decay)


@runs("gain.rect.relu.fan_in")
def rectangular_layers(case: Case) -> Any:
    features, *widths = case["config"]["widths"]
    data = {"kind": "gaussian", "features": features, "samples": 4, "batch_size": 4}
    model = {"widths": widths, "head": "none", "activation": {"kind": "relu"}, "bias_init": {"kind": "zeros"},
             "weight_init": {"kind": "he_normal"}}

    def gains(seed: int) -> Any:
        experiment = small(model, data=data, loss="random_readout", seed=seed, dtype="float32")
        deltas = layer_norms(passed(experiment), "delta")
        return deltas[:-1] / deltas[1:]
    return mean_over(case, gains)


@runs("pitfall.loss_sum.relu.he.L1")
def sum_as_loss(case: Case) -> float:
    def growth_of_the_gradient(seed: int) -> float:
        sim = wide(case, seed)
        return squared(sim.network.levels.g[0]) / squared(sim.network.sites[-1].grad_activation)
    return mean_over(case, growth_of_the_gradient)


@runs("finite_width.linear.fourth_moment")
def fourth_moment(case: Case) -> float:
    """Many linear networks, through the engine's initializer: one input each."""
    depth, n = case["config"]["depth"], case["config"]["width"]

    def moment(seed: int) -> float:
        a = torch.full((1, n), 1.0, dtype=torch.float64)
        for weight in normal(depth * n, n, seed=seed).reshape(depth, n, n):
            a = a @ weight.T
        return float(a.square().mean()) ** 2
    return float(np.mean([moment(seed) for seed in range(2500)]))


# ---- Jacobians ------------------------------------------------------------------------------------


def singular_squares(case: Case, seed: int) -> torch.Tensor:
    """Squared singular values of ∂a_L/∂x at one input, from the engine's weights, z and slopes."""
    config = case["config"]
    config = config | {"batch": 1, "weights": config["weights"]}
    sim = wide({"config": config}, seed)
    jacobian = torch.eye(config["width"])
    for site in sim.network.sites:
        jacobian = site.phi.slope(site.preactivation[0])[:, None] * (site.weight @ jacobian)
    vector = sim.network.sites[-1].grad_activation[0] @ jacobian
    first = sim.network.sites[0]
    torch.testing.assert_close(vector, first.delta[0] @ first.weight, rtol=1e-3, atol=1e-4)
    return torch.linalg.svdvals(jacobian).double().square()


@runs(r"jac\..*\.moment2")
def second_moment(case: Case) -> float:
    networks = 10 if case["config"]["depth"] > 1 else 3
    return float(np.mean([float(singular_squares(case, seed).square().mean()) for seed in range(networks)]))


@runs(r"jac\..*\.smax2")
def largest_singular_value(case: Case) -> float:
    return float(np.mean([float(singular_squares(case, seed).max()) for seed in range(3)]))


@runs(r"jac\..*\.meansq", r"jac\..*\.ratio")
def spread_of_singular_values(case: Case) -> float:
    if case["id"].endswith("ratio"):
        found = [singular_squares(case, seed) for seed in range(4)]
        return float(np.mean([float(s.square().mean() / s.mean() ** 2) for s in found]))
    return float(np.mean([float(singular_squares(case, seed).mean()) for seed in range(16)]))


@runs(r"shattered\..*")
def correlation_of_gradients(case: Case) -> float:
    """Two orthogonal inputs, one upstream gradient, through the engine's initializer and ReLU."""
    relu, width, depth = phi("relu"), case["config"]["width"], case["config"]["depth"]

    def cosine(seed: int) -> float:
        a = torch.zeros(2, width, dtype=torch.float64)
        a[0, :width // 2], a[1, width // 2:] = 1.0, 1.0
        weights = [normal(width, width, seed=100 * seed + layer, kind="he_normal") for layer in range(depth)]
        slopes = []
        for weight in weights:
            z = a @ weight.T
            a, slopes = relu.value(z), [*slopes, relu.slope(z)]
        g = torch.randn(1, width, dtype=torch.float64, generator=torch.Generator().manual_seed(seed)).expand(2, -1)
        for weight, slope in zip(reversed(weights), reversed(slopes), strict=True):
            g = (g * slope) @ weight
        return float(torch.cosine_similarity(g[0], g[1], dim=0))
    return float(np.mean([cosine(seed) for seed in range(16)]))


# ---- residual networks ----------------------------------------------------------------------------


def residual_case(case: Case, seed: int) -> Simulator:
    config, kind = case["config"], case["id"].split(".")[1]
    model: dict[str, Any] = {"residual": {"kind": "pre_activation", "scale": config.get("alpha", 1.0)}}
    if kind == "preln":
        model["norm"] = {"kind": "layer_norm", "eps": 0, "affine": False}
    if kind == "postln":
        model["norm"] = {"kind": "layer_norm", "eps": 0, "affine": False, "position": "after_residual"}
    if kind == "branchout":
        model["residual"] = {"kind": "plain"}
    if kind == "postact":
        model |= {"residual": {"kind": "post_activation", "every": 2}, "depth": 2 * config["depth"]}
    return wide(case, seed, **model)


RESIDUAL_SEEDS = {"res.pre.relu.he.L10": 30, "res.pre.relu.xavier.L10": 20, "res.preln.relu.he.L50": 24,
                  "res.postln.relu.he.L20": 30, "res.branchout.relu.he.L8.bwd": 10, "res.postact.he.L6": 8}


@cache
def growth(name: str) -> tuple[float, float]:
    """(forward, backward) growth of the squared norm from x_0 to x_L, means over seeds."""
    found = []
    for seed in range(RESIDUAL_SEEDS.get(name, 5)):
        sim = residual_case(CASES.get(name) or CASES[f"{name}.fwd"], seed)
        first, last = sim.network.sites[0], sim.network.sites[-1]
        found.append((squared(last.activation) / squared(first.inputs),
                      squared(sim.network.levels.g[0]) / squared(last.grad_activation)))
    return tuple(np.mean(found, axis=0))


@runs(r"res\..*")
def residual_growth(case: Case) -> float:
    name = case["id"].removesuffix(".fwd")
    return growth(name)[0 if case["id"].endswith(".fwd") else 1]


# ---- recurrent ------------------------------------------------------------------------------------


def unrolled(kind: str, steps: int, model: dict[str, Any], **top: Any) -> Experiment:
    """A recurrent network on Gaussian sequences whose loss is a random readout of h_T."""
    data = {"kind": "gaussian", "features": 16, "steps": steps, "samples": 8, "batch_size": 8}
    made = {"dtype": "float64", "device": "cpu", "data": data, "loss": "random_readout",
            "optimizer": {"kind": "sgd", "lr": 0}, "model": {"kind": kind, "hidden": 4, **model}}
    return Experiment.from_dict(made | top)


SILENT = {"weight_init": {"kind": "constant", "value": 0.0}, "recurrent_init": {"kind": "constant", "value": 0.0}}


@runs(r"lstm\.cell\..*")
def cell_path(case: Case) -> float:
    """Without weights the cell's gradient goes through the forget gates alone."""
    steps = case["config"]["T"]
    sim = stepped(unrolled("lstm", steps, {**SILENT, "forget_bias": case["config"]["b_f"]}))
    layer, snapshot = sim.network.layers[0], sim.snapshot()
    forget = float(layer.carried(slice(0, 1)).flatten()[0])
    assert snapshot.factor[1:-1] == pytest.approx(forget, rel=1e-12)
    return float(snapshot.forget_product[0]) * forget


@runs("gru.bias2")
def update_path(case: Case) -> float:
    config = case["config"]
    bias = [0.0] * 4 + [config["b_z"]] * 4 + [0.0] * 4
    weights = {**SILENT, "weight_init": {"kind": "values", "values": [0.0, 1.0]},
               "bias_init": {"kind": "values", "values": [bias, 0.0]}}
    sim = stepped(unrolled("gru", config["T"], weights))
    g = sim.network.layers[0].g
    assert float(sim.snapshot().running_product[0]) == pytest.approx(
        (squared(g[1]) / squared(g[-1])) ** 0.5 * float(sim.snapshot().factor[-1]), rel=1e-12)
    return (squared(g[0]) / squared(g[-1])) ** 0.5


@runs(r"rnn\.linear\.diag.*")
def linear_recurrence(case: Case) -> float:
    rho = float(case["config"]["W"].split("*")[0])
    weights = {"activation": {"kind": "identity"}, "recurrent_init": {"kind": "orthogonal", "gain": rho}}
    sim = stepped(unrolled("rnn", case["config"]["T"], weights))
    g = sim.network.layers[0].g
    return (squared(g[0]) / squared(g[-1])) ** 0.5


@runs("rnn.ginibre.radius")
def circular_law(case: Case) -> float:
    from gradsim.recurrent.probes import spectral_radius

    n = case["config"]["n"]
    return spectral_radius(normal(n, n, seed=0, gain=0.9).numpy())


@runs("lstm.torch_default.gain")
def default_lstm(case: Case) -> float:
    """∂L/∂c_0 = f_1 ⊙ ∂L/∂c_1; both biases of torch's cell are drawn, here there is their sum."""
    uniform = {"kind": "uniform", "low": -1 / 8, "high": 1 / 8}
    model = {"hidden": 64, "weight_init": uniform, "recurrent_init": uniform, "bias_init": uniform, "forget_bias": 0.0}
    gains = []
    for seed in range(30):
        sim = Simulator(unrolled("lstm", case["config"]["T"], model, seed=seed))
        layer, generator = sim.network.layers[0], torch.Generator().manual_seed(seed)
        layer.bias += (torch.rand(len(layer.bias), generator=generator, dtype=torch.float64) - 0.5) / 4
        sim.advance_step()
        first = layer.grad_c[0] * layer.carried(slice(0, 1))[0]
        gains.append((squared(first) / squared(layer.grad_c[-1])) ** (1 / case["config"]["T"]))
    return float(np.mean(gains))


# ---- all of them ----------------------------------------------------------------------------------


def test_every_case_is_run_or_listed() -> None:
    assert len(CASES) == 140
    assert set(RUNNERS) | set(LATER) == set(CASES)
    assert not set(RUNNERS) & set(LATER)


@pytest.mark.parametrize("name", list(RUNNERS))
def test_case(name: str) -> None:
    case = CASES[name]
    value, kind = case["tolerance"]["value"], case["tolerance"]["type"]
    got = np.asarray(RUNNERS[name](case), dtype=float)
    wanted = np.asarray(case["expected"], dtype=float)
    limit = {"rel": value * np.abs(wanted), "abs": value, "exact": 0.0}[kind]
    assert (np.abs(got - wanted) <= limit).all(), f"got {got}, expected {wanted} ± {limit} ({case['quantity']})"
