"""View: what every picture has in common."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gradsim.experiment import Experiment
from gradsim.snapshot import Sites
from ui.scene import Scene
from ui.theme import LIGHT, Theme
from ui.views.canvas import Canvas
from ui.views.keys import Key
from ui.views.site_axis import SiteAxis


class View(QWidget):
    """One picture. A sub-class fills ``plot`` with items in its constructor and moves them in :meth:`draw`.

    Class attributes: ``name`` is the stable id used in files and settings, ``background`` a colour of the theme,
    ``needs`` names the fields of :class:`gradsim.parts.Parts` that it draws, ``pause`` is the shortest time between two
    drawings of a running net in seconds, for what the eye cannot follow faster; ``follows_frames`` is False where something
    else than the frame is drawn.
    """

    name = ""
    background = "card"
    needs: frozenset[str] = frozenset()
    pause = 0.0
    follows_frames = True
    site_clicked = Signal(object)
    site_opened = Signal(object)
    step_clicked = Signal(object)
    sample_chosen = Signal(int)  # 0…B−1, −1: the whole batch
    experiment_clicked = Signal(object)  # Experiment to take over
    header_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme: Theme = LIGHT
        self.experiment: Experiment | None = None
        self.sites: Sites | None = None
        self.axis = SiteAxis(None)
        self.scene: Scene | None = None
        self.tools: list[QWidget] = []  # controls that the card shows in its header
        self._drawn_at = 0.0
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.timeout.connect(self._draw_now)
        self.plot = Canvas(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.plot)
        self.plot.resized.connect(self._on_plot_resized)
        self.plot.double_clicked.connect(self._on_plot_double_clicked)
        self.plot.failed.connect(self._give_up, Qt.ConnectionType.QueuedConnection)  # not while it is being painted
        self._apology = QLabel(self)
        self._apology.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._apology.setWordWrap(True)
        self._apology.hide()
        layout.addWidget(self._apology)
        self.plot.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    # ---- what it is -------------------------------------------------------------------------

    def title(self) -> str:
        """The card's title, translated."""
        return ""

    def subtitle(self) -> str:
        """One line of what is drawn, translated; may change with the run (``header_changed``)."""
        return ""

    def legend(self) -> list[Key]:
        """Coloured entries after the title, translated."""
        return []

    def help_text(self) -> str:
        """What is drawn, its formula and how to read it, translated."""
        return ""

    def every(self) -> str:
        """A column that shall be known at every step, whatever it costs; "": none."""
        return ""

    def table(self) -> tuple[list[str], list[list[Any]]]:
        """The plotted numbers: column names and rows."""
        return [], []

    def choice(self) -> str:
        """What its tools are set to, as a word to be remembered; "" if there is nothing to choose."""
        return ""

    def choose(self, word: str) -> None:
        """Set the tools to what :meth:`choice` has once said; any other word changes nothing."""

    # ---- what happens to it -----------------------------------------------------------------

    def reset(self, experiment: Experiment, sites: Sites) -> None:
        """A new network was built: forget what was drawn."""
        self.experiment, self.sites, self.scene = experiment, sites, None
        self.axis = SiteAxis(sites)
        self._recover()
        self._guarded(self._begin)
        self.header_changed.emit()

    def render_scene(self, scene: Scene) -> None:
        """Draw a frame."""
        if self.is_broken and scene.experiment is not self.experiment:
            self._recover()
        if not self.is_broken:
            self._guarded(self._render, scene)

    @property
    def is_broken(self) -> bool:
        """Whether something went wrong in it; it is left alone until the experiment changes."""
        return not self._apology.isHidden()

    def _render(self, scene: Scene) -> None:
        if self.sites is None or len(scene.frame.snapshot.sites) != len(self.sites):
            self.reset(scene.experiment, scene.frame.snapshot.sites)
        previous, self.experiment, self.scene = self.scene, scene.experiment, scene
        if _labels(scene) != _labels(previous):
            self.header_changed.emit()
        if self.pause and scene.frame.running and previous is not None and previous.selected == scene.selected:
            wait = self._drawn_at + self.pause - time.monotonic()
            if wait > 0:
                if not self._late.isActive():
                    self._late.start(round(1000 * wait) + 1)
                return
        self._draw_now()

    def set_theme(self, theme: Theme) -> None:
        """Take over colours, sizes and pens."""
        self.theme = theme
        self.plot.set_background(getattr(theme, self.background))
        self._on_plot_resized()
        self.header_changed.emit()

    def retranslate(self) -> None:
        """The language changed: word everything again."""
        self._on_plot_resized()
        self.header_changed.emit()

    def adopt(self, other: View) -> None:
        """Show what ``other``, a view of the same class, shows (for a picture at another size)."""
        self.set_theme(other.theme)
        if other.experiment is not None and other.sites is not None:
            self.reset(other.experiment, other.sites)
        if other.scene is not None:
            self.render_scene(other.scene)

    def _draw_now(self) -> None:
        self._late.stop()
        self._drawn_at = time.monotonic()
        if self.scene is not None and not self.is_broken:
            self._guarded(self.draw, self.scene)

    def set_vector(self, vector: bool, background: bool = False) -> None:
        """Draw for a picture that scales, or for the screen again."""
        self.plot.set_vector(vector, background)
        self._on_plot_resized()

    # ---- for sub-classes --------------------------------------------------------------------

    def begin(self) -> None:
        """Prepare for a new network (``experiment`` and ``sites`` are set)."""

    def relayout(self) -> None:
        """Size, theme, language or network changed: place everything that no frame moves."""

    def draw(self, scene: Scene) -> None:
        """Move the items to what ``scene`` says."""

    def site_at(self, at: QPointF) -> int:
        """The site 1…S under a point in pixels, which a double click opens; 0: none, and a double click shows all again."""
        return 0

    # ---- when something goes wrong ------------------------------------------------------------

    def _guarded(self, act: Callable[..., None], *given: Any) -> None:
        """What goes wrong in one picture is reported, shown there, and takes nothing else down."""
        try:
            act(*given)
        except Exception:
            sys.excepthook(*sys.exc_info())
            self._give_up()

    def _give_up(self) -> None:
        self._late.stop()
        self._apology.setText(self.tr("This picture could not be drawn. The run goes on; the log says what happened."))
        self.plot.hide()
        self._apology.show()

    def _recover(self) -> None:
        if self.is_broken:
            self._apology.hide()
            self.plot.show()

    def _begin(self) -> None:
        self.begin()
        self.relayout()

    def _redraw(self) -> None:
        self.relayout()
        if self.scene is not None:
            self.draw(self.scene)

    def _on_plot_resized(self) -> None:
        if not self.is_broken:
            self._guarded(self._redraw)

    def _on_plot_double_clicked(self, at: QPointF) -> None:
        site = self.site_at(at)
        if site:
            self.site_opened.emit(site)
        else:
            self.plot.restore_all()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _labels(scene: Scene | None) -> list[tuple[str, str]]:
    """What legends say of the runs beside the main one."""
    return [(strand.color, strand.label) for strand in scene.strands] if scene is not None else []
