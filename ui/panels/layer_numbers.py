"""What the layer panel says: the numbers of one site with their explanations, and the chain rule with its values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject

from gradsim.experiment import Experiment
from gradsim.parts import Skips
from gradsim.snapshot import Snapshot
from ui.formulas import STEP_JACOBIANS, backward, state
from ui.layer_algebra import is_plain
from ui.views.numbers import UNKNOWN, even, percent, short, subscript
from ui.views.site_axis import SiteAxis

MOST_FACTORS = 5


@dataclass(frozen=True)
class NumberRow:
    """One line of the table."""

    name: str
    label: str
    value: str
    explanation: str


class Wording(QObject):
    """Words for one site; ``shot`` None: labels and explanations of all rows there may be."""

    def rows(self, shot: Snapshot | None, site: int, skips: Skips | None = None) -> list[NumberRow]:
        """The table, top to bottom; ``skips`` are the shares of the residual blocks, where they are known."""
        number = _Values(shot, site)
        further = [row for row in (*self._cell_rows(number), *self._narrow_rows(number))
                   if shot is None or row.name in shot.columns]
        in_time = shot is not None and bool(SiteAxis(shot.sites).time(site))
        own = {row.name: row for row in self._time_rows(number)} if in_time else {}
        block = self._block_rows(skips, site) if shot is None or (skips is not None and skips.of(site) >= 0) else []
        return [own.get(row.name, row) for row in self._common_rows(number)] + block + further

    def _common_rows(self, number: _Values) -> list[NumberRow]:
        """What every site has."""
        return [
            NumberRow("weight_spectral", self.tr("‖W‖ spectral"), number.one("weight_spectral"),
                      self.tr("Largest singular value of the weight matrix: the most it can stretch a vector.")),
            NumberRow("slope", self.tr("σ′ mean · rms"), number.two("slope_mean", "slope_rms"),
                      self.tr("Mean and root mean square of the slope σ′(z) over batch and units.")),
            NumberRow("factor", self.tr("factor σ′·w"), number.one("factor"),
                      self.tr("Average gain of this layer for the gradient: √(mean ‖∂aₗ/∂aₗ₋₁‖² / n).")),
            NumberRow("grad_activation_norm", self.tr("‖∂L/∂a‖"), number.one("grad_activation_norm"),
                      self.tr("Norm of the gradient that arrives at the layer's output, over batch and units.")),
            NumberRow("delta_norm", self.tr("‖∂L/∂z‖"), number.one("delta_norm"),
                      self.tr("The same before the activation: ∂L/∂z = ∂L/∂a · σ′(z).")),
            NumberRow("grad_weight_norm", self.tr("‖∂L/∂W‖"), number.arrow(),
                      self.tr("Norm of the weights' gradient, and after the arrow what clipping leaves of it.")),
            NumberRow("gain", self.tr("measured gain"), number.one("gain"),
                      self.tr("‖∂L/∂aₗ₋₁‖ / ‖∂L/∂aₗ‖: what this layer really did to the gradient.")),
            NumberRow("update_ratio", self.tr("update ratio"), number.one("update_ratio"),
                      self.tr("‖ΔW‖ / ‖W‖ of the last update; about 0.001 is healthy.")),
            NumberRow("z", self.tr("z mean ± std"), number.spread(),
                      self.tr("Mean and standard deviation of z before the activation, over batch and units.")),
            NumberRow("saturated_fraction", self.tr("saturated"), number.share("saturated_fraction"),
                      self.tr("Share of values whose slope is below 5 % of the largest possible slope.")),
            NumberRow("dead_fraction", self.tr("dead units"), number.share("dead_fraction"),
                      self.tr("Share of units that are zero on the whole batch: no gradient passes through them.")),
            NumberRow("nonfinite", self.tr("not finite"), number.count("nonfinite"),
                      self.tr("How many numbers of this layer are NaN or infinite.")),
        ]

    def _block_rows(self, skips: Skips | None, site: int) -> list[NumberRow]:
        """What a layer of a residual block has."""
        shares, cosine = (UNKNOWN, UNKNOWN) if skips is None else _skip_texts(skips, site)
        return [
            NumberRow("skip", self.tr("skip · branch"), shares,
                      self.tr("Where the gradient at the block's input comes from: ‖skip‖ and ‖branch‖ as shares of "
                              "‖∂L/∂x‖. The skip is the “+1” of the block, or its projection; as vectors both add up to "
                              "∂L/∂x.")),
            NumberRow("skip_cosine", self.tr("cosine of the two"), cosine,
                      self.tr("Of the angle between the gradients from skip and branch: 1 they add up, 0 they are "
                              "independent, −1 they cancel.")),
        ]

    def _time_rows(self, number: _Values) -> list[NumberRow]:
        """What reads differently at a time step."""
        return [
            NumberRow("factor", self.tr("factor"), number.one("factor"),
                      self.tr("Average gain of this time step for the gradient on its way back, root mean square.")),
            NumberRow("grad_activation_norm", self.tr("‖∂L/∂h‖"), number.one("grad_activation_norm"),
                      self.tr("Norm of the gradient that arrives at the state h of this time step, over batch and units.")),
            NumberRow("delta_norm", self.tr("‖∂L/∂z‖"), number.one("delta_norm"),
                      self.tr("The same before the activation, over all gates.")),
            NumberRow("grad_weight_norm", self.tr("‖∂L/∂W‖"), number.arrow(),
                      self.tr("Norm of this time step's share of the weights' gradient, and after the arrow what clipping "
                              "leaves of it.")),
            NumberRow("gain", self.tr("measured gain"), number.one("gain"),
                      self.tr("‖∂L/∂hₜ₋₁‖ / ‖∂L/∂hₜ‖: what this time step really did to the gradient.")),
        ]

    def _cell_rows(self, number: _Values) -> list[NumberRow]:
        """What recurrent networks have, each under the name of its (first) column."""
        return [
            NumberRow("recurrent_radius", self.tr("Wₕ spectral radius"), number.one("recurrent_radius"),
                      self.tr("Largest modulus of the eigenvalues of Wₕ (of gated cells: the candidate's part).")),
            NumberRow("forget_mean", self.tr("gates f · i · o"),
                      " · ".join(number.one(name) for name in ("forget_mean", "input_mean", "output_mean")),
                      self.tr("Means of the forget, input and output gate over batch and units.")),
            NumberRow("forget_product", self.tr("Π f to the end"), number.one("forget_product"),
                      self.tr("Product of the forget gates of all later time steps, mean over batch and units: how much of "
                              "the gradient comes back along the cell state c.")),
            NumberRow("grad_cell_norm", self.tr("‖∂L/∂c‖"), number.one("grad_cell_norm"),
                      self.tr("Norm of the gradient that arrives at the cell state c, over batch and units.")),
            NumberRow("reset_mean", self.tr("gates r · u"), number.two("reset_mean", "update_mean"),
                      self.tr("Means of the reset and the update gate over batch and units.")),
        ]

    def _narrow_rows(self, number: _Values) -> list[NumberRow]:
        """What bfloat16 and float16 have."""
        return [
            NumberRow("grad_zeros", self.tr("zeros in ∂L/∂a"), number.count("grad_zeros"),
                      self.tr("How many entries of ∂L/∂a are exactly zero in this number format.")),
        ]

    def formula(self, shot: Snapshot, site: int, experiment: Experiment) -> list[str]:
        """The chain rule from the last site to ``site``: formula, range of k, product of factors, what was measured."""
        axis, last = SiteAxis(shot.sites), len(shot.sites)
        if site == last:
            index = "" if axis.is_time else subscript(last)
            return [self.tr("∂L/∂a{last} comes from the loss").format(last=index), "", "", ""]
        formula, span = self._through_time(shot, axis, site) if axis.time(site) else (
            self._through_layers(shot, site, is_plain(experiment, shot.sites, range(site + 1, last + 1))))
        product, norms = float(shot.running_product[site - 1]), shot.grad_activation_norm
        if np.isnan(product):
            return [formula, span, "", ""]
        text = short(product)
        if not axis.starts and not (shot.sites.block_start > 0).any() and shot.multiplies(site):
            text = f"{_product_text(shot.factor[site:])} = {text}"
        if not shot.compares(site, last):
            return [formula, span, text, ""]
        with np.errstate(all="ignore"):
            ratio = norms[site - 1] / norms[-1]
        text_of_ratio = "0 / 0" if norms[site - 1] == norms[-1] == 0 else short(float(ratio))
        here = f"‖∂L/∂{axis.letter(site)}{axis.index(site)}‖"
        there = "‖∂L/∂a‖" if axis.is_time else f"‖∂L/∂a{subscript(last)}‖"
        return [formula, span, text, self.tr("measured {here} / {there} = {ratio}").format(
            here=here, there=there, ratio=text_of_ratio)]

    def _through_layers(self, shot: Snapshot, site: int, plain: bool) -> tuple[str, str]:
        """Formula and range of k along layers; ``plain``: nothing but W and φ is behind."""
        last, index = len(shot.sites), subscript(site)
        span = self.tr("k = {first} … {last}").format(first=site + 1, last=last)
        if (shot.sites.block_start > 0).any():
            span = self.tr("k = {first} … {last}, J with its skip link").format(first=site + 1, last=last)
        elif (shot.sites.kind[site:] == "conv").any():
            span = self.tr("k = {first} … {last}, Jₖ = ∂aₖ/∂aₖ₋₁, of a convolution with its pooling").format(
                first=site + 1, last=last)
        elif plain:
            return self.tr("∂L/∂a{site} = Π Wₖᵀ·diag σ′(zₖ) · ∂L/∂a{last}").format(site=index, last=subscript(last)), span
        return self.tr("∂L/∂a{site} = Π Jₖᵀ · ∂L/∂a{last}").format(site=index, last=subscript(last)), span

    def _through_time(self, shot: Snapshot, axis: SiteAxis, site: int) -> tuple[str, str]:
        """Formula and range of k along time steps."""
        t, last = axis.time(site), axis.steps
        if t == last:
            return backward(shot.sites, site), ""
        kind = str(shot.sites.kind[site - 1])
        formula = f"∂L/∂{state(kind)}{subscript(t)} = Π Jₖᵀ · ∂L/∂{state(kind)}{subscript(last)}"
        return formula, self.tr("k = {first} … {last}").format(first=t + 1, last=last) + STEP_JACOBIANS[kind]


class _Values:
    """Numbers of one site as text; unknown ones as a dash."""

    def __init__(self, shot: Snapshot | None, site: int) -> None:
        self._shot, self._place = shot, site - 1

    def one(self, name: str) -> str:
        if self._shot is None or self._unknown(name):
            return UNKNOWN
        return even(self._number(name))

    def count(self, name: str) -> str:
        if self._shot is None or self._unknown(name):
            return UNKNOWN
        return short(self._number(name))

    def two(self, first: str, second: str) -> str:
        return f"{self.one(first)} · {self.one(second)}"

    def spread(self) -> str:
        return f"{self.one('z_mean')} ± {self.one('z_std')}"

    def arrow(self) -> str:
        before, after = self.one("grad_weight_norm"), self.one("clipped_weight_norm")
        return before if after in (before, UNKNOWN) else f"{before} → {after}"

    def share(self, name: str) -> str:
        if self._shot is None or self._unknown(name):
            return UNKNOWN
        return percent(self._number(name))

    def _number(self, name: str) -> float:
        assert self._shot is not None
        return float(self._shot.columns[name][self._place])

    def _unknown(self, name: str) -> bool:
        """Not of this network, missing at this site, or not computed yet: the first step has not come here."""
        assert self._shot is not None
        if name not in self._shot.columns or self._shot.missing(name)[self._place]:
            return True
        return bool(np.isnan(self._number(name))) and (self._shot.phase == "ready" or (self._shot.step == 0
                                                       and self._shot.phase != "update"))


def _skip_texts(skips: Skips, site: int) -> tuple[str, str]:
    """"71 % · 68 %" and "0.020": skip and branch, and their cosine; dashes where a pass is inside the block of ``site``."""
    place = skips.of(site)
    skip, branch, cosine = (float(column[place]) for column in (skips.skip, skips.branch, skips.cosine))
    shares = UNKNOWN if np.isnan(skip) else f"{percent(skip)} · {percent(branch)}"
    return shares, UNKNOWN if np.isnan(cosine) else even(cosine, 2)


def _product_text(factors: np.ndarray) -> str:
    """".233·.243·…·.234": the first few and the last factors."""
    texts = [even(float(value)).removeprefix("0") or "0" for value in factors]
    if len(texts) > MOST_FACTORS:
        texts = [*texts[:MOST_FACTORS - 2], "…", texts[-1]]
    return "·".join(texts)
