"""hypothesis strategies: random experiments over all kinds, random JSON documents."""

from __future__ import annotations

from typing import Any

from building import ACTIVATIONS, NORMS, RESIDUALS, SCALED_INITS
from hypothesis import strategies as st

from gradsim import Experiment


def kinds(*names: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.sampled_from(names).map(lambda name: {"kind": name})


def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    """Round numbers: their digits end long before the last bit, as typed ones do."""
    return st.integers(round(low * 100), round(high * 100)).map(lambda hundredths: hundredths / 100)


def fixed(kind: str, **options: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"kind": st.just(kind), **options})


activation = st.one_of(kinds(*(kind for kind in ACTIVATIONS if kind not in ("leaky_relu", "elu"))),
                       fixed("leaky_relu", negative_slope=numbers(0, 1)), fixed("elu", alpha=numbers(0, 3)))
weight_init = st.one_of(
    st.sampled_from(SCALED_INITS).flatmap(lambda kind: fixed(kind, gain=numbers(0.2, 2.5))),
    fixed("constant", value=numbers(-0.5, 0.5)), fixed("uniform", low=numbers(-0.8, 0), high=numbers(0, 0.8)),
    fixed("normal", mean=numbers(-0.3, 0.3), std=numbers(0, 1)),
    fixed("truncated_normal", mean=numbers(-0.3, 0.3), std=numbers(0.05, 1)))
bias_init = st.one_of(kinds("zeros"), fixed("constant", value=numbers(-1, 1)), fixed("normal", std=numbers(0, 1)),
                      fixed("uniform", low=numbers(-1, 0), high=numbers(0, 1)))
steps = st.integers(1, 4)
schedule = st.one_of(kinds("constant"), fixed("step", every=steps, factor=numbers(0, 1)), fixed("warmup", steps=steps),
                     st.tuples(st.integers(0, 2), steps, numbers(0, 1)).map(lambda drawn: {
                         "kind": "cosine", "warmup": drawn[0], "steps": drawn[0] + drawn[1], "final": drawn[2]}))
decay, memory = numbers(0, 0.2), numbers(0, 0.95)
optimizer = st.one_of(
    fixed("sgd", lr=numbers(0, 0.5), momentum=memory, nesterov=st.booleans(), weight_decay=decay, schedule=schedule),
    st.sampled_from(["adam", "adamw"]).flatmap(lambda kind: fixed(
        kind, lr=numbers(0, 0.1), beta1=memory, beta2=numbers(0, 0.99), weight_decay=decay, schedule=schedule)),
    fixed("rmsprop", lr=numbers(0, 0.1), alpha=numbers(0, 0.99), momentum=memory, weight_decay=decay, schedule=schedule),
    fixed("adagrad", lr=numbers(0, 0.1), weight_decay=decay, schedule=schedule))
clip = st.one_of(kinds("none"), fixed("value", clip_value=numbers(0.01, 1)),
                 fixed("norm", max_norm=numbers(0.01, 2), norm_type=st.sampled_from([2, "inf"])))
residual = st.one_of(kinds("none"), st.sampled_from(RESIDUALS).flatmap(lambda kind: fixed(
    kind, every=st.integers(1, 4), scale=st.one_of(numbers(-1, 2), st.sampled_from(["1/sqrt(depth)", "learned"])))))


@st.composite
def norms(draw: st.DrawFn, linked: bool) -> dict[str, Any]:
    positions = ["before_activation", "after_activation", *(["after_residual"] if linked else [])]
    spec = {"kind": draw(st.sampled_from(NORMS)), "position": draw(st.sampled_from(positions)),
            "eps": draw(st.sampled_from([1e-5, 1e-3, 0.1])), "affine": draw(st.booleans())}
    return draw(st.sampled_from([spec, spec, {"kind": "none"}]))


@st.composite
def models(draw: st.DrawFn) -> dict[str, Any]:
    depth = draw(st.integers(1, 6))
    uniform = st.integers(1, 6).map(lambda width: [width] * depth)
    widths = draw(st.one_of(uniform, st.lists(st.integers(1, 6), min_size=depth, max_size=depth)))
    links = draw(residual)
    return {"widths": widths, "residual": links, "norm": draw(norms(linked=links["kind"] != "none")),
            "activation": draw(st.one_of(activation, st.lists(activation, min_size=depth, max_size=depth))),
            "weight_init": draw(weight_init), "bias_init": draw(bias_init),
            "dropout": draw(st.one_of(st.just(0.0), numbers(0, 0.9))), "head": draw(st.sampled_from(["linear", "none"]))}


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    """Any experiment of depth 1–6, widths 1–6 and batches of 1–6, in float64 on the CPU."""
    model = draw(models())
    batch = draw(st.integers(2 if model["norm"]["kind"] == "batch_norm" else 1, 6))
    classes = draw(st.integers(2, 4))
    features = draw(st.one_of(st.just(model["widths"][0]), st.integers(1, 6)))
    noise = fixed("gaussian", features=st.just(features), classes=st.just(classes), std=numbers(0.1, 2),
                  rescale=st.booleans())
    blobs = fixed("blobs", features=st.just(features), classes=st.just(classes), std=numbers(0, 1))
    kind = draw(st.one_of(noise, noise, blobs, fixed("adding", length=st.integers(2, 4))))
    data = kind | {"batch_size": batch, "samples": draw(st.integers(batch, 12))}
    values = kind["kind"] == "adding"
    losses = ["mean_output", "random_readout"]
    if model["head"] == "linear" or model["widths"][-1] == (1 if values else classes):
        losses += ["mse"] if values else ["cross_entropy", "mse", "bce"]
    return Experiment.from_dict({
        "dtype": "float64", "device": "cpu", "seed": draw(st.integers(0, 999)), "data": data, "model": model,
        "loss": draw(st.sampled_from(losses)), "optimizer": draw(optimizer), "clip": draw(clip)})


