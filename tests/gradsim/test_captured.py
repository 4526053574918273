"""Passes recorded as graphs, on a GPU that is only pretended: the same run bit by bit, however it is stepped."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from device_cases import CASES, EVERYTHING, assert_alike
from pretend_device import PretendDevice, pretended

from gradsim import Experiment, captured, inspection, simulator
from gradsim.messages import Ask
from gradsim.simulator import Simulator


@pytest.fixture
def gpu(monkeypatch: pytest.MonkeyPatch) -> Iterator[PretendDevice]:
    with pretended(monkeypatch) as device:
        yield device


class Passes:
    """Counts how they have been done."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.launched = 0
        launch = captured.CapturedPass.launch

        def counted(one: captured.CapturedPass) -> bool:
            done = launch(one)
            self.launched += done
            return done

        monkeypatch.setattr(captured.CapturedPass, "launch", counted)


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> Passes:
    return Passes(monkeypatch)


def stop_after(run: Simulator, micro_step: tuple[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Advance at full speed until time is over after a certain micro-step."""
    with monkeypatch.context() as patch:
        clock = SimpleNamespace(perf_counter=lambda: 2.0 if (run.phase, run.cursor) == micro_step else 0.0)
        patch.setattr(simulator, "time", clock)
        run.advance_until(1.0)
    assert (run.phase, run.cursor) == micro_step


def told(fields: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What a run tells between whole passes, in the middle of them, and when it goes on from there and from a state."""
    run = Simulator(Experiment.from_dict(fields | {"device": "cuda"}))
    found: list[Any] = []

    def look(*, closely: bool = False) -> None:
        found.append(run.snapshot())
        if closely:
            with torch.inference_mode():
                found.append(inspection.parts(run, Ask(EVERYTHING, 1, 3, 1)))

    for _ in range(4):
        run.advance_step()
    look()
    state = run.state()
    last = len(run.sites)
    for place in (("forward", last), ("loss", 0), ("backward", 1)):
        run.advance_step()
        stop_after(run, place, monkeypatch)
        look(closely=True)
        run.advance()
        look()
        run.advance_step()
        look()
    for _ in range(last // 2):
        run.advance()
    run.advance_step()
    run.advance_step()
    stop_after(run, ("forward", last), monkeypatch)
    while not run.between_steps:
        run.advance()
        if run.cursor in (0, 2):
            found.append(run.snapshot(refresh_spectral=False))
    run.advance_step()
    look()
    run.restore(state)
    for _ in range(5):
        run.advance_step()
    look()
    return [*found, run.state(), run.history.from_step(0)]


@pytest.mark.usefixtures("gpu")
@pytest.mark.parametrize("name", CASES)
def test_recorded_passes_are_the_same_run(name: str, done: Passes, monkeypatch: pytest.MonkeyPatch) -> None:
    recorded = told(CASES[name], monkeypatch)
    assert done.launched > 10
    with monkeypatch.context() as patch:
        patch.setattr(captured, "passes", lambda network, device: {})
        launched = done.launched
        one_by_one = told(CASES[name], monkeypatch)
        assert done.launched == launched
    compare(recorded, one_by_one)


def compare(found: list[Any], expected: list[Any]) -> None:
    for one, other in zip(found, expected, strict=True):
        assert_alike(one, other, 0.0, "")


@pytest.mark.usefixtures("gpu")
def test_a_pass_that_cannot_be_recorded_is_done_kernel_by_kernel(done: Passes, monkeypatch: pytest.MonkeyPatch,
                                                                caplog: pytest.LogCaptureFixture) -> None:
    one_by_one = told(CASES["adam"], monkeypatch)

    def refuse(work: Any) -> Any:
        work()
        raise RuntimeError("operation not permitted when stream is capturing")

    monkeypatch.setattr(captured, "record", refuse)
    before = done.launched
    with caplog.at_level(logging.WARNING):
        found = told(CASES["adam"], monkeypatch)
    assert done.launched == before
    assert "cannot be recorded" in caplog.text
    compare(found, one_by_one)


@pytest.mark.usefixtures("gpu")
def test_a_recording_that_does_something_else_is_not_used(done: Passes, monkeypatch: pytest.MonkeyPatch,
                                                         caplog: pytest.LogCaptureFixture) -> None:
    one_by_one = told(CASES["adam"], monkeypatch)
    runs: list[Simulator] = []
    build = Simulator.__init__

    def noted(run: Simulator, *args: Any) -> None:
        runs.append(run)
        build(run, *args)

    def spoil(work: Any) -> Any:
        return lambda: (runs[-1].network.outputs.zero_(), runs[-1].network.parameters.gradient.zero_())

    monkeypatch.setattr(Simulator, "__init__", noted)
    monkeypatch.setattr(captured, "record", spoil)
    before = done.launched
    with caplog.at_level(logging.WARNING):
        found = told(CASES["adam"], monkeypatch)
    assert done.launched == before
    assert "other numbers" in caplog.text
    compare(found, one_by_one)


def test_on_a_cpu_nothing_is_recorded() -> None:
    run = Simulator(Experiment.from_dict(CASES["adam"]))
    assert captured.passes(run.network, run.device) == {}
