"""The header of a card: title, subtitle and legend, the view's controls, and buttons. It fits any width."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from ui.theme import Theme
from ui.views.base import View
from ui.views.header import header_html

LEAST_TOOL, LEAST_TITLE = 76, 48


class CardHeader(QFrame):
    """What gives way where it is narrow: the subtitle, the legend, the ``shy`` buttons from the last one on (the card's menu
    has their commands too), the width of the tools, the size of the title, the ``button``,
    the end of the title.

    Double clicks are kept (``double_clicked``): the dock would undock.
    """

    double_clicked = Signal()

    def __init__(self, tools: list[QWidget], shy: list[QToolButton], button: QToolButton) -> None:
        super().__init__()
        self._tools, self._shy, self._button = tools, shy, button
        self._view: View | None = None
        self.title, self.words = QLabel(), QLabel()
        self.title.setProperty("class", "title")
        self.words.setProperty("class", "small")
        self.words.setTextFormat(Qt.TextFormat.RichText)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        for label in (self.title, self.words):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)  # the header is what the card is dragged by
        row = QHBoxLayout(self)
        row.setContentsMargins(15, 6, 7, 0)
        row.setSpacing(10)
        row.addWidget(self.title)
        row.addWidget(self.words, 1000)
        row.addStretch(1)  # where the words have no room
        for tool in tools:
            row.addWidget(tool)
            tool.setMinimumWidth(LEAST_TOOL)  # or pictures side by side would widen a small window
            tool.show()
        buttons = QHBoxLayout()
        buttons.setSpacing(0)
        for each in (*shy, button):
            buttons.addWidget(each)
        row.addLayout(buttons)

    def say(self, view: View) -> None:
        """Take over title, subtitle and legend of a view."""
        self._view = view
        self._settle()

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST_TITLE + self._others([LEAST_TOOL] * len(self._tools)), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.double_clicked.emit()

    def _others(self, widths: list[int]) -> int:
        """Pixels beside the title where the tools are so wide, without the words and the shy buttons."""
        margins, gap = self.layout().contentsMargins(), self.layout().spacing()
        tools = sum(width + gap for width, tool in zip(widths, self._tools, strict=True) if not tool.isHidden())
        button = 0 if self._button.isHidden() else gap + self._button.sizeHint().width()
        return margins.left() + margins.right() + tools + button

    def _room_for_title(self) -> int:
        return self.width() - self._others([LEAST_TOOL] * len(self._tools))

    def _settle(self) -> None:
        if self._view is None:
            return
        theme, title, gap = self._view.theme, self._view.title(), self.layout().spacing()
        self._button.show()
        most = self._room_for_title()
        if title_size(theme, title, most) is None:
            self._button.hide()
            most = self._room_for_title()
        wide = self._write_title(theme, title, max(most, LEAST_TITLE))
        room = self.width() - wide - self._others([tool.sizeHint().width() for tool in self._tools])
        for button in self._shy:
            room -= button.sizeHint().width()
            button.setHidden(room < 0)
        self.words.setHidden(room < gap)
        self.layout().activate()
        html = header_html(self._view, theme, self.words.width()) if room >= gap else ""
        whole = header_html(self._view, theme)
        self.setToolTip(whole if whole != html else "")
        if html != self.words.text():
            self.words.setText(html)

    def _write_title(self, theme: Theme, title: str, most: int) -> int:
        """The title in at most so many pixels, smaller where it is too long; returns how many it takes."""
        name = title_size(theme, title, most) or "small-title"
        metrics = _metrics(theme)[name]
        wide = metrics.horizontalAdvance(title) + 2
        if self.title.property("class") != name:
            self.title.setProperty("class", name)
            self.title.style().unpolish(self.title)
            self.title.style().polish(self.title)
        self.title.setFixedWidth(min(wide, most))
        self.title.setText(metrics.elidedText(title, Qt.TextElideMode.ElideRight, most))
        return min(wide, most)


def title_size(theme: Theme, title: str, room: int) -> str | None:
    """The style class of the largest type in which ``title`` fits; None if it fits in none."""
    return next((name for name, metrics in _metrics(theme).items() if metrics.horizontalAdvance(title) + 2 <= room), None)


def _metrics(theme: Theme) -> dict[str, QFontMetrics]:
    sizes = {"title": theme.title_size, "card-title": theme.base_size, "small-title": theme.small_size}
    return {name: QFontMetrics(theme.font(size, bold=True)) for name, size in sizes.items()}
