"""`datasets`: the course's pairs in the form of the hub's translation sets, where English and French are asked for."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from typing import Any

from everyday.stubs.supplied import REFUSED, index

Row = dict[str, Any]


class Dataset:
    """A list of rows with the methods that notebooks use."""

    def __init__(self, rows: list[Row]) -> None:
        self._rows = rows

    @classmethod
    def from_dict(cls, columns: dict[str, list[Any]]) -> Dataset:
        return cls([dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)])

    @classmethod
    def from_pandas(cls, table: Any) -> Dataset:
        return cls(table.to_dict("records"))

    @property
    def column_names(self) -> list[str]:
        return list(self._rows[0]) if self._rows else []

    features = column_names

    @property
    def num_rows(self) -> int:
        return len(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            return [row[key] for row in self._rows]
        if isinstance(key, slice):
            return _columns(self._rows[key])
        if isinstance(key, list | tuple | range):
            return _columns([self._rows[place] for place in key])
        return self._rows[key]

    def __repr__(self) -> str:
        return f"Dataset({{\n    features: {self.column_names},\n    num_rows: {len(self)}\n}})"

    def select(self, places: Any) -> Dataset:
        return Dataset([self._rows[place] for place in places])

    def take(self, count: int) -> Dataset:
        return Dataset(self._rows[:count])

    def shuffle(self, seed: int | None = None, **kwargs: Any) -> Dataset:
        return Dataset(random.Random(seed).sample(self._rows, len(self._rows)))

    def train_test_split(self, test_size: float = 0.25, seed: int | None = None, **kwargs: Any) -> DatasetDict:
        rows = list(self.shuffle(seed)) if kwargs.get("shuffle", True) else self._rows
        count = int(test_size if test_size >= 1 else len(rows) * test_size)
        return DatasetDict(train=Dataset(rows[: len(rows) - count]), test=Dataset(rows[len(rows) - count :]))

    def map(self, function: Callable[..., Row], batched: bool = False, **kwargs: Any) -> Dataset:
        gone = kwargs.get("remove_columns") or ()
        if batched:
            made = {**_columns(self._rows), **function(_columns(self._rows))}
            return Dataset.from_dict({name: values for name, values in made.items() if name not in gone})
        made_rows = ({**row, **(function(row) or {})} for row in self._rows)
        return Dataset([{name: value for name, value in row.items() if name not in gone} for row in made_rows])

    def filter(self, function: Callable[[Row], bool], **kwargs: Any) -> Dataset:
        return Dataset([row for row in self._rows if function(row)])

    def remove_columns(self, names: Any) -> Dataset:
        gone = [names] if isinstance(names, str) else names
        return Dataset([{name: value for name, value in row.items() if name not in gone} for row in self._rows])

    def rename_column(self, old: str, new: str) -> Dataset:
        return Dataset([{new if name == old else name: value for name, value in row.items()} for row in self._rows])

    def to_pandas(self) -> Any:
        import pandas

        return pandas.DataFrame(self._rows)


class DatasetDict(dict[str, Dataset]):
    def map(self, function: Callable[..., Row], **kwargs: Any) -> DatasetDict:
        return DatasetDict({name: part.map(function, **kwargs) for name, part in self.items()})

    def filter(self, function: Callable[[Row], bool], **kwargs: Any) -> DatasetDict:
        return DatasetDict({name: part.filter(function) for name, part in self.items()})


def _columns(rows: list[Row]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in (rows[0] if rows else {})}


def load_dataset(path: str, name: str | None = None, *args: Any, split: str | None = None, **kwargs: Any) -> Any:
    """Raises `ConnectionError` for a set of other languages: it is none of the course's."""
    asked = f"{path}/{name or kwargs.get('data_files') or ''}"
    found = index()
    spoken = re.search(r"(?<![a-z])fra?(?![a-z])|french|fra", asked.casefold()) is not None
    found.note("datasets", asked, found.default() if spoken else None)
    if not spoken:
        raise ConnectionError(f"{REFUSED}: {asked}")
    with found.default().open(encoding="utf-8") as file:
        pairs = [line.rstrip("\n").split("\t")[:2] for line in file]
    rows = [{"id": str(n), "translation": {"en": p[0], "fr": p[1]}} for n, p in enumerate(pairs) if len(p) == 2]
    whole = Dataset(rows)
    if split is None:
        return DatasetDict(train=whole)
    part = re.fullmatch(r"\w+\[(\d*)(%?):(\d*)(%?)\]", split)
    if part is None:
        return whole
    ends = [
        int(number) * (len(rows) // 100 if percent else 1) if number else None
        for number, percent in ((part[1], part[2]), (part[3], part[4]))
    ]
    return Dataset(rows[ends[0] : ends[1]])
