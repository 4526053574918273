"""The window's record of a run stays small, spans all of it and forgets nothing extreme."""

from __future__ import annotations

import frames
import numpy as np
import pytest

from gradsim.snapshot import Records
from ui.curves import Curves


@pytest.mark.parametrize("chunk", [1, 7, 64, 1000])
def test_memory_is_bounded_and_the_whole_run_is_spanned(chunk: int) -> None:
    curves = Curves(capacity=64)
    for first in range(0, 3000, chunk):
        curves.extend(frames.records(3, min(chunk, 3000 - first), first=first))
    assert 32 <= len(curves) <= 64
    assert curves.stride == 64
    assert curves.step[0] == 0
    assert curves.last_step == 2999
    assert (np.diff(curves.step) == curves.stride).all()


def test_a_bin_holds_the_values_of_its_first_step() -> None:
    curves, records = Curves(capacity=16), frames.records(3, 100)
    curves.extend(records)
    chosen = curves.step
    np.testing.assert_array_equal(curves.number("loss"), records.loss[chosen])
    np.testing.assert_array_equal(curves.site_values("grad_activation_norm"), records.grad_activation_norm[chosen])


@pytest.mark.parametrize("chunk", [1, 13, 500])
def test_extremes_of_the_loss_survive(chunk: int) -> None:
    curves, records = Curves(capacity=16), frames.records(2, 500)
    records.loss[333], records.loss[77], records.clip_scale[401] = 1e9, -5.0, 0.01
    for start in range(0, 500, chunk):
        curves.extend(part(records, slice(start, start + chunk)))
    assert curves.loss_high.max() == 1e9
    assert curves.loss_low.min() == -5.0
    assert curves.smallest_clip.min() == 0.01
    assert curves.step[curves.loss_high.argmax()] <= 333 < curves.step[curves.loss_high.argmax()] + curves.stride


def test_a_loss_that_is_not_finite_is_marked_and_not_drawn() -> None:
    curves, records = Curves(capacity=16), frames.records(2, 200)
    records.loss[150] = np.inf
    curves.extend(records)
    assert curves.nonfinite_loss.sum() == 1
    assert np.isfinite(curves.loss_high).all()


def test_going_back_forgets_what_came_after() -> None:
    curves, whole = Curves(capacity=32), frames.records(2, 300)
    curves.extend(whole)
    revision = curves.revision
    curves.forget_from(101)
    assert curves.last_step == 100
    assert curves.step[-1] <= 100
    assert curves.revision > revision
    curves.extend(part(whole, slice(101, 300)))
    assert curves.last_step == 299
    assert (np.diff(curves.step) == curves.stride).all()


def test_steps_seen_before_replace_what_followed_them() -> None:
    curves = Curves()
    curves.extend(frames.records(2, 50))
    curves.extend(frames.records(2, 10, first=20, seed=5))
    assert curves.last_step == 29
    assert len(curves) == 30


def test_another_number_of_sites_begins_anew() -> None:
    curves = Curves()
    curves.extend(frames.records(2, 50))
    curves.extend(frames.records(7, 3))
    assert curves.site_values("factor").shape == (3, 7)


def test_a_thousand_sites_stay_within_the_budget() -> None:
    curves = Curves()
    curves.extend(frames.records(1000, 1))
    assert curves.capacity * 1000 * 3 * 8 <= 24 * 2**20


def part(records: Records, rows: slice) -> Records:
    """Some rows of records."""
    return Records(records.step[rows], records.rows[rows])
