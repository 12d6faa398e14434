"""What the stand-ins for downloads noted is read strictly, for the notebook could have written it too."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.boundary.requests import FILE, MOST_BYTES, MOST_REQUESTS, read_requests
from grader.execution.environment import REQUESTS
from grader.model.supplied import Request

LINE = b'{"way": "http", "asked": "http://a.b/fra.txt", "answered": "fra.txt"}\n'


def test_each_request_is_told_once_in_their_order(tmp_path: Path) -> None:
    other = b'{"way": "wget", "asked": "http://a.b/x", "answered": ""}\n'
    (tmp_path / FILE).write_bytes(LINE + other + LINE)
    assert read_requests(tmp_path) == (
        Request(way="http", asked="http://a.b/fra.txt", answered="fra.txt"),
        Request(way="wget", asked="http://a.b/x"),
    )
    assert FILE == REQUESTS, "one side writes what the other reads"


@pytest.mark.parametrize(
    "line",
    [
        b"\xff\xfe\n",
        b"[" * 100_000 + b"\n",
        b'{"way": "http"}\n',
        b'{"way": "<b>", "asked": "x", "answered": ""}\n',
        b'{"way": "http", "asked": 5, "answered": ""}\n',
        b'{"way": "http", "asked": "' + b"x" * 1_000 + b'", "answered": ""}\n',
        b'{"way": "http", "asked": "cut off',
    ],
)
def test_lines_of_another_shape_are_dropped(tmp_path: Path, line: bytes) -> None:
    (tmp_path / FILE).write_bytes(LINE + line)
    assert len(read_requests(tmp_path)) == 1


def test_a_flood_is_cut(tmp_path: Path) -> None:
    lines = (LINE.replace(b"fra.txt", b"%d" % number) for number in range(2 * MOST_BYTES // len(LINE)))
    (tmp_path / FILE).write_bytes(b"".join(lines))
    assert len(read_requests(tmp_path)) == MOST_REQUESTS


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(LINE)
    (tmp_path / FILE).symlink_to(tmp_path / "elsewhere")
    assert read_requests(tmp_path) == ()
    assert read_requests(tmp_path / "missing") == ()
