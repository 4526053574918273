"""The main views look as they were approved, up to a tolerance that other fonts and other antialiasing stay within.

After a wanted change look at the new pictures before you approve them:
GRADSIM_APPROVE=1 python -m pytest tests/ui/test_approved.py
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import frames
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from test_sweep_window import both

from ui.curves import Curves
from ui.perspectives import PERSPECTIVES
from ui.pictures import view_image
from ui.scene import Scene
from ui.theme import LIGHT, application_font
from ui.views.activation import ActivationView
from ui.views.base import View

VIEWS = [*dict.fromkeys(kind for perspective in PERSPECTIVES for row in perspective.rows for kind, _ in row.views),
         ActivationView]
APPROVED = Path(__file__).parent / "approved"
SIZE = (640, 300)
CELL = 16  # pixels; letters of another font change a cell's mean little, a line or a bar elsewhere much
MOST, MEAN = 14.0, 1.5  # grey levels a cell may differ by, and all cells on average


@pytest.fixture(autouse=True)
def dressed(qapp: Any) -> Iterator[None]:
    """The window's own font, whichever test came before: what a legend has room for depends on it."""
    before = qapp.font()
    qapp.setFont(application_font(LIGHT, "en"))
    yield
    qapp.setFont(before)


def picture(kind: type[View]) -> QImage:
    """Eleven layers, in the middle of the backward pass of step 30; sweeps over depths and gains."""
    curves = Curves()
    curves.extend(frames.records(11, 30))
    view = kind()
    view.resize(*SIZE)
    frame = replace(frames.frame(11, "backward", 6, step=30, every=2), running=False)  # else the dot moves with time
    sweeps = both(lambda point: 10.0 ** -(point.values[0] + point.setting) * (1 + point.seed))
    view.render_scene(Scene(frames.experiment(10, residual=True), frame, curves, 4, sweeps=sweeps))
    view._draw_now()
    image = view_image(view, SIZE, 1.0, LIGHT)
    view.deleteLater()
    return image


def cells(image: QImage) -> np.ndarray:
    """Mean grey level of every cell."""
    small = image.convertToFormat(QImage.Format.Format_RGB32).scaled(
        image.width() // CELL, image.height() // CELL, Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation)
    flat = np.frombuffer(small.constBits(), dtype=np.uint8).reshape(small.height(), small.bytesPerLine() // 4, 4)
    return flat[:, :small.width(), :3].astype(float)


def distance(one: QImage, other: QImage) -> tuple[float, float]:
    """The largest difference of two cells, and the mean of all."""
    away = np.abs(cells(one) - cells(other))
    return float(away.max()), float(away.mean())


@pytest.mark.parametrize("kind", VIEWS)
def test_a_view_looks_as_approved(qapp: Any, kind: type[View]) -> None:
    path = APPROVED / f"{kind.name}.png"
    image = picture(kind)
    if os.environ.get("GRADSIM_APPROVE"):
        APPROVED.mkdir(exist_ok=True)
        image.save(str(path))
    approved = QImage(str(path))
    assert not approved.isNull(), f"{path.name} has not been approved yet"
    assert (approved.width(), approved.height()) == (image.width(), image.height())
    most, mean = distance(image, approved)
    assert most <= MOST, f"{path.name}: a place differs by {most:.0f} grey levels"
    assert mean <= MEAN, f"{path.name}: differs by {mean:.1f} grey levels on average"


def test_what_is_missing_or_moved_is_noticed(qapp: Any) -> None:
    pictures = {kind: picture(kind) for kind in VIEWS}
    blank = QImage(pictures[VIEWS[0]].size(), QImage.Format.Format_RGB32)
    blank.fill(LIGHT.card)
    for kind, image in pictures.items():
        assert distance(image, blank)[0] > 2 * MOST, kind.name
        shifted = image.copy(12, 0, image.width() - 12, image.height()).copy(0, 0, image.width(), image.height())
        assert distance(image, shifted)[0] > MOST, kind.name
