"""RESULTS.md from the rows: tables, whether the aims are reached, the machine, and what the figures don't say.

Every figure and every verdict is computed from the rows; the prose here holds nothing that a new run could make untrue.
What somebody concluded from them stands in notes.md, by hand, and is appended.
"""

from collections.abc import Callable, Mapping, Sequence
from statistics import fmean

from benchmarks.translation.records import Row
from benchmarks.translation.runs import BASELINES, SYSTEMS

NAMES = {
    "plain": "reference, plain",
    "additive": "reference, additive attention",
    "dot": "reference, dot attention",
    "plain-real": "reference for real data, plain",
    "additive-real": "reference for real data, additive attention",
    "dot-real": "reference for real data, dot attention",
    "char-lstm": "Keras example `lstm_seq2seq` (characters)",
    "nmt-tutorial": "TensorFlow tutorial, NMT with attention",
}
WITH_ATTENTION = ("additive", "dot")
TOY_CHRF, TOY_SECONDS = 95.0, 60.0

Group = Mapping[str, Sequence[Row]]  # by system

_HEAD = """# Measured quality of the translations

Written by `python -m benchmarks.translation --fra fra.txt --write`; not to be edited. `benchmarks/translation/` holds
the code, the baselines (written anew from their descriptions) and, in `results.jsonl`, every run. What is there is
not run again. Figures are means over seeds, with the least and the greatest in brackets.

BLEU and chrF are sacreBLEU's, from 0 to 100, with all references of a sentence; exact match is the share, in per
cent, of translations that equal one of them. All systems are trained and scored on lower-cased text with normalised
blanks and apostrophes. Decoding is greedy. No sentence that is translated was trained on, in any of its translations.
"""

_COST = """CPU seconds are what the training process used, on one thread, tracing the model included; they compare
systems. Wall seconds mean little: on an idle machine they are about the CPU seconds, and where they are longer the
machine did other work too. Memory is the peak of the whole process, with TensorFlow's own few hundred MiB.
"""

_GENERAL_LIMITS = (
    "The first lines of fra.txt are its shortest sentences. Most have several right translations of which only some "
    "are listed: exact match and BLEU are lower than a reader's judgement would be.",
    "BLEU counts sequences of up to four words, and many of these sentences are hardly longer: chrF is the steadier "
    "measure.",
    "The toy corpus is made by a grammar: what is reached there says that a model can learn, not that it knows French.",
    "The baselines have the architecture and the settings of their descriptions, but are not the authors' files; where "
    "they are adapted, their modules say so.",
)


def render(rows: Sequence[Row], notes: str = "") -> str:
    """The page; `notes` are appended."""
    toy = [row for row in rows if row.job.part == "toy"]
    fra = [row for row in rows if row.job.part == "fra"]
    sections = [_HEAD, _short(toy, fra), _COST]
    if toy:
        sections += _toy(toy)
    for key in _keys(fra):
        sections += _fra([row for row in fra if (row.job.rows, row.job.seconds) == key])
    if not fra:
        sections.append("## fra.txt\n\nNot measured yet.\n")
    sections += [_machines(rows), _limits(rows), *([notes] if notes else [])]
    return "\n".join(sections)


def _by_system(rows: Sequence[Row]) -> Group:
    groups = {system: [row for row in rows if row.job.system == system] for system in (*SYSTEMS, *_others(rows))}
    return {system: group for system, group in groups.items() if group}


def _others(rows: Sequence[Row]) -> list[str]:
    return sorted({row.job.system for row in rows} - set(SYSTEMS))


