"""All payloads of tests/payloads/html.txt, shown as HTML, printed, raised and written as Markdown."""

from pathlib import Path

from tests.hostile.handing_in import code, markdown
from tests.hostile.odd import written
from tests.payloads import payloads


def make(folder: Path) -> Path:
    shows = "from IPython.display import HTML, Markdown, display\n"
    shows += f"texts = {payloads('html')!r}\nfor text in texts:\n    display(HTML(text))\n    print(text)"
    raises = "raise type(texts[0], (Exception,), {})(texts[1])"
    cells = [*(markdown(text) for text in payloads("html", "markdown")), code(shows), code(raises)]
    return written(folder, cells=cells)
