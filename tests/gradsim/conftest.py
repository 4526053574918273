"""Settings of the engine's tests."""

from __future__ import annotations

import os
import time
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, settings

# The same examples everywhere, so that a test run on one machine means something on another;
# HYPOTHESIS_PROFILE=explore looks for new ones, and simplifies those that fail.
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("ci", derandomize=True, deadline=None, database=None, max_examples=150,
                          suppress_health_check=SLOW, phases=(Phase.explicit, Phase.generate))
settings.register_profile("explore", deadline=None, max_examples=1000, suppress_health_check=SLOW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture
def own_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every look at the clock is 10 µs after the one before: steps are short, and a slice holds many, on any machine."""
    ticks = count()
    for name in ("perf_counter", "monotonic"):
        monkeypatch.setattr(time, name, lambda: next(ticks) * 1e-5)
