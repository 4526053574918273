"""What is imported beside the window in a quiet moment."""

from __future__ import annotations

import logging
import threading
from typing import Any

import pytest
from patience import WAIT

from ui.views import mathtext
from ui.warm_up import WarmUp


@pytest.fixture
def warm_up(qapp: Any) -> WarmUp:
    mathtext.formula.cache_clear()
    mathtext._typeset.cache_clear()
    return WarmUp()


def test_a_quiet_moment_after_the_start_the_typesetter_is_there(warm_up: WarmUp, qtbot: Any) -> None:
    warm_up._quiet.setInterval(0)
    for _ in range(3):
        warm_up.start()  # every new network tells of itself
    qtbot.waitUntil(lambda: mathtext.formula.cache_info().currsize == 1, timeout=WAIT)
    thread = warm_up._thread
    warm_up.start()
    warm_up.begin()
    assert warm_up._thread is thread
    warm_up.end()
    assert thread is not None
    assert not thread.is_alive()


def test_the_end_of_the_program_takes_the_timer_along(warm_up: WarmUp) -> None:
    warm_up.start()
    assert warm_up._quiet.isActive()
    warm_up.end()
    assert not warm_up._quiet.isActive()
    assert warm_up._thread is None


def test_two_threads_typeset_what_one_does(warm_up: WarmUp) -> None:
    sources = [rf"$\frac{{a_{{{k}}}}}{{b}} \cdot \sqrt{{x^{{{k}}}}}$" for k in range(12)]
    alone = [mathtext.formula(source, 20.0).width for source in sources]
    mathtext.formula.cache_clear()
    mathtext._typeset.cache_clear()
    other = threading.Thread(target=lambda: [mathtext.formula(source, 21.0) for source in sources], daemon=True)
    other.start()
    assert [mathtext.formula(source, 20.0).width for source in sources] == alone
    other.join()


def test_what_goes_wrong_is_written_down_and_nothing_else(warm_up: WarmUp, monkeypatch: pytest.MonkeyPatch,
                                                          caplog: pytest.LogCaptureFixture) -> None:
    def broken(source: str, size: float) -> None:
        raise ImportError("no typesetter")

    monkeypatch.setattr(mathtext, "formula", broken)
    with caplog.at_level(logging.WARNING, "gradsim"):
        warm_up.begin()
        warm_up.end()
    assert "formulas are not ready" in caplog.text
