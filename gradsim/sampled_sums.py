"""Sums over a whole batch, told from some of its samples, with their standard errors."""

from __future__ import annotations

import torch
from torch import Tensor


def mean(values: Tensor, population: int) -> tuple[Tensor, Tensor]:
    """Mean of ``values`` (…, n), drawn without replacement from ``population`` ones, and its standard error; (…) each."""
    count = values.shape[-1]
    if count == population:
        value = values.mean(-1)
        return value, torch.zeros_like(value)
    error, value = torch.std_mean(values, -1)
    return value, error * ((1 - count / population) / count) ** 0.5


def products(a: Tensor, b: Tensor, batch: int) -> Tensor:
    """What each of n samples, drawn from ``batch``, says about Σa·Σb over the batch; a, b and result (…, n, m).

    The product of the two estimated sums, made linear in the samples so that their spread tells its error, and freed of the
    bias of estimating both from the same samples.
    """
    count = a.shape[-2]
    pairs = 1.0 if count == batch else batch * (batch - 1) / (count * (count - 1))
    mean_a, mean_b = a.mean(-2, keepdim=True), b.mean(-2, keepdim=True)
    both, means = (a * b).sum(-2, keepdim=True), mean_a * mean_b
    linear = (a * mean_b).addcmul_(mean_a, b).mul_(batch**2)
    return linear.add_(means, alpha=pairs * count**2 - 2 * batch**2).add_(both, alpha=batch / count - pairs)
