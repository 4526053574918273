"""Frames as an engine would send them, made of numpy: for tests of the views, never for the product."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from gradsim.experiment import Experiment
from gradsim.messages import Frame
from gradsim.parts import (
    Distribution,
    Distributions,
    Links,
    Matrices,
    Parts,
    Sample,
    SiteDetail,
    Skips,
    Spectrum,
    Tiles,
    Units,
    is_small,
)
from gradsim.snapshot import NUMBER_COLUMNS, Phase, Records, Sites, Snapshot

STEPS = ("accuracy", "grad_norm", "clipped_grad_norm", "clip_scale", "lr", "seconds")


def experiment(depth: int = 10, residual: bool = False, **fields: Any) -> Experiment:
    model: dict[str, Any] = {"kind": "mlp", "depth": depth, "width": 64}
    if residual:
        model["residual"] = {"kind": "plain", "every": 2}
    return Experiment.from_dict({"model": model, **fields})


def sites(count: int = 10, every: int = 0, width: int = 64) -> Sites:
    """``count`` sites, the last one the head of 10 units; blocks of ``every`` layers, 0: no skips."""
    number = np.arange(1, count + 1)
    kind = np.array(["dense"] * (count - 1) + ["head"])
    fan_out = np.full(count, width)
    fan_out[-1] = 10
    start = ((number - 1) // every) * every + 1 if every else np.zeros(count, dtype=int)
    end = np.minimum(start + every - 1, count - 1) if every else np.zeros(count, dtype=int)
    start, end = np.where(kind == "head", 0, start), np.where(kind == "head", 0, end)
    return Sites(site=number, axis=np.array(["layer"] * count), kind=kind,
                 name=np.array([*(f"layer {n}" for n in number[:-1]), "head"]), fan_in=np.full(count, width),
                 fan_out=fan_out, block_start=start, block_end=end,
                 activation=np.array(["sigmoid"] * (count - 1) + ["identity"]))


def tiny(count: int = 3, width: int = 8, inputs: int = 2) -> Sites:
    """A dense network so small that its units and links are drawn one by one."""
    net = sites(count, width=width)
    return replace(net, fan_in=np.array([inputs, *[width] * (count - 1)]), fan_out=np.array([*[width] * (count - 1), 2]))


def times(steps: int, layers: int = 1, kind: str = "lstm", hidden: int = 16) -> Sites:
    """``layers`` recurrent layers of ``steps`` time steps and the head, as a recurrent network has them."""
    names = [f"layer {layer}, t {t}" if layers > 1 else f"t {t}" for layer in range(1, layers + 1)
             for t in range(1, steps + 1)]
    return chain("time", [*names, "head"], [kind] * len(names), hidden)


def convolutions(count: int = 8, width: int = 16) -> Sites:
    """Convolutions and the head."""
    return chain("layer", [*(f"layer {n}" for n in range(1, count)), "head"], ["conv"] * (count - 1), width)


def chain(axis: str, names: list[str], kinds: list[str], width: int) -> Sites:
    count = len(names)
    return Sites(site=np.arange(1, count + 1), axis=np.array([axis] * (count - 1) + ["layer"]), name=np.array(names),
                 kind=np.array([*kinds, "head"]), fan_in=np.full(count, 9 * width),
                 fan_out=np.array([width] * (count - 1) + [10]), block_start=np.zeros(count, dtype=int),
                 block_end=np.zeros(count, dtype=int), activation=np.array(["tanh"] * (count - 1) + ["identity"]))


def columns(count: int, rng: np.random.Generator, level: float = 0.235, every: int = 0) -> dict[str, np.ndarray]:
    factor = level * np.exp(0.04 * rng.standard_normal(count))
    block = np.full(count, np.nan)
    if every:
        block[every - 1:count - 1:every] = 1.02
    with np.errstate(under="ignore"):
        product = np.append(np.cumprod(factor[::-1])[::-1][1:], 1.0)
    norms = 0.14 * product * np.exp(0.05 * rng.standard_normal(count))
    values = {name: np.abs(rng.normal(1.0, 0.1, count)) for name in NUMBER_COLUMNS}
    values |= {"factor": factor, "block_factor": block, "running_product": product, "grad_activation_norm": norms,
               "delta_norm": 0.23 * norms, "slope_mean": np.full(count, 0.232), "slope_rms": np.full(count, 0.232),
               "gain": np.append(np.nan, factor[1:]), "update_ratio": 1e-4 * norms, "theory_q": np.full(count, 0.3),
               "dead_fraction": np.zeros(count), "saturated_fraction": np.full(count, 0.02),
               "nonfinite": np.zeros(count), "theory_factor": np.full(count, 0.236),
               "grad_weight_norm": 2.0 * norms, "clipped_weight_norm": 2.0 * norms, "factor_se": np.full(count, np.nan)}
    return values


def records(count: int, steps: int, first: int = 0, seed: int = 0) -> Records:
    rng = np.random.default_rng(seed)
    step = np.arange(first, first + steps)
    loss = 2.3 * np.exp(-step / 400) + 0.1 * np.abs(rng.standard_normal(steps)) + 0.05
    falling = 0.3 ** (np.arange(count - 1, -1, -1.0) * min(1.0, 20 / count))
    norms = 0.14 * falling * np.exp(0.4 * rng.standard_normal((steps, count)))
    numbers = {name: np.ones(steps) for name in STEPS}
    return Records.of(step, **{**numbers, "loss": loss}, grad_activation_norm=norms, grad_weight_norm=2 * norms,
                      factor=np.full((steps, count), 0.3))


def changed(records: Records, **values: Any) -> Records:
    """The same records with other numbers."""
    copy = Records(records.step, records.rows.copy())
    for name, value in values.items():
        getattr(copy, name)[:] = value
    return copy


def looks(net: Sites, steps: Iterable[int], seed: int = 0, level: float = 0.235, **changed: Any) -> list[Snapshot]:
    """Complete snapshots after steps; ``changed`` replaces columns."""
    return [frame(net=net, step=step, seed=seed + step, level=level, **changed).snapshot for step in steps]


def unknown(count: int) -> dict[str, np.ndarray]:
    return {name: np.full(count, np.nan) for name in (*NUMBER_COLUMNS, "factor_se")}


def frame(count: int = 10, phase: Phase = "update", cursor: int = 0, step: int = 3, level: float = 0.235,
          every: int = 0, units: int = 32, new_steps: int = 0, first: int = 0, seed: int = 0,
          detail_site: int = 4, net: Sites | None = None, **changed: Any) -> Frame:
    """A frame of ``count`` sites or those of ``net``; ``changed`` replaces columns, e.g. ``factor=np.zeros(10)``."""
    net = sites(count, every) if net is None else net
    count = len(net)
    rng = np.random.default_rng(seed)
    values = unknown(count) if phase == "ready" else columns(count, rng, level, every)
    for name, array in changed.items():
        values[name] = np.asarray(array, dtype=float)
    gaps = {"block_factor": np.isnan(values["block_factor"])}
    numbers = dict.fromkeys(("loss", "accuracy", "grad_norm", "clipped_grad_norm", "clip_scale", "lr", "seconds"), 1.0)
    shot = Snapshot(generation=1, step=step, phase=phase, cursor=cursor, sites=net, columns=values, gaps=gaps, **numbers)
    deep = None if phase == "ready" else detail(min(detail_site, count), rng)
    return Frame(snapshot=shot, records=records(count, new_steps, first, seed), running=True, speed=2.0, device="cpu",
                 parts=Parts(tiles=tiles(net, values, units, rng), detail=deep, sample=sample(rng), links=links(net, rng),
                             skips=skips(net, rng), **site_parts(min(detail_site, count), rng)))


def site_parts(site: int, rng: np.random.Generator) -> dict[str, Any]:
    """Everything about one site."""
    values = np.sort(np.abs(rng.normal(0.3, 0.2, 24)) + 1e-3)[::-1]
    parts = [Distribution(*np.histogram(rng.normal(0, 0.3, 800), 61, (-1, 1)), 0.3, 3, 0) for _ in range(3)]
    return {"units": Units(site, np.abs(rng.normal(0.5, 0.2, 24)), np.abs(rng.normal(0.1, 0.02, 24)), rng.random(24),
                           rng.random(24) < 0.2),
            "distributions": Distributions(site, *parts),
            "matrices": Matrices(site, (24, 24), rng.normal(size=(24, 24)), rng.normal(size=(24, 24))),
            "spectrum": Spectrum(site, 0, values, values**3, "", "a")}


def tiles(net: Sites, values: dict[str, np.ndarray], units: int, rng: np.random.Generator) -> Tiles:
    shape = (len(net), units)
    behind = np.arange(units)[None, :] >= net.fan_out[:, None]
    with np.errstate(all="ignore"):
        activation = np.abs(rng.normal(0.5, 0.15, shape)) * np.where(values["a_rms"] == 0, 0, values["a_rms"])[:, None]
        delta = values["delta_norm"][:, None] * np.abs(rng.normal(0.12, 0.05, shape))
    return Tiles(np.where(behind, np.nan, activation), np.where(behind, np.nan, delta))


def links(net: Sites, rng: np.random.Generator) -> Links:
    if not is_small(net):
        return Links((), (), ())
    matrices = [rng.normal(0, 1, (rows, columns)) for rows, columns in zip(net.fan_out, net.fan_in, strict=True)]
    return Links(tuple(matrices), tuple(1e-3 * matrix for matrix in matrices), tuple(-1e-4 * matrix for matrix in matrices))


def skips(net: Sites, rng: np.random.Generator) -> Skips:
    ends = np.unique(net.block_end[net.block_end > 0])
    share = rng.uniform(0.5, 0.9, (2, len(ends)))
    return Skips(net.block_start[ends - 1], ends, share[0], share[1], np.full(len(ends), 0.02))


def detail(site: int, rng: np.random.Generator, curve: bool = True) -> SiteDetail:
    counts, edges = np.histogram(rng.normal(0, 0.8, 2048), bins=40, range=(-5, 5))
    z = np.linspace(-5, 5, 201) if curve else np.empty(0)
    value = 1 / (1 + np.exp(-z))
    return SiteDetail(site=site, counts=counts, edges=edges, curve_z=z, curve_value=value,
                      curve_slope=value * (1 - value), value_formula="1/(1+exp(-z))", slope_formula="σ(z)(1−σ(z))",
                      nonfinite_z=0)


def sample(rng: np.random.Generator) -> Sample:
    image = np.zeros((8, 8))
    for row, cells in enumerate(((2, 3, 4), (1, 5), (5,), (3, 4), (5,), (5,), (1, 5), (2, 3, 4))):
        image[row, list(cells)] = 1.0
    outputs = rng.normal(0, 0.6, 10)
    outputs[3] = 1.4
    return Sample(inputs=image.ravel(), image_shape=(8, 8), outputs=outputs, target=3)
