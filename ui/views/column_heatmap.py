"""Any column over time, site × step, chosen in the card's header."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QComboBox, QToolButton

from gradsim.experiment import Experiment
from gradsim.snapshot import Sites
from ui.combo import Combo
from ui.scene import Scene
from ui.views.base import Key, View
from ui.views.column_table import COLUMNS, column_of
from ui.views.heatmap import HeatmapView
from ui.views.scales import LogScale, RatioScale

GATES = ("forget_mean", "input_mean", "output_mean", "forget_product", "reset_mean", "update_mean")


class ColumnHeatmapView(HeatmapView):
    """The heatmap of a column that the user chooses; a click goes to the step."""

    name = "columns"

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._known: tuple[str, ...] = ()
        self.list = Combo(self)
        self.list.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.list.setMinimumContentsLength(18)
        self.list.activated.connect(self._on_list_activated)
        self.everywhere = QToolButton(self)
        self.everywhere.setCheckable(True)
        self.everywhere.setEnabled(False)
        self.everywhere.toggled.connect(self._on_everywhere_toggled)
        self.tools = [self.list, self.everywhere]
        self._offer(tuple(COLUMNS))

    def title(self) -> str:
        return self.tr("Over time")

    def subtitle(self) -> str:
        axis = self.tr("time step × training step") if self.axis.is_time else self.tr("layer × step")
        text = f"{self._how()} · {axis}"
        if not self.from_records or self._stride == 1:
            return text
        return self.tr("{drawn} · one step in {count} is drawn").format(drawn=text, count=self._stride)

    def _how(self) -> str:
        column = column_of(self.column)
        symbol = column.symbol.replace("a‖", "h‖") if self.axis.is_time and self.column == "grad_activation_norm" else (
            column.symbol)
        return f"log₁₀ {symbol}" if issubclass(column.scale, LogScale) else symbol

    def legend(self) -> list[Key]:
        keys = super().legend()
        if not self.from_records:
            keys.append(Key("▨", "faint", self.tr("not looked at")))
        if issubclass(column_of(self.column).scale, RatioScale):
            keys.append(Key("↔", "muted", self.tr("white: 1")))
        return keys

    def help_text(self) -> str:
        rows = self.tr("Each row is a time step, t = 1 at the top, layer by layer.") if self.axis.is_time else self.tr(
            "Each row is a layer, layer 1 at the top.")
        return self.tr(
            "{rows} Each column is a training step; its colour is the number chosen in the list. Magnitudes are shown as "
            "log₁₀, factors around 1, means around 0, shares from 0 to 1. ‖∂L/∂a‖, ‖∂L/∂W‖ and the factor are measured at "
            "every step; all other numbers are known at the steps that were looked at completely: every one in slow motion, "
            "some at full speed, and every one while “every step” is pressed. Hatched: nobody looked. The line shows where "
            "the run stands; a click goes to a step. Exact zeros are grey-blue, NaN and ∞ cyan.").format(
                rows=rows) + " " + self.of_others()

    def every(self) -> str:
        return self.column if self.everywhere.isChecked() and not self.from_records else ""

    def choice(self) -> str:
        return self.column

    def choose(self, word: str) -> None:
        if self.list.findData(word) < 0:
            return
        self.column = word
        self.list.setCurrentIndex(self.list.findData(word))
        self.everywhere.setEnabled(not self.from_records)
        if self.scene is not None:
            self._take(self.scene)
        self.relayout()
        self._draw_now()
        self.header_changed.emit()

    def reset(self, experiment: Experiment, sites: Sites) -> None:
        super().reset(experiment, sites)
        if self._known and self.column not in self._known:
            self.choose("grad_activation_norm")

    def draw(self, scene: Scene) -> None:
        names = tuple(scene.frame.snapshot.columns)
        if set(names) != set(self._known):
            self._offer(names)
        super().draw(scene)

    def adopt(self, other: View) -> None:
        assert isinstance(other, ColumnHeatmapView)
        super().adopt(other)
        self._offer(other._known)
        self.choose(other.column)

    def retranslate(self) -> None:
        self._offer(self._known)
        super().retranslate()

    def _offer(self, names: tuple[str, ...]) -> None:
        """List the columns that the network has; gates and the like first where there are any."""
        self._known = names
        order = [name for name in COLUMNS if name in names] + [name for name in names if name not in COLUMNS]
        order.sort(key=lambda name: name not in GATES)
        chosen = self.column if self.column in order else "grad_activation_norm"
        self.list.blockSignals(True)
        self.list.clear()
        for name in order:
            self.list.addItem(column_of(name).title(), name)
        self.list.blockSignals(False)
        self.column = chosen
        self.list.setCurrentIndex(self.list.findData(chosen))
        self.list.view().setMinimumWidth(self.list.view().sizeHintForColumn(0) + 24)
        self.list.setAccessibleName(self.tr("Column"))
        self.everywhere.setText(self.tr("every step"))
        self.everywhere.setToolTip(self.tr(
            "Look at every step while this is pressed, so that the record of this column has no gaps. It costs about 15 to "
            "30 % of the speed, for the spectral norm about three quarters."))

    def _on_list_activated(self, place: int) -> None:
        self.choose(str(self.list.itemData(place)))

    def _on_everywhere_toggled(self, on: bool) -> None:
        self.header_changed.emit()

    def _on_plot_clicked(self, at: QPointF) -> None:
        super()._on_plot_clicked(at)
        found = self._place(at)
        if found is not None:
            self.step_clicked.emit(found[1])
