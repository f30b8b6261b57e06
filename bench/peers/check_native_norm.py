#!/usr/bin/env python3
"""Shows why torch-func has a composed batch norm: check_native_norm.py FOLDER-OF-REFERENCE-CASES.

Computes the meta-gradient of maml-conv4 in float64, once with each norm, and prints how far each is off.
"""

import os
import sys

from torch import nn

import contender_torch_func
import protocol


class NativeNorm(nn.BatchNorm2d):
    def __init__(self, channels):
        super().__init__(channels, track_running_stats=False)


case = protocol.read_case(os.path.join(sys.argv[1], "maml-conv4.safetensors"))
contender = contender_torch_func.Contender(1)
for label, norm in (("composed", None), ("native", NativeNorm)):
    loss, gradients = contender.build("omniglot-maml", case, norm).gradient()
    relative, worst = protocol.compare(case.grad, gradients)
    whole = sum(((gradients[n] - g) ** 2).sum() for n, g in case.grad.items()) ** 0.5
    size = sum((g ** 2).sum() for g in case.grad.values()) ** 0.5
    print(f"{label} norm: worst tensor off by {relative:.3g} ({worst}), whole gradient by {whole / size:.3g}, "
          f"loss {loss:.15g}")
