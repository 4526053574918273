"""The formulas of single sites: what the forward and the backward pass compute there, by the kind of the site."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gradsim import specs
from gradsim.snapshot import Sites
from ui.layer_algebra import Order
from ui.numbers import subscript
from ui.views.site_axis import SiteAxis

RECURRENT = {
    "rnn": "h{t} = σ(Wₓ x{t} + Wₕ h{before} + b)",
    "lstm": "c{t} = f⊙c{before} + i⊙k,  h{t} = o⊙σ(c{t})",
    "gru": "h{t} = (1 − u)⊙k + u⊙h{before}",
}
STATES = {"lstm": "(h, c)"}  # what goes from step to step, where it is more than h
STEP_JACOBIANS = {
    "rnn": ",  Jₖ = diag σ′(zₖ)·Wₕ",
    "lstm": "\nfactor² = mean(‖∂hₖ/∂hₖ₋₁‖² + ‖diag fₖ‖²)/H",
    "gru": ",  Jₖ = ∂hₖ/∂hₖ₋₁ = diag uₖ + …",
}


def state(kind: str) -> str:
    """The letters of what a recurrent cell hands on from step to step."""
    return STATES.get(kind, "h")


def update(optimizer: specs.OptimizerSpec) -> str:
    """How the weights move: v is the velocity, m and v of Adam the corrected moments, s what others keep of squares."""
    decay, momentum = optimizer.weight_decay, getattr(optimizer, "momentum", 0.0)
    gradient = "(∂L/∂W + λW)" if decay else "∂L/∂W"
    if isinstance(optimizer, specs.AdamW):
        step = "(m/(√v + ε) + λW)" if decay else "m/(√v + ε)"
    elif isinstance(optimizer, specs.Adam):
        step = "m/(√v + ε)"
    elif isinstance(optimizer, specs.Sgd):
        ahead = f"({gradient.strip('()')} + μv)" if optimizer.nesterov else "v"
        step = ahead if momentum else gradient
    else:
        step = "v" if momentum else f"{gradient}/(√s + ε)"
    return f"W ← W − η {step}"


def forward(sites: Sites, site: int, order: Order = "direct") -> str:
    """What the forward pass computes at a site 1…S, whose W stands where ``order`` says."""
    axis, kind = SiteAxis(sites), str(sites.kind[site - 1])
    if axis.time(site):
        t = axis.time(site)
        return RECURRENT.get(kind, RECURRENT["rnn"]).format(t=subscript(t), before=subscript(t - 1))
    index = axis.index(site) if not axis.is_time else ""
    source = "x" if site == 1 else f"{axis.letter(site - 1)}{axis.index(site - 1)}"
    if order == "after":
        return f"{axis.letter(site)}{index} = F{index}({source})"
    return f"{'z' if order == 'direct' else 'u'}{index} = W{index} {'∗ ' if kind == 'conv' else ''}{source} + b{index}"


def backward(sites: Sites, site: int, order: Order = "direct") -> str:
    """What the backward pass computes at a site 1…S, the gradient that arrives at its output; ``order`` of the next site."""
    axis = SiteAxis(sites)
    if site == len(sites):
        return f"∂L/∂a{axis.index(site)}" if not axis.is_time else "∂L/∂a"
    wanted, after = f"∂L/∂{axis.letter(site)}{axis.index(site)}", axis.index(site + 1)
    if axis.time(site):
        if axis.time(site + 1) > 1:
            letters = state(str(sites.kind[site - 1]))
            return f"∂L/∂{letters}{axis.index(site)} = J{after}ᵀ ∂L/∂{letters}{after}"
        if not axis.time(site + 1):
            return f"{wanted} = Wᵀ δ"
        return QCoreApplication.translate("Phase", "{gradient} from the layer above").format(gradient=wanted)
    over = f" + ∂L/∂s{subscript(int(sites.block_end[site]))}" if sites.block_start[site] == site + 1 else ""
    if order == "after" or (over and sites.kind[site] == "conv"):  # a projection may stand on the skip
        return f"{wanted} = J{after}ᵀ ∂L/∂a{after}{' + …' if over else ''}"
    transposed = "∗ᵀ " if sites.kind[site] == "conv" else "ᵀ "
    return f"{wanted} = W{after}{transposed}{'δ' if order == 'direct' else '∂L/∂u'}{after}{over}"
