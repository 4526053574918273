"""The training recipe: losses, what they say, and gradient clipping, as in torch.nn.functional and torch.nn.utils."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

from gradsim import specs
from gradsim.activations import one
from gradsim.experiment import Loss
from gradsim.fitting import TARGET_LOSSES
from gradsim.readings import Reading, take

CLIP_EPS = 1e-6
_nll, _nll_backward = torch.ops.aten.nll_loss_forward.default, torch.ops.aten.nll_loss_backward.default
_MEAN = 1  # torch's code for the mean over the batch

# ---- losses -----------------------------------------------------------------------------------


def evaluate_loss(loss: Loss, outputs: Tensor, targets: Tensor, readout: Tensor | None, grad: Tensor) -> Tensor:
    """The loss and, written to ``grad``, its gradient with respect to the outputs.

    Parameters
    ----------
    outputs
        a_S (B, n), contiguous. Where a sample has R answers: (B, R·n), or (B·R, n) with the R answers of a sample in
        neighbouring rows; both are the same memory.
    targets
        Classes (B,) or (B, R) int64, or numbers (B, n) of the outputs' type; read by cross_entropy (classes only), mse, bce.
    readout
        v, read by random_readout, and
    grad
        which receives ∂L/∂a_S: both of the outputs' shape.

    Returns
    -------
    Tensor () : L, the mean over the batch. With y the number wanted, the one-hot vector of a class: cross_entropy: mean
    −Σ_j y_j log softmax(a)_j; mse: mean over batch and units of (a − y)²; bce: mean over batch and units of
    −y log σ(a) − (1 − y) log(1 − σ(a)); mean_output: mean of a; random_readout: mean over the batch of Σ_j v_j a_j. The mean
    over the batch is one over all answers.
    """
    if targets.ndim == 2 and not targets.is_floating_point() and loss in TARGET_LOSSES:
        rows = targets.numel()
        outputs, targets, grad = outputs.view(rows, -1), targets.reshape(rows), grad.view(rows, -1)
    batch, units = outputs.shape
    if loss == "cross_entropy":
        log_p = torch.log_softmax(outputs, 1)
        value: Tensor
        value, weight = _nll(log_p, targets, None, _MEAN, -100)
        slope = _nll_backward(one(outputs), log_p, targets, None, _MEAN, -100, weight)  # −onehot / B
        torch.add(slope, torch.exp(log_p, out=grad), alpha=1 / batch, out=grad)  # (softmax − onehot) / B
        return value
    if loss == "mse":
        torch.sub(outputs, _wanted(outputs, targets), out=grad)
        value = (grad * grad).mean()
        grad.mul_(2 / (batch * units))
        return value
    if loss == "bce":
        wanted = _wanted(outputs, targets)
        # σ(a) − y without the cancellation that would lose a small gradient of a confident answer
        torch.sub(torch.sigmoid(outputs) * (1 - wanted), torch.sigmoid(-outputs) * wanted, out=grad)
        grad.div_(batch * units)
        return functional.binary_cross_entropy_with_logits(outputs, wanted)
    if loss == "mean_output":
        grad.fill_(1 / (batch * units))
        return outputs.mean()
    assert readout is not None
    torch.div(readout, batch, out=grad)
    return (outputs * readout).sum() / batch


def _wanted(outputs: Tensor, targets: Tensor) -> Tensor:
    """The outputs wanted, (B, n): the numbers themselves, or 1 at the class and 0 elsewhere."""
    if targets.is_floating_point():
        return targets
    return functional.one_hot(targets, outputs.shape[1]).to(outputs.dtype)


def correct(loss: Loss, outputs: Tensor, targets: Tensor) -> Tensor | None:
    """Number of answers whose largest output is the target's, () int64; None where no classes are compared."""
    if loss not in TARGET_LOSSES or targets.is_floating_point():
        return None
    if targets.ndim == 2:
        outputs, targets = outputs.view(targets.numel(), -1), targets.reshape(-1)
    return torch.count_nonzero(outputs.argmax(1) == targets)


# ---- clipping ---------------------------------------------------------------------------------


def clip_coefficient(total_norm: float, max_norm: float) -> float:
    """c = min(1, max_norm / (total + 1e-6)), as torch.nn.utils.clip_grad_norm_; NaN for a NaN norm, 0 for an infinite."""
    coefficient = max_norm / (total_norm + CLIP_EPS)
    return coefficient if coefficient != coefficient else min(1.0, coefficient)


def clip(spec: specs.ClipSpec, gradient: Tensor, total_norm: float) -> float:
    """Clip the flat gradient in place.

    Parameters
    ----------
    total_norm
        ‖g‖ over all parameters: the 2-norm, or the largest entry for norm_type "inf"; read by clipping by norm only.

    Returns
    -------
    float : the factor on every entry (1 where nothing is scaled; value clipping changes entries one by one and returns 1).
    """
    if isinstance(spec, specs.ClipNorm):
        coefficient = clip_coefficient(total_norm, spec.max_norm)
        if coefficient != 1.0:
            gradient.mul_(coefficient)
        return coefficient
    if isinstance(spec, specs.ClipValue):
        gradient.clamp_(-spec.clip_value, spec.clip_value)
    return 1.0


class Answer:
    """Loss and share of right answers of the last forward pass; NaN before the first, or where there are no classes.

    A GPU is asked for them when it is asked for other things, too, or when they are looked at.
    """

    def __init__(self) -> None:
        self._waiting: tuple[Tensor, ...] = ()
        self._count = 1
        self._loss = self._accuracy = math.nan

    def give(self, loss: Tensor, hits: Tensor | None, count: int) -> None:
        """A forward pass is complete: its loss, and the number of right answers of ``count``."""
        self._waiting, self._count = (loss,) if hits is None else (loss, hits), count
        if loss.is_cpu:  # where nothing is gained by asking for it later
            take(self.hear())

    @property
    def waits(self) -> bool:
        """Whether the device still has them."""
        return bool(self._waiting)

    def hear(self) -> Reading[None]:
        """Fetch them, unless they are known already."""
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, ()
        loss, *hits = yield waiting
        self._loss, self._accuracy = float(loss), float(hits[0]) / self._count if hits else math.nan

    @property
    def loss(self) -> float:
        """L"""
        if self._waiting:
            take(self.hear())
        return self._loss

    @property
    def accuracy(self) -> float:
        """Between 0 and 1."""
        if self._waiting:
            take(self.hear())
        return self._accuracy
