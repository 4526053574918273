"""The operations a site is made of, one small module per kind.

Each operation owns views of preallocated buffers: ``forward()`` reads its input and writes its output, ``backward()`` reads
∂L/∂output and writes ∂L/∂input, ``vjp(g)`` is the same chain-rule link as a pure function for probes.
Shapes: B samples, n units. None of them knows that its buffers are slices of stacks.
"""

from gradsim.layers.activate import Activate
from gradsim.layers.affine import Affine
from gradsim.layers.base import Operation
from gradsim.layers.dropout import Dropout
from gradsim.layers.norm import Normalize
from gradsim.layers.skip import Skip

__all__ = ["Activate", "Affine", "Dropout", "Normalize", "Operation", "Skip"]
