"""What one site computes, as TeX with the numbers of a snapshot: forward, backward, and the chain rule behind it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gradsim.experiment import Experiment
from gradsim.snapshot import Snapshot
from ui.layer_algebra import algebra
from ui.views.site_axis import SiteAxis

CELLS = {
    "rnn": r"z_{t} = W_x x_{t} + W_h h_{b} + b,\quad h_{t} = \sigma(z_{t})",
    "lstm": r"c_{t} = f_{t}\odot c_{b} + i_{t}\odot k_{t},\quad h_{t} = o_{t}\odot\sigma(c_{t})",
    "gru": r"h_{t} = (1-u_{t})\odot k_{t} + u_{t}\odot h_{b}",
}
MOST_FACTORS = 4


@dataclass(frozen=True)
class Line:
    """One line: a formula (TeX without dollar signs), what it comes to now (TeX and numbers), its colour in the theme."""

    formula: str
    value: tuple[str | float, ...]
    color: str


def lines(experiment: Experiment, shot: Snapshot, site: int) -> list[Line]:
    """The formulas of site 1…S, from its input to what is left of the gradient."""
    axis = SiteAxis(shot.sites)
    return _step_lines(shot, axis, site) if axis.time(site) else _layer_lines(experiment, shot, axis, site)


def _layer_lines(experiment: Experiment, shot: Snapshot, axis: SiteAxis, site: int) -> list[Line]:
    last = len(shot.sites)
    at = "" if axis.is_time else f"_{{{site}}}"
    before = r"h" if axis.is_time else "x" if site == 1 else f"a_{{{site - 1}}}"
    layer = algebra(experiment, shot.sites, site, at, before)
    delta = rf"\delta{at} = \dfrac{{\partial L}}{{\partial z{at}}}"
    if layer.delta and not (site == last and axis.is_head(site)):
        delta += f" = {layer.delta}"
    found = [Line(layer.forward, _equal(rf"\sqrt{{\langle a{at}^2\rangle}}", shot, "a_rms", site), "forward_text"),
             Line(delta, _equal(rf"\Vert\delta{at}\Vert", shot, "delta_norm", site), "backward_text"),
             Line(rf"\dfrac{{\partial L}}{{\partial W{at}}} = {layer.weight}",
                  _equal(r"\Vert\cdot\Vert", shot, "grad_weight_norm", site), "backward_text")]
    if site > 1 and layer.inputs:
        gain = rf"\Vert\partial L/\partial {before}\Vert\,/\,\Vert\partial L/\partial a{at}\Vert"
        found.append(Line(rf"\dfrac{{\partial L}}{{\partial {before}}} = {layer.inputs}", _equal(gain, shot, "gain", site),
                          "backward_text"))
    size = rf"\kappa{at} = \sqrt{{\langle\Vert J{at}\Vert_F^2\rangle/n}}"
    found.append(Line(f"J{at} = {layer.jacobian}", _equal(size, shot, "factor", site), "text"))
    return [*found, *_chain(shot, site, f"a{at}", "a" if axis.is_time else f"a_{{{last}}}", range(site + 1, last + 1))]


def _step_lines(shot: Snapshot, axis: SiteAxis, site: int) -> list[Line]:
    t, kind = axis.time(site), str(shot.sites.kind[site - 1])
    now, before = f"{{{t}}}", f"{{{t - 1}}}"
    source = CELLS.get(kind, CELLS["rnn"]).replace("{t}", now).replace("{b}", before)
    arriving, leaving = rf"\dfrac{{\partial L}}{{\partial h_{now}}}", rf"\dfrac{{\partial L}}{{\partial h_{before}}}"
    squares = rf"\Vert J_{now}\Vert_F^2"
    if kind == "lstm":
        squares += rf" + \Vert\mathrm{{diag}}\,f_{now}\Vert_F^2"
    found = [
        Line(source, _equal(rf"\sqrt{{\langle h_{now}^2\rangle}}", shot, "a_rms", site), "forward_text"),
        Line(rf"\delta_{now} = \dfrac{{\partial L}}{{\partial z_{now}}}",
             _equal(rf"\Vert\delta_{now}\Vert", shot, "delta_norm", site), "backward_text"),
        Line(rf"\dfrac{{\partial L}}{{\partial W}} = \cdots + \delta_{now}^{{\,\top}}\,[x_{now}\;h_{before}] + \cdots",
             _equal(r"\Vert\cdot\Vert", shot, "grad_weight_norm", site), "backward_text"),
        Line(rf"{leaving} = J_{now}^{{\,\top}}\,{arriving} + \cdots",
             _equal(rf"\Vert\partial L/\partial h_{before}\Vert/\Vert\partial L/\partial h_{now}\Vert", shot, "gain", site),
             "backward_text"),
        Line(rf"J_{now} = \dfrac{{\partial h_{now}}}{{\partial h_{before}}}",
             _equal(rf"\kappa_{now} = \sqrt{{\langle {squares}\rangle/H}}", shot, "factor", site), "text"),
    ]
    last = site + axis.steps - t
    behind = range(site + 1, last + 1)
    return found if last == site else [*found, *_chain(shot, site, f"h_{now}", f"h_{{{axis.steps}}}", behind)]


def _chain(shot: Snapshot, site: int, here: str, there: str, behind: range) -> list[Line]:
    """The product of the factors of the sites ``behind``, and what was measured."""
    if not len(behind):
        return []
    end = behind.stop - 1
    with np.errstate(all="ignore"):
        predicted = float(shot.running_product[site - 1] / shot.running_product[end - 1])
        measured = float(shot.grad_activation_norm[site - 1] / shot.grad_activation_norm[end - 1])
    blocks = bool((shot.sites.block_end[site:] > 0).any()) or not shot.multiplies(site)
    factors = [float(value) for value in shot.factor[site:end]]
    if len(factors) > MOST_FACTORS:
        product = (*_times(factors[:MOST_FACTORS - 2]), r"\cdots\;\cdot", factors[-1], "=")
    else:
        product = (*_times(factors)[:-1], "=")
    left = rf"\dfrac{{\Vert\partial L/\partial {here}\Vert}}{{\Vert\partial L/\partial {there}\Vert}}"
    return [Line(rf"{left}\;\approx\;\prod\,\kappa_k", (predicted,) if blocks else (*product, predicted), "forward_text"),
            Line(left, ("=", measured) if shot.compares(site, end) else (), "backward_text")]


def _times(factors: list[float]) -> tuple[str | float, ...]:
    """Every factor with a dot behind it."""
    found: list[str | float] = []
    for factor in factors:
        found += [factor, r"\cdot"]
    return tuple(found)


def _equal(symbol: str, shot: Snapshot, name: str, site: int) -> tuple[str | float, ...]:
    """"symbol = value" of a column here; nothing where the site has none or it is not known yet."""
    value = float(shot.columns[name][site - 1])
    unknown = shot.missing(name)[site - 1] or (np.isnan(value) and shot.step == 0 and shot.phase != "update")
    return () if unknown else (f"{symbol} =", value)
