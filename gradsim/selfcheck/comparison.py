"""Comparison: engine against autograd, with the error that rounding leaves to any implementation."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from gradsim.reports import AUTOGRAD_TOLERANCE, Finding

SPREAD = 300.0  # times the spread of the noisy replicas may come from a different order of summation
TINY = torch.finfo(torch.float64).tiny  # below it numbers lose their digits


def length(tensor: Tensor) -> float:
    """Euclidean norm of all entries, without underflow or overflow of squares."""
    largest = float(tensor.abs().max()) if tensor.numel() else 0.0
    if largest == 0.0 or not math.isfinite(largest):
        return largest
    return largest * float(torch.linalg.vector_norm(tensor / largest))


def compare(quantity: str, engine: Tensor, reference: Tensor, replicas: list[Tensor]) -> Finding:
    """Relative error ‖engine − reference‖ / ‖reference‖ and its limit.

    Parameters
    ----------
    replicas
        The reference again, with rounding noise. Entries that are exactly 0 in the reference and in all of them are 0 for
        a structural reason, and are demanded exactly (unless all entries are what rounding has left).
    """
    difference, size = length(engine - reference), length(reference)
    spread = max((length(replica - reference) for replica in replicas), default=0.0)
    zeros = reference == 0
    for replica in replicas:
        zeros &= replica == 0
    if SPREAD * spread <= AUTOGRAD_TOLERANCE * size and bool((engine[zeros].abs() >= TINY).any()):
        return Finding(quantity, math.inf, AUTOGRAD_TOLERANCE)
    if size == 0.0:
        error = difference / spread if spread else 0.0  # without spread all entries were structural zeros
        return Finding(quantity, error, SPREAD if spread else AUTOGRAD_TOLERANCE)
    allowed = (SPREAD * spread + TINY * math.sqrt(reference.numel())) / size
    return Finding(quantity, difference / size, max(AUTOGRAD_TOLERANCE, allowed))
