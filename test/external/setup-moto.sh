#!/usr/bin/env bash
# Installs the emulator of AWS that the tests in test/external talk to, into a virtual environment of its own (.venv/moto).
# Does nothing where it is installed already, and says so where Python is missing.
set -euo pipefail
cd "$(dirname "$0")/../.."

environment=.venv/moto
requirements=test/external/requirements-moto.txt
if ! command -v python3 > /dev/null; then
  echo "python3 is missing: the tests against moto will be skipped" >&2
  exit 0
fi
if [ -x "$environment/bin/moto_server" ] && cmp -s "$requirements" "$environment/installed.txt"; then
  exit 0
fi
python3 -m venv "$environment"
"$environment/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements"
cp "$requirements" "$environment/installed.txt"
