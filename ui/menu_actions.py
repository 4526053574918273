"""Taking actions out of a menu."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu


def empty(menu: QMenu) -> None:
    """Take every action out of a menu and delete those that are its own.

    ``QMenu.clear()`` is not used: PySide 6.11 lets go of the actions' Python objects there and goes on to use them, of which
    the process dies now and then.
    """
    for action in menu.actions():
        menu.removeAction(action)
        if action.parent() == menu:
            action.deleteLater()
