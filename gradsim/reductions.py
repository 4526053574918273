"""Reductions that do not lie: norms and moments of stacked tensors, safe against underflow and overflow of squares.

In float32 the square of 1e-25 is 0, so a plain norm would show a vanished gradient as exactly zero. Rows whose fast
result leaves the safe range are computed again in float64, scaled by their largest entry.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from gradsim.devices import in_float64
from gradsim.readings import Floats, Reading

_CANCELLED = {torch.float32: 0.01, torch.float64: 1e-4}  # least share of the variance in the mean square
SAFE = {torch.float32: (1e-13, 1e13), torch.float64: (1e-140, 1e140)}


def norms(rows: Tensor) -> Tensor:
    """2-norm of each row of ``rows`` (k, N), fast; see :func:`repaired` for the rows it gets wrong. (k,)"""
    result: Tensor = torch.linalg.vector_norm(rows, dim=1)
    return result


def suspicious(values: Floats, dtype: torch.dtype) -> NDArray[np.bool_]:
    """Which norms may have lost digits to underflow or overflow of squares (zeros and non-finite values included)."""
    low, high = SAFE[dtype]
    return ~((values > low) & (values < high))


def repaired(values: Floats, stacks: Sequence[Tensor]) -> Reading[Floats]:
    """``values`` = norms of the rows of all ``stacks`` (k_i, N_i), with every suspicious one computed again; (Σ k_i,).

    Exact zeros, infinities and NaN stay.
    """
    wrong = suspicious(values, stacks[0].dtype)
    if not wrong.any():
        return values
    found = [np.flatnonzero(part) for part in np.split(wrong, np.cumsum([len(rows) for rows in stacks])[:-1])]
    chosen = [(rows, places) for rows, places in zip(stacks, found, strict=True) if len(places) and rows.shape[1]]
    if not chosen:
        return values
    indices = torch.from_numpy(np.concatenate([places for _, places in chosen])).to(stacks[0].device)
    picked = zip(chosen, torch.split(indices, [len(places) for _, places in chosen]), strict=True)
    exact = yield [_scaled_norms(rows.index_select(0, index)) for (rows, _), index in picked]
    wrong &= np.repeat([rows.shape[1] > 0 for rows in stacks], [len(rows) for rows in stacks])
    values = values.copy()
    values[wrong] = np.concatenate(exact)
    return values


def _scaled_norms(rows: Tensor) -> Tensor:
    """2-norm of each row in float64, by way of its largest entry; (k,)"""
    rows = in_float64(rows)
    largest = rows.abs().amax(1, keepdim=True)
    scale = torch.where((largest > 0) & torch.isfinite(largest), largest, torch.ones_like(largest))
    return norms(rows / scale) * scale[:, 0]


def exact_norms(stacks: Sequence[Tensor]) -> Reading[Floats]:
    """2-norm of every row of the ``stacks`` (k_i, N_i), one after the other, repaired where need be. (Σ k_i,)"""
    fast = yield [norms(rows) for rows in stacks]
    return (yield from repaired(np.concatenate(fast), stacks))


def length(values: Floats) -> float:
    """2-norm of a few numbers, safe against underflow and overflow of their squares; infinities and NaN stay."""
    largest = float(np.abs(values).max())
    low, high = SAFE[torch.float64]
    if low < largest < high:
        return math.sqrt(values @ values)
    if largest == 0.0 or not math.isfinite(largest):
        return largest
    return largest * float(np.linalg.norm(values / largest))


def deviations(means: Floats, lengths: Floats, sizes: Floats, tensors: Sequence[Tensor]) -> Reading[Floats]:
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
        places = np.flatnonzero(lost).tolist()
        result.reshape(-1)[places] = np.concatenate((yield [_deviation(tensors[place]) for place in places]))
    return result


def _deviation(tensor: Tensor) -> Tensor:
    """Population standard deviation in float64, (1,)"""
    row = in_float64(tensor).flatten().unsqueeze(0)
    result: Tensor = _scaled_norms(row - row.mean()) / row.shape[1] ** 0.5
    return result
