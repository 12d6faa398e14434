"""What a cut training is judged by, what an error that follows from one is, and where an undefined name comes from."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from grader import assignment as assignments
from grader.boundary import decode
from grader.boundary.store import EvidenceFolder
from grader.checking import catalogue, many
from grader.model.budget import Budget, Cut
from grader.model.disclosed import held_back, time
from grader.model.evidence import CellEnd, CellRun, Evidence, Restart, RunEnd
from grader.model.grade import Cause, Outcome
from grader.model.judging import Missing, Prevented
from grader.model.traces import Fit
from grader.roles import figures, stops, training
from tests.unit.roles.test_training import evidence, fit, model

FALLING = [3.0, 2.9, 2.7, 2.4, 2.2, 2.0, 1.9, 1.8, 1.7, 1.6, 1.5, 1.4]
FLAT = [3.0, 3.01, 2.99, 3.0, 3.01, 2.99, 3.0, 3.01, 2.99, 3.0, 3.01, 2.99]
CREEPING = [3.0 - 0.01 * number for number in range(12)]
BUDGET = Budget(minutes=5, reserve=60, fewest_epochs=10)


def cut(losses: list[float], asked: int = 100, *, within_epoch: bool = False, by_hand: bool = False) -> Fit:
    whole = len(losses) - within_epoch
    found = fit(1, losses)
    made = Cut(epochs=whole, within_epoch=within_epoch)
    return replace(found, epochs_asked=asked, predicted=2400.0, by_hand=by_hand, cut=made)


def seen(*fits: Fit, budget: Budget | None = BUDGET, **others: Any) -> Evidence:
    made = evidence(*fits, **others)
    return replace(made, observed=replace(made.observed, budget=budget))


Case = tuple[tuple[Fit, ...], str, str]

EPOCHS: dict[str, Case] = {
    "twelve": ((cut(FALLING),), "passed", "passed"),
    "seven": ((cut(FALLING[:7]),), "passed", "budget"),
    "three": ((cut(FALLING[:3]),), "budget", "budget"),
    "ten and a half": ((cut(FALLING[:11], within_epoch=True),), "passed", "passed"),
    "nine and a half": ((cut(FALLING[:10], within_epoch=True),), "passed", "budget"),
    # Nine were asked for: no budget took the tenth.
    "seven of nine": ((cut(FALLING[:7], asked=9),), "passed", "failed"),
    "three of nine": ((cut(FALLING[:3], asked=9),), "budget", "failed"),
    "a loop": ((cut(FALLING[:7], by_hand=True),), "passed", "budget"),
    "a loop over fit": ((cut([3.0], asked=1, within_epoch=True),) * 15, "budget", "budget"),
    # EarlyStopping, say, under a budget that cut nothing.
    "seven by itself": ((replace(fit(1, FALLING[:7]), epochs_asked=100),), "passed", "failed"),
}
LOSSES: dict[str, Case] = {
    "down": ((cut(FALLING),), "passed", "passed"),
    "down soon": ((cut(FALLING[:6]),), "passed", "passed"),
    "flat so far": ((cut(FLAT[:6]),), "budget", "budget"),
    # As many epochs as are asked for, and nothing learnt in them.
    "flat": ((cut(FLAT),), "failed", "failed"),
    "creeping": ((cut(CREEPING),), "passed", "budget"),
    "one epoch": ((cut([3.0]),), "budget", "budget"),
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Outcome]]:
    """What the assignment's checks make of each case, in one process for all."""
    assignment = assignments.load("seq2seq")
    folders = {}
    for name, (fits, _, _) in {**EPOCHS, **LOSSES}.items():
        folders[name] = EvidenceFolder(tmp_path_factory.mktemp("case") / "evidence")
        folders[name].make()
        folders[name].save(seen(*fits))
    judged = many.judge_all(assignment, catalogue.read(assignment), [folder.path for folder in folders.values()])
    return {name: {one.id: one for one in found} for name, found in zip(folders, judged, strict=True)}


def ended(outcome: Outcome) -> str:
    return outcome.cause.value if outcome.cause is not None else outcome.status.value


@pytest.mark.parametrize("name", EPOCHS)
def test_ten_epochs_under_a_budget(name: str, outcomes: dict[str, dict[str, Outcome]]) -> None:
    found = outcomes[name]
    assert (ended(found["4.6/some_epochs"]), ended(found["4.6/ten_epochs"])) == EPOCHS[name][1:]


@pytest.mark.parametrize("name", LOSSES)
def test_a_falling_loss_under_a_budget(name: str, outcomes: dict[str, dict[str, Outcome]]) -> None:
    found = outcomes[name]
    assert (ended(found["4.8/loss_falls_a_little"]), ended(found["4.8/loss_falls_clearly"])) == LOSSES[name][1:]


