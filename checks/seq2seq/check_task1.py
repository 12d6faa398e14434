"""Task 1, concepts: what the written answers say, wherever in the submission they stand."""

from __future__ import annotations

from grader.checking.plugin import Found
from grader.checking.rubric import rubric
from grader.roles.answers import Answers


@rubric("1.1", points=1)
def check_rnn_struggles(answers: Answers, found: Found) -> None:
    """Say what a plain RNN struggles with.

    Try: one sentence on what becomes of the first words of a long sentence in a plain RNN.
    """
    _says(answers, found, "1.1", "rnn_struggles")


@rubric("1.1", points=1)
def check_lstm_adds(answers: Answers, found: Found) -> None:
    """Say what an LSTM has that a plain RNN has not.

    Try: one sentence on the parts inside an LSTM, and what they do with what was read before.
    """
    _says(answers, found, "1.1", "lstm_adds")


@rubric("1.2", points=1)
def check_gradients_shrink(answers: Answers, found: Found) -> None:
    """Say what happens to gradients on their way back through the time steps.

    Try: one sentence on what repeated multiplication does to the training signal.
    """
    _says(answers, found, "1.2", "gradients_shrink")


@rubric("1.2", points=1)
def check_lstm_keeps_gradients(answers: Answers, found: Found) -> None:
    """Say by what means an LSTM keeps gradients from vanishing.

    Try: one sentence on the part of an LSTM along which a gradient can travel far.
    """
    _says(answers, found, "1.2", "lstm_keeps")


@rubric("1.3", points=1)
def check_maps_sequences(answers: Answers, found: Found) -> None:
    """Say what goes into an encoder-decoder and what comes out.

    Try: name the kind of input, the kind of output, and whether they must be equally long.
    """
    _says(answers, found, "1.3", "maps_sequences")


@rubric("1.3", points=1)
def check_encoded_representation(answers: Answers, found: Found) -> None:
    """Say what stands between the input and the output of an encoder-decoder.

    Try: one sentence on what the first half hands to the second.
    """
    _says(answers, found, "1.3", "encoded")


@rubric("1.4", points=1)
def check_encoder_role(answers: Answers, found: Found) -> None:
    """Say what the encoder makes of the input.

    Try: a sentence with the encoder as its subject: what it reads, and what it ends with.
    """
    _says(answers, found, "1.4", "encoder_role")


@rubric("1.4", points=1)
def check_decoder_role(answers: Answers, found: Found) -> None:
    """Say how the decoder makes the output.

    Try: a sentence with the decoder as its subject: what it starts from, and what it does at each step.
    """
    _says(answers, found, "1.4", "decoder_role")


@rubric("1.5", points=1)
def check_basic_model_limit(answers: Answers, found: Found) -> None:
    """Say what limits the basic encoder-decoder without attention.

    Try: one sentence on how much of a long source sentence the decoder gets to see.
    """
    _says(answers, found, "1.5", "basic_fixed")


@rubric("1.5", points=1)
def check_attention_looks(answers: Answers, found: Found) -> None:
    """Say what attention lets the decoder do at each step.

    Try: one sentence on what it looks at, and how it chooses among it.
    """
    _says(answers, found, "1.5", "attention_looks")


def _says(answers: Answers, found: Found, question: str, concept: str) -> None:
    hit = answers.concept(question, concept)
    found(hit.sentence_for_student)
    hit.demand()
