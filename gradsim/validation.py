"""pydantic's errors as problems: the key's path, the value, and what is allowed."""

from __future__ import annotations

import json
import types
import typing
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from gradsim.problems import GradsimError, Problem

_NUMBER_ERRORS = {"float_type", "float_parsing", "int_type", "int_parsing", "int_from_float"}
_RANGE_ERRORS = {"greater_than", "greater_than_equal", "less_than", "less_than_equal"}


def problems_of(error: ValidationError, root: type[BaseModel]) -> list[Problem]:
    """Translate a ValidationError of ``root``; one problem per key, in the order of the fields."""
    problems: dict[str, Problem] = {}
    for detail in error.errors():
        cause = detail.get("ctx", {}).get("error")
        if isinstance(cause, GradsimError):
            return list(cause.problems)
        key, field, owner = _locate(detail["loc"], root)
        problems.setdefault(key, _problem(detail, key, field, owner))
    return list(problems.values())


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


def _problem(detail: ErrorDetails, key: str, field: FieldInfo | None, owner: type[BaseModel]) -> Problem:
    kind, value = detail["type"], _show(detail.get("input"))
    allowed = allowed_range(field) if field is not None else ""
    if kind == "extra_forbidden":
        return Problem("unknown_key", {"key": key, "allowed": ", ".join(owner.model_fields)})
    if kind == "missing":
        return Problem("missing_key", {"key": key})
    if kind == "finite_number":
        return Problem("not_finite", {"key": key, "value": value, "allowed": allowed})
    if kind in _RANGE_ERRORS:
        return Problem("out_of_range", {"key": key, "value": value, "allowed": _range_of(detail, allowed)})
    if kind in _NUMBER_ERRORS:
        code = "not_an_integer" if kind.startswith("int") else "not_a_number"
        return Problem(code, {"key": key, "value": value, "allowed": allowed})
    if kind in ("literal_error", "union_tag_invalid", "union_tag_not_found"):
        return Problem("not_a_choice", {"key": key, "value": _tag(detail, value), "allowed": _choices(detail)})
    if kind in ("too_long", "too_short", "string_too_long"):
        return Problem("bad_value", {"key": key, "value": value, "allowed": detail["msg"].lower()})
    if kind == "string_pattern_mismatch":
        return Problem("not_a_choice", {"key": key, "value": value, "allowed": "auto, cpu, cuda, cuda:0, cuda:1, …"})
    return Problem("wrong_type", {"key": key, "value": value, "allowed": _expected(detail)})


def _range_of(detail: ErrorDetails, allowed: str) -> str:
    if allowed and allowed != "any number":
        return allowed
    context = detail.get("ctx", {})
    words = {"ge": "at least", "gt": "above", "le": "at most", "lt": "below"}
    return ", ".join(f"{words[name]} {context[name]:g}" for name in words if name in context)


def _choices(detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    text = str(context.get("expected") or context.get("expected_tags") or "")
    return text.replace("'", "").replace(" or ", ", ") or "the kinds of the documentation"


def _tag(detail: ErrorDetails, value: str) -> str:
    if detail["type"] == "union_tag_not_found":
        return value
    return _show(detail.get("ctx", {}).get("tag", detail.get("input")))


def _expected(detail: ErrorDetails) -> str:
    kind = detail["type"]
    names = {"bool_type": "true or false", "bool_parsing": "true or false", "string_type": "a text",
             "tuple_type": "a list", "list_type": "a list", "model_type": "an object with its \"kind\"",
             "model_attributes_type": "an object with its \"kind\"", "dict_type": "an object with its \"kind\""}
    return names.get(kind, detail["msg"].removeprefix("Input should be ").removeprefix("Value error, "))


def _show(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "..."


# ---- where in the model the error stands ------------------------------------------------------


def _locate(loc: tuple[int | str, ...], root: type[BaseModel]) -> tuple[str, FieldInfo | None, type[BaseModel]]:
    """Walk ``loc`` through the models; union tags that pydantic inserts are left out of the path."""
    owners: list[type[BaseModel]] = [root]
    path: list[str] = []
    field: FieldInfo | None = None
    for part in loc:
        known = [owner for owner in owners if isinstance(part, str) and part in owner.model_fields]
        if known:
            field = known[0].model_fields[part]  # type: ignore[index]
            owners = _models_in(field.annotation)
            path.append(str(part))
        elif isinstance(part, int):
            path.append(str(part))
        elif tagged := [owner for owner in owners if part in _tags(owner)]:
            owners = tagged
        elif part == loc[-1] and "[" not in str(part):
            path.append(str(part))
    key = ".".join(path) or "experiment"
    owner = next((item for item in owners), root)
    return key, field, owner


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
