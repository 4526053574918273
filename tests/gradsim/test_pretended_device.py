"""The engine on a GPU that is only pretended: it gives the CPU's numbers, and never mixes the two."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import torch
from building import SMALL_DATA, document
from device_cases import (
    CASES,
    EVERYTHING,
    IN_FLOAT32,
    SUM,
    assert_alike,
    everything_told,
    in_float32,
    in_time,
    nearness,
    norm,
)
from pretend_device import DeviceTensor, PretendDevice, pretended

from gradsim import Experiment, captured, inspection
from gradsim.host import Host
from gradsim.messages import Advance, Ask, Build, Compare, Frame, Pause, Play, Retreat, Seek, Variant
from gradsim.simulator import Simulator


@pytest.fixture
def gpu(monkeypatch: pytest.MonkeyPatch) -> Iterator[PretendDevice]:
    with pretended(monkeypatch) as device:
        yield device


@pytest.mark.parametrize("name", CASES)
def test_a_gpu_gives_the_numbers_of_the_cpu(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = everything_told(CASES[name] | {"device": "cpu"})
    with pretended(monkeypatch):
        told = everything_told(CASES[name] | {"device": "cuda"})
    for one, other in zip(told, expected, strict=True):
        assert_alike(one, other, nearness(CASES[name]), "")


@pytest.mark.parametrize("name", IN_FLOAT32)
def test_a_gpu_without_float64_gives_the_numbers_of_the_cpu(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fields = in_float32(name)
    expected = everything_told(fields | {"device": "cpu"})
    with pretended(monkeypatch, float64=False):
        told = everything_told(fields | {"device": "cuda"})
    for one, other in zip(told, expected, strict=True):
        assert_alike(one, other, 2e-3, "")


@pytest.mark.usefixtures("own_clock")
def test_the_host_shows_the_same_run_on_a_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = _frames("cpu")
    monkeypatch.setattr(captured, "passes", lambda network, device: {})  # the clock is looked at after every micro-step
    with pretended(monkeypatch):
        told = _frames("cuda")
    assert {frame.device for frame in told} == {"cuda:0"}
    for one, other in zip(told, expected, strict=True):
        for name in ("snapshot", "parts", "past"):
            assert_alike(getattr(one, name), getattr(other, name), 1e-9, name)
        for mine, its in zip(one.beside, other.beside, strict=True):
            assert_alike(mine.snapshot, its.snapshot, 1e-9, "beside")


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


@pytest.mark.usefixtures("gpu")
@pytest.mark.parametrize("kind", ["batch_norm", "layer_norm", "rms_norm"])
def test_a_norm_on_a_gpu_takes_numbers_whose_squares_leave_float32(kind: str) -> None:
    found = []
    for device, dtype in (("cuda", "float32"), ("cpu", "float64")):
        sim = Simulator(Experiment.from_dict(document({"norm": norm(kind, eps=0.0)}, dtype=dtype, device=device)))
        with torch.inference_mode():
            sim.network.parameters.values.mul_(1e24)
        sim.advance_until(0.0)
        found.append(sim.snapshot(refresh_spectral=False))
    assert found[0].z_std[0] == pytest.approx(found[1].z_std[0], rel=1e-5)
