"""The Chain perspective: a title row with the phase line, and the cards of its views in splitters."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QTabBar, QVBoxLayout, QWidget

from gradsim.messages import Frame
from ui.phase_text import phase_color, phase_text
from ui.session import Session
from ui.theme import LIGHT, Theme
from ui.views import VIEWS
from ui.views.base import View
from ui.views.card import Card

STACKED = 3  # the first views stand one above the other, the rest share the bottom row
HEIGHTS = (26, 25, 29, 20)
WIDTHS = (40, 60)


class ChainPage(QWidget):
    """The pictures of one run. ``shown`` tells that the arrangement changed and the views want drawing."""

    shown = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._theme = LIGHT
        self._frame: Frame | None = None
        self._enlarged: Card | None = None
        self.cards = [Card(view(), self) for view in VIEWS]
        self.tabs = QTabBar(self)
        self.tabs.addTab("")
        self.tabs.setExpanding(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.phase = QLabel(self)
        self.phase.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.columns = QSplitter(Qt.Orientation.Vertical, self)
        self.bottom = QSplitter(Qt.Orientation.Horizontal, self)
        self._lay_out()
        for card in self.cards:
            card.enlarge_requested.connect(self._on_card_enlarge_requested)
            card.view.site_clicked.connect(self._on_view_site_clicked)
        session.rebuilt.connect(self._on_session_rebuilt)
        session.clock.text_due.connect(self._on_clock_text_due)
        self.retranslate()

    @property
    def views(self) -> list[View]:
        """All views of the page."""
        return [card.view for card in self.cards]

    def draw_frame(self, frame: Frame) -> None:
        """Draw a frame into the visible views."""
        scene = self._session.scene(frame)
        if scene is None:
            return
        for view in self.views:
            if view.isVisible():
                view.render_scene(scene)
        self._show_phase(frame)

    def needs(self) -> frozenset[str]:
        """Parts of a frame that the visible views draw."""
        return frozenset().union(*(view.needs for view in self.views if view.isVisible()))

    def set_theme(self, theme: Theme) -> None:
        """Take over colours, sizes and pens."""
        self._theme = theme
        for card in self.cards:
            card.set_theme(theme)

    def retranslate(self) -> None:
        """Word everything again."""
        self.tabs.setTabText(0, self.tr("Chain"))
        if self._frame is not None:
            self._on_clock_text_due(self._frame)

    def restore_layout(self) -> None:
        """All cards in their default sizes."""
        self._show_all()
        self.columns.setSizes([1000 * share for share in HEIGHTS])
        self.bottom.setSizes([1000 * share for share in WIDTHS])

    def toggle_enlarged(self, view: View) -> None:
        """Let the card of ``view`` fill the page, or bring all cards back."""
        card = next(card for card in self.cards if card.view is view)
        if self._enlarged is card:
            self._show_all()
        else:
            self._enlarged = card
            for other in self.cards:
                other.setVisible(other is card)
            self.bottom.setVisible(card.parent() is self.bottom)
        self.shown.emit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        title = QHBoxLayout()
        title.addWidget(self.tabs)
        title.addWidget(self.phase, 1)
        for card in self.cards[:STACKED]:
            self.columns.addWidget(card)
        for card in self.cards[STACKED:]:
            self.bottom.addWidget(card)
        self.columns.addWidget(self.bottom)
        for splitter in (self.columns, self.bottom):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(10)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(title)
        layout.addWidget(self.columns, 1)
        self.restore_layout()

    def _show_all(self) -> None:
        self._enlarged = None
        self.bottom.show()
        for card in self.cards:
            card.show()

    def _show_phase(self, frame: Frame) -> None:
        """The line follows every drawn frame in slow motion; at full speed it is read about eight times a second."""
        if frame.speed <= 30 or not frame.running:
            self._on_clock_text_due(frame)

    def _on_clock_text_due(self, frame: Frame) -> None:
        self._frame = frame
        self.phase.setText(phase_text(frame.snapshot))
        name = phase_color(frame.snapshot.phase)
        if self.phase.property("class") != name:
            self.phase.setProperty("class", name)
            self.phase.style().unpolish(self.phase)
            self.phase.style().polish(self.phase)

    def _on_card_enlarge_requested(self, view: View) -> None:
        self.toggle_enlarged(view)

    def _on_view_site_clicked(self, site: int) -> None:
        self._session.select(int(site))

    def _on_session_rebuilt(self, frame: Frame) -> None:
        assert self._session.experiment is not None
        for view in self.views:
            view.reset(self._session.experiment, frame.snapshot.sites)
