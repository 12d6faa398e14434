"""Options and fixtures that several folders of tests share."""

from __future__ import annotations

import pytest

from grader import assignment as assignments
from grader.checking import catalogue
from grader.model.grade import CheckSpec


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all-runs", action="store_true", help="everything that takes long, not just a sample of it")


def pytest_configure(config: pytest.Config) -> None:
    """The mark that checks carry: some of them are called by tests."""
    config.addinivalue_line("markers", "rubric(item, points): the rubric item that a check belongs to")
    config.addinivalue_line("markers", "thorough: runs with --all-runs only")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--all-runs"):
        for item in items:
            if item.get_closest_marker("thorough"):
                item.add_marker(pytest.mark.skip(reason="takes long: run it with --all-runs"))


@pytest.fixture(scope="session")
def specs() -> tuple[CheckSpec, ...]:
    return catalogue.read(assignments.load("seq2seq"))


@pytest.fixture
def all_runs(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--all-runs"))
