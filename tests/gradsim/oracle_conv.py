"""The oracle for convolutional networks: the layers written down a second time, with torch.nn.functional alone.

The list of layers below is made from the experiment, not from the engine's plan; values, gradients, Jacobians and the
comparison are those of :mod:`oracle`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import torch
from oracle import FUNCTIONS, IDENTITY, Oracle, World, parameters_of
from torch.nn import functional as F  # noqa: N812 - the name that torch documents

from gradsim import Experiment


@dataclass(frozen=True)
class Layer:
    """One site: what happens there, in order, and the block it lies in."""

    steps: tuple[str, ...]
    spec: Any
    channels: int  # of its input
    stride: int = 1
    padding: int = 0
    kernel: int = 0  # 0: dense
    pool: tuple[str, int, int] = ("none", 1, 1)
    block_start: int = 0
    block_end: int = 0
    is_head: bool = False
    projects: bool = False

    def ends_block(self, site: int) -> bool:
        return self.block_end == site


def layers(experiment: Experiment) -> list[Layer]:
    """The sites of a convolutional experiment, input side first."""
    model, norm = experiment.model, experiment.model.norm.kind != "none"
    normed = ("norm",) if norm else ()
    conv, dense = ("weight", *normed, "phi"), ("weight", "phi")
    if model.kind == "lenet5":
        pool = (model.pooling, 2, 2)
        return [Layer((*conv, "pool"), model.activation, 1, kernel=5, pool=pool),
                Layer((*conv, "pool"), model.activation, 6, kernel=5, pool=pool),
                Layer(dense, model.activation, 16), Layer(dense, model.activation, 120),
                Layer(dense, IDENTITY, 84, is_head=True)]
    if model.kind == "alexnet":
        widths = [1, *(max(1, round(part * model.width / 96)) for part in (96, 256, 384, 384, 256))]
        found = [Layer((*conv, "pool") if place in (0, 1, 4) else conv, model.activation, widths[place],
                       padding=kernel // 2, kernel=kernel, pool=("max", 3, 2))
                 for place, kernel in enumerate((5, 5, 3, 3, 3))]
        return [*found, *[Layer((*dense, "drop"), model.activation, 0)] * 2, Layer(dense, IDENTITY, 0, is_head=True)]
    return stages(experiment, normed)


def stages(experiment: Experiment, normed: tuple[str, ...]) -> list[Layer]:
    """The sites of plain_cnn and resnet."""
    model = experiment.model
    linked = model.kind == "resnet"
    pre = linked and model.residual.kind == "pre_activation"
    bottleneck = linked and model.bottleneck
    length, expansion = (3, 4) if bottleneck else (2, 1)
    found = [Layer(("weight", "phi") if pre else ("weight", *normed, "phi"), IDENTITY if pre else model.activation, 1,
                   padding=1, kernel=3)]
    channels = model.width
    for number in range((model.depth - 2) // length):
        stage, within = divmod(number, (model.depth - 2) // length // 3)
        width, stride = model.width * 2**stage, 2 if stage and not within else 1
        start = len(found) + 1
        ends = (start, start + length - 1) if linked else (0, 0)
        kernels = (1, 3, 1) if bottleneck else (3, 3)
        source = channels
        for place, kernel in enumerate(kernels):
            last = place == length - 1
            sum_ = ("sum",) if linked and last else ()
            steps = (*normed, "phi", "weight", *sum_) if pre else ("weight", *normed, *sum_, "phi")
            moves = stride if place == (1 if bottleneck else 0) else 1
            wide = width * (expansion if last else 1)
            found.append(Layer(steps, model.activation, channels, moves, kernel // 2, kernel, ("none", 1, 1), *ends,
                               projects=bool(sum_) and (source, 1) != (wide, stride)))
            channels = wide
    head = (*normed, "phi", "pool", "weight") if pre else ("pool", "weight", "phi")
    return [*found, Layer(head, model.activation if pre else IDENTITY, channels, pool=("average", 0, 0), is_head=True)]


def conv_parameters_of(sim: Any) -> list[dict[str, torch.Tensor]]:
    """The engine's parameters by site, those of a projection shortcut with its block's last site."""
    found = parameters_of(sim)
    for own, site in zip(found, sim.network.sites, strict=True):
        if site.skip is not None and site.skip.shortcut is not None:
            shortcut = site.skip.shortcut
            own["shortcut"] = shortcut.convolve.weight.detach().double().clone()
            if shortcut.norm is not None and shortcut.norm.gamma is not None:
                own["shortcut gamma"] = shortcut.norm.gamma.detach().double().clone()
                own["shortcut beta"] = shortcut.norm.beta.detach().double().clone()
    return found


class ConvWorld(World):
    """The same world with convolutional layers; activations are (B, C·H·W)."""

    def _find_places(self) -> list[Any]:
        return layers(self.experiment)

    def _images(self, x: torch.Tensor, channels: int) -> torch.Tensor:
        side = math.isqrt(x.shape[1] // channels)
        return x.reshape(len(x), channels, side, side)

    def site(self, site: int, x: torch.Tensor, skip: torch.Tensor | None) -> tuple[torch.Tensor, ...]:
        layer, own = self.places[site - 1], self.parameters[site - 1]
        channels, z, u = layer.channels, x, x
        for step in layer.steps:
            if step == "weight":
                x = self._weight(layer, own, x)
                channels = len(own["weight"])
            elif step == "norm":
                x = self._norm(self._images(x, channels), own.get("gamma"), own.get("beta"), site)
            elif step == "phi":
                z = self.rounded(x)
                u = x = self._function(layer.spec, z, channels)
            elif step == "drop":
                x = self._dropped(site, x)
            elif step == "pool":
                x = self._pool(layer, self._images(x, channels))
            elif skip is not None:
                x = self._sum(site, x, self._projected(site, layer, own, skip))
        return z, u, x

    def _weight(self, layer: Layer, own: dict[str, torch.Tensor], x: torch.Tensor) -> torch.Tensor:
        if not layer.kernel:
            return self.rounded(x @ own["weight"].T + own["bias"])
        kernel = own["weight"].reshape(len(own["weight"]), layer.channels, layer.kernel, layer.kernel)
        out = F.conv2d(self._images(x, layer.channels), kernel, own["bias"], layer.stride, layer.padding)
        return self.rounded(out.flatten(1))

    def _function(self, spec: Any, z: torch.Tensor, channels: int) -> torch.Tensor:
        if spec.kind != "softmax":
            return self.rounded(FUNCTIONS[spec.kind](z, spec))
        return self.rounded(torch.softmax(z.reshape(len(z), channels, -1), dim=1).flatten(1))

    def _norm(self, x: torch.Tensor, gamma: torch.Tensor | None, beta: torch.Tensor | None, site: int) -> torch.Tensor:
        spec = self.model.norm
        along = (0, 2, 3) if spec.kind == "batch_norm" else (1, 2, 3)
        if spec.kind != "rms_norm":
            x = self.rounded(x - self.rounded(x.mean(along, keepdim=True)))
        deviation = self.rounded((self.rounded(x.square()).mean(along, keepdim=True) + spec.eps).sqrt())
        self._steepest[site] = max(1.0, 1 / max(float(deviation.detach().min()), 1e-300))
        y = self.rounded(x / deviation)
        if gamma is not None and beta is not None:
            y = self.rounded(self.rounded(y * gamma.view(-1, 1, 1)) + self.rounded(beta.view(-1, 1, 1).expand_as(y)))
        return y.flatten(1)

    def _pool(self, layer: Layer, x: torch.Tensor) -> torch.Tensor:
        kind, window, stride = layer.pool
        if not window:
            return self.rounded(x.mean((2, 3)))
        pool = F.avg_pool2d if kind == "average" else F.max_pool2d
        return self.rounded(pool(x, window, stride).flatten(1))

    def _projected(self, site: int, layer: Layer, own: dict[str, torch.Tensor], skip: torch.Tensor) -> torch.Tensor:
        if not layer.projects:
            return skip
        channels = self.places[layer.block_start - 1].channels
        images = self._images(skip, channels)
        stride = math.prod(self.places[member - 1].stride for member in range(layer.block_start, layer.block_end + 1))
        kernel = own["shortcut"].reshape(-1, channels, 1, 1)
        out = self.rounded(F.conv2d(images, kernel, None, stride))
        if layer.steps[0] != "weight" or self.model.norm.kind == "none":
            return out.flatten(1)
        return self._norm(out, own.get("shortcut gamma"), own.get("shortcut beta"), site)

    def _forward_row(self, place: Any, own: dict[str, torch.Tensor], *tensors: torch.Tensor) -> dict[str, float]:
        row = super()._forward_row(place, own, *tensors)
        _, u, _ = tensors
        channels = own["weight"].shape[0] if place.steps[0] == "weight" and place.kernel else place.channels
        if place.kernel or place.steps[0] in ("norm", "phi"):
            row["dead_fraction"] = float((u.reshape(len(u), channels, -1) == 0).all(2).all(0).double().mean())
        return row


class ConvOracle(Oracle):
    """:class:`oracle.Oracle` for convolutional networks."""

    world = ConvWorld
    parameters_of = staticmethod(conv_parameters_of)
