"""Going back: any past micro-step, bit by bit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from building import SMALL_DATA, small

from gradsim.history import History
from gradsim.host import Host
from gradsim.messages import (
    Advance,
    Ask,
    Build,
    Change,
    Command,
    Frame,
    Keep,
    Pause,
    Play,
    Reset,
    Retreat,
    Seek,
)
from gradsim.simulator import Simulator
from gradsim.snapshot import Snapshot
from gradsim.timeline import Timeline

pytestmark = pytest.mark.usefixtures("own_clock")
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
        past.advance()
        seen.append(run.snapshot())
    return seen


def go(host: Host, command: Command) -> Frame:
    """Carry out a command to its end, however many slices it takes."""
    frame = host.handle(command)
    assert isinstance(frame, Frame)
    while frame.busy:
        host.work()
        frame = host.handle(Ask())
        assert isinstance(frame, Frame)
    return frame


def built(**fields: Any) -> Host:
    host = Host()
    host.handle(Build(small(**fields), 1))
    return host


@pytest.fixture
def slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every slice is one micro-step."""
    monkeypatch.setattr("gradsim.pace.SLICE", 0.0)


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
        back = go(host, Retreat(unit))
        assert isinstance(frame, Frame)
        same(back.snapshot, frame.snapshot)
    first = go(host, Retreat("step"))
    assert first.snapshot.phase == "ready"
    assert go(host, Retreat(unit)).snapshot.phase == "ready"  # there is nothing before


def test_all_positions_between_the_first_and_the_furthest_can_be_reached_in_any_order(eager: None) -> None:
    run = Simulator(small({"dropout": 0.3}, optimizer={"kind": "adam", "lr": 0.01}))
    past = Timeline(run)
    seen = forward(run, 5, past)
    order = np.random.default_rng(0).permutation(len(seen)).tolist()
    for position in (*order, len(seen) - 1):
        past.seek(position)
        assert run.position == position
        assert past.furthest == len(seen) - 1
        same(run.snapshot(), seen[position])
    past.seek(10**9)
    assert run.position == past.furthest
    past.seek(-5)
    assert run.position == past.first == 0


def test_changes_of_live_fields_are_repeated_where_they_were_made(eager: None) -> None:
    host, values = built(), []
    run = host.run
    assert run is not None
    for lr in (0.05, 0.5, 0.01, 0.3):
        host.handle(Change(small(optimizer={"kind": "sgd", "lr": lr})))
        for _ in range(5):  # in the middle of a step, too
            host.handle(Advance("phase"))
            values.append((run.position, lr, run.network.parameters.values.clone()))
    told = 0.3
    for position, lr, parameters in (*reversed(values), *values, values[3], values[-1]):
        frame = go(host, Seek(position))
        told = frame.settings.optimizer.lr if frame.settings is not None else told
        assert run.position == position
        assert torch.equal(run.network.parameters.values, parameters)
        if position not in [values[place][0] for place in (4, 9, 14)]:  # there one ends and the next one begins
            assert run.experiment.optimizer.lr == told == lr


@pytest.mark.parametrize("unit", ["micro", "layer", "phase", "step"])
def test_a_run_that_goes_on_from_the_past_is_the_same_run(unit: Any, eager: None) -> None:
    host = built()
    run = host.run
    assert run is not None
    for lr in (0.05, 0.5, 0.01):
        host.handle(Change(small(optimizer={"kind": "sgd", "lr": lr})))
        for _ in range(8):
            host.handle(Advance("phase"))
    last, end = host.handle(Ask()), run.position
    assert isinstance(last, Frame)
    frame = go(host, Seek(3))
    while run.position < end:
        frame = go(host, Advance(unit))
        assert not len(frame.records) or run.position > end
        assert frame.past.furthest == max(end, run.position)
    go(host, Seek(end))
    same(run.snapshot(), last.snapshot)


