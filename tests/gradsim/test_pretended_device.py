"""The engine on a GPU that is only pretended: it gives the CPU's numbers, and never mixes the two."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch
from building import ACTIVATIONS, SMALL_DATA, document
from pretend_device import DeviceTensor, PretendDevice, pretended

from gradsim import Experiment, inspection
from gradsim.host import Host
from gradsim.messages import Advance, Ask, Build, Compare, Frame, Pause, Play, Retreat, Seek, Variant
from gradsim.parts import Parts
from gradsim.simulator import Simulator
from gradsim.snapshot import Snapshot

EVERYTHING = frozenset(field.name for field in dataclasses.fields(Parts))
DIGITS = {"kind": "digits", "batch_size": 4}
SUM = {"kind": "adding", "length": 4, "samples": 12, "batch_size": 5}
MEMORY = {"kind": "copy_memory", "delay": 1, "samples": 6, "batch_size": 5}


@pytest.fixture
def gpu(monkeypatch: pytest.MonkeyPatch) -> Iterator[PretendDevice]:
    with pretended(monkeypatch) as device:
        yield device


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


@pytest.mark.parametrize("name", CASES)
def test_a_gpu_gives_the_numbers_of_the_cpu(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = _everything_told(CASES[name] | {"device": "cpu"})
    with pretended(monkeypatch):
        told = _everything_told(CASES[name] | {"device": "cuda"})
    near = 1e-9 if CASES[name]["dtype"] == "float64" else 2e-3  # float32: portions, and so sums, are others
    for one, other in zip(told, expected, strict=True):
        _assert_alike(one, other, near, "")


@pytest.mark.parametrize("name", ["all activations", "batch norm", "layer norm, wide", "rms norm", "softmax", "random signs",
                                  "adam", "vanishing", "float16", "alexnet", "resnet", "rnn, norm", "lstm", "gru"])
def test_a_gpu_without_float64_gives_the_numbers_of_the_cpu(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fields = CASES[name] | ({"dtype": "float32"} if CASES[name]["dtype"] == "float64" else {})
    expected = _everything_told(fields | {"device": "cpu"})
    with pretended(monkeypatch, float64=False):
        told = _everything_told(fields | {"device": "cuda"})
    for one, other in zip(told, expected, strict=True):
        _assert_alike(one, other, 2e-3, "")


def _everything_told(fields: dict[str, Any]) -> list[Any]:
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
    assert isinstance(run.network.outputs, DeviceTensor) == (run.device.type != "cpu")
    return [*told, run.snapshot(), run.state(), run.history.from_step(0)]


def _assert_alike(one: Any, other: Any, near: float, name: str) -> None:
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
            _assert_alike(one[key], other[key], near, f"{name}.{key}")
    elif isinstance(one, tuple):
        for place, pair in enumerate(zip(one, other, strict=True)):
            _assert_alike(*pair, near, f"{name}[{place}]")
    elif isinstance(one, (float, np.ndarray)) and np.asarray(one).dtype.kind == "f":
        one, other = np.asarray(one), np.asarray(other)
        if name.endswith(".rows"):
            one, other = np.delete(one, 6, 1), np.delete(other, 6, 1)  # seconds
        largest = np.abs(other[np.isfinite(other)]).max(initial=0.0)
        np.testing.assert_allclose(one, other, rtol=near, atol=near * 1e-3 * largest, err_msg=name)
    else:
        assert np.array_equal(one, other) if isinstance(one, np.ndarray) else one == other, name


@pytest.mark.usefixtures("own_clock")
def test_the_host_shows_the_same_run_on_a_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = _frames("cpu")
    with pretended(monkeypatch):
        told = _frames("cuda")
    assert {frame.device for frame in told} == {"cuda:0"}
    for one, other in zip(told, expected, strict=True):
        for name in ("snapshot", "parts", "past"):
            _assert_alike(getattr(one, name), getattr(other, name), 1e-9, name)
        for mine, its in zip(one.beside, other.beside, strict=True):
            _assert_alike(mine.snapshot, its.snapshot, 1e-9, "beside")


def _frames(device: str) -> list[Frame]:
    """Playing, stopping, going back and forth, with a variant beside the run; at places that no clock decides."""
    host, ask = Host(), Ask(EVERYTHING, 2, 4)
    host.handle(Build(Experiment.from_dict(CASES["batch norm"] | {"device": device}), 1))
    host.handle(Compare((Variant("deeper", (("model.depth", 5),)),)))
    host.handle(Play())
    assert host.run is not None
    while host.run.steps_done < 3:
        host.work()
    host.handle(Pause())
    frames = []
    for command in (Seek(2 * host.run.micro_steps + 4), Retreat("layer"), Advance("step"), Advance("phase"), Seek(0),
                    Seek(9)):
        host.handle(command)
        while host.delay() == 0.0:
            host.work()
        frame = host.handle(ask)
        assert isinstance(frame, Frame)
        assert frame.notice is None
        frames.append(frame)
    return frames


def test_a_gpu_computes_float32_in_float32_and_repeats_itself(gpu: PretendDevice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.backends.cudnn, "allow_tf32", True)
    monkeypatch.setattr(torch.backends.cudnn, "deterministic", False)
    Simulator(Experiment.from_dict(document() | {"device": "cuda"}))
    assert not torch.backends.cudnn.allow_tf32
    assert torch.backends.cudnn.deterministic


# ---- what is waited for -------------------------------------------------------------------------


PLAIN = document(data=SMALL_DATA | {"batch_size": 4, "samples": 400})
LEAN: dict[str, dict[str, Any]] = {
    "plain": {}, "softmax": {"activation": {"kind": "softmax"}}, "dead units": {"activation": {"kind": "relu"}},
    "blocks": {"norm": norm("batch_norm"), "residual": {"kind": "post_activation", "scale": "learned"}},
    "vanishing": {"activation": {"kind": "sigmoid"}, "weight_init": {"kind": "normal", "std": 1e-3}},
}


def deep(name: str, depth: int) -> Simulator:
    """A run of some depth, or of as many time steps, after its first steps: later ones find everything laid out."""
    if name in ("rnn", "lstm", "gru"):
        fields = in_time(name) | {"data": SUM | {"length": depth}}
    else:
        fields = PLAIN | {"dtype": "float32" if name == "vanishing" else "float64",
                          "model": PLAIN["model"] | {"depth": depth} | LEAN[name]}
    run = Simulator(Experiment.from_dict(fields | {"device": "cuda"}))
    run.advance_step()
    run.snapshot()
    return run


@pytest.mark.parametrize("name", ["plain", "softmax", "blocks", "rnn", "lstm", "gru"])
@pytest.mark.parametrize("depth", [4, 20])
def test_a_step_waits_for_the_gpu_once_and_so_does_a_look_at_it(gpu: PretendDevice, name: str, depth: int) -> None:
    run = deep(name, depth)
    with gpu.counted():
        run.advance_step()
    assert (gpu.downloads.total(), gpu.stops) == (1, 1)
    with gpu.counted():
        run.snapshot()
    assert (gpu.downloads.total(), gpu.stops) == (1, 1)


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "rmsprop"])
@pytest.mark.parametrize(("clip", "stops"), [({"kind": "none"}, 1), ({"kind": "norm", "max_norm": 0.01}, 1),
                                             ({"kind": "norm", "max_norm": 0.01, "norm_type": "inf"}, 2),
                                             ({"kind": "value", "clip_value": 0.01}, 2)])
def test_no_recipe_waits_more_than_once_more(gpu: PretendDevice, optimizer: str, clip: dict[str, Any], stops: int) -> None:
    run = Simulator(Experiment.from_dict(PLAIN | {"device": "cuda", "clip": clip, "optimizer": {"kind": optimizer}}))
    run.advance_step()
    with gpu.counted():
        run.advance_step()
    assert gpu.stops == stops


@pytest.mark.parametrize("name", ["vanishing", "dead units"])
def test_what_has_vanished_is_measured_again_all_at_once(gpu: PretendDevice, name: str) -> None:
    counts = []
    for depth in (12, 24):
        run = deep(name, depth)
        with gpu.counted():
            run.advance_step()
            run.snapshot()
        assert (run.snapshot().grad_activation_norm[:-1] < 1e-13).any()
        counts.append((gpu.downloads.total(), gpu.uploads.total(), gpu.waits.total()))
    assert counts[0] == counts[1]
    assert counts[0] <= (8, 3, 0)


@pytest.mark.parametrize("name", ["plain cnn", "resnet"])
def test_a_look_at_images_waits_once(gpu: PretendDevice, name: str) -> None:
    run = Simulator(Experiment.from_dict(CASES[name] | {"device": "cuda"}))
    run.advance_step()
    run.snapshot()
    with gpu.counted():
        run.advance_step()
    assert gpu.downloads.total() <= 2
    assert gpu.waits.total() == 0
    with gpu.counted():
        run.snapshot()
    assert gpu.downloads.total() <= 2
    assert gpu.waits.total() == 0


@pytest.mark.parametrize("name", ["plain", "lstm"])
def test_what_the_window_always_asks_for_waits_as_often_at_any_depth(gpu: PretendDevice, name: str) -> None:
    counts = []
    for depth in (4, 20):
        run = deep(name, depth)
        with gpu.counted(), torch.inference_mode():
            inspection.parts(run, Ask(frozenset({"tiles", "detail", "sample"}), 2))
        counts.append(gpu.stops)
    assert counts[0] == counts[1] <= 9


# ---- the stand-in itself ------------------------------------------------------------------------


def test_the_stand_in_refuses_what_cuda_refuses(gpu: PretendDevice) -> None:
    there, here = torch.zeros(3, device="cuda"), torch.ones(3)
    for mixed in (lambda: there + here, lambda: torch.stack([there, here]), lambda: torch.add(there, there, out=here)):
        with pytest.raises(RuntimeError, match="on the same device"):
            mixed()
    with pytest.raises(RuntimeError, match="generator"):
        torch.rand(3, device="cuda", generator=torch.Generator())
    with pytest.raises(RuntimeError, match="numpy"):
        there.numpy()


def test_the_stand_in_computes_in_shared_memory(gpu: PretendDevice) -> None:
    whole = torch.zeros(2, 3, device="cuda")
    first, second = whole.unbind()
    first.copy_(torch.ones(3))
    torch.add(first, 1, out=second)
    assert whole.tolist() == [[1, 1, 1], [2, 2, 2]]
    assert isinstance(whole.double(), DeviceTensor)


def test_the_stand_in_counts_what_is_waited_for(gpu: PretendDevice) -> None:
    numbers = torch.arange(4.0, device="cuda")
    with gpu.counted():
        (numbers * 2).sum()
        assert gpu.stops == 0
        numbers.cpu()
        torch.empty(4).copy_(numbers)
        assert gpu.downloads.total() == 2
        assert bool(numbers.sum() > 0)
        float(numbers[1])
        numbers[numbers > 1]
        assert gpu.waits.total() == 3
        numbers.copy_(torch.ones(4))
        numbers[torch.tensor([0, 1])]
        assert gpu.uploads.total() == 2
