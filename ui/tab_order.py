"""The order in which Tab goes through the controls: as they stand in their layouts, not as they were made."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget


def follow_layout(widget: QWidget) -> None:
    """Let Tab go through what is in ``widget`` from the top to the bottom, line by line."""
    for before, after in pairwise(_controls(widget)):
        QWidget.setTabOrder(before, after)


def _controls(widget: QWidget) -> Iterator[QWidget]:
    """What takes the focus by Tab, ``widget`` itself first, hidden controls included."""
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
    inner = widget.widget() if isinstance(widget, QScrollArea) else None
    if inner is not None:
        yield from _controls(inner)
    elif widget.layout() is not None:
        yield from _in_layout(widget.layout())


def _in_layout(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item.widget() is not None:
            yield from _controls(item.widget())
        elif item.layout() is not None:
            yield from _in_layout(item.layout())
