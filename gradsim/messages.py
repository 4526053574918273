"""The commands and replies between the window and the engine process: frozen dataclasses, pickled over a pipe. No torch.

Every command gets exactly one reply: a :class:`Frame` (a :class:`Checked` for a :class:`Check`), or a :class:`Refused` when
it could not be carried out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from gradsim.experiment import Experiment
from gradsim.parts import Parts
from gradsim.patches import Patch
from gradsim.problems import Problem
from gradsim.reports import Report
from gradsim.snapshot import Records, Snapshot

Unit = Literal["micro", "layer", "phase", "step"]
FULL_SPEED = float("inf")
BUDGET = 256 * 2**20  # bytes that the states kept for going back may take


@dataclass(frozen=True)
class Build:
    """Build the experiment from its seed. ``generation`` numbers the build and comes back in every snapshot.

    ``checkpoint`` (a path) restores a run's state after the build; ``autosave`` is where checkpoints are written; ``budget``
    is how many bytes the states kept for going back may take. ``adopt`` names a variant whose run goes on as the run,
    with its weights and its past, instead of one from the seed; its experiment must be this one.
    """

    experiment: Experiment
    generation: int
    checkpoint: str = ""
    autosave: str = ""
    budget: int = BUDGET
    adopt: str = ""


@dataclass(frozen=True)
class Keep:
    """From now on the states kept for going back may take ``budget`` bytes."""

    budget: int


@dataclass(frozen=True)
class Change:
    """Take over an experiment that differs in live fields only; weights and step are kept.

    At a past position what lies ahead is forgotten: it belongs to another future.
    """

    experiment: Experiment


@dataclass(frozen=True)
class Play:
    """Run until paused, at ``speed`` micro-steps (layers) per second; FULL_SPEED: as fast as it goes.

    A run on its way to another position gets there first.
    """

    speed: float = FULL_SPEED


@dataclass(frozen=True)
class Pause:
    """Stop running, or on the way to another position.

    At full speed the step in progress is completed first, if that takes no longer than a slice.
    """


@dataclass(frozen=True)
class Advance:
    """Go on by one unit and stay paused: one micro-step, one layer, to the end of the phase, or of the step.

    "layer" goes to the next micro-step that belongs to a layer (it passes over loss, clip and update).
    """

    unit: Unit = "step"


@dataclass(frozen=True)
class Retreat:
    """Go back by one unit, exactly, and stay paused: what Advance with that unit has done is undone.

    Counted from where the run is on its way to, if it is; see :class:`Seek`.
    """

    unit: Unit = "micro"


@dataclass(frozen=True)
class Seek:
    """Go to a position between the first and the furthest that can be reached, exactly, and stay paused.

    ``position`` is the number of micro-steps done since the seed. What is far is computed in slices: the frames that follow
    tell how far it has come. Another Seek takes its place at once.
    """

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
    sample
        Sample (0…B−1) of the batch that parts about one site describe; −1: the whole batch.
    every
        A column that the looks of the frame shall have at every step, which costs time; "": at as many as are cheap.
    """

    wants: frozenset[str] = frozenset()
    site: int = 1
    units: int = 32
    sample: int = -1
    every: str = ""


@dataclass(frozen=True)
class Check:
    """Compare the present experiment with autograd and finite differences, on a network of its own; the run waits meanwhile.

    Answered by :class:`Checked`.
    """


@dataclass(frozen=True)
class Variant:
    """A run beside the run: the same experiment but for ``patch``, on the same seed and the same batches.

    Attributes
    ----------
    name
        What its numbers in a frame are known by.
    patch
        The fields in which it differs.
    branch
        Start from the run's present state instead of the seed. It must have parameters of the same shapes.
    """

    name: str
    patch: Patch
    branch: bool = False


@dataclass(frozen=True)
class Compare:
    """Keep these variants beside the run, at most three; those that are there already go on, all others end.

    They stay at the same step and phase as the run, which waits for them.
    """

    variants: tuple[Variant, ...] = ()


