"""Small experiments for the tests: a base document and the changes a test makes to it."""

from __future__ import annotations

from typing import Any

from gradsim import Experiment

ACTIVATIONS = ("identity", "sigmoid", "tanh", "hardtanh", "softsign", "relu", "leaky_relu", "elu", "selu", "gelu",
               "silu", "mish", "softplus", "exponential", "softmax")
NORMS = ("batch_norm", "layer_norm", "rms_norm")
RESIDUALS = ("post_activation", "pre_activation", "plain")
SCALED_INITS = ("xavier_normal", "xavier_uniform", "he_normal", "he_uniform", "lecun_normal", "lecun_uniform",
                "orthogonal", "identity", "lsuv")

SMALL_DATA = {"kind": "gaussian", "features": 4, "samples": 12, "classes": 3, "batch_size": 5}


def document(model: dict[str, Any] | None = None, **top: Any) -> dict[str, Any]:
    """A small float64 experiment on the CPU, with the fields of ``model`` and of the top level replaced."""
    depth = {} if model and "widths" in model else {"depth": 3}
    shape = depth | {"width": 4, "activation": {"kind": "tanh"}, "bias_init": {"kind": "normal", "std": 0.2}}
    return {"seed": 3, "dtype": "float64", "device": "cpu", "data": SMALL_DATA,
            "optimizer": {"kind": "sgd", "lr": 0.05}} | top | {"model": shape | (model or {})}


def small(model: dict[str, Any] | None = None, **top: Any) -> Experiment:
    """:func:`document` as an Experiment."""
    return Experiment.from_dict(document(model, **top))


def chain(activation: str, weights: list[float], biases: list[float], x: float, dtype: str = "float64",
          model: dict[str, Any] | None = None) -> Experiment:
    """A width-1 chain with explicit weights whose loss is its own output a_L, at one input x."""
    own = {"depth": len(weights), "width": 1, "head": "none", "activation": {"kind": activation},
           "weight_init": {"kind": "values", "values": weights}, "bias_init": {"kind": "values", "values": biases}}
    return small(own | (model or {}), dtype=dtype, loss="mean_output", optimizer={"kind": "sgd", "lr": 0},
                 data={"kind": "constant", "value": x, "features": 1, "samples": 1, "batch_size": 1})
