"""Data sets: real and made ones, by name. No torch; scikit-learn is imported only where its code is needed.

A new data set is one function in :data:`LOADERS` and one model in ``specs``. What a sample is (an image, a sequence) and
what its target is (a class, numbers) is known without loading it: the properties of ``specs.Data``.
"""

from __future__ import annotations

import gzip
import importlib.util
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradsim import idx, specs, tables
from gradsim.problems import fail

Floats = NDArray[np.float64]
Samples = tuple[Floats, NDArray[Any]]
Loader = Callable[[Any, np.random.Generator], Samples]


@dataclass(frozen=True)
class Dataset:
    """Samples and what is to be said about them.

    Attributes
    ----------
    inputs
        (N, features) float64; images flattened as (channels, rows, columns), sequences as (time steps, features per step).
    targets
        For classes, 0…outputs−1: (N,) int64, or (N, R) int64 with a class at each of the last R time steps. For numbers:
        (N, outputs) float64.
    """

    inputs: Floats
    targets: NDArray[np.int64] | Floats

    def __len__(self) -> int:
        return len(self.targets)


def load(spec: specs.Data, seed: int) -> Dataset:
    """Load or draw the data set of ``spec``; random ones depend on the experiment's seed only."""
    return Dataset(*LOADERS[spec.kind](spec, np.random.default_rng([seed, 1])))


def _digits(spec: specs.Digits, rng: np.random.Generator) -> Samples:
    table = _digits_table()
    pixels = table[:, :64]
    return (pixels - pixels.mean()) / pixels.std(), table[:, 64].astype(np.int64)


def _digits_table() -> Floats:
    """The table (1797, 65) inside scikit-learn, read without its import, which would take seconds."""
    path = _inside_sklearn("digits.csv.gz")
    if path is not None:
        with gzip.open(path) as stream:
            numbers = np.array(stream.read().replace(b"\n", b",").strip(b",").split(b","), dtype=np.float64)
        return numbers.reshape(-1, 65)
    from sklearn.datasets import load_digits

    pixels, labels = load_digits(return_X_y=True)
    return np.column_stack([pixels, labels])


def _inside_sklearn(name: str) -> Path | None:
    """One of the data files that come with scikit-learn, or None if it has moved."""
    found = importlib.util.find_spec("sklearn")
    for folder in found.submodule_search_locations or [] if found else []:
        path = Path(folder) / "datasets" / "data" / name
        if path.is_file():
            return path
    return None


def _moons(spec: specs.Moons, rng: np.random.Generator) -> Samples:
    from sklearn.datasets import make_moons

    inputs, targets = make_moons(spec.samples, noise=spec.noise, random_state=int(rng.integers(2**31)))
    return inputs - inputs.mean(0), targets.astype(np.int64)


def _circles(spec: specs.Circles, rng: np.random.Generator) -> Samples:
    from sklearn.datasets import make_circles

    inputs, targets = make_circles(spec.samples, noise=spec.noise, factor=0.5, random_state=int(rng.integers(2**31)))
    return inputs, targets.astype(np.int64)


def _spirals(spec: specs.Spirals, rng: np.random.Generator) -> Samples:
    """Arm c of K: radius t, angle 1.75·2π·t + 2πc/K, t uniform in (0, 1]."""
    targets = np.arange(spec.samples) % spec.classes
    radius = np.sqrt(rng.uniform(1e-4, 1.0, spec.samples))
    angle = 3.5 * np.pi * radius + 2 * np.pi * targets / spec.classes
    inputs = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    return inputs + spec.noise * rng.standard_normal(inputs.shape), targets.astype(np.int64)


def _gaussian(spec: specs.GaussianData, rng: np.random.Generator) -> Samples:
    inputs = rng.standard_normal((spec.samples, spec.shape[0])) * spec.std
    if spec.rescale:
        norms = np.linalg.norm(inputs, axis=1, keepdims=True)
        inputs *= spec.std * np.sqrt(spec.shape[0]) / np.where(norms > 0, norms, 1.0)
    return inputs, rng.integers(0, spec.classes, spec.samples)


def _constant(spec: specs.ConstantData, rng: np.random.Generator) -> Samples:
    inputs = np.full((spec.samples, spec.features), spec.value)
    return inputs, np.arange(spec.samples) % spec.classes


