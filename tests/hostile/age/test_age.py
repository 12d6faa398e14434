"""Notebooks of another age and from other places, as they come: each cell does what it did where it was written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from grader import assignment as assignments
from grader import intake, pipeline
from grader.boundary.store import EvidenceFolder
from grader.model.attempt import KerasAge
from grader.model.evidence import CellEnd, Evidence
from grader.model.grade import Cause, Grade, Status
from grader.reporting import helped
from grader.roles import stops

pytestmark = pytest.mark.runs
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Graded:
    evidence: Evidence
    grade: Grade

    def text(self, cell: int) -> str:
        return "".join(output.text for output in self.evidence.reported.outputs if output.cell == cell)

    def cell(self, code: str) -> int:
        return next(cell.index for cell in self.evidence.submission.code if code in cell.source)

    @property
    def failed(self) -> dict[int, Cause]:
        return {stop.cell: stop.cause for stop in stops.stops(self.evidence)}

    def aids(self) -> set[str]:
        return {aid.name for aid in self.evidence.reported.aids}


def graded(name: str, place: Path) -> Graded:
    result = pipeline.grade(
        intake.read(HERE / f"{name}.ipynb"), assignment=assignments.load("seq2seq"), out=place / "reports"
    )
    return Graded(evidence=EvidenceFolder(result.folder / pipeline.EVIDENCE).load(), grade=result.grade)


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    return graded("older_names", tmp_path_factory.mktemp("older"))


@pytest.fixture(scope="module")
def everyday(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    return graded("everyday", tmp_path_factory.mktemp("everyday"))


@pytest.fixture(scope="module")
def keras_2(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    return graded("keras_2", tmp_path_factory.mktemp("keras_2"))


# -- older names, in Keras 3 ---------------------------------------------------------------------------------------


def test_older_names_are_answered_and_a_mistake_stays_one(older: Graded) -> None:
    own = older.cell("activaton")
    shown = {cell: older.text(cell)[-300:] for cell in older.failed}
    assert older.failed == {own: Cause.UPSTREAM}, shown
    assert [one.keras for one in older.evidence.observed.attempts] == [KerasAge.CURRENT]
    assert older.evidence.reported.notes == ()


@pytest.mark.parametrize(
    "name",
    [
        "keras.preprocessing.text", "keras_preprocessing.text", "keras_preprocessing.sequence", "keras.utils.np_utils",
        "keras.layers.recurrent", "keras.layers.core", "keras.layers.embeddings", "keras.layers.wrappers",
        "keras.layers.merge", "keras.engine.topology", "keras.layers.CuDNNLSTM", "tensorflow.python.keras.layers",
        "keras.optimizers.adam_v2", "lr=", "decay=", "optimizer.lr", "tensorflow.keras.optimizers.legacy",
        "tensorflow.set_random_seed", "tensorflow.keras.layers.experimental.preprocessing", "keras.backend.mean",
        "fit_generator", "evaluate_generator", "predict_generator", "lists in batches", "history['acc']", "nb_epoch=",
        "lists of states", "save_weights", "load_weights", "save", "ModelCheckpoint", "batch_input_shape=",
        "predict_classes", "predict_proba", "numpy.int", "pandas append", "error_bad_lines=",
        "get_initial_state", "style seaborn-whitegrid", "sklearn.externals.joblib", "sklearn.cross_validation",
    ],
)  # fmt: skip
def test_each_older_name_is_disclosed(older: Graded, name: str) -> None:
    assert name in older.aids()


def test_three_ways_of_training_are_three_trainings(older: Graded) -> None:
    assert [len(fit.epochs) for fit in older.evidence.reported.fits] == [3, 2, 1]
    assert all(fit.inputs and fit.targets for fit in older.evidence.reported.fits)


# -- Keras 2 -------------------------------------------------------------------------------------------------------


def test_what_keras_3_refuses_runs_in_keras_2(keras_2: Graded) -> None:
    current, legacy = keras_2.evidence.observed.attempts
    assert (current.keras, current.kept, legacy.keras, legacy.kept) == (
        KerasAge.CURRENT, False, KerasAge.LEGACY, True
    )  # fmt: skip
    assert "KerasTensor cannot be used as input" in legacy.reason
    assert keras_2.failed == {}
    assert keras_2.evidence.reported.notes == ()


@pytest.mark.parametrize(
    "item", ["3.1", "3.2", "3.3", "3.4", *(f"4.{n}" for n in range(1, 9)), "5.1", "5.2", "5.3", "5.4"]
)
def test_roles_and_verifier_know_keras_2(keras_2: Graded, item: str) -> None:
    found = next(each for each in keras_2.grade.items if each.item.id == item)
    assert {check.status for check in found.checks} == {Status.PASSED}, [check.found for check in found.checks]


def test_its_models_are_rebuilt_and_decode_the_same(keras_2: Graded) -> None:
    (rebuilt,) = keras_2.evidence.recomputed.models
    assert rebuilt.refused == ""
    assert rebuilt.points[0].epochs == 0
    assert rebuilt.points[-1].epochs == 12
    assert len(rebuilt.replays) == 6


def test_reports_say_which_keras_it_was(keras_2: Graded) -> None:
    student = dict(helped.facts(keras_2.evidence))
    assert student["Keras"].startswith("2, in the place of 3. With Keras 3: Cell 4 stopped with")
    teacher = dict(helped.details(keras_2.evidence))
    assert teacher["Run 1"].startswith("Keras 3: 2 cells ended well")
    assert teacher["Run 2, judged"].startswith("Keras 2: 6 cells ended well")


# -- everyday ------------------------------------------------------------------------------------------------------


def test_what_is_lacking_is_nobodys_fault(everyday: Graded) -> None:
    expected = {
        everyday.cell("More? "): Cause.GRADER,
        everyday.cell("gpu_device_name"): Cause.GRADER,
        everyday.cell("set_memory_growth"): Cause.GRADER,
        everyday.cell("WordNetLemmatizer"): Cause.GRADER,
        everyday.cell("import torch"): Cause.GRADER,
        everyday.cell("raise KeyboardInterrupt"): Cause.UPSTREAM,
    }
    assert everyday.failed == expected, {cell: everyday.text(cell)[-300:] for cell in everyday.failed}
    assert everyday.evidence.observed.cells[-1].end is CellEnd.OK


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("drive.mount", "Mounted at /content/drive\nTrue"),
        ("files.upload", "True True"),
        ("%tensorflow_version", "TensorFlow 2.x selected."),
        ("%%shell", "from the shell"),
        ("!pip install", "ERROR: no-such-package-here is not installed here"),
        ("!pip install", "Requirement already satisfied: pandas"),
        ("!pip install", "updated"),
        ("gpu = !nvidia-smi", "True\nNVIDIA-SMI has failed"),
        ("word_tokenize", "['Do', \"n't\", 'go', ',', 'Mr.', 'Smith', '!'] ['He left.', 'She stayed.']"),
        ("stopwords.words", "True True"),
        ("sentence_bleu", "1.0"),
        ("keras.wrappers", "tables enter True"),
        ("plot_model(", "True"),
        ("quit to stop", "-> True\nEnter a sentence (quit to stop): quit\n"),
        ("getpass", "'' y 1"),
        ("interact", "x is 3"),
        ("kagglehub", "True"),
        ("load_dataset", "['en', 'fr'] True"),
        ("gdown.download", "fra.txt fra-eng.zip"),
        ("TextBlob", "True"),
        ("the end", "the end"),
    ],
)
def test_each_stand_in_does_what_it_can(everyday: Graded, code: str, shown: str) -> None:
    assert shown in everyday.text(everyday.cell(code)).replace("\r\n", "\n")


@pytest.mark.parametrize(
    "name",
    [
        "google.colab", "drive.mount", "files.upload", "files.download", "userdata.get", "%tensorflow_version",
        "%matplotlib notebook", "%load_ext tensorboard", "%%shell", "!nvidia-smi", "nltk.download('punkt')",
        "nltk.download('wordnet')", "plot_model", "model_to_dot", "input()", "getpass()", "kagglehub", "datasets",
        "gdown", "wget", "kaggle_secrets",
    ],
)  # fmt: skip
def test_each_stand_in_is_disclosed(everyday: Graded, name: str) -> None:
    assert name in everyday.aids()