@st.composite
def recurrent_models(draw: st.DrawFn) -> dict[str, Any]:
    own = weight_init.filter(lambda spec: spec["kind"] != "lsuv")
    kind = draw(st.sampled_from(["rnn", "lstm", "gru"]))
    norm = fixed("layer_norm", eps=st.sampled_from([1e-5, 1e-3, 0.1]), affine=st.booleans())
    options = {"forget_bias": draw(numbers(-3, 6))} if kind == "lstm" else {}
    return {"kind": kind, "hidden": draw(st.integers(1, 9)), "layers": draw(st.integers(1, 3)), "weight_init": draw(own),
            "recurrent_init": draw(own), "bias_init": draw(bias_init), "norm": draw(st.one_of(kinds("none"), norm)),
            "activation": draw(activation.filter(lambda spec: spec["kind"] != "softmax")), **options}


@st.composite
def recurrent_experiments(draw: st.DrawFn) -> Experiment:
    """Any recurrent experiment of T 1–12, 1–3 layers of 1–9 units and batches of 1–6, in float64 on the CPU."""
    batch = draw(st.integers(1, 6))
    common = {"batch_size": batch, "samples": draw(st.integers(batch, 12))}
    gaussian = {"kind": "gaussian", "features": draw(st.integers(1, 4)), "steps": draw(st.integers(1, 12)),
                "classes": draw(st.integers(2, 4)), "std": draw(numbers(0.1, 2))}
    adding = {"kind": "adding", "length": draw(st.integers(2, 12))}
    copying = {"kind": "copy_memory", "delay": 1}
    data = draw(st.sampled_from([gaussian, gaussian, gaussian, adding, copying]))
    losses = ["mean_output", "random_readout", "mse", *(["cross_entropy", "bce"] if data is not adding else [])]
    return Experiment.from_dict({
        "dtype": "float64", "device": "cpu", "seed": draw(st.integers(0, 999)), "data": data | common,
        "model": draw(recurrent_models()), "loss": draw(st.sampled_from(losses)), "optimizer": draw(optimizer),
        "clip": draw(clip)})


@st.composite
def conv_experiments(draw: st.DrawFn) -> Experiment:
    """Small plain and residual networks of 8 layers with 1–2 channels, in float64 on the CPU."""
    spec = {"kind": draw(st.sampled_from(NORMS)), "eps": draw(st.sampled_from([1e-3, 0.1])), "affine": draw(st.booleans())}
    model = {"kind": "plain_cnn", "depth": 8, "width": draw(st.integers(1, 2)), "image_size": draw(st.integers(8, 10)),
             "activation": draw(activation), "weight_init": draw(weight_init), "bias_init": draw(bias_init),
             "norm": draw(st.sampled_from([spec, spec, {"kind": "none"}]))}
    if draw(st.booleans()):
        scale = draw(st.one_of(numbers(-1, 2), st.sampled_from(["1/sqrt(depth)", "learned"])))
        order = draw(st.sampled_from(["post_activation", "pre_activation"]))
        model |= {"kind": "resnet", "residual": {"kind": order, "scale": scale}}
    return Experiment.from_dict({
        "dtype": "float64", "device": "cpu", "seed": draw(st.integers(0, 999)), "model": model, "clip": draw(clip),
        "data": {"kind": "digits", "batch_size": draw(st.integers(1, 3))}, "optimizer": draw(optimizer),
        "loss": draw(st.sampled_from(["cross_entropy", "mse", "mean_output", "random_readout"]))})


# ---- documents that need not be experiments -------------------------------------------------------

scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.integers(10**18, 10**60), st.floats(),
                    st.text(max_size=8),
                    st.sampled_from(["", "linear", "sgd", "tanh", "learned", "inf", "NaN", "cuda:99", "-3", "abc"]))
words = st.sampled_from(["kind", "depth", "width", "widths", "activation", "lr", "values", "scale", "model", "data"])
json_values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
    st.one_of(words, st.text(max_size=6)), inner, max_size=4), max_leaves=12)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all values inside a JSON document, the document's own () included."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, inner in items for place in places(inner, (*path, key)))]


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """A copy of a JSON document with the value at ``path`` replaced."""
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], new)
    return copy


@st.composite
def broken_documents(draw: st.DrawFn) -> Any:
    """A valid document in which one or two values, anywhere, have become something else."""
    document = draw(experiments()).model_dump(mode="json")
    for _ in range(draw(st.integers(1, 2))):
        document = replaced(document, draw(st.sampled_from(places(document))), draw(json_values))
    return document
