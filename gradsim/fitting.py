"""Which parts of an experiment fit together, and the shapes that follow from them. No torch."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from gradsim import plan_conv, specs
from gradsim.problems import fail

if TYPE_CHECKING:
    from gradsim.experiment import Experiment

TARGET_LOSSES = ("cross_entropy", "mse", "bce")  # those that compare the outputs with the targets


RECURRENT = (specs.Rnn, specs.Lstm, specs.Gru)
GATES = {"rnn": ("candidate",), "lstm": ("output", "input", "forget", "candidate"), "gru": ("reset", "update", "candidate")}
"""The gates of each cell, in the order of the rows of its weights."""


def check_parts(experiment: Experiment) -> None:
    """Refuse fields that do not fit together; raises GradsimError (one problem)."""
    _check_schedule(experiment.optimizer.schedule)
    _check_loss(experiment)
    if isinstance(experiment.model, specs.Mlp):
        _check_dense(experiment, experiment.model)
    elif isinstance(experiment.model, RECURRENT):
        _check_recurrent(experiment, experiment.model)
    elif isinstance(experiment.model, plan_conv.Network):
        _check_convolutional(experiment, experiment.model)


def _check_schedule(schedule: specs.ScheduleSpec) -> None:
    if isinstance(schedule, specs.CosineRate) and schedule.warmup >= schedule.steps:
        raise fail("warmup_steps", value=schedule.warmup, allowed=schedule.steps)


def _check_loss(experiment: Experiment) -> None:
    data, loss = experiment.data, experiment.loss
    if data.task == "values" and loss == "cross_entropy":
        raise fail("loss_needs_classes", kind=data.kind)
    low, high = data.target_range or (0.0, 1.0)
    if loss == "bce" and not 0 <= low <= high <= 1:
        raise fail("bce_range", kind=data.kind)


def _check_dense(experiment: Experiment, model: specs.Mlp) -> None:
    data, depth = experiment.data, model.depth
    if model.widths is not None and len(model.widths) != depth:
        raise fail("depth_widths", value=depth, allowed=len(model.widths))
    if isinstance(model.activation, tuple) and len(model.activation) != depth:
        raise fail("activations_length", value=len(model.activation), allowed=depth)
    _check_norm(experiment, model)
    needed = data.dense_outputs
    if model.head == "none" and experiment.loss in TARGET_LOSSES and model.layer_widths[-1] != needed:
        raise fail("head_width", value=model.layer_widths[-1], allowed=needed, loss=experiment.loss)
    _check_given_weights(experiment)


def _check_convolutional(experiment: Experiment, model: plan_conv.Network) -> None:
    if experiment.data.image is None:
        raise fail("needs_images", value=model.kind, data=experiment.data.kind)
    if isinstance(model, specs.PlainCnn | specs.ResNet):
        step = 3 * plan_conv.block_length(model)
        if (model.depth - 2) % step:
            below = max(1, (model.depth - 2) // step)
            raise fail("stage_depth", value=model.depth, below=step * below + 2, above=step * (below + 1) + 2)
    _check_given_weights(experiment)


def weight_shapes(experiment: Experiment) -> list[tuple[int, int]]:
    """(n_out, n_in) of every layer's weight matrix, input side first; the head's is the last, if there is one."""
    data, model = experiment.data, experiment.model
    if isinstance(model, RECURRENT):
        return _recurrent_shapes(experiment, model)[0]
    if isinstance(model, plan_conv.Network):
        return [site.weight_shape for site in plan_conv.plan_convolutional(model, data)]
    assert isinstance(model, specs.Mlp)
    widths = [data.shape[0], *model.layer_widths]
    if model.head == "linear":
        widths.append(data.dense_outputs)
    return [(n_out, n_in) for n_in, n_out in pairwise(widths)]


def recurrent(model: specs.Model) -> specs.Rnn | specs.Lstm | specs.Gru:
    """The model, which must be a recurrent one."""
    assert isinstance(model, RECURRENT)
    return model


def _recurrent_shapes(experiment: Experiment, model: specs.Rnn | specs.Lstm | specs.Gru
                      ) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Shapes of W_x of each layer and the head's weight, and of W_h of each layer; the gates lie below each other."""
    assert experiment.data.sequence is not None
    rows = len(GATES[model.kind]) * model.hidden
    inputs = [experiment.data.sequence[1], *[model.hidden] * (model.layers - 1)]
    return ([*((rows, n_in) for n_in in inputs), (experiment.data.shape[1], model.hidden)],
            [(rows, model.hidden)] * model.layers)


def _check_recurrent(experiment: Experiment, model: specs.Rnn | specs.Lstm | specs.Gru) -> None:
    if experiment.data.sequence is None:
        raise fail("data_sequence", value=experiment.data.kind, model=model.kind)
    if model.activation.kind == "softmax":
        raise fail("cell_activation", value=model.activation.kind, model=model.kind)
    fans, recurrent_fans = _recurrent_shapes(experiment, model)
    drawn = (("weight_init", model.weight_init, fans), ("recurrent_init", model.recurrent_init, recurrent_fans))
    for name, init, shapes in drawn:
        if init.kind == "lsuv":
            raise fail("cell_lsuv", key=f"model.{name}.kind", model=model.kind)
        if isinstance(init, specs.ValuesInit):
            _check_values(f"model.{name}.values", init.values, shapes)
    if isinstance(model.bias_init, specs.ValuesBias):
        _check_values("model.bias_init.values", model.bias_init.values, [(n_out,) for n_out, _ in fans])


def _check_given_weights(experiment: Experiment) -> None:
    model = experiment.model
    if isinstance(model.weight_init, specs.ValuesInit):
        _check_values("model.weight_init.values", model.weight_init.values, weight_shapes(experiment))
    if isinstance(model.bias_init, specs.ValuesBias):
        shapes = [(n_out,) for n_out, _ in weight_shapes(experiment)]
        _check_values("model.bias_init.values", model.bias_init.values, shapes)


def _check_norm(experiment: Experiment, model: specs.Mlp) -> None:
    norm = model.norm
    if not isinstance(norm, specs.Norm):
        return
    if norm.position == "after_residual" and model.residual.kind == "none":
        raise fail("norm_needs_residual")
    samples = min(experiment.data.batch_size, getattr(experiment.data, "samples", experiment.data.batch_size))
    if norm.kind == "batch_norm" and samples < 2:
        raise fail("batch_norm_batch", value=samples)


def _check_values(key: str, values: tuple[Any, ...], shapes: list[Any]) -> None:
    if len(values) != len(shapes):
        raise fail("wrong_length", key=key, value=len(values), allowed=len(shapes))
    for index, (value, shape) in enumerate(zip(values, shapes, strict=True)):
        if isinstance(value, tuple) and _shape(value) != tuple(shape):
            raise fail("wrong_shape", key=f"{key}.{index}", value=_shape(value), allowed=tuple(shape))


def _shape(value: Any) -> tuple[Any, ...]:
    if not isinstance(value, tuple):
        return ()
    inner = {_shape(item) for item in value}
    return (len(value), *inner.pop()) if len(inner) == 1 else (len(value), "?")
