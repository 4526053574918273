"""The parts an experiment is composed of: data, activation, initializers, norm, residual, optimizer, clipping.

Each kind is one frozen model with its own options; ``kind`` is the discriminator in the file.
Formulas stand where they are computed (``activations.py``, ``initializers.py``, ...).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from gradsim.fields import Count, Flag, Real, Spec, number, option

# ---- data -------------------------------------------------------------------------------------


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

# ---- activations --------------------------------------------------------------------------------


class PlainActivation(Spec):
    """An activation without options."""

    kind: Literal["identity", "sigmoid", "tanh", "hardtanh", "softsign", "relu", "selu", "gelu", "silu", "mish",
                  "softplus", "exponential", "softmax"] = "sigmoid"


class LeakyRelu(Spec):
    """max(z, 0) + negative_slope·min(z, 0)"""

    kind: Literal["leaky_relu"] = "leaky_relu"
    negative_slope: Real = number(0.01, "Negative slope", "Slope for z < 0.", ge=0, le=1, slider=(0, 1))


class Elu(Spec):
    """z for z > 0, alpha·(exp(z) − 1) otherwise"""

    kind: Literal["elu"] = "elu"
    alpha: Real = number(1.0, "Alpha", "Minus the value for z → −∞.", ge=0, le=100, slider=(0, 4))


ActivationSpec = Annotated[PlainActivation | LeakyRelu | Elu, Field(discriminator="kind")]

# ---- initializers -------------------------------------------------------------------------------


def _mean() -> Any:
    return number(0.0, "Mean", "Mean of the distribution.", ge=-1e6, le=1e6, slider=(-2, 2))


def _std(default: float) -> Any:
    return number(default, "Standard deviation", "Standard deviation of the distribution.", ge=0, le=1e6,
                  slider=(0, 2))


def _low(default: float) -> Any:
    return number(default, "Low", "Lower end of the interval.", ge=-1e6, le=1e6, slider=(-2, 2))


def _high(default: float) -> Any:
    return number(default, "High", "Upper end of the interval.", ge=-1e6, le=1e6, slider=(-2, 2))


class ScaledInit(Spec):
    """Initializers whose variance follows the fans; ``gain`` multiplies the standard deviation."""

    kind: Literal["xavier_normal", "xavier_uniform", "he_normal", "he_uniform", "lecun_normal", "lecun_uniform",
                  "orthogonal", "identity", "lsuv"] = "xavier_normal"
    gain: Real = number(1.0, "Gain", "Factor on the standard deviation of the weights.", ge=0, le=1e6, slider=(0, 4))


class ConstantInit(Spec):
    """Every weight the same."""

    kind: Literal["constant"] = "constant"
    value: Real = number(0.1, "Value", "The value of every entry.", ge=-1e6, le=1e6, slider=(-2, 2))


class NormalInit(Spec):
    """N(mean, std²), whatever the fans; ``truncated_normal`` cuts at two standard deviations."""

    kind: Literal["normal", "truncated_normal"] = "normal"
    mean: Real = _mean()
    std: Real = _std(0.1)


class UniformInit(Spec):
    """U(low, high), whatever the fans."""

    kind: Literal["uniform"] = "uniform"
    low: Real = _low(-0.1)
    high: Real = _high(0.1)


Matrix = tuple[tuple[Real, ...], ...]
Vector = tuple[Real, ...]


class ValuesInit(Spec):
    """Explicit weights: one number or matrix (n_out × n_in) per layer, the head's included."""

    kind: Literal["values"] = "values"
    values: tuple[Real | Matrix, ...] = option((), "Values", "One number or matrix per layer, the head's included.")


WeightInit = Annotated[ScaledInit | ConstantInit | NormalInit | UniformInit | ValuesInit, Field(discriminator="kind")]


class ZeroBias(Spec):
    """No bias at the start."""

    kind: Literal["zeros"] = "zeros"


class ConstantBias(Spec):
    """Every bias the same."""

    kind: Literal["constant"] = "constant"
    value: Real = number(0.0, "Value", "The value of every entry.", ge=-1e6, le=1e6, slider=(-2, 2))


class NormalBias(Spec):
    """N(0, std²)"""

    kind: Literal["normal"] = "normal"
    std: Real = _std(0.1)


class UniformBias(Spec):
    """U(low, high)"""

    kind: Literal["uniform"] = "uniform"
    low: Real = _low(-0.1)
    high: Real = _high(0.1)


