"""Fields that hold the path of a file or a folder: typed, or looked for in a dialog."""

from __future__ import annotations

from typing import Any

from pydantic.fields import FieldInfo
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QInputDialog, QPushButton, QWidget

from gradsim.fields import Spec
from gradsim.problems import GradsimError
from gradsim.tables import column_names
from ui import texts
from ui.panels.text_editor import TextEditor
from ui.schema import extra_of


class PathEditor(TextEditor):
    """A path with a button that opens the dialog for it."""

    def __init__(self, path: str, field: FieldInfo, parent: QWidget | None = None) -> None:
        self.button = QPushButton()
        super().__init__(path, field, parent)
        self.button.setParent(self)
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._on_button_clicked)
        self.top.addWidget(self.button)

    def set_value(self, value: Any) -> None:
        super().set_value(value)
        self.line.setToolTip(self.to_text(value))
        self.line.end(False)  # the name at the end says more than the folders before it

    def retranslate(self) -> None:
        super().retranslate()
        self.button.setText(self.tr("Browse…"))
        self.button.setAccessibleName(f"{self.label.text()}: {self.button.text()}")

    def _on_button_clicked(self) -> None:
        chosen = ask_path(self, self.field, self.line.text())
        if chosen:
            self.edited.emit(chosen, "")


def path_fields(spec: type[Spec]) -> dict[str, FieldInfo]:
    """The fields of a part that hold a path."""
    return {name: field for name, field in spec.model_fields.items() if extra_of(field).get("path")}


def ask_path(parent: QWidget, field: FieldInfo, start: str = "") -> str:
    """Let the user look for the file or folder of ``field``; "" if the dialog was cancelled."""
    if extra_of(field)["path"] == "directory":
        return QFileDialog.getExistingDirectory(parent, texts.title(field), start)
    tables = QCoreApplication.translate("PathEditor", "Tables (*.csv *.tsv *.txt);;All files (*)")
    return QFileDialog.getOpenFileName(parent, texts.title(field), start, tables)[0]


def ask_target(parent: QWidget, path: str) -> str | None:
    """Let the user choose the column to predict in the CSV file at ``path``.

    None if the dialog was cancelled; "" without asking if the file cannot be read: the experiment says why.
    """
    try:
        names = column_names(path)
    except GradsimError:
        return ""
    name, chosen = QInputDialog.getItem(
        parent, QCoreApplication.translate("PathEditor", "Target"),
        QCoreApplication.translate("PathEditor", "Which column is to be predicted?"), names, len(names) - 1, False)
    if not chosen:
        return None
    return "" if name == names[-1] and names.count(name) > 1 else name
