"""Field editors: one small widget per sort of field, all with the same four methods."""

from __future__ import annotations

import json
from typing import Any

from pydantic.fields import FieldInfo
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QWidget

from ui import texts
from ui.panels.editor_base import CalmCombo, Editor, ValueLine
from ui.panels.number_editor import NumberEditor, number_text, parse_number
from ui.panels.path_editor import PathEditor
from ui.panels.text_editor import TextEditor
from ui.schema import accepts_number, base_type, choices_of, extra_of


class ChoiceEditor(Editor):
    """One of a few values, named by ``texts.kind_name``."""

    def __init__(self, path: str, field: FieldInfo, choices: tuple[Any, ...], parent: QWidget | None = None) -> None:
        super().__init__(path, field, parent)
        self._choices = list(choices)
        self.combo = CalmCombo(self)
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(6)
        self.combo.activated.connect(self._on_combo_activated)
        self.place()
        self.rows.addWidget(self.error)
        self.retranslate()

    def place(self) -> None:
        """Put the label and the combo box into the rows."""
        top = QHBoxLayout()
        top.addWidget(self.label, 1)
        top.addWidget(self.combo, 2)
        self.rows.addLayout(top)

    def set_value(self, value: Any) -> None:
        super().set_value(value)
        if value not in self._choices:
            self._choices.append(value)
            self.retranslate()
        self.combo.setCurrentIndex(self._choices.index(value))

    def retranslate(self) -> None:
        super().retranslate()
        present = self.combo.currentIndex()
        self.combo.clear()
        group = self.path.rpartition(".")[2]
        for index, choice in enumerate(self._choices):
            self.combo.addItem(texts.kind_name(choice, group))
            self.combo.setItemData(index, self.choice_help(choice), Qt.ItemDataRole.ToolTipRole)
        self.combo.setCurrentIndex(present)
        self.combo.setAccessibleName(self.label.text())

    def choice_help(self, choice: Any) -> str:
        """The tooltip of one entry."""
        return ""

    def _on_combo_activated(self, index: int) -> None:
        self.edited.emit(self._choices[index], "")


class FlagEditor(Editor):
    """Yes or no."""

    def __init__(self, path: str, field: FieldInfo, parent: QWidget | None = None) -> None:
        super().__init__(path, field, parent)
        self.box = QCheckBox(self)
        self.box.clicked.connect(self._on_box_clicked)
        self.rows.addWidget(self.box)
        self.rows.addWidget(self.error)
        self.label.hide()
        self.retranslate()

    def set_value(self, value: Any) -> None:
        super().set_value(value)
        self.box.setChecked(bool(value))

    def retranslate(self) -> None:
        super().retranslate()
        self.box.setText(self.label.text())

    def _on_box_clicked(self, checked: bool) -> None:
        self.edited.emit(checked, "")


class ListEditor(TextEditor):
    """Numbers (or matrices) separated by commas; empty: none."""

    def to_text(self, value: Any) -> str:
        return "" if value is None else json.dumps(value)[1:-1]

    def from_text(self, text: str) -> Any:
        if not text.strip():
            return None
        try:
            return json.loads(f"[{text.replace('，', ',')}]")
        except (ValueError, RecursionError):
            return text


class ScaleEditor(ChoiceEditor):
    """A number or one of a few names: the names in a combo box, whose first entry opens a line for the number."""

    NUMBER = "number"

    def __init__(self, path: str, field: FieldInfo, parent: QWidget | None = None) -> None:
        self._line: ValueLine | None = None
        super().__init__(path, field, (self.NUMBER, *choices_of(field.annotation)), parent)
        self._line = ValueLine(self)
        self._line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._line.committed.connect(self._on_number_committed)
        self.rows.insertWidget(1, self._line, 0, Qt.AlignmentFlag.AlignRight)

    @property
    def line(self) -> ValueLine:
        """Where the number is typed."""
        assert self._line is not None
        return self._line

    def set_value(self, value: Any) -> None:
        number = not isinstance(value, str)
        super().set_value(self.NUMBER if number else value)
        self.line.setVisible(number)
        self.line.show_text(number_text(value) if number else "")

    def retranslate(self) -> None:
        super().retranslate()
        self.combo.setItemText(0, self.tr("Number"))

    def _on_combo_activated(self, index: int) -> None:
        self.edited.emit(1.0 if index == 0 else self._choices[index], "")

    def _on_number_committed(self, text: str) -> None:
        self.edited.emit(parse_number(text, False), "")


def editor_for(path: str, field: FieldInfo, parent: QWidget | None = None) -> Editor | None:
    """The editor that fits a field's type; None for a part with kinds of its own, which the form composes."""
    annotation, choices = field.annotation, choices_of(field.annotation)
    if path.endswith(".values") or path.endswith(".widths"):
        return ListEditor(path, field, parent)
    if path == "device":
        return ChoiceEditor(path, field, ("auto", "cpu", "cuda", "mps"), parent)
    if choices:
        return ScaleEditor(path, field, parent) if accepts_number(annotation) else ChoiceEditor(
            path, field, choices, parent)
    plain = base_type(annotation)
    if plain in (int, float):
        return NumberEditor(path, field, parent)
    if plain is bool:
        return FlagEditor(path, field, parent)
    if plain is not str:
        return None
    return PathEditor(path, field, parent) if extra_of(field).get("path") else TextEditor(path, field, parent)
