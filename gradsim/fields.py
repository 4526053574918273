"""How the fields of an experiment are declared: limits, unit, help text, and how the form shows them.

A field's declaration is the single source for validation, the form, the tooltips and the documentation.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AllowInfNan, BaseModel, ConfigDict, Field, Strict

Real = Annotated[float, Strict(), AllowInfNan(False)]
Count = Annotated[int, Strict()]
Flag = Annotated[bool, Strict()]


class Spec(BaseModel):
    """Base of all experiment parts: an immutable value; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, defer_build=True)


def number(default: Any, title: str, help: str, *, ge: float | None = None, gt: float | None = None,
           le: float | None = None, lt: float | None = None, unit: str = "", live: bool = False,
           slider: tuple[float, float] | None = None, log: bool = False) -> Any:
    """Declare a numeric field.

    Parameters
    ----------
    default, title, help
        Default value, the label, and one or two sentences that explain the field.
    ge, gt, le, lt
        Limits, checked on every input.
    unit
        Unit shown behind the value ("layers", "samples").
    live
        True if a change takes effect at the next step with the weights kept; False if it rebuilds from the seed.
    slider, log
        The range a slider covers (values outside can still be typed), and whether it is logarithmic.
    """
    extra: dict[str, Any] = {"unit": unit, "live": live, "slider": list(slider) if slider else None, "log": log}
    return Field(default, title=title, description=help, ge=ge, gt=gt, le=le, lt=lt, json_schema_extra=extra)


def option(default: Any, title: str, help: str, *, live: bool = False, path: Literal["", "file", "directory"] = "",
           **rest: Any) -> Any:
    """Declare a field that is chosen, switched or composed of further fields; arguments as in :func:`number`.

    ``path`` says that a text is the path of an existing file or folder, which the form lets the user look for.
    """
    return Field(default, title=title, description=help, json_schema_extra={"unit": "", "live": live, "path": path}, **rest)
