"""The chosen layer: its activation with the histogram of z, its numbers, and the formula with today's values."""

from __future__ import annotations

import time

import numpy as np
from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from gradsim.snapshot import Sites
from ui.panels.layer_numbers import NumberRow, Wording
from ui.scene import Scene
from ui.texts import kind_name
from ui.theme import LIGHT, Theme
from ui.views.activation import ActivationView
from ui.views.header import header_html
from ui.views.site_axis import heading

REFRESH_SECONDS = 0.12
JOINED = "\u2060"  # where no line may end: within ∂L/∂a


class LayerPanel(QWidget):
    """Shows ``scene.selected``. Signal ``export_requested`` carries the activation view."""

    export_requested = Signal(object)
    open_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = ActivationView()
        self._theme = LIGHT
        self._scene: Scene | None = None
        self._written_at = 0.0
        self._rows: dict[str, tuple[QLabel, QLabel]] = {}
        self._wording = Wording(self)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.timeout.connect(self._on_late_timeout)
        self._title, self._kind, self._legend = QLabel(), QLabel(), QLabel()
        self._open = QPushButton()
        self._open.setProperty("class", "link")
        self._open.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._open.clicked.connect(self._on_open_clicked)
        self._formula, self._range, self._product, self._measured = QLabel(), QLabel(), QLabel(), QLabel()
        self._build()
        self.view.header_changed.connect(self._on_view_header_changed)
        self.retranslate()

    # ---- what happens to it -----------------------------------------------------------------

    def render_scene(self, scene: Scene) -> None:
        """Draw a frame; the text follows at most eight times a second."""
        previous, self._scene = self._scene, scene
        self.view.render_scene(scene)
        moved = previous is None or previous.selected != scene.selected or not scene.frame.running
        if moved or time.monotonic() - self._written_at >= REFRESH_SECONDS:
            self._write()
        elif not self._late.isActive():
            self._late.start(round(1000 * REFRESH_SECONDS))

    def set_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self._theme = theme
        self.view.set_theme(theme)
        self._on_view_header_changed()

    def retranslate(self) -> None:
        """The language changed: word everything again."""
        for row in self._wording.rows(None, 0):
            self._write_row(row)
        self._open.setText(self.tr("open ▸"))
        self._open.setToolTip(self.tr("Everything about what is chosen here: the Layer perspective (Ctrl+2), or a double "
                                      "click on a column"))
        self.view.setToolTip("<p>" + self.view.help_text() + "</p>")
        self._on_view_header_changed()
        self._write()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._on_view_header_changed()
        self._elide_kind()

    # ---- inside -----------------------------------------------------------------------------

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addWidget(self._kind, 1)
        head.addWidget(self._open)
        layout.addLayout(head)
        plot = QFrame()
        plot.setProperty("class", "block")
        inside = QVBoxLayout(plot)
        inside.setContentsMargins(2, 6, 2, 2)
        inside.setSpacing(0)
        self._legend.setContentsMargins(10, 0, 0, 0)
        inside.addWidget(self._legend)
        inside.addWidget(self.view, 1)
        plot.setMaximumHeight(250)
        layout.addWidget(plot, 3)
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(4)
        layout.addLayout(self._grid)
        self._make_rows()
        layout.addWidget(self._formula_card())
        layout.addStretch(1)
        for label, role in ((self._title, "title"), (self._kind, "small"), (self._legend, "small"),
                            (self._formula, "formula"), (self._range, "small"), (self._product, "result"),
                            (self._measured, "small")):
            label.setProperty("class", role)
        self._kind.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for label in (self._kind, self._legend, self._formula, self._range, self._product, self._measured):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            label.setWordWrap(label not in (self._kind, self._legend))

    def _formula_card(self) -> QFrame:
        card = QFrame()
        card.setProperty("class", "block")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(12, 9, 12, 9)
        inside.setSpacing(3)
        for label in (self._formula, self._range, self._product, self._measured):
            inside.addWidget(label)
        return card

    def _make_rows(self) -> None:
        for place, row in enumerate(self._wording.rows(None, 0)):
            label, value = QLabel(), QLabel()
            label.setProperty("class", "muted")
            value.setProperty("class", "value")
            self._grid.addWidget(label, place, 0)  # in one cell: columns would be as wide as their widest rows together
            self._grid.addWidget(value, place, 0, Qt.AlignmentFlag.AlignRight)
            self._rows[row.name] = (label, value)

    def _write(self) -> None:
        """Bring all text up to date."""
        self._written_at = time.monotonic()
        scene = self._scene
        if scene is None:
            _set(self._title, self.tr("Layer"))
            return
        shot, site = scene.frame.snapshot, int(np.clip(scene.selected, 1, len(scene.frame.snapshot.sites)))
        _set(self._title, heading(str(shot.sites.name[site - 1])))
        self._write_kind(shot.sites, site)
        rows = {row.name: row for row in self._wording.rows(shot, site, scene.frame.parts.skips)}
        for name, widgets in self._rows.items():
            for widget in widgets:
                widget.setVisible(name in rows)
        for row in rows.values():
            self._write_row(row)
        lines = self._wording.formula(shot, site, scene.experiment)
        for label, text in zip((self._formula, self._range, self._product, self._measured), lines, strict=True):
            _set(label, text.replace("/", f"/{JOINED}"))
            label.setVisible(bool(text))

    def _write_row(self, row: NumberRow) -> None:
        label, value = self._rows[row.name]
        _set(label, row.label)
        _set(value, row.value)
        if label.toolTip() != row.explanation:
            label.setToolTip(row.explanation)
            value.setToolTip(row.explanation)

    def _write_kind(self, sites: Sites, site: int) -> None:
        """The kind of the site, the shape of its weight, and its activation."""
        kind = str(sites.kind[site - 1])
        text = self.tr("{fan_in} → {fan_out} units · {activation}")
        if sites.fan_out[site - 1] == 1:
            text = self.tr("{fan_in} → 1 unit · {activation}")
        if kind not in ("dense", "head"):
            text = self.tr("{kind} {fan_out} × {fan_in} · {activation}")
        whole = text.format(kind=kind_name(kind, "site"), fan_in=int(sites.fan_in[site - 1]),
                            fan_out=int(sites.fan_out[site - 1]), activation=str(sites.activation[site - 1]))
        if self._kind.toolTip() != whole:
            self._kind.setToolTip(whole)
        self._elide_kind()

    def _elide_kind(self) -> None:
        """What the tool tip says, as far as there is room: it must not widen the panel."""
        metrics = self._kind.fontMetrics()
        _set(self._kind, metrics.elidedText(self._kind.toolTip(), Qt.TextElideMode.ElideRight, self._kind.width()))

    def _on_open_clicked(self) -> None:
        self.open_requested.emit()

    def _on_late_timeout(self) -> None:
        self._write()

    def _on_view_header_changed(self) -> None:
        _set(self._legend, header_html(self.view, self._theme, self._legend.width() - 12))


def _set(label: QLabel, text: str) -> None:
    """Qt lays a label out anew even when its text stays the same."""
    if label.text() != text:
        label.setText(text)
