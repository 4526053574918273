"""The dialogs that stand beside the window: they hold nothing up, follow the language, and go when the window does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from patience import WAIT
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QLabel

from ui.dialogs import HelpDialog

KEYS = ("shortcuts", "about", "preferences", "check")


def trigger(shell: Any, key: str) -> HelpDialog:
    """Choose an entry of the menu; returns the one dialog that there is then."""
    shell.window.actions_[key].trigger()
    (dialog,) = shell.window.findChildren(HelpDialog)
    return dialog


def delete_what_is_closed() -> None:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def opened(shell: Any, qtbot: Any) -> Iterator[Callable[[str], HelpDialog]]:
    yield lambda key: trigger(shell, key)
    for dialog in shell.window.findChildren(HelpDialog):
        dialog.close()
    delete_what_is_closed()
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    shell.appearance.choose_language("en")


def sentences(dialog: HelpDialog) -> list[str]:
    """The title, and all texts of several words."""
    labels = [label.text() for label in dialog.findChildren(QLabel)]
    return [dialog.windowTitle(), *(text for text in labels if re.search(r"[a-z]{2,} [a-z]{2,}", text))]


@pytest.mark.parametrize("key", KEYS)
def test_a_dialog_stands_beside_the_window_and_is_there_once(shell: Any, opened: Any, key: str) -> None:
    dialog = opened(key)
    assert dialog.isVisible()
    assert QApplication.activeModalWidget() is None
    assert opened(key) is dialog
    dialog.close()
    delete_what_is_closed()
    assert not shell.window.findChildren(HelpDialog)


@pytest.mark.parametrize("key", KEYS)
def test_a_dialog_follows_the_language_and_forgets_nothing(shell: Any, opened: Any, qtbot: Any, key: str) -> None:
    dialog = opened(key)
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    before = sentences(dialog)
    shell.appearance.choose_language("zh_TW")
    qtbot.waitUntil(lambda: dialog.windowTitle() != before[0], timeout=WAIT)
    delete_what_is_closed()
    assert not sentences(dialog)[1:]
    shell.appearance.choose_language("en")
    qtbot.waitUntil(lambda: dialog.windowTitle() == before[0], timeout=WAIT)
    delete_what_is_closed()
    assert sentences(dialog) == before
    assert len(before) > 1


@pytest.mark.parametrize("key", KEYS)
def test_a_dialog_closes_with_its_window(make_shell: Any, qtbot: Any, key: str) -> None:
    shell = make_shell()
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    dialog = trigger(shell, key)
    with qtbot.waitSignal(dialog.destroyed, timeout=WAIT):
        assert shell.window.close()
        delete_what_is_closed()
