"""Windows in every state a run can be in: each function builds one and comes back when it is there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import stand_in
from patience import WAIT
from stand_in import LocalEngine, Puppet

Make = Callable[..., Any]


def starting(make_shell: Make, qtbot: Any) -> Any:
    """No frame has come yet."""
    return make_shell(partial(LocalEngine, stand_in.serve_silent))


def paused(make_shell: Make, qtbot: Any, serve: Any = stand_in.serve) -> Any:
    shell = make_shell(partial(LocalEngine, serve))
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    return shell


def playing(make_shell: Make, qtbot: Any) -> Any:
    shell = paused(make_shell, qtbot)
    shell.session.play()
    qtbot.waitUntil(lambda: shell.step > 1, timeout=WAIT)
    return shell


def slow(make_shell: Make, qtbot: Any) -> Any:
    """In slow motion, in the middle of a step."""
    shell = paused(make_shell, qtbot)
    shell.session.set_speed(1)
    shell.session.play()
    qtbot.waitUntil(lambda: shell.session.frame.running, timeout=WAIT)
    return shell


def replaying(make_shell: Make, qtbot: Any) -> Any:
    shell = paused(make_shell, qtbot, stand_in.serve_replaying)
    for _ in range(3):
        shell.session.advance("step")
        qtbot.waitUntil(shell.idle, timeout=WAIT)
    shell.session.seek(3)
    qtbot.waitUntil(lambda: shell.session.frame.past.target is not None, timeout=WAIT)
    return shell


def comparing(make_shell: Make, qtbot: Any) -> Any:
    shell = paused(make_shell, qtbot)
    shell.window.pages.choose("compare")
    for value in (0.2, 0.3, 0.4):
        assert shell.session.variants.add((("optimizer.lr", value),))
    shell.session.play()
    qtbot.waitUntil(lambda: all(entry.beside is not None for entry in shell.session.variants.entries), timeout=WAIT)
    return shell


def sweeping(make_shell: Make, qtbot: Any) -> Any:
    shell = paused(make_shell, qtbot)
    shell.window.pages.choose("sweep")
    shell.session.sweeper.spawn = Puppet
    shell.window.pages.page.bar.run()
    assert shell.session.sweeper.running
    return shell


def checking(make_shell: Make, qtbot: Any) -> Any:
    shell = paused(make_shell, qtbot)
    shell.window.actions_["check"].trigger()
    return shell


def exporting(make_shell: Make, qtbot: Any) -> Any:
    """The dialog that saves a picture is open; the run goes on."""
    shell = playing(make_shell, qtbot)
    shell.window.commands.export_view(shell.window.views[0])
    return shell


def choosing(make_shell: Make, qtbot: Any) -> Any:
    """The menu of pictures to save is open."""
    shell = paused(make_shell, qtbot)
    shell.window.actions_["export"].trigger()
    return shell


def restarting(make_shell: Make, qtbot: Any) -> Any:
    """The engine has died in mid-run, a new one is being started."""
    serves = [stand_in.serve_until_played, stand_in.serve_silent]
    shell = make_shell(lambda: LocalEngine(serves.pop(0)))
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    shell.session.play()
    qtbot.waitUntil(lambda: "ended unexpectedly" in shell.window.strip.text(), timeout=WAIT)
    return shell


def given_up(make_shell: Make, qtbot: Any) -> Any:
    """There is no engine any more."""
    shell = make_shell(partial(LocalEngine, stand_in.serve_nothing))
    qtbot.waitUntil(lambda: shell.client.pid is None, timeout=WAIT)
    return shell


STATES = (starting, paused, playing, slow, replaying, comparing, sweeping, checking, exporting, choosing, restarting,
          given_up)
