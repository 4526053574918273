"""Preferences: what the window remembers between two starts. A broken file never blocks a start."""

from __future__ import annotations

from pathlib import Path

import platformdirs
from PySide6.QtCore import QByteArray, QSettings

THEME_NAMES = ("system", "light", "dark", "projector")
LANGUAGE_NAMES = ("system", "en", "zh_CN", "zh_TW")
ZOOMS = (80, 90, 100, 110, 125, 150, 175, 200)
RECENT = 10
BUDGETS = (64, 128, 256, 512, 1024, 2048, 4096)  # MB
MIB = 2**20


def default_path() -> Path:
    """The INI file of the present user."""
    return Path(platformdirs.user_config_dir("gradsim", appauthor=False)) / "window.ini"


class Preferences:
    """Typed access to an INI file; whatever is unreadable or out of range counts as not set."""

    def __init__(self, path: Path | None = None) -> None:
        self._settings = QSettings(str(path or default_path()), QSettings.Format.IniFormat)

    # ---- choices ----------------------------------------------------------------------------

    @property
    def theme(self) -> str:
        """One of THEME_NAMES."""
        return self._choice("theme", THEME_NAMES)

    @theme.setter
    def theme(self, name: str) -> None:
        self._settings.setValue("theme", name)

    @property
    def language(self) -> str:
        """One of LANGUAGE_NAMES."""
        return self._choice("language", LANGUAGE_NAMES)

    @language.setter
    def language(self, name: str) -> None:
        self._settings.setValue("language", name)

    @property
    def zoom(self) -> int:
        """Size of all type in percent, one of ZOOMS."""
        text = str(self._settings.value("zoom", "100"))
        return int(text) if text.isdigit() and int(text) in ZOOMS else 100

    @zoom.setter
    def zoom(self, percent: int) -> None:
        self._settings.setValue("zoom", percent)

    @property
    def perspective(self) -> str:
        """The perspective shown last; "" for none."""
        value = self._settings.value("perspective", "")
        return value if isinstance(value, str) else ""

    @perspective.setter
    def perspective(self, name: str) -> None:
        self._settings.setValue("perspective", name)

    @property
    def budget(self) -> int:
        """Memory for going back in time in MB, one of BUDGETS."""
        text = str(self._settings.value("budget", "256"))
        return int(text) if text.isdigit() and int(text) in BUDGETS else 256

    @budget.setter
    def budget(self, size: int) -> None:
        self._settings.setValue("budget", size)

    @property
    def folder(self) -> Path:
        """Where the last file was opened or saved."""
        folder = Path(str(self._settings.value("folder", "")))
        return folder if str(folder) != "." and folder.is_dir() else Path.home()

    @folder.setter
    def folder(self, folder: Path) -> None:
        self._settings.setValue("folder", str(folder))

    def choice(self, view: str) -> str:
        """What the tools of a picture were set to; "" if they were not."""
        value = self._settings.value(f"view/{view}", "")
        return value if isinstance(value, str) else ""

    def set_choice(self, view: str, word: str) -> None:
        """Remember what the tools of a picture are set to."""
        self._settings.setValue(f"view/{view}", word)

    # ---- recent files -----------------------------------------------------------------------

    @property
    def recent(self) -> list[Path]:
        """The last files, newest first."""
        value = self._settings.value("recent", [])
        entries = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        return [Path(entry) for entry in entries if isinstance(entry, str) and entry][:RECENT]

    def add_recent(self, path: Path) -> None:
        """Put a file in front of the list, and remember its folder."""
        kept = [path, *(entry for entry in self.recent if entry != path)]
        self._settings.setValue("recent", [str(entry) for entry in kept[:RECENT]])
        self.folder = path.parent

    def clear_recent(self) -> None:
        """Forget the files."""
        self._settings.remove("recent")

    # ---- geometry ---------------------------------------------------------------------------

    def state(self, name: str) -> QByteArray:
        """A saved geometry or arrangement; empty if there is none."""
        value = self._settings.value(f"state/{name}")
        return value if isinstance(value, QByteArray) else QByteArray()

    def set_state(self, name: str, value: QByteArray) -> None:
        """Save a geometry or arrangement."""
        self._settings.setValue(f"state/{name}", value)

    def forget_states(self) -> None:
        """Back to the default arrangement at the next start."""
        self._settings.remove("state")

    def save(self) -> None:
        """Write the file now."""
        self._settings.sync()

    def _choice(self, key: str, allowed: tuple[str, ...]) -> str:
        value = self._settings.value(key, allowed[0])
        return value if isinstance(value, str) and value in allowed else allowed[0]
