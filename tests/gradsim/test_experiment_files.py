"""Experiment files: what is written is read again, and whatever else is read is refused with key, value and limits."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from building import document, small
from hypothesis import given, settings
from strategies import broken_documents, experiments, json_values
from written import marked

from gradsim import Experiment, GradsimError
from gradsim.experiment import LARGEST_FILE
from gradsim.problems import SENTENCES

# ---- what is right --------------------------------------------------------------------------------


@settings(max_examples=100)
@given(experiments())
def test_round_trip(experiment: Experiment) -> None:
    assert Experiment.from_dict(json.loads(experiment.to_json())) == experiment


def test_round_trip_through_a_file(tmp_path: Path) -> None:
    experiment = small(title="Sigmoid, zehn Schichten, 十层 σ′·w")
    folder = tmp_path / "new"
    folder.mkdir()
    experiment.save(folder / "experiment.json")
    assert Experiment.load(folder / "experiment.json") == experiment
    assert Experiment.load(str(folder / "experiment.json")) == experiment
    assert [path.name for path in folder.iterdir()] == ["experiment.json"], "no temporary file is left"


def test_defaults_may_be_left_out(tmp_path: Path) -> None:
    path = tmp_path / "short.json"
    path.write_text(marked('{"seed": 3}'), encoding="utf-8")
    assert Experiment.load(path) == Experiment(seed=3)
    assert Experiment.from_dict({}) == Experiment.model_validate({}) == Experiment()
    assert Experiment.from_dict({"model": {"depth": 3}}).model.width == Experiment().model.width
    spelled_out = json.loads(Experiment().to_json())
    assert spelled_out["format"] == "gradsim-experiment"
    assert spelled_out["version"] == 1
    assert Experiment.from_dict(spelled_out) == Experiment()


def test_the_example_of_the_file_format() -> None:
    example = {
        "format": "gradsim-experiment", "version": 1, "title": "Sigmoid, ten layers", "seed": 0, "dtype": "float32",
        "device": "auto", "data": {"kind": "digits", "batch_size": 64},
        "model": {"kind": "mlp", "depth": 10, "width": 64, "activation": {"kind": "sigmoid"},
                  "weight_init": {"kind": "xavier_normal", "gain": 1.0}, "bias_init": {"kind": "zeros"},
                  "norm": {"kind": "none"}, "residual": {"kind": "none"}, "head": "linear"},
        "loss": "cross_entropy", "optimizer": {"kind": "sgd", "lr": 0.1}, "clip": {"kind": "none"}}
    assert Experiment.from_dict(example) == Experiment(title="Sigmoid, ten layers")


def test_widths_give_the_depth() -> None:
    assert Experiment.from_dict({"model": {"widths": [3, 2]}}).model.depth == 2


def test_a_byte_order_mark_is_no_obstacle(tmp_path: Path) -> None:
    path = tmp_path / "experiment.json"
    path.write_bytes(b"\xef\xbb\xbf" + small().to_json().encode())
    assert Experiment.load(path) == small()


def test_an_experiment_cannot_be_changed() -> None:
    with pytest.raises(Exception, match="frozen"):
        small().seed = 1  # type: ignore[misc]


def test_saving_over_a_file_is_atomic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "new" / "experiment.json"
    path.parent.mkdir()
    small().save(path)

    def broken(*_: Any) -> None:
        raise OSError(28, "No space left on device")
    monkeypatch.setattr(os, "replace", broken)
    with pytest.raises(GradsimError) as caught:
        small(seed=99).save(path)
    assert caught.value.problems[0].code == "file_unwritable"
    assert Experiment.load(path) == small()
    assert len(list(path.parent.iterdir())) == 1


# ---- files that are no experiments ----------------------------------------------------------------

TEXT = small().to_json().encode()
FILES = {
    "empty": (b"", "not_json"), "truncated": (TEXT[:-20], "not_json"), "one brace": (b"{", "not_json"),
    "python": (b"{'seed': 0}", "not_json"), "two documents": (TEXT + TEXT, "not_json"),
    "binary": (bytes(range(256)) * 40, "not_utf8"), "latin-1": (b'{"title": "\xe4"}', "not_utf8"),
    "utf-16": (small().to_json().encode("utf-16"), "not_utf8"), "zeros": (bytes(1000), "not_json"),
    "a list": (b"[]", "not_object"), "a number": (b"1", "not_object"), "null": (b"null", "not_object"),
    "a text": (b'"gradsim-experiment"', "not_object"),
    "deep lists": (b"[" * 100_000, "not_json"), "deep objects": (b'{"a":' * 100_000, "not_json"),
    "deep and closed": (b'{"model":' + b"[" * 50_000 + b"]" * 50_000 + b"}", "not_json"),
    "a huge integer": (b'{"seed": 1' + b"0" * 10_000 + b"}", "not_json"),
    "nothing": (b"{}", "not_marked"), "no format": (b'{"version": 1, "seed": 3}', "not_marked"),
    "no version": (b'{"format": "gradsim-experiment", "seed": 3}', "not_marked"),
    "of another program": (b'{"name": "left-pad", "version": "1.3.0"}', "not_marked"),
} | {name: (marked(text).encode(), code) for name, text, code in (
    ("NaN", '{"optimizer": {"kind": "sgd", "lr": NaN}}', "not_finite"),
    ("Infinity", '{"optimizer": {"kind": "sgd", "lr": Infinity}}', "not_finite"),
    ("overflow", '{"optimizer": {"kind": "sgd", "lr": 1e999}}', "not_finite"),
    ("NaN where a count belongs", '{"model": {"depth": NaN}}', None),
    ("a lone surrogate", '{"title": "\\ud800", "bad": "\\ud800"}', None),
    ("the same key twice", '{"seed": 1, "seed": -1}', "out_of_range"),
    ("another format", '{"format": "gif"}', "wrong_format"),
    ("newer", '{"version": 2, "new": 1}', "newer_version"),
)}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_experiment(name: str, tmp_path: Path) -> None:
    content, code = FILES[name]
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    with pytest.raises(GradsimError) as caught:
        Experiment.load(path)
    assert code is None or caught.value.problems[0].code == code
    is_one_sentence(caught.value)


def test_a_file_of_100_megabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as stream:
        stream.truncate(100 * 2**20)
    with pytest.raises(GradsimError) as caught:
        Experiment.load(path)
    assert caught.value.problems[0].code == "file_too_large"
    assert str(LARGEST_FILE) in str(caught.value)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "none.json", "file_missing"), (tmp_path, "file_unreadable"),
                       (tmp_path / ("x" * 300), "file_unreadable")):
        with pytest.raises(GradsimError) as caught:
            Experiment.load(path)
        assert caught.value.problems[0].code == code


def is_one_sentence(error: GradsimError) -> None:
    assert error.problems
    for problem in error.problems:
        text = str(problem)
        assert problem.code in SENTENCES
        assert "\n" not in text
        assert text.rstrip().endswith((".", "…"))
        assert len(text) < 1000
        text.encode("utf-8", "replace")


# ---- fields ---------------------------------------------------------------------------------------

KINDS_OF_ACTIVATION = ("identity", "sigmoid", "leaky_relu", "softmax")
BAD_FIELDS: list[tuple[str, Any, str, str, tuple[str, ...]]] = [
    # path, value, key in the message, code, what the message names
    ("model.depth", -3, "model.depth", "out_of_range", ("-3", "1 to 1000")),
    ("model.depth", 0, "model.depth", "out_of_range", ("0", "1 to 1000")),
    ("model.depth", 1001, "model.depth", "out_of_range", ("1001", "1 to 1000")),
    ("model.depth", 10**400, "model.depth", "out_of_range", ("1 to 1000",)),
    ("model.depth", 2.5, "model.depth", "not_an_integer", ("2.5", "1 to 1000")),
    ("model.depth", 3.0, "model.depth", "not_an_integer", ("3.0", "1 to 1000")),
    ("model.depth", "3", "model.depth", "not_an_integer", ('"3"', "1 to 1000")),
    ("model.depth", True, "model.depth", "not_an_integer", ("true", "1 to 1000")),
    ("model.depth", None, "model.depth", "not_an_integer", ("null", "1 to 1000")),
    ("model.depth", [3], "model.depth", "not_an_integer", ("[3]", "1 to 1000")),
    ("model.width", 4097, "model.width", "out_of_range", ("4097", "1 to 4096")),
    ("model.widths", [4, 0], "model.widths.1", "out_of_range", ("0", "1 to 4096")),
    ("model.widths", "4", "model.widths", "wrong_type", ('"4"', "list")),
    ("optimizer.lr", "abc", "optimizer.lr", "not_a_number", ('"abc"',)),
    ("optimizer.lr", -1, "optimizer.lr", "out_of_range", ("-1",)),
    ("optimizer.lr", float("nan"), "optimizer.lr", "not_finite", ("NaN",)),
    ("optimizer.lr", True, "optimizer.lr", "not_a_number", ("true",)),
    ("optimizer.momentum", 1.0, "optimizer.momentum", "out_of_range", ("1.0", "0 to below 1")),
    ("optimizer.nesterov", "yes", "optimizer.nesterov", "wrong_type", ('"yes"', "true or false")),
    ("optimizer.nesterov", 1, "optimizer.nesterov", "wrong_type", ("1", "true or false")),
    ("optimizer.kind", "lion", "optimizer", "not_a_choice", ("lion", "sgd", "adam")),
    ("optimizer", "sgd", "optimizer", "wrong_type", ('"sgd"',)),
    ("optimizer", {}, "optimizer.kind", "not_a_choice", ("missing", "sgd", "adam")),
    ("loss", "hinge", "loss", "not_a_choice", ("hinge", "cross_entropy", "random_readout")),
    ("model.activation.kind", "relu6", "model.activation", "not_a_choice", ("relu6", *KINDS_OF_ACTIVATION)),
    ("model.activation", [{"kind": "tanh"}, {"kind": "swish"}, {"kind": "tanh"}], "model.activation.1", "not_a_choice",
     ("swish", *KINDS_OF_ACTIVATION)),
    ("model.activation", "tanh", "model.activation", "wrong_type", ('"tanh"',)),
    ("model.activation", 3, "model.activation", "wrong_type", ("3",)),
    ("model.activation", [], "model.activation", None, ()),
    ("model.activation", [{"kind": "tanh"}] * 2, "model.activation", "activations_length", ("2", "3")),
    ("model.activation", {"kind": "tanh", "negative_slope": 1}, "model.activation.negative_slope", "unknown_key",
     ("kind",)),
    ("model.activation", {"kind": "elu", "alpha": "x"}, "model.activation.alpha", "not_a_number", ('"x"',)),
    ("model.weight_init", {"kind": "values", "values": [1, 2]}, "model.weight_init.values", "wrong_length", ("2", "4")),
    ("model.weight_init", {"kind": "values", "values": [1, 2, 3, [[1, 2]]]}, "model.weight_init.values.3",
     "wrong_shape", ()),
    ("model.weight_init", {"kind": "values", "values": [1, 2, 3, [[1], [1, 2]]]}, "model.weight_init.values.3",
     "wrong_shape", ()),
    ("model.weight_init", {"kind": "values", "values": [1, 2, 3, "x"]}, "model.weight_init.values.3", None, ('"x"',)),
    ("model.bias_init", {"kind": "values", "values": [0, 0, 0, [1]]}, "model.bias_init.values.3", "wrong_shape", ()),
    ("model.weight_init.kind", "glorot", "model.weight_init", "not_a_choice",
     ("glorot", "xavier_normal", "lsuv", "values")),
    ("model.residual", {"kind": "plain", "scale": "foo"}, "model.residual.scale", "wrong_type",
     ('"foo"', "a number", "1/sqrt(depth)", "learned")),
    ("optimizer", {"kind": "sgd", "sgd": 1}, "optimizer.sgd", "unknown_key", ("lr", "momentum")),
    ("model.activation", {"kind": "elu", "a[0]": 1}, 'model.activation."a[0]"', "unknown_key", ("alpha",)),
    ("model.residual", {"kind": "plain", "scale": float("inf")}, "model.residual.scale", None, ("Infinity",)),
    ("model.residual", {"kind": "plain", "scale": None}, "model.residual.scale", None, ("null",)),
    ("model.residual", {"kind": "plain", "every": 0}, "model.residual.every", "out_of_range", ("0", "1 to 1000")),
    ("model.norm", {"kind": "layer_norm", "position": "after_residual"}, "model.norm.position",
     "norm_needs_residual", ()),
    ("model.norm", {"kind": "layer_norm", "position": "middle"}, "model.norm.position", "not_a_choice",
     ("middle", "before_activation", "after_activation", "after_residual")),
    ("model.head", None, "model.head", None, ("null", "linear", "none")),
    ("model.kind", "transformer", "model", None, ("transformer", "mlp")),
    ("clip", {"kind": "norm", "norm_type": 3}, "clip.norm_type", "not_a_choice", ("3", "2", "inf")),
    ("data.kind", "imagenet", "data", "not_a_choice", ("imagenet", "digits", "constant")),
    ("data.batch_size", 0, "data.batch_size", "out_of_range", ("0", "1 to 65536")),
    ("dtype", "float8", "dtype", "not_a_choice", ("float8", "float32", "float64")),
    ("device", "tpu", "device", "not_a_choice", ("tpu", "cpu", "cuda")),
    ("device", 0, "device", "wrong_type", ("0",)),
    ("seed", -1, "seed", "out_of_range", ("-1",)),
    ("seed", 2**31, "seed", "out_of_range", (str(2**31),)),
    ("title", 7, "title", "wrong_type", ("7", "text")),
    ("title", "x" * 201, "title", None, ("200",)),
    ("version", 2, "version", "newer_version", ("2", "1")),
    ("version", 0, "version", None, ("0", "1")),
    ("version", "1", "version", None, ('"1"',)),
    ("version", True, "version", None, ("true",)),
    ("format", "other", "format", "wrong_format", ("other", "gradsim-experiment")),
]


def changed(path: str, value: Any) -> dict[str, Any]:
    copy = json.loads(small().to_json())
    *parents, last = path.split(".")
    place = copy
    for name in parents:
        place = place[name]
    place[last] = value
    return copy


@pytest.mark.parametrize(("path", "value", "key", "code", "names"), BAD_FIELDS,
                         ids=[f"{path}={str(value)[:40]}" for path, value, *_ in BAD_FIELDS])
def test_a_bad_field_is_refused_with_key_value_and_limits(path: str, value: Any, key: str, code: str | None,
                                                          names: tuple[str, ...]) -> None:
    with pytest.raises(GradsimError) as caught:
        Experiment.from_dict(changed(path, value))
    (problem,) = caught.value.problems
    assert str(problem).startswith(f"{key}:")
    assert code is None or problem.code == code
    for name in names:
        assert name in str(problem)
    is_one_sentence(caught.value)


@pytest.mark.parametrize("level", ["", "data", "model", "model.activation", "model.weight_init", "model.bias_init",
                                   "model.norm", "model.residual", "optimizer", "clip"])
def test_an_unknown_key_is_refused_at_every_level(level: str) -> None:
    key = f"{level}.colour" if level else "colour"
    with pytest.raises(GradsimError) as caught:
        Experiment.from_dict(changed(key, "red"))
    (problem,) = caught.value.problems
    assert problem.code == "unknown_key"
    assert problem.values["key"] == key
    assert ("kind" if level else "seed") in problem.values["allowed"]


def test_every_bad_key_is_named_once() -> None:
    bad = changed("optimizer.lr", "abc")
    bad["model"] |= {"depth": -3, "colour": 1}
    with pytest.raises(GradsimError) as caught:
        Experiment.from_dict(bad)
    keys = [problem.values["key"] for problem in caught.value.problems]
    assert keys == ["model.depth", "model.colour", "optimizer.lr"]


def test_parts_that_do_not_fit_together() -> None:
    for model, rest, code in (
            ({"depth": 3, "widths": [4, 4]}, {}, "depth_widths"), ({"head": "none"}, {}, "head_width"),
            ({"norm": {"kind": "batch_norm"}}, {"data": {"kind": "constant", "samples": 1}}, "batch_norm_batch")):
        with pytest.raises(GradsimError) as caught:
            Experiment.from_dict(document(model, **rest))
        assert [problem.code for problem in caught.value.problems] == [code]
        is_one_sentence(caught.value)


def test_with_value_refuses_and_leaves_the_experiment_as_it_is() -> None:
    experiment = small()
    with pytest.raises(GradsimError):
        experiment.with_value("optimizer.lr", "abc")
    assert experiment == small()
    assert experiment.with_value("optimizer.lr", 0.5).optimizer.lr == 0.5


def test_live_changes_keep_the_weights() -> None:
    experiment = small(clip={"kind": "norm"})
    assert experiment.is_live_change(experiment.with_value("optimizer.lr", 0.5))
    assert experiment.is_live_change(experiment.with_value("title", "x"))
    assert experiment.is_live_change(experiment.with_value("clip", {"kind": "none"}))
    assert not experiment.is_live_change(experiment.with_value("model.width", 5))
    assert not experiment.is_live_change(experiment.with_value("seed", 5))


# ---- anything at all ------------------------------------------------------------------------------


def refused_or_read(value: Any) -> None:
    """GradsimError or an experiment, nothing else."""
    try:
        experiment = Experiment.from_dict(value)
    except GradsimError as error:
        is_one_sentence(error)
    else:
        assert Experiment.from_dict(json.loads(experiment.to_json())) == experiment


@settings(max_examples=400)
@given(json_values)
def test_any_json_value(value: Any) -> None:
    refused_or_read(value)


@settings(max_examples=400)
@given(broken_documents())
def test_any_value_anywhere_in_a_document(value: Any) -> None:
    refused_or_read(value)


def test_a_document_nested_deeper_than_the_stack() -> None:
    for path in ("model", "model.activation", "model.weight_init", "optimizer.lr", "title"):
        value: Any = []
        for _ in range(sys.getrecursionlimit() * 2):
            value = [value]
        refused_or_read(changed(path, value))
    values: Any = 1.0
    for _ in range(500):
        values = [values]
    refused_or_read(changed("model.weight_init", {"kind": "values", "values": values}))
