"""The network editor: which kind of network it is, at the head of the form; families stand apart in its list."""

from __future__ import annotations

from typing import Any

from pydantic.fields import FieldInfo
from PySide6.QtWidgets import QWidget

from ui import texts
from ui.panels.option_rows import KindEditor


class NetworkEditor(KindEditor):
    """Chooses the kind of the network; it has the width of the form."""

    def __init__(self, path: str, field: FieldInfo, parent: QWidget | None = None) -> None:
        super().__init__(path, field, parent)
        self._choices = self._with_gaps()
        self.label.setProperty("class", "section")
        self.rows.setSpacing(4)
        self.retranslate()

    def set_value(self, value: Any) -> None:
        super().set_value(value)
        self.combo.setToolTip(texts.spec_help(type(value)))

    def retranslate(self) -> None:
        super().retranslate()
        present = self.combo.currentIndex()
        for index, choice in enumerate(self._choices):
            if choice is None:
                self.combo.removeItem(index)
                self.combo.insertSeparator(index)
        self.combo.setCurrentIndex(present)

    def choice_help(self, choice: Any) -> str:
        return super().choice_help(choice) if choice is not None else ""

    def place(self) -> None:
        self.rows.addWidget(self.label)
        self.rows.addWidget(self.combo)

    def _with_gaps(self) -> list[str | None]:
        """The kinds, with None between two families."""
        found: list[str | None] = []
        family = ""
        for name in self.kinds():
            if found and self.kind(name).spec.family != family:
                found.append(None)
            family = self.kind(name).spec.family
            found.append(name)
        return found
