"""Small data files for the tests: tables, and IDX files as MNIST has them."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np

IMAGES, LABELS = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"


def table(folder: Path, text: str | bytes, name: str = "table.csv") -> dict[str, str]:
    """Write a CSV file; returns the data part of an experiment on it."""
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return {"kind": "csv", "path": str(folder / name)}


def idx(numbers: np.ndarray) -> bytes:
    """The content of an IDX file of unsigned bytes."""
    lengths = np.array(numbers.shape, dtype=">u4").tobytes()
    return bytes([0, 0, 8, numbers.ndim]) + lengths + numbers.astype(np.uint8).tobytes()


def images_and_labels(count: int = 12, side: int = 28) -> tuple[np.ndarray, np.ndarray]:
    """Random images (count, side, side), and labels (count,) that go round."""
    random = np.random.default_rng(0)
    return random.integers(0, 256, (count, side, side)), np.arange(count) % 10


def mnist_folder(folder: Path, *, packed: bool = False, **content: bytes) -> Path:
    """Write both IDX files, gzipped if ``packed``; ``images`` and ``labels`` replace their content."""
    images, labels = images_and_labels()
    for name, key, numbers in ((IMAGES, "images", images), (LABELS, "labels", labels)):
        data = content.get(key, idx(numbers))
        (folder / f"{name}.gz" if packed else folder / name).write_bytes(gzip.compress(data) if packed else data)
    return folder
