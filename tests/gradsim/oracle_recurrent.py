"""The oracle of recurrent networks: plain torch operations, step by step, each number from its definition.

As in ``oracle``: only the experiment, the engine's drawn parameters and its batch are used; the replicas with rounding noise
tell how well a number is determined. Every time step has leaves of its own for W and b, so that autograd gives its share.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from oracle import (
    COLUMNS,
    FUNCTIONS,
    NOISE,
    REPLICAS,
    SUMMED,
    Oracle,
    Reference,
    clip,
    make_optimizer,
    norm,
    ratio,
    rms,
    scheduled_lr,
    slope_of,
    steepest_of,
    total_norm,
)
from torch.nn import functional as F  # noqa: N812 - the name that torch documents

from gradsim.snapshot import FURTHER_COLUMNS

SIGMOID = type("Spec", (), {"kind": "sigmoid"})()
GATES = {"rnn": 1, "lstm": 4, "gru": 3}


def parameters_of(sim: Any) -> list[dict[str, torch.Tensor]]:
    """Copies of the engine's parameters: one dict per layer, then the head's; float64."""
    found = []
    for layer in sim.network.layers:
        values = {"weight": layer.weight, "bias": layer.bias, "hidden_bias": getattr(layer, "hidden_bias", None),
                  "gamma": getattr(layer.norm, "gamma", None)}
        found.append({name: value.detach().cpu().double().clone() for name, value in values.items() if value is not None})
    head = sim.network.head
    return [*found, {"weight": head.weight.detach().double().clone(), "bias": head.bias.detach().double().clone()}]


@dataclass
class Moment:
    """One time step of one layer."""

    x: torch.Tensor
    before: torch.Tensor
    cell_before: torch.Tensor
    own: dict[str, torch.Tensor]
    gates: list[torch.Tensor] = field(default_factory=list)
    h: torch.Tensor = field(default_factory=lambda: torch.zeros(0))
    c: torch.Tensor = field(default_factory=lambda: torch.zeros(0))

    @property
    def z(self) -> torch.Tensor:
        return torch.cat(self.gates, 1)


class RecurrentWorld:
    """One copy of the network with its own parameters and torch optimizer, exact or with rounding noise."""

    def __init__(self, experiment: Any, parameters: list[dict[str, torch.Tensor]], noise_seed: int | None) -> None:
        self.experiment, self.model = experiment, experiment.model
        self.parameters = [{name: value.clone().requires_grad_() for name, value in layer.items()} for layer in parameters]
        self._noise = None if noise_seed is None else torch.Generator().manual_seed(noise_seed)
        self._optimizer, self._steps = make_optimizer(experiment, self.leaves()), 0

    def leaves(self) -> list[torch.Tensor]:
        return [value for layer in self.parameters for value in layer.values()]

    def load(self, parameters: list[dict[str, torch.Tensor]]) -> None:
        for mine, values in zip(self.parameters, parameters, strict=True):
            for name, value in values.items():
                mine[name].data.copy_(value)

    def rounded(self, tensor: torch.Tensor) -> torch.Tensor:
        if self._noise is None:
            return tensor
        return tensor * (1.0 + NOISE * torch.randn(tensor.shape, dtype=torch.float64, generator=self._noise))

    def phi(self, z: torch.Tensor) -> torch.Tensor:
        return self.rounded(FUNCTIONS[self.model.activation.kind](z, self.model.activation))

    def sigmoid(self, z: torch.Tensor) -> torch.Tensor:
        return self.rounded(torch.sigmoid(z))

    # ---- forward ----------------------------------------------------------------------------

    def cell(self, x: torch.Tensor, h: torch.Tensor, c: torch.Tensor, own: dict[str, torch.Tensor]) -> Any:
        """(z of all gates, h_t, c_t) of one time step, samples first."""
        features, hidden = x.shape[1], h.shape[1]
        fed = [x @ block.T for block in own["weight"][:, :features].split(hidden)]
        kept = [h @ block.T for block in own["weight"][:, features:].split(hidden)]
        fed, kept = [self.rounded(item) for item in fed], [self.rounded(item) for item in kept]
        if self.model.kind == "rnn":
            z = self.pre(0, fed[0] + kept[0], own)
            return [z], self.phi(z), c
        if self.model.kind == "lstm":
            z = [self.pre(gate, fed[gate] + kept[gate], own) for gate in range(4)]
            output, enter, forget = (self.sigmoid(item) for item in z[:3])
            c = self.rounded(self.rounded(forget * c) + self.rounded(enter * self.phi(z[3])))
            return z, self.rounded(output * self.phi(c)), c
        z_r, z_u = self.pre(0, fed[0] + kept[0], own), self.pre(1, fed[1] + kept[1], own)
        reset, update = self.sigmoid(z_r), self.sigmoid(z_u)
        z_k = self.pre(2, fed[2] + self.rounded(reset * self.rounded(kept[2] + own["hidden_bias"])), own)
        return [z_r, z_u, z_k], self.rounded(self.rounded((1 - update) * self.phi(z_k)) + self.rounded(update * h)), c

    def pre(self, gate: int, y: torch.Tensor, own: dict[str, torch.Tensor]) -> torch.Tensor:
        rows = slice(gate * y.shape[1], (gate + 1) * y.shape[1])
        y = self.rounded(y)
        if self.model.norm.kind == "layer_norm":
            y = self.rounded(y - self.rounded(y.mean(1, keepdim=True)))
            y = self.rounded(y / self.rounded((self.rounded(y.square()).mean(1, keepdim=True) + self.model.norm.eps).sqrt()))
            y = self.rounded(y * own["gamma"][rows]) if "gamma" in own else y
        return self.rounded(y + self.rounded(own["bias"][rows].expand_as(y)))

    def forward(self, inputs: torch.Tensor) -> tuple[list[list[Moment]], torch.Tensor, torch.Tensor]:
        """All time steps of all layers; what the head reads, (B·R, H); and its output."""
        (steps, features), hidden = self.experiment.data.sequence, self.model.hidden
        below = [self.rounded(inputs.view(len(inputs), steps, features)[:, t]) for t in range(steps)]
        layers = []
        for parameters in self.parameters[:-1]:
            h, c = (torch.zeros(len(inputs), hidden, dtype=torch.float64, requires_grad=True) for _ in range(2))
            moments = []
            for x in below:
                own = {name: value.detach().clone().requires_grad_() for name, value in parameters.items()}
                moment = Moment(x, h, c, own)
                moment.gates, moment.h, moment.c = self.cell(x, h, c, own)
                h, c = moment.h, moment.c
                moments.append(moment)
            layers.append(moments)
            below = [moment.h for moment in moments]
        read = torch.stack(below[-self.experiment.data.answers:], 1).flatten(0, 1)
        head = self.parameters[-1]
        return layers, read, self.rounded(self.rounded(read @ head["weight"].T) + head["bias"])

    def loss(self, output: torch.Tensor, batch: Any) -> torch.Tensor:
        kind, targets = self.experiment.loss, batch.targets
        targets = targets if targets.is_floating_point() else targets.flatten()
        if kind == "cross_entropy":
            return F.cross_entropy(output, targets)
        if kind in ("mse", "bce"):
            wanted = targets if targets.is_floating_point() else F.one_hot(targets, output.shape[1]).double()
            return (output - wanted).square().mean() if kind == "mse" else F.binary_cross_entropy_with_logits(output, wanted)
        return output.mean() if kind == "mean_output" else (batch.readout.view_as(output) * output).sum(1).mean()

    # ---- one training step ------------------------------------------------------------------

    def step(self, batch: Any) -> Reference:
        """Forward, loss, backward, clip, update."""
        layers, read, output = self.forward(batch.inputs.double())
        loss = self.loss(self.rounded(output), batch)
        moments = [moment for layer in layers for moment in layer]
        head = self.parameters[-1]
        wanted = [tensor for moment in moments for tensor in (moment.h, moment.c, moment.before, *moment.gates,
                                                              *moment.own.values())]
        wanted += [output, read, *head.values()]
        found = torch.autograd.grad(loss, wanted, allow_unused=True)
        grads = {id(at): torch.zeros_like(at) if grad is None else self.rounded(grad)
                 for at, grad in zip(wanted, found, strict=True)}
        rows = [self._row(moment, grads) for layer in layers for moment in layer]
        rows.append(self._head_row(output, read, grads))
        self._products(layers, rows)
        before = [{name: value.detach().clone() for name, value in layer.items()} for layer in self.parameters]
        scalars = {"loss": float(loss.detach()), "lr": self._set_lr(), "accuracy": self._accuracy(output, batch)}
        self._update(layers, grads, rows, scalars)
        after = [{name: value.detach().clone() for name, value in layer.items()} for layer in self.parameters]
        names = (*COLUMNS, *FURTHER_COLUMNS[self.model.kind])
        columns = {name: np.array([row.get(name, math.nan) for row in rows], dtype=float) for name in names}
        floors = {name: np.array([row.get(f"{name} floor", 0.0) for row in rows]) for name in names}
        return Reference(columns, floors, scalars, before, after)

    def _set_lr(self) -> float:
        lr = scheduled_lr(self.experiment.optimizer, self._steps)
        self._steps += 1
        for group in self._optimizer.param_groups:
            group["lr"] = lr
        return lr

    def _accuracy(self, output: torch.Tensor, batch: Any) -> float:
        if batch.targets.is_floating_point() or self.experiment.loss in ("mean_output", "random_readout"):
            return math.nan
        return float((output.argmax(1) == batch.targets.flatten()).double().mean())

    def _update(self, layers: list[list[Moment]], grads: dict[int, torch.Tensor], rows: list[dict[str, float]],
                scalars: dict[str, float]) -> None:
        for parameters, moments in zip(self.parameters, layers, strict=False):
            for name, leaf in parameters.items():
                leaf.grad = torch.stack([grads[id(moment.own[name])] for moment in moments]).sum(0)
        for leaf in self.parameters[-1].values():
            leaf.grad = grads[id(leaf)].clone()
        leaves = self.leaves()
        whole = [norm(layer["weight"].grad) for layer in self.parameters]
        scalars["grad_norm"] = total_norm([leaf.grad for leaf in leaves])
        scalars["clip_scale"] = clip(self.experiment.clip, leaves)
        scalars["clipped_grad_norm"] = total_norm([leaf.grad for leaf in leaves])
        kept = [ratio(norm(layer["weight"].grad), size) for layer, size in zip(self.parameters, whole, strict=True)]
        old = [layer["weight"].detach().clone() for layer in self.parameters]
        self._optimizer.step()
        updates = [ratio(norm(layer["weight"] - before), norm(before))
                   for layer, before in zip(self.parameters, old, strict=True)]
        for place, row in enumerate(rows):
            layer = min(place // len(layers[0]), len(layers))
            row["update_ratio"] = updates[layer]
            row["clipped_weight_norm"] = row["grad_weight_norm"] * (kept[layer] if whole[layer] > 0 else 0.0)

    # ---- columns ----------------------------------------------------------------------------

    def _common(self, z: torch.Tensor, a: torch.Tensor, weight: torch.Tensor, slope: torch.Tensor) -> dict[str, float]:
        z, a, weight, slope = (self.rounded(tensor.detach()) for tensor in (z, a, weight, slope))
        row = {"z_mean": float(z.mean()), "z_std": float(z.std(correction=0)), "a_mean": float(a.mean()),
               "a_std": float(a.std(correction=0)), "a_rms": rms(a), "weight_norm": norm(weight),
               "weight_rms": norm(weight) / math.sqrt(weight.numel()), "slope_mean": float(slope.mean()),
               "slope_rms": rms(slope), "weight_spectral": float(torch.linalg.matrix_norm(weight, 2)),
               "dead_fraction": float((a == 0).all(0).double().mean()), "nonfinite": 0.0}
        floors = {"z_mean": rms(z), "z_std": rms(z), "a_mean": rms(a), "a_std": rms(a), "slope_mean": row["slope_rms"]}
        return row | {f"{name} floor": SUMMED * size for name, size in floors.items()}

    def _row(self, moment: Moment, grads: dict[int, torch.Tensor]) -> dict[str, float]:
        hidden, spec = self.model.hidden, self.model.activation
        own, gates = slope_of(spec, moment.z[:, -hidden:]), slope_of(SIGMOID, moment.z[:, :-hidden])
        low = torch.cat([gates.abs() < 0.05 * 0.25, own.abs() < 0.05 * steepest_of(spec)], 1)
        row = self._common(moment.z, moment.h, moment.own["weight"], torch.cat([gates, own], 1))
        row["saturated_fraction"] = float(low.double().mean()) if math.isfinite(steepest_of(spec)) else math.nan
        delta = total_norm([grads[id(gate)] for gate in moment.gates])
        g, before = grads[id(moment.h)], grads[id(moment.before)]
        biases = [grads[id(moment.own[name])] for name in ("bias", "hidden_bias") if name in moment.own]
        row |= {"grad_activation_norm": norm(g), "delta_norm": delta, "gain": ratio(norm(before), norm(g)),
                "grad_weight_norm": norm(grads[id(moment.own["weight"])]), "grad_bias_norm": total_norm(biases),
                "grad_bias_norm floor": 4 * SUMMED * math.sqrt(len(g)) * delta}
        row["factor"] = self._factor(moment)
        square = self.rounded(moment.own["weight"].detach()[-hidden:, -hidden:])
        row["recurrent_radius"] = float(torch.linalg.eigvals(square).abs().max())
        return row | self._gates(moment, grads)

    def _gates(self, moment: Moment, grads: dict[int, torch.Tensor]) -> dict[str, float]:
        means = [float(torch.sigmoid(z).mean()) for z in moment.z.detach().split(self.model.hidden, 1)]
        if self.model.kind == "lstm":
            names = ("output_mean", "input_mean", "forget_mean")
            return dict(zip(names, means, strict=False)) | {"grad_cell_norm": norm(grads[id(moment.c)])}
        return dict(zip(("reset_mean", "update_mean"), means, strict=False)) if self.model.kind == "gru" else {}

    def _factor(self, moment: Moment) -> float:
        x, h, c = (tensor.detach() for tensor in (moment.x, moment.before, moment.cell_before))
        square = self._gain(lambda state: self.cell(x, state, c, moment.own)[1], h)
        if self.model.kind == "lstm":
            square += self._gain(lambda state: self.cell(x, h, state, moment.own)[2], c)
        return math.sqrt(square / h.numel())

    @staticmethod
    def _gain(function: Any, state: torch.Tensor) -> float:
        state = state.clone().requires_grad_()
        y = function(state)
        rows = torch.eye(y.numel(), dtype=torch.float64).reshape(y.numel(), *y.shape)
        return norm(torch.autograd.grad(y, state, rows, is_grads_batched=True)[0]) ** 2

    def _head_row(self, output: torch.Tensor, read: torch.Tensor, grads: dict[int, torch.Tensor]) -> dict[str, float]:
        head = self.parameters[-1]
        row = self._common(output, output, head["weight"], torch.ones_like(output))
        g = norm(grads[id(output)])
        return row | {"saturated_fraction": 0.0, "grad_activation_norm": g, "delta_norm": g,
                      "gain": ratio(norm(grads[id(read)]), g), "grad_weight_norm": norm(grads[id(head["weight"])]),
                      "grad_bias_norm": norm(grads[id(head["bias"])]),
                      "grad_bias_norm floor": 4 * SUMMED * math.sqrt(len(output)) * g,
                      "factor": norm(self.rounded(head["weight"].detach())) / math.sqrt(output.shape[1])}

    def _products(self, layers: list[list[Moment]], rows: list[dict[str, float]]) -> None:
        steps, last = len(layers[0]), rows[-1]["factor"]
        rows[-1]["running_product"] = 1.0
        for place, _ in enumerate(rows[:-1]):
            end = (place // steps + 1) * steps
            rows[place]["running_product"] = math.prod(row["factor"] for row in rows[place + 1:end]) * last
            if self.model.kind == "lstm":
                hidden = self.model.hidden
                kept = [torch.sigmoid(moment.z[:, 2 * hidden:3 * hidden]) for moment in layers[place // steps]]
                product = torch.ones_like(kept[0])
                for forget in kept[place % steps + 1:]:
                    product = self.rounded(product * forget)
                rows[place]["forget_product"] = float(product.mean().detach())


class RecurrentOracle(Oracle):
    """The exact world and its noisy replicas, walking beside a simulator."""

    def __init__(self, experiment: Any, sim: Any) -> None:
        parameters = parameters_of(sim)
        self.worlds = [RecurrentWorld(experiment, parameters, seed) for seed in (None, *range(1, REPLICAS + 1))]
        self.answers: list[Reference] = []

    def is_chaotic(self) -> bool:
        """True if rounding errors have grown until they are no longer small: replicas cannot tell what they do then."""
        exact, *others = (np.concatenate([answer.columns[name] for name in ("z_mean", "factor", "delta_norm", "a_rms")])
                          for answer in self.answers)
        floor = 1e-3 * np.abs(exact).max()
        return any(bool((np.abs(other - exact) > 1e-10 * (np.abs(exact) + floor)).any()) for other in others)

    def check(self, snapshot: Any, skip: tuple[str, ...] = ()) -> None:
        super().check(snapshot, skip)
        wrong: list[str] = []
        for name in FURTHER_COLUMNS[self.worlds[0].model.kind]:
            wanted = [answer.columns[name] for answer in self.answers]
            # eigenvalues that nearly meet are known to the root of the rounding error
            floor = 1e-12 + 1e-7 * np.abs(wanted[0]) if name == "recurrent_radius" else 0.0
            wrong += self._differences(name, np.asarray(getattr(snapshot, name)), wanted, floor)
        assert not wrong, "\n".join(wrong)

    def check_parameters(self, sim: Any) -> None:
        wrong: list[str] = []
        for index, layer in enumerate(parameters_of(sim)):
            for name, value in layer.items():
                wanted = [answer.after[index][name].numpy().ravel() for answer in self.answers]
                floor = 1e-15 * max(float(np.abs(wanted[0]).max()), float(self.answers[0].before[index][name].abs().max()))
                wrong += self._differences(f"layer {index + 1} {name}", value.numpy().ravel(), wanted, floor)
        assert not wrong, "\n".join(wrong)
