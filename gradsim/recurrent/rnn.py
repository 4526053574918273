"""The plain recurrent cell."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from gradsim.fitting import GATES
from gradsim.recurrent.layer import RecurrentLayer


class RnnLayer(RecurrentLayer):
    """h_t = φ(z_t), z_t = W_x x_t + W_h h_{t−1} + b (Elman 1990); δ_t = g_t ⊙ φ′(z_t), ∂L/∂h_{t−1} = W_hᵀ δ_t.

    The step Jacobian is ∂h_t/∂h_{t−1} = diag(φ′(z_t)) W_h.
    """

    gates = GATES["rnn"]

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._a = self.a.unbind()

    def _step(self, t: int) -> None:
        self._preactivate(t)
        self.phi.forward(self._z[t - 1], self._a[t - 1])
        self.rounding(self._a[t - 1])

    def _step_back(self, t: int) -> None:
        self.phi.backward(self._g[t], self._z[t - 1], self._a[t - 1], self._delta[t - 1])
        self._hand_back(t)

    def slopes(self, chunk: slice) -> tuple[Tensor, Tensor | None]:
        slope = self.scratch(0, self.a[chunk])
        self.phi.slope_into(self.z[chunk], self.a[chunk], slope)
        return slope, None

    def hidden_map(self, chunk: slice) -> tuple[Tensor, Tensor | None]:
        return self.slopes(chunk)
