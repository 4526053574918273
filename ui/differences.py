"""What two experiments differ in, field by field and in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic.fields import FieldInfo
from PySide6.QtCore import QCoreApplication

from gradsim.experiment import Experiment
from gradsim.fields import Spec
from ui import texts
from ui.numbers import short

IGNORED = ("title", "format", "version", "device")
LONGEST = 24


@dataclass(frozen=True)
class Difference:
    """A field that two experiments have, with its two values; ``group`` tells kinds of the same name apart."""

    path: str
    field: FieldInfo
    before: Any
    after: Any

    @property
    def title(self) -> str:
        """The field's label, translated."""
        return texts.title(self.field)

    def words(self) -> str:
        """ "Initialization: Xavier (normal) → He (normal)"."""
        return QCoreApplication.translate("Compare", "{title}: {before} → {after}").format(
            title=self.title, before=value_text(self.before, self.path), after=value_text(self.after, self.path))

    def label(self) -> str:
        """As short as it is clear: the new kind alone, or a number with its title."""
        after = value_text(self.after, self.path)
        if isinstance(self.after, Spec) and getattr(self.after, "kind", "") != "none":
            return after
        return QCoreApplication.translate("Compare", "{title} {value}").format(title=self.title, value=after)


def differences(one: Experiment, other: Experiment) -> list[Difference]:
    """The fields that differ; of a part of another kind only the kind."""
    return _differences(one, other, "")


def _differences(one: Spec, other: Spec, prefix: str) -> list[Difference]:
    found: list[Difference] = []
    for name in type(other).model_fields:
        if name in IGNORED or name == "kind" or name not in type(one).model_fields:
            continue
        before, after, path = getattr(one, name), getattr(other, name), prefix + name
        if before == after:
            continue
        if isinstance(before, Spec) and isinstance(after, Spec) and _kind(before) == _kind(after):
            found += _differences(before, after, path + ".")
        else:
            found.append(Difference(path, type(one).model_fields[name], before, after))
            if name == "model":
                found += _differences(before, after, path + ".")
    return found


def _kind(spec: Spec) -> Any:
    return getattr(spec, "kind", type(spec))


def value_text(value: Any, path: str = "") -> str:
    """A value of an experiment on screen: a kind's name, a number, or a shortened list."""
    if isinstance(value, Spec):
        return texts.kind_name(_kind(value), path.rpartition(".")[2])
    if isinstance(value, bool):
        return texts.allowed_text("true") if value else texts.allowed_text("false")
    if isinstance(value, float):
        return short(value)
    if isinstance(value, tuple):
        kinds = list(dict.fromkeys(value_text(entry, path) for entry in value))
        value = ", ".join(kinds)
    text = texts.kind_name(value, path.rpartition(".")[2]) if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST else text[:LONGEST - 1] + "…"


def words(one: Experiment, other: Experiment) -> str:
    """All differences in one line; a sentence where there is none."""
    return "; ".join(each.words() for each in differences(one, other)) or nothing()


def nothing() -> str:
    """Said of experiments that do not differ."""
    return QCoreApplication.translate("Compare", "no difference")


def label(one: Experiment, other: Experiment) -> str:
    """The differences as a legend has room for them."""
    found = differences(one, other)
    return " + ".join(each.label() for each in found) or nothing()
