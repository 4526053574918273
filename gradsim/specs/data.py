"""The data sets an experiment can train on; what they are stands in ``gradsim/data.py``."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from gradsim.fields import Count, Flag, Real, Spec, number, option


class _Data(Spec):
    batch_size: Count = number(64, "Batch size", "Samples per step; never more than the data set has.",
                               ge=1, le=65_536, unit="samples", slider=(1, 1024), log=True)


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
        """(features, classes)"""
        return 64, 10


class _Planar(_Data):
    samples: Count = _samples(1000)

    @property
    def shape(self) -> tuple[int, int]:
        """(features, classes)"""
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
        """(features, classes)"""
        return 2, self.classes


class GaussianData(_Data):
    """Independent normal inputs with random labels: what mean-field theory assumes."""

    kind: Literal["gaussian"] = "gaussian"
    features: Count = number(64, "Features", "Number of inputs per sample.", ge=1, le=65_536, unit="features",
                             slider=(1, 1024), log=True)
    samples: Count = _samples(1024)
    classes: Count = _classes(10)
    std: Real = number(1.0, "Standard deviation", "Standard deviation of each input.", ge=0, le=1e6, slider=(0, 4))
    rescale: Flag = option(False, "Rescale", "Rescale every sample to the norm std·√features exactly.")

    @property
    def shape(self) -> tuple[int, int]:
        """(features, classes)"""
        return self.features, self.classes


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
        """(features, classes)"""
        return self.features, self.classes


Data = Annotated[Digits | Moons | Circles | Spirals | GaussianData | ConstantData, Field(discriminator="kind")]
