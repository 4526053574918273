"""The engine's words in the user's language: kinds, field titles and helps, units, and the sentences of problems.

The engine emits codes, names and English field texts; ``engine_texts.py`` (generated) lists these for the catalogues.
"""

from __future__ import annotations

import re
from typing import Any

from pydantic.fields import FieldInfo
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from gradsim.fields import Spec
from gradsim.problems import SENTENCES, Problem
from gradsim.validation import allowed_range

KINDS: dict[str, str] = {
    # data
    "digits": QT_TRANSLATE_NOOP("Kind", "Digits (1,797)"),
    "moons": QT_TRANSLATE_NOOP("Kind", "Two moons"),
    "circles": QT_TRANSLATE_NOOP("Kind", "Circles"),
    "spirals": QT_TRANSLATE_NOOP("Kind", "Spirals"),
    "gaussian": QT_TRANSLATE_NOOP("Kind", "Gaussian noise"),
    "data:constant": QT_TRANSLATE_NOOP("Kind", "Constant input"),
    "xor": QT_TRANSLATE_NOOP("Kind", "XOR"),
    "blobs": QT_TRANSLATE_NOOP("Kind", "Blobs"),
    "iris": QT_TRANSLATE_NOOP("Kind", "Iris (150)"),
    "wine": QT_TRANSLATE_NOOP("Kind", "Wine (178)"),
    "breast_cancer": QT_TRANSLATE_NOOP("Kind", "Breast cancer (569)"),
    "mnist": QT_TRANSLATE_NOOP("Kind", "MNIST files…"),
    "csv": QT_TRANSLATE_NOOP("Kind", "CSV file…"),
    "target_kind:auto": QT_TRANSLATE_NOOP("Kind", "Automatic"),
    "target_kind:classes": QT_TRANSLATE_NOOP("Kind", "Classes"),
    "target_kind:values": QT_TRANSLATE_NOOP("Kind", "Numbers"),
    "adding": QT_TRANSLATE_NOOP("Kind", "Adding problem"),
    "copy_memory": QT_TRANSLATE_NOOP("Kind", "Copy memory"),
    "sequential_digits": QT_TRANSLATE_NOOP("Kind", "Digits in sequence"),
    # activations
    "activation:identity": QT_TRANSLATE_NOOP("Kind", "Identity (linear)"),
    "sigmoid": QT_TRANSLATE_NOOP("Kind", "Sigmoid"),
    "tanh": QT_TRANSLATE_NOOP("Kind", "Tanh"),
    "hardtanh": QT_TRANSLATE_NOOP("Kind", "Hard tanh"),
    "softsign": QT_TRANSLATE_NOOP("Kind", "Softsign"),
    "relu": QT_TRANSLATE_NOOP("Kind", "ReLU"),
    "leaky_relu": QT_TRANSLATE_NOOP("Kind", "Leaky ReLU"),
    "elu": QT_TRANSLATE_NOOP("Kind", "ELU"),
    "selu": QT_TRANSLATE_NOOP("Kind", "SELU"),
    "gelu": QT_TRANSLATE_NOOP("Kind", "GELU"),
    "silu": QT_TRANSLATE_NOOP("Kind", "SiLU (Swish)"),
    "mish": QT_TRANSLATE_NOOP("Kind", "Mish"),
    "softplus": QT_TRANSLATE_NOOP("Kind", "Softplus"),
    "exponential": QT_TRANSLATE_NOOP("Kind", "Exponential"),
    "softmax": QT_TRANSLATE_NOOP("Kind", "Softmax"),
    # initializers
    "xavier_normal": QT_TRANSLATE_NOOP("Kind", "Xavier (normal)"),
    "xavier_uniform": QT_TRANSLATE_NOOP("Kind", "Xavier (uniform)"),
    "he_normal": QT_TRANSLATE_NOOP("Kind", "He (normal)"),
    "he_uniform": QT_TRANSLATE_NOOP("Kind", "He (uniform)"),
    "lecun_normal": QT_TRANSLATE_NOOP("Kind", "LeCun (normal)"),
    "lecun_uniform": QT_TRANSLATE_NOOP("Kind", "LeCun (uniform)"),
    "orthogonal": QT_TRANSLATE_NOOP("Kind", "Orthogonal"),
    "identity": QT_TRANSLATE_NOOP("Kind", "Identity"),
    "lsuv": QT_TRANSLATE_NOOP("Kind", "LSUV (unit variance)"),
    "constant": QT_TRANSLATE_NOOP("Kind", "Constant"),
    "normal": QT_TRANSLATE_NOOP("Kind", "Normal"),
    "truncated_normal": QT_TRANSLATE_NOOP("Kind", "Truncated normal"),
    "uniform": QT_TRANSLATE_NOOP("Kind", "Uniform"),
    "values": QT_TRANSLATE_NOOP("Kind", "Given values"),
    "zeros": QT_TRANSLATE_NOOP("Kind", "Zeros"),
    # norm, residual, clipping, optimizer
    "none": QT_TRANSLATE_NOOP("Kind", "None"),
    "batch_norm": QT_TRANSLATE_NOOP("Kind", "Batch norm"),
    "layer_norm": QT_TRANSLATE_NOOP("Kind", "Layer norm"),
    "rms_norm": QT_TRANSLATE_NOOP("Kind", "RMS norm"),
    "before_activation": QT_TRANSLATE_NOOP("Kind", "Before the activation"),
    "after_activation": QT_TRANSLATE_NOOP("Kind", "After the activation"),
    "after_residual": QT_TRANSLATE_NOOP("Kind", "After the residual sum"),
    "post_activation": QT_TRANSLATE_NOOP("Kind", "σ(x + F(x))"),
    "pre_activation": QT_TRANSLATE_NOOP("Kind", "x + F(σ(x)), pre-activation"),
    "plain": QT_TRANSLATE_NOOP("Kind", "x + F(x)"),
    "1/sqrt(depth)": QT_TRANSLATE_NOOP("Kind", "1/√depth"),
    "learned": QT_TRANSLATE_NOOP("Kind", "Learned, from 0"),
    "norm": QT_TRANSLATE_NOOP("Kind", "By norm"),
    "value": QT_TRANSLATE_NOOP("Kind", "By value"),
    "2": QT_TRANSLATE_NOOP("Kind", "Euclidean (2)"),
    "inf": QT_TRANSLATE_NOOP("Kind", "Largest entry (∞)"),
    "sgd": QT_TRANSLATE_NOOP("Kind", "SGD"),
    "adam": QT_TRANSLATE_NOOP("Kind", "Adam"),
    "adamw": QT_TRANSLATE_NOOP("Kind", "AdamW"),
    "rmsprop": QT_TRANSLATE_NOOP("Kind", "RMSprop"),
    "adagrad": QT_TRANSLATE_NOOP("Kind", "AdaGrad"),
    "step": QT_TRANSLATE_NOOP("Kind", "Step decay"),
    "cosine": QT_TRANSLATE_NOOP("Kind", "Cosine"),
    "warmup": QT_TRANSLATE_NOOP("Kind", "Warmup"),
    # loss, head, precision, device
    "cross_entropy": QT_TRANSLATE_NOOP("Kind", "Cross-entropy"),
    "mse": QT_TRANSLATE_NOOP("Kind", "Mean squared error"),
    "bce": QT_TRANSLATE_NOOP("Kind", "Binary cross-entropy"),
    "mean_output": QT_TRANSLATE_NOOP("Kind", "Mean output"),
    "random_readout": QT_TRANSLATE_NOOP("Kind", "Random readout"),
    "linear": QT_TRANSLATE_NOOP("Kind", "Linear"),
    "float32": QT_TRANSLATE_NOOP("Kind", "float32"),
    "float64": QT_TRANSLATE_NOOP("Kind", "float64"),
    "bfloat16": QT_TRANSLATE_NOOP("Kind", "bfloat16"),
    "float16": QT_TRANSLATE_NOOP("Kind", "float16"),
    "fixed": QT_TRANSLATE_NOOP("Kind", "Fixed"),
    "dynamic": QT_TRANSLATE_NOOP("Kind", "Dynamic"),
    "auto": QT_TRANSLATE_NOOP("Kind", "Automatic"),
    "cpu": QT_TRANSLATE_NOOP("Kind", "CPU"),
    "cuda": QT_TRANSLATE_NOOP("Kind", "CUDA GPU"),
    "mps": QT_TRANSLATE_NOOP("Kind", "Apple GPU (MPS)"),
    # networks
    "mlp": QT_TRANSLATE_NOOP("Kind", "Dense network"),
    "lenet5": QT_TRANSLATE_NOOP("Kind", "LeNet-5"),
    "alexnet": QT_TRANSLATE_NOOP("Kind", "AlexNet"),
    "plain_cnn": QT_TRANSLATE_NOOP("Kind", "Plain CNN"),
    "resnet": QT_TRANSLATE_NOOP("Kind", "ResNet"),
    "rnn": QT_TRANSLATE_NOOP("Kind", "RNN"),
    "lstm": QT_TRANSLATE_NOOP("Kind", "LSTM"),
    "gru": QT_TRANSLATE_NOOP("Kind", "GRU"),
    "site:conv": QT_TRANSLATE_NOOP("Kind", "Convolution"),
    "pooling:average": QT_TRANSLATE_NOOP("Kind", "Average"),
    "pooling:max": QT_TRANSLATE_NOOP("Kind", "Maximum"),
}

