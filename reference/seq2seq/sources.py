"""Where sentence pairs come from: the toy corpus, a file, a zip archive, or the project's web site.

The web site, https://www.manythings.org/anki/, offers pairs of the Tatoeba project under CC BY 2.0 FR. Its file is
downloaded once, kept in a cache folder with its SHA-256, and verified whenever it is read again.
"""

import hashlib
import os
import zipfile
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from reference.seq2seq.data import parse_pairs
from reference.seq2seq.toy import TOY_FILE

URL = "https://www.manythings.org/anki/fra-eng.zip"
MEMBER = "fra.txt"
# The site answers 406 to Python's default, "Python-urllib/3.x".
USER_AGENT = "Mozilla/5.0 (compatible; seq2seq-reference/0.1)"
LARGEST_DOWNLOAD = 200 * 2**20  # bytes; the archive has about 8 MB, its text about 40
ATTEMPTS = 3
TIMEOUT = 30.0  # seconds without an answer
_CHUNK = 2**16
_ADVICE = f"Download {URL} with a browser and pass the file with --data PATH, or use --data toy."


class DataError(Exception):
    """The pairs could not be read; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Sentence pairs, with the name and the SHA-256 of the file that they were read from."""

    pairs: list[tuple[str, str]]
    name: str
    sha256: str


def load(data: str, rows: int | None = None, cache: Path | None = None) -> Corpus:
    """Load the first `rows` lines of "toy", "download", or the path of a text file or a zip archive.

    Raises DataError if there is no such file, no network, or no pair in what was read.
    """
    if data == "toy":
        path = TOY_FILE
    elif data == "download":
        path = download(URL, cache or cache_folder())
    else:
        path = Path(data)
    try:
        content = path.read_bytes()
        text = _unzip(path) if zipfile.is_zipfile(path) else content.decode("utf-8-sig")
    except OSError as error:
        raise DataError(f"Cannot read {path}: {error.strerror or error}.") from error
    except (UnicodeDecodeError, zipfile.BadZipFile) as error:
        raise DataError(f"{path} is neither UTF-8 text nor a sound zip archive with {MEMBER}: {error}.") from error
    pairs = parse_pairs(text, rows)
    if not pairs:
        raise DataError(f"{path} holds no line of the form English<TAB>French.")
    return Corpus(pairs, path.name, hashlib.sha256(content).hexdigest())


def cache_folder() -> Path:
    """The folder for downloads: $XDG_CACHE_HOME/seq2seq-reference, else under ~/.cache."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "seq2seq-reference"


def download(url: str, folder: Path) -> Path:
    """Return the cached file of `url`, downloading it first if it is absent or damaged.

    A download that was cut short is continued from where it stopped, if the server's file is still the same.
    Raises DataError when the network or the server does not deliver.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / url.rsplit("/", 1)[-1]
    digest_file = target.with_name(target.name + ".sha256")
    if target.exists() and digest_file.exists() and _sha256(target) == digest_file.read_text().strip():
        return target
    part = target.with_name(target.name + ".part")
    for attempt in range(1, ATTEMPTS + 1):
        try:
            if _fetch(url, part):
                break
        except HTTPError as error:
            raise DataError(f"The server refused {url}: {error.code} {error.reason}. {_ADVICE}") from error
        except (URLError, HTTPException, OSError) as error:
            if attempt == ATTEMPTS:
                reason = getattr(error, "reason", None) or error
                raise DataError(f"Cannot download {url}, is there a network? ({reason}) {_ADVICE}") from error
    else:
        raise DataError(f"The download of {url} was cut short {ATTEMPTS} times; run again to continue it. {_ADVICE}")
    if not zipfile.is_zipfile(part):
        part.unlink()
        raise DataError(f"{url} did not deliver a zip archive. {_ADVICE}")
    digest_file.write_text(_sha256(part) + "\n")
    part.replace(target)
    return target


def _fetch(url: str, part: Path) -> bool:
    """Append to `part` what is missing of `url`, or start afresh; return whether it is complete now."""
    validator_file = part.with_name(part.name + ".validator")
    headers = {"User-Agent": USER_AGENT}
    have = part.stat().st_size if part.exists() else 0
    validator = validator_file.read_text() if validator_file.exists() else ""
    if have and validator:
        # If-Range: the rest if the file is unchanged, else the whole of the new one.
        headers |= {"Range": f"bytes={have}-", "If-Range": validator}
    try:
        response: HTTPResponse = urlopen(Request(url, headers=headers), timeout=TIMEOUT)
    except HTTPError as error:
        if error.code != 416:  # the part is longer than the file
            raise
        part.unlink()
        return False
    with response:
        resumed = response.status == 206
        if resumed and not response.headers.get("Content-Range", "").startswith(f"bytes {have}-"):
            part.unlink()
            return False
        validator_file.write_text(response.headers.get("ETag") or response.headers.get("Last-Modified") or "")
        length = response.headers.get("Content-Length")
        whole = None if length is None else int(length) + (have if resumed else 0)
        with part.open("ab" if resumed else "wb") as file:
            while chunk := response.read(_CHUNK):
                file.write(chunk)
                if file.tell() > LARGEST_DOWNLOAD:
                    raise DataError(f"{url} is larger than {LARGEST_DOWNLOAD >> 20} MB. {_ADVICE}")
    if whole is not None and part.stat().st_size != whole:
        return False
    validator_file.unlink()
    return True


def _unzip(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.rsplit("/", 1)[-1] == MEMBER]
        if not names:
            raise DataError(f"{path} holds no {MEMBER}, but {', '.join(archive.namelist()[:5])}.")
        if archive.getinfo(names[0]).file_size > LARGEST_DOWNLOAD:
            raise DataError(f"{names[0]} in {path} is larger than {LARGEST_DOWNLOAD >> 20} MB.")
        return archive.read(names[0]).decode("utf-8-sig")  # checks the member's CRC


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
