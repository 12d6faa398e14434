"""Decodings out of recorded calls: the styles that students write, and what only looks like one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checks.seq2seq.check_task5 import check_feeds_back
from grader.model.evidence import Basis, Evidence, Observed, Output, Reported, RunEnd
from grader.model.judging import Missing, Prevented
from grader.model.recomputed import Rebuilt, Recomputed, Replay
from grader.model.submission import Submission
from grader.model.traces import Call, Epoch, Fit, Glimpse, Model, Vocabulary
from grader.roles import decoded, decoding, translations

WIDTH = 9  # of the target vocabulary
OPEN = ((None, None, WIDTH),)
START, END = 1, 2
SENTENCE = (5, 6, 7, END)
SOURCE = (3, 4, 0)
ENCODER, DECODER, MODEL = 1, 2, 3


def glimpse(*shape: int, ids: tuple[int, ...] = (), digest: str = "") -> Glimpse:
    return Glimpse(shape=shape, ids=ids, digest=digest)


def call(model: int, inputs: list[Glimpse], outputs: list[Glimpse], cell: int = 4) -> Call:
    return Call(
        cell=cell,
        target="model",
        name=f"model_{model}",
        model=model,
        inputs=tuple(inputs),
        outputs=tuple(outputs),
        variables=(model,),
        trained=True,
    )


def encode(digest: str = "a0", source: tuple[int, ...] = SOURCE) -> Call:
    return call(ENCODER, [glimpse(1, 3, ids=source, digest="ee")], [glimpse(1, 8, digest=digest)])


def step(token: int, put_out: int, state: str, new_state: str) -> Call:
    return call(
        DECODER,
        [glimpse(1, 1, ids=(token,), digest=f"{token:02x}"), glimpse(1, 8, digest=state)],
        [glimpse(1, 1, WIDTH, ids=(put_out,), digest="dd"), glimpse(1, 8, ids=(3,), digest=new_state)],
    )


def greedy(sentence: tuple[int, ...] = SENTENCE, name: str = "a") -> list[Call]:
    calls, token = [encode(f"{name}0")], START
    for number, word in enumerate(sentence):
        calls.append(step(token, word, f"{name}{number}", f"{name}{number + 1}"))
        token = word
    return calls


def evidence(calls: list[Call], shown: str = "") -> Evidence:
    epochs = (Epoch(logs={"loss": 1.0}, at=1, weights="ab"),)
    return Evidence(
        submission=Submission(name="x", slug="x", path="x", notebook="x", sha256="", cells=()),
        observed=Observed(end=RunEnd.COMPLETED, sandbox="", seconds=1, peak_memory=1),
        reported=Reported(
            outputs=(Output(cell=4, text=shown),),
            models=(
                Model(handle=MODEL, name="m", kind="functional", cell=1, layers=(), variables=(), output_shapes=OPEN),
            ),
            fits=(Fit(cell=2, model=MODEL, epochs_asked=1, epochs=epochs, steps=1),),
            calls=tuple(calls),
            vocabularies=(
                Vocabulary(name="french", tokens=("<go>", "<stop>", "le", "chat", "dort"), ids=(1, 2, 5, 6, 7)),
                Vocabulary(name="english", tokens=("the cat", "sleeps"), ids=(3, 4)),
            ),
        ),
    )  # fmt: skip


def find(calls: list[Call]) -> tuple[decoded.Decoding, ...]:
    return decoding.find(evidence(calls)).decodings


def test_one_token_at_a_time_with_states() -> None:
    (found,) = find(greedy())
    assert (found.emitted, found.source, found.steps, found.fed_back) == (SENTENCE, SOURCE, 4, 3)
    assert found.feeds_back
    assert {each.model for each in found.calls} == {ENCODER, DECODER}


def test_sentences_one_after_the_other_are_told_apart() -> None:
    found = find(greedy() + greedy((7, 5, END), "b"))
    assert [each.emitted for each in found] == [SENTENCE, (7, 5, END)]


def test_a_growing_sequence() -> None:
    """The whole model, called again and again with the target so far."""
    calls = [
        call(
            MODEL,
            [glimpse(1, 3, ids=SOURCE, digest="ee"), glimpse(1, n + 1, ids=(START, *SENTENCE[:n]))],
            [glimpse(1, n + 1, WIDTH, ids=(*SENTENCE[:n], SENTENCE[n]))],
        )
        for n in range(len(SENTENCE))
    ]
    (found,) = find(calls)
    assert (found.emitted, found.source, found.feeds_back) == (SENTENCE, SOURCE, True)


def test_a_sequence_of_fixed_length_that_is_filled() -> None:
    def fed(n: int) -> tuple[int, ...]:
        return (START, *SENTENCE[:n], *(0,) * (6 - 1 - n))

    calls = [
        call(
            MODEL,
            [glimpse(1, 3, ids=SOURCE, digest="ee"), glimpse(1, 6, ids=fed(n))],
            [glimpse(1, 6, WIDTH, ids=(*SENTENCE[: n + 1], *(8,) * (6 - n - 1)))],
        )
        for n in range(len(SENTENCE))
    ]
    (found,) = find(calls)
    assert (found.emitted, found.feeds_back) == (SENTENCE, True)


def test_a_batch_is_read_row_by_row() -> None:
    other = (7, 7, END, END)
    calls = [call(ENCODER, [glimpse(2, 3, ids=(*SOURCE, 4, 3, 0))], [glimpse(2, 8, digest="a0")])]
    fed = (START, START)
    for number, words in enumerate(zip(SENTENCE, other, strict=True)):
        calls.append(
            call(
                DECODER,
                [glimpse(2, 1, ids=fed), glimpse(2, 8, digest=f"a{number}")],
                [glimpse(2, 1, WIDTH, ids=words), glimpse(2, 8, digest=f"a{number + 1}")],
            )
        )
        fed = words
    assert [(each.source, each.emitted) for each in find(calls)] == [(SOURCE, SENTENCE), ((4, 3, 0), other)]


def test_feeding_the_true_target_is_a_loop_without_feedback() -> None:
    """What the student feeds is not what the model had put out: a trap of three real notebooks."""
    true_target = (START, 8, 4, 3)
    calls = [encode("a0")] + [
        step(true_target[number], word, f"a{number}", f"a{number + 1}") for number, word in enumerate(SENTENCE)
    ]
    (found,) = find(calls)
    assert found.is_loop
    assert not found.feeds_back


def test_the_whole_sequence_at_once_is_no_loop() -> None:
    calls = [
        call(MODEL, [glimpse(1, 3, ids=SOURCE), glimpse(1, 4, ids=(1, 5, 6, 7))], [glimpse(1, 4, WIDTH, ids=SENTENCE)])
    ]
    (found,) = find(calls)
    assert not found.is_loop
    assert found.emitted == SENTENCE


def test_calls_before_the_training_do_not_count() -> None:
    with pytest.raises(Missing):
        find([replace(each, trained=False) for each in greedy()])


def test_a_translation_counts_when_it_was_decoded_and_shown() -> None:
    seen = evidence(greedy(), "the cat sleeps -> Le chat dort!\n")
    (found,) = translations.find(seen, lambda ref: None).shown
    assert (found.source, found.output, found.confirmed) == ("the cat sleeps", "le chat dort", None)


def replayed(seen: Evidence, *emitted: tuple[int, ...]) -> Evidence:
    """The evidence with the grader's own decodings of the same sentence."""
    replays = tuple(Replay(cell=4, source=SOURCE, emitted=ids) for ids in emitted)
    return replace(seen, recomputed=Recomputed(models=(Rebuilt(model=MODEL, replays=replays),)))


