"""pydantic's errors as problems: the key's path, the value, and what is allowed."""

from __future__ import annotations

import json
import types
import typing
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from gradsim.problems import GradsimError, Problem

_NUMBER_ERRORS = {"float_type", "float_parsing", "int_type", "int_parsing", "int_from_float"}
_RANGE_ERRORS = {"greater_than", "greater_than_equal", "less_than", "less_than_equal"}
_FORM_ERRORS = _NUMBER_ERRORS | {"literal_error", "bool_type", "string_type", "tuple_type", "list_type", "dict_type",
                                 "model_type", "model_attributes_type"}


@dataclass(frozen=True)
class _Finding:
    """One error of pydantic, and where it stands."""

    detail: ErrorDetails
    key: str
    field: FieldInfo | None
    owner: type[BaseModel]
    models: list[type[BaseModel]]


def problems_of(error: ValidationError, root: type[BaseModel]) -> list[Problem]:
    """Translate a ValidationError of ``root``; one problem per key, in the order of the fields.

    Where a field allows several forms (a number or a name), pydantic reports each form that did not fit: those of the
    same key become one problem, and a form that fails deeper inside was the one that was meant.
    """
    found: dict[str, list[_Finding]] = {}
    for detail in error.errors():
        cause = detail.get("ctx", {}).get("error")
        if isinstance(cause, GradsimError):
            return list(cause.problems)
        finding = _Finding(detail, *_locate(detail, root))
        found.setdefault(finding.key, []).append(finding)
    return [_merged(findings) for key, findings in found.items()
            if not any(other.startswith(f"{key}.") for other in found)]


def show(value: Any) -> str:
    """A value as JSON on one line, cut to 60 characters; never fails."""
    try:
        text = json.dumps(value, ensure_ascii=False, default=str)
    except (RecursionError, TypeError, ValueError):  # too deep, odd keys, thousands of digits
        text = {list: "[…]", dict: "{…}", int: "a huge whole number"}.get(type(value), type(value).__name__)
    text = text if len(text) <= 60 else text[:57] + "..."
    return text.encode("utf-8", "backslashreplace").decode()


def allowed_range(field: FieldInfo) -> str:
    """The limits of a numeric field in words: "1 to 1000", "at least 0", "0 to below 1"."""
    limits = {type(item).__name__: next(iter(vars(item).values()), None) if hasattr(item, "__dict__") else None
              for item in field.metadata}
    for item in field.metadata:
        for name in ("ge", "gt", "le", "lt"):
            if hasattr(item, name):
                limits[name] = getattr(item, name)
    low = _bound(limits.get("ge"), "") or _bound(limits.get("gt"), "above ")
    high = _bound(limits.get("le"), "") or _bound(limits.get("lt"), "below ")
    if low and high:
        return f"{low} to {high}"
    if low:
        return low if low.startswith("above") else f"at least {low}"
    return f"at most {high}" if high else "any number"


def _bound(value: Any, prefix: str) -> str:
    return "" if value is None else f"{prefix}{value:g}" if abs(value) < 1e6 else f"{prefix}{value}"


def _merged(findings: list[_Finding]) -> Problem:
    """One problem for all that was found about one key."""
    for finding in findings:
        if len(findings) == 1 or finding.detail["type"] not in _FORM_ERRORS:
            return _problem(finding)
    first = findings[0]
    forms = " or ".join(dict.fromkeys(_form(finding) for finding in findings))
    return Problem("wrong_type", {"key": first.key, "value": show(first.detail["input"]), "allowed": forms})


