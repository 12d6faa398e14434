"""The command line writes all that it promises, twice the same, and says what is wrong with the data."""

import csv
import json
from pathlib import Path

import pytest

from reference.seq2seq.artefacts import write_figures, write_history, write_translations
from reference.seq2seq.cli import main
from reference.seq2seq.storage import load
from reference.seq2seq.training import Trained, score

OPTIONS = ["--rows", "150", "--epochs", "2", "--units", "8", "--attention", "dot", "--beam", "2", "--seed", "5"]
# Keras 3.15 itself writes variables in a way that NumPy 2 deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def test_run(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main([*OPTIONS, "--out", str(tmp_path)]) == 0
    printed, errors = capfd.readouterr()
    assert errors == ""
    assert "Epoch 2/2" in printed
    assert {path.name for path in tmp_path.iterdir()} == {
        *("model.keras", "vocabulary.json", "history.csv", "history.json", "translations.tsv", "summary.json"),
        *(f"{name}.{kind}" for name in ("attention", "curves") for kind in ("png", "svg")),
    }
    summary = json.loads((tmp_path / "summary.json").read_text())
    assert summary["settings"]["attention"] == "dot"
    assert summary["split"] == {"train": 120, "validation": 15, "test": 15}
    assert set(summary["scores"]) == {"greedy", "beam 2"}
    with (tmp_path / "history.csv").open(newline="") as file:
        history = list(csv.DictReader(file))
    assert [row["epoch"] for row in history] == ["1", "2"]
    assert float(history[0]["loss"]) == summary["loss"][0]

    _, translator = load(tmp_path)
    with (tmp_path / "translations.tsv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert len(rows) == 15
    again = translator.translate([row["english"] for row in rows])
    assert [row["greedy"] for row in rows] == [translation.text for translation in again]


def test_equal_runs_make_equal_files(tiny: Trained, tmp_path: Path) -> None:
    scored = score(tiny.translator, tiny.parts[2])
    folders = tmp_path / "one", tmp_path / "two"
    for folder in folders:
        folder.mkdir()
        write_history(folder, tiny.history)
        write_translations(folder, scored, None)
        write_figures(folder, "tiny", tiny.history, scored)
    one, two = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)
    assert one == two


@pytest.mark.parametrize(
    ("options", "message"),
    [(["--data", "absent.txt"], "No such file"), (["--rows", "5"], "too few to split")],
)
def test_bad_data(options: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*options, "--out", str(tmp_path / "out")]) == 1
    assert message in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("options", [["--epochs", "0"], ["--attention", "self"], ["--beam", "-1"]])
def test_usage(options: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(options)
