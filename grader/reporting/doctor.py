"""What the doctor found, in a terminal of 80 columns."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from grader.model.doctor import Basic, Health, SandboxReport, State
from grader.text import for_log

LONGEST = 1_000  # characters of what other programs said
_Row = tuple[str, str, Text]
"""A label, a dot before each of several sentences, and a sentence."""
_STYLES = {State.GOOD: "green", State.POOR: "yellow", State.BAD: "red"}
_SANDBOX = {State.GOOD: "works", State.POOR: "works", State.BAD: "can't be used here"}


def health(found: Health) -> RenderableType:
    """The sandboxes, what else there must be, and what it comes to."""
    return Group(
        Text("Sandboxes: what keeps a stranger's notebook from this machine\n", style="bold"),
        *(part for sandbox in found.sandboxes for part in (_sandbox(sandbox), Text())),
        Text("What a grading needs besides\n", style="bold"),
        _table([row for basic in found.basics for row in _basic(basic)]),
        Text(),
        _verdict(found),
    )


def _sandbox(report: SandboxReport) -> RenderableType:
    state = "no protection" if report.name == "none" else _SANDBOX[report.state]
    heading = Text.assemble((report.name, "bold"), ": ", (state, _STYLES[report.state]))
    if report.automatic:
        heading.append("; it is what grade takes by itself")
    rows = [("", "", Text(for_log(report.why, LONGEST)))] if report.why else []
    rows += [("try", "", Text(for_log(report.how, LONGEST)))] if report.how else []
    rows += _list("protects", report.keeps) + _list("leaves open", report.leaves)
    if report.tried:
        rows.append(("tried", "", _tried(report)))
    return Group(heading, _table(rows))


def _tried(report: SandboxReport) -> Text:
    said = Text(f"in {report.seconds:.1f} s, a program in it could ")
    for wanted, words in ((True, ""), (False, "; it could not ")):
        names = [each for each in report.tried if each.meant_to is wanted]
        said.append(words)
        for number, each in enumerate(names):
            said.append(", " if number else "")
            said.append(each.what if each.right else f"{each.what} (IT COULD{'' if each.succeeded else ' NOT'})",
                        style="" if each.right else "bold red")  # fmt: skip
    return said.append(".")


def _list(name: str, sentences: tuple[str, ...]) -> list[_Row]:
    return [("" if number else name, "·", Text(sentence)) for number, sentence in enumerate(sentences)]


def _basic(basic: Basic) -> list[_Row]:
    found = Text(for_log(basic.found, LONGEST), style="" if basic.state is State.GOOD else _STYLES[basic.state])
    return [(basic.name, "", found), *([("try", "", Text(for_log(basic.how, LONGEST)))] if basic.how else [])]


def _table(rows: list[_Row]) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(width=12, justify="right", style="dim", no_wrap=True)
    table.add_column(width=1)
    table.add_column(overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def _verdict(found: Health) -> Text:
    chosen = next((sandbox.name for sandbox in found.sandboxes if sandbox.automatic), None)
    if not found.possible:
        lacking = [basic.name for basic in found.basics if basic.state is State.BAD]
        what = ", ".join((*(() if chosen else ("a sandbox",)), *lacking))
        return Text(f"Strangers' notebooks can't be graded on this machine yet. Lacking: {what}.", style="bold red")
    if chosen != found.sandboxes[0].name:
        return Text(
            f"Notebooks can be graded here, in {chosen}. {found.sandboxes[0].name} would be better.", style="bold"
        )
    return Text(f"Notebooks can be graded here, in {chosen}.", style="bold green")
