#!/usr/bin/env python3
"""Holds the peers against the reference cases: check_reference.py FOLDER [CONTENDER…].

Starts each peer as the benchmark does, lets it load the cases in float64, and fails where a meta-gradient is
off by more than 1e-6. A step of each is done too, to see that it runs.
"""

import json
import os
import subprocess
import sys

CASES = {
    "omniglot-maml": "maml-conv4",
    "sinusoid-maml": "maml-sine-1step",
    "sinusoid-maml-5": "maml-sine-5step",
    "protonet": "prototypical-conv4",
}
HERE = os.path.dirname(os.path.abspath(__file__))


def main():
    folder, *contenders = sys.argv[1:]
    bad = 0
    for contender in contenders or ["learn2learn", "torch-func", "jax", "jax-meta-learning"]:
        process = subprocess.Popen(
            [sys.executable, os.path.join(HERE, "peer.py"), contender, "--threads", "1"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

        def ask(**request):
            print(json.dumps(request), file=process.stdin, flush=True)
            return json.loads(process.stdout.readline())

        described = ask(do="describe")
        print(contender, json.dumps(described["versions"]))
        for workload, case in CASES.items():
            if workload not in described["workloads"]:
                continue
            answer = ask(do="load", workload=workload, file=os.path.join(folder, case + ".safetensors"))
            step = ask(do="step", workload=workload) if "error" not in answer else {}
            good = answer.get("relative", 1) <= 1e-6 and "ms" in step
            bad += not good
            print(f"  {'ok ' if good else 'BAD'} {case}", json.dumps(answer), json.dumps(step))
        process.stdin.close()
        process.wait()
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
