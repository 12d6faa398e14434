"""Every payload in every place of both pages: what a parser finds there is what the templates wrote."""

from __future__ import annotations

from functools import cache
from html.parser import HTMLParser

import pytest

from grader.reporting.templating import environment
from tests.payloads import GROUPS, payloads, stuffed
from tests.payloads.pages import both

ADDRESSES = {
    *("href", "src", "srcset", "action", "formaction", "background", "ping", "poster", "data", "srcdoc", "http-equiv"),
}
OF_STUDENTS = {
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "p", "br", "hr", "strong", "b", "em", "i", "s"),
    *("del", "sub", "sup", "code", "pre", "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "h4", "h5", "h6", "small"),
}
"""Tags of Markdown and of shown HTML that stay, without attributes that do anything."""
HIDING = {
    *map(chr, (*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0))),
    *("\u202e", "\u2066", "\u200b", "\u2028", "\ufeff", "\ud800"),
}


class Parts(HTMLParser):
    """Tags with their attributes in their order, and the texts between."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))

    def attributes(self, *names: str) -> set[tuple[str, str | None]]:
        return {(name, value) for _, attributes in self.tags for name, value in attributes if name in names}

    def skeleton(self) -> set[tuple[str, tuple[str, ...]]]:
        """Tags with the names of their attributes, but for those that a text or a table of a student's may have."""
        return {
            (tag, tuple(name for name, _ in attributes))
            for tag, attributes in self.tags
            if tag not in OF_STUDENTS or {name for name, _ in attributes} - {"colspan", "rowspan", "start"}
        } - {("div", ()), ("span", ())}


@cache
def harmless() -> tuple[Parts, Parts]:
    """What the templates write around plain words, short and wide ones."""
    pages = [both("plain words"), both("plain words " * 20)]
    return Parts(pages[0][0] + pages[1][0]), Parts(pages[0][1] + pages[1][1])


@pytest.mark.parametrize("group", GROUPS)
def test_a_payload_adds_nothing_that_acts(group: str) -> None:
    for payload in payloads(group):
        pages = both(payload)
        assert stuffed.SECRET in pages[1]
        assert stuffed.SECRET not in pages[0], "what is for the teacher stands in the student's page"
        for page, plain in zip(pages, harmless(), strict=True):
            found = Parts(page)
            assert found.skeleton() <= plain.skeleton(), f"a tag that no template wrote: {payload!r}"
            assert found.attributes(*ADDRESSES) <= plain.attributes(*ADDRESSES), f"an address: {payload!r}"
            assert page.count("<meta") == 6
            assert "default-src 'none'" in page
            assert HIDING.isdisjoint(page), repr(payload)


def test_nothing_that_was_handed_to_a_template_stays_out_of_sight() -> None:
    """Also where a page forgot to ask for it."""
    assert environment.from_string("{{ a }}").render(a="<\x1b\u202e>") == "&lt;[U+202E]&gt;"


def test_the_test_would_notice() -> None:
    """A page into which the payload got as it is."""
    page = both("plain words")[0].replace("plain words", "<img src=x onerror=canary()>", 1)
    found, plain = Parts(page), harmless()[0]
    assert not found.skeleton() <= plain.skeleton()
    assert not found.attributes(*ADDRESSES) <= plain.attributes(*ADDRESSES)