def test_playing_from_the_past_repeats_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gradsim.pace.SLICE", 1e-4)
    host = built()
    run = host.run
    assert run is not None
    for lr in (0.05, 0.5, 0.01):
        host.handle(Change(small(optimizer={"kind": "sgd", "lr": lr})))
        for _ in range(4):
            host.handle(Advance("phase"))
    end, parameters = run.steps_done, run.network.parameters.values.clone()
    assert run.position % run.micro_steps
    host.handle(Seek(1))
    host.handle(Play())  # gets there first
    while run.steps_done < end + 3:
        host.work()
    frame = host.handle(Pause())
    assert isinstance(frame, Frame)
    assert frame.records.step.tolist() == list(range(end, run.steps_done))  # those before have been told
    fresh = Simulator(small(optimizer={"kind": "sgd", "lr": 0.01}))
    assert not torch.equal(run.network.parameters.values, fresh.network.parameters.values)
    go(host, Seek(end * run.micro_steps + 3))
    assert torch.equal(run.network.parameters.values, parameters)


def test_another_setting_from_a_past_step_is_another_future(eager: None) -> None:
    host = built()
    run = host.run
    assert run is not None
    for _ in range(3):
        host.handle(Advance("step"))
    first = run.network.parameters.values.clone()
    go(host, Seek(run.micro_steps))
    same_name = go(host, Change(small(title="another title, the same run")))
    assert same_name.past.furthest == 3 * run.micro_steps
    frame = go(host, Change(small(optimizer={"kind": "sgd", "lr": 0.4})))
    assert frame.past.furthest == run.position == run.micro_steps
    assert frame.settings is None  # the window has said so itself
    records = [*(host.handle(Advance("step")).records.step.tolist() for _ in range(2))]  # type: ignore[union-attr]
    assert records == [[1], [2]]
    branch = run.network.parameters.values.clone()
    assert not torch.equal(first, branch)
    host.handle(Advance("step"))
    go(host, Seek(3 * run.micro_steps))
    assert torch.equal(run.network.parameters.values, branch)


def test_a_far_position_is_reached_in_slices_and_the_newest_aim_wins(slices: None) -> None:
    host = built()
    run = host.run
    assert run is not None
    for _ in range(20):
        host.handle(Advance("step"))
    set_out = host.handle(Ask())
    frames = [host.handle(Seek(15 * run.micro_steps + 2))]
    for _ in range(12):
        host.work()
        frames.append(host.handle(Ask()))
    assert all(isinstance(frame, Frame) and frame.past.target == 15 * run.micro_steps + 2 and frame.busy for frame in frames)
    shares = [frame.past.progress for frame in frames if isinstance(frame, Frame)]
    assert 0 <= shares[0] < shares[-1] < 1
    assert isinstance(set_out, Frame)
    assert all(frame.snapshot is set_out.snapshot for frame in frames if isinstance(frame, Frame))
    host.handle(Seek(4 * run.micro_steps + 5))
    frame = go(host, Seek(2 * run.micro_steps + 1))
    assert run.position == 2 * run.micro_steps + 1
    assert frame.past.target is None
    assert not frame.busy
    assert not frame.running


def test_a_pause_ends_the_way(slices: None) -> None:
    host = built()
    run = host.run
    assert run is not None
    for _ in range(10):
        host.handle(Advance("step"))
    host.handle(Seek(8 * run.micro_steps))
    for _ in range(5):
        host.work()
    frame = go(host, Pause())
    assert frame.past.target is None
    assert 0 < run.position < 8 * run.micro_steps
    assert frame.snapshot.steps_done == run.steps_done


def test_going_back_counts_from_where_it_is_going_to(slices: None) -> None:
    host = built()
    run = host.run
    assert run is not None
    for _ in range(6):
        host.handle(Advance("step"))
    for _ in range(3):
        host.handle(Retreat("step"))
    go(host, Retreat("micro"))
    assert run.position == 3 * run.micro_steps - 1


