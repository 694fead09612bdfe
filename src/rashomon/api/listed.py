"""Records in their order, found by place or by id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar, overload

Record = TypeVar("Record")


class Listed(Sequence[Record], Generic[Record]):
    """Records in their order; `listed[3]` gives one by its place, `listed["c0123456789abcde"]` by its id.

    >>> from rashomon.records import Entity, SourceKind
    >>> given = ("e1", "BBC", SourceKind.OUTLET), ("e2", "SDF", SourceKind.GROUP)
    >>> sources = Listed(Entity(*each, (), ()) for each in given)
    >>> sources["e2"].name, len(sources.where(kind="outlet")), "e3" in sources
    ('SDF', 1, False)

    Raises:
        KeyError: nothing here has that id.
        IndexError: there is no such place.
    """

    __slots__ = ("_by_id", "_items")

    def __init__(self, items: Iterable[Record]) -> None:
        self._items = tuple(items)
        self._by_id: dict[str, Record] | None = None

    @overload
    def __getitem__(self, key: int | str) -> Record: ...

    @overload
    def __getitem__(self, key: slice) -> Listed[Record]: ...

    def __getitem__(self, key: int | str | slice) -> Record | Listed[Record]:
        if isinstance(key, str):
            return self._ids()[key]
        return Listed(self._items[key]) if isinstance(key, slice) else self._items[key]

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Record]:
        return iter(self._items)

    def __contains__(self, item: object) -> bool:
        return item in self._ids() if isinstance(item, str) else item in self._items

    def __eq__(self, other: object) -> bool:
        return self._items == other._items if isinstance(other, Listed) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._items)

    def __repr__(self) -> str:
        kind = type(self._items[0]).__name__ if self._items else "nothing"
        return f"<{len(self._items)} × {kind}>"

    def where(self, **fields: object) -> Listed[Record]:
        """Return those whose fields are as given, such as `questions.where(status="contested", kind="quantity")`.

        Raises:
            AttributeError: the records have no such field.
        """
        return Listed(item for item in self if all(getattr(item, name) == value for name, value in fields.items()))

    def _ids(self) -> dict[str, Record]:
        if self._by_id is None:
            # Of the records that share an id (files that gave no bytes) the first is found.
            by_id: dict[str, Record] = {}
            for item in self._items:
                by_id.setdefault(str(getattr(item, "id", "")), item)
            self._by_id = by_id
        return self._by_id
