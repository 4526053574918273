"""The menu bar, read from the table of actions, with the menus that fill themselves in their places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from ui.menus import PicturesMenu, ReadyMenu, RecentMenu

if TYPE_CHECKING:
    from ui.main_window import MainWindow


def filled_menu_bar(window: MainWindow) -> dict[str, QMenu]:
    """Fill the menu bar of a window that has its actions, commands and docks; returns the menus by their keys."""
    actions = window.actions_
    menus: dict[str, QMenu] = {}
    for key in ("file", "edit", "run", "view", "help"):
        menus[key] = window.menuBar().addMenu("")
        menus[key].addActions(actions.of_menu(key))
    menus["recent"] = RecentMenu(window.preferences, window.commands, window)
    menus["ready"] = ReadyMenu(window.commands, window)
    menus["pictures"] = PicturesMenu(window)
    file, view = menus["file"], menus["view"]
    file.insertMenu(actions["open"], menus["ready"])
    file.insertMenu(actions["save"], menus["recent"])
    for key in ("save", "export", "quit"):
        file.insertSeparator(actions[key])
    first, last = actions["larger"], actions["restore_layout"]
    for key in ("perspective", "theme", "language"):
        menus[key] = QMenu(window)
        menus[key].addActions(actions.of_menu(key))
        view.insertMenu(first, menus[key])
    view.insertSeparator(first)
    view.insertSeparator(actions["full_screen"])
    view.insertMenu(last, menus["pictures"])
    view.insertActions(last, [dock.toggleViewAction() for dock in window.docks.both])
    menus["edit"].insertSeparator(actions["preferences"])
    for key in ("reset", "faster", "check", "next_layer"):
        menus["run"].insertSeparator(actions[key])
    return menus
