"""The convolutional networks that the benchmark compares with, of torch.nn modules with a simulator's weights."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from gradsim.layers import Activate, Affine, Convolve, NormalizeImages, Operation, Pool, Skip
from gradsim.network import Network
from gradsim.site import Site

_ACTIVATIONS: dict[str, type[nn.Module]] = {"tanh": nn.Tanh, "relu": nn.ReLU, "identity": nn.Identity}


def convolutional(network: Network) -> nn.Sequential:
    """The network with tanh or relu as activation and post-activation blocks, if any; (B, C·H·W) → (B, classes)."""
    channels, side = network.plans[0].image_before
    layers: list[nn.Module] = [nn.Unflatten(1, (channels, side, side))]
    branch: list[nn.Module] = []
    for site in network.sites:
        inside = site.plan.block_start > 0
        (branch if inside else layers).extend(_modules(site))
        if site.skip is not None:
            layers.append(_Block(branch, site))
            branch = []
    return nn.Sequential(*layers)


class _Block(nn.Module):
    """φ(branch(x) + shortcut(x))"""

    def __init__(self, branch: list[nn.Module], last: Site) -> None:
        super().__init__()
        assert last.skip is not None
        shortcut = last.skip.shortcut
        self.branch = nn.Sequential(*branch[:-1])
        self.phi = branch[-1]
        self.shortcut = nn.Sequential(*([] if shortcut is None else (_module(part, last) for part in shortcut.parts)))

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) → (B, C′, H′, W′)"""
        outputs: Tensor = self.phi(self.branch(x) + self.shortcut(x))
        return outputs


def _modules(site: Site) -> list[nn.Module]:
    """What the site's operations are in torch; the sum of a block is the block's business."""
    modules = [_module(operation, site) for operation in site.operations if not isinstance(operation, Skip)]
    place = next((index for index, module in enumerate(modules) if isinstance(module, nn.Linear)), None)
    if place is not None:
        modules.insert(place, nn.Flatten())
    return modules


def _module(operation: Operation, site: Site) -> nn.Module:
    if isinstance(operation, Convolve):
        shape = operation.shape
        convolution = nn.Conv2d(shape.channels, shape.filters, shape.kernel, shape.stride, shape.padding,
                                bias=operation.bias is not None, device=operation.weight.device)
        return _loaded(convolution, operation.weight, operation.bias)
    if isinstance(operation, Affine):
        n_out, n_in = operation.weight.shape
        return _loaded(nn.Linear(n_in, n_out, device=operation.weight.device), operation.weight, site.bias)
    if isinstance(operation, NormalizeImages):
        assert operation.over_batch
        return nn.BatchNorm2d(operation.image[0], operation.eps, track_running_stats=False, device=operation.x.device)
    if isinstance(operation, Pool):
        window, stride = operation.shape.window, operation.shape.stride
        return nn.AvgPool2d(window, stride) if operation.shape.kind == "average" else nn.MaxPool2d(window, stride)
    assert isinstance(operation, Activate)
    return _ACTIVATIONS[site.plan.activation.kind]()


def _loaded(module: nn.Conv2d | nn.Linear, weight: Tensor, bias: Tensor | None) -> nn.Module:
    with torch.no_grad():
        module.weight.copy_(weight.view_as(module.weight))
        if bias is not None and module.bias is not None:
            module.bias.copy_(bias)
    return module
