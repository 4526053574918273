"""Self-check: an experiment's first pass, site by site, against autograd and against finite differences, in float64.

A network of its own is built, with the experiment's own weights and first batch; a run in progress is not touched.
"""

from __future__ import annotations

import time

import torch
from torch import Generator, Tensor

from gradsim import devices, memory
from gradsim.experiment import Experiment
from gradsim.network import Network
from gradsim.problems import fail
from gradsim.recurrent import RecurrentNetwork
from gradsim.reports import Finding, Report, SiteCheck
from gradsim.selfcheck import recurrent
from gradsim.selfcheck.comparison import compare
from gradsim.selfcheck.differences import Differences
from gradsim.selfcheck.factors import compare_factor
from gradsim.selfcheck.tracing import Leaf, Trace, traced_loss
from gradsim.simulator import Simulator

REPLICAS = 2
PASS_BUDGET = 2e9  # multiplications of one forward pass; larger networks are checked on fewer samples
FACTOR_BUDGET = 5e9  # of all Jacobians
LOSS_BUDGET = 2e9  # of finite differences of the loss
CALL = 1e5  # multiplications that take as long as the call of a small operation
MEMORY = 3.0  # times what a run needs


def check(experiment: Experiment) -> Report:
    """Compare the experiment's first pass with autograd and with finite differences.

    Raises GradsimError where the experiment does not fit in memory, or its numbers are not finite in float64.
    """
    started, threads = time.perf_counter(), torch.get_num_threads()
    try:
        run, batch = _first_pass(experiment)
        sites, loss = _Check(run).findings()
    finally:
        torch.set_num_threads(threads)  # a new simulator chooses its own number; the run in progress keeps its
    return Report(sites, loss, run.batch.size, batch, time.perf_counter() - started)


def _first_pass(experiment: Experiment) -> tuple[Simulator, int]:
    """A run in float64 that has done forward, loss, backward and measured, and the batch size of the experiment."""
    document = experiment.model_dump(mode="json") | {"dtype": "float64", "clip": {"kind": "none"}}
    document.pop("loss_scale", None)  # its default: no scaling, which float64 has no use for
    if experiment.device == "mps":  # which has no float64
        document["device"] = "cpu"
    wide = Experiment.from_dict(document)
    memory.check(wide, wide.data.batch_size, devices.find(wide), times=MEMORY)
    run = Simulator(wide)
    batch = run.batch.size
    work = sum(_work(run.network))
    if work > PASS_BUDGET:
        samples = max(2, int(batch * PASS_BUDGET / work))
        if samples < batch:
            run = Simulator(wide.with_value("data.batch_size", samples))
    while run.phase != "clip":
        run.advance()
    if run.problem is not None:
        raise fail("check_nonfinite")
    return run, batch


def _work(network: Network | RecurrentNetwork) -> list[float]:
    """Multiplications of a forward pass through each site, (S,)."""
    if isinstance(network, RecurrentNetwork):
        return recurrent.work(network)
    flat = network.parameters.values.untyped_storage().data_ptr()
    counts = []
    for site in network.sites:
        weights = [(value, operation.out) for operation in site.operations for name, value in vars(operation).items()
                   if isinstance(value, Tensor) and not name.startswith("_") and value.ndim > 1
                   and value.untyped_storage().data_ptr() == flat]
        counts.append(sum(value.numel() * out.numel() / len(value) for value, out in weights) or 1.0)
    return counts


