"""Variants: the runs compared with the one in the window, as the window knows them."""

from __future__ import annotations

import copy
import itertools
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal

from gradsim.experiment import Experiment
from gradsim.messages import Beside, Build, Compare, Frame, Variant
from gradsim.parts import Parts
from gradsim.patches import Patch, patched
from gradsim.problems import GradsimError, Problem
from ui import differences
from ui.curves import Curves
from ui.looks import Looks
from ui.scene import Strand

if TYPE_CHECKING:
    from ui.session import Session

MOST = 3
NEARLY = 0.95
LOOKS = 24 * 2**20
"""Bytes that the looks at one variant may take."""
COLORS = ("strand1", "strand2", "strand3")


@dataclass
class Entry:
    """One variant: what it is, its colour, its record, and what the engine has told of it last."""

    spec: Variant
    color: str
    curves: Curves = field(default_factory=Curves)
    looks: Looks = field(default_factory=lambda: Looks(budget=LOOKS))
    parts: Parts = field(default_factory=Parts)
    beside: Beside | None = None
    experiment: Experiment | None = None
    problem: Problem | None = None
    other: Patch | None = None  # of one that the run has gone on with: what it was in exchange for
    label: str = ""
    words: str = ""
    key: tuple[object, ...] = ()  # what the words were made of

    def become(self, name: str, patch: Patch) -> None:
        """It is another run from now on, in exchange for the one it was."""
        self.other, self.spec = self.spec.patch, Variant(name, patch)
        self.forget()

    def forget(self) -> None:
        """Nothing is known of its run."""
        self.curves, self.looks, self.parts = Curves(), Looks(budget=LOOKS), Parts()
        self.beside = self.experiment = self.problem = None


