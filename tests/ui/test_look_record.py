"""The window's record of complete looks: bounded, honest about what was not looked at."""

from __future__ import annotations

import dataclasses

import frames
import numpy as np
import pytest

from ui.looks import Looks
from ui.views.looked_at import look_at, looks_between


def looked(steps: list[int], capacity: int | None = None) -> Looks:
    looks = Looks(capacity)
    looks.add(frames.looks(frames.sites(3), steps))
    return looks


def test_a_look_is_kept_as_it_came() -> None:
    given = frames.looks(frames.sites(3), [0, 7, 3])
    looks = Looks()
    looks.add(given)
    assert looks.step.tolist() == [0, 7, 3]
    assert looks.step[looks.by_step()].tolist() == [0, 3, 7]
    for place, shot in enumerate(given):
        for name in looks.names:
            np.testing.assert_array_equal(looks.values(name)[place], shot.columns[name])
            np.testing.assert_array_equal(looks.missing(name)[place], shot.missing(name))


def test_the_same_step_is_kept_once() -> None:
    looks = looked([4, 5, 4])
    assert looks.step.tolist() == [4, 5]


@pytest.mark.parametrize("every", [1, 60])
def test_memory_is_bounded_and_the_whole_run_is_spanned(every: int) -> None:
    looks = looked(list(range(0, 500 * every, every)), capacity=64)
    assert 24 <= len(looks) <= 64
    numbers = looks.step[looks.by_step()]
    assert numbers[0] == 0
    assert numbers[-1] >= 470 * every
    assert np.diff(numbers).max() <= 2 * looks.stride + every
    revision = looks.revision
    looks.forget_from(100 * every)
    assert looks.revision > revision
    assert looks.step.max() < 100 * every
    looks.add(frames.looks(frames.sites(3), [100 * every + looks.stride]))
    assert looks.step.max() == 100 * every + looks.stride


def test_a_huge_network_takes_no_more_memory() -> None:
    looks = Looks()
    looks.add(frames.looks(frames.sites(4000), [0]))
    assert looks.capacity * 9 * 4000 * len(looks.names) < 2 * 96 * 2**20


def test_another_network_begins_anew() -> None:
    looks = looked([0, 1, 2])
    looks.add(frames.looks(frames.sites(5), [9]))
    assert looks.step.tolist() == [9]
    assert looks.values("factor").shape == (1, 5)
    looks.clear()
    assert len(looks) == 0


def test_nothing_is_drawn_where_nobody_looked() -> None:
    looks = looked([0, 1, 2, 40])
    at = np.arange(0.0, 60.0)
    found = looks_between(looks, at, at + 1, pixel=1e-9)  # a step is many pixels wide
    assert np.flatnonzero(found >= 0).tolist() == [0, 1, 2, 40]
    assert look_at(looks, 1, 1e-9) == 1
    assert look_at(looks, 20, 1e-9) == -1
    wide = looks_between(looks, at, at + 1, pixel=1.0)  # a step is a pixel: a look takes three of them
    assert np.flatnonzero(wide >= 0).tolist() == [0, 1, 2, 3, 4, 40, 41, 42]
    assert wide[1] == 1
    assert look_at(Looks(), 3, 1.0) == -1


def test_a_missing_column_is_no_nan_of_the_run() -> None:
    shot = frames.frame(3, factor=np.array([np.nan, 1.0, 2.0])).snapshot
    everywhere = np.ones(3, dtype=bool)
    looks = Looks()
    looks.add([dataclasses.replace(shot, gaps={**shot.gaps, "weight_spectral": everywhere})])
    assert looks.missing("weight_spectral").all()
    assert not looks.missing("factor").any()
