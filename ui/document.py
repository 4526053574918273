"""Document: the present experiment, its file, and the undo stack."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from gradsim.experiment import Experiment
from ui.preferences import Preferences

MERGE_ID = 1


class ReplaceExperiment(QUndoCommand):
    """Another experiment takes the present one's place; the edits of one gesture (a slider's drag) are one command."""

    def __init__(self, document: Document, new: Experiment, text: str, gesture: str = "") -> None:
        super().__init__(text)
        self._document = document
        self._old = document.experiment
        self.new, self.gesture = new, gesture

    def id(self) -> int:
        return MERGE_ID if self.gesture else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        assert isinstance(other, ReplaceExperiment)
        if other.gesture != self.gesture:
            return False
        self.new = other.new
        return True

    def redo(self) -> None:
        self._document.show(self.new, self._document.path)

    def undo(self) -> None:
        self._document.show(self._old, self._document.path)


class OpenExperiment(QUndoCommand):
    """Another file (or one of the ready experiments, which has none) takes the place of the present one."""

    def __init__(self, document: Document, new: Experiment, path: Path | None, text: str) -> None:
        super().__init__(text)
        self._document = document
        self._old, self._old_path = document.experiment, document.path
        self._new, self._path = new, path

    def redo(self) -> None:
        self._document.show(self._new, self._path)

    def undo(self) -> None:
        self._document.show(self._old, self._old_path)


class Document(QObject):
    """What is being edited: an experiment (a value), the file it belongs to, and how it came to be."""

    experiment_changed = Signal(object)
    file_changed = Signal()  # path or modified flag
    history_changed = Signal()  # what can be undone and redone

    def __init__(self, experiment: Experiment, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.experiment = experiment
        self.path: Path | None = None
        self.undo_stack = QUndoStack(self)
        # said by the document, which is silent at its end: the stack speaks once more while it is being destroyed
        self.undo_stack.indexChanged.connect(self.history_changed)
        self._preferences = preferences
        self._on_disk: dict[Path | None, Experiment] = {None: experiment}

    @property
    def modified(self) -> bool:
        """Whether the experiment differs from its file (or from the one the window opened with)."""
        return self.experiment != self._on_disk.get(self.path)

    # ---- edits ------------------------------------------------------------------------------

    def replace(self, experiment: Experiment, text: str, gesture: str = "") -> None:
        """Take over an edited experiment; ``text`` names the edit in the menu.

        Successive edits with the same ``gesture`` are undone together.
        """
        if experiment != self.experiment:
            self.undo_stack.push(ReplaceExperiment(self, experiment, text, gesture))

    def refuse(self, experiment: Experiment) -> None:
        """The engine cannot build ``experiment``: if it is the present one, go back and forget that edit."""
        stack = self.undo_stack
        if experiment != self.experiment or not stack.canUndo():
            return
        command = stack.command(stack.index() - 1)
        stack.undo()
        command.setObsolete(True)  # redone, it leaves the stack without being carried out
        stack.redo()

    def show(self, experiment: Experiment, path: Path | None) -> None:
        """Make ``experiment`` the present one; called by the commands of the undo stack."""
        changed = experiment != self.experiment
        self.experiment, self.path = experiment, path
        if changed:
            self.experiment_changed.emit(experiment)
        self.file_changed.emit()

    # ---- files ------------------------------------------------------------------------------

    def open(self, path: str | os.PathLike[str], text: str) -> None:
        """Read an experiment file; raises GradsimError and keeps the present experiment if it is not a good one."""
        place = Path(path).absolute()
        experiment = Experiment.load(place)
        self._on_disk[place] = experiment
        self._preferences.add_recent(place)
        self.undo_stack.push(OpenExperiment(self, experiment, place, text))

    def start_with(self, experiment: Experiment, path: str | os.PathLike[str]) -> None:
        """Begin with a file that has been read: nothing to undo before it."""
        place = Path(path).absolute()
        self._on_disk[place] = experiment
        self.show(experiment, place)

    def take_template(self, experiment: Experiment, text: str) -> None:
        """Take over one of the ready experiments, which belongs to no file of the user's."""
        self._on_disk[None] = experiment
        self.undo_stack.push(OpenExperiment(self, experiment, None, text))

    def save(self, path: str | os.PathLike[str] | None = None) -> None:
        """Write the experiment to ``path`` or to its own file; raises GradsimError."""
        place = Path(path).absolute() if path is not None else self.path
        if place is None:
            raise ValueError("a document without a file needs a path")
        self.experiment.save(place)
        self.path = place
        self._on_disk[place] = self.experiment
        self._preferences.add_recent(place)
        self.file_changed.emit()