class Variants(QObject):
    """Keeps the list, sends it to the engine, and fills the strands of scenes.

    Signal ``changed``: variants came or went, or what there is to say of one has changed.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._entries: list[Entry] = []
        self._numbers = itertools.count(1)
        self._told: tuple[object, ...] = ()

    # ---- the list -----------------------------------------------------------------------------

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All variants, in the order in which they were made."""
        return tuple(self._entries)

    def add(self, patch: Patch, branch: bool = False) -> bool:
        """Compare the run with one that differs in ``patch``; ``branch``: from its present state on. A fourth is refused."""
        if len(self._entries) >= MOST:
            self._session.told.emit(Problem("too_many_variants", {"value": MOST + 1, "limit": MOST}))
            return False
        try:
            patched(self._session.document.experiment, patch)
        except GradsimError as error:
            self._session.told.emit(error.problems[0])
            return False
        free = [color for color in COLORS if color not in [entry.color for entry in self._entries]]
        self._entries.append(Entry(Variant(self._name(), patch, branch), free[0]))
        self._send()
        return True

    def remove(self, name: str) -> None:
        """Compare with this one no longer."""
        self._entries = [entry for entry in self._entries if entry.spec.name != name]
        self._send()

    def promote(self, name: str) -> None:
        """Go on with its run, its settings, weights and past; beside it one with the present settings stays."""
        entry = self._entry(name)
        if entry is None or entry.beside is None:
            return
        before, curves, looks = self._session.document.experiment, entry.curves, entry.looks
        after = patched(before, entry.spec.patch)
        entry.become(self._name(), _values(before, entry.spec.patch))
        text = QCoreApplication.translate("Compare", "Go on with {variant}").format(variant=differences.label(before, after))
        self._session.adopt(name, after, text, curves, looks)
        self._send()

    def exchange(self, experiment: Experiment) -> None:
        """The run has become ``experiment``; where undo or redo made it like one it was exchanged for, change back."""
        alike = [(entry, entry.other) for entry in self._entries
                 if entry.other is not None and _is_alike(experiment, entry.spec.patch)]
        for entry, other in alike:
            entry.become(self._name(), other)
        if alike:
            self._send()

    def _name(self) -> str:
        return f"variant {next(self._numbers)}"

    def _entry(self, name: str) -> Entry | None:
        return next((entry for entry in self._entries if entry.spec.name == name), None)

    def _send(self) -> None:
        self.word()
        self._session.client.send(Compare(tuple(entry.spec for entry in self._entries)))
        self._session.clock.redraw()
        self.changed.emit()

    # ---- words --------------------------------------------------------------------------------

    def word(self) -> None:
        """Say in words what every variant differs in, where that has changed."""
        main = self._session.experiment or self._session.document.experiment
        for entry in self._entries:
            other, start = self._experiment(entry), entry.beside.start if entry.beside is not None else -1
            key = (main, other, start, differences.nothing())
            if key != entry.key:
                entry.key = key
                entry.words, entry.label = differences.words(main, other), differences.label(main, other)
                if start >= 0:
                    text = QCoreApplication.translate("Compare", "{differences} from step {step}")
                    entry.label = text.format(differences=entry.label, step=start)

    def _experiment(self, entry: Entry) -> Experiment:
        """What a variant runs, as far as it is known."""
        if entry.experiment is not None:
            return entry.experiment
        try:
            return patched(self._session.document.experiment, entry.spec.patch)
        except GradsimError:
            return self._session.document.experiment

    # ---- replies ------------------------------------------------------------------------------

    def take_frame(self, frame: Frame, command: object) -> None:
        """Take over what a frame tells of the variants."""
        for name, problem in frame.dropped:
            self._drop(name, problem)
        known = {beside.name: beside for beside in frame.beside}
        for entry in self._entries:
            beside = known.get(entry.spec.name)
            if beside is not None:
                self._take(entry, beside)
        lost = isinstance(command, Build) and any(entry.spec.name not in known for entry in self._entries)
        if lost and not self._session.client.is_pending(Compare):
            self._start_again()
        self.word()
        told = tuple((entry.spec.name, entry.problem, entry.words, entry.label, percent_done(entry))
                     for entry in self._entries)
        if told != self._told:
            self._told = told
            self.changed.emit()

    def take_refusal(self) -> None:
        """The engine keeps what it had: forget what it has never told of."""
        self._entries = [entry for entry in self._entries if entry.beside is not None]
        self.changed.emit()

    def strands(self) -> tuple[Strand, ...]:
        """What pictures draw."""
        self.word()
        return tuple(Strand(entry.label, entry.color, self._experiment(entry), entry.beside.snapshot, entry.curves,
                            entry.parts, entry.looks)
                     for entry in self._entries if entry.beside is not None)

    def _take(self, entry: Entry, beside: Beside) -> None:
        if entry.beside is None and beside.start >= 0:
            entry.curves = copy.deepcopy(self._session.curves)  # a branch has the run's past
            entry.curves.forget_from(beside.start)
        if beside.known <= entry.curves.last_step:
            entry.curves.forget_from(beside.known)
        entry.curves.extend(beside.records)
        generation = beside.snapshot.generation
        if entry.beside is not None and entry.beside.snapshot.generation != generation:
            entry.looks.clear()
            entry.parts = Parts()
        entry.parts = beside.parts.over(entry.parts)
        entry.looks.forget_from(beside.known)
        entry.looks.add(look for look in beside.looks if look.generation == generation and look.step < beside.known)
        entry.beside, entry.experiment = beside, beside.experiment or entry.experiment
        if beside.problem != entry.problem:
            entry.problem = beside.problem
            if beside.problem is not None:
                self._session.told.emit(
                    Problem("variant_stopped", {"variant": entry.label, "reason": beside.problem}))

    def _drop(self, name: str, problem: Problem) -> None:
        entry = self._entry(name)
        if entry is not None:
            self._entries.remove(entry)
            self._session.told.emit(Problem("variant_dropped", {"variant": entry.label, "reason": problem}))
            self.changed.emit()

    def _start_again(self) -> None:
        """A new engine knows nothing of the variants."""
        for entry in self._entries:
            entry.spec = replace(entry.spec, branch=False)
            entry.forget()
        self._session.told.emit(Problem("variants_again"))
        self._send()


def percent_done(entry: Entry) -> int:
    """How far it has come on its way to the run; one step behind counts as there."""
    if entry.beside is None:
        return 0
    return round(100 * entry.beside.progress) if entry.beside.progress < NEARLY else 100


def _is_alike(experiment: Experiment, patch: Patch) -> bool:
    """Whether ``patch`` makes no difference."""
    try:
        return not differences.differences(experiment, patched(experiment, patch))
    except GradsimError:
        return False  # the engine will say that it does not fit


def _values(experiment: Experiment, patch: Patch) -> Patch:
    """What the fields of ``patch`` are in ``experiment``."""
    document = experiment.model_dump(mode="json")
    found = []
    for path, _ in patch:
        value = document
        for name in path.split("."):
            value = value[name] if isinstance(value, dict) and name in value else None  # type: ignore[assignment]
        found.append((path, value))
    return tuple(found)
