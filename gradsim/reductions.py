"""Reductions that do not lie: norms and moments of stacked tensors, safe against underflow and overflow of squares.

In float32 the square of 1e-25 is 0, so a plain norm would show a vanished gradient as exactly zero. Rows whose fast
result leaves the safe range are computed again in float64, scaled by their largest entry.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

Floats = NDArray[np.float64]

SAFE = {torch.float32: (1e-13, 1e13), torch.float64: (1e-140, 1e140)}


def norms(rows: Tensor) -> Tensor:
    """2-norm of each row of ``rows`` (k, N), fast; see :func:`repaired` for the rows it gets wrong. (k,)"""
    result: Tensor = torch.linalg.vector_norm(rows, dim=1)
    return result


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


def moments(rows: Tensor, scratch: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and population standard deviation of each row of ``rows`` (k, N), in two passes; (k,) each.

    ``scratch`` (k, N) is overwritten.
    """
    mean = rows.mean(1, keepdim=True)
    return mean[:, 0], norms(torch.sub(rows, mean, out=scratch)) / rows.shape[1] ** 0.5


def repaired_moments(values: Floats, rows: Tensor) -> Floats:
    """``values`` (2, k) = moments(rows), again in float64 where squares may have been lost."""
    wrong = suspicious(values[1], rows.dtype)
    if not wrong.any() or rows.dtype == torch.float64:
        return values
    values = values.copy()
    wide = rows[torch.from_numpy(wrong).to(rows.device)].double()
    values[:, wrong] = torch.stack(moments(wide, torch.empty_like(wide))).cpu().numpy()
    return values
