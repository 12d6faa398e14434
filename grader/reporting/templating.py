"""The one environment that all pages are made in: autoescape on, and a name that is not there is a fault."""

from __future__ import annotations

from pathlib import Path

import jinja2
from markupsafe import Markup

from grader.reporting import curves, markup, words
from grader.text import visible


def _visible(value: object) -> object:
    """A second layer: what comes here as text without having been made harmless is made so now."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


environment = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    finalize=_visible,
    trim_blocks=True,
    lstrip_blocks=True,
)
environment.globals.update(chart=curves, count=words.count, linked=markup.prose)
