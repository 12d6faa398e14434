"""Reading, splitting and encoding sentence pairs."""

import zipfile
from pathlib import Path

import numpy as np
import pytest

from reference.seq2seq.data import (
    END,
    PAD,
    SPECIAL,
    START,
    UNKNOWN,
    build_vocabulary,
    detokenise,
    make_arrays,
    normalise,
    pad,
    parse_pairs,
    split_pairs,
    to_ids,
    tokenise,
)
from reference.seq2seq.sources import DataError, load

Pairs = list[tuple[str, str]]
TWO = "Run!\tCours\u202f!\nWho?\tQui ?\nHelp!\tÀ l'aide\u00a0!\n"
THREE = TWO.replace("\n", "\tCC-BY 2.0 (France) Attribution: tatoeba.org #1\n")
WANTED = [("Run!", "Cours\u202f!"), ("Who?", "Qui ?"), ("Help!", "À l'aide\u00a0!")]


@pytest.mark.parametrize("text", [TWO, THREE, "\ufeff" + TWO, THREE.replace("\n", "\r\n"), TWO + "\n\nno tab\n"])
def test_columns(tmp_path: Path, text: str) -> None:
    (tmp_path / "fra.txt").write_bytes(text.encode())
    corpus = load(str(tmp_path / "fra.txt"))
    assert corpus.pairs == WANTED
    assert corpus.name == "fra.txt"


def test_rows_and_line_ends() -> None:
    assert parse_pairs(TWO, 2) == WANTED[:2]
    assert parse_pairs("a\u2028b\tc\u0085d\n") == [("a\u2028b", "c\u0085d")]


@pytest.mark.parametrize("member", ["fra.txt", "fra-eng/fra.txt"])
def test_zip(tmp_path: Path, member: str) -> None:
    with zipfile.ZipFile(tmp_path / "fra-eng.zip", "w") as archive:
        archive.writestr("_about.txt", "about")
        archive.writestr(member, THREE)
    assert load(str(tmp_path / "fra-eng.zip")).pairs == WANTED


def test_refusals_say_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="No such file"):
        load(str(tmp_path / "absent.txt"))
    (tmp_path / "empty.txt").write_text("nothing here\n")
    with pytest.raises(DataError, match="no line of the form"):
        load(str(tmp_path / "empty.txt"))
    (tmp_path / "latin.txt").write_bytes("Help!\tÀ l'aide !".encode("latin-1"))
    with pytest.raises(DataError, match="UTF-8"):
        load(str(tmp_path / "latin.txt"))
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("deu.txt", TWO)
    with pytest.raises(DataError, match=r"no fra\.txt, but deu\.txt"):
        load(str(tmp_path / "other.zip"))


def test_toy_loads(pairs: Pairs) -> None:
    assert load("toy").pairs == pairs
    assert load("toy", rows=10).pairs == pairs[:10]


def test_normalise() -> None:
    assert normalise("  À l\u2019aide\u202f!\n") == "à l'aide !"
    assert normalise("E\u0301te\u0301\u00a0?") == "été ?"


def test_tokenise() -> None:
    assert tokenise("Est-ce que l'ami n'a pas faim\u202f?") == [
        "est-ce",
        "que",
        "l'",
        "ami",
        "n'",
        "a",
        "pas",
        "faim",
        "?",
    ]
    assert tokenise("I don't, Tom.") == ["i", "don'", "t", ",", "tom", "."]
    assert detokenise(tokenise("I don't, Tom.")) == "i don't, tom."


def test_detokenise_undoes_tokenise(pairs: Pairs) -> None:
    assert all(detokenise(tokenise(french)) == french.lower() for _, french in pairs)


def test_split_is_over_distinct_english(pairs: Pairs) -> None:
    doubled = [*pairs[:500], *((english.upper(), "autre") for english, _ in pairs[:500])]
    parts = split_pairs(doubled, seed=3)
    sources = [{normalise(english) for english, _ in part} for part in parts]
    assert [len(part) for part in parts] == [800, 100, 100]
    assert not sources[0] & sources[1]
    assert not sources[0] & sources[2]
    assert not sources[1] & sources[2]
    assert sorted([*parts[0], *parts[1], *parts[2]]) == sorted(doubled)
    assert split_pairs(doubled, seed=3) == parts
    assert split_pairs(doubled, seed=4) != parts
    # The order of the file plays no part in who is held out.
    assert {e for e, _ in split_pairs(doubled[::-1], seed=3)[2]} == {e for e, _ in parts[2]}


def test_vocabulary() -> None:
    vocabulary = build_vocabulary(["a b b", "c b a"])
    assert list(vocabulary) == [*SPECIAL, "b", "a", "c"]
    assert list(vocabulary.values()) == list(range(7))
    assert to_ids("b z", vocabulary) == [4, UNKNOWN]
    assert list(build_vocabulary(["a b b"], size=5)) == [*SPECIAL, "b"]


def test_pad() -> None:
    assert pad([[5], [], [1, 2, 3, 4]], 3).tolist() == [[5, 0, 0], [0, 0, 0], [1, 2, 3]]


def test_target_is_input_shifted(pairs: Pairs) -> None:
    part = pairs[:200]
    source, target = build_vocabulary(e for e, _ in part), build_vocabulary(f for _, f in part)
    length = max(len(tokenise(french)) for _, french in part) + 1
    arrays = make_arrays(part, source, target, 9, length)
    assert arrays.encoder_input.shape == (200, 9)
    assert arrays.decoder_input.shape == arrays.decoder_target.shape == (200, length)
    assert {array.dtype for array in arrays} == {np.dtype("int32")}
    for given, wanted, (_, french) in zip(arrays.decoder_input, arrays.decoder_target, part, strict=True):
        ids = to_ids(french, target)
        assert given[given != PAD].tolist() == [START, *ids]
        assert wanted[wanted != PAD].tolist() == [*ids, END]
