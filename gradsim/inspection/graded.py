"""Graded: a product of many matrices whose singular values lie further apart than float64 reaches.

Multiplied out, a product keeps only those within 10⁻¹⁶ of its largest. Kept as U D T, with orthonormal U, a diagonal D that
holds all sizes and a well-conditioned T, it keeps all of them: every further factor J is taken up by a QR decomposition with
column pivoting of (J U) D (stratification; Loh et al. 1989, Bai et al. 2011). The singular values of D T come from a
one-sided Jacobi method, which tells small ones as exactly as large ones (Drmač & Veselić 2008).

It takes factors of full rank. One that is not leaves nothing that could be told from rounding below 10⁻¹⁶ of the largest:
then the product multiplied out says all there is.
"""

from __future__ import annotations

import numpy as np

from gradsim.snapshot import Floats

_EPS = float(np.finfo(np.float64).eps)
_LEAST = 1e-290


class Graded:
    """U D T · 10^scale; the identity of n rows at first.

    Parameters
    ----------
    n
        Rows and columns.
    condition
        About how far apart the singular values of one factor are: 10⁴ may pass before a decomposition.

    Attributes
    ----------
    basis
        U, or U moved by the factors since the last decomposition, (m, n).
    possible
        False once a factor was not of full rank n in float64, or not finite: nothing is known then.
    """

    def __init__(self, n: int, condition: float) -> None:
        self.basis, self.possible = np.eye(n), True
        self._patience = int(np.clip(4 / max(np.log10(condition), 0.01), 1, 20))
        self._since = 0
        self._sizes, self._rest, self._scale = np.ones(n), np.eye(n), 0.0

    def take_up(self, moved: Floats) -> None:
        """The product is multiplied by J from the left: ``moved`` is J times ``basis``, (m′, n)."""
        self.basis, self._since = moved, self._since + 1
        self.possible = self.possible and len(moved) >= moved.shape[1] and bool(np.isfinite(moved).all())
        if self.possible and self._since >= self._patience:
            self._decompose()

    def _decompose(self) -> None:
        from scipy.linalg import qr  # seldom needed

        moved, self._since = self.basis, 0
        basis, corner, order = qr(moved * self._sizes, mode="economic", pivoting=True, check_finite=False)
        sizes, before = np.abs(np.diagonal(corner)), self._sizes[order]
        noise = 16 * len(moved) * _EPS * np.linalg.norm(moved, axis=0).max() * before
        self.possible = bool((sizes > noise)[before > 0].all())
        if self.possible:
            sizes[sizes <= _LEAST * sizes[0]] = 0.0
            rows = np.divide(1.0, sizes, out=np.zeros_like(sizes), where=sizes > 0)
            self._rest = corner * rows[:, None] @ self._rest[order]
            self.basis, self._sizes, self._scale = basis, sizes / sizes[0], self._scale + float(np.log10(sizes[0]))

    def log_values(self) -> Floats | None:
        """log10 of the n singular values, largest first; None where it is not ``possible`` to tell them.

        −∞ for less than 10⁻²⁹⁰ of the largest.
        """
        from scipy.linalg.lapack import dgejsv

        if self.possible and self._since:
            self._decompose()
        if not self.possible:
            return None
        present = self._sizes > 0
        graded = (self._sizes[present, None] * self._rest[present]).T
        # for graded columns; no vectors, and nothing cut off
        values, _, _, work, _, failed = dgejsv(graded, joba=0, jobu=3, jobv=3, jobr=0, jobt=1, jobp=0)
        logs = np.full(len(present), -np.inf)
        with np.errstate(divide="ignore"):
            logs[:len(values)] = np.log10(values) + np.log10(work[0] / work[1]) + self._scale
        return None if failed else logs