def test_a_decoding_is_compared_with_the_graders_own() -> None:
    end = SENTENCE[-1]
    same = replayed(evidence(greedy()), tuple(token for token in SENTENCE if token != end))
    other = replayed(evidence(greedy()), (8, 8, 8))
    assert [one.reproduced for one in decoding.find(same).decodings] == [True]
    assert [one.reproduced for one in decoding.find(other).decodings] == [False]
    assert decoding.find(same).basis == (Basis.RECOMPUTED, Basis.REPORTED)
    # of one sentence alone nothing follows: a tie may break it
    assert not decoding.find(other).is_doubtful


def test_decodings_that_the_trained_weights_do_not_give_are_for_a_person() -> None:
    """A journal that claims calls of the trained model, and prints what it likes."""
    seen = evidence([*greedy(), *greedy()], "the cat sleeps -> le chat dort\n")
    doubtful = replayed(seen, (8, 8, 8))
    assert decoding.find(doubtful).is_doubtful
    with pytest.raises(Prevented, match="0 of 2"):
        translations.find(doubtful, lambda ref: None)


@pytest.mark.parametrize(
    "shown",
    [
        "Input sentence: The cat sleeps.\nDecoded sentence: Le chat dort.\n",
        "English:\nthe cat sleeps\nFrançais :\nle chat dort\n",
        "[('the cat sleeps', 'le chat dort')]",
        "<start> the cat sleeps <end> | <start> le chat dort <end>",
    ],
)
def test_the_print_format_does_not_matter(shown: str) -> None:
    (found,) = translations.find(evidence(greedy(), shown), lambda ref: None).shown
    assert found.source


