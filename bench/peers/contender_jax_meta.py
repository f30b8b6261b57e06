"""jax-meta-learning (the package jax-meta): its `MAML` with its own Conv4, and its own compiled `step`."""

import haiku as hk
import jax
import jax.numpy as jnp
import jaxlib
import numpy as np
import optax
from collections import namedtuple
from importlib.metadata import version

from jax_meta.metalearners import MAML
from jax_meta.modules.conv import Conv4

from contender_jax import channels_last, from_jax, to_jax

WORKLOADS = ("omniglot-maml", "omniglot-maml-5", "sinusoid-maml", "sinusoid-maml-5")
Set = namedtuple("Set", ["inputs", "targets"])


class Contender:
    def __init__(self, threads):
        self.workloads = WORKLOADS

    def versions(self):
        return {"jax-meta": version("jax-meta"), "dm-haiku": hk.__version__, "jax": jax.__version__,
                "jaxlib": jaxlib.__version__, "optax": optax.__version__, "numpy": np.__version__}

    def build(self, workload, case):
        return Batch(case)


class Regression(MAML):
    """Its MAML has the cross entropy written in; the loss is the method to replace."""

    def loss(self, params, state, inputs, targets, args):
        outputs, state = self.model.apply(params, state, inputs, *args)
        loss = jnp.mean((outputs - targets) ** 2)
        return loss, (state, {"loss": loss})


def network(layout):
    kind, shape = layout

    def images(x, is_training):
        return hk.Linear(shape["outputs"], name="head")(Conv4(shape["width"], name="body")(x, is_training))

    def points(x, is_training):
        return hk.nets.MLP(shape[1:], name="mlp")(x)

    return hk.without_apply_rng(hk.transform_with_state(images if kind == "conv4" else points))


def our_name(module, part):
    """Our name of a Haiku parameter, e.g. body/~/layer2/~/norm, scale -> blocks.1.norm.weight."""
    part = {"w": "weight", "scale": "weight", "b": "bias", "offset": "bias"}[part]
    steps = [step for step in module.split("/") if step != "~"]
    if steps[0] == "mlp":
        return f"layers.{steps[1].removeprefix('linear_')}.{part}"
    if steps[0] == "head":
        return f"head.{part}"
    return f"blocks.{int(steps[1].removeprefix('layer')) - 1}.{steps[2]}.{part}"


def turn(name, array, conv):
    """Haiku keeps linear weights as [in, out] and a norm's as [1, 1, 1, channels]."""
    if name.startswith(("layers.", "head.")) and name.endswith("weight"):
        return array.T
    return conv(name, array)


class Batch:
    def __init__(self, case):
        self.case = case
        kind, shape = case.layout()
        if kind == "conv4" and (shape["blocks"] != 4 or not shape["outputs"]):
            raise ValueError("jax-meta's Conv4 has four blocks")
        learner = MAML if case.classifies else Regression
        self.learner = learner(network((kind, shape)), num_steps=case.inner_steps, alpha=case.inner_rate)
        with self.precision():
            self.support = Set(jnp.asarray(channels_last(case.support_x)), jnp.asarray(case.support_y))
            self.query = Set(jnp.asarray(channels_last(case.query_x)), jnp.asarray(case.query_y))
            params, self.state = self.learner.init(
                jax.random.PRNGKey(0), optax.adam(case.outer_rate), self.support.inputs[0], True)
            self.params = {
                module: {part: jnp.asarray(turn(our_name(module, part), case.phi[our_name(module, part)], to_jax)
                                           .reshape(array.shape)) for part, array in parts.items()}
                for module, parts in params.items()}

    def precision(self):
        return jax.enable_x64(self.case.dtype == np.float64)

    def gradient(self):
        with self.precision():
            meta_gradient = jax.jit(jax.value_and_grad(self.learner.batch_outer_loss, has_aux=True),
                                    static_argnums=(4,))
            (loss, _), gradients = meta_gradient(self.params, self.state.model, self.support, self.query, (True,))
        found = {our_name(module, part): np.asarray(array)
                 for module, parts in gradients.items() for part, array in parts.items()}
        return float(loss), {name: turn(name, array, from_jax).reshape(self.case.phi[name].shape)
                             for name, array in found.items()}

    def step(self):
        with self.precision():
            self.params, self.state, logs = jax.block_until_ready(
                self.learner.step(self.params, self.state, self.support, self.query, True))
