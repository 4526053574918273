"""Patches: an experiment that differs from another in a few fields, and follows it when it is edited. No torch."""

from __future__ import annotations

from typing import Any

from gradsim.experiment import Experiment
from gradsim.problems import fail
from gradsim.validation import show

Patch = tuple[tuple[str, Any], ...]
"""Dotted paths of fields ("optimizer.lr") with the values they take, in the form of the file."""


def patched(experiment: Experiment, patch: Patch) -> Experiment:
    """``experiment`` with all fields of ``patch`` replaced at once.

    Raises
    ------
    GradsimError
        If a field is not there, or the result is not a good experiment.
    """
    if not patch:
        return experiment
    document = experiment.model_dump(mode="json")
    for path, value in patch:
        *parents, last = path.split(".")
        place: Any = document
        for name in parents:
            place = place.get(name) if isinstance(place, dict) else None
        if not isinstance(place, dict):
            raise fail("patch_misfit", key=path, value=show(value))
        place[last] = value
    return Experiment.from_dict(document)


def position_in(position: int, micro_steps: int, others: int) -> int:
    """Where a run of ``others`` micro-steps per step stands when one of ``micro_steps`` has done ``position`` of them.

    Both are in the same step and the same phase; a pass through another number of sites is as far in proportion, at its
    end if and only if the other is.
    """
    steps, place = divmod(position, micro_steps)
    if micro_steps == others:
        return position
    sites, mine = (micro_steps - 3) // 2, (others - 3) // 2
    return steps * others + _place_in(place, sites, mine)


def _place_in(place: int, sites: int, mine: int) -> int:
    """A step is: S sites forward, the loss, S sites backward, clipping, the update."""
    if place <= sites:
        return _share(place, sites, mine)
    if place <= 2 * sites + 1:
        return mine + 1 + _share(place - sites - 1, sites, mine)
    return 2 * mine + 1 + place - (2 * sites + 1)


def _share(done: int, sites: int, mine: int) -> int:
    """Of ``mine`` sites as large a part as ``done`` of ``sites``; all if and only if all, none if and only if none."""
    if done in (0, sites):
        return mine if done else 0
    return min(max(round(done * mine / sites), 1), max(mine - 1, 1))
