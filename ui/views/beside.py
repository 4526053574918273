"""The selected site in the runs beside the main one: their parts about it, and their legend."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication

from ui.scene import Scene, Strand
from ui.views.keys import Key
from ui.views.site_axis import translated
from ui.views.strands import MARKS

translate = QCoreApplication.translate


def selected_name(scene: Scene) -> str:
    """The engine's name of the selected site."""
    names = scene.frame.snapshot.sites.name
    return str(names[min(scene.selected, len(names)) - 1])


def place_in(strand: Strand, name: str) -> int:
    """The site 1…S of a run that is called ``name``; 0: it has none."""
    return strand.snapshot.sites.called(name)


def parts_beside(scene: Scene, part: str) -> list[tuple[Strand, Any]]:
    """The runs that have told the field ``part`` of :class:`gradsim.parts.Parts` about their site of the selected name."""
    name, found = selected_name(scene), []
    for strand in scene.strands:
        seen = getattr(strand.parts, part)
        if seen is not None and seen.site == place_in(strand, name):
            found.append((strand, seen))
    return found


def site_keys(scene: Scene | None, said: dict[str, str] | None = None) -> list[Key]:
    """A key for every run, with what is ``said`` of it by its colour; where it has no such site, that is said instead."""
    if scene is None:
        return []
    name, keys = selected_name(scene), []
    for strand in scene.strands:
        text = strand.label
        if not place_in(strand, name):
            text = translate("Strands", "no {place}: {run}").format(run=text, place=translated(name))
        elif said and said.get(strand.color):
            text = f"{said[strand.color]} · {text}"
        keys.append(Key(MARKS[strand.color], strand.color, text, is_run=True))
    return keys
