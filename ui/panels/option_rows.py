"""Option rows: the editors of one part's fields, made anew when the part becomes another model."""

from __future__ import annotations

from typing import Any

from pydantic.fields import FieldInfo
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QLabel, QToolButton, QVBoxLayout, QWidget

from gradsim.fields import Spec
from ui import texts
from ui.panels.editor_base import Editor
from ui.panels.field_editors import ChoiceEditor, editor_for
from ui.schema import Kind, kinds_of

HIDDEN = frozenset({"kind", "format", "version"})
ADVANCED = frozenset({"title", "seed", "dtype", "device", "widths", "bias_init", "eps", "affine", "beta1", "beta2",
                      "weight_decay", "nesterov", "head", "schedule", "loss_scale", "probes"})


class KindEditor(ChoiceEditor):
    """Chooses the kind of a part; the value it reports is the kind's name."""

    def __init__(self, path: str, field: FieldInfo, parent: QWidget | None = None) -> None:
        self._specs: dict[str, Kind] = {kind.name: kind for kind in kinds_of(field.annotation)}
        super().__init__(path, field, tuple(self._specs), parent)
        self.notice = QLabel(self)
        self.notice.setProperty("class", "small")
        self.notice.setWordWrap(True)
        self.notice.hide()
        self.rows.addWidget(self.notice)

    def set_value(self, value: Any) -> None:
        super().set_value(value.kind)

    def choice_help(self, choice: Any) -> str:
        return texts.spec_help(self._specs[choice].spec)

    def kind(self, name: str) -> Kind:
        """The kind of that name."""
        return self._specs[name]

    def offer(self, names: list[str]) -> None:
        """The kinds to choose from, the present one always among them."""
        present = self._choices[max(self.combo.currentIndex(), 0)]
        wanted = names if present in names else [*names, present]
        if wanted != self._choices:
            self._choices = wanted
            self.retranslate()
            self.combo.setCurrentIndex(wanted.index(present))

    def kinds(self) -> list[str]:
        """All kinds of the part."""
        return list(self._specs)

    def set_notice(self, text: str) -> None:
        """Say under the field what else the choice has changed; "" hides it."""
        self.notice.setText(text)
        self.notice.setVisible(bool(text))


class OptionRows(QWidget):
    """The editors of the part at ``path``: its plain fields, or (``advanced``) the rarely needed ones.

    A field with kinds of its own is followed by the rows of the kind that is chosen.
    """

    edited = Signal(object, object, object)  # editor, value, gesture

    def __init__(self, path: str, *, advanced: bool, skip: frozenset[str] = frozenset(), caption: bool = False,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self._advanced, self._skip = advanced, skip
        self._spec: type[Spec] | None = None
        self._own: list[Editor] = []
        self._inner: list[OptionRows] = []
        self._caption_field: FieldInfo | None = None
        self._caption = QLabel(self)
        self._caption.setProperty("class", "section")
        self._caption.setVisible(False)
        self._captioned = caption
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(7)
        self._rows.addWidget(self._caption)

    @property
    def editors(self) -> list[Editor]:
        """The editors of the part, and of the parts inside it."""
        return [*self._own, *(editor for rows in self._inner for editor in rows.editors)]

    def show_part(self, part: Spec, field: FieldInfo | None = None) -> None:
        """Show the values of ``part``; ``field`` is the declaration of the part itself."""
        self._caption_field = field
        if type(part) is not self._spec:
            self._rebuild(part)
        for editor in self._own:
            editor.set_value(getattr(part, last_name(editor.path)))
        for rows in self._inner:
            name = last_name(rows.path)
            rows.show_part(getattr(part, name), type(part).model_fields[name])

    def retranslate(self) -> None:
        """The language changed."""
        if self._caption_field is not None:
            self._caption.setText(texts.title(self._caption_field))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _rebuild(self, part: Spec) -> None:
        for widget in (*self._own, *self._inner):
            self._rows.removeWidget(widget)
            widget.blockSignals(True)  # a drag may still be on its way
            widget.hide()
            widget.deleteLater()
        self._spec = type(part)
        self._own, self._inner = [], []
        for name, field in self._spec.model_fields.items():
            if self._shows(name):
                self._add(f"{self.path}.{name}" if self.path else name, field)
        self._caption.setVisible(self._captioned and bool(self._own))
        self.setVisible(bool(self._own))
        self.retranslate()

    def _shows(self, name: str) -> bool:
        return name not in HIDDEN and name not in self._skip and (name in ADVANCED) == self._advanced

    def _add(self, path: str, field: FieldInfo) -> None:
        editor = KindEditor(path, field, self) if kinds_of(field.annotation) else editor_for(path, field, self)
        if editor is None:
            return
        editor.edited.connect(self._on_editor_edited)
        self._own.append(editor)
        self._rows.addWidget(editor)
        if isinstance(editor, KindEditor):
            rows = OptionRows(path, advanced=False, parent=self)
            rows.edited.connect(self.edited)
            self._inner.append(rows)
            self._rows.addWidget(rows)

    def _on_editor_edited(self, value: Any, gesture: str) -> None:
        self.edited.emit(self.sender(), value, gesture)


def last_name(path: str) -> str:
    """The name of the field at a dotted path, without its parents."""
    return path.rpartition(".")[2]


class Fold(QWidget):
    """A heading that shows or hides what is under it."""

    toggled = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = QToolButton(self)
        self.button.setProperty("class", "flat")
        self.button.setCheckable(False)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setArrowType(Qt.ArrowType.RightArrow)
        self.button.clicked.connect(self._on_button_clicked)
        self.body = QWidget(self)
        self.body.hide()
        self.content = QVBoxLayout(self.body)
        self.content.setContentsMargins(0, 4, 0, 0)
        self.content.setSpacing(7)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.body)

    @property
    def open(self) -> bool:
        """Whether the body is shown."""
        return not self.body.isHidden()

    def set_open(self, open_: bool) -> None:
        """Show or hide the body."""
        self.body.setVisible(open_)
        self.button.setArrowType(Qt.ArrowType.DownArrow if open_ else Qt.ArrowType.RightArrow)
        self.toggled.emit(open_)

    def _on_button_clicked(self) -> None:
        self.set_open(not self.open)
