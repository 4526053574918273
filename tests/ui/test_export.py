"""Pictures and tables as files: the size asked for, something on them, and readable elsewhere."""

from __future__ import annotations

import csv
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import frames
import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gradsim.problems import GradsimError
from ui.curves import Curves
from ui.export import ExportDialog, copy_to_clipboard, save_table, save_view, save_window
from ui.perspectives import VIEWS
from ui.scene import Scene
from ui.theme import DARK, LIGHT
from ui.views.activation import ActivationView
from ui.views.base import View
from ui.views.gradient import GradientView

EVERY = [*VIEWS, ActivationView]


@pytest.fixture
def make(qtbot: Any) -> Any:
    def made(kind: type[View] = GradientView, owned: bool = False) -> View:
        view, curves = kind(), Curves()
        if not owned:
            qtbot.addWidget(view)
        view.resize(500, 240)
        curves.extend(frames.records(11, 120))
        view.set_theme(DARK)
        view.show()
        view.render_scene(Scene(frames.experiment(10), frames.frame(11, "backward", 4), curves, 4))
        return view

    return made


def pixels(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_ARGB32)
    return np.frombuffer(image.constBits(), dtype=np.uint32).reshape(image.height(), image.width()).copy()


@pytest.mark.parametrize("kind", EVERY)
def test_a_png_has_the_size_asked_for_and_something_on_it(make: Any, tmp_path: Path, kind: type[View]) -> None:
    path = tmp_path / "张三 α.png"
    save_view(make(kind), path, (900, 400), 2.0)
    image = QImage(str(path))
    assert image.size() == QSize(1800, 800)
    values = pixels(image)
    assert values[0, 0] == 0xFFFFFFFF
    assert len(np.unique(values)) > 50
    assert (values[600:] != 0xFFFFFFFF).mean() > 0.002


@pytest.mark.parametrize("kind", EVERY)
def test_an_svg_holds_text_and_no_stroke_that_others_draw_wrongly(make: Any, tmp_path: Path, kind: type[View]) -> None:
    path = tmp_path / "view.svg"
    view = make(kind)
    save_view(view, path, (900, 400))
    content = path.read_text(encoding="utf-8")
    assert "non-scaling-stroke" not in content
    root = ET.fromstring(content)
    assert root.get("viewBox") == "0 0 900 400"
    texts = ["".join(element.itertext()) for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert any(view.title().split()[0] in text for text in texts)


def test_an_svg_has_the_decades_of_the_axis(make: Any, tmp_path: Path) -> None:
    path = tmp_path / "view.svg"
    save_view(make(), path)
    assert "10⁻⁴" in path.read_text(encoding="utf-8")


def test_a_pdf_is_written(make: Any, tmp_path: Path) -> None:
    path = tmp_path / "view.pdf"
    save_view(make(), path)
    assert path.read_bytes().startswith(b"%PDF")
    assert path.stat().st_size > 5000


def test_lines_scale_with_the_picture(make: Any, tmp_path: Path) -> None:
    """Twice as fine a picture has about the same share of blue."""
    shares = []
    for scale in (1.0, 3.0):
        path = tmp_path / f"{scale}.png"
        save_view(make(), path, (800, 400), scale)
        values = pixels(QImage(str(path)))
        red, blue = (values >> 16) & 255, values & 255
        shares.append(float(((blue > 150) & (red < 120)).mean()))
    assert shares[0] > 0
    assert shares[1] == pytest.approx(shares[0], rel=0.4)


def test_the_view_on_screen_is_not_touched(make: Any, tmp_path: Path) -> None:
    view = make()
    before, size, theme = view.plot.grab().toImage(), view.size(), view.theme
    save_view(view, tmp_path / "a.png", (1500, 700), 2.0, LIGHT)
    save_window(view, tmp_path / "b.svg")
    assert (view.size(), view.theme) == (size, theme)
    assert view.plot.grab().toImage() == before


def test_a_moved_axis_is_exported_as_it_is_shown(make: Any, tmp_path: Path) -> None:
    view = make()
    view.plot.box.setRange(yRange=(-40, -30), padding=0)
    path = tmp_path / "moved.svg"
    save_view(view, path)
    content = path.read_text(encoding="utf-8")
    assert "10⁻³⁵" in content
    assert "10⁻⁴<" not in content


def test_a_transparent_background_is_transparent(make: Any, tmp_path: Path) -> None:
    path = tmp_path / "clear.png"
    save_view(make(), path, transparent=True)
    assert pixels(QImage(str(path)))[0, 0] >> 24 == 0


def test_the_theme_on_screen_can_be_kept(make: Any, tmp_path: Path) -> None:
    path = tmp_path / "dark.png"
    save_view(make(), path, theme=None)
    assert QImage(str(path)).pixelColor(0, 0).name() == DARK.card


def test_the_whole_window(make: Any, tmp_path: Path, qtbot: Any) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    for kind in VIEWS[:5]:
        layout.addWidget(make(kind, owned=True))
    window.resize(700, 1900)
    window.show()
    save_window(window, tmp_path / "window.png", 2.0)
    assert QImage(str(tmp_path / "window.png")).size() == QSize(1400, 3800)
    save_window(window, tmp_path / "window.svg")
    content = (tmp_path / "window.svg").read_text(encoding="utf-8")
    assert "non-scaling-stroke" not in content
    assert "10⁻⁴" in content
    ET.fromstring(content)


def test_a_table_comes_back_in_full_precision(make: Any, tmp_path: Path) -> None:
    view, path = make(), tmp_path / "numbers.csv"
    save_table(view, path)
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    shot = view.scene.frame.snapshot
    assert [float(row["grad_activation_norm"]) for row in rows] == shot.grad_activation_norm.tolist()
    assert [int(row["site"]) for row in rows] == list(range(1, 12))


@pytest.mark.parametrize("name", ["picture.jpeg", "picture", "no/such/folder/picture.png"])
def test_a_path_that_cannot_be_written_is_one_problem(make: Any, tmp_path: Path, name: str) -> None:
    with pytest.raises(GradsimError) as error:
        save_view(make(), tmp_path / name)
    assert error.value.problems[0].code == "file_unwritable"
    assert name in str(error.value)


def test_a_picture_larger_than_memory_is_refused(make: Any, tmp_path: Path) -> None:
    with pytest.raises(GradsimError):
        save_view(make(), tmp_path / "huge.png", (20_000, 20_000), 4.0)


def test_the_clipboard_gets_the_picture(make: Any) -> None:
    copy_to_clipboard(make())
    assert QGuiApplication.clipboard().image().width() == 1000
    QGuiApplication.clipboard().clear()


def test_the_dialog_saves_exactly_the_pixels_it_says(make: Any, tmp_path: Path, qtbot: Any) -> None:
    dialog = ExportDialog(make())
    qtbot.addWidget(dialog)
    dialog._width.setValue(1501)
    dialog._height.setValue(333)
    path = tmp_path / dialog.suggested_name()
    dialog.save(path)
    assert QImage(str(path)).size() == QSize(1501, 333)
    dialog._unit.setCurrentIndex(1)
    assert dialog._width.value() == pytest.approx(1501 / 192 * 2.54, abs=0.06)
