"""The data sets an experiment can train on; what they are stands in ``gradsim/data.py``."""

from __future__ import annotations

import math
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field

from gradsim import tables
from gradsim.fields import Count, Flag, Real, Spec, number, option


class _Data(Spec):
    batch_size: Count = number(64, "Batch size", "Samples per step; never more than the data set has.",
                               ge=1, le=65_536, unit="samples", slider=(1, 1024), log=True)

    @property
    def shape(self) -> tuple[int, int]:
        """(features, outputs): a sample's numbers, flattened, and the classes, or the numbers to predict."""
        raise NotImplementedError

    @property
    def image(self) -> tuple[int, int, int] | None:
        """(channels, height, width) if a sample is an image, flattened row by row."""
        return None

    @property
    def sequence(self) -> tuple[int, int] | None:
        """(time steps T, features per step) if a sample is a sequence, flattened step by step."""
        return None

    @property
    def task(self) -> Literal["classes", "values"]:
        """Whether the targets are classes or numbers."""
        return "classes"

    @property
    def target_range(self) -> tuple[float, float] | None:
        """(least, largest) of the numbers to predict; None for classes."""
        return None

    @property
    def answers(self) -> int:
        """R: targets per sample; above 1 there is a class at each of the last R time steps."""
        return 1

    @property
    def dense_outputs(self) -> int:
        """Units of the last layer of a network that answers all at once, R·outputs."""
        return self.shape[1] * self.answers


def _noise(default: float) -> Any:
    return number(default, "Noise", "Standard deviation of the Gaussian noise added to each coordinate.",
                  ge=0, le=10, slider=(0, 0.5))


def _samples(default: int) -> Any:
    return number(default, "Samples", "Number of samples in the data set.", ge=1, le=1_000_000, unit="samples",
                  slider=(16, 10_000), log=True)


def _classes(default: int, most: int = 1000) -> Any:
    return number(default, "Classes", "Number of classes.", ge=2, le=most, unit="classes", slider=(2, min(most, 20)))


class Digits(_Data):
    """1,797 real 8×8 images of handwritten digits (scikit-learn's copy of the UCI set), standardised."""

    kind: Literal["digits"] = "digits"

    @property
    def shape(self) -> tuple[int, int]:
        return 64, 10

    @property
    def image(self) -> tuple[int, int, int]:
        return 1, 8, 8


class _Planar(_Data):
    samples: Count = _samples(1000)

    @property
    def shape(self) -> tuple[int, int]:
        return 2, 2


class Moons(_Planar):
    """Two interleaving half circles in the plane."""

    kind: Literal["moons"] = "moons"
    noise: Real = _noise(0.1)


class Circles(_Planar):
    """A circle inside another one."""

    kind: Literal["circles"] = "circles"
    noise: Real = _noise(0.05)


class Spirals(_Planar):
    """Interleaved spiral arms, one per class."""

    kind: Literal["spirals"] = "spirals"
    noise: Real = _noise(0.05)
    classes: Count = _classes(2, 20)

    @property
    def shape(self) -> tuple[int, int]:
        return 2, self.classes


class Xor(_Planar):
    """Exclusive or: the corners (±1, ±1) of a square; two opposite ones are a class."""

    kind: Literal["xor"] = "xor"
    noise: Real = _noise(0.1)


def _features(default: int, most: int = 1024) -> Any:
    return number(default, "Features", "Number of inputs per sample.", ge=1, le=65_536, unit="features", slider=(1, most),
                  log=True)


class Blobs(_Data):
    """Round clouds of points, one per class, around centres drawn from the square (cube, …) from −2 to 2."""

    kind: Literal["blobs"] = "blobs"
    features: Count = _features(2, 64)
    samples: Count = _samples(1000)
    classes: Count = _classes(3)
    std: Real = number(0.4, "Standard deviation", "Standard deviation of each cloud.", ge=0, le=1e6, slider=(0, 2))

    @property
    def shape(self) -> tuple[int, int]:
        return self.features, self.classes


class Iris(_Data):
    """Fisher's 150 irises of three species: four lengths in cm (scikit-learn's copy), standardised."""

    kind: Literal["iris"] = "iris"

    @property
    def shape(self) -> tuple[int, int]:
        return 4, 3


class Wine(_Data):
    """178 Italian wines of three growers: 13 chemical measurements (scikit-learn's copy of the UCI set), standardised."""

    kind: Literal["wine"] = "wine"

    @property
    def shape(self) -> tuple[int, int]:
        return 13, 3


class BreastCancer(_Data):
    """569 tumours, malignant or benign: 30 measurements of cells (scikit-learn's copy of the UCI set), standardised."""

    kind: Literal["breast_cancer"] = "breast_cancer"

    @property
    def shape(self) -> tuple[int, int]:
        return 30, 2


class GaussianData(_Data):
    """Independent normal inputs with random labels: what mean-field theory assumes."""

    kind: Literal["gaussian"] = "gaussian"
    features: Count = _features(64)
    samples: Count = _samples(1024)
    classes: Count = _classes(10)
    steps: Count = number(1, "Time steps", "Each sample is a sequence of this many time steps; a network that is not "
                          "recurrent sees them side by side.", ge=1, le=1000, unit="steps", slider=(1, 100))
    std: Real = number(1.0, "Standard deviation", "Standard deviation of each input.", ge=0, le=1e6, slider=(0, 4))
    rescale: Flag = option(False, "Rescale", "Rescale every sample to the norm std·√features exactly.")

    @property
    def shape(self) -> tuple[int, int]:
        return self.steps * self.features, self.classes

    @property
    def sequence(self) -> tuple[int, int]:
        return self.steps, self.features