WORDS: dict[str, str] = {
    "any number": QT_TRANSLATE_NOOP("Allowed", "any number"),
    "true or false": QT_TRANSLATE_NOOP("Allowed", "true or false"),
    "a text": QT_TRANSLATE_NOOP("Allowed", "a text"),
    "a list": QT_TRANSLATE_NOOP("Allowed", "a list"),
    'an object with its "kind"': QT_TRANSLATE_NOOP("Allowed", 'an object with its "kind"'),
    "the kinds of the documentation": QT_TRANSLATE_NOOP("Allowed", "the kinds of the documentation"),
    "forward": QT_TRANSLATE_NOOP("Allowed", "forward"),
    "loss": QT_TRANSLATE_NOOP("Allowed", "loss"),
    "backward": QT_TRANSLATE_NOOP("Allowed", "backward"),
    "clip": QT_TRANSLATE_NOOP("Allowed", "clip"),
    "update": QT_TRANSLATE_NOOP("Allowed", "update"),
}

PATTERNS: tuple[tuple[str, str], ...] = (
    (r"at least (?P<low>\S+)", QT_TRANSLATE_NOOP("Allowed", "at least {low}")),
    (r"at most (?P<high>\S+)", QT_TRANSLATE_NOOP("Allowed", "at most {high}")),
    (r"above (?P<low>\S+)", QT_TRANSLATE_NOOP("Allowed", "above {low}")),
    (r"above (?P<low>\S+) to below (?P<high>\S+)", QT_TRANSLATE_NOOP("Allowed", "above {low} to below {high}")),
    (r"above (?P<low>\S+) to (?P<high>\S+)", QT_TRANSLATE_NOOP("Allowed", "above {low} to {high}")),
    (r"(?P<low>\S+) to below (?P<high>\S+)", QT_TRANSLATE_NOOP("Allowed", "{low} to below {high}")),
    (r"(?P<low>\S+) to (?P<high>\S+)", QT_TRANSLATE_NOOP("Allowed", "{low} to {high}")),
    (r"layer (?P<number>\d+)", QT_TRANSLATE_NOOP("Allowed", "layer {number}")),
)


