"""The one list of what stands in for things that are elsewhere: add a line here, and a stub beside it."""

from __future__ import annotations

STUBS = {
    "google.colab": "colab",
    "kagglehub": "kagglehub",
    "kaggle_secrets": "kaggle_secrets",
    "opendatasets": "opendatasets",
    "gdown": "gdown",
    "wget": "wget",
    "datasets": "datasets",
    "ipympl": "inert",
    "tensorboard.notebook": "inert",
    "google.colab.data_table": "inert",
}
"""Modules by the file in `everyday/stubs` that stands in for them where they are not installed."""

COMMANDS = {
    "pip": "says what is installed already, and installs nothing",
    "pip3": "says what is installed already, and installs nothing",
    "conda": "installs nothing",
    "apt": "installs nothing",
    "apt-get": "installs nothing",
    "nvidia-smi": "says that there is no GPU",
    "sudo": "runs the command as it is",
    "python": "is the Python of this run",
    "python3": "is the Python of this run",
}
"""Commands of a shell, and what each does here; see `everyday.commands`."""

MAGICS = {
    "tensorflow_version": "there is one TensorFlow",
    "tensorboard": "there is no TensorBoard",
    "autosave": "nothing is saved",
    "shell": "ran as a command of the shell",
    "pip": "says what is installed already, and installs nothing",
    "conda": "installs nothing",
}
"""Magics that only other places have, or that would reach out; see `everyday.magics`."""
