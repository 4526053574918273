"""Pages: the perspectives under their tabs, beside the line that says what the run does. Made at the first visit."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from gradsim.messages import Frame
from ui.panels.page import Page
from ui.panels.run_legend import RunLegend
from ui.perspectives import PERSPECTIVES
from ui.phase_text import fitted_phase, phase_color, phase_text
from ui.preferences import Preferences
from ui.session import Session
from ui.theme import LIGHT, Theme
from ui.views.base import View
from ui.views.card import Card

FOLLOWED = 30  # micro-steps per second up to which the line follows every frame


class Pages(QWidget):
    """The pictures of one run.

    Signals: ``shown`` (what is visible has changed and wants drawing), ``made`` (a Page), ``chosen`` (a perspective's name).
    """

    shown = Signal()
    made = Signal(object)
    chosen = Signal(str)

    def __init__(self, session: Session, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._preferences = session, preferences
        self._theme = LIGHT
        self._frame: Frame | None = None
        self._pages: dict[str, Page] = {}
        self.tabs = QTabBar(self)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)  # they appear while the chosen tab has just become bold, over the last one
        self.tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for perspective in PERSPECTIVES:
            self.tabs.addTab(perspective.title())
        self.phase = QLabel(self)
        self.phase.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # the tabs come first
        self.phase.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.runs = RunLegend(session.variants, self)
        self._stack = QStackedWidget(self)
        self._lay_out()
        self.tabs.currentChanged.connect(self._on_tabs_current_changed)
        session.rebuilt.connect(self._on_session_rebuilt)
        session.clock.text_due.connect(self._on_clock_text_due)

    # ---- which page -----------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """The perspective that is shown."""
        return PERSPECTIVES[self.tabs.currentIndex()].name

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return self._pages[self.name]

    @property
    def cards(self) -> list[Card]:
        """The cards of the page that is shown."""
        return self.page.cards

    @property
    def views(self) -> list[View]:
        """The pictures of the page that is shown."""
        return self.page.views

    def choose(self, name: str) -> None:
        """Show a perspective; an unknown name means the first."""
        names = [perspective.name for perspective in PERSPECTIVES]
        self.tabs.setCurrentIndex(names.index(name) if name in names else 0)
        self._visit()

    def restore_layout(self) -> None:
        """All cards of the page that is shown where they were at first."""
        self.page.arrange()
        self.shown.emit()

    def save_layout(self) -> None:
        """Remember the arrangement of every page that was visited, and which is shown."""
        for name, page in self._pages.items():
            self._preferences.set_state(f"page-{name}", page.state())
            for view in page.views:
                if view.choice():
                    self._preferences.set_choice(view.name, view.choice())
            if page.bar is not None and page.bar.choice():
                self._preferences.set_choice(f"bar-{name}", page.bar.choice())
        self._preferences.perspective = self.name

    # ---- drawing --------------------------------------------------------------------------------

    def draw_frame(self, frame: Frame) -> None:
        """Draw a frame into the visible views, of the page that is shown and those taken out of other pages."""
        scene = self._session.scene(frame)
        if scene is None:
            return
        for view in self._visible():
            view.render_scene(scene)
        if frame.speed <= FOLLOWED or not frame.running:  # else it is read about eight times a second
            self._on_clock_text_due(frame)

    def needs(self) -> frozenset[str]:
        """Parts of a frame that the visible views draw."""
        return frozenset().union(*(view.needs for view in self._visible()))

    def every(self) -> str:
        """The column that a visible view wants at every step; "": none."""
        return next((view.every() for view in self._visible() if view.every()), "")

    def _visible(self) -> list[View]:
        return [view for page in self._pages.values() for view in page.views if view.isVisible()]

    # ---- words and colours ----------------------------------------------------------------------

    def set_theme(self, theme: Theme) -> None:
        """Take over colours, sizes and pens."""
        self._theme = theme
        self.runs.set_theme(theme)
        for page in self._pages.values():
            page.set_theme(theme)

    def retranslate(self) -> None:
        """Word everything again."""
        for place, perspective in enumerate(PERSPECTIVES):
            self.tabs.setTabText(place, perspective.title())
        if self._frame is not None:
            self._on_clock_text_due(self._frame)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # ---- inside ---------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.tabs)
        head.addWidget(self.phase, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.runs)
        layout.addWidget(self._stack, 1)

    def _visit(self) -> None:
        """Show the chosen page; make it first if need be."""
        perspective = PERSPECTIVES[self.tabs.currentIndex()]
        if perspective.name not in self._pages:
            page = self._pages[perspective.name] = Page(perspective, self._session, self)
            page.set_theme(self._theme)
            page.resize(self._stack.size())  # its bar asks how wide it will be
            self._stack.addWidget(page)
            page.restore(self._preferences.state(f"page-{perspective.name}"))
            if page.bar is not None:
                page.bar.choose(self._preferences.choice(f"bar-{perspective.name}"))
            for view in page.views:
                view.choose(self._preferences.choice(view.name))
                view.site_clicked.connect(self._on_view_site_clicked)
                view.site_opened.connect(self._on_view_site_opened)
                view.step_clicked.connect(self._on_view_step_clicked)
                view.experiment_clicked.connect(self._session.take_over)
                view.sample_chosen.connect(self._session.choose_sample)
            if self._session.frame is not None:
                self._reset(page, self._session.frame)
            page.arranged.connect(self.shown)
            self.made.emit(page)
        self._stack.setCurrentWidget(self.page)
        self.runs.set_wanted(perspective.bar is None)
        self.chosen.emit(perspective.name)
        self.shown.emit()

    def _reset(self, page: Page, frame: Frame) -> None:
        if self._session.experiment is not None:
            for view in page.views:
                view.reset(self._session.experiment, frame.snapshot.sites)

    def _on_tabs_current_changed(self, place: int) -> None:
        self._visit()

    def _on_view_site_clicked(self, site: int) -> None:
        self._session.select(int(site))

    def _on_view_site_opened(self, site: int) -> None:
        self._session.select(int(site))
        self.choose("layer")

    def _on_view_step_clicked(self, step: int) -> None:
        self._session.seek_step(int(step))

    def _on_session_rebuilt(self, frame: Frame) -> None:
        for page in self._pages.values():
            self._reset(page, frame)

    def _on_clock_text_due(self, frame: Frame) -> None:
        self._frame = frame
        text = phase_text(frame.snapshot, self._session.document.experiment)
        self.phase.setText(fitted_phase(text, self.phase.fontMetrics(), max(self.phase.width(), 60)))
        self.phase.setToolTip(text if self.phase.text() != text else "")
        name = phase_color(frame.snapshot.phase)
        if self.phase.property("class") != name:
            self.phase.setProperty("class", name)
            self.phase.style().unpolish(self.phase)
            self.phase.style().polish(self.phase)
