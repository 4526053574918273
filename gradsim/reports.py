"""Report: what a self-check found, site by site, as plain values that the window, a file and a test can read. No torch."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, Literal

Against = Literal["autograd", "jacobian", "projections", "loss", "layer"]

AUTOGRAD_TOLERANCE = 1e-10
DIFFERENCE_TOLERANCE = 1e-4

# the columns of a report that are formulas; "factor" and "difference" are words
SYMBOLS = {"activation": "a", "grad_activation": "∂L/∂a", "delta": "∂L/∂z", "grad_weight": "∂L/∂W", "grad_bias": "∂L/∂b",
           "grad_input_weight": "∂L/∂Wₓ", "grad_recurrent_weight": "∂L/∂Wₕ", "grad_hidden_bias": "∂L/∂b_q",
           "grad_gamma": "∂L/∂γ", "grad_beta": "∂L/∂β", "grad_alpha": "∂L/∂α"}


@dataclass(frozen=True)
class Finding:
    """One quantity of a site, compared.

    Attributes
    ----------
    quantity
        "activation", "grad_activation", "delta", "grad_weight", "grad_bias" …, "factor", or "difference" followed by the
        parameter ("difference_weight").
    error
        Relative error. ∞ where the reference is exactly 0 for every rounding and the engine's number is not.
    limit
        The largest error that passes. Above the tolerance where rounding alone moves the reference by more than that (a
        gradient that cancels to 0), or where the reference is an estimate.
    against
        What it was compared with: "autograd"; the exact "jacobian" of autograd or random "projections" of it; differences of
        the "loss", or of ⟨∂L/∂a_l, a_l⟩ behind the "layer" itself, where the loss changes by less than its rounding error.
    """

    quantity: str
    error: float
    limit: float
    against: Against = "autograd"

    @property
    def passed(self) -> bool:
        """False for NaN, too."""
        return self.error <= self.limit

    @property
    def is_difference(self) -> bool:
        """True for finite differences."""
        return self.against in ("loss", "layer")

    @property
    def column(self) -> str:
        """Where it stands in a table: the quantity; "difference" for those of all parameters."""
        return "difference" if self.is_difference else self.quantity

    @property
    def tolerance(self) -> float:
        """The limit where nothing cancels and nothing is estimated."""
        return DIFFERENCE_TOLERANCE if self.is_difference else AUTOGRAD_TOLERANCE

    @property
    def is_sharp(self) -> bool:
        """True where the error was held against the tolerance itself."""
        return self.limit <= self.tolerance


@dataclass(frozen=True)
class SiteCheck:
    """All findings of one site, in the order of the forward and then the backward pass."""

    site: int
    name: str
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """True if every finding passed."""
        return all(finding.passed for finding in self.findings)

    def at(self, column: str) -> Finding | None:
        """What stands in a column: a finding that failed, else the largest error; None where the site has none."""
        there = [finding for finding in self.findings if finding.column == column]
        return max(there, key=lambda finding: (not finding.passed, finding.is_sharp, finding.error), default=None)


@dataclass(frozen=True)
class Report:
    """The self-check of an experiment.

    Attributes
    ----------
    sites
        One entry per site, input side first, (S,).
    loss
        The loss itself, compared with autograd's.
    samples, batch
        Samples that were used, of the batch's; fewer in a large network.
    seconds
        Time it took.
    """

    sites: tuple[SiteCheck, ...]
    loss: Finding
    samples: int
    batch: int
    seconds: float

    @property
    def passed(self) -> bool:
        """True if the loss and every site passed."""
        return self.loss.passed and all(site.passed for site in self.sites)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of a table of the findings: formulas first, then factor and difference."""
        found = {finding.column for site in self.sites for finding in site.findings}
        known = (*SYMBOLS, *sorted(found - {*SYMBOLS, "factor", "difference"}), "factor", "difference")
        return tuple(name for name in known if name in found)

    def worst(self, differences: bool = False) -> tuple[SiteCheck, Finding] | None:
        """The largest error against autograd (or of finite differences) that was held against the tolerance itself."""
        found = [(site, finding) for site in self.sites for finding in site.findings
                 if finding.is_difference == differences and finding.is_sharp]
        return max(found, key=lambda pair: math.inf if math.isnan(pair[1].error) else pair[1].error, default=None)

    def culprit(self) -> tuple[SiteCheck, Finding] | None:
        """Where the first wrong number appeared: in the forward pass from the input, else in the backward from the loss."""
        wrong = [(site, finding) for site in self.sites for finding in site.findings if not finding.passed]
        forward = [pair for pair in wrong if pair[1].quantity == "activation"]
        if forward or not wrong:
            return forward[0] if forward else None
        last = wrong[-1][0]
        return next(pair for pair in wrong if pair[0] is last)

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON can hold it; an error that is no finite number becomes a text ("nan", "inf")."""
        document: dict[str, Any] = {"format": "gradsim-check", "version": 1, "passed": self.passed} | asdict(self)
        for finding in (document["loss"], *(finding for site in document["sites"] for finding in site["findings"])):
            finding.update(error=_plain(finding["error"]), limit=_plain(finding["limit"]))
        return document


def _plain(number: float) -> float | str:
    return number if math.isfinite(number) else str(number)
