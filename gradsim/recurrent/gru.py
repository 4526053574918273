"""The gated recurrent unit."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from gradsim.buffers import Parameters
from gradsim.fitting import GATES
from gradsim.recurrent.layer import RecurrentLayer


class GruLayer(RecurrentLayer):
    """h_t = (1 − u_t) ⊙ k_t + u_t ⊙ h_{t−1}, with r, u = σ(z_r), σ(z_u), k = φ(z_k) (Cho et al. 2014).

    z_k = W_x x_t + b + r_t ⊙ q_t with q_t = W_h h_{t−1} + b_q: the reset gate acts after the product, as in cuDNN and
    PyTorch. Inside a norm, z_k = γ ⊙ LN(W_x x_t + r_t ⊙ q_t) + b.
    Backward: δ_k = g_t ⊙ (1 − u_t) ⊙ φ′(z_k); δ_u = g_t ⊙ (h_{t−1} − k_t) ⊙ σ′; δ_r = ∂L/∂(r_t ⊙ q_t) ⊙ q_t ⊙ σ′;
    ∂L/∂q_t = ∂L/∂(r_t ⊙ q_t) ⊙ r_t; ∂L/∂h_{t−1} = u_t ⊙ g_t + W_hᵀ (δ_r, δ_u, ∂L/∂q_t).

    Attributes
    ----------
    gated (T, 3H, B)
        r, u, k.
    q (T, H, B)
        The candidate's hidden part.
    hidden_bias, grad_hidden_bias (H)
        b_q and its gradient.
    """

    gates = GATES["gru"]

    def __init__(self, steps: int, features: int, hidden: int, batch: int, parameters: Parameters, *rest: Any) -> None:
        super().__init__(steps, features, hidden, batch, parameters, *rest)
        self.hidden_bias, self.grad_hidden_bias = parameters.take(hidden)
        self._q_bias = self.hidden_bias.unsqueeze(1)
        self.gated, self.q = self.empty(*self.z.shape), self.empty(steps, hidden, batch)
        self.bias_shares = self.empty(steps, 4 * hidden)
        self.hidden_delta = self.empty(*self.z.shape)
        self._two = slice(0, 2 * hidden)
        self._last = slice(2 * hidden, 3 * hidden)
        self._slope_of_r = self.empty(steps, hidden, batch)  # q ⊙ σ′(z_r)
        self._slope_of_u = self.empty(steps, hidden, batch)
        self._slope_of_k = self.empty(steps, hidden, batch)

    def _step(self, t: int) -> None:
        place, two, last = t - 1, self._two, self._last
        inputs, h, z, gated, q = self._all_inputs[place], self._h[place], self._z[place], self.gated[place], self.q[place]
        r, u, k = gated.view(3, self.hidden, -1).unbind()
        torch.addmm(self._q_bias, self.weight[last, self.features:], h, out=q)
        self.rounding(q)
        if self.norm is None:
            torch.mm(self.full[two], inputs, out=z[two])
            self._open(z[two], gated[two])
            torch.addmm(self.bias[last].unsqueeze(1), self.weight[last, :self.features], inputs[:self.features], out=z[last])
            z[last].addcmul_(r, q)
        else:
            self._normalize(self.norm, t, torch.mm(self.weight[two], inputs[:-1]), slice(0, 2))
            self._open(z[two], gated[two])
            y = torch.mm(self.weight[last, :self.features], inputs[:self.features]).addcmul_(r, q)
            self._normalize(self.norm, t, y, slice(2, 3))
        self.rounding(z[last])
        self.phi.forward(z[last], k)
        self.rounding(k)
        torch.addcmul(k, u, h - k, out=self._h[t])
        self.rounding(self._h[t])

    def _open(self, z: Tensor, gates: Tensor) -> None:
        """Pre-activations of the sigmoid gates → the gates."""
        self.rounding(z)
        torch.sigmoid(z, out=gates)
        self.rounding(gates)

    def _linearize(self, chunk: slice) -> None:
        r, u, k = self.by_gate(self.gated[chunk]).unbind(1)
        torch.mul(self.q[chunk], (1 - r) * r, out=self._slope_of_r[chunk])
        torch.mul(self.h[chunk] - k, (1 - u) * u, out=self._slope_of_u[chunk])
        self.phi.backward(1 - u, self.phi_argument[chunk], k, self._slope_of_k[chunk])

    def _step_back(self, t: int) -> None:
        place, two, last, g = t - 1, self._two, self._last, self._g[t]
        delta, raw, hidden = self._delta[place], self._raw[place], self.hidden_delta[place]
        r, u, _ = self.gated[place].view(3, self.hidden, -1).unbind()
        torch.mul(g, self._slope_of_k[place], out=delta[last])
        self.rounding(delta[last])
        self._pass_norm(t, slice(2, 3))
        torch.mul(raw[last], self._slope_of_r[place], out=delta[:self.hidden])
        torch.mul(g, self._slope_of_u[place], out=delta[self.hidden:2 * self.hidden])
        self.rounding(delta[two])
        self._pass_norm(t, slice(0, 2))
        hidden[two] = raw[two]
        torch.mul(raw[last], r, out=hidden[last])
        self.rounding(hidden[last])
        arriving, before = self.arriving[place], self._g[place]
        if arriving is None:
            torch.mul(u, g, out=before)
        else:
            torch.addcmul(arriving, u, g, out=before)
        before.addmm_(self._h_transposed, hidden)
        self.rounding(before)

    def _write_shares(self, chunk: slice, share: Tensor) -> None:
        share[:, :self.features] = self.x[chunk] @ self.raw_delta[chunk].mT
        share[:, self.features:] = self.h[chunk] @ self.hidden_delta[chunk].mT

    def _write_bias_shares(self, chunk: slice) -> None:
        shares, count = self.bias_shares[chunk], len(self.bias)
        torch.sum(self.delta[chunk], 2, out=shares[:, :count])
        torch.sum(self.hidden_delta[chunk, self._last], 2, out=shares[:, count:])

    def _keep_bias(self, gradient: Tensor) -> None:
        self.grad_bias.copy_(gradient[:-self.hidden])
        self.grad_hidden_bias.copy_(gradient[-self.hidden:])

    def slopes(self, chunk: slice) -> tuple[Tensor, Tensor | None]:
        sigmoid, k = self.gated[chunk, :-self.hidden], self.gated[chunk, -self.hidden:]
        own, gates = self.scratch(0, k), self.scratch(1, sigmoid)
        self.phi.slope_into(self.phi_argument[chunk], k, own)
        return own, torch.addcmul(sigmoid, sigmoid, sigmoid, value=-1, out=gates)

    def hidden_map(self, chunk: slice) -> tuple[Tensor, Tensor | None]:
        self._linearized(chunk)
        to_k, r = self._slope_of_k[chunk], self.gate(self.gated[chunk], "reset")
        e = torch.cat([self._slope_of_r[chunk] * to_k, self._slope_of_u[chunk], r * to_k], 1)
        return e, self.gate(self.gated[chunk], "update")

    def pull(self, chunk: slice, v: Tensor) -> Tensor:
        """With a norm, the reset gate acts on what comes out of the candidate's own norm."""
        assert self.norm is not None
        self._linearized(chunk)
        r, u, _ = self.by_gate(self.gated[chunk]).unbind(1)
        nothing = torch.zeros_like(v)
        k = self.norm.pull(chunk, torch.stack([nothing, nothing, self._slope_of_k[chunk] * v], -3)).select(-3, 2)
        gates = torch.stack([self._slope_of_r[chunk] * k, self._slope_of_u[chunk] * v, nothing], -3)
        spread = self.norm.pull(chunk, gates)
        spread.select(-3, 2).copy_(r * k)
        result: Tensor = self.recurrent.t() @ spread.flatten(-3, -2) + u * v
        return result

    def extra(self) -> dict[str, Tensor]:
        return {"reset_mean": self.gate(self.gated, "reset").mean((1, 2)),
                "update_mean": self.gate(self.gated, "update").mean((1, 2))}
