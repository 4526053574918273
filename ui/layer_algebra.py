"""What one layer computes, operation by operation, as TeX: read off the plan of the network."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from gradsim import specs
from gradsim.experiment import Experiment
from gradsim.plan import plan
from gradsim.site_plan import SitePlan, Slot
from gradsim.snapshot import Sites

NORMS = {"batch_norm": "BN", "layer_norm": "LN", "rms_norm": "RN"}
PLAIN: tuple[Slot, ...] = ("affine", "activate")
Order = Literal["direct", "inside", "after"]
"""W x + b is z itself; it comes first, but a norm or a sum stands between it and φ; or something stands before it."""


@dataclass(frozen=True)
class Algebra:
    """Of one layer with the input x, TeX throughout.

    Attributes
    ----------
    forward
        What gives z and a: one or several equations. u = W x + b has a name of its own where it is not z itself.
    delta
        What δ = ∂L/∂z is, from ∂L/∂a; "" where more than φ stands between them.
    weight
        What ∂L/∂W is.
    inputs
        What ∂L/∂x is; "" where there is no short formula.
    jacobian
        What J is, the Jacobian of the layer's own map without a skip that passes by it.
    """

    forward: str
    delta: str
    weight: str
    inputs: str
    jacobian: str


def algebra(experiment: Experiment, sites: Sites, site: int, at: str, x: str) -> Algebra:
    """Of the layer ``site`` 1…S, whose letters have the index ``at`` and whose input is called ``x``."""
    return _Layer(experiment, sites, site, at, x).algebra()


def order(experiment: Experiment, sites: Sites, site: int) -> Order:
    """Where W stands in the layer ``site`` 1…S."""
    plans = _plans(experiment)
    slots = plans[site - 1].slots if len(plans) == len(sites) else PLAIN
    weight, phi = slots.index("affine"), slots.index("activate")
    copies = () if plans and len(plans) == len(sites) and plans[site - 1].ends_block else ("skip", "residual_norm")
    if weight:
        return "after"
    return "direct" if all(slot in copies for slot in slots[weight + 1:phi]) else "inside"


def is_plain(experiment: Experiment, sites: Sites, behind: range) -> bool:
    """Whether J is diag σ′(z)·W at all the sites ``behind``: nothing but W and φ, which acts on every unit by itself."""
    plans = _plans(experiment)
    if len(plans) != len(sites):
        plans = ()
    alone = all(plan.slots == PLAIN for plan in (plans[site - 1] for site in behind)) if plans else True
    places = [site - 1 for site in behind]
    return alone and not bool((sites.activation[places] == "softmax").any() or (sites.kind[places] == "conv").any())


class _Layer:
    """Walks through the operations of a layer."""

    def __init__(self, experiment: Experiment, sites: Sites, site: int, at: str, x: str) -> None:
        self._sites, self._site, self._at, self._x = sites, site, at, x
        self._norm = rf"\mathrm{{{NORMS.get(experiment.model.norm.kind, 'N')}}}"
        self._star = r"\ast " if sites.kind[site - 1] == "conv" else r"\,"
        plans = _plans(experiment)
        known = plans[site - 1] if len(plans) == len(sites) else None
        self._ends = known is not None and known.ends_block
        self._projects = known is not None and plans[max(known.block_end, 1) - 1].shortcut is not None
        self._slots = tuple(slot for slot in (known.slots if known is not None else PLAIN)
                            if self._ends or slot not in ("skip", "residual_norm"))  # elsewhere they copy
        self._is_head = sites.kind[site - 1] == "head" and sites.activation[site - 1] == "identity"

    def algebra(self) -> Algebra:
        at, slots = self._at, self._slots
        direct = slots.index("activate") == slots.index("affine") + 1
        parts, inner, fed = [], self._x, self._x
        for slot in slots:
            if slot == "affine":
                fed = inner
                inner = f"{'z' if direct else 'u'}{at}"
                parts.append(f"{inner} = W{at}{self._star}{fed} + b{at}")
            elif slot == "activate":
                if inner != f"z{at}":
                    parts.append(f"z{at} = {inner}")
                inner = f"z{at}" if self._is_head else rf"\sigma(z{at})"
            else:
                inner = self._applied(slot, inner)
        if not self._is_head or inner != f"z{at}":
            parts.append(f"a{at} = {inner}")
        return Algebra(r",\quad ".join(parts), *self._backward(direct, fed))

    def _applied(self, slot: Slot, inner: str) -> str:
        """One of the other operations on ``inner``."""
        if slot == "skip":
            return rf"{self._source()} + \alpha\,{f'({inner})' if 'odot' in inner else inner}"
        if slot == "dropout":
            return rf"m\odot {inner}"
        letter = r"\mathrm{pool}" if slot == "pool" else self._norm
        return f"{letter}({inner})"

    def _source(self) -> str:
        """What the skip that ends here brings."""
        start = int(self._sites.block_start[self._site - 1]) - 1
        source = f"a_{{{start}}}" if start else "x"
        return rf"P\,{source}" if self._projects else source

    def _backward(self, direct: bool, fed: str) -> tuple[str, str, str, str]:
        at, slots, star = self._at, self._slots, self._star == r"\ast "
        last = slots[-1] == "activate"
        arriving = rf"\delta{at}" if direct else rf"\dfrac{{\partial L}}{{\partial u{at}}}"
        entrywise = self._sites.activation[self._site - 1] != "softmax"
        delta = rf"\dfrac{{\partial L}}{{\partial a{at}}}\odot\sigma'(z{at})" if last and entrywise else ""
        weight = rf"{arriving}\star {fed}" if star else rf"{arriving}^{{\,\top}} {fed}"
        inputs = ""
        if fed == self._x:
            inputs = rf"W{at}\ast^{{\top}}{arriving}" if star else rf"W{at}^{{\,\top}}{arriving}"
        elif slots[0] == "activate":
            inputs = rf"\delta{at}"
        if inputs and self._sites.block_start[self._site - 1] == self._site:
            over = rf"\dfrac{{\partial L}}{{\partial s_{{{self._sites.block_end[self._site - 1]}}}}}"
            inputs += rf"\;+\;P^{{\,\top}}{over}" if self._projects else rf"\;+\;{over}"
        return delta, weight, inputs, self._jacobian()

    def _jacobian(self) -> str:
        at, x = self._at, self._x
        if self._ends and self._sites.block_start[self._site - 1] == self._site:  # x reaches a over the skip, too
            return rf"\dfrac{{\partial a{at}}}{{\partial s{at}}}\,\alpha\,\dfrac{{\partial F}}{{\partial {x}}}"
        found, sites = rf"\dfrac{{\partial a{at}}}{{\partial {x}}}", self._sites
        dense = sites.kind[self._site - 1] != "conv" and not self._is_head
        if self._slots == PLAIN and dense and sites.activation[self._site - 1] != "softmax":
            found += rf" = \mathrm{{diag}}\,\sigma'(z{at})\,W{at}"
        return found


@lru_cache(maxsize=8)
def _plans(experiment: Experiment) -> tuple[SitePlan, ...]:
    """The plan of a network along layers; () for others."""
    if isinstance(experiment.model, specs.Rnn | specs.Lstm | specs.Gru):
        return ()
    return tuple(plan(experiment))
