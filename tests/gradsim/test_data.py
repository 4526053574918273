"""Data sets: what they hold, whether they are what their names say, and what their targets mean to a loss."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from building import small
from test_oracle import check

from gradsim import Simulator, data, memory, specs, training


@pytest.mark.parametrize("spec", [specs.Adding(length=7, samples=40), specs.CopyMemory(delay=3, samples=40),
                                  specs.SequentialDigits(length=16), specs.SequentialDigits(length=256)],
                         ids=lambda spec: f"{spec.kind}-{spec.sequence[0]}")
def test_a_sequence_is_what_it_says(spec: Any) -> None:
    loaded, steps = data.load(spec, 0), spec.sequence
    assert loaded.inputs.shape == (len(loaded), steps[0] * steps[1]) == (len(loaded), spec.shape[0])
    assert loaded.inputs.dtype == np.float64
    np.testing.assert_array_equal(data.load(spec, 0).inputs, loaded.inputs)


@pytest.mark.parametrize("spec", [specs.Iris(), specs.Wine(), specs.BreastCancer()], ids=lambda spec: spec.kind)
def test_bundled_tables_are_those_of_scikit_learn(spec: Any) -> None:
    import sklearn.datasets

    inputs, targets = getattr(sklearn.datasets, f"load_{spec.kind}")(return_X_y=True)
    loaded = data.load(spec, 0)
    assert loaded.inputs.shape == (len(targets), spec.shape[0])
    np.testing.assert_array_equal(loaded.targets, targets)
    np.testing.assert_allclose(loaded.inputs, (inputs - inputs.mean(0)) / inputs.std(0), rtol=1e-9, atol=1e-12)


def test_xor_without_noise_is_the_truth_table() -> None:
    loaded = data.load(specs.Xor(samples=8, noise=0.0), 0)
    assert ((loaded.inputs.prod(1) < 0) == loaded.targets).all()
    assert set(map(tuple, loaded.inputs)) == {(-1, -1), (-1, 1), (1, -1), (1, 1)}


def test_blobs_lie_around_their_centres() -> None:
    loaded = data.load(specs.Blobs(samples=9000, features=3, classes=3, std=0.25), 0)
    for label in range(3):
        cloud = loaded.inputs[loaded.targets == label]
        assert len(cloud) == 3000
        assert np.abs(cloud.mean(0)).max() < 2.05
        np.testing.assert_allclose(cloud.std(0), 0.25, rtol=0.05)


def test_the_adding_problem_adds_the_two_marked_numbers() -> None:
    spec = specs.Adding(length=9, samples=200)
    loaded = data.load(spec, 1)
    numbers, marks = np.moveaxis(loaded.inputs.reshape(200, 9, 2), 2, 0)
    assert set(np.unique(marks)) == {0.0, 1.0}
    np.testing.assert_array_equal(marks[:, :4].sum(1), 1)
    np.testing.assert_array_equal(marks[:, 4:].sum(1), 1)
    assert 0 <= numbers.min() < 0.1 < 0.9 < numbers.max() <= 1
    np.testing.assert_allclose(loaded.targets, (numbers * marks).sum(1, keepdims=True))
    assert not np.array_equal(data.load(spec, 2).inputs, loaded.inputs)


def test_the_copy_task_asks_for_its_first_ten_symbols() -> None:
    loaded = data.load(specs.CopyMemory(delay=5, samples=50), 1)
    written = loaded.inputs.reshape(50, 25, 10)
    np.testing.assert_array_equal(written.sum(2), 1)
    symbols = written.argmax(2)
    np.testing.assert_array_equal(symbols[:, :10], loaded.targets)
    assert set(np.unique(loaded.targets)) == set(range(8))
    assert (symbols[:, 10:14] == 8).all()
    assert (symbols[:, 14] == 9).all()
    assert (symbols[:, 15:] == 8).all()


def test_digits_in_sequence_are_the_digits() -> None:
    digits = data.load(specs.Digits(), 0)
    for length in (8, 64):
        np.testing.assert_array_equal(data.load(specs.SequentialDigits(length=length), 0).inputs, digits.inputs)
    large = data.load(specs.SequentialDigits(length=784), 0)
    np.testing.assert_array_equal(large.targets, digits.targets)
    images = torch.from_numpy(digits.inputs).view(-1, 1, 8, 8)
    enlarged = torch.nn.functional.interpolate(images, size=(28, 28), mode="bilinear", align_corners=False)
    np.testing.assert_allclose(large.inputs, enlarged.flatten(1).numpy(), atol=1e-12)


@pytest.mark.parametrize(("document", "loss"), [
    ({"kind": "adding", "length": 5, "samples": 9, "batch_size": 4}, "mse"),
    *(({"kind": "copy_memory", "delay": 1, "samples": 9, "batch_size": 4}, loss)
      for loss in ("cross_entropy", "mse", "bce", "random_readout")),
    ({"kind": "sequential_digits", "length": 32, "batch_size": 4}, "cross_entropy")],
    ids=lambda value: value if isinstance(value, str) else value["kind"])
def test_a_dense_network_on_sequences_agrees_with_the_oracle(document: dict[str, Any], loss: str) -> None:
    check(small(data=document, loss=loss), steps=2)


@pytest.mark.parametrize("loss", ["cross_entropy", "mse", "bce"])
def test_answers_in_rows_or_side_by_side_are_the_same(loss: Any) -> None:
    random = torch.Generator().manual_seed(0)
    outputs = torch.randn(4, 3 * 5, dtype=torch.float64, generator=random)
    targets = torch.randint(0, 5, (4, 3), generator=random)
    side, rows = torch.empty_like(outputs), torch.empty(12, 5, dtype=torch.float64)
    one = training.evaluate_loss(loss, outputs, targets, None, side)
    other = training.evaluate_loss(loss, outputs.view(12, 5), targets, None, rows)
    assert one == other
    assert torch.equal(side.view(12, 5), rows)
    hits = (outputs.view(4, 3, 5).argmax(2) == targets).sum()
    assert training.correct(loss, outputs, targets) == training.correct(loss, outputs.view(12, 5), targets) == hits


def test_bce_is_that_of_torch_and_keeps_small_gradients() -> None:
    outputs = torch.tensor([[0.3, -2.0], [60.0, -60.0]], dtype=torch.float64)
    targets, grad = torch.tensor([1, 0]), torch.empty(2, 2, dtype=torch.float64)
    value = training.evaluate_loss("bce", outputs, targets, None, grad)
    wanted = torch.tensor([[0.0, 1.0], [1.0, 0.0]], dtype=torch.float64)
    leaf = outputs.clone().requires_grad_()
    reference = torch.nn.BCEWithLogitsLoss()(leaf, wanted)
    reference.backward()
    assert float(value) == pytest.approx(float(reference.detach()), rel=1e-14)
    torch.testing.assert_close(grad, leaf.grad, rtol=1e-12, atol=1e-20)
    assert float(grad[1, 0]) == pytest.approx(-math.exp(-60) / 4, rel=1e-12)  # autograd has 0 here


def test_bce_takes_numbers_between_0_and_1() -> None:
    outputs, wanted = torch.zeros(1, 2, dtype=torch.float64), torch.tensor([[0.25, 1.0]], dtype=torch.float64)
    grad = torch.empty_like(outputs)
    assert float(training.evaluate_loss("bce", outputs, wanted, None, grad)) == pytest.approx(math.log(2))
    assert grad.tolist() == [[0.125, -0.25]]


def test_large_data_counts_in_the_memory_estimate() -> None:
    few, many = (memory.estimate(small(data={"kind": "mnist", "samples": samples}), samples) for samples in (10, 60_000))
    assert many - few > 60_000 * 784 * 8 * 2


def test_numbers_have_no_accuracy() -> None:
    sim = Simulator(small(data={"kind": "adding", "length": 5, "samples": 9, "batch_size": 4}, loss="mse"))
    sim.advance_step()
    assert math.isnan(sim.accuracy)
    assert sim.loss > 0
