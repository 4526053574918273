"""What all field editors share: the base class, the line that is typed into, and widgets that leave the wheel alone."""

from __future__ import annotations

from typing import Any

from pydantic.fields import FieldInfo
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QSlider, QVBoxLayout, QWidget

from ui import texts
from ui.combo import Combo


class Editor(QWidget):
    """Edits the field at ``path``. ``edited`` carries the new value and the gesture it belongs to ("": on its own)."""

    edited = Signal(object, object)

    def __init__(self, path: str, field: FieldInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path, self.field = path, field
        self.label = QLabel(self)
        self.error = QLabel(self)
        self.error.setProperty("class", "alarm")
        self.error.setWordWrap(True)
        self.error.hide()
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(1)

    def set_value(self, value: Any) -> None:
        """Show ``value`` without reporting an edit, and forget a complaint."""
        self.set_error("")

    def set_error(self, text: str) -> None:
        """Show what is wrong under the field; "" hides it."""
        self.error.setText(text)
        self.error.setVisible(bool(text))

    def retranslate(self) -> None:
        """The language changed."""
        self.label.setText(texts.title(self.field))
        self.setToolTip(texts.explanation(self.field))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class CalmSlider(QSlider):
    """A slider that lets the wheel scroll the form."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class CalmCombo(Combo):
    """A combo box that lets the wheel scroll the form."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class ValueLine(QLineEdit):
    """A line whose text is committed by Enter or by leaving it, and restored by Escape."""

    committed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = ""
        self.editingFinished.connect(self._on_self_editing_finished)

    def show_text(self, text: str) -> None:
        """Show a text that is not an edit."""
        self._shown = text
        self.setText(text)
        self.setCursorPosition(0)
        self.set_invalid(False)

    def set_invalid(self, invalid: bool) -> None:
        """Colour the line's border as an alarm."""
        if self.property("invalid") != invalid:
            self.setProperty("invalid", invalid)
            self.style().unpolish(self)
            self.style().polish(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.show_text(self._shown)
            self.committed.emit(self._shown)
            return
        super().keyPressEvent(event)

    def _on_self_editing_finished(self) -> None:
        if self.text() != self._shown:
            self.committed.emit(self.text())
