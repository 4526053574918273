"""What is said of the column that the mouse is at; the same words and numbers in every picture of a page."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication

from gradsim.snapshot import Snapshot
from ui.scene import Scene
from ui.views.beside import place_in
from ui.views.numbers import UNKNOWN, even, percent, short
from ui.views.site_axis import SiteAxis, heading
from ui.views.strands import MARKS

translate = QCoreApplication.translate


def column_lines(scene: Scene, axis: SiteAxis, site: int) -> tuple[str, ...]:
    """A title and a few lines of numbers on one site (1…S)."""
    shot = scene.frame.snapshot
    letter = axis.letter(site) + axis.index(site)
    lines = [_title(shot, site), _gradient(shot, axis, site, letter)]
    factor, theory = number_text(shot, "factor", site), number_text(shot, "theory_factor", site)
    text = translate("ColumnText", "factor {factor}").format(factor=factor)
    if theory != UNKNOWN:
        text += " · " + translate("ColumnText", "theory {factor}").format(factor=theory)
    product = translate("ColumnText", "product from the loss {product}").format(
        product=number_text(shot, "running_product", site))
    lines.append(f"{text} · {product}")
    lines.append(translate("ColumnText", "‖∂L/∂W‖ {norm} · update ratio {ratio}").format(
        norm=number_text(shot, "grad_weight_norm", site), ratio=number_text(shot, "update_ratio", site)))
    return (*lines, *_block(scene, site), *_beside(scene, axis, site))


def _beside(scene: Scene, axis: SiteAxis, site: int) -> list[str]:
    """A line for every run beside, of its site of the same name."""
    name, lines = str(scene.frame.snapshot.sites.name[site - 1]), []
    for strand in scene.strands:
        place, words = place_in(strand, name), translate("ColumnText", "no {place}").format(place=axis.name(site))
        if place:
            factor = translate("ColumnText", "factor {factor}").format(factor=number_text(strand.snapshot, "factor", place))
            norm = number_text(strand.snapshot, "grad_activation_norm", place)
            words = f"‖∂L/∂{axis.letter(site)}‖ {norm} · {factor}"
        lines.append(f"{MARKS[strand.color]} {strand.label}: {words}")
    return lines


def skip_text(scene: Scene, site: int) -> str:
    """How the gradient at the input of the block of ``site`` came there; empty where there is no block."""
    skips = scene.frame.parts.skips
    place = skips.of(site) if skips is not None else -1
    if skips is None or place < 0:
        return ""
    skip, branch, cosine = (float(column[place]) for column in (skips.skip, skips.branch, skips.cosine))
    if math.isnan(skip):
        return ""
    return translate("ColumnText", "skip {skip} · branch {branch} · cos {cosine}").format(
        skip=percent(skip), branch=percent(branch), cosine=UNKNOWN if math.isnan(cosine) else even(cosine, 2))


def _block(scene: Scene, site: int) -> list[str]:
    sites, text = scene.frame.snapshot.sites, skip_text(scene, site)
    if not text:
        return []
    first, last = int(sites.block_start[site - 1]), int(sites.block_end[site - 1])
    span = str(first) if first == last else f"{first}…{last}"
    return [translate("ColumnText", "into block {span}: {text}").format(span=span, text=text)]


def _title(shot: Snapshot, site: int) -> str:
    sites = shot.sites
    name = heading(str(sites.name[site - 1]))
    shape = f"{sites.fan_in[site - 1]} → {sites.fan_out[site - 1]}" if sites.kind[site - 1] in ("dense", "head") else ""
    activation = str(sites.activation[site - 1])
    parts = [name, shape, activation if activation != "identity" else ""]
    return " · ".join(part for part in parts if part)


def _gradient(shot: Snapshot, axis: SiteAxis, site: int, letter: str) -> str:
    norms = shot.grad_activation_norm
    text = f"‖∂L/∂{letter}‖ {number_text(shot, 'grad_activation_norm', site)}"
    count = len(shot.sites)
    if site == count or not shot.compares(site, count) or not (math.isfinite(norms[-1]) and norms[-1] > 0
                                                               and math.isfinite(norms[site - 1])):
        return text
    share = translate("ColumnText", "{share} of {last}").format(share=percent(float(norms[site - 1] / norms[-1])),
                                                                last=axis.name(len(shot.sites)))
    return f"{text} · {share}"


def number_text(shot: Snapshot, name: str, site: int) -> str:
    """A number of a site 1…S in words: a dash where it does not exist or is not known yet."""
    value = float(shot.columns[name][site - 1])
    if shot.missing(name)[site - 1] or (math.isnan(value) and not shot.reached()[site - 1]):
        return UNKNOWN
    return short(value)
