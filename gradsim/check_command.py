"""The headless command ``check``: the self-check of an experiment file as a table. No Qt."""

from __future__ import annotations

import argparse
import io
import json
import sys
from pathlib import Path

from gradsim.cli import BAD_INPUT, DONE, FAILED
from gradsim.experiment import Experiment, write_atomically
from gradsim.problems import GradsimError
from gradsim.reports import SYMBOLS, Finding, Report, SiteCheck

_WIDTH = 11
_WORDS = {"factor": "factor", "difference": "differences"}


def run(arguments: argparse.Namespace) -> int:
    """``check FILE [--json OUT]``: prints the errors site by site; returns the exit code."""
    try:
        experiment = Experiment.load(arguments.file)
    except GradsimError as error:
        return _say(error, BAD_INPUT)
    try:
        from gradsim.selfcheck import check
    except (ImportError, OSError) as error:
        return _say(f"PyTorch cannot be loaded ({str(error).splitlines()[0]}); install it with: "
                    "python -m pip install -r requirements.txt", FAILED)
    try:
        report = check(experiment)
        if arguments.json:
            write_atomically(Path(arguments.json), (json.dumps(report.to_dict(), indent=2) + "\n").encode())
    except GradsimError as error:
        input_codes = ("no_device", "file_unreadable", "file_unwritable")
        return _say(error, BAD_INPUT if error.problems[0].code in input_codes else FAILED)
    except (RuntimeError, MemoryError) as error:
        return _say(f"The self-check failed: {(str(error).splitlines() or [type(error).__name__])[0]}", FAILED)
    _print(report)
    return DONE if report.passed else _say(_failure(report), FAILED)


def _say(message: object, code: int) -> int:
    print(message, file=sys.stderr)
    return code


def _print(report: Report) -> None:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # ∂ is not in every terminal's alphabet
    samples = f"samples: {report.samples} of {report.batch}"
    print(f"Relative errors in float64, {samples}; ~ only rounding is left of what is compared, or it is an estimate, "
          "! failed.")
    wide = max(14, *(len(site.name) + 2 for site in report.sites))
    print(f"{'site':<{wide}}" + "".join(f"{_title(column):>{_WIDTH + 2}}" for column in report.columns))
    for site in report.sites:
        print(f"{site.name:<{wide}}" + "".join(f"{_cell(site.at(column)):>{_WIDTH + 2}}" for column in report.columns))
    worst = [f"{found[1].error:.1e} against {name} ({found[0].name}, {_title(found[1].quantity)})"
             for name, found in (("autograd", report.worst()), ("finite differences", report.worst(differences=True)))
             if found is not None]
    print(f"Worst error: {'; '.join(worst)}. {report.seconds:.1f} s")


def _title(quantity: str) -> str:
    if quantity.startswith("difference_"):
        quantity = quantity.replace("difference_", "grad_", 1)
    return SYMBOLS.get(quantity) or _WORDS.get(quantity, quantity.removeprefix("grad_"))


def _cell(finding: Finding | None) -> str:
    if finding is None:
        return ""
    mark = "!" if not finding.passed else " " if finding.is_sharp else "~"
    return f"{finding.error:.1e}{mark}" if finding.error else f"0{mark}"


def _failure(report: Report) -> str:
    found: tuple[SiteCheck, Finding] | None = report.culprit()
    if found is None:
        return f"The self-check failed: the loss is off by {report.loss.error:.1e}."
    site, finding = found
    against = "finite differences" if finding.is_difference else "autograd"
    return (f"The self-check failed, first at {site.name}: {_title(finding.quantity)} is off by {finding.error:.1e} against "
            f"{against}; allowed is {finding.limit:.0e}.")
