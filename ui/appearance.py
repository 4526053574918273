"""Appearance: theme, size of type and language of the whole application, switched live."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from ui.i18n import Translations, system_language
from ui.preferences import ZOOMS, Preferences
from ui.theme import DARK, LIGHT, THEMES, Theme, application_font, palette, stylesheet


class Appearance(QObject):
    """What the preferences say, applied to the application."""

    theme_changed = Signal(object)
    language_changed = Signal(object)

    def __init__(self, application: QApplication, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._application, self._preferences = application, preferences
        self._translations = Translations(application)
        self.theme = self._wanted_theme()
        application.styleHints().colorSchemeChanged.connect(self._on_hints_color_scheme_changed)

    @property
    def language(self) -> str:
        """The language in use: "en", "zh_CN" or "zh_TW"."""
        return self._translations.language

    def apply(self) -> None:
        """Apply everything; called once at the start, before the first widget."""
        self._translations.use(self._wanted_language())
        self._dress()

    def choose_theme(self, name: str) -> None:
        """One of the preferences' THEME_NAMES."""
        self._preferences.theme = name
        self._dress()

    def choose_language(self, name: str) -> None:
        """One of the preferences' LANGUAGE_NAMES."""
        self._preferences.language = name
        self._translations.use(self._wanted_language())
        self._dress()
        self.language_changed.emit(self.language)

    def zoom(self, direction: int) -> None:
        """Larger (1), smaller (−1) or normal (0) type."""
        index = ZOOMS.index(self._preferences.zoom) + direction
        self._preferences.zoom = ZOOMS[min(max(index, 0), len(ZOOMS) - 1)] if direction else 100
        self._dress()

    def _wanted_language(self) -> str:
        name = self._preferences.language
        return system_language() if name == "system" else name

    def _wanted_theme(self) -> Theme:
        name, percent = self._preferences.theme, self._preferences.zoom
        if name == "system":
            dark = self._application.styleHints().colorScheme() == Qt.ColorScheme.Dark
            base = DARK if dark else LIGHT
        else:
            base = THEMES[name]
        sizes = {field: round(getattr(base, field) * percent / 100) for field in ("base_size", "small_size",
                                                                                  "title_size")}
        return dataclasses.replace(base, **sizes)

    def _dress(self) -> None:
        self.theme = self._wanted_theme()
        self._application.setStyleSheet("")  # replacing one sheet by another takes ten times as long
        self._application.setPalette(palette(self.theme))
        self._application.setFont(application_font(self.theme, self.language))
        self._application.setStyleSheet(stylesheet(self.theme))
        self.theme_changed.emit(self.theme)

    def _on_hints_color_scheme_changed(self) -> None:
        if self._preferences.theme == "system":
            self._dress()
