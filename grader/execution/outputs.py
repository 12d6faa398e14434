"""What a cell showed, collected from the kernel's messages within bounds."""

from __future__ import annotations

from typing import Any

from grader.boundary.wire import WireOutput

MOST_OUTPUTS = 400  # of one cell
LARGEST_IMAGE = 6 << 20  # bytes of base64
LARGEST_HTML = 200_000
LONGEST = 4  # times the cap, of one message


def fold(text: str) -> str:
    """The text as a terminal would leave it: what carriage returns and backspaces overwrote is gone.

    Keras rewrites its progress line hundreds of times an epoch; only the last state says anything.
    """
    return "\n".join(_last_state(line) for line in text.split("\n")) if "\r" in text or "\x08" in text else text


def _last_state(line: str) -> str:
    """One line after its carriage returns and backspaces; a return at its end belongs to a Windows line end."""
    ending = "\r" if line.endswith("\r") else ""
    shown: list[str] = []
    for character in line.removesuffix("\r").rpartition("\r")[2]:
        if character != "\x08":
            shown.append(character)
        elif shown:
            shown.pop()
    return "".join(shown) + ending


class CellOutputs:
    """The outputs of one cell as they come in; text beyond the cap loses its middle."""

    def __init__(self, cap: int) -> None:
        self._cap = cap
        self._outputs: list[dict[str, Any]] = []
        self.dropped = 0

    def add(self, kind: str, content: dict[str, Any]) -> None:
        if kind == "stream":
            self._stream(text_of(content.get("name")), text_of(content.get("text")))
        elif len(self._outputs) >= MOST_OUTPUTS:
            self.dropped += 1
        elif kind == "error":
            name, value = text_of(content.get("ename")), text_of(content.get("evalue"))
            trace = content.get("traceback")
            lines = [text_of(line) for line in trace] if isinstance(trace, list) else []
            self._append(text=f"{name}: {value}", error=name, trace="\n".join(lines))
        else:
            self._display(content.get("data"))

    def _append(self, text: str = "", **fields: Any) -> None:
        longest = LONGEST * self._cap
        fresh = {"html": "", "image": "", "error": "", "trace": "", "stream": "", "cut": max(0, len(text) - longest)}
        self._outputs.append({"text": text[:longest], **fresh, **fields})

    def _stream(self, name: str, text: str) -> None:
        name = name or "stdout"
        last = self._outputs[-1] if self._outputs else None
        if last is None or last["stream"] != name:
            if len(self._outputs) >= MOST_OUTPUTS:
                self.dropped += 1
                return
            self._append(stream=name)
            last = self._outputs[-1]
        if len(text) > LONGEST * self._cap:  # before anything looks at each of its characters
            last["cut"] += len(text) - LONGEST * self._cap
            text = text[: (LONGEST - 1) * self._cap] + text[-self._cap :]
        last["text"] += text
        if len(last["text"]) > 2 * self._cap:
            self._trim(last)

    def _trim(self, output: dict[str, Any]) -> None:
        """Keeps three parts of the beginning and one of the end."""
        output["text"] = fold(output["text"])
        surplus = len(output["text"]) - self._cap
        if surplus > 0:
            head = self._cap * 3 // 4
            output["text"] = output["text"][:head] + output["text"][head + surplus :]
            output["cut"] += surplus

    def _display(self, data: Any) -> None:
        if not isinstance(data, dict):
            return
        image = data.get("image/png")
        markdown, html = text_of(data.get("text/markdown")), text_of(data.get("text/html"))
        self._append(
            text=markdown or text_of(data.get("text/plain")),
            html=html[:LARGEST_HTML],
            image=image if isinstance(image, str) and len(image) <= LARGEST_IMAGE else "",
        )

    def finish(self) -> tuple[WireOutput, ...]:
        for output in self._outputs:
            self._trim(output)
        return tuple(
            WireOutput(
                text=output["text"],
                html=output["html"],
                image=output["image"],
                error=output["error"],
                trace=output["trace"][-self._cap :],
                stream=output["stream"],
                cut=output["cut"],
            )
            for output in self._outputs
        )


def text_of(value: Any) -> str:
    """A string that UTF-8 can hold, whatever a message carried in its place."""
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else ""
