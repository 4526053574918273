"""The line under the tabs that names the compared runs: the same marks and colours as in the pictures below."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.theme import LIGHT, Theme
from ui.variants import Variants
from ui.views.header import legend_html
from ui.views.keys import Key
from ui.views.strands import MARKS


class RunLegend(QLabel):
    """Empty and hidden while nothing is compared, and where the page says it itself (``set_wanted``)."""

    def __init__(self, variants: Variants, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._variants, self._theme, self._wanted = variants, LIGHT, True
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setContentsMargins(4, 0, 4, 0)
        variants.changed.connect(self.refresh)
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of the runs."""
        self._theme = theme
        self.refresh()

    def set_wanted(self, wanted: bool) -> None:
        """Whether the page that is shown wants it."""
        self._wanted = wanted
        self.refresh()

    def refresh(self) -> None:
        """Name the runs again."""
        entries = self._variants.entries
        keys = [Key("●", "text", self.tr("Main run")),
                *(Key(MARKS[entry.color], entry.color, entry.label, is_run=True) for entry in entries)]
        self.setText(legend_html(keys, self._theme, self.width() - 8, QFontMetricsF(self.font())))
        self.setToolTip("<br>".join(f"{MARKS[entry.color]} {entry.words}" for entry in entries))
        self.setVisible(self._wanted and bool(entries))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.FontChange):
            self.refresh()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refresh()
