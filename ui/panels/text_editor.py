"""The editor of a text, which others build on."""

from __future__ import annotations

from typing import Any

from pydantic.fields import FieldInfo
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.panels.editor_base import Editor, ValueLine


class TextEditor(Editor):
    """A text, or a list written as text."""

    def __init__(self, path: str, field: FieldInfo, parent: QWidget | None = None) -> None:
        super().__init__(path, field, parent)
        self.line = ValueLine(self)
        self.line.committed.connect(self._on_line_committed)
        self.top = QHBoxLayout()
        self.top.addWidget(self.label, 1)
        self.top.addWidget(self.line, 2)
        self.rows.addLayout(self.top)
        self.rows.addWidget(self.error)
        self.retranslate()

    def set_value(self, value: Any) -> None:
        super().set_value(value)
        self.line.show_text(self.to_text(value))

    def set_error(self, text: str) -> None:
        super().set_error(text)
        self.line.set_invalid(bool(text))

    def to_text(self, value: Any) -> str:
        """The value as it is shown."""
        return str(value)

    def from_text(self, text: str) -> Any:
        """The value that was typed; what cannot be read is given as text, and refused by the experiment."""
        return text

    def _on_line_committed(self, text: str) -> None:
        self.edited.emit(self.from_text(text), "")
