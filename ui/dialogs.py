"""The two small dialogs of the help menu: the table of shortcuts, and what Gradsim is made of."""

from __future__ import annotations

import platform
from importlib import metadata

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from gradsim import __version__
from ui.actions import ACTIONS, Actions, key_names

LIBRARIES = ("PySide6-Essentials", "pyqtgraph", "torch", "numpy", "pydantic", "scikit-learn")


class HelpDialog(QDialog):
    """A title, a body, a button to close; shown beside the window, which can be used meanwhile. Sub-classes word it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.body = QVBoxLayout()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(self.body)
        layout.addWidget(self.buttons)

    def retranslate(self) -> None:
        """Word everything again."""

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


GESTURES = (
    (QT_TRANSLATE_NOOP("Gesture", "Hover"), QT_TRANSLATE_NOOP("Gesture", "The numbers of what is under the mouse")),
    (QT_TRANSLATE_NOOP("Gesture", "Click on a column or row"),
     QT_TRANSLATE_NOOP("Gesture", "Choose that layer or time step")),
    (QT_TRANSLATE_NOOP("Gesture", "Double click on a column or row"),
     QT_TRANSLATE_NOOP("Gesture", "Open that layer or time step in the Layer perspective")),
    (QT_TRANSLATE_NOOP("Gesture", "Click on a curve over steps"), QT_TRANSLATE_NOOP("Gesture", "Go to that step")),
    (QT_TRANSLATE_NOOP("Gesture", "Wheel, +, −"), QT_TRANSLATE_NOOP("Gesture", "Show more or less of it")),
    (QT_TRANSLATE_NOOP("Gesture", "Wheel over the numbers of an axis"),
     QT_TRANSLATE_NOOP("Gesture", "Stretch or shrink the vertical axis")),
    (QT_TRANSLATE_NOOP("Gesture", "Drag"), QT_TRANSLATE_NOOP("Gesture", "Move what is shown")),
    (QT_TRANSLATE_NOOP("Gesture", "A, double click beside all that"), QT_TRANSLATE_NOOP("Gesture", "Show all again")),
    (QT_TRANSLATE_NOOP("Gesture", "Double click on a title"),
     QT_TRANSLATE_NOOP("Gesture", "Enlarge the picture, or back again")),
    (QT_TRANSLATE_NOOP("Gesture", "Right click"),
     QT_TRANSLATE_NOOP("Gesture", "Save, copy, explain, undock or close the picture")),
)
"""What mouse and keys do in pictures."""


class ShortcutsDialog(HelpDialog):
    """Every action that has a key, and what mouse and keys do in pictures."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self._actions = actions
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self.body.addWidget(self._area)
        self.retranslate()
        self.resize(self._table.sizeHint().width() + 4 * self.fontMetrics().height(), 620)

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Keys and mouse"))
        self._table = QWidget(self)
        self._grid = QGridLayout(self._table)
        self._grid.setHorizontalSpacing(28)
        self._grid.setColumnStretch(1, 1)
        self._add_heading(self.tr("Everywhere"))
        for spec in ACTIONS:
            if spec.shortcuts:
                self._add_row(key_names(spec), self._actions.plain_text(spec))
        self._add_heading(self.tr("In pictures"))
        for gesture, effect in GESTURES:
            self._add_row(*(QCoreApplication.translate("Gesture", text) for text in (gesture, effect)))
        self._area.setWidget(self._table)  # deletes the table before it

    def _add_heading(self, text: str) -> None:
        heading = QLabel(text, self._table)
        heading.setProperty("class", "section")
        self._grid.addWidget(heading, self._grid.rowCount(), 0, 1, 2)

    def _add_row(self, keys: str, text: str) -> None:
        row, names = self._grid.rowCount(), QLabel(keys, self._table)
        names.setProperty("class", "value")
        self._grid.addWidget(names, row, 0)
        self._grid.addWidget(QLabel(text, self._table), row, 1)


class AboutDialog(HelpDialog):
    """Version, libraries and licences."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        title, self._what, versions, self._licence = (QLabel(self) for _ in range(4))
        title.setText(f"Gradsim {__version__}")
        title.setProperty("class", "title")
        lines = [f"Python {platform.python_version()}", *(f"{name} {_version(name)}" for name in LIBRARIES)]
        versions.setText("\n".join(lines))
        versions.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for label in (self._what, self._licence):
            label.setWordWrap(True)
        for label in (title, self._what, versions, self._licence):
            self.body.addWidget(label)
        self.setMinimumWidth(420)
        self.retranslate()

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("About Gradsim"))
        self._what.setText(
            self.tr("A laboratory for what happens to the gradient on its way back through a deep network."))
        self._licence.setText(self.tr("Gradsim is free software under the MIT licence. Qt and PySide6 are used under the "
                                      "LGPL 3, the other libraries under BSD-like licences."))


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "–"
