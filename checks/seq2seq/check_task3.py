"""Task 3, data preparation: judged by the arrays that entered training, whatever they were called."""

from __future__ import annotations

from grader.checking.plugin import Found
from grader.checking.rubric import rubric
from grader.model.grade import Cause
from grader.model.judging import Prevented
from grader.roles.pairs import Pairs
from grader.roles.tensors import Tensors

FEWEST_PAIRS = 3  # the smallest honest data sets of real submissions are three toy pairs


@rubric("3.1", points=3)
def check_pairs(pairs: Pairs, found: Found) -> None:
    """Load or define pairs of sentences in the two languages.

    Try: read the course's file line by line and split each line at the tab into English and French.
    """
    sample = f", such as “{pairs.sample}”" if pairs.sample else ""
    found(f"{pairs.rows} pairs of sentences in {pairs.place}{sample}.")
    assert pairs.rows >= FEWEST_PAIRS, f"{pairs.rows} pairs"


@rubric("3.2", points=2)
def check_one_side_tokenised(tensors: Tensors, found: Found) -> None:
    """Turn the sentences of at least one language into integer ids, or one-hot rows, by a vocabulary.

    Try: give every word (or character) a number and replace the sentences by lists of these numbers.
    """
    _require_text(tensors)
    sides = [side for side in (tensors.source, tensors.target) if side is not None and side.is_text]
    words = "; ".join(side.words for side in sides) or "no array of varying ids"
    found(f"{tensors.place.capitalize()}: {words}.")
    assert sides, "neither side holds varying ids"


@rubric("3.2", points=2)
def check_both_sides_tokenised(tensors: Tensors, found: Found) -> None:
    """Turn the sentences of both languages into ids.

    Try: build one vocabulary for the English and one for the French side.
    """
    _require_text(tensors)
    source, target = tensors.source, tensors.target
    found(
        f"{tensors.place.capitalize()}: source {source.words if source else 'not found'}, "
        f"target {target.words if target else 'not found'}."
    )
    assert source is not None and target is not None, "a side is missing"
    assert source.is_text and target.is_text, "a side does not hold varying ids"


@rubric("3.3", points=2)
def check_one_side_padded(tensors: Tensors, found: Found) -> None:
    """Bring the sequences of at least one language to one length.

    Try: pad_sequences(..., padding="post"), or an array of zeros that the ids are written into.
    """
    _require_text(tensors)
    sides = [side for side in (tensors.source, tensors.target) if side is not None]
    lengths = [side.ref.stored_shape[1] for side in sides]
    found(f"{tensors.place.capitalize()}: rows of length {' and '.join(map(str, lengths)) or 'none'}.")
    assert any(length > 1 for length in lengths), f"lengths {lengths}"


@rubric("3.3", points=2)
def check_both_sides_padded(tensors: Tensors, found: Found) -> None:
    """Bring the sequences of both languages to one length each.

    Try: pad the source and the target side, each to its own longest sentence.
    """
    _require_text(tensors)
    sides = [side for side in (tensors.source, tensors.target) if side is not None]
    lengths = [side.ref.stored_shape[1] for side in sides]
    found(f"{tensors.place.capitalize()}: rows of length {' and '.join(map(str, lengths)) or 'none'}.")
    assert len(lengths) == 2 and min(lengths) > 1, f"lengths {lengths}"


@rubric("3.4", points=2)
def check_equal_rows(tensors: Tensors, found: Found) -> None:
    """Make numeric input and target arrays with one row for each pair.

    Try: print the shapes of the arrays: their first dimension is the number of sentence pairs and must be equal.
    """
    _require_text(tensors)
    source, target = tensors.source, tensors.target
    shapes = [side.ref.shape for side in (source, tensors.decoder_input, target) if side is not None]
    found(f"{tensors.place.capitalize()}: arrays of shape {', '.join(map(str, shapes))}.")
    assert source is not None and target is not None, "a side is missing"
    assert len(source.rows) == len(target.rows), f"{len(source.rows)} and {len(target.rows)} rows"


@rubric("3.4", points=2)
def check_target_is_shifted(tensors: Tensors, found: Found) -> None:
    """Let the decoder's target be its input shifted by one step.

    Try: the input begins with the start token, the target is the same sequence without it: y[:, :-1] and y[:, 1:].
    """
    _require_text(tensors)
    found(
        f"{tensors.place.capitalize()}: the target is the decoder's input shifted by one step."
        if tensors.shifted
        else f"{tensors.place.capitalize()}: no input array equals the target array shifted by one step."
    )
    assert tensors.shifted, "not shifted"


def _require_text(tensors: Tensors) -> None:
    if tensors.doubt:
        raise Prevented(Cause.GRADER, tensors.doubt)
