"""Effort: what singular values cost, and how much a look may take. The unit is a multiplication of a dense layer."""

from __future__ import annotations

LARGEST = 256  # rows of a Jacobian that is worked out
BUDGET = 1.8e8  # that a look may take: some 40 ms
SHARED = 1.4e8  # of these for all samples
MOST_SAMPLES = 16  # that stand for a batch
CALLS = 4e5  # as long as calling the operations of a layer
LATER = 0.25  # as long as one of the product along time
CONVOLVED = 6  # as long as one of a convolution in float64
_PIVOTED = 2  # as long as taking a factor up in a graded product per n²·m
_SVD = 4  # as long as a decomposition per n²·m, n ≤ m


def affordable(cost: float, most: int, once: float = 0) -> int:
    """How many samples, of ``most``, are worked out where one costs so much, and all of them ``once`` so much."""
    return max(1, min(most, int((SHARED - once) // max(cost, 1.0))))


def decomposition(n: int, m: int) -> float:
    """The cost of the singular values of an n × m matrix."""
    return _SVD * float(min(n, m)) ** 2 * max(n, m)


def taking_up(n: int, m: int) -> float:
    """The cost of one more factor with m columns in a graded product of n rows."""
    return _PIVOTED * float(n) ** 2 * m
