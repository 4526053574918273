"""The whole program as a user starts it: exit codes, sentences, pictures, processes."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import textwrap
from pathlib import Path

import psutil
import pytest
from patience import PATIENCE, is_gone, until
from written import marked

ROOT = Path(__file__).resolve().parents[1]


def gradsim(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run main.py in a process of its own."""
    return subprocess.run([sys.executable, "main.py", *arguments], cwd=ROOT, capture_output=True, text=True,
                          timeout=PATIENCE, env={**os.environ, **environment}, check=False)


def python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", textwrap.dedent(code)], cwd=ROOT, capture_output=True, text=True,
                          timeout=PATIENCE, env={**os.environ, **environment}, check=False)


def one_sentence(done: subprocess.CompletedProcess[str]) -> str:
    """What was said on stderr: one line, no traceback. Qt's note on the offscreen platform does not count."""
    lines = [line for line in done.stderr.splitlines() if "propagateSizeHints" not in line]
    assert len(lines) == 1, done.stderr
    return lines[0]


# ---- the command line -----------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [["--nonsense"], ["--size", "big"], ["--size", "99999x9"], ["--theme", "pink"],
                                       ["--language", "de"], ["--steps", "-1"], ["run"], ["run", "a.json"],
                                       ["run", "a.json", "--steps", "x", "--out", "y"],
                                       ["run", "a.json", "--steps", "1", "--out", "y", "--figures", "bmp"],
                                       ["--perspective", "moon"]])