def test_a_translation_that_nothing_decoded_is_none() -> None:
    seen = evidence(greedy(), "the cat sleeps -> le chat dort\nthe dog barks -> le chien aboie\n")
    assert [found.output for found in translations.find(seen, lambda ref: None).shown] == ["le chat dort"]


def test_a_word_that_looks_like_a_marker_is_a_word() -> None:
    """ "go" is a word of the source as well as a start marker of some notebooks."""
    seen = evidence(greedy(), "go home -> le chat dort\n")
    vocabulary = Vocabulary(name="english", tokens=("go", "home"), ids=(3, 4))
    seen = replace(seen, reported=replace(seen.reported, vocabularies=(seen.reported.vocabularies[0], vocabulary)))
    (found,) = translations.find(seen, lambda ref: None).shown
    assert found.source == "go home"


def test_a_loop_that_stops_at_its_limit_shows_all_but_its_last_token() -> None:
    """`if len(decoded) > limit: stop; else: append`: the token at which it stops is predicted and never appended."""
    unended = (5, 6, 7, 5)
    seen = evidence(greedy(unended), "the cat sleeps -> le chat dort\n")
    assert [found.output for found in translations.find(seen, lambda ref: None).shown] == ["le chat dort"]
    whole = evidence(greedy(unended), "the cat sleeps -> le chat dort le\n")
    assert [found.output for found in translations.find(whole, lambda ref: None).shown] == ["le chat dort le"]


def test_a_test_set_predicted_at_once_is_seen_by_its_first_rows() -> None:
    """Of 300 rows the ids of two were kept: what is known of these is known."""
    sources, outputs = (3, 4, 0, 4, 3, 0), (*SENTENCE, 7, 6, 5, END)
    whole = call(
        MODEL,
        [replace(glimpse(300, 3, ids=sources, digest="ab"), rows=2)],
        [replace(glimpse(300, 4, WIDTH, ids=outputs, digest="cd"), rows=2)],
    )
    assert [(each.source, each.emitted) for each in find([whole])] == [(SOURCE, SENTENCE), ((4, 3, 0), (7, 6, 5, END))]


def function(inputs: list[Glimpse], outputs: list[Glimpse]) -> Call:
    return replace(call(77, inputs, outputs), target="function")


def test_a_traced_function_is_a_decoding_whose_steps_are_hidden() -> None:
    (found,) = find([function([glimpse(1, 3, ids=SOURCE)], [glimpse(1, 4, ids=SENTENCE)])])
    assert (found.source, found.emitted, found.hidden, found.is_loop, found.feeds_back) == (
        SOURCE, SENTENCE, True, False, False
    )  # fmt: skip


def test_a_traced_function_of_texts_is_shown_by_its_texts() -> None:
    texts = [Glimpse(shape=(2,), texts=("the cat", "the dog"))], [Glimpse(shape=(2,), texts=("le chat", "le chien"))]
    shown = "the cat -> le chat\nthe dog -> le chien"
    found = translations.find(evidence([function(*texts)], shown), lambda _: None)
    assert [(one.source, one.output) for one in found.shown] == [("the cat", "le chat"), ("the dog", "le chien")]


def test_a_step_inside_a_function_is_a_step() -> None:
    """One call of the function for each token: then the loop is the notebook's own, and is seen."""
    (found,) = find([replace(each, target="function") if each.model == DECODER else each for each in greedy()])
    assert found.feeds_back and not found.hidden


def test_a_function_that_puts_out_nothing_to_read_is_for_a_person() -> None:
    with pytest.raises(Prevented, match="inside which calls"):
        find([function([glimpse(1, 3, ids=SOURCE)], [glimpse(1, 8, digest="aa")])])


def test_a_decoding_that_ends_with_its_first_token_may_be_of_a_loop() -> None:
    """A weak model puts the end token first; a prediction of the whole sequence is not mistaken for that."""
    calls = greedy((END,))
    assert [each.ended_at_once for each in find(calls)] == [True]
    assert not any(each.ended_at_once for each in find(greedy()))
    with pytest.raises(Prevented, match="ended with its first token"):
        check_feeds_back(decoding.find(evidence(calls)), lambda _: None)