def test_the_outcome_says_that_it_was_cut(outcomes: dict[str, dict[str, Outcome]]) -> None:
    assert outcomes["twelve"]["4.6/ten_epochs"].found == (
        "12 epochs changed the weights in cell 2. The grader's budget of 5 minutes for this notebook ended the "
        "training in cell 2 after 12 of 100 epochs; the whole would have taken about 40 minutes."
    )
    assert "budget of 5 minutes" in outcomes["down"]["4.8/loss_falls_clearly"].found
    assert outcomes["seven by itself"]["4.6/ten_epochs"].found == (
        "7 epochs changed the weights in cell 2 (100 were asked for)."
    )


def test_without_a_budget_nothing_is_cut() -> None:
    """A cut that only the recorder speaks of is not heeded, nor one within an epoch before the time was up."""
    forged = seen(cut(FALLING[:7], within_epoch=True), budget=None, sources=("", "m.fit()"), ends=(CellEnd.OK,) * 2)
    assert training.find(forged).cut is None
    assert decode.believed(forged.reported, forged.observed).fits[0].cut is None
    for ended, believed in ((20.0, False), (245.0, True)):
        observed = replace(forged.observed, budget=BUDGET, cells=(CellRun(cell=1, end=CellEnd.OK, ended=ended),))
        assert (decode.believed(forged.reported, observed).fits[0].cut is not None) is believed


LENGTHS = "ValueError: x and y must have same first dimension, but have shapes (100,) and (12,)"


@pytest.mark.parametrize(
    ("error", "source", "follows"),
    [
        (LENGTHS, "plt.plot(range(100), h.history['loss'])", True),
        ("ValueError: All arrays must be of the same length", "pd.DataFrame({'e': es, 'loss': ls})", True),
        ("ValueError: Length of values (12) does not match length of index (100)", "df['x'] = y", True),
        ("IndexError: list index out of range", "for e in range(100): print(losses[e])", True),
        ("IndexError: list index out of range", "print(words[7])", False),
        (LENGTHS.replace("12", "13"), "plt.plot(range(100), x)", False),
        ("KeyError: 'accuracy'", "plt.plot(h.history['accuracy'])", False),
        ("TypeError: f() takes 12 arguments but 3 were given", "plt.plot(losses, f(1))", False),
    ],
)
def test_what_counts_on_all_epochs_meets_fewer(error: str, source: str, follows: bool) -> None:
    stopped = seen(
        cut(FALLING), sources=("", "m.fit()", source), ends=(CellEnd.OK, CellEnd.OK, CellEnd.ERROR), errors={2: error}
    )
    (stop,) = stops.stops(stopped)
    assert (stop.cause is Cause.BUDGET) is follows
    assert ("The code counts on all of them." in stop.sentence) is follows
    own = replace(stopped, observed=replace(stopped.observed, budget=None))
    assert stops.stops(own)[0].cause is Cause.UPSTREAM


def test_a_curve_that_could_not_be_drawn_is_not_charged() -> None:
    plot = "plt.plot(range(100), h.history['loss'])"
    stopped = seen(
        cut(FALLING), sources=("", "m.fit()", plot), ends=(CellEnd.OK, CellEnd.OK, CellEnd.ERROR), errors={2: LENGTHS}
    )
    with pytest.raises(Prevented, match="The code counts on all of them") as caught:
        figures.curves(stopped)
    assert caught.value.cause is Cause.BUDGET
    assert stops.cut_off(stopped, figures.PLOTTING) is not None
    assert stops.cut_off(stopped, "imshow") is None
    other = replace(stopped.observed, cells=(CellRun(cell=0, end=CellEnd.ERROR), *stopped.observed.cells[1:]))
    with pytest.raises(Prevented, match="The code counts on all of them"):
        figures.curves(replace(stopped, observed=other))


def test_a_loop_that_was_interrupted_is_the_budgets() -> None:
    loop = cut(FALLING, by_hand=True)
    stopped = seen(
        loop,
        sources=("", "for e in range(100): train_step(b)", "model.predict(x)"),
        ends=(CellEnd.OK, CellEnd.ERROR, CellEnd.OK),
        errors={1: "BudgetSpent: the grader's budget of 5 min"},
    )
    (stop,) = stops.stops(stopped)
    assert stop.cause is Cause.BUDGET
    assert stop.sentence == (
        "The grader's budget of 5 minutes for this notebook ended the training in cell 2 after 12 epochs."
    )
    forged = replace(stopped, reported=replace(stopped.reported, fits=()))
    assert stops.stops(forged)[0].cause is Cause.UPSTREAM


# -- names -----------------------------------------------------------------------------------------------------------


def errors(sources: tuple[str, ...], found: dict[int, str]) -> Evidence:
    ends = tuple(CellEnd.ERROR if number in found else CellEnd.OK for number in range(len(sources)))
    return evidence(models=(), sources=sources, ends=ends, errors=found)


