"""Front numbers: the few fields one turns to most, those of them that the present network and data have."""

from __future__ import annotations

from typing import Any

from pydantic.fields import FieldInfo
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gradsim.experiment import Experiment
from ui.panels.editor_base import Editor
from ui.panels.field_editors import editor_for

FRONT = ("model.depth", "model.width", "model.hidden", "model.layers", "model.image_size", "data.length", "data.delay",
         "optimizer.lr", "data.batch_size")


class FrontNumbers(QWidget):
    """An editor per field of FRONT that there is."""

    edited = Signal(object, object, object)  # editor, value, gesture

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editors: list[Editor] = []
        self._fields: dict[str, FieldInfo] = {}
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(8)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the values of ``experiment``."""
        fields = {path: field for path in FRONT if (field := _field(experiment, path)) is not None}
        if {path: id(field) for path, field in fields.items()} != {path: id(field) for path, field in self._fields.items()}:
            self._fields = fields
            self._rebuild()
        for editor in self.editors:
            part, _, name = editor.path.partition(".")
            editor.set_value(getattr(getattr(experiment, part), name))

    def _rebuild(self) -> None:
        for editor in self.editors:
            self._rows.removeWidget(editor)
            editor.hide()
            editor.deleteLater()
        made = [editor_for(path, field, self) for path, field in self._fields.items()]
        self.editors = [editor for editor in made if editor is not None]
        for editor in self.editors:
            editor.edited.connect(self._on_editor_edited)
            self._rows.addWidget(editor)

    def _on_editor_edited(self, value: Any, gesture: str) -> None:
        self.edited.emit(self.sender(), value, gesture)


def _field(experiment: Experiment, path: str) -> FieldInfo | None:
    part, _, name = path.partition(".")
    return type(getattr(experiment, part)).model_fields.get(name)
