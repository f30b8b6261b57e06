#!/usr/bin/env python3
"""One peer beside Quickstudy's benchmark, as a resident process: peer.py CONTENDER [--threads N].

Reads one JSON object a line, answers each with exactly one line of JSON. README.md has the protocol.
"""

import argparse
import importlib
import os
import sys

CONTENDERS = {
    "learn2learn": "contender_learn2learn",
    "torch-func": "contender_torch_func",
    "jax": "contender_jax",
    "jax-meta-learning": "contender_jax_meta",
}


def main():
    parser = argparse.ArgumentParser(description="A peer of Quickstudy's benchmark, as a resident process.")
    parser.add_argument("contender", choices=sorted(CONTENDERS))
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    options = parser.parse_args()
    if options.threads < 1:
        parser.error("--threads wants a positive number")

    # Answers leave by a private copy of stdout. Whatever a library prints, from C too, goes to stderr.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    sys.stdout = sys.stderr

    # The libraries read their numbers of threads when they are imported, so these come first.
    threads = str(options.threads)
    os.environ["OMP_NUM_THREADS"] = threads
    os.environ["MKL_NUM_THREADS"] = threads
    os.environ["NPROC"] = threads  # the size of XLA's pool of CPU threads
    os.environ["JAX_PLATFORMS"] = "cpu"

    import protocol

    module = importlib.import_module(CONTENDERS[options.contender])
    contender = module.Contender(options.threads)
    protocol.serve(options.contender, contender, options.threads, sys.stdin, answers)


if __name__ == "__main__":
    main()
