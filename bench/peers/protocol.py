"""What all peers share: requests and answers, the case files, and the comparison of gradients.

A contender offers `workloads` (names), `versions()` and `build(workload, case)`. What it builds has
`gradient()` -> (loss, {name: array}), and `step()`, a whole meta-step that has finished when it returns.
"""

import ctypes
import dataclasses
import gc
import json
import re
import time
import traceback

import numpy as np
from safetensors import safe_open

EPISODES = 50  # a `sampling` step draws this many


@dataclasses.dataclass
class Case:
    """A batch of tasks with meta-parameters and what the meta-gradient ought to be."""

    network: str
    inner_steps: int
    inner_rate: float
    outer_rate: float
    ways: int
    phi: dict
    support_x: np.ndarray
    support_y: np.ndarray
    query_x: np.ndarray
    query_y: np.ndarray
    grad: dict

    @property
    def dtype(self):
        return next(iter(self.phi.values())).dtype

    @property
    def tasks(self):
        return self.support_x.shape[0]

    @property
    def classifies(self):
        return np.issubdtype(self.support_y.dtype, np.integer)

    def layout(self):
        """('conv4', {'size': 28, …}) or ('mlp', [1, 40, 40, 1])."""
        kind, _, rest = self.network.partition(":")
        if kind == "conv4":
            return kind, {key: int(value) for key, value in re.findall(r"(\w+)=(\d+)", rest)}
        if kind == "mlp":
            return kind, [int(width) for width in rest.split("-")]
        raise ValueError(f"unknown network {self.network}")

    def as_float32(self):
        def narrow(array):
            return array.astype(np.float32) if np.issubdtype(array.dtype, np.floating) else array

        return dataclasses.replace(
            self,
            phi={name: narrow(array) for name, array in self.phi.items()},
            support_x=narrow(self.support_x),
            support_y=narrow(self.support_y),
            query_x=narrow(self.query_x),
            query_y=narrow(self.query_y),
        )


@dataclasses.dataclass
class Images:
    """Images in memory, [classes, examples, height, width], and the shape of an episode."""

    images: np.ndarray
    ways: int
    shots: int
    queries: int


def read(path):
    with safe_open(path, framework="numpy") as file:
        metadata = file.metadata() or {}
        return metadata, {name: file.get_tensor(name) for name in file.keys()}


def setting(metadata, *names, default=None):
    """A setting by the first of its names that is there: the reference cases have names of their own."""
    for name in names:
        if name in metadata:
            return metadata[name]
    if default is None:
        raise ValueError(f"the file's metadata lack {names[0]}")
    return default


def read_case(path):
    metadata, tensors = read(path)

    def under(prefix):
        return {name[len(prefix):]: array for name, array in tensors.items() if name.startswith(prefix)}

    labels = tensors["support.y"]
    classes = int(labels.max()) + 1 if np.issubdtype(labels.dtype, np.integer) else 1
    return Case(
        network=setting(metadata, "network"),
        inner_steps=int(setting(metadata, "innerSteps", "inner_steps", default=0)),
        inner_rate=float(setting(metadata, "innerRate", "inner_lr", default=0.0)),
        outer_rate=float(setting(metadata, "outerRate", "outer_lr", default=0.001)),
        ways=int(setting(metadata, "ways", default=classes)),
        phi=under("phi."),
        support_x=tensors["support.x"],
        support_y=labels,
        query_x=tensors["query.x"],
        query_y=tensors["query.y"],
        grad=under("grad."),
    )


def read_images(path):
    metadata, tensors = read(path)
    return Images(
        images=tensors["images"],
        ways=int(setting(metadata, "ways", default=20)),
        shots=int(setting(metadata, "shots", default=5)),
        queries=int(setting(metadata, "queries", default=15)),
    )


def compare(expected, found):
    """The largest relative difference of a tensor, and which tensor that is.

    A gradient that is next to nothing (a convolution's bias in front of a batch norm) has no meaningful
    relative error of its own: it is measured against the largest gradient.
    """
    if expected.keys() != found.keys():
        raise ValueError("other tensors: " + ", ".join(sorted(expected.keys() ^ found.keys())))
    norms = {name: np.linalg.norm(array.astype(np.float64)) for name, array in expected.items()}
    largest = max(norms.values())
    relative, worst = -1.0, None
    for name, array in expected.items():
        if array.shape != found[name].shape:
            raise ValueError(f"{name}: shape {found[name].shape} where {array.shape} is expected")
        difference = np.linalg.norm(found[name].astype(np.float64) - array.astype(np.float64))
        error = difference / (norms[name] if norms[name] >= 1e-6 * largest else largest)
        if not error <= relative:  # so that NaN counts as worst
            relative, worst = error, name
    return float(relative), worst


def peak_mib():
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    raise OSError("no VmHWM in /proc/self/status")


class Session:
    def __init__(self, name, contender, threads):
        self.name = name
        self.contender = contender
        self.threads = threads
        self.ready = {}

    def answer(self, request):
        what = request.get("do")
        if what == "describe":
            return {
                "name": self.name,
                "versions": self.contender.versions(),
                "threads": self.threads,
                "workloads": list(self.contender.workloads),
            }
        if what == "load":
            return self.load(request["workload"], request["file"])
        if what == "step":
            return self.step(request["workload"])
        if what == "resetPeak":
            with open("/proc/self/clear_refs", "w") as clear:
                clear.write("5")
            return {"peakMiB": peak_mib()}
        if what == "peak":
            return {"peakMiB": peak_mib()}
        raise ValueError(f"cannot do {what!r}")

    def load(self, workload, path):
        if workload not in self.contender.workloads:
            raise ValueError(f"{self.name} has no workload {workload}")
        self.ready.pop(workload, None)
        if workload == "sampling":
            images = read_images(path)
            self.ready[workload] = self.contender.build(workload, images)
            return {"classes": images.images.shape[0], "episodes": EPISODES}
        case = read_case(path)
        loss, gradients = self.contender.build(workload, case).gradient()
        relative, worst = compare(case.grad, gradients)
        self.ready[workload] = self.contender.build(workload, case.as_float32())
        # What the comparison took is not to be counted in the peak of what is timed.
        del gradients
        gc.collect()
        ctypes.CDLL(None).malloc_trim(0)
        return {"relative": relative, "worst": worst, "loss": float(loss)}

    def step(self, workload):
        if workload not in self.ready:
            raise ValueError(f"{workload} is not loaded")
        ready = self.ready[workload]
        times = EPISODES if workload == "sampling" else 1
        cpu, wall = time.process_time(), time.perf_counter()
        for _ in range(times):
            ready.step()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        return {"ms": wall * 1e3, "cpuMs": cpu * 1e3}


def serve(name, contender, threads, requests, answers):
    session = Session(name, contender, threads)
    for line in requests:
        if not line.strip():
            continue
        try:
            answer = session.answer(json.loads(line))
        except Exception as problem:  # whatever it is, the caller is owed a line
            traceback.print_exc()
            answer = {"error": " ".join(f"{type(problem).__name__}: {problem}".split())}
        print(json.dumps(answer), file=answers, flush=True)
