"""Gaps: where a NaN in a snapshot means that there is no such quantity, rather than a number that is not finite."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gradsim.snapshot import BACKWARD_COLUMNS, Floats

if TYPE_CHECKING:
    from gradsim.simulator import Simulator

Marks = dict[str, NDArray[np.bool_]]
_OF_THE_BACKWARD_PASS = {*BACKWARD_COLUMNS, "grad_zeros", "grad_cell_norm"}
_OF_WEIGHTS = ("weight_norm", "weight_rms", "weight_spectral", "nonfinite")


class Gaps:
    """The gaps of one network, whose blocks end at the sites ``ends``, (S,) bool."""

    def __init__(self, network: Any, ends: NDArray[np.bool_]) -> None:
        self._inputs_left_out = network.leaves_inputs_out
        self._everywhere = everywhere = np.ones(len(ends), dtype=bool)
        elementwise = np.array([site.phi.elementwise for site in network.sites])
        bounded = np.array([math.isfinite(site.phi.sup) for site in network.sites])
        self._lasting: Marks = {
            "theory_factor": everywhere, "theory_q": everywhere, "slope_mean": ~elementwise, "slope_rms": ~elementwise,
            "saturated_fraction": ~(elementwise & bounded), "block_factor": ~ends}

    def of(self, run: Simulator, columns: dict[str, Floats], clipped: bool) -> Marks:
        """The gaps of a snapshot with these ``columns``; ``clipped``: there are norms after clipping."""
        everywhere, gaps = self._everywhere, dict(self._lasting)
        if run.phase == "ready":
            return {name: everywhere for name in columns if name not in _OF_WEIGHTS}
        gaps["factor_se"] = np.isnan(columns["factor_se"])
        if run.phase != "update":
            gaps["update_ratio"] = everywhere
        if not clipped:
            gaps["clipped_weight_norm"] = everywhere
        elif run.phase == "backward":
            gaps["clipped_weight_norm"] = run.reached_backward()
        if not run.observer.measured_once:  # the first pass is still under way
            for name, values in columns.items():
                gaps[name] = gaps.get(name, ~everywhere) | (np.isnan(values) & ~reached(run, name))
        elif run.phase in ("forward", "loss", "backward"):
            self._mark_overwritten(run, columns, gaps)
        return gaps

    def _mark_overwritten(self, run: Simulator, columns: dict[str, Floats], gaps: Marks) -> None:
        """What only a look reads of a complete pass is not known of one that nobody has looked at."""
        if run.step - 1 > run.observer.whole_step:
            for name in ("block_factor", "running_product"):
                gaps[name] = gaps.get(name, False) | (np.isnan(columns[name]) & (run.phase == "forward"))
            if self._inputs_left_out and not run.reached_backward()[0]:
                gaps["gain"] = np.arange(len(self._everywhere)) == 0


def reached(run: Simulator, name: str) -> NDArray[np.bool_]:
    """The sites at which the pass in progress has been where the column ``name`` is read, (S,)."""
    return run.reached_backward() if name in _OF_THE_BACKWARD_PASS else run.reached_forward()
