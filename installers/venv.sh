#!/usr/bin/env bash
# Makes the virtual environment with the newest Python that Pixel runs on.
set -euo pipefail
venv=$1
[ -x "$venv/bin/python" ] && exit 0
for python in python3.13 python3.12 python3.11 python3; do
    if command -v "$python" >/dev/null &&
        "$python" -c 'import sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
        echo "Setting up with $("$python" --version); the first time this builds llama.cpp, some ten minutes."
        exec "$python" -m venv "$venv"
    fi
done
echo "Pixel needs Python 3.11, 3.12 or 3.13 with venv; install one and run this command again." >&2
exit 2
