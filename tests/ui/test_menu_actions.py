"""Menus are emptied without QMenu.clear()."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QWidget

import ui
from ui.menu_actions import empty


def test_an_emptied_menu_deletes_its_own_actions_and_spares_others(qapp: QApplication, qtbot: Any) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    menu, another = QMenu(owner), QAction("another's", owner)
    ended: list[str] = []
    for _ in range(50):
        menu.addAction("own").destroyed.connect(lambda: ended.append("own"))
        menu.addSeparator()
        menu.addAction(another)
        empty(menu)
        assert menu.isEmpty()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert len(ended) == 50
    assert another.text() == "another's"


def test_no_menu_is_cleared_in_the_way_that_pyside_does_not_survive() -> None:
    sources = {path: path.read_text("utf-8") for path in Path(ui.__file__).parent.rglob("*.py")}
    assert [path.name for path, text in sources.items() if "menu.clear()" in text or "menu().clear()" in text] == []
    assert [path.name for path, text in sources.items() if "(QMenu)" in text and "self.clear()" in text] == []