class ConstantData(_Data):
    """The same input in every sample: for chains whose factors can be checked by hand."""

    kind: Literal["constant"] = "constant"
    value: Real = number(1.0, "Value", "The value of every input.", ge=-1e6, le=1e6, slider=(-4, 4))
    features: Count = number(1, "Features", "Number of inputs per sample.", ge=1, le=65_536, unit="features",
                             slider=(1, 64))
    samples: Count = _samples(1)
    classes: Count = _classes(2)

    @property
    def shape(self) -> tuple[int, int]:
        return self.features, self.classes


class Adding(_Data):
    """Add the two marked numbers of a long sequence (Hochreiter & Schmidhuber 1997): a number to predict."""

    kind: Literal["adding"] = "adding"
    length: Count = number(100, "Length", "Time steps of a sample.", ge=2, le=1000, unit="steps", slider=(2, 1000),
                           log=True)
    samples: Count = _samples(5000)

    @property
    def shape(self) -> tuple[int, int]:
        return 2 * self.length, 1

    @property
    def sequence(self) -> tuple[int, int]:
        return self.length, 2

    @property
    def task(self) -> Literal["classes", "values"]:
        return "values"

    @property
    def target_range(self) -> tuple[float, float]:
        return 0.0, 2.0


class CopyMemory(_Data):
    """Ten symbols to be repeated after a long delay (Arjovsky et al. 2016), one-hot with a blank and a cue."""

    kind: Literal["copy_memory"] = "copy_memory"
    delay: Count = number(50, "Delay", "Time steps between the last symbol and the first answer.", ge=1, le=1000,
                          unit="steps", slider=(1, 1000), log=True)
    samples: Count = _samples(1000)

    @property
    def shape(self) -> tuple[int, int]:
        steps, features = self.sequence
        return steps * features, 8

    @property
    def sequence(self) -> tuple[int, int]:
        return self.delay + 20, 10

    @property
    def answers(self) -> int:
        return 10


class SequentialDigits(_Data):
    """The handwritten digits as sequences: a few pixels at each time step, row by row."""

    kind: Literal["sequential_digits"] = "sequential_digits"
    length: Literal[8, 16, 32, 64, 256, 784] = option(
        64, "Length", "Time steps per image: 8 to 64 share out its 64 pixels; 256 and 784 are the pixels of the image "
                      "enlarged to 16×16 and 28×28.")

    @property
    def shape(self) -> tuple[int, int]:
        return max(self.length, 64), 10

    @property
    def image(self) -> tuple[int, int, int]:
        side = math.isqrt(self.shape[0])
        return 1, side, side

    @property
    def sequence(self) -> tuple[int, int]:
        return self.length, self.shape[0] // self.length


class Mnist(_Data):
    """MNIST or Fashion-MNIST from the IDX files of their training images (28×28 pixels, plain or .gz), standardised."""

    kind: Literal["mnist"] = "mnist"
    directory: str = option("", "Folder", "Holds train-images-idx3-ubyte and train-labels-idx1-ubyte, or the same with .gz.",
                            path="directory", max_length=4096)
    samples: Count = number(10_000, "Samples", "The first this many images of the files are used.", ge=1, le=100_000,
                            unit="samples", slider=(100, 60_000), log=True)

    @property
    def shape(self) -> tuple[int, int]:
        return 784, 10

    @property
    def image(self) -> tuple[int, int, int]:
        return 1, 28, 28


class Csv(_Data):
    """A table of numbers from a CSV file (UTF-8; comma, semicolon or tab), standardised; one column is the target.

    Its facts (columns, classes) are read once, when they are first asked for, and stay with the value.
    """

    kind: Literal["csv"] = "csv"
    path: str = option("", "File", "A relative path starts at the folder where the program was started.", path="file",
                       max_length=4096)
    target: str = option("", "Target", "Name of the column to predict, or its number from 1 if there is no header; "
                                       "empty: the last column.", max_length=1000)
    target_kind: tables.TargetKind = option(
        "auto", "Target kind", "Classes, or values (numbers to predict); auto: text and up to 1000 different whole numbers "
                               "are classes.")
    scale_target: Flag = option(True, "Standardise target", "Give numbers to predict mean 0 and standard deviation 1.")

    @cached_property
    def facts(self) -> tables.Facts:
        """What the file holds; raises GradsimError if it cannot be used."""
        return self.read().facts

    def read(self) -> tables.Table:
        """The table as it is in the file now; raises GradsimError."""
        return tables.read(self.path, self.target, self.target_kind, self.scale_target)

    @property
    def samples(self) -> int:
        """Rows of the table."""
        return self.facts.samples

    @property
    def shape(self) -> tuple[int, int]:
        return self.facts.features, self.facts.outputs

    @property
    def task(self) -> Literal["classes", "values"]:
        return "classes" if self.facts.target_range is None else "values"

    @property
    def target_range(self) -> tuple[float, float] | None:
        return self.facts.target_range


Data = Annotated[Digits | Moons | Circles | Spirals | Xor | Blobs | Iris | Wine | BreastCancer | GaussianData | ConstantData
                 | Mnist | Csv | Adding | CopyMemory | SequentialDigits, Field(discriminator="kind")]
