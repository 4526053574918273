"""Card: a view in a frame with its title, its legend, and buttons to export and enlarge it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from ui.theme import Theme
from ui.views.base import View
from ui.views.header import header_html


class Card(QFrame):
    """Signals carry the view: ``export_requested``, ``copy_requested``, ``data_requested``, ``enlarge_requested``."""

    export_requested = Signal(object)
    copy_requested = Signal(object)
    data_requested = Signal(object)
    enlarge_requested = Signal(object)

    def __init__(self, view: View, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = view
        self.setProperty("class", "card")
        self._title, self._header = QLabel(), QLabel()
        self._title.setProperty("class", "title")
        self._header.setProperty("class", "small")
        self._header.setTextFormat(Qt.TextFormat.RichText)
        self._header.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._help = self._button("?")
        self._export = self._button("⤓")
        self._enlarge = self._button("⤢")
        self._export.clicked.connect(self._on_export_clicked)
        self._enlarge.clicked.connect(self._on_enlarge_clicked)
        self._help.clicked.connect(self._on_help_clicked)
        row = QHBoxLayout()
        row.setContentsMargins(14, 0, 6, 0)
        row.setSpacing(10)
        row.addWidget(self._title)
        row.addWidget(self._header, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(0)
        for button in (self._help, self._export, self._enlarge):
            buttons.addWidget(button)
        row.addLayout(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 6, 1, 4)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addWidget(view, 1)
        view.header_changed.connect(self._on_view_header_changed)
        self.retranslate()

    def set_theme(self, theme: Theme) -> None:
        """Hand the theme to the view."""
        self.view.set_theme(theme)

    def retranslate(self) -> None:
        """Word everything again."""
        self._help.setAccessibleName(self.tr("Explain this picture"))
        self._export.setToolTip(self.tr("Save picture…"))
        self._export.setAccessibleName(self.tr("Save picture…"))
        self._enlarge.setToolTip(self.tr("Enlarge, or back again"))
        self._enlarge.setAccessibleName(self.tr("Enlarge, or back again"))
        self._on_view_header_changed()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.layout().activate()
        self._on_view_header_changed()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Save picture…")).triggered.connect(self._on_export_clicked)
        menu.addAction(self.tr("Copy picture")).triggered.connect(self._on_copy_triggered)
        menu.addAction(self.tr("Save data (CSV)…")).triggered.connect(self._on_data_triggered)
        menu.addSeparator()
        menu.addAction(self.tr("Enlarge, or back again")).triggered.connect(self._on_enlarge_clicked)
        menu.popup(event.globalPos())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.position().y() < self.view.y():
            self.enlarge_requested.emit(self.view)

    def _button(self, text: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setProperty("class", "flat")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _on_view_header_changed(self) -> None:
        if self._title.text() != self.view.title():
            self._title.setText(self.view.title())
        self._help.setToolTip(f"<p>{self.view.help_text()}</p>")
        html = header_html(self.view, self.view.theme, self._header.width())
        if html != self._header.text():
            self._header.setText(html)

    def _on_export_clicked(self, *_: Any) -> None:
        self.export_requested.emit(self.view)

    def _on_copy_triggered(self, *_: Any) -> None:
        self.copy_requested.emit(self.view)

    def _on_data_triggered(self, *_: Any) -> None:
        self.data_requested.emit(self.view)

    def _on_enlarge_clicked(self, *_: Any) -> None:
        self.enlarge_requested.emit(self.view)

    def _on_help_clicked(self, *_: Any) -> None:
        QToolTip.showText(self._help.mapToGlobal(self._help.rect().bottomLeft()), self._help.toolTip(), self._help)