def _toy(rows: Sequence[Row]) -> list[str]:
    groups = _by_system(rows)
    example = rows[0]
    lines = [
        "## Toy corpus\n",
        f"The notebook's models at the notebook's settings, {example.training_pairs} pairs to train on and "
        f"{example.sentences} sentences to translate, one reference each. The seed also chooses the split.\n",
        _table(groups),
        f"Aim: chrF above {TOY_CHRF:.0f} with attention in under {TOY_SECONDS:.0f} seconds of training.\n",
    ]
    for system in WITH_ATTENTION:
        if group := groups.get(system):
            lines.append(
                f"- {NAMES[system]}: {'reached' if _toy_reached(group) else '**not reached**'} by "
                f"{_count(len(group), 'seed')} (lowest chrF {min(row.chrf for row in group):.1f}, most CPU seconds "
                f"{max(row.cpu for row in group):.0f}, most wall seconds {max(row.wall for row in group):.0f})."
            )
        else:
            lines.append(f"- {NAMES[system]}: not measured.")
    return [*lines, ""]


def _toy_reached(group: Sequence[Row]) -> bool:
    return all(row.chrf > TOY_CHRF and row.cpu < TOY_SECONDS for row in group)


def _short(toy: Sequence[Row], fra: Sequence[Row]) -> str:
    """Both aims, each in a line or two."""
    lines = ["## In short\n"]
    measured = [group for system, group in _by_system(toy).items() if system in WITH_ATTENTION]
    if measured:
        word = "reached" if all(map(_toy_reached, measured)) else "**not reached by every model and seed**"
        lines.append(
            f"- Toy corpus, chrF above {TOY_CHRF:.0f} with attention in under {TOY_SECONDS:.0f} seconds: {word}."
        )
    for rows, seconds in _keys(fra):
        groups = _by_system([row for row in fra if (row.job.rows, row.job.seconds) == (rows, seconds)])
        models = [system for system in groups if system not in BASELINES]
        if not models:
            continue
        best = max(models, key=lambda system: _mean(groups[system], _chrf))
        for baseline in [system for system in BASELINES if system in groups]:
            won = all(_mean(groups[best], value) > _mean(groups[baseline], value) for value in (_bleu, _chrf))
            lines.append(
                f"- fra.txt, {rows:,} lines, {seconds:.0f} CPU seconds, better than {NAMES[baseline]}: "
                f"{'reached' if won else '**not reached**'}. {_figures(groups[baseline])}; the best of the reference's "
                f"models ({NAMES.get(best, best)}) {_figures(groups[best])}."
            )
    return "\n".join([*lines, ""])


def _figures(group: Sequence[Row]) -> str:
    return f"BLEU {_mean(group, _bleu):.1f}, chrF {_mean(group, _chrf):.1f}"


def _keys(rows: Sequence[Row]) -> list[tuple[int, float]]:
    return sorted({(row.job.rows, row.job.seconds) for row in rows}, reverse=True)


def _fra(rows: Sequence[Row]) -> list[str]:
    groups = _by_system(rows)
    job, example = rows[0].job, rows[0]
    return [
        f"## fra.txt, first {job.rows:,} lines, {job.seconds:.0f} CPU seconds of training each\n",
        f"{example.training_pairs:,} pairs to train on, {example.sentences:,} distinct held-out English sentences to "
        "translate; split, pairs and sentences are the same for all systems and seeds. Each system is trained epoch "
        "after epoch until its seconds are used up; nothing is selected on the way. The reference has the notebook's "
        "settings, or where it says so the model and settings that its command takes for real data (`REAL_DATA` in "
        "`training.py`, `real_data.py`), whose learning rate falls with the seconds that are left.\n",
        _table(groups),
        "Aim: better BLEU and chrF than both baselines at the same data and training time.\n",
        *_contest(groups),
        "",
        "The first held-out sentences, each system's first seed:\n",
        _samples(groups),
    ]


def _contest(groups: Group) -> list[str]:
    """One line for each of the reference's models: what it wins and what it loses."""
    lines = []
    for system in [system for system in groups if system not in BASELINES]:
        outcomes = []
        for baseline in BASELINES:
            if baseline not in groups:
                outcomes.append(f"{NAMES[baseline]} not measured")
                continue
            better = [
                name
                for name, value in (("BLEU", _bleu), ("chrF", _chrf))
                if _mean(groups[system], value) > _mean(groups[baseline], value)
            ]
            word = {2: "better than", 1: f"**better in {''.join(better)} only** than", 0: "**worse than**"}[len(better)]
            outcomes.append(f"{word} {NAMES[baseline]}")
        lines.append(f"- {NAMES.get(system, system)}: {', '.join(outcomes)}.")
    return lines


