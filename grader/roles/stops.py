"""Where a run stopped, why, and what that means for what is not there.

What is missing because the student left it out is a failure. What is missing because the run never got there is not:
then the cause decides, and the sentence names the cell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from grader.model.evidence import Basis, CellEnd, CellRun, Evidence, RunEnd
from grader.model.grade import Cause
from grader.model.judging import Missing, Prevented
from grader.roles import budget, culprits

NO_DATA = re.compile(
    r"FileNotFoundError|URLError|HTTPError|ConnectionError|gaierror|MaxRetryError|NameResolutionError|ProxyError"
    r"|Not among this course's files|NotFoundError.*No such file"
    r"|CalledProcessError.*\b(?:wget|curl|unzip|gdown|kaggle)\b"
)
OLDER_KERAS = re.compile(
    r"No module named '(?:tensorflow|keras|tf_keras)\b|cannot import name .* from '(?:tensorflow|keras|tf_keras)"
    r"|module '(?:tensorflow|keras|tf_keras)[\w.]*' has no attribute|Argument\(s\) not recognized"
    r"|unexpected keyword argument 'lr'|`keras.optimizers.legacy` is not supported"
    r"|'\w+' object has no attribute '(?:predict_classes|predict_proba|fit_generator|predict_generator)"
    # Settings of Keras 1 and 2; any other that a layer does not know is the student's own.
    r"|Unrecognized keyword arguments passed to \w+: \{'(?:batch_input_shape|output_dim|input_length|weights|init"
    r"|inner_init|inner_activation|consume_less|time_major|W_regularizer|dropout_[WU]|border_mode|nb_filter)'"
    # Keras 3 gives tuples of states where Keras 2 gave lists, saves to .keras only, and asks for a batch size.
    r"|can only concatenate (?:list|tuple) \(not \"(?:tuple|list)\"\) to (?:list|tuple)"
    r"|Invalid filepath extension for saving|must end in `?\.(?:weights\.h5|keras)|get_initial_state"
    # What Keras 2 computed with TensorFlow's functions, Keras 3 refuses on tensors that stand for inputs.
    r"|KerasTensor cannot be used as input|KerasTensor is symbolic|'KerasTensor' object has no attribute"
    r"|Only input tensors may be passed as positional arguments|could not automatically infer the shape of the Lambda"
    r"|`output_signature` must contain objects that are subclass"
)
"""Errors that Keras 2 would not have given."""
AGED = re.compile(
    r"module 'numpy' has no attribute|inhomogeneous shape after|is not a valid package style"
    r"|'(?:DataFrame|Series)' object has no attribute '(?:append|iteritems|ix|as_matrix|lookup)'"
    r"|unexpected keyword argument '(?:error_bad_lines|warn_bad_lines|squeeze)'|'get_cmap'"
    r"|cannot import name .* from '(?:collections|scipy|sklearn)"
)
"""The same of what Keras stands on."""
# The course's file has another number of columns than the code unpacks: of 32 public notebooks 20 need three, 10 two.
UNPACKING = re.compile(r"values to unpack \(expected [23]")
READING = re.compile(r"split\s*\(\s*['\"]\\t|open\s*\(|readlines|read_text|read_csv")
# What this machine has not, or its answers don't reach: each is said in the words of those who miss it.
LACKING = re.compile(
    r"EOFError: there are no more answers|LookupError:.{0,80}Resource.{0,60}not found|GPU device not found"
)
GPU = re.compile(r"list_physical_devices\(\s*['\"]GPU|gpu_device_name|is_gpu_available")
"""Code that asks for a GPU; where it stops without one, it is the machine that lacks it."""
OUT_OF_TIME = frozenset((RunEnd.OUT_OF_TIME, RunEnd.CPU_LIMIT))
NO_MODULE = re.compile(r"ModuleNotFoundError: No module named '([\w.]+)'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A cell that did not run to its end."""

    cell: int
    cause: Cause
    sentence: str
    basis: tuple[Basis, ...] = (Basis.OBSERVED,)
    after: Stop | None = None
    """The stop that it follows from, where the code tells that."""
    misplaced: bool = False
    """Whether it uses what is defined only further down."""

    @property
    def root(self) -> Stop:
        return self if self.after is None else self.after.root


