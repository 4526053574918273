"""The README knows every kind of an experiment file, every column of the tables, and the formulas shown on screen."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest

from gradsim import Experiment, specs
from gradsim.activations import ACTIVATIONS
from gradsim.fields import Spec
from gradsim.snapshot import FURTHER_COLUMNS, LAYER_COLUMNS, STEP_COLUMNS

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
SECTIONS = {
    "data": "Data", "target_kind": "Data",
    "model": "Networks", "head": "Networks", "pooling": "Networks",
    "activation": "Activations",
    "weight_init": "Weights", "recurrent_init": "Weights", "bias_init": "Biases",
    "norm": "Norms", "position": "Norms",
    "residual": "Residual links", "scale": "Residual links",
    "loss": "Losses", "optimizer": "Optimizers", "schedule": "Schedules", "clip": "Clipping", "norm_type": "Clipping",
    "dtype": "Number formats and devices", "loss_scale": "Number formats and devices",
}
"""Where the README lists the choices of a field."""


def section(title: str) -> str:
    """The text under a heading, up to the next one."""
    _, found, rest = README.partition(f"\n### {title}\n")
    assert found, f"README.md has no section {title!r}"
    return rest.partition("\n##")[0]


def choices(field: str, annotation: Any) -> Iterator[tuple[str, str]]:
    """(field, name) of every named choice of a field and of the fields inside it."""
    if typing.get_origin(annotation) is Literal:
        yield from ((field, choice) for choice in typing.get_args(annotation) if isinstance(choice, str))
    elif isinstance(annotation, type) and issubclass(annotation, Spec):
        for name, info in annotation.model_fields.items():
            yield from choices(field if name == "kind" else name, info.annotation)
    else:
        for part in typing.get_args(annotation):
            yield from choices(field, part)


def test_every_kind_of_an_experiment_file_is_in_its_section() -> None:
    found = set(choices("experiment", Experiment)) - {("format", "gradsim-experiment")}
    assert {("model", "lstm"), ("schedule", "cosine"), ("norm", "rms_norm"), ("scale", "learned")} <= found
    assert {field for field, _ in found} == set(SECTIONS)
    assert not sorted((field, name) for field, name in found if f"`{name}`" not in section(SECTIONS[field]))


@pytest.mark.parametrize("device", ["auto", "cpu", "cuda", "cuda:1", "mps"])
def test_every_device_is_there(device: str) -> None:
    assert Experiment(device=device).device == device
    assert f"`{device}`" in section("Number formats and devices")


def test_every_column_of_the_tables_is_there() -> None:
    layers = {*LAYER_COLUMNS, *(name for names in FURTHER_COLUMNS.values() for name in names)}
    assert not [name for name in layers if f"`{name}`" not in section("layers.csv")]
    assert not [name for name in STEP_COLUMNS if f"`{name}`" not in section("steps.csv")]


def test_the_formulas_of_activations_are_those_on_screen() -> None:
    plain = typing.get_args(specs.PlainActivation.model_fields["kind"].annotation)
    rows = section("Activations").replace(r"\|", "|")
    assert not [name for name in plain
                if f"| `{name}` | {ACTIVATIONS[name].value_formula} | {ACTIVATIONS[name].slope_formula} |" not in rows]
