"""What the address of a repository says: where it is, which branch, and what inside of it is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

_ADDRESS = re.compile(r"(https?|ssh|git|file)://(?=.)", re.IGNORECASE)
_SCP = re.compile(r"[\w.-]+@[\w.-]+:(?!//)")
_PAGES = {"blob", "tree", "raw", "src", "edit"}
"""How a site's own pages part the repository from branch and path."""
_VIEWERS = re.compile(
    r"https?://(?:colab\.research\.google\.com|nbviewer\.(?:org|jupyter\.org))/github/", re.IGNORECASE
)
_RAW = re.compile(r"https?://raw\.githubusercontent\.com/([^/]+/[^/]+)/(?:refs/heads/)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Of a repository, or of something in it."""

    repository: str
    """As git takes it."""
    scheme: str
    inside: tuple[str, ...] = ()
    """Branch and path as they stand in the address of a page: only the repository knows where the one ends."""

    @property
    def name(self) -> str:
        """Owner and repository, for hundreds of students call theirs the same."""
        path = self.repository.partition("://")[2] or self.repository.partition(":")[2]
        parts = [part for part in path.split("/") if part]
        return "-".join(parts[1:] if self.scheme in ("http", "https") and len(parts) > 2 else parts[-2:]).removesuffix(
            ".git"
        )


def is_address(given: str) -> bool:
    """Whether what was named is to be fetched rather than a path. Git's own `ext::` and the like are none."""
    return bool(_ADDRESS.match(given) or _SCP.match(given))


def read(given: str) -> Address:
    """The parts of an address; total, for git will say what is wrong with the repository's."""
    if _SCP.match(given):
        return Address(repository=given, scheme="ssh")
    given = _VIEWERS.sub("https://github.com/", given)
    given = _RAW.sub(r"https://github.com/\1/raw/", given)
    scheme, _, rest = given.partition("://")
    scheme = scheme.lower()
    if scheme in ("http", "https"):
        rest = re.split(r"[?#]", rest)[0]
    host, _, path = rest.partition("/")
    parts = path.rstrip("/").split("/")
    for place, part in enumerate(parts):
        # The repository is named by its owner and itself; GitLab's may be nested, and then puts a dash behind it.
        if part in _PAGES and (place == 2 or parts[place - 1] == "-" or parts[place - 1].endswith(".git")):
            repository = parts[: place - 1] if parts[place - 1] == "-" else parts[:place]
            inside = [unquote(name) for name in parts[place + 1 :]]
            if part == "src" and inside[:1] and inside[0] in ("branch", "tag", "commit"):
                inside = inside[1:]
            return Address(
                repository=f"{scheme}://{host}/{'/'.join(repository)}",
                scheme=scheme,
                inside=tuple(filter(None, inside)),
            )
    return Address(repository=f"{scheme}://{host}/{path.rstrip('/')}", scheme=scheme)
