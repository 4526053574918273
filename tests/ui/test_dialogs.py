"""The dialogs that stand beside the window: they hold nothing up, follow the language, and go when the window does."""

from __future__ import annotations

from typing import Any

import pytest
from patience import WAIT
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QLabel

from ui.dialogs import HelpDialog

KEYS = ("shortcuts", "about", "preferences", "check")


def opened(shell: Any, key: str) -> HelpDialog:
    shell.window.actions_[key].trigger()
    (dialog,) = shell.window.findChildren(HelpDialog)
    return dialog


def sentences(dialog: HelpDialog) -> list[str]:
    """The title, and all texts of some length."""
    return [dialog.windowTitle(), *(label.text() for label in dialog.findChildren(QLabel) if len(label.text()) > 24)]


@pytest.mark.parametrize("key", KEYS)
def test_a_dialog_stands_beside_the_window_and_is_there_once(shell: Any, qtbot: Any, key: str) -> None:
    dialog = opened(shell, key)
    assert dialog.isVisible()
    assert QApplication.activeModalWidget() is None
    assert opened(shell, key) is dialog
    dialog.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert not shell.window.findChildren(HelpDialog)


@pytest.mark.parametrize("key", KEYS)
def test_a_dialog_follows_the_language_and_forgets_nothing(shell: Any, qtbot: Any, key: str) -> None:
    dialog = opened(shell, key)
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    before = sentences(dialog)
    shell.appearance.choose_language("zh_TW")
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert all(any(char > "\u4e00" for char in text) or text.startswith("Python") for text in sentences(dialog))
    shell.appearance.choose_language("en")
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert sentences(dialog) == before
    dialog.close()


@pytest.mark.parametrize("key", KEYS)
def test_a_dialog_closes_with_its_window(make_shell: Any, qtbot: Any, key: str) -> None:
    shell = make_shell()
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    dialog = opened(shell, key)
    gone: list[object] = []
    dialog.destroyed.connect(gone.append)
    assert shell.window.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert len(gone) == 1