def test_a_change_on_the_way_is_made_on_arrival(slices: None) -> None:
    host, other = built(), small(optimizer={"kind": "sgd", "lr": 0.4})
    run = host.run
    assert run is not None
    for _ in range(6):
        host.handle(Advance("step"))
    host.handle(Seek(4 * run.micro_steps))
    frame = go(host, Change(other))
    assert frame.past.furthest == run.position == 4 * run.micro_steps
    assert frame.settings is None
    assert run.experiment.optimizer.lr == 0.4
    frame = go(host, Seek(run.micro_steps))
    assert frame.settings is not None
    assert frame.settings.optimizer.lr == 0.05
    host.handle(Seek(3 * run.micro_steps))
    frame = go(host, Reset())
    assert frame.past.furthest == 0
    assert isinstance(frame.settings or run.experiment, type(other))


def test_a_branch_has_the_same_past_and_its_own_future(eager: None) -> None:
    run = Simulator(small({"dropout": 0.3}))
    past = Timeline(run)
    seen = forward(run, 4, past)
    past.seek(2 * run.micro_steps + 3)
    twin = Simulator(small({"dropout": 0.3}, optimizer={"kind": "sgd", "lr": 0.4}))
    own = past.branch(twin)
    same_place = twin.snapshot()
    assert twin.position == run.position == own.furthest
    assert torch.equal(twin.network.parameters.values, run.network.parameters.values)
    assert np.array_equal(same_place.columns["a_rms"], run.snapshot().columns["a_rms"])
    own.advance_step()
    past.advance_step()
    assert not torch.equal(twin.network.parameters.values, run.network.parameters.values)
    own.seek(5)
    same(twin.snapshot(), seen[5])
    assert past.furthest == len(seen) - 1


def test_a_stopped_run_can_go_back() -> None:
    run = Simulator(small({"activation": {"kind": "exponential"}}, optimizer={"kind": "sgd", "lr": 1e6}))
    past = Timeline(run)
    while run.problem is None:
        past.advance_step()
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
        past.advance_step()
        assert past.size <= 10.5 * size
    past.seek(7 * run.micro_steps + 2)
    fresh = Simulator(small())
    for _ in range(7):
        fresh.advance_step()
    fresh.advance()
    fresh.advance()
    assert torch.equal(run.network.parameters.values, fresh.network.parameters.values)
    assert torch.equal(run.network.sites[1].activation, fresh.network.sites[1].activation)


def test_the_budget_can_be_changed_and_is_told(eager: None) -> None:
    host = built()
    for _ in range(20):
        host.handle(Advance("step"))
    full = go(host, Ask()).past
    assert full.kept == tuple(range(21))
    frame = go(host, Keep(full.used // 4))
    assert frame.past.budget == full.used // 4
    assert frame.past.used <= frame.past.budget
    assert frame.past.kept[0] == 0
    assert frame.past.furthest == full.furthest


def test_a_restored_run_begins_where_it_was_restored() -> None:
    run, again = Simulator(small()), Simulator(small())
    for _ in range(3):
        run.advance_step()
    again.restore(run.state())
    past = Timeline(again)
    for _ in range(2):
        past.advance_step()
    past.seek(0)
    assert again.position == past.first == 3 * run.micro_steps


def test_a_history_that_went_round_forgets_its_end() -> None:
    history, nothing = History(1, capacity=4), np.zeros(3)
    for step in range(6):
        history.append(step, [0.0] * 7, nothing)
    history.forget_from(4)
    assert history.since(0).step.tolist() == [2, 3]
    history.append(4, [1.0] * 7, nothing)
    assert history.since(0).step.tolist() == [2, 3, 4]
    assert len(history) == 3


assert SMALL_DATA["samples"] > SMALL_DATA["batch_size"]  # the order of the data is drawn anew within these runs