def test_bad_arguments_end_with_2(arguments: list[str]):
    done = gradsim(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_help():
    done = gradsim("--help")
    assert done.returncode == 0
    assert "--screenshot" in done.stdout
    assert gradsim("--version").stdout.startswith("Gradsim 0.")


def test_importing_main_loads_nothing_heavy():
    done = python("""
        import main, sys
        print([name for name in ("PySide6", "numpy", "pydantic", "torch", "pyqtgraph") if name in sys.modules])
        """)
    assert done.stdout.strip() == "[]"


# ---- the window -----------------------------------------------------------------------------


def test_a_picture_of_the_real_window(tmp_path: Path):
    picture = tmp_path / "窗口.png"
    done = gradsim("--screenshot", str(picture), "--steps", "3", "--size", "1366x768", "--theme", "dark",
                   "--language", "zh_CN", "--perspective", "chain", TMPDIR=str(tmp_path))
    assert done.returncode == 0, done.stderr
    header = picture.read_bytes()[:24]
    assert struct.unpack(">II", header[16:24]) == (1366, 768)
    assert picture.stat().st_size > 50_000
    assert not list(tmp_path.glob("gradsim-*"))


def test_the_windows_process_never_imports_torch(tmp_path: Path):
    done = python(f"""
        import sys
        import main
        if __name__ == "__main__":
            code = main.main(["--screenshot", {str(tmp_path / "a.png")!r}, "--steps", "1"])
            print(code, "torch" in sys.modules, "sklearn" in sys.modules)
        """)
    assert done.stdout.split() == ["0", "False", "False"], done.stderr


@pytest.mark.parametrize("seconds", ["0", "0.02", "0.5", "1.5"])
def test_the_window_can_be_closed_at_any_moment_of_its_start(user_folders: Path, tmp_path: Path, seconds: str):
    done = gradsim(GRADSIM_QUIT_AFTER=seconds, TMPDIR=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "uncaught" not in log_of(user_folders)
    assert list(user_folders.rglob("window.ini"))
    assert not list(tmp_path.glob("gradsim-*"))


def test_an_edited_experiment_goes_with_the_window(user_folders: Path):
    """The undo stack speaks while it is being destroyed; nobody may listen then."""
    done = python("""
        import sys
        import main
        if __name__ == "__main__":
            from ui.application import Application
            add = Application._add_pictures
            def edit_and_close(self):
                add(self)
                document, self.window.commands.asks_before_closing = self.session.document, False
                document.replace(document.experiment.with_value("seed", 3), "Seed")
                self.window.close()
            Application._add_pictures = edit_and_close
            sys.exit(main.main([]))
        """)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    log = log_of(user_folders)
    assert "complete after" in log
    assert "uncaught" not in log


@pytest.mark.parametrize(("content", "words"), [
    ("{", "JSON"), ("{}", "format is missing"), ('{"format": "gradsim-experiment"}', "version is missing"),
    (marked('{"model": {"kind": "mlp", "depth": -3}}'), "model.depth"), (marked('{"seed": NaN}'), "seed"),
    (marked('{"optimizer": {"kind": "sgd", "lr": "abc"}}'), "abc"), (marked('{"version": 9}'), "newer"),
    (marked('{"x": 1}'), "x: unknown")])
def test_a_bad_file_ends_with_2_and_one_sentence(tmp_path: Path, content: str, words: str):
    bad = tmp_path / "bad.json"
    bad.write_text(content, encoding="utf-8")
    done = gradsim("--screenshot", str(tmp_path / "a.png"), "--experiment", str(bad))
    assert done.returncode == 2
    assert words in one_sentence(done)
    assert not (tmp_path / "a.png").exists()


def test_an_experiment_that_does_not_fit_in_memory_ends_with_1(tmp_path: Path):
    large = tmp_path / "large.json"
    large.write_text(marked('{"model": {"kind": "mlp", "depth": 1000, "width": 4096}}'), encoding="utf-8")
    done = gradsim("--screenshot", str(tmp_path / "a.png"), "--experiment", str(large))
    assert done.returncode == 1
    assert "memory" in one_sentence(done)


@pytest.mark.parametrize(("arguments", "words"), [
    (["--screenshot", "nowhere/a.png"], "there is no folder"), (["--screenshot", "a.txt"], "ends in .png"),
    (["bench", "--json", "nowhere/b.json"], "there is no folder"),
    (["check", "x.json", "--json", "tests"], "'tests' is a folder")])
def test_a_file_that_cannot_be_written_is_told_before_the_work(arguments: list[str], words: str):
    done = gradsim(*arguments)
    assert done.returncode == 2
    assert words in done.stderr.splitlines()[-1]


# ---- what a bare system lacks ---------------------------------------------------------------


def test_without_pyside_one_sentence_says_what_to_install():
    done = python("""
        import sys
        sys.modules["PySide6"] = None
        import main
        if __name__ == "__main__":
            sys.exit(main.main([]))
        """)
    assert done.returncode == 1
    assert "PySide6" in one_sentence(done)


def test_without_torch_one_sentence_says_so(tmp_path: Path):
    (tmp_path / "torch.py").write_text("raise ImportError(\"No module named 'torch'\", name='torch')\n")
    done = gradsim("--screenshot", str(tmp_path / "a.png"), PYTHONPATH=str(tmp_path))
    assert done.returncode == 1
    assert "torch" in one_sentence(done)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11")
@pytest.mark.parametrize("display", ["", ":987"])
def test_without_a_display_one_sentence_says_so(display: str):
    done = gradsim(QT_QPA_PLATFORM="xcb", DISPLAY=display, WAYLAND_DISPLAY="")
    assert done.returncode == 1
    sentence = [line for line in done.stderr.splitlines() if "display" in line or "install" in line]
    assert len(sentence) == 1, done.stderr
    assert "Traceback" not in done.stderr


# ---- processes ------------------------------------------------------------------------------


def test_the_engine_is_gone_when_the_window_is_killed(tmp_path: Path):
    with subprocess.Popen([sys.executable, "main.py", "--experiment", "assets/experiments/05-tanh-fifty.json"],
                          cwd=ROOT, stderr=subprocess.DEVNULL, env={**os.environ}) as window:
        engine = find_engine(window.pid)
        window.kill()
        window.wait(PATIENCE)
        until(lambda: is_gone(engine))


def test_a_polite_kill_closes_the_window(user_folders: Path):
    with subprocess.Popen([sys.executable, "main.py"], cwd=ROOT, stderr=subprocess.PIPE, text=True) as window:
        engine = find_engine(window.pid)
        until(lambda: "complete after" in log_of(user_folders))
        window.terminate()
        _, said = window.communicate(timeout=PATIENCE)
        until(lambda: is_gone(engine))
    assert window.returncode == 0
    assert "Traceback" not in said


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM")
def test_a_polite_kill_ends_the_window_while_it_asks_a_question():
    done = python("""
        import os, signal, sys
        import main
        if __name__ == "__main__":
            from PySide6.QtCore import QTimer
            from ui.application import Application
            add = Application._add_pictures
            def edit_and_close(self):
                add(self)
                self.session.document.replace(self.session.document.experiment.with_value("seed", 3), "Seed")
                QTimer.singleShot(0, lambda: os.kill(os.getpid(), signal.SIGTERM))
                self.window.close()  # asks whether to save
            Application._add_pictures = edit_and_close
            sys.exit(main.main([]))
        """)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


def find_engine(pid: int) -> psutil.Process:
    """The engine among the children of the window's process, once it has imported torch."""
    found: list[psutil.Process] = []

    def loaded() -> bool:
        children = psutil.Process(pid).children()
        found[:] = [child for child in children if any("torch" in mapped.path for mapped in maps(child))]
        return bool(found)

    until(loaded)
    return found[0]


def log_of(folder: Path) -> str:
    """What the program has noted so far."""
    return "".join(path.read_text(encoding="utf-8") for path in folder.rglob("gradsim.log"))


def maps(process: psutil.Process) -> list:
    try:
        return process.memory_maps()
    except psutil.Error:
        return []
