"""Compares these networks with Quickstudy's own: python check.py FOLDER

FOLDER holds, for each case below, NAME.safetensors (an export) and NAME.case.safetensors (inputs x and the outputs y that
Quickstudy gives for them). The test TorchNamesTest writes them.
"""
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file

from networks import Conv4, Gru, Mlp, ResNet12, Transformer

CASES = {
    "conv4-running": lambda: Conv4(channels=1, width=8, norm="running"),
    "conv4-batch": lambda: Conv4(channels=1, width=8, norm="batch"),
    "conv4-group": lambda: Conv4(channels=3, width=16, norm="group", classes=5, features=16),
    "conv4-instance": lambda: Conv4(channels=1, width=8, blocks=3, downsampling="maps", norm="instance"),
    "conv4-layer": lambda: Conv4(channels=1, width=8, downsampling="stride", norm="layer", classes=3, features=8),
    "conv4-per-step": lambda: Conv4(channels=1, width=8, norm="per-step"),
    "resnet12": lambda: ResNet12(channels=3, widths=[4, 6, 8, 10], pooled=False, norm="running", classes=4, features=40),
    "resnet12-pooled": lambda: ResNet12(channels=3, widths=[4, 6], pooled=True, norm="batch"),
    "mlp": lambda: Mlp([6, 8, 7, 3]),
    "gru": lambda: Gru(features=3, hidden=6, classes=4),
    "transformer": lambda: Transformer(length=5, features=3, width=8, heads=2, layers=2, classes=4),
}


def main(folder):
    worst = 0.0
    for name, make in CASES.items():
        network = make()
        network.load_state_dict(load_file(folder / f"{name}.safetensors"))
        network.eval()
        case = load_file(folder / f"{name}.case.safetensors")
        with torch.no_grad():
            largest = max(1.0, case["y"].abs().max().item())
            difference = (network(case["x"]) - case["y"]).abs().max().item() / largest
        print(f"{name:16} largest output {largest:7.1f}, largest difference {difference:.1e} of it")
        worst = max(worst, difference)
    if not worst <= 1e-5:
        sys.exit(f"the outputs differ by up to {worst} of the largest")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
