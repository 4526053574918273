"""Taking actions out of a menu."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu


def empty(menu: QMenu) -> None:
    """Take every action out of a menu and delete those that are its own.

    ``QMenu.clear()`` is not used: a process has died in it, PySide 6.11 seems to let go of the actions' Python objects there
    before it has done with them.
    """
    for action in menu.actions():
        menu.removeAction(action)
        if action.parent() == menu:
            action.deleteLater()
