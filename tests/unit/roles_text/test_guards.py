"""What must earn nothing, what one mistake must not take away, and what a person must see."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.answers.edits import shuffled
from benchmarks.answers.judging import Judge
from grader import assignment as assignments
from grader.model.assignment import Assignment
from grader.model.judging import Doubted
from grader.roles import entities, textorder
from grader.roles import textlanguage as language
from grader.roles.answers import Hit
from grader.roles.concepts import Found
from grader.roles.spelling import mended

Read = Callable[..., dict[str, Hit]]
HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(assignments.load("seq2seq"))


def test_widened_answers(judge: Judge) -> None:
    """Tuned on: that nothing was lost since is all that it tells."""
    marked = tomllib.loads((HERE / "widened.toml").read_text(encoding="utf-8"))["answer"]
    near = [abs(judge(each["question"], each["text"]).mark - each["mark"]) <= 0.25 for each in marked]
    assert sum(near) >= 0.96 * len(near)


@pytest.mark.parametrize(
    ("question", "text", "misconception", "stays"),
    [
        ("1.1", "An RNN is made for images. An LSTM has gates.", "images", {"lstm_adds"}),
        (
            "1.1",
            "An LSTM is made for tabular data and has gates. An RNN forgets early words.",
            "tables",
            {"rnn_struggles"},
        ),
        ("1.1", "The LSTM has a short memory, the RNN keeps a cell state with gates.", "lstm_forgets", set()),
        (
            "1.2",
            "With vanishing gradients the gradients become too large over many steps. The LSTM has gates.",
            "large",
            {"lstm_keeps"},
        ),
        (
            "1.2",
            "In LSTMs the gradients become smaller with each time step. A simple RNN avoids this with gates.",
            "swapped",
            set(),
        ),
        (
            "1.2",
            "The gradient gets tiny over many steps, as the learning rate becomes smaller. The LSTM has gates.",
            "rate",
            {"lstm_keeps"},
        ),
        (
            "1.2",
            "The gradient shrinks over many time steps. The LSTM solves it in its cell state by dropout.",
            "cure",
            {"gradients_shrink"},
        ),
        (
            "1.3",
            "It translates a sentence of one language into another. The encoder encrypts the meaning, the decoder "
            "decodes it.",
            "secrecy",
            {"maps_sequences"},
        ),
        (
            "1.3",
            "It maps a sequence to another sequence. The input is compressed into a vector by the decoder, "
            "then the encoder generates the translation.",
            "swapped",
            {"maps_sequences"},
        ),
        (
            "1.3",
            "It maps one sequence to another to reconstruct the original input. The encoder makes a vector, "
            "the decoder expands it.",
            "autoencoder",
            {"encoded"},
        ),
        (
            "1.4",
            "The encoder compresses the input into a vector. The decoder writes all words from it at once.",
            "at_once",
            {"encoder_role"},
        ),
        (
            "1.4",
            "The encoder compresses the input into a vector. The decoder writes it step by step and checks it.",
            "checks",
            {"encoder_role"},
        ),
        (
            "1.4",
            "The encoder turns words into numbers, a vector. The decoder generates the output from it word by word.",
            "numbering",
            {"decoder_role"},
        ),
        (
            "1.4",
            "The encoder is used in training, the decoder in inference: it makes a state, it writes words one by one.",
            "phases",
            set(),
        ),
        (
            "1.5",
            "In the basic model everything goes through one context vector. Attention makes the context vector smaller "
            "at every step by weighing all words.",
            "smaller",
            {"basic_fixed"},
        ),
        (
            "1.5",
            "The basic model has one fixed vector. Attention gives the same weight to all encoder states.",
            "even",
            {"basic_fixed"},
        ),
        (
            "1.5",
            "The basic model looks at all encoder states at each step, attention uses only the last hidden state.",
            "swapped",
            set(),
        ),
        ("7.3", "My model is overfitting because the training takes very long.", "other_cause", set()),
        ("7.4", "The validation loss is higher than training loss, this is underfitting.", "is_overfitting", set()),
        ("7.4", "A model whose training loss stays high is not underfitting.", "high_is_fine", set()),
        ("8.3", "I would use fewer epochs and a smaller vocabulary with subwords.", "worse", set()),
    ],
)
def test_a_misconception_takes_away_what_it_contradicts(
    read: Read, question: str, text: str, misconception: str, stays: set[str]
) -> None:
    hits = read(question, text)
    shown = {hit.finding.misconception.id for hit in hits.values() if hit.finding.misconception}
    assert misconception in shown
    assert {name for name, hit in hits.items() if hit.credited and name not in ("claimed", "denied")} == stays


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("It is not true that, as many people say, and because of its size, the LSTM has gates.", True),
        ("I don't think that the LSTM has gates.", True),
        ("It is not true that it is old, but the LSTM has gates.", False),
        ("The loss is not the same as before, and the LSTM has gates.", False),
    ],
)
def test_a_disclaimer_reaches_to_the_end_of_its_sentence(read: Read, text: str, denied: bool) -> None:
    assert (read("1.1", text)["lstm_adds"].finding.found is Found.DENIED) is denied


def test_a_match_that_runs_across_a_denial_is_denied(read: Read) -> None:
    assert read("1.1", "In an RNN the influence of the first word is not small.")["rnn_struggles"].credited is False
    assert read("1.1", "In an RNN the influence of the first word is small.")["rnn_struggles"].credited
    assert language.asks_denial(r"\b(?:not|never) remember")
    assert not language.asks_denial(r"influence (?!not\b)small")


def test_gates_belong_to_whose_they_are_said_to_be(assignment: Assignment, read: Read) -> None:
    assert read("1.1", "An RNN is a simple one. Thanks to its gates the LSTM forgets little.")["lstm_adds"].credited
    assert read("1.1", "An RNN is a simple one. The gates of an LSTM decide what is kept.")["lstm_adds"].credited
    known = assignment.question("1.1").entities
    text = "unlike the rnn, gates of the lstm"
    assert entities.spoken_of(known, text, text.index("gates"), text.index("gates") + 5, "rnn") == "lstm"


@pytest.mark.parametrize(
    ("text", "credited"),
    [
        ("Encoder:\n- starts from the states it is given\n- generates the translated sentence step by step", set()),
        ("Decoder: it receives all the words of the source text and ends with their representation.", set()),
        ("The encoder reads the text and hands its state to the decoder, which generates the translation from it "
         "word by word.", {"encoder_role", "decoder_role"}),
    ],
)  # fmt: skip
def test_exchanged_roles_in_other_words_earn_nothing(read: Read, text: str, credited: set[str]) -> None:
    assert {name for name, hit in read("1.4", text).items() if hit.credited} == credited


@pytest.mark.parametrize(
    "text", ["Train 0.98 loss accuracy gap overfit epoch", "training, loss, 0.5, smooth, epoch, curve"]
)
def test_key_words_with_numbers_are_key_words(text: str) -> None:
    assert language.is_salad(text)


LONG = (
    "A plain RNN overwrites its state at every step, so the first words of a long sentence are forgotten. The LSTM has "
    "gates that decide what is kept in its cell state, and this is why it can be trained on long sentences."
)


def test_words_in_no_order_say_nothing(read: Read) -> None:
    assert not textorder.is_shuffled(LONG)
    mixed = [shuffled(LONG, f"{seed}") for seed in range(20)]
    assert sum(map(textorder.is_shuffled, mixed)) >= 17
    hit = read("1.1", next(each for each in mixed if textorder.is_shuffled(each)))["lstm_adds"]
    assert hit.finding.found is Found.SHUFFLED
    assert "no order" in hit.sentence_for_student
    assert hit.doubted


@pytest.mark.parametrize(
    "text",
    [
        "Encoder have responsibility of understand sentence, decoder have responsibility of write french sentence.",
        "1. add attention machanism 2. use transformer insted of lstm 3. train for more epoch on GPU",
        "None visible, val loss tracks train loss through all 10 epochs.",
    ],
)
def test_broken_english_is_no_heap_of_words(text: str) -> None:
    assert not textorder.is_shuffled(text)


def test_what_speaks_of_something_else_says_nothing(read: Read) -> None:
    hit = read("1.1", "The capital of France is Paris, and from there it is not far to the gates of the old town.")
    assert hit["lstm_adds"].finding.found is Found.OFF_SUBJECT
    assert "something else" in hit["lstm_adds"].sentence_for_student
    assert not hit["lstm_adds"].doubted


def test_slips_of_spelling_are_mended(assignment: Assignment, read: Read) -> None:
    asked = assignment.question("1.4")
    slips = "sentance genrate recive vanihsing ecoder"
    assert mended(slips, asked.spelling, asked.look_alikes) == "sentence generate receive vanishing encoder"
    words = "content transition encodes decoded relevance distances trailing"
    assert mended(words, asked.spelling, asked.look_alikes) == words
    assert mended(slips, (), ()) == slips
    hits = read(
        "1.4", "encoder recive english sentance and compres it to state vectro. decoder genrate words one by one"
    )
    assert all(hit.credited for hit in hits.values())


def test_an_attempt_that_was_not_understood_goes_to_a_person(judge: Judge, read: Read) -> None:
    attempt = (
        "The network with the loop behaves like a sieve for sentences, the improved version like a bucket with a lid."
    )
    hits = read("1.1", attempt)
    assert all(hit.doubted and not hit.credited for hit in hits.values())
    assert "A person will read it" in hits["lstm_adds"].sentence_for_student
    with pytest.raises(Doubted):
        hits["lstm_adds"].demand()
    assert judge("1.1", attempt).flags == ("unread",)
    assert judge("8.3", "The network should get a new coat of sentences.").flags == ("unread",)


@pytest.mark.parametrize("text", ["Sorry, I had no time for the RNN.", "What is an RNN?", "I like tea and cake.", ""])
def test_an_excuse_is_no_attempt(judge: Judge, text: str) -> None:
    assert judge("1.1", text).flags == ()


def test_half_an_answer_needs_nobody(judge: Judge) -> None:
    judged = judge("1.1", "A plain RNN forgets the first words of a long sentence.")
    assert (judged.mark, judged.flags) == (0.5, ())


@pytest.mark.parametrize(
    ("text", "curve", "mark"),
    [
        ("The loss falls smoothly from epoch to epoch.", "smooth", 1),
        ("The loss falls smoothly from epoch to epoch.", "jumpy", 0),
        ("The loss jumps up and down.", "jumpy", 1),
        ("The loss jumps up and down.", "smooth", 0),
        ("The loss falls smoothly, only the validation loss is a bit bumpy.", "smooth", 1),
        ("The loss falls smoothly from epoch to epoch.", "any", 1),
    ],
)
def test_stability_is_held_against_the_curves(judge: Judge, text: str, curve: str, mark: float) -> None:
    judged = judge("7.5", text, curve)
    assert judged.mark == mark
    assert ("recorded curves" in judged.why) is (mark == 0)
