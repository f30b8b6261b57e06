#!/bin/sh
# Makes bench/peers/.venv and installs the peers into it. Run it again as often as you like.
set -eu
cd "$(dirname "$0")"
command -v python3.11 >/dev/null || { echo "setup.sh: python3.11 is not installed" >&2; exit 1; }
[ -x .venv/bin/python ] || python3.11 -m venv .venv

pip() {
    .venv/bin/python -m pip --disable-pip-version-check "$@"
}

pip install --quiet -r requirements.txt -c constraints.txt

# learn2learn comes as sources with C files made for an older Python. Its setup.py makes them anew only where
# it sees `build_ext` among its arguments, and only the PEP 517 way hands it that.
if ! pip install --quiet --use-pep517 --no-deps --no-build-isolation --no-binary learn2learn \
        --config-settings=--global-option=build_ext -r requirements-peers.txt; then
    echo "setup.sh: learn2learn or jax-meta could not be built (a C compiler is needed)" >&2
    exit 1
fi

.venv/bin/python - <<'END'
import learn2learn.data.task_dataset  # the compiled part
END
echo "installed in $(pwd)/.venv:"
pip list --format=freeze | grep -iE '^(torch|learn2learn|jax|jaxlib|jax[-_]meta|optax|dm-haiku|numpy|safetensors)=='
