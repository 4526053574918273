"""Data sets: real and made ones, by name. No torch; scikit-learn is imported only where its code is needed.

A new data set is one function in :data:`LOADERS` and one model in ``specs``.
"""

from __future__ import annotations

import gzip
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradsim import specs

Floats = NDArray[np.float64]
Loader = Callable[[Any, np.random.Generator], "Dataset"]


@dataclass(frozen=True)
class Dataset:
    """Samples and labels.

    Attributes
    ----------
    inputs
        (N, features) float64.
    targets
        Class of each sample, (N,) int64, 0…classes−1.
    image_shape
        (rows, columns) if a sample is an image, else None.
    """

    inputs: Floats
    targets: NDArray[np.int64]
    classes: int
    image_shape: tuple[int, int] | None = None

    def __len__(self) -> int:
        return len(self.targets)


def load(spec: specs.Data, seed: int) -> Dataset:
    """Load or draw the data set of ``spec``; random ones depend on the experiment's seed only."""
    return LOADERS[spec.kind](spec, np.random.default_rng([seed, 1]))


def _digits(spec: specs.Digits, rng: np.random.Generator) -> Dataset:
    table = _digits_table()
    pixels = table[:, :64]
    return Dataset((pixels - pixels.mean()) / pixels.std(), table[:, 64].astype(np.int64), 10, (8, 8))


def _digits_table() -> Floats:
    """The table (1797, 65) inside scikit-learn, read without its import, which would take seconds."""
    found = importlib.util.find_spec("sklearn")
    for folder in found.submodule_search_locations or [] if found else []:
        path = Path(folder) / "datasets" / "data" / "digits.csv.gz"
        if path.is_file():
            with gzip.open(path) as stream:
                numbers = np.array(stream.read().replace(b"\n", b",").strip(b",").split(b","), dtype=np.float64)
            return numbers.reshape(-1, 65)
    from sklearn.datasets import load_digits

    pixels, labels = load_digits(return_X_y=True)
    return np.column_stack([pixels, labels])


def _moons(spec: specs.Moons, rng: np.random.Generator) -> Dataset:
    from sklearn.datasets import make_moons

    inputs, targets = make_moons(spec.samples, noise=spec.noise, random_state=int(rng.integers(2**31)))
    return Dataset(inputs - inputs.mean(0), targets.astype(np.int64), 2)


def _circles(spec: specs.Circles, rng: np.random.Generator) -> Dataset:
    from sklearn.datasets import make_circles

    inputs, targets = make_circles(spec.samples, noise=spec.noise, factor=0.5, random_state=int(rng.integers(2**31)))
    return Dataset(inputs, targets.astype(np.int64), 2)


def _spirals(spec: specs.Spirals, rng: np.random.Generator) -> Dataset:
    """Arm c of K: radius t, angle 1.75·2π·t + 2πc/K, t uniform in (0, 1]."""
    targets = np.arange(spec.samples) % spec.classes
    radius = np.sqrt(rng.uniform(1e-4, 1.0, spec.samples))
    angle = 3.5 * np.pi * radius + 2 * np.pi * targets / spec.classes
    inputs = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    return Dataset(inputs + spec.noise * rng.standard_normal(inputs.shape), targets.astype(np.int64), spec.classes)


def _gaussian(spec: specs.GaussianData, rng: np.random.Generator) -> Dataset:
    inputs = rng.standard_normal((spec.samples, spec.features)) * spec.std
    if spec.rescale:
        norms = np.linalg.norm(inputs, axis=1, keepdims=True)
        inputs *= spec.std * np.sqrt(spec.features) / np.where(norms > 0, norms, 1.0)
    return Dataset(inputs, rng.integers(0, spec.classes, spec.samples), spec.classes)


def _constant(spec: specs.ConstantData, rng: np.random.Generator) -> Dataset:
    inputs = np.full((spec.samples, spec.features), spec.value)
    return Dataset(inputs, np.arange(spec.samples) % spec.classes, spec.classes)


LOADERS: dict[str, Loader] = {"digits": _digits, "moons": _moons, "circles": _circles, "spirals": _spirals,
                              "gaussian": _gaussian, "constant": _constant}
