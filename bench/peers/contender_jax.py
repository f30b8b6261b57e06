"""JAX: the whole meta-step, Adam included, is one compiled function; `vmap` over the tasks.

Images are channels-last and kernels [height, width, in, out], what XLA likes best on a CPU; they are turned
round once, when a file is loaded.
"""

import functools

import jax
import jax.numpy as jnp
import jaxlib
import numpy as np
import optax
from jax import lax

MAML = ("omniglot-maml", "omniglot-maml-5", "sinusoid-maml", "sinusoid-maml-5")


class Contender:
    def __init__(self, threads):
        self.workloads = MAML + ("protonet",)

    def versions(self):
        return {"jax": jax.__version__, "jaxlib": jaxlib.__version__, "optax": optax.__version__,
                "numpy": np.__version__}

    def build(self, workload, case):
        return Batch(case, workload == "protonet")


def to_jax(name, array):
    return array.transpose(2, 3, 1, 0) if name.endswith("conv.weight") else array


def from_jax(name, array):
    return array.transpose(3, 2, 0, 1) if name.endswith("conv.weight") else array


def channels_last(x):
    return np.ascontiguousarray(np.moveaxis(x, 2, -1)) if x.ndim == 5 else x


def pool(x):
    """2×2 max pool (floor). Of equal values the first counts, as in other libraries. Chosen over
    `lax.reduce_window`, whose gradient is slow on a CPU."""
    height, width = x.shape[1] // 2 * 2, x.shape[2] // 2 * 2
    corners = [x[:, i:height:2, j:width:2] for i in (0, 1) for j in (0, 1)]
    return functools.reduce(lambda best, other: jnp.where(best >= other, best, other), corners)


def block(weights, prefix, x):
    x = lax.conv_general_dilated(x, weights[prefix + "conv.weight"], (1, 1), "SAME",
                                 dimension_numbers=("NHWC", "HWIO", "NHWC")) + weights[prefix + "conv.bias"]
    centred = x - x.mean((0, 1, 2))
    variance = (centred * centred).mean((0, 1, 2))
    x = centred * (weights[prefix + "norm.weight"] * lax.rsqrt(variance + 1e-5)) + weights[prefix + "norm.bias"]
    return pool(jax.nn.relu(x))


def forward(layout, weights, x):
    kind, shape = layout
    if kind == "mlp":
        last = len(shape) - 2
        for i in range(last + 1):
            x = x @ weights[f"layers.{i}.weight"].T + weights[f"layers.{i}.bias"]
            x = jax.nn.relu(x) if i < last else x
        return x
    for b in range(shape["blocks"]):
        x = block(weights, f"blocks.{b}.", x)
    x = x.transpose(0, 3, 1, 2).reshape(x.shape[0], -1)
    return x @ weights["head.weight"].T + weights["head.bias"] if shape["outputs"] else x


def cross_entropy(logits, labels):
    return optax.softmax_cross_entropy_with_integer_labels(logits, labels).mean()


class Batch:
    def __init__(self, case, prototypes):
        self.case = case
        self.layout = case.layout()
        self.apply = functools.partial(forward, self.layout)
        self.task_loss = self.prototypes if prototypes else self.maml
        self.optimizer = optax.adam(case.outer_rate)
        with self.precision():
            self.data = [jnp.asarray(array) for array in
                         (channels_last(case.support_x), case.support_y,
                          channels_last(case.query_x), case.query_y)]
            self.phi = {name: jnp.asarray(to_jax(name, array)) for name, array in case.phi.items()}
            self.state = self.optimizer.init(self.phi)
        self.compiled = jax.jit(self.meta_step, donate_argnums=(0, 1))

    def precision(self):
        """64 bits where the file has them: for the comparison only."""
        return jax.enable_x64(self.case.dtype == np.float64)

    def error(self, weights, x, y):
        outputs = self.apply(weights, x)
        return cross_entropy(outputs, y) if self.case.classifies else jnp.mean((outputs - y) ** 2)

    def maml(self, phi, support_x, support_y, query_x, query_y):
        weights = phi
        for _ in range(self.case.inner_steps):
            gradients = jax.grad(self.error)(weights, support_x, support_y)
            weights = jax.tree.map(lambda w, g: w - self.case.inner_rate * g, weights, gradients)
        return self.error(weights, query_x, query_y)

    def prototypes(self, phi, support_x, support_y, query_x, query_y):
        members = jax.nn.one_hot(support_y, self.case.ways, dtype=support_x.dtype)
        centres = (members.T @ self.apply(phi, support_x)) / members.sum(0)[:, None]
        distances = ((self.apply(phi, query_x)[:, None, :] - centres[None, :, :]) ** 2).sum(2)
        return cross_entropy(-distances, query_y)

    def loss(self, phi, data):
        return jax.vmap(self.task_loss, in_axes=(None, 0, 0, 0, 0))(phi, *data).mean()

    def meta_step(self, phi, state, data):
        loss, gradients = jax.value_and_grad(self.loss)(phi, data)
        updates, state = self.optimizer.update(gradients, state)
        return optax.apply_updates(phi, updates), state, loss

    def gradient(self):
        with self.precision():
            loss, gradients = jax.jit(jax.value_and_grad(self.loss))(self.phi, self.data)
            return float(loss), {name: from_jax(name, np.asarray(g)) for name, g in gradients.items()}

    def step(self):
        with self.precision():
            self.phi, self.state, loss = jax.block_until_ready(self.compiled(self.phi, self.state, self.data))
        return float(loss)
