"""Downloading, against a server on the loopback that behaves like the real site, and worse."""

import io
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from reference.seq2seq import sources
from reference.seq2seq.sources import DataError, download, load


def archive(text: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:  # not compressed: the size is known
        file.writestr("fra.txt", text)
    return buffer.getvalue()


@dataclass
class Site:
    """What the server offers, how much of an answer it sends before it hangs up, and what it was asked."""

    content: bytes = field(default_factory=lambda: archive("Go.\tVa !\n" * 5000))
    etag: str = '"one"'
    cut_after: list[int] = field(default_factory=list)
    ranges: list[str | None] = field(default_factory=list)
    url: str = ""


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if "Python-urllib" in self.headers["User-Agent"]:
                self.send_error(406)
                return
            asked = self.headers["Range"]
            site.ranges.append(asked)
            body, start = site.content, 0
            if asked and self.headers["If-Range"] == site.etag:
                start = int(asked.removeprefix("bytes=").removesuffix("-"))
                if start >= len(body):
                    self.send_error(416)
                    return
                self.send_response(206)
                self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
            else:
                self.send_response(200)
            body = body[start:]
            self.send_header("ETag", site.etag)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: site.cut_after.pop(0)] if site.cut_after else body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_port}/fra-eng.zip"
    yield site
    server.shutdown()
    thread.join()
    server.server_close()


def test_downloads_once(site: Site, tmp_path: Path) -> None:
    path = download(site.url, tmp_path)
    assert path.read_bytes() == site.content
    assert download(site.url, tmp_path) == path
    assert site.ranges == [None]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["fra-eng.zip", "fra-eng.zip.sha256"]


def test_damaged_cache_is_replaced(site: Site, tmp_path: Path) -> None:
    path = download(site.url, tmp_path)
    path.write_bytes(b"damaged")
    assert download(site.url, tmp_path).read_bytes() == site.content


def test_resumes_within_a_call(site: Site, tmp_path: Path) -> None:
    site.cut_after = [10_000, 5_000]
    assert download(site.url, tmp_path).read_bytes() == site.content
    assert site.ranges == [None, "bytes=10000-", "bytes=15000-"]


def test_resumes_in_the_next_call(site: Site, tmp_path: Path) -> None:
    site.cut_after = [10_000, 5_000, 5_000]
    with pytest.raises(DataError):
        download(site.url, tmp_path)
    assert download(site.url, tmp_path).read_bytes() == site.content
    assert site.ranges[-1] == "bytes=20000-"


def test_a_changed_file_is_fetched_afresh(site: Site, tmp_path: Path) -> None:
    site.cut_after = [10_000, 0, 0]
    with pytest.raises(DataError):
        download(site.url, tmp_path)
    site.content, site.etag = archive("Run.\tCours !\n" * 4000), '"two"'
    assert download(site.url, tmp_path).read_bytes() == site.content


def test_a_part_that_is_too_long_is_fetched_afresh(site: Site, tmp_path: Path) -> None:
    (tmp_path / "fra-eng.zip.part").write_bytes(site.content + b"more")
    (tmp_path / "fra-eng.zip.part.validator").write_text(site.etag)
    assert download(site.url, tmp_path).read_bytes() == site.content


def test_without_an_etag_a_part_is_not_trusted(site: Site, tmp_path: Path) -> None:
    site.etag, site.cut_after = "", [10_000]
    assert download(site.url, tmp_path).read_bytes() == site.content
    assert site.ranges == [None, None]


def test_not_an_archive(site: Site, tmp_path: Path) -> None:
    site.content = b"<html>Please log in</html>"
    with pytest.raises(DataError, match="did not deliver a zip archive"):
        download(site.url, tmp_path)


def test_default_user_agent_is_refused(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "USER_AGENT", "Python-urllib/3.11")
    with pytest.raises(DataError, match="406"):
        download(site.url, tmp_path)


def test_no_network(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"is there a network\?.*--data"):
        download("http://127.0.0.1:9/fra-eng.zip", tmp_path)


def test_load_download(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "URL", site.url)
    corpus = load("download", rows=3, cache=tmp_path)
    assert corpus.pairs == [("Go.", "Va !")] * 3
    assert corpus.name == "fra-eng.zip"
