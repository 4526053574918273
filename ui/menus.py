"""The two menus whose entries are files: recent ones, and the ready experiments that come with the program."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from ui.preferences import Preferences

READY = Path(__file__).resolve().parent.parent / "assets" / "experiments"


class Opener(Protocol):
    """What opens files: the commands."""

    def open_path(self, path: str) -> None: ...
    def open_ready(self, path: str) -> None: ...


def menu_text(source: str) -> str:
    """The title of a menu in the user's language."""
    return QCoreApplication.translate("Menu", source)


def ready_experiments() -> list[tuple[str, Path]]:
    """Title (English) and path of each ready experiment, in the order of their names."""
    found = []
    for path in sorted(READY.glob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        found.append((str(document["title"]), path))
    return found


class RecentMenu(QMenu):
    """The last files, missing ones greyed."""

    def __init__(self, preferences: Preferences, opener: Opener, parent: QWidget) -> None:
        super().__init__(parent)
        self._preferences, self._opener = preferences, opener
        self.aboutToShow.connect(self.fill)
        self.triggered.connect(self._on_self_triggered)

    def fill(self) -> None:
        """Read the list of files anew."""
        self.clear()
        for path in self._preferences.recent:
            action = self.addAction(path.name)
            action.setData(str(path))
            action.setToolTip(str(path))
            action.setEnabled(_exists(path))
        self.setToolTipsVisible(True)
        if self.isEmpty():
            self.addAction(self.tr("No files yet")).setEnabled(False)
            return
        self.addSeparator()
        self.addAction(self.tr("Clear this list")).setData("")

    def _on_self_triggered(self, action: QAction) -> None:
        if action.data():
            self._opener.open_path(action.data())
        else:
            self._preferences.clear_recent()


class ReadyMenu(QMenu):
    """The ready experiments."""

    def __init__(self, opener: Opener, parent: QWidget) -> None:
        super().__init__(parent)
        self._opener = opener
        self.aboutToShow.connect(self.fill)
        self.triggered.connect(self._on_self_triggered)

    def fill(self) -> None:
        """Read the folder anew."""
        self.clear()
        for title, path in ready_experiments():
            self.addAction(QCoreApplication.translate("Ready", title)).setData(str(path))

    def _on_self_triggered(self, action: QAction) -> None:
        self._opener.open_ready(action.data())


def _exists(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False
