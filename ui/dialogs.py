"""The two small dialogs of the help menu: the table of shortcuts, and what Gradsim is made of."""

from __future__ import annotations

import platform
from importlib import metadata

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from gradsim import __version__
from ui.actions import ACTIONS, key_names

LIBRARIES = ("PySide6-Essentials", "pyqtgraph", "torch", "numpy", "pydantic", "scikit-learn")


class HelpDialog(QDialog):
    """A title, a body, a button to close; opened beside the run, which goes on."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        self.body = QVBoxLayout()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(self.body)
        layout.addWidget(self.buttons)


class ShortcutsDialog(HelpDialog):
    """Every action that has a key."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        table = QWidget(self)
        grid = QGridLayout(table)
        grid.setHorizontalSpacing(28)
        for row, spec in enumerate(spec for spec in ACTIONS if spec.shortcuts):
            keys = QLabel(key_names(spec), table)
            keys.setProperty("class", "value")
            text = QCoreApplication.translate("Action", spec.text).replace("&", "").rstrip("…")
            grid.addWidget(keys, row, 0)
            grid.addWidget(QLabel(text, table), row, 1)
        grid.setColumnStretch(1, 1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setWidget(table)
        self.body.addWidget(area)
        self.resize(460, 620)


class AboutDialog(HelpDialog):
    """Version, libraries and licences."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Gradsim"))
        title = QLabel(f"Gradsim {__version__}", self)
        title.setProperty("class", "title")
        what = QLabel(self.tr("A laboratory for what happens to the gradient on its way back through a deep network."),
                      self)
        what.setWordWrap(True)
        lines = [f"Python {platform.python_version()}", *(f"{name} {_version(name)}" for name in LIBRARIES)]
        versions = QLabel("\n".join(lines), self)
        versions.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        licence = QLabel(self.tr("Gradsim is free software under the MIT licence. Qt and PySide6 are used under the "
                                 "LGPL 3, the other libraries under BSD-like licences."), self)
        licence.setWordWrap(True)
        for label in (title, what, versions, licence):
            self.body.addWidget(label)
        self.setMinimumWidth(420)


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "–"
