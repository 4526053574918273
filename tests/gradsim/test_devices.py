"""Devices: which there are, and what happens when one fails. No GPU is needed: what it would do is put in its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from building import document, small

from gradsim import Experiment, devices, memory
from gradsim.host import Host
from gradsim.messages import Build, Change, Frame, Play, Refused, Reply
from gradsim.problems import GradsimError, Problem
from gradsim.simulator import Simulator

OUT_OF_MEMORY = torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.\nmore")


def on(device: str, **fields: Any) -> Experiment:
    return Experiment.from_dict(document(**fields) | {"device": device})


def test_auto_is_the_cpu_where_there_is_no_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert devices.find(on("auto")) == torch.device("cpu")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert devices.find(on("auto")) == torch.device("cuda:0")


@pytest.mark.parametrize(("device", "found"), [("cuda", "cuda:0"), ("cuda:1", "cuda:1"), ("mps", "mps")])
def test_a_device_that_is_there_is_taken(monkeypatch: pytest.MonkeyPatch, device: str, found: str) -> None:
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert devices.find(on(device, dtype="float32")) == torch.device(found)


@pytest.mark.parametrize("device", ["cuda", "cuda:2", "mps"])
def test_a_device_that_is_not_there_is_refused_with_those_that_are(monkeypatch: pytest.MonkeyPatch, device: str) -> None:
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 0 if device == "cuda" else 2)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    with pytest.raises(GradsimError, match=r"allowed: auto, cpu(, cuda:0, cuda:1)?\.") as caught:
        devices.find(on(device))
    assert caught.value.problems[0].code == "no_device"


def test_mps_has_no_float64(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    with pytest.raises(GradsimError, match="float64"):
        devices.find(on("mps", dtype="float64"))


def test_what_a_gpu_cannot_hold_is_refused_with_the_estimate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: (2**20, 2**34))
    with pytest.raises(GradsimError, match=r"needs about .* MiB of memory, but only 870.4 KiB|8912\d\d B"):
        memory.check(on("cpu", model={"width": 512}), 12, torch.device("cuda:0"))


def test_a_gpu_that_fails_in_the_build_gives_way_to_the_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing(Simulator):
        def __init__(self, experiment: Experiment, generation: int = 0) -> None:
            if experiment.device != "cpu":
                raise OUT_OF_MEMORY
            super().__init__(experiment, generation)

    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr("gradsim.host.Simulator", Failing)
    reply = Host().handle(Build(on("auto"), 1))
    assert isinstance(reply, Frame)
    assert reply.device == "cpu"
    assert reply.notice is not None
    assert str(reply.notice) == ("The device cuda:0 failed (CUDA out of memory. Tried to allocate 2.00 GiB.); "
                                 "the run goes on with the CPU.")


@pytest.mark.usefixtures("own_clock")
def test_a_gpu_that_fails_in_mid_run_gives_way_to_the_last_checkpoint(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    host = Host()
    host.handle(Build(on("auto"), 1, autosave=str(tmp_path / "run")))
    run = host.run
    assert run is not None
    for _ in range(3):
        run.advance_step()
    host._autosave._due = 0.0
    host._autosave.if_due(run)
    weights = run.network.parameters.values.clone()
    run.advance_step()
    run.device = torch.device("cuda:0")  # as if it had run there

    def fail(deadline: float) -> None:
        raise OUT_OF_MEMORY

    monkeypatch.setattr(run, "advance_until", fail)
    host.handle(Play())
    host.work()
    assert host.run is not None
    assert host.run is not run
    assert (host.run.device.type, host.run.steps_done) == ("cpu", 3)
    assert torch.equal(host.run.network.parameters.values, weights)
    reply = host.handle(Change(on("auto", clip={"kind": "norm", "max_norm": 0.5})))
    assert isinstance(reply, Frame)
    assert reply.notice is not None
    assert reply.notice.code == "device_fallback"
    assert host.run.experiment.clip.kind == "norm"


@pytest.mark.usefixtures("own_clock")
def test_an_error_on_the_cpu_is_no_reason_to_go_on_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    host = Host()
    host.handle(Build(small(), 1))
    run = host.run
    assert run is not None

    def fail(deadline: float) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(run, "advance_until", fail)
    host.handle(Play())
    host.work()
    assert host.run is run
    assert not host.playing


def test_a_change_behind_a_refused_build_says_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """The window has sent both before it got the first answer; what was refused has been told."""
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 0)
    host = Host()
    host.handle(Build(small(), 1))
    run = host.run
    deeper = small({"depth": 5}, device="cuda")
    (problem,) = refused(host.handle(Build(deeper, 2)))
    assert problem.code == "no_device"
    assert refused(host.handle(Change(deeper.with_value("optimizer.lr", 0.7)))) == ()
    assert host.run is run
    reply = host.handle(Change(small(optimizer={"kind": "sgd", "lr": 0.7})))
    assert isinstance(reply, Frame)
    assert reply.settings is None


def refused(reply: Reply) -> tuple[Problem, ...]:
    assert isinstance(reply, Refused)
    return reply.problems
