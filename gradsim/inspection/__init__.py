"""The parts of a frame, read from a run when they are asked for: one module per subject."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gradsim.inspection.chosen import place
from gradsim.inspection.links import links
from gradsim.inspection.pictures import sample, tiles
from gradsim.inspection.site import detail, units
from gradsim.inspection.skips import skips
from gradsim.inspection.weights import distributions, matrices
from gradsim.messages import Ask
from gradsim.parts import Parts, Spectrum
from gradsim.simulator import Simulator


def _spectrum(run: Simulator, ask: Ask) -> Spectrum:
    """It is of the forward pass alone, and dear: worked out once for all looks until the next one."""
    from gradsim.inspection import spectrum  # the start does not wait for what is asked for later

    question = run.step, place(run, ask), ask.sample
    if run.observer.spectrum[0] != question:
        found = spectrum.spectrum(run, ask)
        if found.absent == "waiting":
            return found
        run.observer.spectrum = question, found
    answer: Spectrum = run.observer.spectrum[1]
    return answer


READERS: dict[str, Callable[[Simulator, Ask], Any]] = {
    "tiles": tiles, "detail": detail, "sample": sample, "links": links, "skips": skips, "units": units,
    "distributions": distributions, "matrices": matrices, "spectrum": _spectrum,
}
"""How each field of :class:`Parts` is read."""


def parts(run: Simulator, ask: Ask) -> Parts:
    """Everything that ``ask`` wants to know."""
    return Parts(**{name: READERS[name](run, ask) for name in ask.wants})
