"""Reductions that do not lie: norms and moments of stacked tensors, safe against underflow and overflow of squares.

In float32 the square of 1e-25 is 0, so a plain norm would show a vanished gradient as exactly zero. Rows whose fast
result leaves the safe range are computed again in float64, scaled by their largest entry.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

Floats = NDArray[np.float64]

_CANCELLED = {torch.float32: 0.01, torch.float64: 1e-4}  # least share of the variance in the mean square
SAFE = {torch.float32: (1e-13, 1e13), torch.float64: (1e-140, 1e140)}


def norms(rows: Tensor) -> Tensor:
    """2-norm of each row of ``rows`` (k, N), fast; see :func:`repaired` for the rows it gets wrong. (k,)"""
    result: Tensor = torch.linalg.vector_norm(rows, dim=1)
    return result


def read(numbers: Tensor) -> Floats:
    """A float64 copy in numpy: the one way from the device."""
    return numbers.cpu().numpy().astype(np.float64)


def suspicious(values: Floats, dtype: torch.dtype) -> NDArray[np.bool_]:
    """Which norms may have lost digits to underflow or overflow of squares (zeros and non-finite values included)."""
    low, high = SAFE[dtype]
    return ~((values > low) & (values < high))


def repaired(values: Floats, rows: Tensor) -> Floats:
    """``values`` = norms(rows) with every suspicious one computed again; exact zeros, infinities and NaN stay. (k,)"""
    wrong = suspicious(values, rows.dtype)
    if not wrong.any() or rows.shape[1] == 0:
        return values
    picked = rows[torch.from_numpy(wrong).to(rows.device)].double()
    largest = picked.abs().amax(1, keepdim=True)
    scale = torch.where((largest > 0) & torch.isfinite(largest), largest, torch.ones_like(largest))
    exact = torch.linalg.vector_norm(picked / scale, dim=1) * scale[:, 0]
    values = values.copy()
    values[wrong] = exact.cpu().numpy()
    return values


def exact_norms(stacks: list[Tensor]) -> Floats:
    """2-norm of every row of the ``stacks`` (k_i, N_i), one after the other, repaired where need be. (Σ k_i,)"""
    return np.concatenate([repaired(norms(rows).double().cpu().numpy(), rows) for rows in stacks])


def length(values: Floats) -> float:
    """2-norm of a few numbers, safe against underflow and overflow of their squares; infinities and NaN stay."""
    largest = float(np.abs(values).max())
    low, high = SAFE[torch.float64]
    if low < largest < high:
        return math.sqrt(values @ values)
    if largest == 0.0 or not math.isfinite(largest):
        return largest
    return largest * float(np.linalg.norm(values / largest))


def deviations(means: Floats, lengths: Floats, sizes: Floats, tensors: list[Tensor]) -> Floats:
    """Population standard deviation of each of the ``tensors`` from its mean, its 2-norm and its number of entries.

    All arrays have one shape, of as many entries as there are ``tensors``. Where the mean outweighs the deviation, the
    difference of squares loses digits; these are computed in two passes.
    """
    with np.errstate(invalid="ignore", over="ignore"):
        square = lengths**2 / sizes
        variance = square - means**2
        lost = ~(variance > _CANCELLED[tensors[0].dtype] * square)
        result = np.sqrt(np.maximum(variance, 0.0))
    if lost.any():
        flat = result.reshape(-1)
        for place in np.flatnonzero(lost):
            wide = tensors[place].double().flatten().unsqueeze(0)
            wide = wide - wide.mean()
            flat[place] = repaired(norms(wide).cpu().numpy(), wide)[0] / wide.shape[1] ** 0.5
    return result
