"""The commands and replies between the window and the engine process: frozen dataclasses, pickled over a pipe. No torch.

Every command gets exactly one reply: a :class:`Frame` (a :class:`Checked` for a :class:`Check`), or a :class:`Refused` when
it could not be carried out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from gradsim.experiment import Experiment
from gradsim.parts import Parts
from gradsim.problems import Problem
from gradsim.reports import Report
from gradsim.snapshot import Records, Snapshot

Unit = Literal["micro", "layer", "phase", "step"]
FULL_SPEED = float("inf")


@dataclass(frozen=True)
class Build:
    """Build the experiment from its seed. ``generation`` numbers the build and comes back in every snapshot.

    ``checkpoint`` (a path) restores a run's state after the build; ``autosave`` is where checkpoints are written.
    """

    experiment: Experiment
    generation: int
    checkpoint: str = ""
    autosave: str = ""


@dataclass(frozen=True)
class Change:
    """Take over an experiment that differs in live fields only; weights and step are kept."""

    experiment: Experiment


@dataclass(frozen=True)
class Play:
    """Run until paused, at ``speed`` micro-steps (layers) per second; FULL_SPEED: as fast as it goes."""

    speed: float = FULL_SPEED


@dataclass(frozen=True)
class Pause:
    """Stop running. At full speed the step in progress is completed first, if that takes no longer than a slice."""


@dataclass(frozen=True)
class Advance:
    """Go on by one unit and stay paused: one micro-step, one layer, to the end of the phase, or of the step.

    "layer" goes to the next micro-step that belongs to a layer (it passes over loss, clip and update).
    """

    unit: Unit = "step"


@dataclass(frozen=True)
class Retreat:
    """Go back by one unit, exactly, and stay paused: what Advance with that unit has done is undone."""

    unit: Unit = "micro"


@dataclass(frozen=True)
class Seek:
    """Go back to a past position, exactly, and stay paused: the number of micro-steps done since the seed."""

    position: int


@dataclass(frozen=True)
class Reset:
    """Back to step 0 with the same seed."""


@dataclass(frozen=True)
class Ask:
    """Ask for a frame.

    Attributes
    ----------
    wants
        Names of the fields of :class:`Parts` that the frame shall carry.
    site
        Site (1…S) that parts about one site describe.
    units
        Largest number of units per layer in :class:`Tiles`.
    """

    wants: frozenset[str] = frozenset()
    site: int = 1
    units: int = 32


@dataclass(frozen=True)
class Check:
    """Compare the present experiment with autograd and finite differences, on a network of its own; the run waits meanwhile.

    Answered by :class:`Checked`.
    """


@dataclass(frozen=True)
class Stop:
    """End the engine process."""


Command = Build | Change | Play | Pause | Advance | Retreat | Seek | Reset | Ask | Check | Stop


@dataclass(frozen=True)
class Frame:
    """What the window draws.

    Attributes
    ----------
    snapshot
        The complete state now.
    records
        One row for every step completed since the last frame.
    parts
        What was asked for beyond the columns.
    running, speed
        Whether the engine runs on by itself, and how fast (micro-steps per second).
    device
        Where the tensors are: "cpu", "cuda:0".
    notice
        Something the user must be told (a fallback, a non-finite number), once.
    checkpoint_step
        Step of the last autosaved checkpoint, −1: none.
    """

    snapshot: Snapshot
    records: Records
    running: bool
    speed: float
    device: str
    parts: Parts = field(default_factory=Parts)
    notice: Problem | None = None
    checkpoint_step: int = -1


@dataclass(frozen=True)
class Refused:
    """The command was not carried out; the run goes on as it was."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Checked:
    """What the self-check found."""

    report: Report


Reply = Frame | Checked | Refused
