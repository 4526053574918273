"""Going back: any past micro-step, bit by bit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from building import SMALL_DATA, small

from gradsim.history import History
from gradsim.host import Host
from gradsim.messages import Advance, Build, Change, Frame, Retreat, Seek
from gradsim.simulator import Simulator
from gradsim.snapshot import Snapshot
from gradsim.timeline import Timeline

KINDS: tuple[dict[str, Any], ...] = (
    {}, {"optimizer": {"kind": "adam", "lr": 0.01}}, {"model": {"dropout": 0.3}},
    {"model": {"norm": {"kind": "batch_norm"}, "residual": {"kind": "pre_activation"}}},
    {"dtype": "float16", "loss_scale": {"kind": "dynamic"}},
    {"optimizer": {"kind": "sgd", "lr": 0.1, "momentum": 0.9, "schedule": {"kind": "step", "every": 2, "factor": 0.5}}})


def same(one: Snapshot, other: Snapshot) -> None:
    assert (one.step, one.phase, one.cursor) == (other.step, other.phase, other.cursor)
    for name in ("loss", "accuracy", "grad_norm", "clipped_grad_norm", "clip_scale", "lr"):
        assert np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True), name
    assert one.columns.keys() == other.columns.keys()
    for name, values in one.columns.items():
        if name in ("weight_spectral", "block_factor", "running_product"):  # after an update: of weights had back from it
            np.testing.assert_allclose(values, other.columns[name], rtol=1e-13)
            continue
        assert np.array_equal(values, other.columns[name], equal_nan=True), name


def forward(run: Simulator, steps: int, past: Timeline) -> list[Snapshot]:
    """Snapshots by position, from the present one on."""
    seen = [run.snapshot()]
    while run.steps_done < steps:
        run.advance()
        past.note_step()
        seen.append(run.snapshot())
    return seen


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep a state after every step, however short."""
    monkeypatch.setattr("gradsim.timeline._PAUSE", 0.0)
    monkeypatch.setattr("gradsim.timeline._SHARE", float("inf"))


@pytest.mark.parametrize("fields", KINDS)
@pytest.mark.parametrize("often", [True, False])
def test_every_past_position_is_what_it_was(fields: dict[str, Any], often: bool, request: pytest.FixtureRequest) -> None:
    if often:
        request.getfixturevalue("eager")
    run = Simulator(small(**fields))
    past = Timeline(run)
    seen = forward(run, 4, past)
    for position in (len(seen) - 2, len(seen) - run.micro_steps, 2 * run.micro_steps + 3, run.micro_steps, 5, 1, 0):
        past.seek(position)
        assert run.position == position
        same(run.snapshot(), seen[position])
        assert [int(step) for step in run.history.since(0).step] == list(range(run.steps_done))
    again = forward(run, 4, past)
    for one, other in zip(again, seen, strict=True):
        same(one, other)


@pytest.mark.parametrize("unit", ["micro", "layer", "phase", "step"])
def test_a_retreat_undoes_an_advance(unit: Any, eager: None) -> None:
    host = Host()
    host.handle(Build(small(), 1))
    frames = []
    for _ in range(2 * 9 if unit != "step" else 3):
        frames.append(host.handle(Advance(unit)))
    for frame in reversed(frames[:-1]):
        back = host.handle(Retreat(unit))
        assert isinstance(back, Frame)
        assert isinstance(frame, Frame)
        same(back.snapshot, frame.snapshot)
    first = host.handle(Retreat("step"))
    assert isinstance(first, Frame)
    assert first.snapshot.phase == "ready"
    assert isinstance(host.handle(Retreat(unit)), Frame)  # there is nothing before


def test_changes_of_live_fields_are_repeated_where_they_were_made(eager: None) -> None:
    host = Host()
    host.handle(Build(small(), 1))
    run, values = host.run, []
    assert run is not None
    for lr in (0.05, 0.5, 0.01, 0.3):
        host.handle(Change(small(optimizer={"kind": "sgd", "lr": lr})))
        for _ in range(5):  # in the middle of a step, too
            host.handle(Advance("phase"))
            values.append((run.position, run.network.parameters.values.clone()))
    for position, parameters in reversed(values):
        host.handle(Seek(position))
        assert run.position == position
        assert torch.equal(run.network.parameters.values, parameters)
    assert run.experiment.optimizer.lr == 0.3  # what the form shows


def test_another_setting_from_a_past_step_is_another_run(eager: None) -> None:
    host = Host()
    host.handle(Build(small(), 1))
    run = host.run
    assert run is not None
    for _ in range(3):
        host.handle(Advance("step"))
    first = run.network.parameters.values.clone()
    host.handle(Seek(run.micro_steps))
    host.handle(Change(small(optimizer={"kind": "sgd", "lr": 0.4})))
    for _ in range(2):
        host.handle(Advance("step"))
    branch = run.network.parameters.values.clone()
    assert not torch.equal(first, branch)
    host.handle(Advance("step"))
    host.handle(Seek(3 * run.micro_steps))
    assert torch.equal(run.network.parameters.values, branch)


def test_a_stopped_run_can_go_back() -> None:
    run = Simulator(small({"activation": {"kind": "exponential"}}, optimizer={"kind": "sgd", "lr": 1e6}))
    past = Timeline(run)
    while run.problem is None:
        run.advance_step()
    assert run.steps_done > 0
    past.seek(run.steps_done * run.micro_steps - 1)
    assert run.problem is None
    run.advance()
    assert run.between_steps


def test_kept_states_stay_within_the_budget(eager: None) -> None:
    run = Simulator(small())
    size = Timeline(run).size
    past = Timeline(run, budget=10 * size)
    for _ in range(100):
        run.advance_step()
        past.note_step()
        assert past.size <= 10.5 * size
    past.seek(7 * run.micro_steps + 2)
    fresh = Simulator(small())
    for _ in range(7):
        fresh.advance_step()
    fresh.advance()
    fresh.advance()
    assert torch.equal(run.network.parameters.values, fresh.network.parameters.values)
    assert torch.equal(run.network.sites[1].activation, fresh.network.sites[1].activation)


def test_a_restored_run_begins_where_it_was_restored() -> None:
    run, again = Simulator(small()), Simulator(small())
    for _ in range(3):
        run.advance_step()
    again.restore(run.state())
    past = Timeline(again)
    for _ in range(2):
        again.advance_step()
    past.seek(0)
    assert again.position == past.first == 3 * run.micro_steps


def test_a_history_that_went_round_forgets_its_end() -> None:
    history, nothing = History(1, capacity=4), np.zeros(1)
    for step in range(6):
        history.append(step, [0.0] * 7, nothing, nothing, nothing)
    history.forget_from(4)
    assert history.since(0).step.tolist() == [2, 3]
    history.append(4, [1.0] * 7, nothing, nothing, nothing)
    assert history.since(0).step.tolist() == [2, 3, 4]
    assert len(history) == 3


assert SMALL_DATA["samples"] > SMALL_DATA["batch_size"]  # the order of the data is drawn anew within these runs
