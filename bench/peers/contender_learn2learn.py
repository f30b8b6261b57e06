"""learn2learn as its users write it: `clone`, `adapt` and `backward`, task after task; its own networks
and its own task sampler."""

import random

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

import learn2learn as l2l

try:  # the part that has to be compiled
    from learn2learn.data.transforms import ConsecutiveLabels, FusedNWaysKShots, LoadData, RemapLabels
except ImportError:
    FusedNWaysKShots = None

MAML = ("omniglot-maml", "omniglot-maml-5", "sinusoid-maml", "sinusoid-maml-5")


class Contender:
    def __init__(self, threads):
        torch.set_num_threads(threads)
        self.workloads = MAML + ("protonet",) + (("sampling",) if FusedNWaysKShots else ())

    def versions(self):
        return {"learn2learn": l2l.__version__, "torch": torch.__version__, "numpy": np.__version__}

    def build(self, workload, case):
        if workload == "sampling":
            return Sampling(case)
        return Prototypes(case) if workload == "protonet" else Maml(case)


def embedding(shape):
    """The encoder of its prototype example: its own backbone, flattened."""
    backbone = l2l.vision.models.CNN4Backbone(
        hidden_size=shape["width"], layers=shape["blocks"], channels=shape["channels"], max_pool=True)
    return nn.Sequential(backbone, nn.Flatten())


def network(case):
    """learn2learn's own network of that layout, and our name of each of its tensors."""
    kind, shape = case.layout()
    if kind == "mlp":
        layers = []
        for inputs, outputs in zip(shape[:-1], shape[1:]):
            layers += [nn.Linear(inputs, outputs), nn.ReLU()]
        model = nn.Sequential(*layers[:-1])
        rename = {f"{2 * i}.{part}": f"layers.{i}.{part}"
                  for i in range(len(shape) - 1) for part in ("weight", "bias")}
    else:
        if shape["outputs"]:
            side = shape["size"] >> shape["blocks"]
            model = l2l.vision.models.CNN4(
                shape["outputs"], hidden_size=shape["width"], layers=shape["blocks"],
                channels=shape["channels"], max_pool=True, embedding_size=shape["width"] * side * side)
            body = "features"
        else:
            model = embedding(shape)
            body = "0"
        rename = {f"{body}.{b}.{theirs}.{part}": f"blocks.{b}.{ours}.{part}"
                  for b in range(shape["blocks"])
                  for theirs, ours in (("conv", "conv"), ("normalize", "norm"))
                  for part in ("weight", "bias")}
        rename |= {"classifier.weight": "head.weight", "classifier.bias": "head.bias"}
    names = {name: rename[name] for name, _ in model.named_parameters()}
    model.to(torch.from_numpy(case.support_x).dtype)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(torch.from_numpy(case.phi[names[name]]))
    return model.train(), names


class Batch:
    """What both algorithms share: the tasks, and a meta-step as a user's loop has it."""

    def __init__(self, case):
        self.case = case
        self.model, self.names = network(case)
        arrays = (case.support_x, case.support_y, case.query_x, case.query_y)
        self.tasks = list(zip(*(torch.from_numpy(array) for array in arrays)))
        self.optimizer = torch.optim.Adam(self.model.parameters(), case.outer_rate)

    def task_loss(self, support_x, support_y, query_x, query_y):
        raise NotImplementedError

    def accumulate(self):
        self.optimizer.zero_grad()
        total = 0.0
        for task in self.tasks:
            loss = self.task_loss(*task)
            loss.backward()
            total += loss.item()
        for parameter in self.model.parameters():
            parameter.grad.data.mul_(1.0 / len(self.tasks))
        return total / len(self.tasks)

    def gradient(self):
        loss = self.accumulate()
        return loss, {self.names[name]: p.grad.numpy().copy() for name, p in self.model.named_parameters()}

    def step(self):
        self.accumulate()
        self.optimizer.step()


class Maml(Batch):
    def __init__(self, case):
        super().__init__(case)
        self.loss = nn.CrossEntropyLoss() if case.classifies else nn.MSELoss()
        self.maml = l2l.algorithms.MAML(self.model, lr=case.inner_rate, first_order=False)

    def task_loss(self, support_x, support_y, query_x, query_y):
        learner = self.maml.clone()
        for _ in range(self.case.inner_steps):
            learner.adapt(self.loss(learner(support_x), support_y))
        return self.loss(learner(query_x), query_y)


def logits(queries, prototypes):
    """Negative squared distances by broadcasting, as its example has them."""
    return -(queries[:, None] - prototypes[None]).square().sum(2)


class Prototypes(Batch):
    """As in that example, but support and query sets are embedded apart, as the comparison wants it."""

    def task_loss(self, support_x, support_y, query_x, query_y):
        sort = torch.sort(support_y)
        support = self.model(support_x[sort.indices])
        ways = self.case.ways
        prototypes = support.reshape(ways, support.size(0) // ways, -1).mean(dim=1)
        return F.cross_entropy(logits(self.model(query_x), prototypes), query_y)


class Sampling:
    """learn2learn's compiled sampler over tensors in memory, with the transforms of its Omniglot benchmark
    (without its rotations), and its own split into support and query."""

    def __init__(self, data):
        random.seed(1)
        classes, examples = data.images.shape[:2]
        # Scaled once, in advance: its OnDeviceDataset keeps transformed images too.
        images = torch.from_numpy(data.images).to(torch.float32).div_(255).reshape(
            classes * examples, 1, *data.images.shape[2:])
        labels = torch.arange(classes).repeat_interleave(examples)
        dataset = l2l.data.MetaDataset(
            torch.utils.data.TensorDataset(images, labels),
            indices_to_labels=dict(enumerate(labels.tolist())))
        self.shots = data.shots
        self.taskset = l2l.data.Taskset(dataset, [
            FusedNWaysKShots(dataset, n=data.ways, k=data.shots + data.queries),
            LoadData(dataset),
            RemapLabels(dataset),
            ConsecutiveLabels(dataset),
        ])

    def step(self):
        x, y = self.taskset.sample()
        return l2l.data.partition_task(x, y, shots=self.shots)
