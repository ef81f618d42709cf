"""NCSN++ and DDPM++ (Song et al. 2021, arXiv:2011.13456, appendix H) in plain PyTorch.

Names, order and shapes of parameters and buffers are those of the published checkpoints, so that
their state dicts load as they are; `Config` has the published names too. Written from the formulas,
each in the form that eager PyTorch runs fastest on the CPU. Left out: progressive="residual", which
the published code does not run with FIR either.

UNet2DModel of diffusers is no second peer: its SkipDownBlock2D, AttnSkipDownBlock2D and SkipUpBlock2D
are NCSN++ of 256 and 1024 pixels (input_skip and output_skip, the google/ncsnpp-* models), and it has
no block with the progressive_input="residual" of CIFAR-10's NCSN++.
"""

import dataclasses
import math

import torch
import torch.nn.functional as F
from torch import nn


@dataclasses.dataclass
class Config:
    """The defaults are the continuous VE network of CIFAR-10, cifar10_ncsnpp_continuous."""
    image_size: int = 32
    num_channels: int = 3
    centered: bool = False
    nf: int = 128
    ch_mult: tuple = (1, 2, 2, 2)
    num_res_blocks: int = 4
    attn_resolutions: tuple = (16,)
    dropout: float = 0.1
    resamp_with_conv: bool = True
    fir: bool = True
    fir_kernel: tuple = (1, 3, 3, 1)
    skip_rescale: bool = True
    resblock_type: str = "biggan"           # or "ddpm"
    progressive: str = "none"               # or "output_skip"
    progressive_input: str = "residual"     # or "input_skip", "none"
    progressive_combine: str = "sum"        # or "cat"
    embedding_type: str = "fourier"         # of log(labels); or "positional", of the labels
    fourier_scale: float = 16.0
    scale_by_sigma: bool = True
    num_scales: int = 1000
    sigma_min: float = 0.01
    sigma_max: float = 50.0

    def __post_init__(self):
        allowed = {"resblock_type": ("biggan", "ddpm"), "progressive": ("none", "output_skip"),
                   "progressive_input": ("none", "input_skip", "residual"),
                   "progressive_combine": ("sum", "cat"),
                   "embedding_type": ("fourier", "positional"), "fir_kernel": ((1, 3, 3, 1),)}
        self.fir_kernel = tuple(self.fir_kernel)
        for name, values in allowed.items():
            if getattr(self, name) not in values:
                raise ValueError(f"{name} = {getattr(self, name)!r} must be one of {values}")

    @classmethod
    def published(cls, **values):
        """From published settings, of which those that choose nothing here are passed over."""
        names = {field.name for field in dataclasses.fields(cls)}
        return cls(**{name: value for name, value in values.items() if name in names})

    @classmethod
    def ddpmpp(cls):
        """cifar10_ddpmpp_continuous, the VP network."""
        return cls(centered=True, fir=False, progressive_input="none", embedding_type="positional",
                   scale_by_sigma=False)


