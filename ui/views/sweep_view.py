"""SweepView: what the pictures of sweeps have in common. They show what has come back, not the frame."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QComboBox

from gradsim.problems import GradsimError
from gradsim.sweep import Band, Point, columns, row
from ui.combo import Combo
from ui.scene import Scene
from ui.sweep_choices import FIELDS, SETTINGS
from ui.sweep_results import Place, SweepResults
from ui.views.base import View
from ui.views.numbers import short
from ui.views.value_axis import label

SYMBOLS = {"gradient_left": "‖g₁‖ ÷ ‖g_S‖", "grad_weight_norm": "‖∂L/∂W₁‖", "factor_mean": "(Π factor)^(1/(S−1))",
           "loss": "L"}


class SweepView(View):
    """Sub-classes say which of the scene's sweeps is theirs (``which``), and find the place under the mouse.

    ``experiment_clicked`` carries the experiment of the place that was clicked.
    """

    follows_frames = False
    which = 0

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.column = "gradient_left"
        self.hovered: Place | None = None
        self._seen: tuple[object, ...] = ()
        self.list = Combo(self)
        self.list.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.list.activated.connect(self._on_list_activated)
        self.tools = [self.list]
        self._name_columns()
        self._axis = self.plot.add_layer(self.paint_axis, still=True)
        self._marks = self.plot.add_layer(self.paint_marks)
        self.plot.setMinimumHeight(70)
        self.plot.clicked.connect(self._on_plot_clicked)
        self.plot.hovered.connect(self._on_plot_hovered)
        self.plot.left.connect(self._on_plot_left)

    @property
    def results(self) -> SweepResults | None:
        """What has come back of this picture's sweep."""
        return self.scene.sweeps[self.which] if self.scene is not None and len(self.scene.sweeps) > self.which else None

    def column_title(self, column: str) -> str:
        """A column in words."""
        return {"gradient_left": self.tr("What is left of the gradient"),
                "grad_weight_norm": self.tr("First layer's gradient"), "factor_mean": self.tr("Mean factor"),
                "loss": self.tr("Loss")}[column]

    def choice(self) -> str:
        return self.column

    def choose(self, word: str) -> None:
        if self.list.findData(word) < 0:
            return
        self.column = word
        self.list.setCurrentIndex(self.list.findData(word))
        self.forget_range()
        self._seen = ()
        self._draw_now()
        self.header_changed.emit()

    def adopt(self, other: View) -> None:
        assert isinstance(other, SweepView)
        super().adopt(other)
        self.choose(other.column)

    def retranslate(self) -> None:
        self._name_columns()
        self._seen = ()
        super().retranslate()

    def begin(self) -> None:
        self._seen = ()

    def draw(self, scene: Scene) -> None:
        results = self.results
        seen = (id(results), results.revision if results is not None else 0, scene.experiment, self.column)
        if seen == self._seen:
            return
        if seen[0] != (self._seen or (None,))[0]:
            self.forget_range()
            self.hovered = None
        self._seen = seen
        self.fit()
        self.relayout()
        self.header_changed.emit()

    def table(self) -> tuple[list[str], list[list[Any]]]:
        """A row per run, as in sweep.csv."""
        if self.results is None:
            return ["seed"], []
        sweep = self.results.sweep
        return columns(sweep), [row(sweep, outcome) for outcome in self.results.every()]

    # ---- for sub-classes ------------------------------------------------------------------------

    def forget_range(self) -> None:
        """Another sweep or column: the axis may shrink."""

    def fit(self) -> None:
        """Make the axes hold what has come back."""

    def place_at(self, at: QPointF) -> Place | None:
        """The place of the sweep under the mouse."""
        raise NotImplementedError

    def paint_axis(self, painter: Any) -> None:
        """Axes: what changes rarely."""

    def paint_marks(self, painter: Any) -> None:
        """What has come back."""

    # ---- words ----------------------------------------------------------------------------------

    def lines(self, place: Place) -> tuple[str, ...]:
        """A place in words: where it is, and what its runs gave."""
        results = self.results
        assert results is not None
        found = results.band(place, self.column)
        where = [setting_text(results.sweep.settings[place[0]].label)] if results.sweep.settings[place[0]].label else []
        where += [f"{field_text(field.path)} {label(field.values[at])}"
                  for field, at in zip(results.sweep.fields, place[1], strict=True)]
        return (" · ".join(where), f"{SYMBOLS[self.column]} = {short(found.median)}", *self._counts(found, place))

    def _counts(self, found: Band, place: Place) -> list[str]:
        told = []
        if found.runs - found.failed > 1:
            told.append(self.tr("{low} … {high} (10 … 90 % of {count} seeds)").format(
                low=short(found.low), high=short(found.high), count=found.runs - found.failed))
        if found.zeros:
            told.append(self.tr("exactly 0: {count} of {runs}").format(count=found.zeros, runs=found.runs))
        if found.nonfinite:
            told.append(self.tr("NaN or ∞: {count} of {runs}").format(count=found.nonfinite, runs=found.runs))
        if found.failed:
            told.append(self.tr("could not be run"))
        return told

    def _name_columns(self) -> None:
        chosen = self.column
        self.list.blockSignals(True)
        self.list.clear()
        for column in SYMBOLS:
            self.list.addItem(self.column_title(column), column)
        self.list.setCurrentIndex(self.list.findData(chosen))
        self.list.blockSignals(False)
        self.list.setAccessibleName(self.tr("Quantity"))

    # ---- mouse ------------------------------------------------------------------------------------

    def _on_list_activated(self, place: int) -> None:
        self.choose(str(self.list.itemData(place)))

    def _on_plot_hovered(self, at: QPointF) -> None:
        self._hover(self.place_at(at))

    def _on_plot_left(self) -> None:
        self._hover(None)

    def _hover(self, place: Place | None) -> None:
        if place != self.hovered:
            self.hovered = place
            self._marks.update()

    def _on_plot_clicked(self, at: QPointF) -> None:
        place, results = self.place_at(at), self.results
        if place is None or results is None:
            return
        try:
            chosen = results.sweep.experiment_at(Point(*place, results.sweep.experiment.seed))
        except GradsimError:
            return  # a combination that does not fit: the readout says so
        self.experiment_clicked.emit(chosen)


def field_text(path: str) -> str:
    """A field's name, translated; its path where it is none of those offered."""
    return next((row.text() for row in FIELDS if row.path == path), path)


def setting_text(key: str) -> str:
    """A setting's name, translated."""
    return next((row.text() for row in SETTINGS if row.key == key), key)
