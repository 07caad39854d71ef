"""What rows of offices from a file mean: places, search keys, sealed identifiers."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.crypto import blind_index, encrypt
from core.persian import loose_key
from offices.facts import Derived
from offices.rules import search_key
from offices.rules.columns import looks_like_company
from offices.rules.tables import Problem, Table
from territory.facts import Place, Resolver, resolver
from territory.rules import Level


def derive(table: Table, today: date) -> Sequence[Derived]:
    """Return places by key, search keys, and holders' sealed and indexed identifiers."""
    counties, districts, places = _places(table, resolver(today))
    names = table.values("name")
    parts = zip(
        table.values("code"), names, table.values("manager_name"), table.values("holder_name"),
        table.values("address"), strict=True,
    )  # fmt: skip
    holders = [_Holder.of(code) for code in table.values("holder_code")]
    holder_names = table.values("holder_name")
    kinds = [
        holder.kind or ("legal" if looks_like_company(name or "") else "natural")
        for holder, name in zip(holders, holder_names, strict=True)
    ]
    return [
        Derived("county_id", "bigint", counties),
        Derived("district_id", "bigint", districts),
        Derived("place_id", "bigint", places),
        Derived("search_key", "text", [search_key(*(part or "" for part in row)) for row in parts]),
        Derived("holder_kind", "text", kinds),
        Derived("holder_index", "text", [holder.index for holder in holders]),
        Derived("holder_sealed", "text", [holder.sealed for holder in holders]),
        Derived("holder_legal", "text", [holder.legal for holder in holders]),
        Derived("holder_name_key", "text", [loose_key(name or "")[:160] for name in holder_names]),
    ]


class _Holder:
    """A holder's identifier as it may lie in a table: sealed, with its index."""

    __slots__ = ("index", "kind", "legal", "sealed")

    def __init__(self, kind: str, legal: str, index: str, sealed: str) -> None:
        self.kind = kind
        self.legal = legal
        self.index = index
        self.sealed = sealed

    @classmethod
    def of(cls, code: str | None) -> "_Holder":
        if not code:
            return cls("", "", "", "")
        if len(code) == 11:
            return cls("legal", code, "", "")
        return cls("natural", "", blind_index(code), encrypt(code))


def _places(table: Table, found: Resolver) -> tuple[list[int | None], ...]:
    """Return the keys of county, district and place of each row; note the unknown ones."""
    known: dict[tuple[Any, ...], tuple[tuple[int | None, ...], tuple[tuple[str, str, str], ...]]]
    known = {}
    keys = zip(table.values("county"), table.values("district"), table.values("place"), strict=True)
    columns: tuple[list[int | None], list[int | None], list[int | None]] = ([], [], [])
    for row, names in zip(table.rows, keys, strict=True):
        if names not in known:
            known[names] = _place(found, *names)
        keys_of, wrong = known[names]
        for column, key in zip(columns, keys_of, strict=True):
            column.append(key)
        for name, message, level in wrong:
            place, title = table.field_of(name)
            text = table.shown(row[0], name)
            table.problems.append(Problem(row[0], place, title, text, message, level))
    return columns


def _place(
    found: Resolver, county: str | None, district: str | None, place: str | None
) -> tuple[tuple[int | None, ...], tuple[tuple[str, str, str], ...]]:
    wrong: list[tuple[str, str, str]] = []
    inside: Place | None = found.find(county, Level.COUNTY) if county else None
    if county and inside is None:
        wrong.append((
            "county",
            _("The register knows no county of this name. Compare the spelling."),
            "error",
        ))  # fmt: skip
    part = found.find(district, Level.DISTRICT, inside) if district and inside else None
    if district and inside and part is None:
        wrong.append(("district", _("Not a district of this county; it is left empty."), "warning"))
    spot = _spot(found, place, part or inside) if place and inside else None
    if place and inside and spot is None:
        spot = _spot(found, place, inside)
    if place and inside and spot is None:
        wrong.append((
            "place",
            _("No city or rural district of this county has this name; it is left empty."),
            "warning",
        ))  # fmt: skip
    keys = tuple(at.pk if at else None for at in (inside, part, spot))
    return keys, tuple(wrong)


def _spot(found: Resolver, name: str, inside: Place | None) -> Place | None:
    for level in (Level.CITY, Level.RURAL_DISTRICT, Level.VILLAGE):
        spot = found.find(name, level, inside)
        if spot is not None:
            return spot
    return None