class ValuesBias(Spec):
    """Explicit biases: one number or vector (n_out) per layer, the head's included."""

    kind: Literal["values"] = "values"
    values: tuple[Real | Vector, ...] = option((), "Values", "One number or vector per layer, the head's included.")


BiasInit = Annotated[ZeroBias | ConstantBias | NormalBias | UniformBias | ValuesBias, Field(discriminator="kind")]

# ---- norm, residual -----------------------------------------------------------------------------


class NoNorm(Spec):
    """No normalization."""

    kind: Literal["none"] = "none"


class Norm(Spec):
    """Normalization over the batch (batch_norm) or over the units of each sample (layer_norm, rms_norm)."""

    kind: Literal["batch_norm", "layer_norm", "rms_norm"] = "batch_norm"
    position: Literal["before_activation", "after_activation", "after_residual"] = option(
        "before_activation", "Position", "Where the norm stands; after_residual is the transformer's post-norm.")
    eps: Real = number(1e-5, "Epsilon", "Added to the variance before the square root.", ge=0, le=1)
    affine: Flag = option(True, "Affine", "Learn a scale γ and a shift β per unit.")


NormSpec = Annotated[NoNorm | Norm, Field(discriminator="kind")]


class NoResidual(Spec):
    """No skip links."""

    kind: Literal["none"] = "none"


class Residual(Spec):
    """Skip links over blocks of ``every`` layers; the branch F is multiplied by ``scale``."""

    kind: Literal["post_activation", "pre_activation", "plain"] = "plain"
    every: Count = number(1, "Every", "Layers per block.", ge=1, le=1000, unit="layers", slider=(1, 8))
    scale: Real | Literal["1/sqrt(depth)", "learned"] = option(
        1.0, "Scale", "Factor on the branch: a number, 1/sqrt(depth), or learned (starts at 0).")


ResidualSpec = Annotated[NoResidual | Residual, Field(discriminator="kind")]

# ---- optimizer, clipping ------------------------------------------------------------------------


def _lr(default: float) -> Any:
    return number(default, "Learning rate", "Step size of the update.", ge=0, le=1e6, live=True, slider=(1e-5, 10),
                  log=True)


def _weight_decay() -> Any:
    return number(0.0, "Weight decay", "λ of the penalty λ‖W‖²/2, added to the gradient.", ge=0, le=1e3, live=True,
                  slider=(0, 0.1))


class Sgd(Spec):
    """Stochastic gradient descent."""

    kind: Literal["sgd"] = "sgd"
    lr: Real = _lr(0.1)
    momentum: Real = number(0.0, "Momentum", "Share of the last update that is kept.", ge=0, lt=1, live=True,
                            slider=(0, 0.99))
    nesterov: Flag = option(False, "Nesterov", "Look ahead along the momentum.", live=True)
    weight_decay: Real = _weight_decay()


class Adam(Spec):
    """Adam: updates divided by the root of the running mean of squared gradients."""

    kind: Literal["adam"] = "adam"
    lr: Real = _lr(1e-3)
    beta1: Real = number(0.9, "Beta 1", "Memory of the mean gradient.", ge=0, lt=1, live=True, slider=(0, 0.999))
    beta2: Real = number(0.999, "Beta 2", "Memory of the mean squared gradient.", ge=0, lt=1, live=True,
                         slider=(0, 0.9999))
    eps: Real = number(1e-8, "Epsilon", "Added to the root of the mean squared gradient.", ge=0, le=1, live=True)
    weight_decay: Real = _weight_decay()


OptimizerSpec = Annotated[Sgd | Adam, Field(discriminator="kind")]


class NoClip(Spec):
    """The gradient is used as it is."""

    kind: Literal["none"] = "none"


class ClipNorm(Spec):
    """Scale the whole gradient by min(1, max_norm / (‖g‖ + 1e-6))."""

    kind: Literal["norm"] = "norm"
    max_norm: Real = number(1.0, "Largest norm", "The gradient is scaled down to this norm.", ge=0, le=1e9, live=True,
                            slider=(1e-3, 1e3), log=True)
    norm_type: Literal[2, "inf"] = option(2, "Norm", "2: Euclidean length; inf: largest entry.", live=True)


class ClipValue(Spec):
    """Clamp every entry of the gradient to [−clip_value, clip_value]."""

    kind: Literal["value"] = "value"
    clip_value: Real = number(1.0, "Largest entry", "Entries are clamped to ± this value.", ge=0, le=1e9, live=True,
                              slider=(1e-3, 1e3), log=True)


ClipSpec = Annotated[NoClip | ClipNorm | ClipValue, Field(discriminator="kind")]
