"""What can be wrong with an input or a run, as codes and numbers.

The engine never words a sentence for the window: it emits a :class:`Problem`, and the window translates it.
``str(problem)`` is the English sentence, used headless and in the log.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

SENTENCES: dict[str, str] = {
    # ---- files -------------------------------------------------------------------------------
    "file_missing": "{path}: there is no such file.",
    "file_unreadable": "{path}: the file cannot be read ({reason}).",
    "file_unwritable": "{path}: the file cannot be written ({reason}).",
    "file_too_large": "{path}: {size} bytes is too large for an experiment file; at most {limit} bytes are allowed.",
    "not_json": "{path}: not a JSON file (line {line}, column {column}); an experiment file is UTF-8 JSON.",
    "not_utf8": "{path}: not UTF-8 text; an experiment file is UTF-8 JSON.",
    "not_object": "{path}: the file holds no JSON object; an experiment file is one object with \"format\" and \"version\".",
    "not_marked": "{path}: {key} is missing; an experiment file has \"{key}\": {allowed}.",
    "wrong_format": "format: {value} is not allowed; this program reads \"gradsim-experiment\".",
    "newer_version": "version: {value} was written by a newer Gradsim; this one reads version {limit}.",
    # ---- data files --------------------------------------------------------------------------
    "not_a_file": "{path}: not a file.",
    "data_too_large": "{path}: {size} bytes is too large for a data file; at most {limit} bytes are allowed.",
    "data_changed": "{path}: the file has changed since it was read; any edit of the experiment reads it again.",
    "csv_no_path": "data.path: choose a CSV file.",
    "csv_not_utf8": "{path}: not UTF-8 text; save the CSV file in UTF-8.",
    "csv_broken": "{path}: line {line} is not a line of a CSV file ({reason}).",
    "csv_columns": "{path}: the number of columns is {value}; allowed: 2 to {limit}, separated by commas, semicolons or "
                   "tabs.",
    "csv_rows": "{path}: the number of rows of data is {value}; at least 2 are needed.",
    "csv_ragged": "{path}: the number of cells in line {line} is {value}; expected {allowed}, as in the first line.",
    "csv_missing": "{path}: line {line}, column {column}: the value is missing; fill it in or remove the line.",
    "csv_text": "{path}: line {line}, column {column}: {value} is not a finite number; only the target may be text.",
    "csv_target": "data.target: {path} has {found} columns of the name {value}; choose one of {allowed}.",
    "csv_classes": "{path}: the number of different values of the target {column} is {value}; 2 to {limit} classes are "
                   "allowed. Set data.target_kind to values to predict numbers, or choose another target.",
    "idx_no_directory": "data.directory: choose the folder with the IDX files of MNIST or Fashion-MNIST.",
    "idx_missing": "{path}: there is no {value} (or {value}.gz) in this folder; MNIST and Fashion-MNIST have it.",
    "idx_gzip": "{path}: not a complete gzip file.",
    "idx_magic": "{path}: not the IDX file its name promises: it starts with {value}; expected {allowed}.",
    "idx_shape": "{path}: images of {value} pixels; expected {allowed}.",
    "idx_length": "{path}: the length after the header is {value}, but the header promises {allowed}; the file is damaged "
                  "or incomplete.",
    "idx_counts": "{path}: number of images: {value}, of labels: {allowed}; the files do not belong together.",
    "idx_label": "{path}: the label {value} is not allowed; expected {allowed}.",
    # ---- fields ------------------------------------------------------------------------------
    "unknown_key": "{key}: unknown key; allowed here: {allowed}.",
    "missing_key": "{key}: missing; it must be given.",
    "not_a_number": "{key}: {value} is not a number; allowed: {allowed}.",
    "not_an_integer": "{key}: {value} is not a whole number; allowed: {allowed}.",
    "out_of_range": "{key}: {value} is out of range; allowed: {allowed}.",
    "not_finite": "{key}: {value} is not a finite number; allowed: {allowed}.",
    "not_a_choice": "{key}: {value} is not allowed; choose one of {allowed}.",
    "wrong_type": "{key}: {value} has the wrong type; expected {allowed}.",
    "wrong_length": "{key}: the length {value} does not fit; expected {allowed}.",
    "wrong_shape": "{key}: a value of shape {value} does not fit; expected {allowed}.",
    "bad_value": "{key}: {value} is not allowed; {allowed}.",
    # ---- fields that do not fit together -----------------------------------------------------
    "depth_widths": "model.depth: {value} does not fit model.widths, whose length is {allowed}; give one of the two.",
    "activations_length": "model.activation: the length {value} does not fit; give one activation for all "
                          "layers, or a list of {allowed}.",
    "norm_needs_residual": "model.norm.position: after_residual needs residual links; set model.residual, or choose "
                           "before_activation or after_activation.",
    "batch_norm_batch": "data.batch_size: {value} is too small for batch_norm; it needs at least 2 samples.",
    "head_width": "model.head: none needs a last layer of width {allowed} for the loss {loss}, but its width is {value}.",
    "loss_needs_classes": "loss: cross_entropy needs classes, but the targets of the data {kind} are numbers; choose mse, "
                          "mean_output or random_readout.",
    "bce_range": "loss: bce needs classes, or numbers from 0 to 1, which the targets of the data {kind} are not; choose "
                 "mse, mean_output or random_readout.",
    "warmup_steps": "optimizer.schedule.warmup: {value} must be less than optimizer.schedule.steps, which is {allowed}.",
    "data_sequence": "data.kind: {value} holds no sequences, which {model} needs; choose a data set of sequences.",
    "cell_activation": "model.activation.kind: {value} mixes the units; a cell of kind {model} needs one that acts on "
                       "each unit alone.",
    "cell_lsuv": "{key}: lsuv scales layer after layer and is not defined for the time steps of {model}; choose another "
                 "initialization.",
    "needs_images": "model.kind: {value} needs images, but {data} has none; choose data that are images, such as digits.",
    "stage_depth": "model.depth: {value} does not fit; three stages of equal blocks have {below} or {above} layers.",
    # ---- runs compared with each other -------------------------------------------------------
    "patch_misfit": "{key}: the experiment has no such field now, so it cannot be {value} in a variant.",
    "too_many_variants": "{value} variants beside the run are too many; at most {limit} can be compared with it.",
    "variant_stopped": "{variant}: this variant stands still, the others go on. {reason}",
    "variant_dropped": "{variant}: this variant does not fit the experiment any more and is no longer compared. {reason}",
    "variant_gone": "The variant {variant} is not there any more, so the run cannot go on with it.",
    "variants_again": "The compared runs are computed again from the seed.",
    "branch_data": "A branch goes on with the same batches, so {key} cannot differ; start the variant from the seed "
                   "instead.",
    "branch_shapes": "A branch takes over the weights, but with this setting they have other shapes ({value} instead of "
                     "{allowed}); start the variant from the seed instead.",
    # ---- sweeps ------------------------------------------------------------------------------
    "sweep_field": "{key}: the experiment has no such field, so it cannot be {value}.",
    "sweep_no_values": "{key}: no values to try; give at least one.",
    "sweep_runs": "{value} runs; 1 to {limit} are allowed.",
    "sweep_values": "{key}: {value} is not a number; give numbers separated by commas, such as 2, 4, 8.",
    "sweep_text": "--vary {value}: expected PATH=v1,v2,…, such as model.depth=5,10,20.",
    "sweep_seed": "seed: to run every combination with several seeds, give --seeds.",
    "sweep_twice": "{key}: given twice; list all its values in one --vary.",
    "sweep_died": "A process of the sweep ended unexpectedly, perhaps for want of memory.",
    # ---- runs --------------------------------------------------------------------------------
    "too_large": "This experiment needs about {need} of memory, but only {available} can be used; "
                 "make depth, width or batch size smaller.",
    "no_device": "device: {value} is not available here; allowed: {allowed}.",
    "no_float64": "device: {value} cannot compute in float64; choose float32 or a narrower format, or another device.",
    "device_fallback": "The device {device} failed ({reason}); the run goes on with the CPU.",
    "nonfinite_forward": "Step {step}: the first number that is not finite appeared in the forward pass at layer {site} "
                         "({quantity}). The run is paused; everything up to there is kept.",
    "nonfinite_loss": "Step {step}: the loss is the first number that is not finite. The run is paused; everything up to "
                      "there is kept.",
    "nonfinite_backward": "Step {step}: the first number that is not finite appeared in the backward pass at layer {site} "
                          "({quantity}). The run is paused; everything up to there is kept.",
    "check_nonfinite": "The self-check has nothing to compare: even in float64 the first pass gives numbers "
                       "that are not finite.",
    "checkpoint_mismatch": "{path}: this checkpoint belongs to another experiment.",
    "engine_error": "The engine failed: {reason}.",
    "exit_code": "exit code {code}",
    "pipe_closed": "it closed its end of the pipe",
    "engine_died": "The engine process ended unexpectedly ({reason}); a new one goes on from its last saved state "
                   "(step {step} or later).",
    "checkpoint_unusable": "The state saved before the engine ended cannot be used; the run starts again at step 0.",
    "engine_gone": "The engine process cannot be started ({reason}).",
}


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: a code of :data:`SENTENCES` and the values its sentence names."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return SENTENCES[self.code].format(**self.values)


class GradsimError(Exception):
    """Raised for bad input or a run that cannot go on; carries every problem found, the first one first."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def fail(code: str, **values: Any) -> GradsimError:
    """Return (not raise) the error for one problem: ``raise fail("out_of_range", key=..., ...)``."""
    return GradsimError(Problem(code, values))


def engine_error(error: Exception) -> Problem:
    """The problem that an exception of the engine is, with its kind and its first line."""
    return Problem("engine_error", {"reason": f"{type(error).__name__}: {first_line(error)}"})


def first_line(error: Exception) -> str:
    """What an exception says first; its kind where it says nothing."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
