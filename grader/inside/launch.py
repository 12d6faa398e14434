"""The first code of ours inside the closed sandbox: lays out the working folder, becomes the kernel.

Called as `python -I launch.py job.json`. It stands alone (standard library, then ipykernel) and imports nothing of the
grader, which does not exist in here.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any


def lay_out(folder: Path, home: Path, private: bool, supplies: list[dict[str, str]], roots: Any, index: Any) -> None:
    """Copies the submission's files and the data set to where the notebook looks for them, writable and its own.

    Without a root of its own nothing outside the run's own home is touched: what lies there is the teacher's.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for supply in supplies:
        target = Path(roots.place(os.path.normpath(folder / os.path.expanduser(supply["to"]))))
        try:
            if not private and not target.is_relative_to(home):
                raise OSError
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(supply["from"], target)
        except (OSError, ValueError):
            # A place that can't be written is no reason to stop; the record names it.
            if not os.path.exists(target):  # also for what may not even be asked about
                index.note("path", supply["to"], None)


def answer_downloads(here: Path, hosts: list[str], index: Any) -> None:
    """Commands and connections that would need a network get the course's copy, or are told that there is none."""
    from helping.stand_ins import put_on_path
    from offline import commands, proxy

    put_on_path("offline", commands.COMMANDS)
    proxy.start(index, here / "certificates", hosts)


def serve(connection: str, outbox: str, cells: list[int], legacy: bool, **told: Any) -> None:
    """Starts the kernel with the recorder in it; returns when the kernel was asked to end."""
    if legacy:
        from keras_measures.legacy import stand_in

        stand_in()
    else:
        from helping.lean import import_keras

        import_keras()
    import older
    import recorder
    from everyday import installing
    from helping.aids import Aids
    from helping.shell import without_terminals

    sys.path.remove(str(Path(__file__).parent))
    help_given = Aids()
    older.install(help_given)
    from ipykernel import zmqshell
    from ipykernel.kernelapp import IPKernelApp

    without_terminals(zmqshell)
    app: Any = IPKernelApp.instance()
    app.initialize(["-f", connection, "--HistoryManager.enabled=False", "--IPKernelApp.log_level=40"])
    help_given.journal = recorder.install(app.shell, Path(outbox), cells, **told)
    older.surround(help_given)
    installing.install(app.shell, help_given)
    app.start()


def main() -> None:

    job: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text())
    here, folder = Path(__file__).parent, Path(job["folder"])
    sys.path.insert(0, str(here))
    from helping.roots import Roots
    from offline.index import Index

    index, roots = Index.here(), Roots.here()
    roots.install()
    lay_out(folder, Path(job["home"]), job["private"], job["supplies"], roots, index)
    answer_downloads(here, job["hosts"], index)
    os.chdir(folder)
    sys.argv = ["ipykernel_launcher", "-f", job["connection"]]
    told = {name: job[name] for name in ("budget", "life", "origin")}
    serve(job["connection"], job["outbox"], job["cells"], job["legacy"], **told)
    # Leaving by the front door would wait a second or two for TensorFlow's own end.
    os._exit(0)


if __name__ == "__main__":
    main()
