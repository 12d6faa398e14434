"""A few things that `grade doctor` tries inside a sandbox: `python -I trial.py FACTS`; answers go to the facts' outbox.

Each is harmless where it succeeds. The tests of the sandboxes ask far more; this is for a look at the machine at hand.
"""

import json
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path


def succeeds(attempt: Callable[[], object]) -> bool:
    try:
        return attempt() is not False
    except OSError:
        return False


def main() -> None:
    facts = json.loads(Path(sys.argv[1]).read_text())
    attempts = {
        "write into its own folder": lambda: Path("written").write_text("x"),
        "leave evidence": lambda: Path(facts["outbox"], "written").write_text("x"),
        "read your files": lambda: Path(facts["secret"]).read_text(),
        "change the system or Python": lambda: os.close(os.open(os.__file__, os.O_RDWR)),
        "reach the network": lambda: socket.create_connection(("127.0.0.1", facts["port"]), timeout=2).close(),
        "reach other programs": lambda: socket.socket(socket.AF_UNIX).connect(facts["socket"]),
        "see or signal processes": lambda: os.kill(facts["process"], 0),
        "gain rights": lambda: "NoNewPrivs:\t1" not in Path("/proc/self/status").read_text(),
    }
    answers = {what: succeeds(attempt) for what, attempt in attempts.items()}
    Path(facts["outbox"], "answers.json").write_text(json.dumps(answers))


if __name__ == "__main__":
    main()