def engine_text(text: str) -> str:
    """An English text of the engine (a title, a help, a unit) in the user's language."""
    return QCoreApplication.translate("Engine", text) if text else ""


def kind_name(kind: object, group: str = "") -> str:
    """The name of a kind on screen; ``group`` tells kinds of the same name apart ("data", "activation")."""
    name = str(kind)
    source = KINDS.get(f"{group}:{name}") or KINDS.get(name)
    return QCoreApplication.translate("Kind", source) if source else name


def title(field: FieldInfo) -> str:
    """The label of a field."""
    return engine_text(field.title or "")


def explanation(field: FieldInfo) -> str:
    """What a field means, what is allowed, and when a change takes effect: the text of its tooltip."""
    lines = [engine_text(field.description or "")]
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    if field.metadata and (allowed := allowed_range(field)) != "any number":
        lines.append(QCoreApplication.translate("Form", "Allowed: {range}.").format(range=allowed_text(allowed)))
    if extra.get("live"):
        lines.append(QCoreApplication.translate("Form", "Takes effect at the next step; the weights are kept."))
    else:
        lines.append(QCoreApplication.translate("Form", "Rebuilds the network from the same seed."))
    return "\n".join(lines)


def spec_help(spec: type[Spec]) -> str:
    """What a kind of part does: the first line of its description."""
    return engine_text(first_line(spec))


def first_line(spec: type[Spec]) -> str:
    """The first line of a spec's docstring, in English."""
    return (spec.__doc__ or "").strip().partition("\n")[0]


def allowed_text(text: str) -> str:
    """What is allowed ("1 to 1000", "a list") in the user's language."""
    if text in WORDS:
        return QCoreApplication.translate("Allowed", WORDS[text])
    for pattern, source in PATTERNS:
        if match := re.fullmatch(pattern, text):
            return QCoreApplication.translate("Allowed", source).format(**match.groupdict())
    return text


def sentence(problem: Problem) -> str:
    """A problem as one sentence in the user's language."""
    values = {name: _value_text(value) for name, value in problem.values.items()}
    return engine_text(SENTENCES[problem.code]).format(**values)


def _value_text(value: Any) -> Any:
    if isinstance(value, Problem):
        return sentence(value)
    return allowed_text(value) if isinstance(value, str) else value