def stops(evidence: Evidence) -> tuple[Stop, ...]:
    """All cells that did not end well, in the order of the run."""
    found: dict[int, Stop] = {}
    for run in evidence.observed.cells:
        if run.end is not CellEnd.OK:
            found[run.cell] = _stop(evidence, run, found)
    return tuple(found.values())


def by_keras(evidence: Evidence) -> Stop | None:
    """The first stop that Keras 2 would have passed."""
    return next((stop for stop in stops(evidence) if OLDER_KERAS.search(stop.sentence)), None)


def absent(evidence: Evidence, sentence: str, doing: str) -> Missing | Prevented:
    """What to raise when something is not in the evidence.

    `doing` is a regular expression of code that would have done it: where a cell with such code stopped or was never
    reached, that is the reason. If it was the first stop of the run and of the student's own making, the item itself
    failed there; if it followed from an earlier stop, nobody can tell. After a stop that is not of the student's making
    such code in any cell will do: it may stand in a function that was defined and, after the stop, could not be called.
    """
    found = stops(evidence)
    sources = {cell.index: cell.source for cell in evidence.submission.code}
    hit = next((stop for stop in found if re.search(doing, sources.get(stop.cell, ""))), None)
    first = found[0] if found else None
    if hit is None or first is None:
        if evidence.observed.end is RunEnd.MACHINERY:
            return Prevented(Cause.GRADER, f"{sentence} {evidence.observed.reason}")
        if first is not None and is_machinery(first) and any(re.search(doing, source) for source in sources.values()):
            return Prevented(first.cause, f"{sentence} {first.sentence} What would have done it came to nothing then.")
        return Missing(sentence)
    if hit.after is not None:
        follows = f" Cell {hit.cell + 1}, which would have done it, needs what was to come from there."
        return Prevented(hit.root.cause, f"{sentence} {hit.root.sentence}{follows}")
    if hit.cause is Cause.BUDGET:  # of its own, whatever else had stopped before
        return Prevented(hit.cause, f"{sentence} {hit.sentence}")
    if (hit is first or hit.misplaced) and hit.cause is Cause.UPSTREAM:
        return Missing(f"{sentence} {hit.sentence}")
    follows = "" if hit is first else f" Cell {hit.cell + 1}, which would have done it, came after that and failed too."
    return Prevented(first.cause, f"{sentence} {first.sentence}{follows}")


def is_machinery(stop: Stop) -> bool:
    """Whether it was not the student's own code that stopped there: missing data, another version, a limit, us."""
    return stop.cause is not Cause.UPSTREAM


def before(evidence: Evidence, cell: int) -> Stop | None:
    """The run's first stop where it is not of the student's making and came before that cell, or in it."""
    first = next(iter(stops(evidence)), None)
    return first if first is not None and is_machinery(first) and first.cell <= cell else None


def cut_off(evidence: Evidence, doing: str) -> Prevented | None:
    """An excuse for what a cell with such code did not do because of a budget; None where none stopped for it."""
    sources = {cell.index: cell.source for cell in evidence.submission.code}
    hits = (stop for stop in stops(evidence) if stop.root.cause is Cause.BUDGET)
    stop = next((stop for stop in hits if re.search(doing, sources.get(stop.cell, ""))), None)
    return None if stop is None else Prevented(Cause.BUDGET, stop.sentence)


def ran(evidence: Evidence, doing: str) -> bool:
    """Whether a cell with such code ran to its end."""
    well = {run.cell for run in evidence.observed.cells if run.end is CellEnd.OK}
    return any(cell.index in well and re.search(doing, cell.source) for cell in evidence.submission.code)


