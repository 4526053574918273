"""What goes wrong in a picture is reported, shown there, and takes nothing else down."""

from __future__ import annotations

from types import TracebackType
from typing import Any

import pytest
from patience import WAIT

from ui.perspectives import PERSPECTIVES
from ui.reporter import Reporter
from ui.views.base import View

KINDS = {kind.name: (perspective.name, kind) for perspective in PERSPECTIVES for row in perspective.rows
         for kind, _ in row.views}


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The kinds of the errors that were reported."""
    found: list[Any] = []
    monkeypatch.setattr("sys.excepthook", lambda *error: found.append(error[0]))
    return found


def view_of(shell: Any, perspective: str, kind: type[View]) -> View:
    shell.window.pages.choose(perspective)
    return next(view for view in shell.window.pages.views if type(view) is kind)


@pytest.mark.parametrize("method", ["draw", "relayout"])
@pytest.mark.parametrize("name", KINDS)
def test_a_view_that_cannot_be_drawn_says_so_and_leaves_the_others_alone(
        shell: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch, told: list[Any], name: str, method: str) -> None:
    broken = view_of(shell, *KINDS[name])
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    with monkeypatch.context() as patch:
        patch.setattr(broken, method, lambda *_: 1 / 0)
        shell.session.advance("step")
        qtbot.waitUntil(shell.idle, timeout=WAIT)
        broken._on_plot_resized()
        assert set(told) == {ZeroDivisionError}
        assert len(told) == 1, "once it is known, it is left alone"
        assert broken.is_broken
        assert broken._apology.isVisible()
        assert not broken.plot.isVisible()
        assert not any(view.is_broken for view in shell.window.views if view is not broken)
        shell.session.advance("step")
        qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert shell.step == 1
    shell.edit("seed", 5)
    qtbot.waitUntil(lambda: shell.idle() and not broken.is_broken, timeout=WAIT)
    assert broken.plot.isVisible()
    assert len(told) == 1


def test_a_view_that_cannot_be_painted_says_so(shell: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch,
                                               told: list[Any]) -> None:
    broken = view_of(shell, *KINDS["network"])
    with monkeypatch.context() as patch:
        patch.setattr(broken._live, "_paint_with", lambda painter: 1 / 0)
        broken.plot.grab()
        qtbot.waitUntil(lambda: broken.is_broken, timeout=WAIT)
    assert set(told) == {ZeroDivisionError}


def test_a_panel_that_fails_keeps_no_picture_from_drawing(shell: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch,
                                                          told: list[Any]) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(shell.window.pages, "draw_frame", lambda frame: 1 / 0)
        shell.session.advance("step")
        qtbot.waitUntil(shell.idle, timeout=WAIT)
        assert shell.window.layer.panel._scene.frame.snapshot.step == 0
    assert set(told) == {ZeroDivisionError}


def test_what_fails_again_and_again_is_logged_now_and_then(qapp: Any) -> None:
    made, lines = Reporter(), []
    made.failed.connect(lines.append)

    def fail() -> tuple[type[BaseException], BaseException, TracebackType | None]:
        try:
            raise ValueError("again")
        except ValueError as error:
            return type(error), error, error.__traceback__

    for _ in range(120):
        made.on_exception(*fail())
    assert len(lines) == 3
    try:
        raise ValueError("elsewhere")
    except ValueError as error:
        made.on_exception(type(error), error, error.__traceback__)
    assert len(lines) == 4