def _bleu(row: Row) -> float:
    return row.bleu


def _chrf(row: Row) -> float:
    return row.chrf


def _mean(rows: Sequence[Row], value: Callable[[Row], float]) -> float:
    return fmean(map(value, rows))


def _table(groups: Group) -> str:
    head = ("system", "seeds", "BLEU", "chrF", "exact match", "epochs", "CPU s", "wall s", "decoding CPU s", "peak MiB")
    lines = [_line(head), _line(["---", *["---:"] * (len(head) - 1)])]
    for system, group in groups.items():
        cells = [
            f"{NAMES.get(system, system)} ({group[0].parameters / 1e6:.2f} M weights)",
            ", ".join(str(row.job.seed) for row in group),
            _spread([row.bleu for row in group]),
            _spread([row.chrf for row in group]),
            _spread([row.exact for row in group]),
            _spread([row.epochs for row in group]),
            _spread([row.cpu for row in group], 0),
            _spread([row.wall for row in group], 0),
            _spread([row.decoding for row in group], 1),
            _spread([row.memory for row in group], 0),
        ]
        lines.append(_line(cells))
    return "\n".join([*lines, ""])


def _spread(values: Sequence[float], places: int = 1) -> str:
    mean, least, most = (f"{value:.{places}f}" for value in (fmean(values), min(values), max(values)))
    return mean if least == most else f"{mean} ({least}–{most})"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _samples(groups: Group) -> str:
    firsts = {system: group[0].samples for system, group in groups.items()}
    lines = [_line(["English", "a reference", *firsts]), _line(["---"] * (len(firsts) + 2))]
    for group in zip(*firsts.values(), strict=True):
        texts = (*group[0][:2], *(sample[2] for sample in group))
        lines.append(_line([_cell(text) for text in texts]))
    return "\n".join([*lines, ""])


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|") or "(nothing)"


def _machines(rows: Sequence[Row]) -> str:
    machines = dict.fromkeys(row.machine for row in rows)
    digests = dict.fromkeys((row.job.part == "toy", row.job.data) for row in rows)
    signatures = dict.fromkeys(row.signatures for row in rows)
    facts = [
        f"{machine.cpu}, {_count(machine.cores, 'core')}, TensorFlow threads: {machine.threads}; "
        f"Python {machine.python}, TensorFlow {machine.tensorflow}, Keras {machine.keras}"
        for machine in machines
    ]
    facts += [f"SHA-256 of {'toy.tsv' if toy else 'the file of fra.txt'}: `{digest}`" for toy, digest in digests]
    facts += [f"BLEU `{bleu}`, chrF `{chrf}`" for bleu, chrf in signatures]
    return "\n".join(["## Machine and measures\n", *(f"- {fact}" for fact in facts), ""])


def _limits(rows: Sequence[Row]) -> str:
    """What the figures don't show, from the rows where it can be."""
    groups = _by_system([row for row in rows if row.job.part == "fra"])
    limits = []
    if groups:
        fewest = min(len({row.job.seed for row in group}) for group in groups.values())
        limits.append(
            f"fra.txt was measured with at least {_count(fewest, 'seed')} for every system: a hint of the spread only."
        )
        limits += [
            f"{NAMES[system]} got through {_spread([row.epochs for row in groups[system]])} epochs in its time, on one "
            "thread. With more time it would be better; the distances might be smaller then, or turn round."
            for system in BASELINES
            if system in groups
        ]
    lines = [f"- {limit}" for limit in (*limits, *_GENERAL_LIMITS)]
    return "\n".join(["## What was not reached, and what the figures don't say\n", *lines, ""])


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
