"""The tensors a network lives in: stacked over equal sites, reused at every step, and one flat vector of parameters."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from itertools import groupby
from typing import Any

import torch
from torch import Tensor

from gradsim.devices import in_float64
from gradsim.site_plan import SitePlan, Slot

_CACHED = 2**17  # numbers
_ALIGNMENT = 16  # parameters start at multiples of this many numbers, so that every view is aligned for the kernels


class Levels:
    """The activations a_0…a_S and their gradients g_0…g_S; neighbours of equal width lie in one tensor.

    ``a[l]`` and ``g[l]`` are (B, n_l).
    """

    def __init__(self, widths: list[int], batch: int, dtype: torch.dtype, device: torch.device) -> None:
        self._runs: list[tuple[int, Tensor, Tensor]] = []
        first = 0
        for width, members in groupby(widths):
            count = len(list(members))
            shape = (count, batch, width)
            self._runs.append((first, torch.zeros(shape, dtype=dtype, device=device),
                               torch.zeros(shape, dtype=dtype, device=device)))
            first += count
        self.a = [view for _, a, _ in self._runs for view in a.unbind()]
        self.g = [view for _, _, g in self._runs for view in g.unbind()]

    def stacked(self, first: int, count: int) -> tuple[Tensor, Tensor]:
        """a and g of levels ``first`` … ``first + count − 1``, which must be of one width: (count, B, n) each."""
        start, a, g = next(run for run in reversed(self._runs) if run[0] <= first)
        place = slice(first - start, first - start + count)
        return a[place], g[place]

    def gradients(self) -> list[Tensor]:
        """g by runs of equal width, each (levels, B·n)."""
        return [g.flatten(1) for _, _, g in self._runs]


class Parameters:
    """All trained numbers as one flat vector, and their gradient as another: an update is one kernel.

    ``values`` and ``gradient`` are (P,); :meth:`take` hands out the next views of both, ``used`` numbers are taken.
    Padding stays zero.
    """

    def __init__(self, sizes: list[int], dtype: torch.dtype, device: torch.device) -> None:
        total = sum(_padded(size) for size in sizes)
        self.values = torch.zeros(total, dtype=dtype, device=device)
        self.gradient = torch.zeros(total, dtype=dtype, device=device)
        self.spans: list[tuple[int, tuple[int, ...]]] = []
        self.used = 0

    def take(self, *shape: int) -> tuple[Tensor, Tensor]:
        """The next parameter of this shape: (value, gradient)."""
        span = (self.used, shape)
        self.spans.append(span)
        self.used += _padded(torch.Size(shape).numel())
        return view(self.values, span), view(self.gradient, span)


def view(flat: Tensor, span: tuple[int, tuple[int, ...]]) -> Tensor:
    """The parameter at ``span`` = (start, shape) of a flat vector laid out like ``Parameters.values``."""
    start, shape = span
    return flat[start:start + torch.Size(shape).numel()].view(shape)


def _padded(size: int) -> int:
    return -(-size // _ALIGNMENT) * _ALIGNMENT


@dataclass
class Stack:
    """k neighbouring sites of one shape: the tensors that probes and weight gradients read.

    weight (k, n_out, n_in), bias (k, n_out) and their gradients; ``outs[slot]`` and ``grads[slot]`` are an operation's
    output and its gradient, (k, B, n). ``normalized`` and ``inverse`` are n̂ and 1/s of norms, ``gammas`` their γ by row;
    ``mask`` (k, B, n) is dropout's.
    ``weight_span`` places the weights in the flat vector; ``chunks`` are rows in portions whose temporaries stay in the
    processor's cache, ``portions`` those whose weights do (all at once on a GPU).
    """

    plans: list[SitePlan]
    weight: Tensor
    bias: Tensor
    grad_weight: Tensor
    grad_bias: Tensor
    weight_span: tuple[int, tuple[int, ...]]
    x: Tensor
    a: Tensor
    g: Tensor
    grad_in: Tensor | None
    outs: dict[Slot, Tensor] = field(default_factory=dict)
    grads: dict[Slot, Tensor] = field(default_factory=dict)
    normalized: dict[Slot, Tensor] = field(default_factory=dict)
    inverse: dict[Slot, Tensor] = field(default_factory=dict)
    gammas: dict[int, Tensor] = field(default_factory=dict)
    mask: Tensor | None = None
    _views: list[tuple[Tensor, ...]] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self.write_norms_to(*self.bias.new_zeros(2, len(self.plans)))
        self.chunks = self._divided(self.x[0].numel())
        self.portions = self._divided(self.weight[0].numel())

    def _divided(self, size: int) -> list[slice]:
        """The rows in portions that the cache holds, ``size`` numbers a row."""
        count = len(self.plans)
        portion = max(1, _CACHED // size) if self.weight.device.type == "cpu" else count
        return [slice(start, min(count, start + portion)) for start in range(0, count, portion)]

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The operations of each site, forward order."""
        return self.plans[0].slots

    @property
    def first(self) -> int:
        """0-based index of the first site."""
        return self.plans[0].index - 1

    @property
    def places(self) -> slice:
        """Where these sites stand in arrays over all sites."""
        return slice(self.first, self.first + len(self.plans))

    def before(self, slot: Slot) -> Tensor:
        """Input of an operation, (k, B, n)."""
        place = self.slots.index(slot)
        return self.x if place == 0 else self.outs[self.slots[place - 1]]

    def grad_before(self, slot: Slot) -> Tensor:
        """∂L/∂ the input of an operation, (k, B, n); without a skip's share if the operation is the first."""
        place = self.slots.index(slot)
        if place:
            return self.grads[self.slots[place - 1]]
        assert self.grad_in is not None
        return self.grad_in

    @property
    def z(self) -> Tensor:
        """Argument of φ, (k, B, n)."""
        return self.before("activate")

    @property
    def u(self) -> Tensor:
        """φ(z), (k, B, n)."""
        return self.outs["activate"]

    @property
    def delta(self) -> Tensor:
        """∂L/∂z, (k, B, n)."""
        return self.grad_before("activate")

    def by_unit(self, tensor: Tensor, slot: Slot) -> Tensor:
        """An operation's output or its gradient as (k, B, units, pixels); a unit of an image is a channel."""
        return tensor.view(*tensor.shape[:2], self.plans[0].image_after(slot)[0], -1)

    def in_float64(self) -> Stack:
        """A copy that probes can read where float32 loses squares."""
        wide: dict[str, Any] = {}
        for item in fields(self):
            if not item.init:
                continue
            value = getattr(self, item.name)
            if isinstance(value, Tensor):
                value = in_float64(value)
            elif isinstance(value, dict):
                value = {key: in_float64(tensor) for key, tensor in value.items()}
            wide[item.name] = value
        return type(self)(**wide)

    def portion_of(self, row: int) -> int | None:
        """The portion that a backward pass has gone through when it has done with ``row``; None: it is still inside one."""
        return next((index for index, rows in enumerate(self.portions) if rows.start == row), None)

    def collect(self, portion: int) -> None:
        """∂L/∂W = (∂L/∂h)ᵀ x and ∂L/∂b = Σ_batch ∂L/∂h of a portion, from the buffers of the pass that has gone through it.

        The norms of ∂L/∂W and ∂L/∂a are taken on the way, while both are in the cache: see ``write_norms_to``.
        """
        if not self._views:
            self._views = [self._views_of(rows) for rows in self.portions]
        d, d_transposed, x, grad, grad_rows, grad_bias, length, g, g_length = self._views[portion]
        torch.bmm(d_transposed, x, out=grad)  # (k, n_out, B)(k, B, n_in)
        torch.linalg.vector_norm(grad_rows, dim=1, out=length)
        torch.sum(d, 1, out=grad_bias)
        torch.linalg.vector_norm(g, dim=1, out=g_length)

    def _views_of(self, rows: slice) -> tuple[Tensor, ...]:
        d, grad = self.grads["affine"][rows], self.grad_weight[rows]
        return (d, d.transpose(1, 2), self.before("affine")[rows], grad, grad.flatten(1), self.grad_bias[rows],
                self._grad_weight_norms[rows], self.g[rows].flatten(1), self._grad_norms[rows])

    def measure_weight_gradients(self) -> None:
        """Take the norms of ∂L/∂W again, after it has been changed."""
        torch.linalg.vector_norm(self.grad_weight.flatten(1), dim=1, out=self._grad_weight_norms)

    def write_norms_to(self, grad_weight: Tensor, grad_activation: Tensor) -> None:
        """From now on ``collect`` writes ‖∂L/∂W‖ and ‖∂L/∂a‖ of its sites to these, (k,) each."""
        self._grad_weight_norms, self._grad_norms = grad_weight, grad_activation
        self._views = []


@dataclass(frozen=True)
class Picture:
    """What the picture of the network reads of k neighbouring sites.

    activation, delta (k, B, units, pixels), a channel being a unit of an image; ``places`` of these sites among all;
    ``chunks`` are rows to be read at once.
    """

    activation: Tensor
    delta: Tensor
    places: slice
    chunks: list[slice]


class ConvolutionStack(Stack):
    """One convolution; its backward has formed ∂L/∂W and ∂L/∂b already."""

    def collect(self, portion: int) -> None:
        rows = self.portions[portion]
        torch.linalg.vector_norm(self.grad_weight[rows].flatten(1), dim=1, out=self._grad_weight_norms[rows])
        torch.linalg.vector_norm(self.g[rows].flatten(1), dim=1, out=self._grad_norms[rows])


def group(plans: list[SitePlan]) -> list[list[SitePlan]]:
    """Neighbouring sites that can share a stack: of equal shape and, if more than one, as wide as their inputs."""
    groups: list[list[SitePlan]] = []
    for site in plans:
        last = groups[-1][-1] if groups else None
        if last is not None and last.stack_key == site.stack_key and site.n_in == site.n_out:
            groups[-1].append(site)
        else:
            groups.append([site])
    return groups
