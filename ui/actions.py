"""The table of all actions: key, text, shortcuts, icon, menu, handler. Menus, toolbar and F1 are read from it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from ui.i18n import NAMES
from ui.icons import themed_icon
from ui.theme import Theme


@dataclass(frozen=True)
class ActionSpec:
    """One row. ``handler`` names a method of the commands; ``choice`` is passed to it where several rows share one.

    ``over_time`` is the text where the sites of the network are time steps; "": the same.
    """

    key: str
    text: str
    menu: str
    handler: str
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    choice: object = None
    group: str = ""
    role: QAction.MenuRole = QAction.MenuRole.NoRole
    repeats: bool = False
    over_time: str = ""

    @property
    def checkable(self) -> bool:
        """Whether it is one of a group of choices."""
        return bool(self.group)


MENUS = {
    "file": QT_TRANSLATE_NOOP("Menu", "&File"),
    "edit": QT_TRANSLATE_NOOP("Menu", "&Edit"),
    "run": QT_TRANSLATE_NOOP("Menu", "&Run"),
    "view": QT_TRANSLATE_NOOP("Menu", "&View"),
    "perspective": QT_TRANSLATE_NOOP("Menu", "&Perspective"),
    "pictures": QT_TRANSLATE_NOOP("Menu", "P&ictures"),
    "theme": QT_TRANSLATE_NOOP("Menu", "&Theme"),
    "language": QT_TRANSLATE_NOOP("Menu", "&Language"),
    "help": QT_TRANSLATE_NOOP("Menu", "&Help"),
    "ready": QT_TRANSLATE_NOOP("Menu", "E&xamples"),
    "recent": QT_TRANSLATE_NOOP("Menu", "Open &recent"),
}
SYSTEM = QT_TRANSLATE_NOOP("Action", "As the system")

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("open", QT_TRANSLATE_NOOP("Action", "&Open…"), "file", "open", ("Ctrl+O",), "open"),
    ActionSpec("save", QT_TRANSLATE_NOOP("Action", "&Save"), "file", "save", ("Ctrl+S",), "save"),
    ActionSpec("save_as", QT_TRANSLATE_NOOP("Action", "Save &as…"), "file", "save_as", ("Ctrl+Shift+S",)),
    ActionSpec("export", QT_TRANSLATE_NOOP("Action", "&Export picture…"), "file", "export", ("Ctrl+E",), "export"),
    ActionSpec("quit", QT_TRANSLATE_NOOP("Action", "&Quit"), "file", "quit", ("Ctrl+Q",),
               role=QAction.MenuRole.QuitRole),
    ActionSpec("undo", QT_TRANSLATE_NOOP("Action", "&Undo"), "edit", "undo", ("Ctrl+Z",), "undo"),
    ActionSpec("redo", QT_TRANSLATE_NOOP("Action", "&Redo"), "edit", "redo", ("Ctrl+Y", "Ctrl+Shift+Z"), "redo"),
    ActionSpec("preferences", QT_TRANSLATE_NOOP("Action", "&Preferences…"), "edit", "show_preferences", ("Ctrl+,",),
               role=QAction.MenuRole.PreferencesRole),
    ActionSpec("play", QT_TRANSLATE_NOOP("Action", "Play or pause"), "run", "play", ("Space",), "play"),
    ActionSpec("micro", QT_TRANSLATE_NOOP("Action", "One micro-step"), "run", "advance", ("Right",), "micro",
               choice="micro", repeats=True),
    ActionSpec("layer", QT_TRANSLATE_NOOP("Action", "One layer"), "run", "advance", ("Shift+Right",), "layer",
               choice="layer", repeats=True, over_time=QT_TRANSLATE_NOOP("Action", "One time step")),
    ActionSpec("phase", QT_TRANSLATE_NOOP("Action", "One phase"), "run", "advance", ("P", "Alt+Right"), "phase",
               choice="phase", repeats=True),
    ActionSpec("step", QT_TRANSLATE_NOOP("Action", "One step"), "run", "advance", ("Ctrl+Right",), "step",
               choice="step", repeats=True),
    ActionSpec("back_micro", QT_TRANSLATE_NOOP("Action", "Back by one micro-step"), "run", "retreat", ("Left",), "back",
               choice="micro", repeats=True),
    ActionSpec("back_layer", QT_TRANSLATE_NOOP("Action", "Back by one layer"), "run", "retreat", ("Shift+Left",),
               choice="layer", repeats=True, over_time=QT_TRANSLATE_NOOP("Action", "Back by one time step")),
    ActionSpec("back_phase", QT_TRANSLATE_NOOP("Action", "Back by one phase"), "run", "retreat", ("Alt+Left",),
               choice="phase", repeats=True),
    ActionSpec("back_step", QT_TRANSLATE_NOOP("Action", "Back by one step"), "run", "retreat", ("Ctrl+Left",), "back",
               choice="step", repeats=True),
    ActionSpec("reset", QT_TRANSLATE_NOOP("Action", "Back to step 0 (same seed)"), "run", "reset", ("R",), "reset"),
    ActionSpec("reseed", QT_TRANSLATE_NOOP("Action", "New seed"), "run", "reseed", ("Shift+R",), "reseed"),
    ActionSpec("faster", QT_TRANSLATE_NOOP("Action", "Faster"), "run", "change_speed", ("+", "="), choice=1,
               repeats=True),
    ActionSpec("slower", QT_TRANSLATE_NOOP("Action", "Slower"), "run", "change_speed", ("-",), choice=-1,
               repeats=True),
    ActionSpec("check", QT_TRANSLATE_NOOP("Action", "Self-check…"), "run", "show_check"),
    ActionSpec("next_layer", QT_TRANSLATE_NOOP("Action", "Select the next layer"), "run", "select", (".",), choice=1,
               repeats=True, over_time=QT_TRANSLATE_NOOP("Action", "Select the next time step")),
    ActionSpec("previous_layer", QT_TRANSLATE_NOOP("Action", "Select the previous layer"), "run", "select", (",",),
               choice=-1, repeats=True, over_time=QT_TRANSLATE_NOOP("Action", "Select the previous time step")),
    ActionSpec("show_chain", QT_TRANSLATE_NOOP("Action", "Chain"), "perspective", "choose_perspective", ("Ctrl+1",),
               choice="chain", group="perspective"),
    ActionSpec("show_layer", QT_TRANSLATE_NOOP("Action", "Layer"), "perspective", "choose_perspective", ("Ctrl+2",),
               choice="layer", group="perspective"),
    ActionSpec("show_time", QT_TRANSLATE_NOOP("Action", "Time"), "perspective", "choose_perspective", ("Ctrl+3",),
               choice="time", group="perspective"),
    ActionSpec("show_compare", QT_TRANSLATE_NOOP("Action", "Compare"), "perspective", "choose_perspective", ("Ctrl+4",),
               choice="compare", group="perspective"),
    ActionSpec("show_sweep", QT_TRANSLATE_NOOP("Action", "Sweep"), "perspective", "choose_perspective", ("Ctrl+5",),
               choice="sweep", group="perspective"),
    ActionSpec("theme_system", SYSTEM, "theme", "choose_theme", choice="system", group="theme"),
    ActionSpec("theme_light", QT_TRANSLATE_NOOP("Action", "Light"), "theme", "choose_theme", choice="light",
               group="theme"),
    ActionSpec("theme_dark", QT_TRANSLATE_NOOP("Action", "Dark"), "theme", "choose_theme", choice="dark",
               group="theme"),
    ActionSpec("theme_projector", QT_TRANSLATE_NOOP("Action", "Projector (large, high contrast)"), "theme",
               "choose_theme", choice="projector", group="theme"),
    ActionSpec("language_system", SYSTEM, "language", "choose_language", choice="system", group="language"),
    ActionSpec("language_en", NAMES["en"], "language", "choose_language", choice="en", group="language"),
    ActionSpec("language_zh_CN", NAMES["zh_CN"], "language", "choose_language", choice="zh_CN", group="language"),
    ActionSpec("language_zh_TW", NAMES["zh_TW"], "language", "choose_language", choice="zh_TW", group="language"),
    ActionSpec("larger", QT_TRANSLATE_NOOP("Action", "Larger type"), "view", "zoom", ("Ctrl++", "Ctrl+="), choice=1),
    ActionSpec("smaller", QT_TRANSLATE_NOOP("Action", "Smaller type"), "view", "zoom", ("Ctrl+-",), choice=-1),
    ActionSpec("normal_size", QT_TRANSLATE_NOOP("Action", "Normal type"), "view", "zoom", ("Ctrl+0",), choice=0),
    ActionSpec("full_screen", QT_TRANSLATE_NOOP("Action", "Full screen"), "view", "full_screen", ("F11",)),
    ActionSpec("restore_layout", QT_TRANSLATE_NOOP("Action", "Restore the default layout"), "view", "restore_layout"),
    ActionSpec("shortcuts", QT_TRANSLATE_NOOP("Action", "Keys and mouse"), "help", "show_shortcuts", ("F1",)),
    ActionSpec("about", QT_TRANSLATE_NOOP("Action", "About Gradsim"), "help", "show_about",
               role=QAction.MenuRole.AboutRole),
)


MARKS = re.compile(r"\(&.\)|&|…")  # of menus: the letter to press with Alt (Chinese names have it behind them), a dialog


class Actions(QObject):
    """The table as QActions, connected to the methods of ``commands`` that it names."""

    def __init__(self, commands: QObject, parent: QObject) -> None:
        super().__init__(parent)
        self._commands = commands
        self._groups: dict[str, QActionGroup] = {}
        self._over_time = False
        self.by_key: dict[str, QAction] = {}
        for spec in ACTIONS:
            self.by_key[spec.key] = self._make(spec)
        self.retranslate()

    def __getitem__(self, key: str) -> QAction:
        return self.by_key[key]

    def of_menu(self, menu: str) -> list[QAction]:
        """The actions of a menu, in the order of the table."""
        return [self.by_key[spec.key] for spec in ACTIONS if spec.menu == menu]

    def all(self) -> Iterable[QAction]:
        """Every action."""
        return self.by_key.values()

    def set_theme(self, theme: Theme) -> None:
        """Tint the icons."""
        for spec in ACTIONS:
            if spec.icon:
                color = theme.on_accent if spec.key == "play" else ""
                self.by_key[spec.key].setIcon(themed_icon(spec.icon, theme, color))

    def set_over_time(self, over_time: bool) -> None:
        """Whether a network's sites are time steps: some actions are then called so."""
        if over_time != self._over_time:
            self._over_time = over_time
            self.retranslate()

    def retranslate(self) -> None:
        """Word everything again."""
        for spec in ACTIONS:
            action = self.by_key[spec.key]
            action.setText(self._text(spec))
            plain = self.plain_text(spec)
            keys = key_names(spec)
            action.setToolTip(f"{plain} ({keys})" if keys else plain)

    def plain_text(self, spec: ActionSpec) -> str:
        """What an action does, in words without marks of menus."""
        return MARKS.sub("", self._text(spec))

    def _text(self, spec: ActionSpec) -> str:
        source = spec.over_time if self._over_time and spec.over_time else spec.text
        return QCoreApplication.translate("Action", source)

    def check(self, group: str, choice: object) -> None:
        """Mark the chosen one of a group."""
        for spec in ACTIONS:
            if spec.group == group:
                self.by_key[spec.key].setChecked(spec.choice == choice)

    def _make(self, spec: ActionSpec) -> QAction:
        action = QAction(self)
        action.setObjectName(spec.key)
        action.setShortcuts([QKeySequence(key) for key in spec.shortcuts])
        action.setMenuRole(spec.role)
        action.setAutoRepeat(spec.repeats)
        action.setData(spec)
        action.setCheckable(spec.checkable)
        if spec.group:
            self._groups.setdefault(spec.group, QActionGroup(self)).addAction(action)
        action.triggered.connect(self._on_action_triggered)
        return action

    def _on_action_triggered(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        spec = action.data()
        handler = getattr(self._commands, spec.handler)
        handler() if spec.choice is None else handler(spec.choice)


def key_names(spec: ActionSpec) -> str:
    """The shortcuts of a row as they are written on keys."""
    return ", ".join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in spec.shortcuts)
