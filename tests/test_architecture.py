"""The two walls: the engine knows no Qt, the window's process knows no torch; and what may be imported lightly."""

from __future__ import annotations

import pkgutil
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from patience import PATIENCE

import ui

ROOT = Path(__file__).parents[1]
HEAVY = ("torch", "sklearn", "scipy", "matplotlib", "PySide6", "pyqtgraph")
QT = ("PySide6", "pyqtgraph", "ui")
LIGHT = ("gradsim", "gradsim.experiment", "gradsim.specs", "gradsim.snapshot", "gradsim.messages", "gradsim.history",
         "gradsim.problems", "gradsim.validation", "gradsim.fields", "gradsim.plan", "gradsim.sweep", "gradsim.wire",
         "main")
ENGINE = ("gradsim.simulator", "gradsim.host", "gradsim.process", "gradsim.cli", "gradsim.checkpoint", "gradsim.sweep_runs",
          "gradsim.sweep_command")
WINDOW = tuple(sorted(module.name for module in pkgutil.walk_packages(ui.__path__, "ui.")))


def loaded(*modules: str) -> set[str]:
    """The names in sys.modules after importing ``modules`` in a process of its own."""
    code = (f"import sys; sys.path.insert(0, {str(ROOT)!r}); import {', '.join(modules)}; "
            "print(*sys.modules)")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_light_modules_load_nothing_heavy() -> None:
    assert not loaded(*LIGHT) & set(HEAVY)


def test_the_engine_loads_no_qt_and_starts_without_slow_imports() -> None:
    assert not loaded(*ENGINE) & {*QT, "sklearn", "matplotlib", "scipy"}
    assert not loaded("gradsim.process", "gradsim.host") & {"gradsim.recurrent", "gradsim.selfcheck"}


def test_no_module_of_the_window_loads_torch() -> None:
    assert "torch" not in loaded(*WINDOW)


def test_the_lazy_names_of_the_package_are_there() -> None:
    import gradsim

    assert {name for name in gradsim.__all__ if getattr(gradsim, name) is not None} == set(gradsim.__all__)
    with pytest.raises(AttributeError):
        gradsim.nothing_of_that_name  # noqa: B018


# ---- contracts ------------------------------------------------------------------------------------


def contracts(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts of pyproject.toml on the packages in ``folder``."""
    code = ("import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports; "
            "sys.exit(lint_imports(config_filename='pyproject.toml', no_cache=True))")
    return subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, timeout=PATIENCE,
                          encoding="utf-8", check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of both packages, in which a violation can be planted."""
    for package in ("gradsim", "ui"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_contracts_hold() -> None:
    done = contracts(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("place", "violation"), [
    ("gradsim/probes.py", "import PySide6.QtCore"), ("gradsim/plan.py", "import pyqtgraph"),
    ("gradsim/training.py", "import ui.document"), ("ui/document.py", "import torch"),
    ("ui/document.py", "def late():\n    from torch import nn")],
    ids=["Qt", "pyqtgraph", "window", "torch", "late torch"])
def test_the_contracts_bite(copy: Path, place: str, violation: str) -> None:
    with (copy / place).open("a", encoding="utf-8") as stream:
        stream.write(f"\n{violation}\n")
    done = contracts(copy)
    assert done.returncode == 1, done.stdout
    assert "BROKEN" in done.stdout
    assert place.removesuffix(".py").replace("/", ".") in done.stdout