def _stop(evidence: Evidence, run: CellRun, earlier: Mapping[int, Stop]) -> Stop:
    label = f"Cell {run.cell + 1}"
    if run.end is CellEnd.ERROR:
        return _error(evidence, run.cell, earlier)
    restart = evidence.observed.restart
    if restart is not None and restart.kept and run.end is CellEnd.DIED and run.cell == restart.cell:
        cause = Cause.BUDGET if restart.end in OUT_OF_TIME else Cause.UPSTREAM
        sentence = f"{label} ended the kernel, and another was started after it. {restart.reason}"
        return Stop(cell=run.cell, cause=cause, sentence=sentence)
    if restart is not None and restart.kept and run.cell in restart.left_out and restart.cell in earlier:
        return _left_out(evidence, run.cell, earlier[restart.cell])
    if run.end is CellEnd.OUT_OF_TIME:
        return Stop(cell=run.cell, cause=Cause.BUDGET, sentence=f"{label} was stopped at its time limit.")
    if evidence.observed.end is RunEnd.MACHINERY:
        return Stop(cell=run.cell, cause=Cause.GRADER, sentence=f"{label} was not run. {evidence.observed.reason}")
    reason = evidence.observed.reason or "The kernel died."
    cause = Cause.BUDGET if evidence.observed.end in OUT_OF_TIME else Cause.UPSTREAM
    if run.end is CellEnd.DIED:
        return Stop(cell=run.cell, cause=cause, sentence=f"{label} ended the run. {reason}")
    return Stop(cell=run.cell, cause=cause, sentence=f"{label} was not reached. {reason}")


def _error(evidence: Evidence, cell: int, earlier: Mapping[int, Stop]) -> Stop:
    shown = [output for output in evidence.reported.outputs if output.cell == cell and output.error]
    text = " ".join(shown[-1].text.split())[:300].rstrip(".") if shown else "an error"
    source = next((one.source for one in evidence.submission.code if one.index == cell), "")
    asked = _not_supplied(evidence, text, source) if _cause(text, source) is Cause.NO_DATA else ""
    said = f"Cell {cell + 1} stopped with {text}.{asked}"
    if sentence := budget.interrupted(evidence, cell, shown[-1].error or "" if shown else ""):
        return Stop(cell=cell, cause=Cause.BUDGET, sentence=sentence)
    if sentence := budget.followed(evidence, cell, text, source):
        return Stop(cell=cell, cause=Cause.BUDGET, sentence=f"{said} {sentence}")
    origin = culprits.of(evidence, cell, text, earlier)
    if origin is None:
        return Stop(cell=cell, cause=_cause(text, source), sentence=said)
    sentence = f"{said} {origin.sentence}"
    if origin.later:
        return Stop(cell=cell, cause=Cause.UPSTREAM, sentence=sentence, misplaced=True)
    culprit = earlier[origin.cell]
    return Stop(cell=cell, cause=culprit.root.cause, sentence=sentence, after=culprit)


def _left_out(evidence: Evidence, cell: int, culprit: Stop) -> Stop:
    """A cell that a second kernel did not run, for what it builds on was never made."""
    lacking = ", ".join(f"`{name}`" for name in culprits.lacking(evidence, cell, culprit.cell)[:3])
    needs = f"it needs {lacking} from" if lacking else "it builds on what follows from"
    sentence = f"Cell {cell + 1} was not run: {needs} cell {culprit.cell + 1}, where the kernel ended."
    return Stop(cell=cell, cause=culprit.cause, sentence=sentence, after=culprit)


def _not_supplied(evidence: Evidence, text: str, source: str) -> str:
    """What it asked for and did not get, as a sentence; by preference what the cell or its error names."""
    refused = [request for request in evidence.reported.requests if not request.answered]
    unplaced = next((one.asked for one in refused if one.way == "path" and one.asked in text), "")
    if unplaced:
        return " The course's files could not be put there."
    asked = [request.asked for request in refused if request.way != "path"]
    named = [one for one in asked if one.rstrip("/").rsplit("/", 1)[-1] in f"{text} {source}"] or asked
    if not named or (named[0] in text and "course's files" in text):
        return ""
    more = f", nor are {len(named) - 1} more that it asked for" if len(named) > 1 else ""
    return f" {named[0][:200]} is not among the course's files that the run was given{more}."


def _cause(text: str, source: str) -> Cause:
    if OLDER_KERAS.search(text) or AGED.search(text):
        return Cause.API_AGE
    if LACKING.search(text) or (GPU.search(source) and re.match(r"IndexError|SystemError|AssertionError", text)):
        return Cause.GRADER
    if NO_DATA.search(text):
        return Cause.NO_DATA
    if UNPACKING.search(text) and READING.search(source):
        return Cause.NO_DATA
    return Cause.GRADER if NO_MODULE.search(text) else Cause.UPSTREAM
