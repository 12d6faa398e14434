#!/bin/sh
# Makes the environment .venv beside this file and installs all that is needed into it; shows what it does.
#   sh setup.sh         to grade
#   sh setup.sh --dev   to grade and to run the tests
# On Debian and Ubuntu it installs the system's packages too when it may (as root); else it says which are missing.
set -eu
cd "$(dirname "$0")"

packages="bubblewrap"
extra="everyday"
if [ "${1:-}" = "--dev" ]; then
    # Chromium and a font with accents, to look at reports as their readers do.
    packages="$packages chromium fonts-dejavu-core"
    extra="everyday,dev"
fi

say() { printf '\n== %s\n' "$*"; }

missing=""
for package in $packages; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
if [ -n "$missing" ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "Installing system packages:$missing"
        apt-get update -qq
        # shellcheck disable=SC2086  # a list of words
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
    else
        say "Missing system packages:$missing"
        echo "Install them with: sudo apt-get install$missing"
    fi
fi

if [ ! -x .venv/bin/python ]; then
    say "Making the environment .venv"
    python3 -m venv .venv
fi

# What was installed is remembered, so that a second run takes no time.
wanted="$(cat pyproject.toml constraints.txt | cksum) $extra"
if [ "$(cat .venv/installed 2>/dev/null)" != "$wanted" ]; then
    say "Installing Python packages (TensorFlow is large; this takes a minute or two)"
    .venv/bin/python -m pip install --quiet --upgrade "pip>=24"
    .venv/bin/python -m pip install --progress-bar off --constraint constraints.txt --editable ".[$extra]"
    # Keras 2, for notebooks that Keras 3 stops by their age, and TensorFlow's operations on texts, as its own tutorial
    # on translation has them. Without their dependencies: they ask for the package "tensorflow", a second copy beside
    # "tensorflow-cpu", of which one overwrites the other.
    .venv/bin/python -m pip install --progress-bar off --constraint constraints.txt --no-deps tf_keras
    .venv/bin/python -m pip install --progress-bar off --constraint constraints.txt --no-deps tensorflow-text ||
        say "There is no tensorflow-text for this machine: notebooks that import it will stop there"
    echo "$wanted" > .venv/installed
fi
say "Ready: .venv/bin/grade"
