"""The gain of a time step's Jacobian, seen from behind.

- rnn, gru: J_t = ∂h_t/∂h_{t−1}, factor = √(mean_batch ‖J_t‖_F² / H).
- lstm: the state is (h, c), and its gradient goes back over two paths, ∂h_t/∂h_{t−1} with c_{t−1} held and ∂c_t/∂c_{t−1} =
  diag(f_t) with h_{t−1} held: factor = √(mean_batch (‖∂h_t/∂h_{t−1}‖_F² + ‖∂c_t/∂c_{t−1}‖_F²) / H). In mean field the
  squared norms of the two parts of ∂L/∂(h, c) go back by a 2×2 matrix whose largest eigenvalue is this sum (the other one is
  0) where the output gate does not matter, so the product over time predicts what is left of the gradient.

Closed forms: a row of the hidden path is Σ_gates e_gate·W_gate,k plus a number m_k on the diagonal, so its square is a
quadratic form in the e with the Gram matrix of the rows of unit k. With a norm inside the cell the identity is pushed back
where that is cheap, else random signs are (Hutchinson), and the standard error is told.
"""

from __future__ import annotations

import torch
from torch import Tensor

from gradsim.jacobians import STEP_BUDGET, Gain
from gradsim.recurrent.layer import RecurrentLayer

PROBES = 4


def gain(layer: RecurrentLayer, layers: int = 1, wide: bool = False) -> Gain:
    """factor² of every time step of a layer, (T,), and its standard error (None: exact).

    ``layers`` share the budget of the exact way; ``wide`` computes in float64 what is a closed form.
    """
    steps, hidden, batch = layer.phi_argument.shape
    squares = layer.empty(steps).to(torch.float64 if wide else layer.like.dtype)
    errors = None if layer.norm is None else torch.zeros_like(squares)
    cost = layers * layer.weight.shape[0] * hidden * batch * steps * hidden
    for chunk in layer.chunks:
        if errors is None:
            squares[chunk] = _closed_form(layer, chunk, wide)
        else:
            squares[chunk], errors[chunk] = _pushed(layer, chunk, exactly=cost <= STEP_BUDGET)
        carried = layer.carried(chunk)
        if carried is not None:
            squares[chunk] += carried.to(squares.dtype).square().sum((1, 2))
    share = 1 / (batch * hidden)
    return Gain(squares.mul_(share), None if errors is None else errors.mul_(share))


def _closed_form(layer: RecurrentLayer, chunk: slice, wide: bool) -> Tensor:
    """Σ_batch ‖Σ_a diag(e_a) W_a + diag(m)‖_F² of the steps of a chunk, (k,)."""
    e, m = layer.hidden_map(chunk)
    weight = layer.recurrent
    if wide:
        e, weight, m = e.double(), weight.double(), None if m is None else m.double()
    count, hidden = len(layer.gates), layer.hidden
    gates, blocks = layer.by_gate(e).unbind(1), weight.view(count, hidden, hidden)
    total = e.new_zeros(e.shape[0])
    for a in range(count):
        for b in range(a + 1):
            gram = torch.linalg.vecdot(blocks[a], blocks[b])  # (H,)
            total += torch.linalg.vecdot(gates[a], gates[b]) @ gram.mul_(1 if a == b else 2)
        if m is not None:
            total += 2 * (torch.linalg.vecdot(gates[a], m) @ blocks[a].diagonal())
    return total if m is None else total + m.square().sum((1, 2))


def _pushed(layer: RecurrentLayer, chunk: slice, exactly: bool) -> tuple[Tensor, Tensor]:
    """Σ_batch ‖J‖_F² of the hidden path by pushing the identity or random signs, and the standard error; (k,) each."""
    steps, hidden, batch = layer.phi_argument[chunk].shape
    if exactly:
        basis = torch.eye(hidden, dtype=layer.like.dtype, device=layer.like.device).view(hidden, 1, hidden, 1)
        pushed = layer.pull(chunk, basis.expand(hidden, steps, hidden, batch))
        return pushed.square().sum((0, 2, 3)), layer.empty(steps)
    generator = torch.Generator().manual_seed(chunk.start)
    signs = torch.randint(0, 2, (PROBES, steps, hidden, batch), generator=generator).to(layer.like) * 2 - 1
    samples = layer.pull(chunk, signs).square().sum((2, 3))  # (PROBES, k)
    return samples.mean(0), samples.std(0) / PROBES**0.5
