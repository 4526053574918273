"""Networks of all kinds, and everything that their runs tell: what a device shall do as the CPU does."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import torch
from building import ACTIVATIONS, SMALL_DATA, document

from gradsim import Experiment, inspection
from gradsim.messages import Ask
from gradsim.parts import Parts
from gradsim.simulator import Simulator
from gradsim.snapshot import Snapshot

EVERYTHING = frozenset(field.name for field in dataclasses.fields(Parts))
DIGITS = {"kind": "digits", "batch_size": 4}
SUM = {"kind": "adding", "length": 4, "samples": 12, "batch_size": 5}
MEMORY = {"kind": "copy_memory", "delay": 1, "samples": 6, "batch_size": 5}


def norm(kind: str, position: str = "before_activation", **options: Any) -> dict[str, Any]:
    return {"kind": kind, "position": position} | options


def images(kind: str, dtype: str = "float64", **model: Any) -> dict[str, Any]:
    return {"seed": 1, "dtype": dtype, "data": DIGITS, "model": {"kind": kind} | model}


def in_time(kind: str, dtype: str = "float64", **model: Any) -> dict[str, Any]:
    return {"seed": 1, "dtype": dtype, "data": SUM, "loss": "mse",
            "model": {"kind": kind, "hidden": 4, "layers": 2} | model}


WIDE = {"data": SMALL_DATA | {"batch_size": 10}}  # and wide: the forms for more than a few units and samples
CASES: dict[str, dict[str, Any]] = {
    "all activations": document({"depth": len(ACTIVATIONS), "activation": [{"kind": kind} for kind in ACTIVATIONS]}),
    "batch norm": document({"norm": norm("batch_norm"), "residual": {"kind": "post_activation", "scale": "learned"}}),
    "batch norm, wide": document({"norm": norm("batch_norm"), "width": 12}, **WIDE),
    "layer norm": document({"norm": norm("layer_norm", "after_residual"), "residual": {"kind": "plain", "scale": 0.5}}),
    "layer norm, wide": document({"norm": norm("layer_norm"), "width": 12, "dropout": 0.3}, **WIDE),
    "rms norm": document({"norm": norm("rms_norm", affine=False), "residual": {"kind": "pre_activation", "every": 2}}),
    "rms norm, wide": document({"norm": norm("rms_norm", "after_activation"), "width": 12, "dropout": 0.3}, **WIDE),
    "plain blocks, wide": document({"residual": {"kind": "plain", "scale": "1/sqrt(depth)"}, "width": 12}, **WIDE),
    "softmax": document({"activation": {"kind": "softmax"}, "residual": {"kind": "plain"}, "weight_init": {"kind": "lsuv"}}),
    "random signs": document({"activation": {"kind": "softmax"}, "width": 160, "depth": 2}, **WIDE),
    "momentum": document(optimizer={"kind": "sgd", "lr": 0.05, "momentum": 0.9, "nesterov": True, "weight_decay": 0.1}),
    "adam": document(optimizer={"kind": "adam", "lr": 0.05}, clip={"kind": "norm", "max_norm": 0.1, "norm_type": "inf"}),
    "adamw": document(optimizer={"kind": "adamw", "lr": 0.05}, clip={"kind": "norm", "max_norm": 0.1}),
    "rmsprop": document(optimizer={"kind": "rmsprop", "lr": 0.05}, clip={"kind": "value", "clip_value": 0.01}),
    "adagrad": document(optimizer={"kind": "adagrad", "lr": 0.05}, loss="mse"),
    "float32": document(dtype="float32", loss="bce"),
    "vanishing": document({"activation": {"kind": "sigmoid"}, "depth": 12,
                           "weight_init": {"kind": "normal", "std": 1e-3}}, dtype="float32"),
    "bfloat16": document({"dropout": 0.3}, dtype="bfloat16", loss="random_readout"),
    "float16": document({"activation": {"kind": "relu"}}, dtype="float16", loss_scale={"kind": "dynamic"}),
    "mean output": document({"head": "none"}, loss="mean_output"),
    "lenet5": images("lenet5", "float32", weight_init={"kind": "lsuv"}),
    "alexnet": images("alexnet", "float32", width=2),
    "plain cnn": images("plain_cnn", depth=8, width=3, norm={"kind": "batch_norm"}),
    "resnet": images("resnet", depth=8, width=3, norm={"kind": "batch_norm"}),
    "resnet, bottlenecks": images("resnet", depth=11, width=2, bottleneck=True, norm={"kind": "layer_norm"},
                                  residual={"kind": "pre_activation"}),
    "rnn": in_time("rnn"),
    "rnn, norm": in_time("rnn", norm={"kind": "layer_norm"}),
    "lstm": in_time("lstm", "bfloat16"),
    "lstm, norm": in_time("lstm", norm={"kind": "layer_norm"}),
    "gru": in_time("gru", "float32", layers=1) | {"loss": "cross_entropy", "data": MEMORY},
    "gru, norm": in_time("gru", norm={"kind": "layer_norm"}),
}
# what is shown on a device without float64
IN_FLOAT32 = ("all activations", "batch norm", "layer norm, wide", "rms norm", "softmax", "random signs", "adam",
              "vanishing", "float16", "alexnet", "resnet", "rnn, norm", "lstm", "gru")


def in_float32(name: str) -> dict[str, Any]:
    """A case for a device without float64."""
    return CASES[name] | ({"dtype": "float32"} if CASES[name]["dtype"] == "float64" else {})


def nearness(fields: dict[str, Any]) -> float:
    """Relative error allowed: in float32 portions, and so sums, are others."""
    return 1e-9 if fields["dtype"] == "float64" else 2e-3


def everything_told(fields: dict[str, Any]) -> list[Any]:
    """What a run tells at its start, after steps, in the middle of one, and from a state that it is put back to."""
    run = Simulator(Experiment.from_dict(fields))
    told: list[Any] = [run.snapshot()]
    run.advance_step()
    state = run.state()
    run.advance_step()
    told.append(run.snapshot())
    for site, sample in ((1, -1), (len(run.sites) - 1, 1)):
        with torch.inference_mode():
            told.append(inspection.parts(run, Ask(EVERYTHING, site, 3, sample)))
    for place in range(run.micro_steps):
        run.advance()
        if place % (run.micro_steps // 4) == 1:
            told.append(run.snapshot(refresh_spectral=False))
    run.restore(state)
    run.advance_step()
    assert run.network.outputs.device.type == run.device.type
    return [*told, run.snapshot(), run.state(), run.history.from_step(0)]


def assert_alike(one: Any, other: Any, near: float, name: str) -> None:
    """The same numbers as far as rounding goes; computing times are nobody's."""
    if name.endswith(".seconds"):
        return
    if isinstance(one, Snapshot):
        one, other = ({**vars(item), "sites": None} for item in (one, other))
    elif dataclasses.is_dataclass(one):
        one, other = (None if item is None else vars(item) for item in (one, other))
    if isinstance(one, dict):
        assert one.keys() == other.keys()
        for key in one:
            assert_alike(one[key], other[key], near, f"{name}.{key}")
    elif isinstance(one, tuple):
        for place, pair in enumerate(zip(one, other, strict=True)):
            assert_alike(*pair, near, f"{name}[{place}]")
    elif isinstance(one, (float, np.ndarray)) and np.asarray(one).dtype.kind == "f":
        one, other = np.asarray(one), np.asarray(other)
        if name.endswith(".rows"):
            one, other = np.delete(one, 6, 1), np.delete(other, 6, 1)  # seconds
        largest = np.abs(other[np.isfinite(other)]).max(initial=0.0)
        np.testing.assert_allclose(one, other, rtol=near, atol=near * 1e-3 * largest, err_msg=name)
    else:
        assert np.array_equal(one, other) if isinstance(one, np.ndarray) else one == other, name
