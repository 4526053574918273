"""The gain of a time step's Jacobian, seen from behind.

- rnn, gru: J_t = ∂h_t/∂h_{t−1}, factor = √(mean_batch ‖J_t‖_F² / H).
- lstm: the state is (h, c), and its gradient goes back over two paths, ∂h_t/∂h_{t−1} with c_{t−1} held and ∂c_t/∂c_{t−1} =
  diag(f_t) with h_{t−1} held: factor = √(mean_batch (‖∂h_t/∂h_{t−1}‖_F² + ‖∂c_t/∂c_{t−1}‖_F²) / H). In mean field the
  squared norms of the two parts of ∂L/∂(h, c) go back by a 2×2 matrix whose largest eigenvalue is this sum (the other one is
  0) where the output gate does not matter, so the product over time predicts what is left of the gradient.

A gradient of no particular direction is what the factor speaks of. The weights are the same at every time step, so the
gradient turns towards the leading eigenvectors of W_h: the measured gain may lie well above, most of all in gated cells.

Closed forms: a row of the hidden path is Σ_gates e_gate·W_gate,k plus a number m_k on the diagonal, so its square is a
quadratic form in the e with the Gram matrix of the rows of unit k. With a norm inside the cell the identity is pushed back
where that is cheap, else random signs are (Hutchinson), and the standard error is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from gradsim.devices import in_float64
from gradsim.jacobians import Gain
from gradsim.pushed import STEP_BUDGET, random_signs

if TYPE_CHECKING:
    from gradsim.recurrent.layer import RecurrentLayer


def gain(layer: RecurrentLayer, layers: int = 1, wide: bool = False) -> Gain:
    """factor² of every time step of a layer, (T,), and its standard error (None: exact).

    ``layers`` share the budget of the exact way; ``wide`` computes in float64 what is a closed form.
    """
    steps, hidden, batch = layer.phi_argument.shape
    squares = in_float64(layer.empty(steps)) if wide else layer.empty(steps)
    errors = None if layer.norm is None else torch.zeros_like(squares)
    cost = layers * layer.weight.shape[0] * hidden * batch * steps * hidden
    for chunk in layer.chunks:
        if errors is not None:
            squares[chunk], errors[chunk] = _pushed(layer, chunk, exactly=cost <= STEP_BUDGET)
            carried = _carried_square(layer, chunk)
            squares[chunk] += 0.0 if carried is None else carried
        elif layer.is_linear(chunk) and not wide:
            squares[chunk] = layer.squares[chunk]
        else:
            squares[chunk] = closed_form(layer, chunk, wide)
    share = 1 / (batch * hidden)
    return Gain(squares.mul_(share), None if errors is None else errors.mul_(share))


def closed_form(layer: RecurrentLayer, chunk: slice, wide: bool = False) -> Tensor:
    """Σ_batch (‖Σ_a diag(e_a) W_a + diag(m)‖_F² + ‖diag(f)‖_F²) of the steps of a chunk without a norm, (k,)."""
    e, m = layer.hidden_map(chunk)
    grams, diagonals = layer.grams()
    if wide:
        e, m = in_float64(e), None if m is None else in_float64(m)
        grams, diagonals = _grams(layer, in_float64(layer.recurrent))
    gates = layer.by_gate(e)
    scratch = layer.scratch(1, gates)
    total = e.new_zeros(e.shape[0])
    for a, gram in enumerate(grams):
        pairs = torch.mul(gates[:, a:a + 1], gates[:, :a + 1], out=scratch[:, :a + 1]).sum(3)  # (k, a+1, H)
        total += pairs.flatten(1) @ gram
        if m is not None:
            total += 2 * (torch.mul(gates[:, a], m, out=scratch[:, 0]).sum(2) @ diagonals[a])
    if m is not None:
        total += torch.mul(m, m, out=scratch[:, 0]).sum((1, 2))
    carried = _carried_square(layer, chunk)
    return total if carried is None else total.add_(carried.to(total))


def grams(layer: RecurrentLayer) -> tuple[list[Tensor], list[Tensor]]:
    """For every gate a: products of its rows of W_h with those of gates 1…a, (a·H), and its block's diagonal, (H)."""
    return _grams(layer, layer.recurrent)


def _grams(layer: RecurrentLayer, weight: Tensor) -> tuple[list[Tensor], list[Tensor]]:
    blocks = weight.view(len(layer.gates), layer.hidden, layer.hidden)
    products = [torch.sum(block * blocks[:a + 1], 2) for a, block in enumerate(blocks)]
    for a, product in enumerate(products):
        product[:a] *= 2  # both orders of a pair
    return [product.flatten() for product in products], [block.diagonal() for block in blocks]


def _carried_square(layer: RecurrentLayer, chunk: slice) -> Tensor | None:
    """Σ_batch ‖∂c_t/∂c_{t−1}‖_F² of the steps of a chunk, (k,); None without a cell state."""
    carried = layer.carried(chunk)
    return None if carried is None else torch.mul(carried, carried, out=layer.scratch(1, carried)).sum((1, 2))


def _pushed(layer: RecurrentLayer, chunk: slice, exactly: bool) -> tuple[Tensor, Tensor]:
    """Σ_batch ‖J‖_F² of the hidden path by pushing the identity or random signs, and the standard error; (k,) each."""
    steps, hidden, batch = layer.phi_argument[chunk].shape
    if exactly:
        basis = torch.eye(hidden, dtype=layer.like.dtype, device=layer.like.device).view(hidden, 1, hidden, 1)
        pushed = layer.pull(chunk, basis.expand(hidden, steps, hidden, batch))
        return pushed.square().sum((0, 2, 3)), layer.empty(steps)
    signs = random_signs((layer.probe_count, steps, hidden, batch), layer.like, np.random.default_rng(chunk.start))
    samples = layer.pull(chunk, signs).square().sum((2, 3))  # (probes, k)
    return samples.mean(0), samples.std(0) / layer.probe_count**0.5
