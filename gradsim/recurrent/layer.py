"""RecurrentLayer: what the layers of all kinds of cells have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import torch
from torch import Tensor

from gradsim.activations import Activation
from gradsim.buffers import Parameters
from gradsim.precision import leave
from gradsim.recurrent.jacobians import closed_form, grams
from gradsim.recurrent.norm import CellNorm

CACHED = 2**18  # numbers


class RecurrentLayer:
    """One layer over all time steps t = 1…T, starting from h_0 = 0 (and c_0 = 0).

    The pre-activations of the G gates are z_t = W_x x_t + W_h h_{t−1} + b; a norm inside the cell makes it
    z_t = γ ⊙ LN(W_x x_t + W_h h_{t−1}) + b, each gate normalised over its own H units (Ba et al. 2016 normalise the sum of
    both products in their equation 4; as in TensorFlow's LayerNormBasicLSTMCell every gate stands for itself, the shift is
    the bias, and the cell state is not normalised).
    Backward, t = T…1: g_t = ∂L/∂h_t in total (later steps, the layer above, the head), δ_t = ∂L/∂z_t.

    Attributes
    ----------
    x (T, F, B), h (T+1, H, B), a (T, H, B)
        Inputs; h_0…h_T; and h_1…h_T.
    z, delta (T, G·H, B)
        z_t and δ_t of all gates, in the order of ``fitting.GATES``.
    raw_delta, hidden_delta (T, G·H, B)
        The gradient at W_x x_t and at W_h h_{t−1}: δ_t itself without a norm (and without the reset gate of a GRU).
    g (T+1, H, B)
        ∂L/∂h_0…∂L/∂h_T.
    weight, grad_weight (G·H, F+H); bias, grad_bias (G·H)
        [W_x W_h] and b, and their gradients over all time steps.
    bias_shares (T, G·H)
        Each time step's share of ∂L/∂b; of a GRU (T, 4H), with that of the candidate's hidden bias behind.
    step_norms, step_bias_norms (T,)
        Norms of each time step's own share of ∂L/∂W and ∂L/∂b.
    squares (T,)
        Σ_batch ‖J_t‖_F², see ``jacobians``; without a norm only.
    arriving
        By t = 0…T: what arrives at h_t from above, (H, B), or None.
    grad_below
        By t = 1…T: where ∂L/∂x_t goes, (H, B); empty in the first layer.
    inputs_from (T, F, B)
        What the first step of a pass copies into x.
    rounding
        Rounds, in place, what a step has written before anything reads it: every result that is kept, W_h h_{t−1} and the
        gates as well as h_t, δ_t and ∂L/∂h_t. What is worked out on the way from δ_t's factors is not kept.
    """

    gates: ClassVar[tuple[str, ...]]

    def __init__(self, steps: int, features: int, hidden: int, batch: int, parameters: Parameters, phi: Activation,
                 norm: CellNorm | None) -> None:
        self.steps, self.features, self.hidden, self.phi, self.norm = steps, features, hidden, phi, norm
        self.like = parameters.values
        count = len(self.gates) * hidden
        self._inputs = self.empty(steps + 1, features + hidden + 1, batch)  # the last row is 1: it carries the bias
        self._inputs[:, -1] = 1
        self.x, self.h = self._inputs[:-1, :features], self._inputs[:, features:-1]
        self.a, self.both = self.h[1:], self._inputs[:-1, :-1]
        self.z, self.delta = self.empty(steps, count, batch), self.empty(steps, count, batch)
        self.raw_delta = self.delta if norm is None else self.empty(steps, count, batch)
        self.hidden_delta = self.raw_delta
        self.g = self.empty(steps + 1, hidden, batch)
        self.full, self.grad_full = parameters.take(count, features + hidden + 1)
        self.span = parameters.spans[-1]
        self.weight, self.bias = self.full[:, :-1], self.full[:, -1]
        self.grad_weight, self.grad_bias = self.grad_full[:, :-1], self.grad_full[:, -1]
        self.step_norms, self.step_bias_norms = self.empty(steps), self.empty(steps)
        self.probe_count = 1
        self.rounding: Callable[[Tensor], None] = leave
        self.arriving: list[Tensor | None] = [None] * (steps + 1)
        self.grad_below: list[Tensor] = []
        self.inputs_from = self.x
        self.squares = self.empty(steps)
        self.bias_shares = self.empty(steps, count)
        self._grams: tuple[list[Tensor], list[Tensor]] | None = None
        # ends of the chunks whose linearization, and whose weight gradients, are of the present pass
        self._linear: set[int] = set()
        self._collected: set[int] = set()
        size = count * max(batch, features + hidden)
        portion = max(1, CACHED // size) if self.like.device.type == "cpu" else steps
        self.chunks = [slice(start, min(steps, start + portion)) for start in range(0, steps, portion)]
        self._ends = {chunk.stop: chunk for chunk in self.chunks}
        self._starts = {chunk.start: chunk for chunk in self.chunks}
        self._scratch: dict[int, Tensor] = {}
        self._share = self.empty(min(portion, steps), features + hidden, count)
        # views by time step, so that a step makes none
        self._all_inputs, self._h, self._z = self._inputs.unbind(), self.h.unbind(), self.z.unbind()
        self._x_transposed = self.weight[:, :features].t()
        self._h_transposed = self.weight[:, features:].t()
        self._g, self._delta, self._raw = self.g.unbind(), self.delta.unbind(), self.raw_delta.unbind()

    def empty(self, *shape: int) -> Tensor:
        """Zeros of that shape where the parameters are."""
        return self.like.new_zeros(shape)

    @property
    def recurrent(self) -> Tensor:
        """W_h of all gates, (G·H, H)."""
        return self.weight[:, self.features:]

    def gate(self, stacked: Tensor, name: str) -> Tensor:
        """One gate's part of a stacked (T, G·H, …) tensor, (T, H, …)."""
        start = self.gates.index(name) * self.hidden
        return stacked[:, start:start + self.hidden]

    def by_gate(self, stacked: Tensor) -> Tensor:
        """(…, g·H, B) → (…, g, H, B), a view."""
        return stacked.view(*stacked.shape[:-2], -1, self.hidden, stacked.shape[-1])

    def scratch(self, number: int, like: Tensor) -> Tensor:
        """A buffer of that shape and type that is warm in the cache; the next call for the same number overwrites it."""
        kept = self._scratch.get(number)
        if kept is None or kept.numel() < like.numel() or kept.dtype != like.dtype:
            kept = self._scratch[number] = torch.empty(like.numel(), dtype=like.dtype, device=like.device)
        return kept[:like.numel()].view(like.shape)

    def rows(self, name: str) -> slice:
        """Where a gate stands among the G·H rows."""
        start = self.gates.index(name) * self.hidden
        return slice(start, start + self.hidden)

    # ---- the pass ---------------------------------------------------------------------------

    def forward(self, t: int) -> None:
        """x_t, h_{t−1} → h_t; the first step takes over the inputs of all steps."""
        if t == 1:
            self.x.copy_(self.inputs_from)
            self.note_forward()
        self._step(t)

    def backward(self, t: int) -> None:
        """g_t → δ_t, ∂L/∂h_{t−1}, ∂L/∂x_t.

        What several time steps need at once is done where a chunk of them begins or ends, while it is in the cache.
        """
        if t == self.steps:
            arriving = self.arriving[t]
            assert arriving is not None
            self._g[t].copy_(arriving)
            self._collected.clear()
            self._grams = None  # worked out by this pass itself: it may be recorded
            self.grad_weight.zero_()
        if t in self._ends:
            chunk = self._ends[t]
            self._linearize(chunk)
            self._linear.add(t)
            if self.norm is None:
                self.squares[chunk] = closed_form(self, chunk)
        self._step_back(t)
        if self.grad_below:
            torch.mm(self._x_transposed, self._raw[t - 1], out=self.grad_below[t - 1])  # (F, G·H)(G·H, B)
            self.rounding(self.grad_below[t - 1])
        if t - 1 in self._starts:
            self._collect(self._starts[t - 1])

    def note_forward(self) -> None:
        """A new pass: what was worked out of the last one is of no use."""
        self._linear.clear()
        self._grams = None

    def note_backward(self) -> None:
        """A whole backward pass has been done, but not by ``backward``."""
        self._linear.update(self._ends)
        self._collected.update(self._ends)

    def rescale_deltas(self, factor: float) -> None:
        """Multiply what the last pass has left of δ and of the cell's gradient."""
        self.delta.mul_(factor)

    def _step(self, t: int) -> None:
        raise NotImplementedError

    def _step_back(self, t: int) -> None:
        raise NotImplementedError

    def _linearize(self, chunk: slice) -> None:
        """Write what the backward pass needs of the forward pass, for the steps of a chunk at once."""

    def _linearized(self, chunk: slice) -> None:
        """Make sure that a chunk's linearization is that of the present forward pass."""
        if not self.is_linear(chunk):
            self._linearize(chunk)

    def is_linear(self, chunk: slice) -> bool:
        """True if the present pass has linearized this chunk: its ``squares`` are there."""
        return chunk.stop in self._linear

    def grams(self) -> tuple[list[Tensor], list[Tensor]]:
        """See ``jacobians.grams``; of the weights of this pass."""
        if self._grams is None:
            self._grams = grams(self)
        return self._grams

    def _preactivate(self, t: int) -> None:
        """z_t of all gates."""
        if self.norm is None:
            torch.mm(self.full, self._all_inputs[t - 1], out=self._z[t - 1])  # (G·H, F+H+1)(F+H+1, B)
        else:
            self._normalize(self.norm, t, torch.mm(self.weight, self.both[t - 1]))
        self.rounding(self._z[t - 1])

    def _normalize(self, norm: CellNorm, t: int, y: Tensor, gates: slice = slice(None)) -> None:
        """y (g·H, B) of some gates, all unless said, → z_t."""
        rows = self._rows_of(gates)
        self.rounding(y)
        norm.forward(t, y, self._z[t - 1][rows], self.bias[rows], gates)

    def _pass_norm(self, t: int, gates: slice = slice(None)) -> None:
        """δ_t of some gates → the gradient in front of the norm, if there is one."""
        if self.norm is not None:
            rows = self._rows_of(gates)
            self.norm.backward(t, self._delta[t - 1][rows], self._raw[t - 1][rows], gates)
            self.rounding(self._raw[t - 1][rows])

    def _rows_of(self, gates: slice) -> slice:
        """Where some neighbouring gates stand among the G·H rows."""
        start, stop, _ = gates.indices(len(self.gates))
        return slice(start * self.hidden, stop * self.hidden)

    def _hand_back(self, t: int) -> None:
        """δ_t of all gates → ∂L/∂h_{t−1}."""
        self.rounding(self._delta[t - 1])
        self._pass_norm(t)
        arriving = self.arriving[t - 1]
        if arriving is None:
            torch.mm(self._h_transposed, self._raw[t - 1], out=self._g[t - 1])  # (H, G·H)(G·H, B)
        else:
            torch.addmm(arriving, self._h_transposed, self._raw[t - 1], out=self._g[t - 1])
        self.rounding(self._g[t - 1])

    # ---- gradients of the parameters ----------------------------------------------------------

    def collect_weight_gradients(self) -> None:
        """Finish ∂L/∂W = Σ_t (∂L/∂raw_t) [x_t h_{t−1}]ᵀ, ∂L/∂b = Σ_t Σ_batch δ_t and the norms of every step's share.

        In the middle of a pass only these norms are of use.
        """
        for chunk in self.chunks:
            if chunk.stop not in self._collected:
                self._measure_share(chunk)
        torch.linalg.vector_norm(self.bias_shares, dim=1, out=self.step_bias_norms)
        self._keep_bias(self.bias_shares.sum(0))
        if self.norm is not None:
            self.norm.collect(self.delta)

    def _collect(self, chunk: slice) -> None:
        self.grad_weight += self._measure_share(chunk).sum(0).t()
        self._collected.add(chunk.stop)

    def _measure_share(self, chunk: slice) -> Tensor:
        """Each step's share of ∂L/∂W, transposed (k, F+H, G·H), its norm, and the share of ∂L/∂b."""
        share = self._share[:chunk.stop - chunk.start]
        self._write_shares(chunk, share)
        torch.linalg.vector_norm(share.flatten(1), dim=1, out=self.step_norms[chunk])
        self._write_bias_shares(chunk)
        return share

    def _write_shares(self, chunk: slice, share: Tensor) -> None:
        torch.bmm(self.both[chunk], self.raw_delta[chunk].mT, out=share)  # (k, F+H, B)(k, B, G·H): the faster way round

    def _write_bias_shares(self, chunk: slice) -> None:
        torch.sum(self.delta[chunk], 2, out=self.bias_shares[chunk])

    def _keep_bias(self, gradient: Tensor) -> None:
        self.grad_bias.copy_(gradient)

    def weight_shares(self, chunk: slice) -> Tensor:
        """The shares of ∂L/∂W of some time steps once more, (k, G·H, F+H): large."""
        share = self.empty(chunk.stop - chunk.start, *self.weight.t().shape)
        self._write_shares(chunk, share)
        return share.mT

    # ---- what the probes read -------------------------------------------------------------------

    @property
    def phi_argument(self) -> Tensor:
        """The argument of φ: the candidate's part of z, (T, H, B)."""
        return self.z[:, -self.hidden:]

    def slopes(self, chunk: slice) -> tuple[Tensor, Tensor | None]:
        """(φ′ of the candidate (k, H, B), σ′ of the other gates (k, (G−1)·H, B) or None) of a chunk's steps.

        In buffers that the next call overwrites, and the caller may.
        """
        raise NotImplementedError

    def hidden_map(self, chunk: slice) -> tuple[Tensor, Tensor | None]:
        """The Jacobian of the step's hidden path: Σ_gates diag(e) N W_gate + diag(m), N the norm's own or 1.

        Returns e (k, G·H, B) and m (k, H, B) or None.
        """
        raise NotImplementedError

    def carried(self, chunk: slice) -> Tensor | None:
        """The diagonal of ∂c_t/∂c_{t−1} where there is a cell state, (k, H, B)."""
        return None

    def pull(self, chunk: slice, v: Tensor) -> Tensor:
        """The transposed Jacobian of the hidden path, with a norm, on v (…, k, H, B); same shape."""
        assert self.norm is not None
        e, _ = self.hidden_map(chunk)
        spread = self.norm.pull(chunk, self.by_gate(e) * v.unsqueeze(-3))
        return self.recurrent.t() @ spread.flatten(-3, -2)

    def extra(self) -> dict[str, Tensor]:
        """Further columns, by name: means and norms of every time step, (T,)."""
        return {}