def test_a_name_that_a_failed_cell_was_to_define_leads_to_that_cell() -> None:
    sources = ("import keras", "pairs = open('fra.txt')", "rows = len(pairs)", "model.fit(rows, 1, epochs=3)")
    undefined = {2: "NameError: name 'pairs' is not defined", 3: "NameError: name 'rows' is not defined"}
    missing = errors(sources, {1: "FileNotFoundError: fra.txt", **undefined})
    assert [stop.cause for stop in stops.stops(missing)] == [Cause.NO_DATA] * 3
    last = stops.stops(missing)[-1]
    assert last.sentence.endswith("`rows` was to come from cell 3, which failed.")
    assert last.root.cell == 1
    own = errors(sources, {0: "ValueError: unrelated", 1: "KeyError: 'mine'", **undefined})
    reason = stops.absent(own, "No training.", training.DOING)
    assert isinstance(reason, Prevented)
    assert reason.cause is Cause.UPSTREAM
    assert reason.sentence == (
        "No training. Cell 2 stopped with KeyError: 'mine'. "
        "Cell 4, which would have done it, needs what was to come from there."
    )


def test_what_is_defined_only_further_down_is_said_so() -> None:
    sources = ("x = 1", "model.fit(x, x, epochs=3)", "model = build()")
    backwards = errors(sources, {1: "NameError: name 'model' is not defined"})
    (stop,) = stops.stops(backwards)
    assert stop.cause is Cause.UPSTREAM
    assert stop.sentence == (
        "Cell 2 stopped with NameError: name 'model' is not defined. `model` is defined only further down, in cell 3: "
        "run from first to last, the notebook stops here."
    )
    # It is the cell's own fault, whatever else stopped before it.
    with pytest.raises(Missing, match="defined only further down, in cell 3"):
        training.find(errors(sources, {0: "ValueError: x", 1: "NameError: name 'model' is not defined"}))


@pytest.mark.parametrize("before", ["from helpers import *", "f(]", "model = 1\ndel model"])
def test_where_a_name_comes_from_is_not_guessed(before: str) -> None:
    found = errors((before, "model.fit()", "model = 2"), {1: "NameError: name 'model' is not defined"})
    assert stops.stops(found)[0].sentence == "Cell 2 stopped with NameError: name 'model' is not defined."


# -- a second kernel -------------------------------------------------------------------------------------------------

SOURCES = ("import keras", "model.fit(x, y); os._exit(1)", "print(1)", "model.predict(x)")
ENDS = (CellEnd.OK, CellEnd.DIED, CellEnd.OK, CellEnd.NOT_RUN)
RESTART = Restart(cell=1, end=RunEnd.OUT_OF_MEMORY, reason="It used more than 4 MB.", again=(0,), left_out=(3,))


def test_after_a_restart_the_fatal_cell_and_what_builds_on_it_are_named() -> None:
    run = evidence(sources=SOURCES, ends=ENDS)
    again = replace(run, observed=replace(run.observed, restart=RESTART))
    fatal, left_out = stops.stops(again)
    assert (fatal.cause, left_out.cause) == (Cause.UPSTREAM, Cause.UPSTREAM)
    assert fatal.sentence == "Cell 2 ended the kernel, and another was started after it. It used more than 4 MB."
    assert left_out.sentence == "Cell 4 was not run: it needs `model` from cell 2, where the kernel ended."
    assert left_out.root is fatal


def test_what_was_done_to_a_run_is_disclosed() -> None:
    whole = replace(fit(2, FALLING), cell=6, predicted=400.0)
    run = seen(cut(FALLING), cut([3.0], by_hand=True), whole, models=(model(2),))
    said = held_back(replace(run, observed=replace(run.observed, restart=RESTART)))
    assert said == (
        "The grader had a budget of 5 minutes for this notebook, of which training was to leave 60 seconds to what "
        "comes after it.",
        "2 trainings in cell 2 were cut for the budget's sake.",
        "The training in cell 7 was foretold to take about 6.7 minutes.",
        "The kernel ended in cell 2 and was started once more. It used more than 4 MB. Cell 1 was run again for what "
        "later ones need, then the rest was run. Cell 4 was not run, for want of what cell 2 was to make.",
    )
    assert held_back(seen())[0].endswith("Nothing had to be cut for that.")
    assert held_back(evidence()) == ()
    assert [time(seconds) for seconds in (0, 89, 90, 600, 7200, 90_000)] == [
        "0 seconds",
        "89 seconds",
        "1.5 minutes",
        "10 minutes",
        "2 hours",
        "25 hours",
    ]


def test_the_assignment_and_its_checks_ask_for_the_same_epochs() -> None:
    source = (assignments.CHECKS / "seq2seq" / "check_task4_training.py").read_text()
    asked = re.search(r"^EPOCHS = (\d+)$", source, re.MULTILINE)
    assert asked is not None
    assert assignments.load("seq2seq").limits.fewest_epochs == int(asked[1])
