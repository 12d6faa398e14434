"""In which form the code reads the data set, and the form that it gets."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader import assignment as assignments
from grader.execution.supplies.code import parse
from grader.execution.supplies.corpus import Corpus, formed, packed
from grader.execution.supplies.layout import read_layout, reads_pairs, written
from grader.execution.supplies.names import Language

RULES = assignments.load("seq2seq").data_rules
CORPUS = Corpus(name="pairs.tsv", rows=(("Hi.", "Salut."), ("Oh, no!", "Oh non !")), of=2)
TUTORIAL = """
def create_dataset(path, num):
    lines = open(path).read().strip().split('\\n')
    word_pairs = [[clean(w) for w in line.split('\\t')] for line in lines[:num]]
    return zip(*word_pairs)

english, french = create_dataset('fra.txt', 100)
"""


@pytest.mark.parametrize(
    ("code", "columns"),
    [
        ("a, b = line.split('\\t')", 2),
        ("a, b, _ = line.split('\\t')", 3),
        ("a, b = line.strip().split(sep='\\t')", 2),
        ("a, b, c = re.split('\\t', line)", 3),
        ("a, b = line.split('\\t')[:2]", None),
        ("a, b = line.split('\\t', 1)", None),
        ("a, b, *_ = line.split('\\t')", None),
        ("a, b = line.split('=')", None),
        ("parts = line.split('\\t')\na, b = parts", 2),
        ("parts = line.split('\\t')\nx = parts[0], parts[1]", None),
        ("parts = line.split('\\t')\nx = parts[2]", 3),
        ("parts = line.split('\\t')\nif len(parts) != 3: pass", 3),
        ("parts = line.split('\\t')\nif len(parts) == 2: pass", 2),
        ("parts = line.split('\\t')\nif len(parts) >= 2: pass", None),
        ("parts = line.split('\\t')\nif len(parts) < 3: pass", 3),
        ("pairs = [line.split('\\t') for line in lines]\nfor a, b in pairs: pass", 2),
        ("pairs = [line.split('\\t') for line in lines[:100]]\na, b, c = zip(*pairs)", 3),
        ("for i, (a, b) in enumerate(lines): pass", None),
        ("pairs = list(map(lambda l: l.split('\\t'), lines))\na, b = zip(*pairs[:50])", 2),
        ("def load():\n    return [l.split('\\t') for l in x]\npairs = load()\n[a for a, b, c in pairs]", 3),
        (TUTORIAL, 2),
        ("pd.read_csv('fra.txt', sep='\\t', names=['en', 'fr', 'who'])", 3),
        ("cols = ['en', 'fr']\npd.read_csv('fra.txt', sep='\\t', names=cols)", 2),
        ("pd.read_csv('fra.txt', sep='\\t', names=['en', 'fr'], usecols=[0, 1])", None),
        ("df = pd.read_csv('fra.txt', sep='\\t', header=None)\ndf.columns = ['en', 'fr', 'who']", 3),
        ("print('nothing')", None),
    ],
)
def test_columns_are_told_from_how_lines_are_unpacked(code: str, columns: int | None) -> None:
    assert read_layout(parse((code,)), RULES).columns == columns


@pytest.mark.parametrize(
    ("code", "first"),
    [
        ("df = pd.read_csv('x.csv')\ndf['Words, English'], df['Words, French']", '"Words, English","Words, French"'),
        ("df = pd.read_csv('x.csv')\ndf.English, df.French", "English,French"),
        ("df = pd.read_csv('x.csv')\ndf[['en', 'fr']]", "en,fr"),
        ("df = pd.read_csv('x.csv', usecols=['english', 'french'])", "english,french"),
        ("df = pd.read_csv('x.csv')\ndf['en_len'] = df['en'].map(len)\ndf['fr_len'] = df['fr'].map(len)", "en,fr"),
        ("df = pd.read_csv('x.csv')\ndf['en'] = df['en'].map(f)\ndf['fr'] = df['fr'].map(f)", "en,fr"),
        ("df = pd.read_csv('x.csv')", "English words/sentences,French words/sentences"),
        ("df = pd.read_csv('x.csv', names=['a', 'b'], header=0)", "English words/sentences,French words/sentences"),
        ("df = pd.read_csv('x.csv', header=None)", "Hi.,Salut."),
        ("df = pd.read_csv('x.csv', names=['a', 'b'])", "Hi.,Salut."),
        ("df = pd.read_csv('x.csv', sep='\\t', names=['a', 'b'])", "Hi.\tSalut."),
        ("csv.reader(open('x.csv'))", "English words/sentences,French words/sentences"),
        ("[line.split('\\t') for line in open('x.csv')]", "Hi.\tSalut."),
    ],
)  # fmt: skip
def test_a_table_has_the_headers_by_which_the_code_picks_columns(code: str, first: str) -> None:
    content = formed(CORPUS, "x.csv", read_layout(parse((code,)), RULES), RULES.headers, None)
    assert content.decode().splitlines()[0] == first


def test_a_text_has_headers_only_where_a_table_is_read_by_them() -> None:
    code = "df = pd.read_csv('eng-fra.tsv', sep='\\t')\ndf['English'], df['French']"
    layout = read_layout(parse((code,)), RULES)
    assert (
        formed(CORPUS, "eng-fra.tsv", layout, RULES.headers, None)
        == b"English\tFrench\nHi.\tSalut.\nOh, no!\tOh non !\n"
    )
    plain = read_layout(parse(("a, b = line.split('\\t')",)), RULES)
    assert formed(CORPUS, "fra.txt", plain, RULES.headers, None) == b"Hi.\tSalut.\nOh, no!\tOh non !\n"


def test_a_third_column_says_where_the_row_is_from() -> None:
    layout = read_layout(parse(("a, b, c = line.split('\\t')",)), RULES)
    content = formed(CORPUS, "fra.txt", layout, RULES.headers, None).decode()
    assert content.splitlines()[1] == "Oh, no!\tOh non !\tCourse data, row 2 of pairs.tsv"


def test_a_sign_of_the_format_in_a_sentence_is_quoted() -> None:
    layout = read_layout(parse(("pd.read_csv('x.csv', header=None)",)), RULES)
    assert b'"Oh, no!",Oh non !\n' in formed(CORPUS, "x.csv", layout, RULES.headers, None)


def test_one_language_a_file() -> None:
    layout = read_layout(parse(("",)), RULES)
    assert formed(CORPUS, "small_vocab_fr", layout, RULES.headers, Language.TARGET) == b"Salut.\nOh non !\n"


@pytest.mark.parametrize("name", ["x.zip", "x.tar.gz", "x.tgz", "x.tar"])
def test_archives_can_be_opened_by_what_opens_them(tmp_path: Path, name: str) -> None:
    import shutil

    (tmp_path / name).write_bytes(packed({"fra.txt": b"a\tb\n", "fra-eng/fra.txt": b"a\tb\n"}, name))
    shutil.unpack_archive(tmp_path / name, tmp_path / "out", filter="data" if ".t" in name else None)
    assert (tmp_path / "out" / "fra-eng" / "fra.txt").read_bytes() == b"a\tb\n"


def test_code_that_reads_columns_is_told_from_code_that_does_not() -> None:
    assert reads_pairs(parse(("l.split('\\t')",)))
    assert reads_pairs(parse(("pd.read_csv(p)",)))
    assert not reads_pairs(parse(("open(p).read().split()",)))


def test_files_that_the_code_writes_are_known() -> None:
    code = parse(
        ("df.to_csv('a.csv')\nopen('b.txt', 'w')\nopen('c.txt', mode='a')\nopen('d.txt')\nopen('e.txt', 'rb')",)
    )
    assert written(code) == {"a.csv", "b.txt", "c.txt"}
