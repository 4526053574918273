"""Every picture, of every kind of network, with zeros, broken numbers and four runs: something is drawn, within the axes."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
from itertools import product
from typing import Any

import frames
import numpy as np
import pytest
from test_sweep_window import both
from test_views import EVERY, grab, pixels

import ui.views
from gradsim.messages import Frame
from gradsim.snapshot import Records, Snapshot
from ui.curves import Curves
from ui.looks import Looks
from ui.scene import Scene, Strand
from ui.views.base import View

NETS = {"one": frames.sites(1), "eleven": frames.sites(11), "thousand": frames.sites(1000), "tiny": frames.tiny(),
        "blocks": frames.sites(12, every=2), "recurrent": frames.times(20), "convolutional": frames.convolutions()}
BROKEN = {"zeros": 0.0, "nan": np.nan, "infinite": np.inf}
KEPT = {"edges", "curve_z", "lr", "seconds", "factor_se"}  # axes, settings and times are never broken
FOLLOWING = [kind for kind in EVERY if kind.follows_frames]
STEPS = 30
COLORS = ("strand1", "strand2", "strand3")


def broken(thing: Any, value: float) -> Any:
    """The same, every number in it ``value``; what does not exist (NaN among others) stays as it is."""
    if isinstance(thing, np.ndarray):
        return np.where(np.isnan(thing), np.nan, value) if thing.dtype.kind == "f" else thing
    if isinstance(thing, tuple):
        return tuple(broken(each, value) for each in thing)
    if isinstance(thing, dict):
        return {name: each if name in KEPT else broken(each, value) for name, each in thing.items()}
    if dataclasses.is_dataclass(thing):
        names = [item.name for item in dataclasses.fields(thing) if item.name not in {*KEPT, "sites", "gaps"}]
        return dataclasses.replace(thing, **{name: broken(getattr(thing, name), value) for name in names})  # type: ignore[type-var]
    return value if isinstance(thing, float) else thing


@dataclasses.dataclass
class Memory:
    """What the window keeps of one run."""

    curves: Curves = dataclasses.field(default_factory=Curves)
    looks: Looks = dataclasses.field(default_factory=Looks)

    def fill(self, net: Any, seed: int, level: float, value: float | None = None) -> Frame:
        """Another run of some steps, at each of which it was looked at; ``value``: every number in it is this one."""
        numbers = {name: np.full(STEPS, level) for name in ("accuracy", "grad_norm", "clip_scale", "lr")}
        records = frames.changed(frames.records(len(net), STEPS, seed=seed), **numbers)
        frame = frames.frame(net=net, level=level, seed=seed, detail_site=1)
        seen = frames.looks(net, range(STEPS), seed, level)
        if value is not None:
            kept = {name: getattr(records, name) for name in ("lr", "seconds")}
            records = frames.changed(Records(records.step, broken(records.rows, value)), **kept)
            frame = dataclasses.replace(frame, snapshot=broken_shot(frame.snapshot, value), parts=broken(frame.parts, value))
            seen = [broken_shot(look, value) for look in seen]
        self.curves.clear()
        self.curves.extend(records)
        self.looks.clear()
        self.looks.add(seen)
        return frame


def broken_shot(shot: Snapshot, value: float) -> Snapshot:
    numbers = dict.fromkeys(("loss", "accuracy", "grad_norm", "clipped_grad_norm", "clip_scale"), value)
    return dataclasses.replace(shot, columns=broken(shot.columns, value), **numbers)


def pictures(qtbot: Any, kind: type[View], net: Any, scenes: tuple[tuple[Any, ...], ...],
             runs: int = 0) -> tuple[View, list[np.ndarray]]:
    """Scenes (what :meth:`Memory.fill` is given) in turn, twice, until no axis grows any more: pictures of the second time.

    ``runs``: so many others beside the main one.
    """
    view, main, others = kind(), Memory(), [Memory() for _ in range(runs)]
    qtbot.addWidget(view)
    view.resize(800, 260)
    view.show()
    experiment, seen = frames.experiment(max(len(net) - 1, 1)), []
    for seed, level, *value in scenes * 2:
        frame, strands = main.fill(net, seed, level, *value), []
        for place, other in enumerate(others):
            beside = other.fill(net, seed + place + 1, level + 0.1 * (place + 1))
            strands.append(Strand(f"run {place}", COLORS[place], experiment, beside.snapshot, other.curves, beside.parts,
                                  other.looks))
        view.render_scene(Scene(experiment, frame, main.curves, 1, tuple(strands), main.looks))
        view._draw_now()
        seen.append(pixels(grab(view)))
    assert not view.is_broken
    return view, seen[len(scenes):]


def check_difference(view: View, one: np.ndarray, other: np.ndarray) -> None:
    """Two pictures differ, and outside the axes they do not."""
    moved = np.abs(one - other).max(axis=2) > 8
    assert moved.sum() > 20, "nothing is drawn"
    axes = view.plot.area().adjusted(-12, -12, 12, 12).toAlignedRect()
    if hasattr(view, "inner_legend"):  # numbers stand in it
        axes.setTop(0)
    moved[max(axes.top(), 0):axes.bottom() + 1, max(axes.left(), 0):axes.right() + 1] = False
    assert not moved.any(), "something is drawn outside the axes"


def test_every_view_there_is_stands_in_a_perspective_or_the_layer_panel() -> None:
    for module in pkgutil.iter_modules(ui.views.__path__):
        importlib.import_module(f"ui.views.{module.name}")
    waiting, found = [View], set()
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.name and kind.__module__.startswith("ui."):
            found.add(kind)
    assert found == set(EVERY)


@pytest.mark.parametrize("kind", FOLLOWING)
@pytest.mark.parametrize("net", NETS)
def test_what_a_frame_moves_is_seen_and_stays_within_the_axes(qtbot: Any, kind: type[View], net: str) -> None:
    view, seen = pictures(qtbot, kind, NETS[net], ((0, 0.3), (1, 0.9)))
    check_difference(view, *seen)


@pytest.mark.parametrize("kind", FOLLOWING)
@pytest.mark.parametrize(("net", "bad"), [("eleven", "infinite"), *product(("one", "eleven", "thousand", "recurrent"),
                                                                           ("zeros", "nan"))])
def test_zeros_and_broken_numbers_are_seen_within_the_axes(qtbot: Any, kind: type[View], net: str, bad: str) -> None:
    view, seen = pictures(qtbot, kind, NETS[net], ((0, 0.3), (0, 0.5, BROKEN[bad])))
    check_difference(view, *seen)


@pytest.mark.parametrize("kind", FOLLOWING)
@pytest.mark.parametrize("net", ["one", "eleven", "thousand", "recurrent"])
def test_four_runs_stay_within_the_axes(qtbot: Any, kind: type[View], net: str) -> None:
    view, seen = pictures(qtbot, kind, NETS[net], ((0, 0.3), (7, 0.5)), runs=3)
    check_difference(view, *seen)


@pytest.mark.parametrize("kind", [kind for kind in EVERY if not kind.follows_frames])
@pytest.mark.parametrize("value", [0.05, *BROKEN.values()], ids=["other", *BROKEN])
def test_what_sweeps_gave_is_seen_within_the_axes(qtbot: Any, kind: type[View], value: float) -> None:
    """Another number in the middle, where it stretches no axis."""
    view, seen = kind(), []
    qtbot.addWidget(view)
    view.resize(800, 420)
    view.show()
    for middle in (0.01, value):
        sweeps = both(lambda point, middle=middle: middle if point.values[0] == 1 else 10.0 ** -point.values[0])
        view.render_scene(Scene(frames.experiment(8), frames.frame(), Curves(), 1, sweeps=sweeps))
        view._draw_now()
        seen.append(pixels(grab(view)))
    check_difference(view, *seen)
