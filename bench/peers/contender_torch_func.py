"""torch.func: `grad` through `grad`, `vmap` over the tasks, `functional_call`.

Batch norm is composed of simple ops: under `vmap` the native one is silently wrong in second order
(check_native_norm.py shows by how much).
"""

import numpy as np
import torch
from torch import nn
from torch.func import functional_call, grad, grad_and_value, vmap
from torch.nn import functional as F

MAML = ("omniglot-maml", "omniglot-maml-5", "sinusoid-maml", "sinusoid-maml-5")


class Contender:
    def __init__(self, threads):
        torch.set_num_threads(threads)
        self.workloads = MAML + ("protonet",)

    def versions(self):
        return {"torch": torch.__version__, "numpy": np.__version__}

    def build(self, workload, case, norm=None):
        return (Prototypes if workload == "protonet" else Maml)(case, norm or ComposedNorm)


class ComposedNorm(nn.Module):
    """Batch norm by the statistics of the batch at hand."""

    def __init__(self, channels):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x):
        centred = x - x.mean((0, 2, 3), keepdim=True)
        variance = (centred * centred).mean((0, 2, 3), keepdim=True)
        scale = self.weight.view(1, -1, 1, 1) * torch.rsqrt(variance + 1e-5)
        return centred * scale + self.bias.view(1, -1, 1, 1)


class Block(nn.Module):
    def __init__(self, inputs, outputs, norm):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.norm = norm(outputs)

    def forward(self, x):
        return F.max_pool2d(F.relu(self.norm(self.conv(x))), 2)


class Conv4(nn.Module):
    def __init__(self, shape, norm):
        super().__init__()
        widths = [shape["channels"]] + [shape["width"]] * shape["blocks"]
        self.blocks = nn.Sequential(*(Block(i, o, norm) for i, o in zip(widths[:-1], widths[1:])))
        side = shape["size"] >> shape["blocks"]
        self.head = nn.Linear(shape["width"] * side * side, shape["outputs"]) if shape["outputs"] else nn.Identity()

    def forward(self, x):
        return self.head(self.blocks(x).flatten(1))


class Mlp(nn.Module):
    def __init__(self, widths):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(i, o) for i, o in zip(widths[:-1], widths[1:]))

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = F.relu(layer(x))
        return self.layers[-1](x)


class Batch:
    def __init__(self, case, norm):
        self.case = case
        kind, shape = case.layout()
        self.model = Conv4(shape, norm) if kind == "conv4" else Mlp(shape)
        self.model.train()
        self.data = [torch.from_numpy(array) for array in
                     (case.support_x, case.support_y, case.query_x, case.query_y)]
        self.phi = {name: torch.from_numpy(array.copy()).requires_grad_() for name, array in case.phi.items()}
        self.optimizer = torch.optim.Adam(self.phi.values(), case.outer_rate)
        self.meta_gradient = grad_and_value(self.loss)

    def task_loss(self, phi, support_x, support_y, query_x, query_y):
        raise NotImplementedError

    def apply(self, weights, x):
        return functional_call(self.model, weights, (x,))

    def loss(self, phi):
        return vmap(self.task_loss, in_dims=(None, 0, 0, 0, 0))(phi, *self.data).mean()

    def accumulate(self):
        return self.meta_gradient({name: tensor.detach() for name, tensor in self.phi.items()})

    def gradient(self):
        gradients, loss = self.accumulate()
        return loss.item(), {name: tensor.numpy() for name, tensor in gradients.items()}

    def step(self):
        gradients, loss = self.accumulate()
        for name, tensor in self.phi.items():
            tensor.grad = gradients[name]
        self.optimizer.step()
        return loss.item()


class Maml(Batch):
    def error(self, weights, x, y):
        outputs = self.apply(weights, x)
        return F.cross_entropy(outputs, y) if self.case.classifies else F.mse_loss(outputs, y)

    def task_loss(self, phi, support_x, support_y, query_x, query_y):
        weights = phi
        for _ in range(self.case.inner_steps):
            gradients = grad(self.error)(weights, support_x, support_y)
            weights = {name: weight - self.case.inner_rate * gradients[name] for name, weight in weights.items()}
        return self.error(weights, query_x, query_y)


class Prototypes(Batch):
    def task_loss(self, phi, support_x, support_y, query_x, query_y):
        members = F.one_hot(support_y, self.case.ways).to(support_x.dtype)
        prototypes = (members.T @ self.apply(phi, support_x)) / members.sum(0)[:, None]
        queries = self.apply(phi, query_x)
        distances = ((queries[:, None, :] - prototypes[None, :, :]) ** 2).sum(2)
        return F.cross_entropy(-distances, query_y)
