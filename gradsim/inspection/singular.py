"""Singular values of matrices and of their products, for several samples; (S, n) each, largest first."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from gradsim.inspection.graded import Graded
from gradsim.parts import no_band
from gradsim.snapshot import Floats, frozen

_EXACT = 1e-10  # of the largest: what is less has lost digits in a product multiplied out
_UNKNOWN = 1e9  # condition of a factor that has not been decomposed
_NONE: Floats = np.zeros((0, 0))


def singular(matrices: Tensor, scale: Tensor | None = None) -> Floats:
    """Those of one matrix per sample, (S, n, m), times 10^``scale``, (S,).

    0 below what float64 tells from 0, NaN where an entry of a matrix is none.
    """
    values = np.full((len(matrices), min(matrices.shape[1:])), np.nan)
    good = torch.isfinite(matrices).flatten(1).all(1)
    if bool(good.any()):
        values[good.cpu().numpy()] = torch.linalg.svdvals(matrices[good]).cpu().numpy()
    values[values <= values[:, :1] * max(matrices.shape[1:]) * np.finfo(np.float64).eps] = 0.0
    return values if scale is None else _times_power(values, scale.cpu().numpy()[:, None])


def _times_power(values: Floats | float, exponent: Floats) -> Floats:
    """values · 10^exponent, also where the power alone leaves float64."""
    with np.errstate(under="ignore", over="ignore"):
        exponent = np.maximum(exponent, -1e4)  # for −∞, too
        whole = np.trunc(exponent)
        scaled: Floats = values * 10.0 ** (exponent - whole) * 10.0**whole
        return scaled


def summary(values: Floats) -> tuple[Floats, Floats]:
    """The median where there are several samples, and then the 10th and 90th percentile."""
    if not len(values):
        return frozen(np.zeros(0)), no_band()
    if len(values) == 1:
        return frozen(values[0]), no_band()
    low, middle, high = np.quantile(values, (0.1, 0.5, 0.9), axis=0, method="nearest")
    return frozen(middle), frozen(np.stack([low, high]))


class Found:
    """Singular values of the site's own Jacobians and of the products, (S, n) each, and why one of them is missing."""

    def __init__(self, layer: Floats = _NONE, product: Floats = _NONE, absent: str = "") -> None:
        self.layer, self.product = layer, product
        self.absent = absent or ("" if layer.size and product.size else "too_large")
        self.samples = max(len(layer), len(product), 1)


def resolved(layer: Floats, product: Floats, graded: Callable[[int, float], Graded], affordable: int) -> Found:
    """With the ``graded`` products of fewer samples, where those multiplied out have lost digits.

    ``graded`` takes a sample and the condition of one factor, as ``layer`` has it.
    """
    if not (product < _EXACT * product[:, :1]).any():
        return Found(layer, product)
    with np.errstate(all="ignore"):
        condition = np.median(layer[:, 0] / layer[:, -1]) if layer.size else _UNKNOWN
    condition = float(condition) if np.isfinite(condition) else _UNKNOWN
    found = []
    for sample in range(affordable):
        logs = graded(sample, condition).log_values()
        if logs is None and condition < _UNKNOWN:  # another factor may have a worse one
            logs = graded(sample, _UNKNOWN).log_values()
        if logs is None:
            return Found(layer, product)
        found.append(_times_power(1.0, logs))
    return Found(layer[:len(found)], np.stack(found))
