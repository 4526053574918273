"""The equations of the recurrent cells as differentiable torch code, for any number of samples at once: (N, units)."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Generator, Tensor
from torch.nn import functional

from gradsim.activations import Activation
from gradsim.selfcheck.tracing import rounded


@dataclass(frozen=True)
class Cell:
    """One step of a cell: what :mod:`gradsim.recurrent` computes, written down once more and without its buffers.

    Attributes
    ----------
    kind
        "rnn", "lstm" or "gru".
    parameters
        input_weight (G·H, F), recurrent_weight (G·H, H), bias (G·H), and where there are such: hidden_bias (H), gamma (G·H).
    eps
        Of the layer normalization of each gate; None without one.
    """

    kind: str
    phi: Activation
    parameters: dict[str, Tensor]
    eps: float | None

    def step(self, x: Tensor, h: Tensor, c: Tensor, shift: Tensor | None = None,
             noise: Generator | None = None) -> tuple[Tensor, Tensor]:
        """x_t (N, F), h_{t−1} and c_{t−1} (N, H) → h_t, c_t; ``shift`` (N, G·H) is added to z_t."""
        fresh = functional.linear(x, self.parameters["input_weight"])
        kept = rounded(functional.linear(h, self.parameters["recurrent_weight"]), noise)
        if self.kind == "gru":
            return self._gru_step(fresh, kept, h, shift, noise), c
        z = self._preactivation(fresh + kept, shift, slice(None), noise)
        if self.kind == "rnn":
            return rounded(self.phi.traced(z), noise), c
        o, i, f, k = self._gated(z, noise)
        c = rounded(f * c + i * k, noise)
        return rounded(o * rounded(self.phi.traced(c), noise), noise), c

    def _gru_step(self, fresh: Tensor, kept: Tensor, h: Tensor, shift: Tensor | None, noise: Generator | None) -> Tensor:
        hidden = h.shape[-1]
        gates, last = slice(0, 2 * hidden), slice(2 * hidden, 3 * hidden)
        z = self._preactivation((fresh + kept)[:, gates], shift, gates, noise)
        r, u = rounded(torch.sigmoid(z), noise).chunk(2, 1)
        q = rounded(kept[:, last] + self.parameters["hidden_bias"], noise)
        z = self._preactivation(fresh[:, last] + r * q, shift, last, noise)
        k = rounded(self.phi.traced(z), noise)
        return rounded((1 - u) * k + u * h, noise)

    def _gated(self, z: Tensor, noise: Generator | None) -> tuple[Tensor, ...]:
        """The gates σ(z), and φ(z) of the candidate behind them."""
        hidden = z.shape[1] // 4
        gates = rounded(torch.sigmoid(z[:, :-hidden]), noise)
        return (*gates.chunk(3, 1), rounded(self.phi.traced(z[:, -hidden:]), noise))

    def _preactivation(self, y: Tensor, shift: Tensor | None, rows: slice, noise: Generator | None) -> Tensor:
        """z of some gates, from what would be z but for norm and bias."""
        if self.eps is not None:
            y = self._normalized(rounded(y, noise), rows, noise)
        z = rounded(y + self.parameters["bias"][rows], noise)
        return z if shift is None else z + shift[:, rows]

    def _normalized(self, y: Tensor, rows: slice, noise: Generator | None) -> Tensor:
        assert self.eps is not None
        by_gate = y.view(len(y), -1, self.parameters["recurrent_weight"].shape[1])
        variance, mean = torch.var_mean(by_gate, 2, correction=0, keepdim=True)
        scale = torch.rsqrt(variance + self.eps)
        out = (by_gate - mean) * scale
        if noise is not None:  # numbers as large as y/s cancel in it
            out = out + (rounded(by_gate * scale, noise) - by_gate * scale)
        flat = rounded(out.flatten(1), noise)
        return flat * self.parameters["gamma"][rows] if "gamma" in self.parameters else flat
