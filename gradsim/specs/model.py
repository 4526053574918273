"""The networks an experiment can train."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, model_validator

from gradsim.fields import Count, Flag, Real, Spec, number, option
from gradsim.specs.layers import (
    ActivationSpec,
    BiasInit,
    BlockResidual,
    CellNormSpec,
    ConvNorm,
    ConvNormSpec,
    Elu,
    LeakyRelu,
    NoNorm,
    NoResidual,
    NormSpec,
    PlainActivation,
    ResidualSpec,
    ScaledInit,
    WeightInit,
    ZeroBias,
)

Family = Literal["dense", "convolutional", "recurrent"]


def _channels(default: int, help: str) -> Any:
    return number(default, "Width", help, ge=1, le=512, unit="channels", slider=(1, 64))


def _dropout(default: float) -> Any:
    return number(default, "Dropout", "Share of the units silenced at random in every step.", ge=0, lt=1, slider=(0, 0.9))


class Mlp(Spec):
    """A dense network: ``depth`` hidden layers and, unless ``head`` is none, a linear head."""

    family: ClassVar[Family] = "dense"
    kind: Literal["mlp"] = "mlp"
    depth: Count = number(10, "Depth", "Number of hidden layers.", ge=1, le=1000, unit="layers", slider=(1, 100),
                          log=True)
    width: Count = number(64, "Width", "Units in every hidden layer.", ge=1, le=4096, unit="units", slider=(1, 512),
                          log=True)
    widths: tuple[Annotated[Count, Field(ge=1, le=4096)], ...] | None = option(
        None, "Widths", "Units of each hidden layer, if they differ.", min_length=1, max_length=1000)
    activation: ActivationSpec | Annotated[tuple[ActivationSpec, ...],
                                                 Field(min_length=1, max_length=1000)] = option(
        PlainActivation(kind="sigmoid"), "Activation", "The function σ between the layers.")
    weight_init: WeightInit = option(ScaledInit(kind="xavier_normal"), "Initialization",
                                           "How the weights are drawn.")
    bias_init: BiasInit = option(ZeroBias(), "Bias", "How the biases are drawn.")
    norm: NormSpec = option(NoNorm(), "Normalization", "Normalization inside every layer.")
    residual: ResidualSpec = option(NoResidual(), "Residual links", "Skip links past the layers.")
    dropout: Real = _dropout(0.0)
    head: Literal["linear", "none"] = option(
        "linear", "Head", "linear: a last layer from the width to the classes; none: the last hidden layer is the output.")

    @model_validator(mode="before")
    @classmethod
    def _depth_follows_widths(cls, data: Any) -> Any:
        widths = data.get("widths") if isinstance(data, dict) else None
        if isinstance(widths, (list, tuple)) and "depth" not in data:
            return {**data, "depth": len(widths)}
        return data

    @property
    def layer_widths(self) -> tuple[int, ...]:
        """Units of each hidden layer, input side first, shape (depth,)."""
        return self.widths if self.widths is not None else (self.width,) * self.depth

    @property
    def activations(self) -> tuple[PlainActivation | LeakyRelu | Elu, ...]:
        """The activation of each hidden layer, shape (depth,)."""
        return self.activation if isinstance(self.activation, tuple) else (self.activation,) * self.depth


class _Network(Spec):
    """What all other networks have."""

    activation: ActivationSpec = option(PlainActivation(kind="tanh"), "Activation", "The function σ of the layers.")
    weight_init: WeightInit = option(ScaledInit(kind="xavier_normal"), "Initialization", "How the weights are drawn.")
    bias_init: BiasInit = option(ZeroBias(), "Bias", "How the biases are drawn.")


class _Convolutional(_Network):
    family: ClassVar[Family] = "convolutional"
    norm: ConvNormSpec = option(NoNorm(), "Normalization", "Normalization after every convolution.")


class LeNet5(_Convolutional):
    """LeNet-5 on 32×32 images: 6 and 16 maps of 5×5 convolutions, each with 2×2 pooling, then 120 and 84 units.

    LeCun et al. 1998. Here φ stands before the pooling, the pooling has no weights of its own, every map of the second
    convolution sees all six of the first, and the output is a linear layer (1998: trained coefficients, a table of
    connections, radial basis functions).
    """

    kind: Literal["lenet5"] = "lenet5"
    pooling: Literal["average", "max"] = option("average", "Pooling", "How 2×2 pixels become one.")


class AlexNet(_Convolutional):
    """AlexNet's five convolutions and three dense layers, scaled to 32×32 images.

    Krizhevsky et al. 2012. Kernels 5, 5, 3, 3, 3 without strides, overlapping 3×3 max pooling after the first, second and
    fifth; widths in the proportions 96 : 256 : 384 : 384 : 256 : 4096 : 4096, dropout after the two dense layers; no local
    response normalization.
    """

    kind: Literal["alexnet"] = "alexnet"
    activation: ActivationSpec = option(PlainActivation(kind="relu"), "Activation", "The function σ of the layers.")
    weight_init: WeightInit = option(ScaledInit(kind="he_normal"), "Initialization", "How the weights are drawn.")
    width: Count = _channels(16, "Channels of the first convolution; the others keep AlexNet's proportions.")
    dropout: Real = _dropout(0.5)


class _Deep(_Convolutional):
    depth: Count = number(20, "Depth", "Number of layers: 6n + 2 (20, 32, 56, 110), or 9n + 2 with bottleneck blocks.",
                          ge=8, le=1202, unit="layers", slider=(8, 110))
    width: Count = _channels(16, "Channels of the first stage.")
    image_size: Count = number(16, "Image size", "Images are scaled to this many pixels a side.", ge=8, le=64, unit="pixels",
                               slider=(8, 32))
    activation: ActivationSpec = option(PlainActivation(kind="relu"), "Activation", "The function σ of the layers.")
    weight_init: WeightInit = option(ScaledInit(kind="he_normal"), "Initialization", "How the weights are drawn.")
    norm: ConvNormSpec = option(ConvNorm(), "Normalization", "Normalization after every convolution.")


class PlainCnn(_Deep):
    """The residual network without its skip links: a 3×3 convolution, then three stages of 3×3 convolutions.

    Each stage halves the image and doubles the channels; global average pooling and a linear layer end it (He et al. 2016).
    """

    kind: Literal["plain_cnn"] = "plain_cnn"


class ResNet(_Deep):
    """Residual blocks of two 3×3 convolutions, or bottlenecks of three, in three stages (He et al. 2016).

    Where the ends of a block differ in shape, a 1×1 convolution (with a norm of its own in post-activation order) stands
    on the skip. Pre-activation order has one more norm and φ before the global average pooling (He et al. 2016b).
    """

    kind: Literal["resnet"] = "resnet"
    residual: BlockResidual = option(BlockResidual(), "Residual links", "Skip links past the blocks.")
    bottleneck: Flag = option(False, "Bottleneck",
                               "Blocks of 1×1, 3×3 and 1×1 convolutions, four times as wide at their ends.")


class _Recurrent(_Network):
    family: ClassVar[Family] = "recurrent"
    hidden: Count = number(64, "Hidden units", "Units of the state h.", ge=1, le=1024, unit="units", slider=(1, 256),
                           log=True)
    layers: Count = number(1, "Layers", "Recurrent layers on top of each other.", ge=1, le=4, unit="layers", slider=(1, 4))
    recurrent_init: WeightInit = option(ScaledInit(kind="orthogonal"), "Recurrent weights",
                                        "How the weights from one time step to the next are drawn.")
    norm: CellNormSpec = option(NoNorm(), "Normalization", "Layer normalization inside the cell.")


class Rnn(_Recurrent):
    """h_t = φ(W_x x_t + W_h h_{t−1} + b) (Elman 1990)."""

    kind: Literal["rnn"] = "rnn"


class Lstm(_Recurrent):
    """Long short-term memory with a forget gate (Hochreiter & Schmidhuber 1997; Gers et al. 2000)."""

    kind: Literal["lstm"] = "lstm"
    forget_bias: Real = number(1.0, "Forget bias", "Added to the start value of the forget gate's bias; explicit biases "
                               "stay as they are.", ge=-100, le=100, slider=(-2, 6))


class Gru(_Recurrent):
    """Gated recurrent unit (Cho et al. 2014), in the form of cuDNN and PyTorch."""

    kind: Literal["gru"] = "gru"


def _dense_unless_named(data: Any) -> Any:
    return {"kind": "mlp", **data} if isinstance(data, dict) else data


Model = Annotated[Mlp | LeNet5 | AlexNet | PlainCnn | ResNet | Rnn | Lstm | Gru, Field(discriminator="kind"),
                  BeforeValidator(_dense_unless_named)]
