"""The experiment form: the network, its toggle cards, then an editor for every field, made from the declarations."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from gradsim.experiment import Experiment
from gradsim.fields import Spec
from gradsim.problems import GradsimError
from gradsim.snapshot import Sites
from ui import texts
from ui.document import Document
from ui.edits import with_field, with_kind, with_layer_activation
from ui.network_edits import dragged, offered, with_data, with_network
from ui.panels.editor_base import Editor
from ui.panels.front_numbers import FRONT, FrontNumbers
from ui.panels.layer_activations import LayerActivations, has_layer_activations
from ui.panels.network_editor import NetworkEditor
from ui.panels.option_rows import Fold, KindEditor, OptionRows, last_name
from ui.panels.path_editor import ask_path, ask_target, path_fields
from ui.panels.toggle_card import TOGGLES, ToggleCard, choose
from ui.schema import field_at
from ui.tab_order import follow_layout

ELSEWHERE = frozenset({"model", "data", "optimizer", *(last_name(table.path) for table in TOGGLES),
                       *(last_name(path) for path in FRONT)})


class ExperimentForm(QScrollArea):
    """Shows the document's experiment and edits it; a refused edit is explained under its field."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.cards: list[ToggleCard] = []
        self.parts: list[OptionRows] = []
        self.kinds: list[KindEditor] = []
        self._last_edit: tuple[QWidget, Experiment, Experiment] | None = None
        body = QWidget(self)
        self._rows = QVBoxLayout(body)
        self._rows.setContentsMargins(14, 4, 14, 14)
        self._rows.setSpacing(8)
        self._build(document.experiment)
        self._rows.addStretch(1)
        self.setWidget(body)
        self.viewport().setAutoFillBackground(False)
        body.setAutoFillBackground(False)
        document.experiment_changed.connect(self.show_experiment)
        self.retranslate()
        self.show_experiment(document.experiment)

    # ---- showing ----------------------------------------------------------------------------

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the values of ``experiment``."""
        for card in self.cards:
            card.show_experiment(experiment)
        self.layers.show_experiment(experiment)
        self.single.setVisible(has_layer_activations(experiment))
        for part in self.parts:
            self._show_part(part, experiment)
        self.front.show_experiment(experiment)
        for editor in self.kinds:
            editor.set_value(_value_at(experiment, editor.path))
        for editor in self.editors():
            if isinstance(editor, KindEditor) and editor is not self.network:
                editor.offer(offered(experiment, editor.path, editor.kinds()))
        self._say_what_came_along(experiment)
        self.skips.setVisible(self.skips.isVisibleTo(self) and _has_residual(experiment))
        follow_layout(self)

    def show_sites(self, sites: Sites) -> None:
        """Say where a residual link has no skip, as the network that was built tells."""
        missing = [int(site) for site, start, kind in zip(sites.site, sites.block_start, sites.kind, strict=True)
                   if start == 0 and kind != "head"]
        self._missing = missing if _has_residual(self.document.experiment) else []
        self._say_skips()

    def editor(self, path: str) -> Editor:
        """The editor of the field at ``path``."""
        return next(editor for editor in self.editors() if editor.path == path)

    def card(self, path: str) -> ToggleCard:
        """The toggle card of the part at ``path``."""
        return next(card for card in self.cards if card.table.path == path)

    def retranslate(self) -> None:
        """The language changed."""
        self.more.button.setText(self.tr("More"))
        self.single.button.setText(self.tr("Single layers"))
        self._say_skips()
        self._say_what_came_along(self.document.experiment)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # ---- building ---------------------------------------------------------------------------

    def _build(self, experiment: Experiment) -> None:
        self._missing: list[int] = []
        self.skips = QLabel(self)
        self.skips.setProperty("class", "small")
        self.skips.setWordWrap(True)
        self.skips.hide()
        self.single = Fold(self)
        self.layers = LayerActivations(experiment, self)
        self.layers.chosen.connect(self._on_layers_chosen)
        self.single.content.addWidget(self.layers)
        self.network = NetworkEditor("model", field_at(Experiment, "model", experiment), self)
        self._add_kind_editor(self.network)
        for table in TOGGLES:
            self._add_card(table, experiment)
        line = QFrame(self)
        line.setProperty("class", "line")
        self._rows.addWidget(line)
        self.front = FrontNumbers(self)
        self.front.edited.connect(self._on_rows_edited)
        self._rows.addWidget(self.front)
        self._add_rows("model", self._rows, advanced=False, skip=ELSEWHERE)
        for path in ("data", "optimizer"):
            self._add_kind_editor(KindEditor(path, field_at(Experiment, path, experiment), self))
            self._add_rows(path, self._rows, advanced=False, skip=ELSEWHERE)
        self._add_rows("", self._rows, advanced=False, skip=ELSEWHERE)
        self.more = Fold(self)
        self._rows.addWidget(self.more)
        for path, caption in (("", False), ("model", False), ("model.norm", True), ("optimizer", True)):
            self._add_rows(path, self.more.content, advanced=True, caption=caption)

    def _add_card(self, table: Any, experiment: Experiment) -> None:
        card = ToggleCard(table, experiment, self)
        card.chosen.connect(self._on_card_chosen)
        self.cards.append(card)
        self._rows.addWidget(card)
        self._add_rows(table.path, self._rows, advanced=False)
        if table.path == "model.activation":
            self._rows.addWidget(self.single)
        if table.path == "model.residual":
            self._rows.addWidget(self.skips)

    def _add_kind_editor(self, editor: KindEditor) -> None:
        editor.edited.connect(self._on_kind_edited)
        self.kinds.append(editor)
        self._rows.addWidget(editor)

    def _add_rows(self, path: str, layout: QVBoxLayout, *, advanced: bool, skip: frozenset[str] = frozenset(),
                  caption: bool = False) -> None:
        rows = OptionRows(path, advanced=advanced, skip=skip, caption=caption, parent=self)
        rows.edited.connect(self._on_rows_edited)
        self.parts.append(rows)
        layout.addWidget(rows)

    # ---- edits ------------------------------------------------------------------------------

    def _on_card_chosen(self, key: str) -> None:
        card = self.sender()
        assert isinstance(card, ToggleCard)
        self._edit(card, lambda: choose(self.document.experiment, card.table.path, key), card.caption.text(), "")

    def _on_layers_chosen(self, layer: int, kind: str) -> None:
        card = self.card("model.activation")
        self._edit(card, lambda: with_layer_activation(self.document.experiment, layer, kind), card.caption.text(), "")

    def _on_rows_edited(self, editor: Editor, value: Any, gesture: str) -> None:
        if not _has(self.document.experiment, editor.path):
            return  # typed for a network that has gone meanwhile
        if isinstance(editor, KindEditor):
            self._edit_kind(editor, value, gesture)
        else:
            self._edit_field(editor, value, gesture)

    def _on_kind_edited(self, name: str, gesture: str) -> None:
        editor = self.sender()
        assert isinstance(editor, KindEditor)
        self._edit_kind(editor, name, gesture)

    def _edit_kind(self, editor: KindEditor, name: str, gesture: str) -> None:
        experiment, kind = self.document.experiment, editor.kind(name)
        given = self._ask_files(kind.spec)
        if given is None:
            editor.set_value(_value_at(experiment, editor.path))
            return
        make = {"model": partial(with_network, experiment, name), "data": partial(with_data, experiment, name, given)}.get(
            editor.path, partial(with_kind, experiment, editor.path, kind))
        self._edit(editor, make, editor.label.text(), gesture)

    def _ask_files(self, spec: type[Spec]) -> dict[str, str] | None:
        """The files that a kind of data cannot be without; None if the user gave none."""
        given: dict[str, str] = {}
        for name, field in path_fields(spec).items():
            given[name] = ask_path(self, field)
            if not given[name]:
                return None
        if "target" in spec.model_fields:
            target = ask_target(self, given["path"])
            if target is None:
                return None
            given["target"] = target
        return given

    def _edit_table(self, editor: Editor, path: str) -> None:
        """Another CSV file: its columns are others, and so is its target."""
        target = ask_target(self, path)
        if target is None:
            editor.set_value(_value_at(self.document.experiment, editor.path))
            return
        data = self.document.experiment.data.model_dump(mode="json") | {"path": path, "target": target}
        self._edit(editor, lambda: with_field(self.document.experiment, "data", data), texts.title(editor.field), "")

    def _edit_field(self, editor: Editor, value: Any, gesture: str) -> None:
        if editor.path == "data.path":
            self._edit_table(editor, value)
            return
        experiment = self.document.experiment
        wanted = dragged(experiment, editor.path, value) if gesture else value
        self._edit(editor, partial(with_field, experiment, editor.path, wanted), texts.title(editor.field), gesture)

    def _edit(self, place: Editor | ToggleCard, make: Callable[[], Experiment], name: str, gesture: str) -> None:
        try:
            experiment = make()
        except GradsimError as error:
            if isinstance(place, KindEditor):
                place.set_value(_value_at(self.document.experiment, place.path))
            place.set_error("\n".join(texts.sentence(problem) for problem in error.problems))
            return
        self._last_edit = (place, self.document.experiment, experiment)
        if experiment == self.document.experiment:
            self.show_experiment(experiment)
        self.document.replace(experiment, name, gesture)

    # ---- small parts ------------------------------------------------------------------------

    def _show_part(self, part: OptionRows, experiment: Experiment) -> None:
        if not part.path:
            part.show_part(experiment)
            return
        value = _value_at(experiment, part.path)
        if value is None or isinstance(value, tuple):  # activations that differ have no common options
            part.hide()
            return
        part.show_part(value, field_at(Experiment, part.path, experiment))
        part.setVisible(bool(part.editors))

    def _say_skips(self) -> None:
        self.skips.setVisible(bool(self._missing))
        layers = ", ".join(str(site) for site in self._missing[:8]) + (" …" if len(self._missing) > 8 else "")
        text = self.tr("No skip link at layers {layers}: the two ends differ in width, or the block is not complete.")
        if len(self._missing) == 1:
            text = self.tr("No skip link at layer {layers}: the two ends differ in width, or the block is not complete.")
        self.skips.setText(text.format(layers=layers))

    def _say_what_came_along(self, experiment: Experiment) -> None:
        """One sentence under the field whose edit changed more than itself, as long as that edit is the present state."""
        place, before, after = self._last_edit or (None, experiment, experiment)
        for editor in self.kinds:
            told = editor is place and experiment == after
            editor.set_notice(" ".join(self._changes(before, after, editor.path)) if told else "")

    def _changes(self, before: Experiment, after: Experiment, path: str) -> list[str]:
        told = []
        if path == "model" and after.data.kind != before.data.kind:
            told.append(self.tr("This network cannot read the data there were; they are now: {data}.").format(
                data=texts.kind_name(after.data.kind, "data")))
        if path in ("model", "data") and after.loss != before.loss:
            told.append(self.tr("The loss that fits these targets is now: {loss}.").format(
                loss=texts.kind_name(after.loss, "loss")))
        return told

    def editors(self) -> list[Editor]:
        """All editors, those of folded sections too."""
        return [*self.front.editors, *self.kinds, *(editor for part in self.parts for editor in part.editors)]


def _value_at(experiment: Experiment, path: str) -> Any:
    value: Any = experiment
    for name in path.split("."):
        value = getattr(value, name, None)
    return value


def _has(experiment: Experiment, path: str) -> bool:
    """Whether the experiment's kinds have the field."""
    *parents, name = path.split(".")
    return hasattr(_value_at(experiment, ".".join(parents)) if parents else experiment, name)


def _has_residual(experiment: Experiment) -> bool:
    """Whether a dense network has residual links (in a ResNet every block has its skip)."""
    return experiment.model.family == "dense" and experiment.model.residual.kind != "none"
