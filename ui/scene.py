"""Scene: everything a picture may draw."""

from __future__ import annotations

from dataclasses import dataclass, field

from gradsim.experiment import Experiment
from gradsim.messages import Frame
from gradsim.parts import Parts
from gradsim.snapshot import Snapshot
from ui.curves import Curves
from ui.looks import Looks
from ui.sweep_results import SweepResults


@dataclass(frozen=True)
class Strand:
    """A run beside the one in the window: what its legend says, its colour in the theme, its numbers.

    ``parts`` are the newest of each kind that was asked for, ``looks`` all columns of the steps that were looked at.
    """

    label: str
    color: str
    experiment: Experiment
    snapshot: Snapshot
    curves: Curves
    parts: Parts = field(default_factory=Parts)
    looks: Looks = field(default_factory=lambda: Looks(1))


@dataclass(frozen=True)
class Scene:
    """The run in the window, and those beside it; ``selected`` is the chosen site, 1…S.

    ``curves`` has the numbers that every step measures, ``looks`` all columns of the steps that were looked at,
    ``sweeps`` what the last sweeps have given: along one field, and over the map of two.
    """

    experiment: Experiment
    frame: Frame
    curves: Curves
    selected: int
    strands: tuple[Strand, ...] = ()
    looks: Looks = field(default_factory=Looks)
    sweeps: tuple[SweepResults, ...] = ()
