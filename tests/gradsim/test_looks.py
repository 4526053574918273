"""Looks: which steps are looked at completely, and what a frame brings of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from building import small

from gradsim.host import Host
from gradsim.messages import Advance, Ask, Build, Change, Frame, Pause, Play, Seek
from gradsim.simulator import Simulator
from gradsim.snapshot import Snapshot

pytestmark = pytest.mark.usefixtures("own_clock")


def framed(host: Host, command: Any) -> Frame:
    frame = host.handle(command)
    assert isinstance(frame, Frame)
    return frame


@pytest.fixture
def host() -> Host:
    host = Host()
    host.handle(Build(small(), 1))
    return host


def test_every_step_is_looked_at_when_a_column_is_wanted_at_every_step(host: Host) -> None:
    host.handle(Ask(every="z_std"))
    host.handle(Play())
    looks = []
    while len(looks) < 30:
        host.work()
        looks += framed(host, Ask(every="z_std")).looks
    looks += framed(host, Pause()).looks
    assert [look.step for look in looks] == list(range(len(looks)))
    alone = Simulator(small())
    for look in looks[:30]:
        alone.advance_step()
        np.testing.assert_array_equal(look.columns["z_std"], alone.snapshot().columns["z_std"])
        np.testing.assert_array_equal(look.columns["update_ratio"], alone.snapshot().columns["update_ratio"])


def test_spectral_norms_are_missing_where_they_were_not_taken(host: Host) -> None:
    host.handle(Ask(every="z_std"))
    host.handle(Play())
    looks = []
    while len(looks) < 5:
        host.work()
        looks += framed(host, Ask(every="z_std")).looks
    alone = Simulator(small())
    for look in looks:
        alone.advance_step()
        missing = look.missing("weight_spectral")
        assert missing.all() or not missing.any()
        if not missing.any():
            np.testing.assert_allclose(look.columns["weight_spectral"], alone.snapshot().columns["weight_spectral"])
    host.handle(Pause())
    frame = framed(host, Advance("step"))
    assert not frame.looks[-1].missing("weight_spectral").any()


@pytest.mark.parametrize("unit", ["micro", "layer", "phase", "step"])
def test_single_steps_are_all_looked_at(host: Host, unit: Any) -> None:
    looks = []
    assert host.run is not None
    while host.run.steps_done < 4:
        looks += framed(host, Advance(unit)).looks
    assert sorted({look.step for look in looks}) == [0, 1, 2, 3]
    assert all(look.phase == "update" for look in looks)


def test_what_is_computed_on_the_way_is_no_look(host: Host) -> None:
    for _ in range(6):
        host.handle(Advance("step"))
    assert host.run is not None
    frame = framed(host, Seek(4 * host.run.micro_steps + 2))
    while frame.busy:
        host.work()
        frame = framed(host, Ask())
    assert not frame.looks
    host.handle(Change(small(optimizer={"kind": "sgd", "lr": 1.0})))
    assert [look.step for look in framed(host, Advance("step")).looks] == [4]


def test_a_pause_at_full_speed_waits_for_no_look(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    host.handle(Ask())
    host.handle(Play())
    for _ in range(3):
        host.work()
    looked: list[int] = []
    look = Simulator.snapshot

    def counted(run: Simulator, refresh_spectral: bool = True) -> Snapshot:
        looked.append(run.step)
        return look(run, refresh_spectral)

    monkeypatch.setattr(Simulator, "snapshot", counted)
    paused = framed(host, Pause())
    assert not looked
    asked = framed(host, Ask())
    assert looked == [paused.snapshot.step]
    alone = Simulator(small())
    while alone.position < asked.past.position:
        alone.advance()
    np.testing.assert_array_equal(asked.snapshot.columns["z_std"], alone.snapshot().columns["z_std"])
    np.testing.assert_array_equal(paused.snapshot.columns["factor"], alone.snapshot().columns["factor"])


def test_what_is_known_before_the_first_step_is_known_when_the_run_is_started(host: Host) -> None:
    started = framed(host, Play()).snapshot
    assert started.phase == "ready"
    np.testing.assert_array_equal(started.weight_norm, Simulator(small()).snapshot().weight_norm)
