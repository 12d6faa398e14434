"""Results on disk: one JSON object a line, appended as runs end, so that what was measured is never measured again."""

import json
import os
import platform
import resource
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_CPU_FACTS = Path("/proc/cpuinfo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is to be run. `part` is "toy", "fra" or "validation" (fra.txt's, to choose settings on)."""

    part: str
    system: str
    seed: int
    rows: int = 0  # lines of fra.txt
    seconds: float = 0.0  # CPU seconds of training; 0 is a number of epochs instead
    data: str = ""  # SHA-256 of the corpus


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Where and with what a run was made."""

    cpu: str
    cores: int
    threads: str
    python: str
    tensorflow: str
    keras: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One run: how good, at which cost, where. Seconds are of training, `decoding` of translating the exam."""

    job: Job
    bleu: float
    chrf: float
    exact: float
    signatures: tuple[str, str]
    training_pairs: int
    sentences: int
    parameters: int
    epochs: float
    loss: float
    cpu: float
    wall: float
    decoding: float  # CPU seconds
    memory: float  # MiB, the peak of the whole process
    samples: tuple[tuple[str, str, str], ...]  # source, first reference, translation
    machine: Machine


def machine() -> Machine:
    """Facts of this machine, without names or addresses."""
    return Machine(
        cpu=_cpu_name(),
        cores=os.cpu_count() or 1,
        threads=os.environ.get("TF_NUM_INTRAOP_THREADS", "TensorFlow's choice"),
        python=platform.python_version(),
        tensorflow=_first_version("tensorflow", "tensorflow-cpu"),
        keras=_first_version("keras"),
    )


def _first_version(*packages: str) -> str:
    for package in packages:
        try:
            return version(package)
        except PackageNotFoundError:
            continue
    return "unknown"


def _cpu_name() -> str:
    try:
        lines = _CPU_FACTS.read_text(encoding="utf-8").splitlines()
    except OSError:  # not Linux
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def peak_memory() -> float:
    """The largest resident size that this process has had, in MiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10  # bytes there, KiB elsewhere


def append(path: Path, row: Row) -> None:
    """Add one line, the line's end last: a line that was cut short is not taken for a result."""
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(row), ensure_ascii=False) + "\n")


def read(path: Path) -> list[Row]:
    """All rows; [] if there is no file. A last line without an end is left out: its run was interrupted."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").split("\n")[:-1]
    return [_row(json.loads(line)) for line in lines if line.strip()]


def _row(content: dict[str, object]) -> Row:
    unknown = set(content) ^ {field.name for field in fields(Row)}
    if unknown:
        raise ValueError(f"not a row of results: {', '.join(sorted(unknown))}")
    samples = content.pop("samples")
    signatures = content.pop("signatures")
    assert isinstance(samples, list) and isinstance(signatures, list)
    return Row(
        **content
        | {  # type: ignore[arg-type]  # JSON's types are what append wrote
            "job": Job(**content["job"]),  # type: ignore[arg-type]
            "machine": Machine(**content["machine"]),  # type: ignore[arg-type]
            "samples": tuple((a, b, c) for a, b, c in samples),
            "signatures": (signatures[0], signatures[1]),
        }
    )


def remaining(jobs: Sequence[Job], rows: Sequence[Row]) -> list[Job]:
    """The jobs that no row answers yet."""
    done = {row.job for row in rows}
    return [job for job in jobs if job not in done]