class _Check:
    """The findings of one completed pass."""

    def __init__(self, run: Simulator) -> None:
        self._run, self._network = run, run.network
        self._work = _work(self._network)
        sites = run.network.sites
        self._findings: list[list[Finding]] = [[] for _ in sites]

    def findings(self) -> tuple[tuple[SiteCheck, ...], Finding]:
        """One SiteCheck per site, and the finding about the loss."""
        noise = torch.Generator().manual_seed(0)
        exact, *replicas = [_Gradients(self._run, None if number == 0 else noise) for number in range(1 + REPLICAS)]
        self._compare_forward(exact, replicas)
        self._compare_factors()
        self._compare_gradients(exact, replicas)
        loss = compare("loss", torch.full_like(exact.loss, self._run.loss), exact.loss,
                       [replica.loss for replica in replicas])
        with torch.inference_mode():
            self._compare_differences(exact.leaves)
        names = self._run.sites.name
        sites = tuple(SiteCheck(place + 1, str(names[place]), tuple(found)) for place, found in enumerate(self._findings))
        return sites, loss

    def _compare_forward(self, exact: _Gradients, replicas: list[_Gradients]) -> None:
        for place, site in enumerate(self._network.sites):
            self._findings[place].append(compare("activation", site.activation, exact.a[place],
                                                 [replica.a[place] for replica in replicas]))

    def _compare_factors(self) -> None:
        network, numbers = self._network, self._run.observer.numbers
        factors, errors = numbers.factors.tolist(), numbers.factor_errors.tolist()
        if isinstance(network, RecurrentNetwork):
            found = recurrent.compare_factors(network, factors, errors, FACTOR_BUDGET)
        else:
            budget = FACTOR_BUDGET / len(self._work)
            found = [compare_factor(site, factor, error, work, budget) for site, factor, error, work
                     in zip(network.sites, factors, errors, self._work, strict=True)]
        for findings, finding in zip(self._findings, found, strict=True):
            findings.append(finding)

    def _compare_gradients(self, exact: _Gradients, replicas: list[_Gradients]) -> None:
        for place, site in enumerate(self._network.sites):
            for name, engine, kind in (("grad_activation", site.grad_activation, "grad_a"), ("delta", site.delta, "grad_z")):
                reference = getattr(exact, kind)[place]
                if reference is not None:
                    self._findings[place].append(compare(name, engine, reference,
                                                         [getattr(replica, kind)[place] for replica in replicas]))
        for number, leaf in enumerate(exact.leaves):
            self._findings[leaf.site].append(compare(
                f"grad_{leaf.name}", self._gradient(leaf), exact.grad_leaves[number],
                [replica.grad_leaves[number] for replica in replicas]))

    def _compare_differences(self, leaves: list[Leaf]) -> None:
        differences, stride = Differences(self._run), self._stride(leaves)
        for leaf in sorted(leaves, key=lambda leaf: -leaf.site):
            self._findings[leaf.site].append(differences.compare(leaf, self._gradient(leaf), leaf.site % stride == 0))

    def _stride(self, leaves: list[Leaf]) -> int:
        """Every how many sites the loss itself is differentiated: each time the rest of the network is run again."""
        rest = [0.0]
        for work in reversed(self._work):
            rest.append(rest[-1] + work + CALL)
        total = sum(rest[len(self._work) - leaf.site] * 6 for leaf in leaves)
        return 1 + int(total / LOSS_BUDGET)

    def _gradient(self, leaf: Leaf) -> Tensor:
        """The engine's gradient of a parameter: at its place in the flat vector of gradients."""
        value = leaf.value
        return self._network.parameters.gradient.as_strided(value.shape, value.stride(), value.storage_offset())


class _Gradients:
    """Autograd over the whole network: loss, and ∂L/∂ everything, detached."""

    def __init__(self, run: Simulator, noise: Generator | None) -> None:
        network = run.network
        trace = recurrent.RecurrentTrace(network, noise) if isinstance(network, RecurrentNetwork) else Trace(network, noise)
        loss = traced_loss(run.experiment.loss, trace.a[-1], run.batch)
        leaves = [leaf.traced for leaf in trace.leaves]
        z = [value for value in trace.z if value is not None]
        found = list(torch.autograd.grad(loss, [*trace.a, *z, *leaves], allow_unused=True))
        self.loss = loss.detach()
        self.a = [value.detach() for value in trace.a]
        self.grad_a = [torch.zeros_like(a) if grad is None else grad for a, grad in zip(self.a, found, strict=False)]
        of_z = iter(found[len(self.a):])
        self.grad_z = [None if value is None else _or_zero(next(of_z), value) for value in trace.z]
        of_leaves = found[len(self.a) + len(z):]
        used = [(leaf, grad) for leaf, grad in zip(trace.leaves, of_leaves, strict=True) if grad is not None]
        self.leaves = [leaf for leaf, _ in used]
        self.grad_leaves = [grad for _, grad in used]


def _or_zero(grad: Tensor | None, like: Tensor) -> Tensor:
    return torch.zeros_like(like) if grad is None else grad
