"""IDX files, the format of MNIST and Fashion-MNIST (http://yann.lecun.com/exdb/mnist), plain or gzipped. No torch."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gradsim.problems import fail
from gradsim.tables import inspect

IMAGES, LABELS = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"
SIDE, CLASSES = 28, 10
MOST = 100_000
_LARGEST = MOST * SIDE * SIDE + 1024


def read(directory: str, samples: int) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The first ``samples`` images (N, 784), 0…255, and their classes (N,) from the IDX files in a folder.

    Raises
    ------
    GradsimError
        The folder or a file is missing, is not what its name says, is truncated, or the two do not belong together.
    """
    if not directory:
        raise fail("idx_no_directory")
    folder = Path(directory).expanduser()
    images_path, labels_path = _find(folder, IMAGES), _find(folder, LABELS)
    images, labels = _read(images_path, 3), _read(labels_path, 1)
    if images.shape[1:] != (SIDE, SIDE):
        size = "×".join(str(length) for length in images.shape[1:])
        raise fail("idx_shape", path=str(images_path), value=size, allowed=f"{SIDE}×{SIDE}")
    if len(images) != len(labels):
        raise fail("idx_counts", path=str(folder), value=len(images), allowed=len(labels))
    if labels.max() >= CLASSES:
        raise fail("idx_label", path=str(labels_path), value=int(labels.max()), allowed=f"0 to {CLASSES - 1}")
    return images[:samples].reshape(-1, SIDE * SIDE), labels[:samples].astype(np.int64)


def _find(folder: Path, name: str) -> Path:
    for candidate in (folder / name, folder / f"{name}.gz"):
        try:
            if candidate.is_file():
                return candidate
        except (OSError, ValueError):
            break
    raise fail("idx_missing", path=str(folder), value=name)


def _read(path: Path, dimensions: int) -> NDArray[np.uint8]:
    """The array in one file: 0, 0, 8 (unsigned bytes), the number of dimensions; lengths in 4 bytes, big end first."""
    content = _content(path)
    head = 4 + 4 * dimensions
    if content[:4] != bytes([0, 0, 8, dimensions]) or len(content) < head:
        raise fail("idx_magic", path=str(path), value=content[:4].hex(" ") or "0 bytes", allowed=f"00 00 08 0{dimensions}")
    shape = tuple(int(length) for length in np.frombuffer(content[4:head], dtype=">u4"))
    needed = int(np.prod(shape, dtype=object))
    if shape[0] == 0 or needed != len(content) - head:
        raise fail("idx_length", path=str(path), value=len(content) - head, allowed=needed)
    return np.frombuffer(content, dtype=np.uint8, offset=head).reshape(shape)


def _content(path: Path) -> bytes:
    inspect(path, _LARGEST)
    try:
        if path.suffix != ".gz":
            return path.read_bytes()
        with gzip.open(path) as stream:
            content = stream.read(_LARGEST + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise fail("idx_gzip", path=str(path)) from None
    except OSError as error:
        raise fail("file_unreadable", path=str(path), reason=error.strerror or str(error)) from None
    if len(content) > _LARGEST:
        raise fail("data_too_large", path=str(path), size=len(content), limit=_LARGEST)
    return content
