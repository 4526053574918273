"""What the form reads from the pydantic models: which kind of editor a field wants, which kinds a part can be."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pydantic.fields import FieldInfo

from gradsim.fields import Spec


@dataclass(frozen=True)
class Kind:
    """One kind a part can be: its name in the file and the model that declares its options."""

    name: str
    spec: type[Spec]


def kinds_of(annotation: Any) -> list[Kind]:
    """The kinds of a discriminated union, in the order of declaration; empty if it is none."""
    found: list[Kind] = []
    for spec in _direct_specs(annotation):
        field = spec.model_fields.get("kind")
        if field is not None:
            found += [Kind(name, spec) for name in typing.get_args(field.annotation)]
    return found


def choices_of(annotation: Any) -> tuple[Any, ...]:
    """The values of a Literal, also of one inside a union with a number; empty if there is none."""
    if typing.get_origin(annotation) is Literal:
        return typing.get_args(annotation)
    return tuple(choice for part in _union_parts(annotation) if typing.get_origin(part) is Literal
                 for choice in typing.get_args(part))


def accepts_number(annotation: Any) -> bool:
    """Whether a plain number is allowed."""
    return any(part in (int, float) or _base(part) in (int, float) for part in _union_parts(annotation))


def accepts_list(annotation: Any) -> bool:
    """Whether a list with one entry per layer is allowed."""
    return any(typing.get_origin(part) is tuple for part in _union_parts(annotation))


def base_type(annotation: Any) -> Any:
    """int, float, bool or str for a plain field, else None."""
    base = _base(annotation)
    return base if base in (int, float, bool, str) else None


def extra_of(field: FieldInfo) -> dict[str, Any]:
    """The form's part of a field's declaration: unit, live, slider, log."""
    return field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}


def field_at(root: type[Spec], path: str, value: Any = None) -> FieldInfo:
    """The declaration of the field at a dotted path; ``value`` (the root's) tells which kind a part is."""
    *parents, last = path.split(".")
    spec = root
    for name in parents:
        value = getattr(value, name)
        spec = type(value)
    return spec.model_fields[last]


def specs_of(root: type[Spec]) -> Iterator[type[Spec]]:
    """The model and every model inside it, each once."""
    seen: set[type[Spec]] = set()
    waiting = [root]
    while waiting:
        spec = waiting.pop(0)
        if spec in seen:
            continue
        seen.add(spec)
        yield spec
        for field in spec.model_fields.values():
            waiting += _all_specs(field.annotation)


def _direct_specs(annotation: Any) -> list[type[Spec]]:
    """The models of a union, not those inside a tuple."""
    found: list[type[Spec]] = []
    for part in _union_parts(annotation):
        if isinstance(part, type) and issubclass(part, Spec):
            found.append(part)
    return found


def _all_specs(annotation: Any) -> list[type[Spec]]:
    if isinstance(annotation, type) and issubclass(annotation, Spec):
        return [annotation]
    return [spec for part in typing.get_args(annotation) for spec in _all_specs(part)]


def _union_parts(annotation: Any) -> list[Any]:
    """The members of a union, unions and annotations inside it resolved."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _union_parts(typing.get_args(annotation)[0])
    if origin in (typing.Union, types.UnionType):
        return [inner for part in typing.get_args(annotation) for inner in _union_parts(part)]
    return [annotation]


def _base(annotation: Any) -> Any:
    while typing.get_origin(annotation) is typing.Annotated:
        annotation = typing.get_args(annotation)[0]
    return annotation
