"""The operations a site is made of, one small module per kind.

Each operation owns views of preallocated buffers. Its ``kernels()`` read its input and write its output, and read ∂L/∂output
and write ∂L/∂input: its methods ``forward`` and ``backward``, where these are more than one call of torch. ``vjp(g)`` is
the same chain-rule link as a pure function for probes.
Shapes: B samples, n units; images are flattened, channels first. None of them knows that its buffers are slices of stacks.
"""

from gradsim.layers.activate import Activate, ActivatePixels
from gradsim.layers.affine import Affine
from gradsim.layers.base import Kernel, Operation
from gradsim.layers.convolve import Convolve, convolution
from gradsim.layers.dropout import Dropout
from gradsim.layers.norm import Normalize
from gradsim.layers.norm_images import NormalizeImages
from gradsim.layers.pool import Pool
from gradsim.layers.shortcut import Shortcut
from gradsim.layers.skip import Skip

__all__ = ["Activate", "ActivatePixels", "Affine", "Convolve", "Dropout", "Kernel", "Normalize", "NormalizeImages",
           "Operation", "Pool", "Shortcut", "Skip", "convolution"]
