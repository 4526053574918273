"""The axis that the sites walk, layers or time steps: what a site is called, and what stands under its column."""

from __future__ import annotations

import re

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from gradsim.snapshot import Sites
from ui.numbers import subscript
from ui.views.columns import label_stride, labelled_sites

NAMES: tuple[tuple[str, str], ...] = (
    (r"head", QT_TRANSLATE_NOOP("Site", "head")),
    (r"layer (?P<number>\d+)", QT_TRANSLATE_NOOP("Site", "layer {number}")),
    (r"t (?P<t>\d+)", QT_TRANSLATE_NOOP("Site", "t = {t}")),
    (r"layer (?P<layer>\d+), t (?P<t>\d+)", QT_TRANSLATE_NOOP("Site", "layer {layer}, t = {t}")),
)


class SiteAxis:
    """What the sites of a network are along.

    ``is_time`` tells time steps from layers, ``steps`` is T (0 along layers), ``starts`` are the first sites of the
    recurrent layers above the first, where time begins anew.
    """

    def __init__(self, sites: Sites | None) -> None:
        self.sites = sites
        self.count = len(sites) if sites is not None else 1
        self.is_time = sites is not None and len(sites) > 0 and sites.axis[0] == "time"
        self._inner = int((sites.axis == "time").sum()) if self.is_time and sites is not None else 0
        self.steps = time_of(str(sites.name[self._inner - 1])) or self._inner if sites is not None and self._inner else 0
        self.starts = list(range(self.steps + 1, self._inner + 1, self.steps)) if self.steps else []

    def title(self) -> str:
        """The name of the axis."""
        if self.is_time:
            return QCoreApplication.translate("Site", "time step")
        return QCoreApplication.translate("Site", "layer")

    def name(self, site: int) -> str:
        """What site 1…S is called: "layer 4", "t = 17", "head"."""
        if self.sites is None or not 1 <= site <= self.count:
            return str(site)
        return translated(str(self.sites.name[site - 1]))

    def is_head(self, site: int) -> bool:
        """Whether a site is the head."""
        return self.sites is not None and bool(self.sites.kind[site - 1] == "head")

    def index(self, site: int) -> str:
        """What stands at the foot of a formula's letter: ₄, or the time step."""
        return subscript(self.time(site)) if self.time(site) else subscript(site)

    def letter(self, site: int) -> str:
        """The letter of a site's output: h for a time step, a otherwise."""
        return "h" if self.time(site) else "a"

    def time(self, site: int) -> int:
        """The time step 1…T of a site; 0 for a layer."""
        return (site - 1) % self.steps + 1 if self.steps and 1 <= site <= self._inner else 0

    def tick(self, site: int) -> str:
        """The label under a site's column."""
        if self.is_time and not self.time(site):
            return ""
        return str(self.time(site) or site)

    def labelled(self, pitch: float, width: float) -> list[int]:
        """The sites that get a label: along time round steps, counted anew in every recurrent layer."""
        if not self.is_time:
            return labelled_sites(self.count, pitch, width)
        found = self._labelled_times(pitch, width)
        if self._inner < self.count and (self.count - found[-1]) * pitch >= width:
            found.append(self.count)
        return found

    def _labelled_times(self, pitch: float, width: float) -> list[int]:
        if not self.starts:
            return labelled_sites(self._inner, pitch, width)
        stride, found = label_stride(pitch, width), []
        for first in (1, *self.starts):
            inner = [first + t - 1 for t in range(stride, self.steps + 1, stride) if t > 1]
            end = first + self.steps
            found += [first] * (self.steps * pitch >= width)
            found += [site for site in inner if (site - first) * pitch >= width and (end - site) * pitch >= width]
        if not found or (self._inner - found[-1]) * pitch >= width:
            found.append(self._inner)
        return found


def translated(name: str) -> str:
    """The engine's name of a site in the user's language."""
    for pattern, source in NAMES:
        if match := re.fullmatch(pattern, name):
            return QCoreApplication.translate("Site", source).format(**match.groupdict())
    return name


def heading(name: str) -> str:
    """The engine's name of a site as the start of a line: "Layer 4", "t = 17", "Head"."""
    text = translated(name)
    return text if text.startswith("t ") else text[:1].upper() + text[1:]


def time_of(name: str) -> int:
    """The time step 1…T in the engine's name of a site; 0 for a layer."""
    match = re.search(r"\bt (\d+)$", name)
    return int(match.group(1)) if match else 0
