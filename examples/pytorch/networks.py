"""The networks of Quickstudy as torch.nn modules, with the names that `quickstudy export --format torch` writes.

    from safetensors.torch import load_file
    network = Conv4(channels=1, width=64, blocks=4, norm="running")
    network.load_state_dict(load_file("glyphs.safetensors"))
    network.eval()
"""
import torch
from torch import nn
from torch.nn import functional as F


def normalisation(kind, channels):
    """One layer of normalisation, as the recipe's `norm` names it."""
    if kind == "batch":  # by the statistics of whatever batch it is given
        return nn.BatchNorm2d(channels, track_running_stats=False)
    if kind == "running":
        return nn.BatchNorm2d(channels)
    if kind == "group":
        return nn.GroupNorm(max(1, channels // 8), channels)
    if kind == "instance":
        return nn.InstanceNorm2d(channels, affine=True)
    if kind == "layer":
        return nn.GroupNorm(1, channels)
    if kind == "per-step":  # one a step of the inner loop
        return nn.ModuleList(nn.BatchNorm2d(channels) for _ in range(10))
    raise ValueError(f"torch.nn has no normalisation '{kind}'")


class Conv4(nn.Module):
    """Recipe: kind conv4. `features` are the inputs of the output layer, where there is one (classes > 0)."""

    def __init__(self, channels, width, blocks=4, downsampling="pool", norm="running", classes=0, features=0):
        super().__init__()
        self.downsampling = downsampling
        stride = 2 if downsampling == "stride" else 1
        self.blocks = nn.ModuleList()
        for b in range(blocks):
            block = nn.Module()
            block.conv = nn.Conv2d(channels if b == 0 else width, width, 3, stride=stride, padding=1)
            block.norm = normalisation(norm, width)
            self.blocks.append(block)
        if classes > 0:
            self.head = nn.Linear(features, classes)

    def forward(self, x, step=0):
        for b, block in enumerate(self.blocks):
            norm = block.norm[min(step, 9)] if isinstance(block.norm, nn.ModuleList) else block.norm
            x = F.relu(norm(block.conv(x)))
            if self.downsampling == "pool" or (self.downsampling == "maps" and b < 2):
                x = F.max_pool2d(x, 2)
        x = x.mean((2, 3)) if self.downsampling == "stride" else x.flatten(1)
        return self.head(x) if hasattr(self, "head") else x


class ResNet12(nn.Module):
    """Recipe: kind resnet12. Dropping (`dropBlock`) is for training and left out."""

    def __init__(self, channels, widths, pooled, norm="running", classes=0, features=0):
        super().__init__()
        self.pooled = pooled
        self.blocks = nn.ModuleList()
        for width in widths:
            block = nn.Module()
            block.conv = nn.ModuleList(
                nn.Conv2d(channels if i == 0 else width, width, 3, padding=1, bias=False) for i in range(3)
            )
            block.norm = nn.ModuleList(normalisation(norm, width) for _ in range(3))
            block.shortcut = nn.Module()
            block.shortcut.conv = nn.Conv2d(channels, width, 1, bias=False)
            block.shortcut.norm = normalisation(norm, width)
            self.blocks.append(block)
            channels = width
        if classes > 0:
            self.head = nn.Linear(features, classes)

    def forward(self, x):
        for block in self.blocks:
            y = x
            for i in range(3):
                y = block.norm[i](block.conv[i](y))
                y = F.leaky_relu(y, 0.1) if i < 2 else y
            y = y + block.shortcut.norm(block.shortcut.conv(x))
            x = F.max_pool2d(F.leaky_relu(y, 0.1), 2)
        x = x.mean((2, 3)) if self.pooled else x.flatten(1)
        return self.head(x) if hasattr(self, "head") else x


class Mlp(nn.Module):
    """Recipe: kind mlp. `sizes`: inputs, hidden widths, outputs."""

    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))

    def forward(self, x):
        x = x.flatten(1)
        for layer in self.layers[:-1]:
            x = F.relu(layer(x))
        return self.layers[-1](x)


class Gru(nn.Module):
    """Recipe: kind gru. Reads [N, length, features]."""

    def __init__(self, features, hidden, classes=0):
        super().__init__()
        self.gru = nn.GRU(features, hidden, batch_first=True)
        if classes > 0:
            self.head = nn.Linear(hidden, classes)

    def forward(self, x):
        x = self.gru(x)[1][0]
        return self.head(x) if hasattr(self, "head") else x


class Transformer(nn.Module):
    """Recipe: kind transformer. Reads [N, length, features]."""

    def __init__(self, length, features, width, heads, layers, classes=0):
        super().__init__()
        self.embed = nn.Linear(features, width)
        self.positions = nn.Parameter(torch.zeros(length, width))
        layer = nn.TransformerEncoderLayer(
            width, heads, 4 * width, dropout=0.0, activation="gelu", batch_first=True, norm_first=True
        )
        self.encoder = nn.TransformerEncoder(layer, layers, norm=nn.LayerNorm(width), enable_nested_tensor=False)
        if classes > 0:
            self.head = nn.Linear(width, classes)

    def forward(self, x):
        x = self.encoder(self.embed(x) + self.positions).mean(1)
        return self.head(x) if hasattr(self, "head") else x
