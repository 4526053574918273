"""The long short-term memory cell."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from gradsim.fitting import GATES
from gradsim.recurrent.layer import RecurrentLayer


class LstmLayer(RecurrentLayer):
    """c_t = f_t ⊙ c_{t−1} + i_t ⊙ k_t, h_t = o_t ⊙ φ(c_t), with o, i, f = σ(z_o), σ(z_i), σ(z_f), k = φ(z_k).

    Hochreiter & Schmidhuber 1997 with the forget gate of Gers et al. 2000, one bias per gate, no peepholes.
    Backward, with c̄_t = ∂L/∂c_t in total:
    c̄_t = f_{t+1} ⊙ c̄_{t+1} + g_t ⊙ o_t ⊙ φ′(c_t); δ_o = g_t ⊙ φ(c_t) ⊙ σ′; δ_i = c̄_t ⊙ k_t ⊙ σ′;
    δ_f = c̄_t ⊙ c_{t−1} ⊙ σ′; δ_k = c̄_t ⊙ i_t ⊙ φ′(z_k); ∂L/∂h_{t−1} = W_hᵀ δ_t.

    Attributes
    ----------
    gated (T, 4H, B)
        o, i, f, k.
    c, phi_c (T+1, H, B)
        c_0…c_T and φ(c_t).
    grad_c (T, H, B)
        c̄_1…c̄_T.
    """

    gates = GATES["lstm"]

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        (steps, count, batch), hidden = self.z.shape, self.hidden
        self.gated, self._to_gates = self.empty(steps, count, batch), self.empty(steps, count, batch)
        self.c, self.phi_c = self.empty(steps + 1, hidden, batch), self.empty(steps + 1, hidden, batch)
        self.grad_c, self._to_c = self.empty(steps, hidden, batch), self.empty(steps, hidden, batch)
        o, i, f, k = self.by_gate(self.gated).unbind(1)
        zs = self.z[:, :3 * hidden].unbind(), self.z[:, 3 * hidden:].unbind()
        gated = self.gated[:, :3 * hidden].unbind()
        self._forward = list(zip(*zs, gated, o.unbind(), i.unbind(), f.unbind(), k.unbind(), self.c.unbind()[:-1],
                                 self.c.unbind()[1:], self.phi_c.unbind()[1:], self.a.unbind(), strict=True))
        self._forget, self._all_gated = f.unbind(), self.gated.unbind()
        self._backward = list(zip(
            self.grad_c.unbind(), self._to_c.unbind(),
            self.by_gate(self._to_gates[:, hidden:]).unbind(), self.by_gate(self.delta[:, hidden:]).unbind(),
            self._to_gates[:, :hidden].unbind(), self.delta[:, :hidden].unbind(), strict=True))

    def _step(self, t: int) -> None:
        self._preactivate(t)
        z_sigmoid, z_k, gated, o, i, f, k, before, c, phi_c, h = self._forward[t - 1]
        torch.sigmoid(z_sigmoid, out=gated)
        self.phi.forward(z_k, k)
        self.rounding(self._all_gated[t - 1])
        torch.mul(f, before, out=c).addcmul_(i, k)
        self.rounding(c)
        self.phi.forward(c, phi_c)
        self.rounding(phi_c)
        torch.mul(o, phi_c, out=h)
        self.rounding(h)

    def _linearize(self, chunk: slice) -> None:
        """∂c_t/∂z_i, ∂c_t/∂z_f, ∂c_t/∂z_k, ∂h_t/∂z_o and ∂h_t/∂c_t: all of them diagonal."""
        later = slice(chunk.start + 1, chunk.stop + 1)
        o, i, _, k = self.by_gate(self.gated[chunk]).unbind(1)
        to_o, to_i, to_f, to_k = self.by_gate(self._to_gates[chunk]).unbind(1)
        sigmoid = self.gated[chunk, :-self.hidden]
        torch.addcmul(sigmoid, sigmoid, sigmoid, value=-1, out=self._to_gates[chunk, :-self.hidden])  # σ′
        to_o.mul_(self.phi_c[later])
        to_i.mul_(k)
        to_f.mul_(self.c[chunk])  # c_{t−1}
        self.phi.backward(i, self.phi_argument[chunk], k, to_k)
        self.phi.backward(o, self.c[later], self.phi_c[later], self._to_c[chunk])

    def _step_back(self, t: int) -> None:
        grad_c, to_c, to_three, delta_three, to_o, delta_o = self._backward[t - 1]
        g = self._g[t]
        if t == self.steps:
            torch.mul(g, to_c, out=grad_c)
        else:
            torch.mul(self._backward[t][0], self._forget[t], out=grad_c).addcmul_(g, to_c)
        self.rounding(grad_c)
        torch.mul(to_three, grad_c, out=delta_three)
        torch.mul(to_o, g, out=delta_o)
        self._hand_back(t)

    def rescale_deltas(self, factor: float) -> None:
        super().rescale_deltas(factor)
        self.grad_c.mul_(factor)

    def slopes(self, chunk: slice) -> tuple[Tensor, Tensor | None]:
        sigmoid, k = self.gated[chunk, :-self.hidden], self.gated[chunk, -self.hidden:]
        own, gates = self.scratch(0, k), self.scratch(1, sigmoid)
        self.phi.slope_into(self.phi_argument[chunk], k, own)
        return own, torch.addcmul(sigmoid, sigmoid, sigmoid, value=-1, out=gates)

    def hidden_map(self, chunk: slice) -> tuple[Tensor, Tensor | None]:
        self._linearized(chunk)
        to_gates = self.by_gate(self._to_gates[chunk])
        e = self.scratch(0, to_gates)
        e[:, 0] = to_gates[:, 0]
        torch.mul(to_gates[:, 1:], self._to_c[chunk].unsqueeze(1), out=e[:, 1:])
        return e.flatten(1, 2), None

    def cell_slopes(self, t: int) -> tuple[Tensor, Tensor]:
        """The diagonals ∂h_t/∂z_o, ∂c_t/∂z_i, ∂c_t/∂z_f, ∂c_t/∂z_k (4, H, B) and ∂h_t/∂c_t (H, B)."""
        chunk = slice(t - 1, t)
        self._linearized(chunk)
        return self.by_gate(self._to_gates[chunk])[0], self._to_c[t - 1]

    def carried(self, chunk: slice) -> Tensor | None:
        return self.gate(self.gated[chunk], "forget")

    def extra(self) -> dict[str, Tensor]:
        forget = self.gate(self.gated, "forget")
        product = torch.ones_like(forget)  # Π f from t+1 to T
        if self.steps > 1:
            torch.cumprod(forget[1:].flip(0), 0, out=product[:-1])
            product[:-1] = product[:-1].flip(0)
        return {"forget_mean": forget.mean((1, 2)), "input_mean": self.gate(self.gated, "input").mean((1, 2)),
                "output_mean": self.gate(self.gated, "output").mean((1, 2)), "forget_product": product.mean((1, 2))}
