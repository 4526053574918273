"""Tracing: the engine's network once more, as differentiable torch code over the same numbers.

Every operation is copied, its tensors replaced by their twins (a parameter by a leaf, another operation's output by what
was traced for it) and its ``traced`` called. So whatever the operations are connected by — a chain, skips, gates through
time — the trace is connected likewise, with no word about kinds of networks here.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field

import torch
from torch import Generator, Tensor
from torch.nn import functional

from gradsim.layers import Operation
from gradsim.network import Network
from gradsim.sampling import Batches
from gradsim.site import Site

NOISE = 1e-15


@dataclass
class Leaf:
    """A parameter, where it is used first: its site (0-based) and the name of the operation's attribute."""

    name: str
    site: int
    value: Tensor
    traced: Tensor
    users: set[int] = field(default_factory=set)


class Trace:
    """One forward pass with autograd.

    Parameters
    ----------
    noise
        Every intermediate result is multiplied by 1 + 1e-15·ξ, ξ ~ N(0, 1), and so is the gradient that comes back through
        it: how far the answers spread then is the rounding error that any correct implementation may have.

    Attributes
    ----------
    z, a
        Per site the argument of φ (None where the site has none) and the output, with gradients.
    leaves
        The parameters, each once.
    """

    def __init__(self, network: Network, noise: Generator | None = None) -> None:
        self._values = network.parameters.values
        self._leaves: dict[tuple[object, ...], Leaf] = {}
        self._known = {network.inputs.data_ptr(): network.inputs.detach().clone().requires_grad_()}
        self.z: list[Tensor | None] = []
        self.a: list[Tensor] = []
        for place, site in enumerate(network.sites):
            self._walk(place, site, noise)

    @property
    def leaves(self) -> list[Leaf]:
        """The parameters in the order of their first use."""
        return list(self._leaves.values())

    def _walk(self, place: int, site: Site, noise: Generator | None) -> None:
        z: Tensor | None = None
        for operation in (inner for outer in site.operations for inner in (*outer.feeders, outer)):
            twin = self._twin(place, operation)
            if operation.x.data_ptr() == site.preactivation.data_ptr():
                z = twin.x
            self._known[operation.out.data_ptr()] = carry_out(twin, twin.x, noise)
        self.z.append(z)
        self.a.append(self._known[site.activation.data_ptr()])

    def _twin(self, place: int, operation: Operation) -> Operation:
        twin = copy.copy(operation)
        for name, value in vars(operation).items():
            if not isinstance(value, Tensor) or name.startswith("_"):
                continue
            if value.untyped_storage().data_ptr() == self._values.untyped_storage().data_ptr():
                setattr(twin, name, self._leaf(place, name, value))
            elif (known := self._known.get(value.data_ptr())) is not None and known.numel() == value.numel():
                # a node of its own, so that the gradient at an operation's input leaves out what flows past it
                setattr(twin, name, known.view(value.shape))
            elif value.is_inference():  # drawn during the pass; autograd keeps no such tensor
                setattr(twin, name, value.clone())
        return twin

    def _leaf(self, place: int, name: str, value: Tensor) -> Tensor:
        key = (value.storage_offset(), value.shape, value.stride())
        if key not in self._leaves:
            self._leaves[key] = Leaf(name, place, value, value.detach().clone().requires_grad_())
        self._leaves[key].users.add(place)
        return self._leaves[key].traced


def traced_loss(loss: str, outputs: Tensor, batch: Batches) -> Tensor:
    """The loss of :func:`gradsim.training.evaluate_loss` by torch's own functions, ()."""
    if loss == "mean_output":
        return outputs.mean()
    if loss == "random_readout":
        assert batch.readout is not None
        return (outputs * batch.readout.clone().view_as(outputs)).sum() / len(outputs)
    targets = batch.targets.clone()  # autograd keeps no tensor that inference mode has made
    if not targets.is_floating_point():
        targets = targets.reshape(-1)
        outputs = outputs.reshape(len(targets), -1)
        if loss == "cross_entropy":
            return functional.cross_entropy(outputs, targets)
        targets = functional.one_hot(targets, outputs.shape[1]).to(outputs.dtype)
    if loss == "bce":
        # not functional.binary_cross_entropy_with_logits, whose gradient of a confident answer cancels to 0
        return -(targets * functional.logsigmoid(outputs) + (1 - targets) * functional.logsigmoid(-outputs)).mean()
    return functional.mse_loss(outputs, targets)


def carry_out(operation: Operation, x: Tensor, noise: Generator | None = None) -> Tensor:
    """What the operation makes of x, differentiable, with the rounding noise of its intermediate results."""
    out = rounded(operation.traced(x), noise)
    inverse: Tensor | None = getattr(operation, "inverse", None)
    if noise is None or inverse is None:
        return out
    # inside a norm numbers as large as x/s cancel: their rounding is no part of what multiplies its output
    inside = x * (inverse if inverse.ndim == x.ndim else inverse.max())
    return out + (rounded(inside, noise) - inside)


def rounded(tensor: Tensor, noise: Generator | None) -> Tensor:
    """The tensor as an arithmetic of slightly different rounding would have it; without ``noise`` the tensor itself."""
    if noise is None:
        return tensor
    draws = torch.randn(tensor.shape, generator=noise, dtype=torch.float32).to(tensor)  # drawn four times as fast
    return tensor * (1 + NOISE * draws)
