"""The engine client: replies in order, old generations dropped, a dead engine replaced, a clean end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
import stand_in
from patience import PATIENCE, WAIT, is_gone, until

from gradsim.experiment import Experiment
from gradsim.messages import Advance, Ask, Build, Change, Pause, Play, Stop
from ui.engine_client import EngineClient
from ui.engine_process import EngineProcess
from ui.texts import sentence

ROOT = Path(__file__).resolve().parents[2]


class Log:
    """What the client has said."""

    def __init__(self, client: EngineClient) -> None:
        self.frames, self.refused, self.died, self.given_up = [], [], [], []
        client.frame_arrived.connect(self.on_frame)
        client.refused.connect(self.on_refused)
        client.engine_died.connect(self.died.append)
        client.engine_given_up.connect(self.given_up.append)

    def on_frame(self, frame, command) -> None:
        self.frames.append((frame, command))

    def on_refused(self, refused, command) -> None:
        self.refused.append((refused, command))

    @property
    def last(self):
        return self.frames[-1][0].snapshot


@pytest.fixture
def make_client() -> Iterator[Callable[..., EngineClient]]:
    made: list[EngineClient] = []

    def make(spawn: Callable[[], EngineProcess] = stand_in.spawn) -> EngineClient:
        client = EngineClient(spawn=spawn)
        made.append(client)
        client.start()
        return client

    yield make
    for client in made:
        client.shutdown()


def test_replies_come_in_order_with_their_commands(make_client, qtbot):
    client = make_client()
    log = Log(client)
    client.build(Experiment())
    client.send(Advance("micro"))
    client.send(Change(Experiment().with_value("optimizer.lr", 0.5)))
    assert client.ask(Ask(frozenset({"tiles"})))
    assert not client.ask(Ask()), "one question in flight"
    qtbot.waitUntil(lambda: len(log.frames) == 4, timeout=WAIT)
    assert [type(command) for _, command in log.frames] == [Build, Advance, Change, Ask]
    assert log.frames[-1][0].parts.tiles is not None
    assert client.ask(Ask())
    qtbot.waitUntil(lambda: len(log.frames) == 5, timeout=WAIT)


def test_frames_of_an_older_generation_are_dropped(make_client, qtbot):
    client = make_client()
    log = Log(client)
    client.build(Experiment())
    client.send(Advance("micro"))
    client.build(Experiment(seed=1))
    qtbot.waitUntil(lambda: bool(log.frames), timeout=WAIT)
    assert [frame.snapshot.generation for frame, _ in log.frames] == [2]


def test_after_a_refused_build_the_old_generation_counts_again(make_client, qtbot):
    client = make_client()
    log = Log(client)
    client.build(Experiment())
    client.build(Experiment().with_value("model.depth", stand_in.TOO_DEEP + 1))
    client.send(Advance("micro"))
    qtbot.waitUntil(lambda: bool(log.frames) and isinstance(log.frames[-1][1], Advance), timeout=WAIT)
    assert [refused.problems[0].code for refused, _ in log.refused] == ["too_large"]
    assert log.last.generation == 1


def test_a_large_experiment_does_not_block_the_window(make_client, qtbot):
    values = [[[0.5] * 400] * 400]
    large = Experiment.from_dict({
        "data": {"kind": "constant", "features": 400}, "loss": "mean_output",
        "model": {"kind": "mlp", "depth": 1, "width": 400, "head": "none",
                  "weight_init": {"kind": "values", "values": values}}})
    make_client(lambda: EngineProcess(stand_in.serve_deaf)).build(large)  # comes back though nobody ever reads it
    client = make_client()
    log = Log(client)
    client.build(large)
    qtbot.waitUntil(lambda: bool(log.frames), timeout=WAIT)


def test_a_killed_engine_goes_on_from_its_checkpoint(make_client, qtbot):
    client = make_client()
    log = Log(client)
    client.build(Experiment())
    client.send(Play())

    def saved() -> bool:
        client.ask(Ask())
        return bool(log.frames) and log.frames[-1][0].checkpoint_step >= 10

    qtbot.waitUntil(saved, timeout=WAIT)
    first = client.pid
    os.kill(first, signal.SIGKILL)
    qtbot.waitUntil(lambda: bool(log.died), timeout=WAIT)
    seen = len(log.frames)
    assert log.died[0].code == "engine_died"
    assert log.died[0].values["step"] >= 10
    qtbot.waitUntil(lambda: len(log.frames) > seen + 1, timeout=WAIT)
    frame, command = log.frames[seen]
    assert isinstance(command, Build)
    assert command.checkpoint
    assert frame.snapshot.step >= log.died[0].values["step"]  # the last state may have been saved after the last frame
    assert client.pid != first
    step = log.last.step

    def further() -> bool:
        client.ask(Ask())
        return log.last.step > step and log.frames[-1][0].running

    qtbot.waitUntil(further, timeout=WAIT)


def test_an_engine_without_an_exit_code_is_told_in_words(make_client, qtbot):
    """It has closed its pipe and hangs on its way out."""
    client = make_client(lambda: stand_in.LocalEngine(stand_in.serve_until_played))
    log = Log(client)
    client.build(Experiment())
    client.send(Play())  # and every new engine is told to play and ends
    qtbot.waitUntil(lambda: bool(log.given_up), timeout=WAIT)
    for problem in (*log.died, *log.given_up):
        assert "closed its end of the pipe" in sentence(problem)
        assert "None" not in sentence(problem)


def test_a_checkpoint_that_cannot_be_used_is_told_and_the_run_starts_again(make_client, qtbot):
    client = make_client()
    log = Log(client)
    client.build(Experiment())
    client.send(Play())

    def saved() -> bool:
        client.ask(Ask())
        return bool(log.frames) and log.frames[-1][0].checkpoint_step >= 10

    qtbot.waitUntil(saved, timeout=WAIT)
    os.kill(client.pid, signal.SIGSTOP)  # or it might save another state in between
    until(lambda: psutil.Process(client.pid).status() == psutil.STATUS_STOPPED)
    client.autosave.write_bytes(b"half a file")
    os.kill(client.pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: len(log.died) == 2, timeout=WAIT)
    seen = len(log.frames)
    assert [problem.code for problem in log.died] == ["engine_died", "checkpoint_unusable"]
    qtbot.waitUntil(lambda: len(log.frames) > seen, timeout=WAIT)
    frame, command = log.frames[seen]
    assert isinstance(command, Build)
    assert not command.checkpoint
    assert frame.snapshot.step == 0


def test_a_paused_run_stays_paused_in_the_new_engine(make_client, qtbot):
    client = make_client()
    log = Log(client)
    client.build(Experiment())
    client.send(Play())
    client.send(Pause())
    qtbot.waitUntil(lambda: len(log.frames) == 3, timeout=WAIT)
    os.kill(client.pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: len(log.frames) == 4, timeout=WAIT)
    assert not log.frames[-1][0].running


@pytest.fixture
def deaths_count(monkeypatch):
    """However long an engine takes to start and die."""
    monkeypatch.setattr("ui.engine_client.DEATHS_WITHIN", float("inf"))


def test_an_engine_that_keeps_dying_is_given_up(make_client, qtbot, deaths_count):
    client = make_client(stand_in.spawn_dying)
    log = Log(client)
    client.build(Experiment())
    qtbot.waitUntil(lambda: bool(log.given_up), timeout=WAIT)
    assert len(log.died) == 2
    assert client.pid is None
    client.send(Play())
    assert not client.ask(Ask())
    client.restart()
    qtbot.waitUntil(lambda: len(log.given_up) == 2, timeout=WAIT)


def test_an_engine_that_lacks_a_package_says_so_at_once(make_client, qtbot):
    client = make_client(lambda: EngineProcess(stand_in.serve_nothing))
    log = Log(client)
    client.build(Experiment())
    qtbot.waitUntil(lambda: bool(log.given_up), timeout=WAIT)
    assert "torch" in str(log.given_up[0])
    assert not log.died


def test_a_build_starts_a_new_engine_after_the_last_was_given_up(make_client, qtbot, deaths_count):
    spawns = [stand_in.spawn_dying] * 3 + [stand_in.spawn]
    client = make_client(lambda: spawns.pop(0)())
    log = Log(client)
    client.build(Experiment())
    qtbot.waitUntil(lambda: bool(log.given_up), timeout=WAIT)
    client.build(Experiment(seed=1))
    qtbot.waitUntil(lambda: bool(log.frames), timeout=WAIT)


def test_an_end_waits_little_more_than_a_second_for_an_engine_that_hangs(monkeypatch):
    process, waits = EngineProcess(stand_in.serve_deaf), []
    engine, join = psutil.Process(process.pid), process._process.join
    monkeypatch.setattr(process._process, "join", lambda seconds: waits.append(seconds) or join(0))
    process.end(Stop())
    assert 0 < sum(waits) <= 1.2
    until(lambda: is_gone(engine))


@pytest.mark.parametrize("serve", [stand_in.serve, stand_in.serve_deaf])
def test_shutdown_waits_for_nobody_and_leaves_nothing(make_client, qtbot, serve):
    client = make_client(lambda: EngineProcess(serve))
    log = Log(client)
    client.build(Experiment())
    client.send(Play())
    if serve is stand_in.serve:
        qtbot.waitUntil(lambda: bool(log.frames), timeout=WAIT)
    process, folder = psutil.Process(client.pid), client.autosave.parent
    client.shutdown()
    qtbot.waitUntil(lambda: is_gone(process), timeout=WAIT)
    assert not folder.exists()


def test_the_engine_ends_when_the_window_process_is_killed(tmp_path: Path):
    """The pipe's ends must not leak into the child, or it would never see the end of the file."""
    script = tmp_path / "window.py"
    script.write_text(textwrap.dedent("""
        import sys, time
        from stand_in import serve
        from ui.engine_process import EngineProcess
        if __name__ == "__main__":
            process = EngineProcess(serve)
            print(process.pid, flush=True)
            time.sleep(3600)
        """), encoding="utf-8")
    path = os.pathsep.join(map(str, [ROOT, ROOT / "tests", ROOT / "tests" / "ui"]))
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True,
                          env={**os.environ, "PYTHONPATH": path}) as window:
        assert window.stdout is not None
        engine = psutil.Process(int(window.stdout.readline()))
        window.kill()
        window.wait(PATIENCE)
        until(lambda: is_gone(engine))
