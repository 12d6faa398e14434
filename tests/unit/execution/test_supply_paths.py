"""Where the data set is put, told from the code alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader import assignment as assignments
from grader.execution.supplies import MOST_PLACES, Given, supplies
from grader.execution.supplies.code import parse
from grader.execution.supplies.names import Names
from grader.execution.supplies.strings import LONGEST, Strings
from grader.model.attempt import Attempt
from grader.model.submission import Cell, CellKind, Submission, SubmittedFile

RULES = assignments.load("seq2seq").data_rules


def submission(*cells: str, files: tuple[SubmittedFile, ...] = ()) -> Submission:
    return Submission(
        name="x",
        slug="x",
        path="x.ipynb",
        notebook="x.ipynb",
        sha256="",
        cells=tuple(Cell(index=index, kind=CellKind.CODE, source=source) for index, source in enumerate(cells)),
        files=files,
    )


def given(tmp_path: Path, *cells: str, files: tuple[SubmittedFile, ...] = (), attempt: Attempt | None = None) -> Given:
    (tmp_path / "data").mkdir()
    (tmp_path / "pairs.tsv").write_text("Hi.\tSalut.\nGo.\tVa !\n", encoding="utf-8")
    handed_in = submission(*cells, files=files)
    return supplies(handed_in, tmp_path / "pairs.tsv", RULES, attempt or Attempt(), tmp_path / "data")


@pytest.mark.parametrize(
    ("code", "places"),
    [
        ('open("fra.txt")', {"fra.txt"}),
        ("data_path = 'fra-eng/fra.txt'", {"fra-eng/fra.txt", "fra.txt"}),
        ('open("infra.txt")', set()),
        ('open("fra.txt.zip2")', set()),
        ('"""Put fra.txt beside this notebook."""', set()),
        ("# open('fra.txt')", set()),
        ("!wget http://example.org/fra.txt", set()),
        ('open("~/fra.txt")', {"~/fra.txt", "./~/fra.txt", "fra.txt"}),
        ('open("file:///content/fra.txt")', {"/content/fra.txt", "fra.txt"}),
        ('open(folder + "/fra.txt")', {"fra.txt"}),
        ('open(f"{folder}/fra.txt")', {"fra.txt"}),
        ('a = "data"\na = "other"\nopen(f"{a}/fra.txt")', {"data/fra.txt", "other/fra.txt", "fra.txt"}),
        ('x = x + "fra.txt"', {"fra.txt"}),
        ('print(", ".join(["data", "fra.txt"]))', {"fra.txt"}),
        ("this is ! no Python 'data/fra.txt'", {"data/fra.txt", "fra.txt"}),
        ("!head -3 data/fra.txt", {"data/fra.txt", "fra.txt"}),
        ("folder = 'data'\n!head {folder}/fra.txt", {"data/fra.txt", "fra.txt"}),
        ("%cd data\nopen('fra.txt')", {"fra.txt", "data/fra.txt"}),
        ("import glob\nglob.glob('data/*.csv')", {"data/fra.csv"}),
        ("os.listdir('data')", {"data/fra.txt"}),
        ("Path('data').glob('*.txt')", {"data/fra.txt"}),
        ("os.listdir('data'); open('data/eng-fra.txt')", {"data/eng-fra.txt", "eng-fra.txt"}),
        ('open("small_en.txt"); open("small_fr.txt")', {"small_en.txt", "small_fr.txt"}),
        ('load("europarl.en"), load("europarl.fr")', {"europarl.en", "europarl.fr"}),
        ('load("wiki.en.vec"), load("wiki.fr.vec")', set()),
        ('open("deu.txt")', set()),
        ('table["eng"], table["fra"]', set()),
    ],
)
def test_the_data_set_appears_where_the_code_looks(tmp_path: Path, code: str, places: set[str]) -> None:
    assert set(given(tmp_path, code).places) == places


@pytest.mark.parametrize(
    ("name", "means"),
    [
        ("fra.txt", True),
        ("FRA.TXT", True),
        ("fra (1).txt", True),
        ("eng_-french.csv", True),
        ("English to French.txt", True),
        ("cleaned_fra_eng.csv", True),
        ("fra-eng.tar.gz", True),
        ("englishfrench.csv", True),
        ("french_stopwords.txt", False),
        ("english.pkl", False),
        ("eng-fra", False),
        ("friend.txt", False),
        ("eng\nfra.txt", False),
        ("", False),
    ],
)
def test_names_of_the_data_set_are_told_from_others(name: str, means: bool) -> None:
    assert Names(rules=RULES, strings=frozenset([name])).means_data(name) is means


def test_a_file_that_was_handed_in_is_not_replaced(tmp_path: Path) -> None:
    own = SubmittedFile(name="fra.txt", path="/submitted/fra.txt", size=1)
    found = given(tmp_path, 'open("fra.txt"); open("C:/data/fra.txt"); open("eng-fra.txt")', files=(own,))
    targets = {supply.target: supply.source for supply in found.files}
    assert targets["fra.txt"] == targets["C:/data/fra.txt"] == "/submitted/fra.txt"
    assert found.places == ("eng-fra.txt",)
    assert set(found.data.own) == {"fra.txt", "C:/data/fra.txt"}


def test_what_was_handed_in_is_also_where_the_code_names_it_by_another_folder(tmp_path: Path) -> None:
    own = SubmittedFile(name="my_pairs.csv", path="/submitted/my_pairs.csv", size=1)
    found = given(tmp_path, 'open("/content/my_pairs.csv")', files=(own,))
    assert {supply.target for supply in found.files} == {"my_pairs.csv", "/content/my_pairs.csv"}
    assert found.places == ()


def test_a_path_of_an_earlier_attempt_is_supplied_though_its_name_tells_nothing(tmp_path: Path) -> None:
    assert given(tmp_path, "open(x)", attempt=Attempt(also=("a/my.txt",))).places == ("a/my.txt", "my.txt")


def test_addresses_are_downloads_by_their_last_part(tmp_path: Path) -> None:
    code = 'get("https://www.example.org/x/eng-french.csv?raw=1"); get("http://a.b/deu-eng.zip"); "https://[bad/"'
    found = given(tmp_path, code, "!kaggle datasets download -d someone/english-french-pairs")
    names = [supply.target for supply in found.downloads]
    assert names[0] == "fra.txt", "the first is the data set as a text"
    assert "eng-french.csv" in names
    assert "english-french-pairs.zip" in names
    assert "deu-eng.zip" not in names
    assert found.hosts == ("www.example.org",)


HOSTILE = {
    "values that grow": "x = '%s'\n" % ("a" * 100) + "\n".join("x = x + x + x" for _ in range(200)) + "\nopen(x)",
    "names in circles": "a = b + 'x'\nb = c + 'y'\nc = a + 'z'\nopen(a + 'fra.txt')",
    "a deep expression": "x = " + "(" * 150 + "'fra.txt'" + ")" * 150,
    "a deeper expression": "x = " + "+".join(["'a'"] * 3_000) + " + 'fra.txt'",
    "a format that would fill the memory": "'{:>1000000000}/fra.txt'.format('a')",
    "many paths": "\n".join(f"open('{n}/fra.txt')" for n in range(5_000)),
    "a chain of slices": "for a, b in x" + "[1:]" * 3_000 + ": open('fra.txt')",
    "a cell of megabytes": "x = [" + "'a/fra.txt', " * 200_000 + "]",
    "a line of blanks": " " * 150_000 + "x\n!ls",
    "many blank lines": "\n" * 150_000 + "!ls",
    "quotes that never close": "not python '" + "\\'" * 90_000,
    "many working folders": "\n".join(f"os.chdir('{n}'); open('{n}/fra.txt')" for n in range(3_000)),
    "many listings": "\n".join(f"os.listdir('{n}')" for n in range(3_000)),
    "half a character": "open('\\ud800/fra.txt')",
    "a null byte": "open('\\0fra.txt')",
    "a long path": f"open('{'a/' * LONGEST}fra.txt')",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_code_is_read_within_bounds(tmp_path: Path, name: str) -> None:
    found = given(tmp_path, HOSTILE[name])
    assert len(found.places) <= MOST_PLACES
    assert all(place.isprintable() for place in found.places)
    assert all(len(place) < 2 * LONGEST for place in found.places)


def test_other_cells_are_read_though_one_cannot_be_parsed() -> None:
    code = parse(("def broken(:", "x = !ls\npath = 'a/fra.txt'", "%%bash\nwget http://a.b/fra.txt", "y = 5 \\\n % 3"))
    assert "a/fra.txt" in set(Strings(code).all())
    assert code.shell == ("ls", "wget http://a.b/fra.txt")
    assert code.rest == ("def broken(:",)
