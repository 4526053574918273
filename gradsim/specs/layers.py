"""What a layer is made of: activation, initializers, norm, residual links.

Formulas stand where they are computed (``activations.py``, ``initializers.py``, ...).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from gradsim.fields import Count, Flag, Real, Spec, number, option

# ---- activations ------------------------------------------------------------------------------------

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


# ---- initializers -----------------------------------------------------------------------------------

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


# ---- norm, residual ---------------------------------------------------------------------------------

def _eps() -> Any:
    return number(1e-5, "Epsilon", "Added to the variance before the square root.", ge=0, le=1)


class NoNorm(Spec):
    """No normalization."""

    kind: Literal["none"] = "none"


class Norm(Spec):
    """Normalization over the batch (batch_norm) or over the units of each sample (layer_norm, rms_norm)."""

    kind: Literal["batch_norm", "layer_norm", "rms_norm"] = "batch_norm"
    position: Literal["before_activation", "after_activation", "after_residual"] = option(
        "before_activation", "Position", "Where the norm stands; after_residual is the transformer's post-norm.")
    eps: Real = _eps()
    affine: Flag = option(True, "Affine", "Learn a scale γ and a shift β per unit.")


NormSpec = Annotated[NoNorm | Norm, Field(discriminator="kind")]


class ConvNorm(Spec):
    """Normalization of each channel over the batch and the image (batch_norm), or of each sample (layer_norm, rms_norm)."""

    kind: Literal["batch_norm", "layer_norm", "rms_norm"] = "batch_norm"
    eps: Real = _eps()
    affine: Flag = option(True, "Affine", "Learn a scale γ and a shift β per channel.")


ConvNormSpec = Annotated[NoNorm | ConvNorm, Field(discriminator="kind")]


class CellNorm(Spec):
    """Layer normalization of each gate's pre-activation at every time step, before its bias (Ba et al. 2016)."""

    kind: Literal["layer_norm"] = "layer_norm"
    eps: Real = _eps()
    affine: Flag = option(True, "Affine", "Learn a scale γ per unit; the shift is the bias.")


CellNormSpec = Annotated[NoNorm | CellNorm, Field(discriminator="kind")]


def _branch_scale() -> Any:
    return option(1.0, "Scale", "Factor on the branch: a number, 1/sqrt(depth), or learned (starts at 0).")


class NoResidual(Spec):
    """No skip links."""

    kind: Literal["none"] = "none"


class Residual(Spec):
    """Skip links over blocks of ``every`` layers; the branch F is multiplied by ``scale``."""

    kind: Literal["post_activation", "pre_activation", "plain"] = "plain"
    every: Count = number(1, "Every", "Layers per block.", ge=1, le=1000, unit="layers", slider=(1, 8))
    scale: Real | Literal["1/sqrt(depth)", "learned"] = _branch_scale()


ResidualSpec = Annotated[NoResidual | Residual, Field(discriminator="kind")]


class BlockResidual(Spec):
    """Skip links past the blocks of a convolutional network; the branch F is multiplied by ``scale``."""

    kind: Literal["post_activation", "pre_activation"] = "post_activation"
    scale: Real | Literal["1/sqrt(depth)", "learned"] = _branch_scale()
