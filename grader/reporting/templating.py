"""The one environment that all pages are made in: autoescape on, and a name that is not there is a fault."""

from __future__ import annotations

from pathlib import Path

import jinja2

from grader.reporting import curves, markup, words

environment = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
environment.globals.update(chart=curves, count=words.count, linked=markup.prose)