def group_norm(channels):
    return nn.GroupNorm(min(channels // 4, 32), channels, eps=1e-6)


def conv3x3(channels, out_channels):
    return nn.Conv2d(channels, out_channels, 3, padding=1)


class Fir(nn.Module):
    """The filter k = [1, 3, 3, 1], normed, along both axes: twice or half as many pixels, or the
    filter alone on an image padded by 2, as the strided convolution after it wants it. One tap array
    per channel, in no state dict."""

    def __init__(self, channels):
        super().__init__()
        self.channels = channels
        for name, taps in ("taps", (1, 3, 3, 1)), ("smooth", (1, 2, 1)):
            taps = torch.tensor(taps) / sum(taps)
            taps = torch.outer(taps, taps).expand(channels, 1, -1, -1).contiguous()
            self.register_buffer(name, taps, persistent=False)

    def down(self, x):
        return F.conv2d(x, self.taps, stride=2, padding=1, groups=self.channels)

    def padded(self, x):
        return F.conv2d(x, self.taps, padding=2, groups=self.channels)

    def up(self, x):
        if x.dtype is not torch.bfloat16 and not torch.is_autocast_enabled("cpu"):
            return F.conv_transpose2d(x, 4 * self.taps, stride=2, padding=1, groups=self.channels)
        # bfloat16 has no fast transposed convolution; [1, 3, 3, 1] is [1, 1] * [1, 2, 1].
        return F.conv2d(F.interpolate(x, scale_factor=2, mode="nearest"), self.smooth, padding=1,
                        groups=self.channels)


class Naive(nn.Module):
    """Nearest neighbours, and means of 2 x 2."""

    def up(self, x):
        return F.interpolate(x, scale_factor=2, mode="nearest")

    def down(self, x):
        return F.avg_pool2d(x, 2)


def resampling(config, channels):
    return Fir(channels) if config.fir else Naive()


class Downsample(nn.Module):
    """A 3 x 3 convolution of stride 2 (after the filter, if FIR), or else the resampling alone."""

    def __init__(self, config, channels, out_channels, with_conv):
        super().__init__()
        self.with_conv, self.fir = with_conv, config.fir
        if with_conv:
            name = "Conv2d_0" if config.fir else "Conv_0"
            self.add_module(name, nn.Conv2d(channels, out_channels, 3, stride=2))
        self.resample = resampling(config, channels)

    def forward(self, x):
        if not self.with_conv:
            return self.resample.down(x)
        if self.fir:
            return self.Conv2d_0(self.resample.padded(x))
        return self.Conv_0(F.pad(x, (0, 1, 0, 1)))


class Upsample(nn.Module):
    """The resampling, then a 3 x 3 convolution if asked for."""

    def __init__(self, config, channels, with_conv):
        super().__init__()
        if with_conv and config.fir:
            raise ValueError("an upsampling convolution with FIR is not published in a form that runs")
        if with_conv:
            self.Conv_0 = conv3x3(channels, channels)
        self.with_conv, self.resample = with_conv, resampling(config, channels)

    def forward(self, x):
        x = self.resample.up(x)
        return self.Conv_0(x) if self.with_conv else x


class NetworkInNetwork(nn.Module):
    """A linear map of channels; W is [in, out]."""

    def __init__(self, channels, out_channels):
        super().__init__()
        self.W = nn.Parameter(torch.randn(channels, out_channels) / math.sqrt(channels))
        self.b = nn.Parameter(torch.zeros(out_channels))

    def forward(self, x):
        return F.conv2d(x, self.W.t()[:, :, None, None], self.b)


class GaussianFourierProjection(nn.Module):
    def __init__(self, size, scale):
        super().__init__()
        self.W = nn.Parameter(scale * torch.randn(size), requires_grad=False)

    def forward(self, u):
        u = 2 * math.pi * u[:, None] * self.W
        return torch.cat([u.sin(), u.cos()], dim=1)


def positional_embedding(labels, size, dtype):
    half = size // 2
    frequencies = torch.exp(-math.log(10000) / (half - 1) * torch.arange(half, dtype=dtype))
    angles = labels.to(dtype)[:, None] * frequencies
    return F.pad(torch.cat([angles.sin(), angles.cos()], dim=1), (0, size % 2))


class ResnetBlock(nn.Module):
    """resblock_type "ddpm" (with NIN_0 where the channels change) or "biggan" (which resamples, and
    has Conv_2 where channels or pixels change). `embedding` has been through the activation."""

    def __init__(self, config, channels, out_channels=None, up=False, down=False):
        super().__init__()
        out_channels = out_channels or channels
        self.up, self.down, self.skip_rescale = up, down, config.skip_rescale
        self.GroupNorm_0 = group_norm(channels)
        self.Conv_0 = conv3x3(channels, out_channels)
        self.Dense_0 = nn.Linear(4 * config.nf, out_channels)
        self.GroupNorm_1 = group_norm(out_channels)
        self.Dropout_0 = nn.Dropout(config.dropout)
        self.Conv_1 = conv3x3(out_channels, out_channels)
        if config.resblock_type == "ddpm":
            if channels != out_channels:
                self.NIN_0 = NetworkInNetwork(channels, out_channels)
        elif channels != out_channels or up or down:
            self.Conv_2 = nn.Conv2d(channels, out_channels, 1)
        if up or down:
            self.resample = resampling(config, channels)

    def forward(self, x, embedding):
        h = F.silu(self.GroupNorm_0(x))
        if self.up:
            h, x = self.resample.up(h), self.resample.up(x)
        elif self.down:
            h, x = self.resample.down(h), self.resample.down(x)
        h = self.Conv_0(h) + self.Dense_0(embedding)[:, :, None, None]
        h = self.Conv_1(self.Dropout_0(F.silu(self.GroupNorm_1(h))))
        if hasattr(self, "NIN_0"):
            x = self.NIN_0(x)
        elif hasattr(self, "Conv_2"):
            x = self.Conv_2(x)
        return (x + h) * math.sqrt(0.5) if self.skip_rescale else x + h


class AttnBlock(nn.Module):
    """One head of attention among all pixels."""

    def __init__(self, config, channels):
        super().__init__()
        self.GroupNorm_0 = group_norm(channels)
        for i in range(4):
            self.add_module(f"NIN_{i}", NetworkInNetwork(channels, channels))
        self.skip_rescale = config.skip_rescale

    def forward(self, x):
        h = self.GroupNorm_0(x)
        q, k, v = (nin(h).flatten(2) for nin in (self.NIN_0, self.NIN_1, self.NIN_2))
        q = q.transpose(1, 2) * q.shape[1]**-0.5
        weights = torch.bmm(q, k).softmax(dim=2)
        h = self.NIN_3(torch.bmm(v, weights.transpose(1, 2)).reshape(x.shape))
        return (x + h) * math.sqrt(0.5) if self.skip_rescale else x + h


class Combine(nn.Module):
    def __init__(self, channels, out_channels, method):
        super().__init__()
        self.Conv_0 = nn.Conv2d(channels, out_channels, 1)
        self.method = method

    def forward(self, pyramid, h):
        pyramid = self.Conv_0(pyramid)
        return torch.cat([pyramid, h], dim=1) if self.method == "cat" else pyramid + h


class NCSNpp(nn.Module):
    """score = network(x, labels): x [B, C, H, W], labels [B], which are sigma if the embedding is
    "fourier" and 999 t (or the index of the descending sigmas) if it is "positional"."""

    def __init__(self, config):
        super().__init__()
        self.config, nf = config, config.nf
        self.register_buffer("sigmas", torch.exp(torch.linspace(
            math.log(config.sigma_max), math.log(config.sigma_min), config.num_scales,
            dtype=torch.float64)))
        fourier = config.embedding_type == "fourier"
        modules = [GaussianFourierProjection(nf, config.fourier_scale)] if fourier else []
        modules += [nn.Linear(2 * nf if fourier else nf, 4 * nf), nn.Linear(4 * nf, 4 * nf),
                    conv3x3(config.num_channels, nf)]

        channels, pyramid, skips = nf, config.num_channels, [nf]
        for level in range(len(config.ch_mult)):
            for _ in range(config.num_res_blocks):
                out_channels = nf * config.ch_mult[level]
                modules.append(ResnetBlock(config, channels, out_channels))
                channels = out_channels
                if self.attends(level):
                    modules.append(AttnBlock(config, channels))
                skips.append(channels)
            if self.last(level):
                continue
            modules.append(self.resampler(channels, down=True))
            if config.progressive_input == "input_skip":
                modules.append(Combine(pyramid, channels, config.progressive_combine))
                channels *= 2 if config.progressive_combine == "cat" else 1
            elif config.progressive_input == "residual":
                modules.append(Downsample(config, pyramid, channels, with_conv=True))
                pyramid = channels
            skips.append(channels)

        modules += [ResnetBlock(config, channels), AttnBlock(config, channels),
                    ResnetBlock(config, channels)]
        for level in reversed(range(len(config.ch_mult))):
            for _ in range(config.num_res_blocks + 1):
                out_channels = nf * config.ch_mult[level]
                modules.append(ResnetBlock(config, channels + skips.pop(), out_channels))
                channels = out_channels
            if self.attends(level):
                modules.append(AttnBlock(config, channels))
            if config.progressive == "output_skip":
                modules += [group_norm(channels), conv3x3(channels, config.num_channels)]
            if level != 0:
                modules.append(self.resampler(channels, up=True))
        if config.progressive == "none":
            modules += [group_norm(channels), conv3x3(channels, config.num_channels)]
        self.all_modules = nn.ModuleList(modules)
        self.pyramid_resample = resampling(config, config.num_channels)

    def last(self, level):
        return level == len(self.config.ch_mult) - 1

    def attends(self, level):
        return self.config.image_size // 2**level in self.config.attn_resolutions

    def resampler(self, channels, up=False, down=False):
        if self.config.resblock_type == "biggan":
            return ResnetBlock(self.config, channels, up=up, down=down)
        if up:
            return Upsample(self.config, channels, self.config.resamp_with_conv)
        return Downsample(self.config, channels, channels, self.config.resamp_with_conv)

    def resampled(self, module, h, embedding):
        return module(h, embedding) if self.config.resblock_type == "biggan" else module(h)

    def forward(self, x, labels):
        config, modules = self.config, iter(self.all_modules)
        if config.embedding_type == "fourier":
            sigma = labels
            embedding = next(modules)(sigma.log())
        else:
            sigma = self.sigmas[labels.long()] if config.scale_by_sigma else None
            embedding = positional_embedding(labels, config.nf, x.dtype)
        embedding = next(modules)(embedding)
        embedding = F.silu(next(modules)(F.silu(embedding)))  # what every block begins with

        if not config.centered:
            x = 2 * x - 1
        pyramid, h = x, next(modules)(x)
        skips = [h]
        for level in range(len(config.ch_mult)):
            for _ in range(config.num_res_blocks):
                h = next(modules)(h, embedding)
                if self.attends(level):
                    h = next(modules)(h)
                skips.append(h)
            if self.last(level):
                continue
            h = self.resampled(next(modules), h, embedding)
            if config.progressive_input == "input_skip":
                pyramid = self.pyramid_resample.down(pyramid)
                h = next(modules)(pyramid, h)
            elif config.progressive_input == "residual":
                pyramid = next(modules)(pyramid) + h
                if config.skip_rescale:
                    pyramid = pyramid * math.sqrt(0.5)
                h = pyramid
            skips.append(h)

        h = next(modules)(h, embedding)
        h = next(modules)(h)
        h = next(modules)(h, embedding)

        for level in reversed(range(len(config.ch_mult))):
            for _ in range(config.num_res_blocks + 1):
                h = next(modules)(torch.cat([h, skips.pop()], dim=1), embedding)
            if self.attends(level):
                h = next(modules)(h)
            if config.progressive == "output_skip":
                norm, conv = next(modules), next(modules)
                image = conv(F.silu(norm(h)))
                pyramid = image if self.last(level) else self.pyramid_resample.up(pyramid) + image
            if level != 0:
                h = self.resampled(next(modules), h, embedding)
        if config.progressive == "none":
            norm, conv = next(modules), next(modules)
            pyramid = conv(F.silu(norm(h)))
        return pyramid / sigma.to(pyramid)[:, None, None, None] if config.scale_by_sigma else pyramid


@torch.no_grad()
def draw_parameters(network, seed):
    """Draws every parameter of `network` so that each layer matters and nothing is denormal, which the
    published start (1e-10 in many layers) does not: weights of variance 1 / fan_in, scales of norms
    and biases with deviations of 0.1 about 1 and 0."""
    generator = torch.Generator().manual_seed(seed)
    for module in network.modules():
        for name, parameter in module.named_parameters(recurse=False):
            z = torch.randn(parameter.shape, generator=generator)
            if isinstance(module, GaussianFourierProjection):
                z *= network.config.fourier_scale
            elif isinstance(module, nn.GroupNorm) and name == "weight":
                z = 1 + 0.1 * z
            elif name in ("bias", "b"):
                z *= 0.1
            else:
                fan_in = len(parameter) if name == "W" else parameter[0].numel()
                z /= math.sqrt(fan_in)
            parameter.copy_(z)
    return network