def _problem(finding: _Finding) -> Problem:
    detail, key = finding.detail, finding.key
    kind, value = detail["type"], show(detail.get("input"))
    allowed = allowed_range(finding.field) if finding.field is not None else ""
    if kind == "extra_forbidden":
        return Problem("unknown_key", {"key": key, "allowed": ", ".join(finding.owner.model_fields)})
    if kind == "missing":
        return Problem("missing_key", {"key": key})
    if kind == "union_tag_not_found":
        tags = [tag for model in finding.models for tag in _tags(model)]
        return Problem("not_a_choice", {"key": f"{key}.kind", "value": "missing", "allowed": ", ".join(tags)})
    if kind == "finite_number":
        return Problem("not_finite", {"key": key, "value": value, "allowed": allowed})
    if kind in _RANGE_ERRORS:
        return Problem("out_of_range", {"key": key, "value": value, "allowed": _range_of(detail, finding.field)})
    if kind in _NUMBER_ERRORS:
        code = "not_an_integer" if kind.startswith("int") else "not_a_number"
        return Problem(code, {"key": key, "value": value, "allowed": allowed})
    if kind == "union_tag_invalid":
        return Problem("not_a_choice", {"key": key, "value": show(detail["ctx"]["tag"]), "allowed": _choices(detail)})
    if kind == "literal_error":
        return Problem("not_a_choice", {"key": key, "value": value, "allowed": _choices(detail)})
    if kind in ("too_long", "too_short", "string_too_long"):
        return Problem("bad_value", {"key": key, "value": value, "allowed": detail["msg"].lower()})
    if kind == "string_pattern_mismatch":
        return Problem("not_a_choice", {"key": key, "value": value, "allowed": "auto, cpu, cuda, cuda:0, cuda:1, …, mps"})
    return Problem("wrong_type", {"key": key, "value": value, "allowed": _form(finding)})


def _range_of(detail: ErrorDetails, field: FieldInfo | None) -> str:
    allowed = allowed_range(field) if field is not None else ""
    if field is not None and isinstance(detail["loc"][-1], int):
        allowed = _range_of_entries(field.annotation)
    if allowed and allowed != "any number":
        return allowed
    context = detail.get("ctx", {})
    words = {"ge": "at least", "gt": "above", "le": "at most", "lt": "below"}
    return ", ".join(f"{words[name]} {context[name]:g}" for name in words if name in context)


def _range_of_entries(annotation: Any) -> str:
    """The limits of the numbers inside a list field; "" without."""
    for part in typing.get_args(annotation):
        own = allowed_range(FieldInfo.from_annotation(part)) if typing.get_origin(part) is typing.Annotated else ""
        inner = own if own not in ("", "any number") else _range_of_entries(part)
        if inner:
            return inner
    return ""


def _choices(detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    text = str(context.get("expected") or context.get("expected_tags") or "")
    return text.replace("'", "").replace(" or ", ", ")


def _form(finding: _Finding) -> str:
    """What the form of the field that did not fit would have been, in words."""
    kind = finding.detail["type"]
    if kind in _NUMBER_ERRORS:
        return "a whole number" if kind.startswith("int") else "a number"
    if kind == "literal_error":
        return _choices(finding.detail)
    names = {"bool_type": "true or false", "bool_parsing": "true or false", "string_type": "a text",
             "tuple_type": "a list", "list_type": "a list", "model_type": "an object with its \"kind\"",
             "model_attributes_type": "an object with its \"kind\"", "dict_type": "an object with its \"kind\""}
    message = finding.detail["msg"]
    return names.get(kind, message.removeprefix("Input should be ").removeprefix("Value error, "))


# ---- where in the model the error stands ------------------------------------------------------


def _locate(detail: ErrorDetails, root: type[BaseModel]
            ) -> tuple[str, FieldInfo | None, type[BaseModel], list[type[BaseModel]]]:
    """(key, field, model that owns the key, models the field can hold) of an error.

    Walks ``loc`` through the models; the tags and type names that pydantic inserts for unions are left out of the key.
    """
    loc = detail["loc"]
    names_last = detail["type"] in ("extra_forbidden", "missing")  # its last part is a key, whatever it looks like
    owner, models = root, [root]
    path: list[str] = []
    field: FieldInfo | None = None
    for place, part in enumerate(loc):
        known = [model for model in models if isinstance(part, str) and part in model.model_fields]
        if isinstance(part, int):
            path.append(str(part))
        elif names_last and place == len(loc) - 1:
            owner = models[0] if models else root
            path.append(part if part.isidentifier() and len(part) <= 60 else show(part))
        elif known:
            owner, field = known[0], known[0].model_fields[part]
            models = _models_in(field.annotation)
            path.append(part)
        else:
            models = [model for model in models if part in _tags(model)] or models
    return ".".join(path) or "experiment", field, owner, models


def _tags(model: type[BaseModel]) -> tuple[Any, ...]:
    kind = model.model_fields.get("kind")
    return typing.get_args(kind.annotation) if kind is not None else ()


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType, typing.Annotated, tuple):
        return [model for part in typing.get_args(annotation) for model in _models_in(part)]
    return []
