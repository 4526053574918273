"""What one site of a network is: its shapes, its operations, its place in a residual block. No torch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gradsim import specs

Slot = Literal["affine", "norm", "activate", "dropout", "skip", "residual_norm", "pool"]
Image = tuple[int, int]  # channels, pixels a side


@dataclass(frozen=True)
class Convolution:
    """A convolution of square images: ``channels`` × side² → ``filters`` × side_out²."""

    channels: int
    side: int
    filters: int
    kernel: int
    stride: int = 1
    padding: int = 0

    @property
    def side_out(self) -> int:
        """Pixels a side of the result."""
        return (self.side + 2 * self.padding - self.kernel) // self.stride + 1

    @property
    def taps(self) -> int:
        """Weights per pair of channels."""
        return self.kernel**2

    @property
    def weight_shape(self) -> tuple[int, int]:
        """The kernel as a matrix: (C_out, C_in·kh·kw)."""
        return self.filters, self.channels * self.taps


@dataclass(frozen=True)
class Pooling:
    """Windows of ``window``² pixels, ``stride`` apart, become one pixel each: their average or their largest."""

    kind: Literal["average", "max"]
    channels: int
    side: int
    window: int
    stride: int

    @property
    def side_out(self) -> int:
        """Pixels a side of the result."""
        return (self.side - self.window) // self.stride + 1


@dataclass(frozen=True)
class SitePlan:
    """One site.

    Attributes
    ----------
    index
        1…S.
    n_in, n_out
        Units of its input and output; images are flattened, channels first.
    slots
        Its operations in forward order; neighbouring dense sites share them, so that they can be stacked.
    block_start, block_end
        First and last site of its residual block, 0 where no skip passes it.
    conv, pool
        Its convolution (None: a dense weight) and its pooling, if any.
    shortcut
        On a block's last site, the convolution on the skip where the block's ends differ in shape.
    """

    index: int
    n_in: int
    n_out: int
    slots: tuple[Slot, ...]
    activation: specs.PlainActivation | specs.LeakyRelu | specs.Elu
    is_head: bool
    block_start: int
    block_end: int
    conv: Convolution | None = None
    pool: Pooling | None = None
    shortcut: Convolution | None = None

    @property
    def ends_block(self) -> bool:
        """True for the last site of a block: the one with the sum."""
        return self.block_end == self.index

    @property
    def starts_block(self) -> bool:
        """True for the first site of a block: the one whose input is the skip's source."""
        return self.block_start == self.index

    @property
    def weight_first(self) -> bool:
        """False in pre-activation order, where φ stands before the weight and z is as wide as the input."""
        return self.slots.index("affine") < self.slots.index("activate")

    @property
    def has_images(self) -> bool:
        """True if a convolution or a pooling belongs to the site."""
        return self.conv is not None or self.pool is not None

    @property
    def weight_shape(self) -> tuple[int, int]:
        """(n_out, n_in) of the weight matrix; of a convolution (C_out, C_in·kh·kw)."""
        if self.conv is not None:
            return self.conv.weight_shape
        return self.n_out, self.n_in if self.pool is None else self.pool.channels * self.pool.side_out**2

    @property
    def taps(self) -> int:
        """Places at which a weight acts on each pair of channels, kh·kw; 1 for a dense weight."""
        return 1 if self.conv is None else self.conv.taps

    @property
    def fans(self) -> tuple[int, int]:
        """fan_in, fan_out: of a convolution C_in·kh·kw and C_out·kh·kw."""
        rows, columns = self.weight_shape
        return columns, rows * self.taps

    @property
    def multiplications(self) -> int:
        """Multiplications of the forward pass of one sample."""
        rows, columns = self.weight_shape
        return rows * columns * (1 if self.conv is None else self.conv.side_out**2)

    @property
    def image_before(self) -> Image:
        """Channels and pixels a side of the input; (n, 1) without images."""
        if self.conv is not None:
            return self.conv.channels, self.conv.side
        return (self.n_in, 1) if self.pool is None else (self.pool.channels, self.pool.side)

    def image_after(self, slot: Slot) -> Image:
        """Channels and pixels a side of an operation's output; (n, 1) without images."""
        image = self.image_before
        for done in self.slots[:self.slots.index(slot) + 1]:
            if done == "affine":
                image = (self.n_out, 1) if self.conv is None else (self.conv.filters, self.conv.side_out)
            elif done == "pool" and self.pool is not None:
                image = (image[0], self.pool.side_out)
        return image

    def width_after(self, slot: Slot) -> int:
        """Units of an operation's output."""
        channels, side = self.image_after(slot)
        return channels * side**2

    @property
    def z_width(self) -> int:
        """Columns of z."""
        return self.width_after("activate")

    @property
    def stack_key(self) -> tuple[object, ...]:
        """Sites with the same key, next to each other, may share stacked buffers; those with images never do."""
        return (self.n_in, self.n_out, self.slots, self.is_head, self.index if self.has_images else 0)