def _adding(spec: specs.Adding, rng: np.random.Generator) -> Samples:
    """Numbers in U(0, 1) and marks on one of each half; the target is the sum of the two (in the form of Le et al. 2015)."""
    inputs = np.zeros((spec.samples, spec.length, 2))
    inputs[:, :, 0] = rng.uniform(0, 1, (spec.samples, spec.length))
    rows, half = np.arange(spec.samples), spec.length // 2
    inputs[rows, rng.integers(0, half, spec.samples), 1] = 1
    inputs[rows, rng.integers(half, spec.length, spec.samples), 1] = 1
    return inputs.reshape(spec.samples, -1), inputs.prod(2).sum(1, keepdims=True)


def _copy_memory(spec: specs.CopyMemory, rng: np.random.Generator) -> Samples:
    """Ten of eight symbols, blanks, the cue (the last of them), ten blanks while the symbols are to be said again."""
    symbols = rng.integers(0, 8, (spec.samples, 10))
    written = np.full((spec.samples, spec.delay + 20), 8)
    written[:, :10], written[:, spec.delay + 9] = symbols, 9
    return np.eye(10)[written].reshape(spec.samples, -1), symbols


def _sequential_digits(spec: specs.SequentialDigits, rng: np.random.Generator) -> Samples:
    """The digits, enlarged by linear interpolation between pixel centres where there are more time steps than pixels."""
    pixels, targets = _digits(specs.Digits(), rng)
    side = math.isqrt(spec.shape[0])
    if side > 8:
        centres = (np.arange(side) + 0.5) * 8 / side - 0.5
        enlarge = np.stack([np.interp(centres, np.arange(8), row) for row in np.eye(8)], axis=1)
        pixels = (enlarge @ pixels.reshape(-1, 8, 8) @ enlarge.T).reshape(-1, side * side)
    return pixels, targets


def _xor(spec: specs.Xor, rng: np.random.Generator) -> Samples:
    """The corners in turn; class 1 where the signs differ."""
    corners = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])
    places = np.arange(spec.samples) % 4
    inputs = corners[places] + spec.noise * rng.standard_normal((spec.samples, 2))
    return inputs, np.array([0, 1, 1, 0])[places]


def _blobs(spec: specs.Blobs, rng: np.random.Generator) -> Samples:
    centres = rng.uniform(-2, 2, (spec.classes, spec.features))
    targets = np.arange(spec.samples) % spec.classes
    return centres[targets] + spec.std * rng.standard_normal((spec.samples, spec.features)), targets


def _bundled(spec: specs.Iris | specs.Wine | specs.BreastCancer, rng: np.random.Generator) -> Samples:
    """A table inside scikit-learn, read without its import, which would take seconds; the class is the last column."""
    name = {"iris": "iris.csv", "wine": "wine_data.csv", "breast_cancer": "breast_cancer.csv"}[spec.kind]
    path = _inside_sklearn(name)
    if path is not None:
        table = np.loadtxt(path, delimiter=",", skiprows=1)
    else:
        import sklearn.datasets

        table = np.column_stack(getattr(sklearn.datasets, f"load_{spec.kind}")(return_X_y=True))
    return tables.standardised(table[:, :-1]), table[:, -1].astype(np.int64)


def _mnist(spec: specs.Mnist, rng: np.random.Generator) -> Samples:
    images, labels = idx.read(spec.directory, spec.samples)
    pixels = images.astype(np.float64)
    pixels -= pixels.mean()
    pixels /= pixels.std() or 1.0
    return pixels, labels


def _csv(spec: specs.Csv, rng: np.random.Generator) -> Samples:
    table = spec.read()
    if table.facts != spec.facts:
        raise fail("data_changed", path=spec.path)
    return table.inputs, table.targets


LOADERS: dict[str, Loader] = {
    "digits": _digits, "moons": _moons, "circles": _circles, "spirals": _spirals, "xor": _xor, "blobs": _blobs,
    "iris": _bundled, "wine": _bundled, "breast_cancer": _bundled, "gaussian": _gaussian, "constant": _constant,
    "mnist": _mnist, "csv": _csv, "adding": _adding, "copy_memory": _copy_memory, "sequential_digits": _sequential_digits}
