"""The whole program as a user starts it: exit codes, sentences, pictures, processes."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import textwrap
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 100


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
                   "--language", "zh_CN", "--perspective", "chain")
    assert done.returncode == 0, done.stderr
    header = picture.read_bytes()[:24]
    assert struct.unpack(">II", header[16:24]) == (1366, 768)
    assert picture.stat().st_size > 50_000


def test_the_windows_process_never_imports_torch(tmp_path: Path):
    done = python(f"""
        import sys
        import main
        if __name__ == "__main__":
            code = main.main(["--screenshot", {str(tmp_path / "a.png")!r}, "--steps", "1"])
            print(code, "torch" in sys.modules, "sklearn" in sys.modules)
        """)
    assert done.stdout.split() == ["0", "False", "False"], done.stderr


def test_the_window_opens_and_quits(user_folders: Path):
    done = gradsim(GRADSIM_QUIT_AFTER="1.5")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    log = next(user_folders.rglob("gradsim.log")).read_text(encoding="utf-8")
    assert "window visible after" in log
    assert "uncaught" not in log
    assert list(user_folders.rglob("window.ini"))


@pytest.mark.parametrize(("content", "words"), [
    ("{", "JSON"), ('{"model": {"kind": "mlp", "depth": -3}}', "model.depth"), ('{"seed": NaN}', "seed"),
    ('{"optimizer": {"kind": "sgd", "lr": "abc"}}', "abc"), ('{"version": 9}', "newer"), ('{"x": 1}', "x: unknown")])
def test_a_bad_file_ends_with_2_and_one_sentence(tmp_path: Path, content: str, words: str):
    bad = tmp_path / "bad.json"
    bad.write_text(content, encoding="utf-8")
    done = gradsim("--screenshot", str(tmp_path / "a.png"), "--experiment", str(bad))
    assert done.returncode == 2
    assert words in one_sentence(done)
    assert not (tmp_path / "a.png").exists()


def test_an_experiment_that_does_not_fit_in_memory_ends_with_1(tmp_path: Path):
    large = tmp_path / "large.json"
    large.write_text(json.dumps({"model": {"kind": "mlp", "depth": 1000, "width": 4096}}), encoding="utf-8")
    done = gradsim("--screenshot", str(tmp_path / "a.png"), "--experiment", str(large))
    assert done.returncode == 1
    assert "memory" in one_sentence(done)


def test_a_picture_that_cannot_be_written_ends_with_1(tmp_path: Path):
    done = gradsim("--screenshot", str(tmp_path / "no folder" / "a.png"))
    assert done.returncode == 1
    assert "a.png" in one_sentence(done)


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
        window.wait(10)
        engine.wait(5)
    assert not engine.is_running()


def test_a_polite_kill_closes_the_window():
    with subprocess.Popen([sys.executable, "main.py"], cwd=ROOT, stderr=subprocess.DEVNULL) as window:
        engine = find_engine(window.pid)
        window.terminate()
        window.wait(10)
        engine.wait(5)


def find_engine(pid: int) -> psutil.Process:
    """The engine among the children of the window's process, once it has imported torch."""
    for _ in range(600):
        for child in psutil.Process(pid).children():
            if any("torch" in mapped.path for mapped in maps(child)):
                return child
        psutil.wait_procs(psutil.Process(pid).children(), timeout=0.1)
    raise AssertionError("no engine")


def maps(process: psutil.Process) -> list:
    try:
        return process.memory_maps()
    except psutil.Error:
        return []
