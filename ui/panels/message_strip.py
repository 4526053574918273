"""The message strip: sentences the user must see, without stopping anything."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from ui.icons import themed_icon
from ui.theme import Theme

MOST = 3


class MessageStrip(QFrame):
    """Shows the last few messages until they are closed; a message may offer one action."""

    action_clicked = Signal(object)  # the key given with the message

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("class", "finding")
        self._makers: list[Callable[[], str]] = []
        self._action_key = ""
        self.label = QLabel(self)
        self.label.setWordWrap(True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.button = QPushButton(self)
        self.button.hide()
        self.button.clicked.connect(self._on_button_clicked)
        self.close_button = QToolButton(self)
        self.close_button.setProperty("class", "flat")
        self.close_button.clicked.connect(self.clear)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        row.addWidget(self.label, 1)
        row.addWidget(self.button)
        row.addWidget(self.close_button)
        self.hide()
        self.retranslate()

    def tell(self, make: Callable[[], str], action: str = "", action_text: str = "") -> None:
        """Show a message; ``make`` words it, again when the language changes."""
        self._makers = [*(maker for maker in self._makers if maker() != make()), make][-MOST:]
        self._action_key = action
        self.button.setText(action_text)
        self.button.setVisible(bool(action))
        self._word()
        self.show()

    def text(self) -> str:
        """What is shown."""
        return self.label.text() if not self.isHidden() else ""

    def clear(self) -> None:
        """Close all messages."""
        self._makers = []
        self.button.hide()
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Tint the icon."""
        self.close_button.setIcon(themed_icon("close", theme, theme.muted))

    def retranslate(self) -> None:
        """Word everything again."""
        self.close_button.setToolTip(self.tr("Close"))
        self.close_button.setAccessibleName(self.tr("Close"))
        self._word()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _word(self) -> None:
        self.label.setText("\n".join(make() for make in self._makers))

    def _on_button_clicked(self) -> None:
        key = self._action_key
        self.clear()
        self.action_clicked.emit(key)