@dataclass(frozen=True)
class Stop:
    """End the engine process."""


Command = Build | Change | Keep | Play | Pause | Advance | Retreat | Seek | Reset | Ask | Check | Compare | Stop


@dataclass(frozen=True)
class Past:
    """Where a run stands between what can be reached; positions are micro-steps done since the seed.

    Attributes
    ----------
    first, position, furthest
        The earliest that can be reached, the present, and the furthest reached in this future.
    micro_steps
        Number of micro-steps of a step.
    target, progress
        Where the run is on its way to, None: it is there; and how much of the way is done, 0…1.
    kept
        Some of the steps whose states are kept.
    used, budget
        Bytes taken by kept states, and how many they may take.
    """

    first: int = 0
    position: int = 0
    furthest: int = 0
    micro_steps: int = 1
    target: int | None = None
    progress: float = 1.0
    kept: tuple[int, ...] = ()
    used: int = 0
    budget: int = BUDGET


@dataclass(frozen=True)
class Beside:
    """What the window draws of a variant.

    Attributes
    ----------
    name, snapshot
        Which variant, and its state now.
    experiment
        What it runs, where that is not what was told last.
    records
        One row for every step completed since the last frame.
    known
        Number of completed steps that belong to its present future; what was told of later ones is void.
    start
        Step whose state of the run it has started from; −1: from the seed.
    progress
        How much of the way to the run's position it has done, 0…1; at 1 it is there.
    problem
        Why it stands still while the others go on, None where it does not.
    parts
        What was asked for of it, too (:data:`gradsim.parts.BESIDE`); parts about one site are those of its site of the same
        name, None where it has none.
    looks
        Complete snapshots after single steps, as those of a :class:`Frame`.
    """

    name: str
    experiment: Experiment | None
    snapshot: Snapshot
    records: Records
    known: int
    start: int = -1
    progress: float = 1.0
    problem: Problem | None = None
    parts: Parts = field(default_factory=Parts)
    looks: tuple[Snapshot, ...] = ()


@dataclass(frozen=True)
class Frame:
    """What the window draws.

    Attributes
    ----------
    snapshot
        The complete state now; on the way to another position, the state where it set out.
    records
        One row for every step completed for the first time in this future since the last frame.
    parts
        What was asked for beyond the columns.
    looks
        Complete snapshots after single steps, taken since the last frame, oldest first: all columns over time. A column
        that was not measured anew at that step is missing there.
    running, speed
        Whether the engine runs on by itself, and how fast (micro-steps per second).
    device
        Where the tensors are: "cpu", "cuda:0".
    notice
        Something the user must be told (a fallback, a non-finite number), once.
    checkpoint_step
        Step of the last autosaved checkpoint, −1: none.
    past
        Where the run stands in its timeline.
    settings
        The experiment with the live fields of then, when going along the timeline has changed them; told once.
    beside
        The variants, in the order of :class:`Compare`.
    dropped
        Variants that ended because they do not fit the edited experiment, by name, and why; told once.
    """

    snapshot: Snapshot
    records: Records
    running: bool
    speed: float
    device: str
    parts: Parts = field(default_factory=Parts)
    looks: tuple[Snapshot, ...] = ()
    notice: Problem | None = None
    checkpoint_step: int = -1
    past: Past = field(default_factory=Past)
    settings: Experiment | None = None
    beside: tuple[Beside, ...] = ()
    dropped: tuple[tuple[str, Problem], ...] = ()

    @property
    def busy(self) -> bool:
        """Whether the next frame will be another one: the engine runs, or it or a variant is on its way somewhere."""
        return self.running or self.past.target is not None or any(other.progress < 1 for other in self.beside)


@dataclass(frozen=True)
class Refused:
    """The command was not carried out; the run goes on as it was."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Checked:
    """What the self-check found."""

    report: Report


Reply = Frame | Checked | Refused
