"""The networks an experiment can train."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from gradsim.fields import Count, Spec, number, option
from gradsim.specs.layers import (
    ActivationSpec,
    BiasInit,
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


class Mlp(Spec):
    """A dense network: ``depth`` hidden layers and, unless ``head`` is none, a linear head."""

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
