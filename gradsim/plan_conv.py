"""Plan of the convolutional networks: which convolutions, poolings and blocks follow each other. No torch."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from gradsim import specs
from gradsim.site_plan import Convolution, Image, Pooling, SitePlan, Slot

SIDE = 32  # pixels a side that LeNet-5 and AlexNet are made for
_IDENTITY = specs.PlainActivation(kind="identity")
_ALEXNET = (  # filters over those of the first convolution, kernel, pooled; the proportions of Krizhevsky et al. 2012
    (96, 5, True), (256, 5, True), (384, 3, False), (384, 3, False), (256, 3, True))
_ALEXNET_DENSE = 4096
_EXPANSION = 4  # of a bottleneck: its last convolution is this much wider

Network = specs.LeNet5 | specs.AlexNet | specs.PlainCnn | specs.ResNet


def plan_convolutional(model: Network, data: specs.Data) -> list[SitePlan]:
    """The sites of a convolutional network, input side first, (S,)."""
    assert data.image is not None
    builder = _Builder(model, (data.image[0], image_side(model)), data.shape[1])
    if isinstance(model, specs.LeNet5):
        return builder.lenet5(model)
    return builder.alexnet(model) if isinstance(model, specs.AlexNet) else builder.stages(model)


def image_side(model: Network) -> int:
    """Pixels a side to which images are scaled for this network."""
    return model.image_size if isinstance(model, specs.PlainCnn | specs.ResNet) else SIDE


def block_length(model: specs.PlainCnn | specs.ResNet) -> int:
    """Convolutions per block."""
    return 3 if isinstance(model, specs.ResNet) and model.bottleneck else 2


class _Builder:
    """Adds one site after the other; ``image`` is what the last one leaves."""

    def __init__(self, model: Network, image: Image, classes: int) -> None:
        self.model, self.image, self.classes = model, image, classes
        self.sites: list[SitePlan] = []
        self._norm: tuple[Slot, ...] = ("norm",) if isinstance(model.norm, specs.ConvNorm) else ()

    # ---- single sites -----------------------------------------------------------------------

    def _add(self, *slots: Slot, units: int = 0, conv: Convolution | None = None, pool: Pooling | None = None,
             linear: bool = False, is_head: bool = False, block: tuple[int, int] = (0, 0)) -> None:
        """A site with these operations; ``units`` of a dense weight; ``linear``: φ is the identity."""
        channels, side = self.image
        site = SitePlan(len(self.sites) + 1, channels * side**2, units, slots,
                        _IDENTITY if linear else self.model.activation, is_head, *block, conv, pool)
        self.image = site.image_after(slots[-1])
        self.sites.append(replace(site, n_out=site.width_after(slots[-1])))

    def _convolve(self, filters: int, kernel: int, padding: int = 0,
                  pooling: tuple[Literal["average", "max"], int, int] | None = None) -> None:
        """Convolution, norm, φ and, given (kind, window, stride), a pooling."""
        conv = Convolution(*self.image, filters, kernel, 1, padding)
        if pooling is None:
            self._add("affine", *self._norm, "activate", conv=conv)
        else:
            kind, window, stride = pooling
            pool = Pooling(kind, filters, conv.side_out, window, stride)
            self._add("affine", *self._norm, "activate", "pool", conv=conv, pool=pool)

    # ---- LeNet-5, AlexNet -------------------------------------------------------------------

    def lenet5(self, model: specs.LeNet5) -> list[SitePlan]:
        """C1, S2 | C3, S4 | C5 (a 5×5 convolution of 5×5 pixels: dense) | F6 | output."""
        for filters in (6, 16):
            self._convolve(filters, 5, pooling=(model.pooling, 2, 2))
        for units in (120, 84):
            self._add("affine", "activate", units=units)
        self._add("affine", "activate", units=self.classes, linear=True, is_head=True)
        return self.sites

    def alexnet(self, model: specs.AlexNet) -> list[SitePlan]:
        """Five convolutions, the first, second and fifth with overlapping 3×3 max pooling; three dense layers."""
        first = _ALEXNET[0][0]
        for filters, kernel, pooled in _ALEXNET:
            self._convolve(_scaled(filters, model.width, first), kernel, kernel // 2, ("max", 3, 2) if pooled else None)
        for _ in range(2):
            drop: tuple[Slot, ...] = ("dropout",) if model.dropout else ()
            self._add("affine", "activate", *drop, units=_scaled(_ALEXNET_DENSE, model.width, first))
        self._add("affine", "activate", units=self.classes, linear=True, is_head=True)
        return self.sites

    # ---- plain and residual -----------------------------------------------------------------

    def stages(self, model: specs.PlainCnn | specs.ResNet) -> list[SitePlan]:
        """A 3×3 convolution, three stages of n blocks, global average pooling and a linear layer (the head)."""
        residual = model.residual if isinstance(model, specs.ResNet) else None
        pre = residual is not None and residual.kind == "pre_activation"
        norm = () if pre else self._norm  # in pre-activation order the first convolution is a linear map
        self._add("affine", *norm, "activate", conv=Convolution(*self.image, model.width, 3, 1, 1), linear=pre)
        blocks = (model.depth - 2) // (3 * block_length(model))
        for stage in range(3):
            for block in range(blocks):
                self._block(model, model.width * 2**stage, 2 if stage and not block else 1, pre)
        self._pooling_head(pre)
        return self.sites

    def _block(self, model: specs.PlainCnn | specs.ResNet, width: int, stride: int, pre: bool) -> None:
        """3×3, 3×3 convolutions; in a bottleneck 1×1, 3×3 (with the stride, as in torchvision), 1×1 ones."""
        start = self.image
        shapes = [(width, 3, stride), (width, 3, 1)]
        if block_length(model) == 3:
            shapes = [(width, 1, 1), (width, 3, stride), (_EXPANSION * width, 1, 1)]
        linked = isinstance(model, specs.ResNet)
        first, last = len(self.sites) + 1, len(self.sites) + len(shapes)
        for place, (filters, kernel, step) in enumerate(shapes, start=first):
            conv = Convolution(*self.image, filters, kernel, step, kernel // 2)
            sum_: tuple[Slot, ...] = ("skip",) if linked and place == last else ()
            slots: tuple[Slot, ...] = ("affine", *self._norm, *sum_, "activate")
            if pre:
                slots = (*self._norm, "activate", "affine", *sum_)
            self._add(*slots, conv=conv, block=(first, last) if linked else (0, 0))
        if linked and start != self.image:
            shortcut = Convolution(*start, self.image[0], 1, stride)
            self.sites[-1] = replace(self.sites[-1], shortcut=shortcut)

    def _pooling_head(self, pre: bool) -> None:
        """Global average pooling and a linear layer; in pre-activation order after a last norm and φ (He et al. 2016b)."""
        slots: tuple[Slot, ...] = (*self._norm, "activate", "pool", "affine") if pre else ("pool", "affine", "activate")
        channels, side = self.image
        self._add(*slots, units=self.classes, pool=Pooling("average", channels, side, side, side), linear=not pre,
                  is_head=True)


def _scaled(size: int, width: int, first: int) -> int:
    return max(1, round(size * width / first))
