"""The only place where text becomes HTML: everything that leaves here as `Markup` is inert.

Markdown goes through markdown-it with raw HTML switched off, and what comes out of it goes through nh3 as a second
layer; HTML that a cell showed goes through nh3 alone. Neither lets through a link, a picture, a style or an id: a
click or a load must not leave the page, and `#cell-7` must be the report's own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup, escape

from grader import text

_TABLE = {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
_PROSE = {"p", "br", "hr", "strong", "b", "em", "i", "s", "del", "sub", "sup", "code", "pre", "blockquote"}
_LISTS = {"ul", "ol", "li", "dl", "dt", "dd"}
_OF_MARKDOWN = _TABLE | _PROSE | _LISTS | {"h4", "h5", "h6"}
_OF_OUTPUT = _TABLE | _PROSE | _LISTS | {"div", "span", "small"}
_DROPPED_WHOLE = {
    "script", "style", "svg", "math", "iframe", "object", "template", "title", "textarea", "xmp", "noscript",
    "noembed", "noframes", "plaintext", "select", "audio", "video", "canvas",
}  # fmt: skip
_ATTRIBUTES = {"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}, "ol": {"start"}}

_SENTENCE = 2_000

_mention = re.compile(
    r"\bcells?\s([0-9]{1,5}(?:(?:, and |, | and | or | to |-|\u2013)[0-9]{1,5}){0,50})\b", re.IGNORECASE
)
_numbers = re.compile(r"([0-9]+)")
_code = re.compile(r"`([^`\n]{1,200})`")


def prose(sentence: str, cells: Collection[int], page: str = "") -> Markup:
    """A sentence with its cells linked, where the page has them, and what stands in backticks set as code.

    `page` is the address of the page that has the cells, empty for the sentence's own.
    """
    words = text.plain(sentence, _SENTENCE)
    done = 0
    parts: list[Markup] = []
    for match in _mention.finditer(words):
        parts.append(_with_code(words[done : match.start()]))
        parts.append(_with_links(match, cells, page))
        done = match.end()
    return Markup("").join([*parts, _with_code(words[done:])])


def _with_links(mention: re.Match[str], cells: Collection[int], page: str) -> Markup:
    if mention[1].isascii() and mention[1].isdigit():
        return _link(mention[0], int(mention[1]), cells, page)
    word = mention[0][: mention.start(1) - mention.start()]
    parts = [
        _link(part, int(part), cells, page) if part.isdigit() else escape(part) for part in _numbers.split(mention[1])
    ]
    return Markup("").join([escape(word), *parts])


def _link(words: str, number: int, cells: Collection[int], page: str) -> Markup:
    return Markup('<a href="{}#cell-{}">{}</a>').format(page, number, words) if number in cells else escape(words)


def _with_code(words: str) -> Markup:
    return Markup(_code.sub(r"<code>\1</code>", str(escape(words))))


def markdown(source: str, cap: int) -> Markup:
    return _clean(_markdown.render(text.plain(source, cap)), _OF_MARKDOWN)


def output(html: str, cap: int) -> Markup:
    """HTML that a cell showed, such as a data frame; empty where nothing that may be shown was in it."""
    cleaned = _clean(text.plain(html, cap), _OF_OUTPUT)
    return cleaned if cleaned.striptags() else Markup("")


def _clean(html: str, tags: set[str]) -> Markup:
    cleaned = nh3.clean(
        html,
        tags=tags,
        clean_content_tags=_DROPPED_WHOLE,
        attributes=_ATTRIBUTES,
        attribute_filter=_small_number,
        url_schemes=set(),
        link_rel=None,
    )
    # After the parser, for it turns `&#x202e;` into the character; nothing put in has a meaning in HTML.
    return Markup(text.visible(cleaned))


def _small_number(_tag: str, _attribute: str, value: str) -> str | None:
    return value if value.isascii() and value.isdigit() and len(value) < 4 else None


def _heading(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """The highest heading of a cell stands right below the page's own."""
    token = tokens[index]
    if "top" not in env:
        env["top"] = min(int(other.tag[1:]) for other in tokens if other.type == "heading_open")
    level = min(6, int(token.tag[1:]) - env["top"] + 4)
    return f"<h{level}>" if token.nesting == 1 else f"</h{level}>\n"


def _picture(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return f"<em>[picture, not shown: {escape(tokens[index].content)}]</em>"


def _link_open(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    env.setdefault("addresses", []).append(str(tokens[index].attrGet("href") or ""))
    return ""


def _link_close(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return f" <code>{escape(env['addresses'].pop())}</code>"


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    rules = {
        "heading_open": _heading,
        "heading_close": _heading,
        "image": _picture,
        "link_open": _link_open,
        "link_close": _link_close,
    }
    for name, rule in rules.items():
        parser.add_render_rule(name, rule)
    return parser


_markdown = _parser()
