"""The menus that are filled when they open: recent files, the ready experiments, and the pictures of the page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from ui.menu_actions import empty
from ui.network_edits import network_kinds
from ui.preferences import Preferences

if TYPE_CHECKING:
    from ui.main_window import MainWindow

FAMILIES = {
    "dense": QT_TRANSLATE_NOOP("Menu", "Dense networks"),
    "convolutional": QT_TRANSLATE_NOOP("Menu", "Convolutional networks"),
    "recurrent": QT_TRANSLATE_NOOP("Menu", "Recurrent networks"),
}
READY = Path(__file__).resolve().parent.parent / "assets" / "experiments"


class Opener(Protocol):
    """What opens files: the commands."""

    def open_path(self, path: str) -> None: ...
    def open_ready(self, path: str) -> None: ...


def menu_text(source: str) -> str:
    """The title of a menu in the user's language."""
    return QCoreApplication.translate("Menu", source)


@dataclass(frozen=True)
class Example:
    """One of the ready experiments: its title (English), its file, and the family of its network."""

    title: str
    path: Path
    family: str


def ready_experiments() -> list[Example]:
    """The ready experiments in the order that teaches: dense, convolutional, recurrent, in each the order of the names."""
    families = {kind.name: kind.spec.family for kind in network_kinds()}
    found = []
    for path in sorted(READY.glob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        found.append(Example(str(document["title"]), path, families[document.get("model", {}).get("kind", "mlp")]))
    return sorted(found, key=lambda example: list(FAMILIES).index(example.family))


def example_title(title: str) -> str:
    """The title of a ready experiment in the user's language; any other title as it is."""
    return QCoreApplication.translate("Ready", title) if title else ""


class RecentMenu(QMenu):
    """The last files, missing ones greyed."""

    def __init__(self, preferences: Preferences, opener: Opener, parent: QWidget) -> None:
        super().__init__(parent)
        self._preferences, self._opener = preferences, opener
        self.aboutToShow.connect(self.fill)
        self.triggered.connect(self._on_self_triggered)

    def fill(self) -> None:
        """Read the list of files anew."""
        empty(self)
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
    """The ready experiments under headings of their families."""

    def __init__(self, opener: Opener, parent: QWidget) -> None:
        super().__init__(parent)
        self._opener = opener
        self.aboutToShow.connect(self.fill)
        self.triggered.connect(self._on_self_triggered)

    def fill(self) -> None:
        """Read the folder anew."""
        empty(self)
        family = ""
        for example in ready_experiments():
            if example.family != family:
                family = example.family
                self._add_heading(menu_text(FAMILIES[family]))
            self.addAction(example_title(example.title)).setData(str(example.path))

    def _add_heading(self, text: str) -> None:
        if not self.isEmpty():
            self.addSeparator()
        heading = self.addAction(text)
        heading.setEnabled(False)
        font = heading.font()
        font.setBold(True)
        heading.setFont(font)

    def _on_self_triggered(self, action: QAction) -> None:
        self._opener.open_ready(action.data())


class PicturesMenu(QMenu):
    """The pictures of the perspective that is shown; those closed come back from here."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """Name the pictures anew."""
        empty(self)
        if hasattr(self._window, "pages"):
            self.addActions([card.toggleViewAction() for card in self._window.pages.cards])


def _exists(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False
