"""
`./run acts`: write what the tables of acts say to people and to the database.

`docs/acts.md` has every row with its doors; `audit/sql/verbs.sql` has the roles that record each
verb.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from textwrap import fill, wrap
from typing import Any, NamedTuple

import django

from dev.tasks import ROOT

PAGE = ROOT / "docs" / "acts.md"
VERBS_SQL = ROOT / "audit" / "sql" / "verbs.sql"
SQL_HEAD = """\
-- Which roles record a verb: those of the acts that name it. `./run acts` writes this file from the
-- tables of acts and `audit.verbs`; after a change, a new migration loads it.

CREATE OR REPLACE FUNCTION audit_roles_of(verb text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
"""
SQL_TAIL = """\
END;
COMMENT ON FUNCTION audit_roles_of(text) IS
    'The roles that record a verb, * for any role and the clock; NULL where no act does.';

CREATE OR REPLACE FUNCTION audit_only_reads(verb text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN verb IN (
{reads}
);
COMMENT ON FUNCTION audit_only_reads(text) IS
    'Whether an event of a verb says that somebody read a record, and changes nothing.';
"""
HEAD = """\
# The acts

`./run acts` writes this page from the tables of acts (docs/adr/0043-table-of-acts.md). It has one
section for each kind of record; the acts stand in the order in which pages offer them.

*Who* names the roles and, where the role is not enough, whose record it is. *States* are those in
which the act is open, with the state that it leads to. *Blocked by* names the other reasons against
it, as their functions are called. *Never by*, *paper*, *tells*, *confirm* and *undo* say who is
excluded, what is sealed with it, who learns of it at once, how it is confirmed and which act
reverses it, or why none does. *Form* has the fields of its page, *arguments* those of its REST
move; an asterisk marks what is required. `./run check` refuses a row that leaves one of them open.
"""
COLUMNS = (
    "act", "who", "states", "blocked by", "never by", "paper", "tells", "confirm", "undo", "events",
    "page", "form", "REST", "arguments",
)  # fmt: skip
NOBODY = "nobody"


class Door(NamedTuple):
    """A page or a REST move of an act: its address, and the fields that it asks for."""

    address: str
    fields: Sequence[str]


Doors = dict[Any, list[Door]]


def pages() -> Doors:
    """Return the pages of each act, by act."""
    from django.urls import get_resolver

    found: Doors = {}
    for address, view in _views(get_resolver().url_patterns, "/"):
        act = getattr(view, "act", None)
        if act is not None:
            fields = getattr(getattr(view, "form_class", None), "base_fields", {})
            found.setdefault(act, []).append(Door(address, _names(fields)))
    return found


def _names(fields: Mapping[str, Any]) -> Sequence[str]:
    return [f"{name}\\*" if field.required else name for name, field in fields.items()]


def _views(patterns: Sequence[Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from _views(pattern.url_patterns, address)
        else:
            yield address, getattr(pattern.callback, "view_class", None)


def moves() -> Doors:
    """Return the REST moves of each act, by act."""
    from core.rest import RESOURCES, Moving

    found: Doors = {}
    for name, view in RESOURCES.items():
        if issubclass(view, Moving):
            for move in view.moves():
                door = Door(f"/{name}/{{id}}/{move.name}", _names(move.arguments().fields))
                found.setdefault(move.act, []).append(door)
    return found


def roles_of(act: Any) -> str:
    """Return who does an act: the roles with one of its permissions, and whose record it is."""
    from accounts.roles import ROLE_PERMISSIONS

    wanted = set(act.permissions)
    roles = [str(role) for role, held in ROLE_PERMISSIONS.items() if held & wanted]
    whose = str(act.whose.label) if act.whose else ""
    if not wanted:
        return whose or "everybody who sees it"
    return "; ".join(filter(None, [", ".join(roles), whose]))


def states_of(act: Any) -> str:
    """Return the states in which an act is open, and the one that it leads to."""
    order = [each.value for each in act.table.states or ()]
    if act.states is None:
        sources = "any" if order else ""
    else:
        sources = ", ".join(sorted(act.states, key=order.index))
    return f"{sources} → {act.target}" if act.target else sources


def row(act: Any, page: Doors, rest: Doors) -> list[str]:
    """Return the cells of an act."""
    reasons = [*act.blocked, *act.added]
    names = [getattr(reason, "__name__", "reason").strip("_") for reason in reasons]
    return [
        f"**{act.name}** {act.title}",
        roles_of(act),
        states_of(act),
        ", ".join(name.replace("_", " ") for name in names),
        ", ".join(person.label for person in act.not_by) or NOBODY,
        str(act.paper),
        ", ".join(act.tells) or NOBODY,
        ", ".join(act.confirm),
        act.undo if isinstance(act.undo, str) else f"none: {act.undo.why}",
        ", ".join(act.event),
        *_doors(page.get(act, ())),
        *_doors(rest.get(act, ())),
    ]


def _doors(doors: Sequence[Door]) -> tuple[str, str]:
    """Return the addresses of an act, and the fields that they ask for, each once."""
    fields = dict.fromkeys(name for door in doors for name in door.fields)
    return ", ".join(f"`{door.address}`" for door in doors), ", ".join(fields)


def text() -> str:
    """Return the page as Markdown."""
    from django.utils import translation

    from core.acts import TABLES

    page, rest = pages(), moves()
    parts = [HEAD]
    with translation.override("en"):
        for kind in sorted(TABLES):
            rows = [row(act, page, rest) for act in TABLES[kind]]
            lines = [COLUMNS, ["---"] * len(COLUMNS), *rows]
            table = "\n".join("| " + " | ".join(map(_cell, cells)) + " |" for cells in lines)
            parts.append(f"## {kind}\n\n{table}\n")
    return "\n".join(parts)


def verbs() -> dict[str, frozenset[str]]:
    """Return the roles that record each verb of the history; `*` for every role and the clock."""
    from accounts.roles import ROLE_PERMISSIONS
    from approvals.facts import PENDING_KINDS
    from audit.verbs import ALSO_BY, FOLLOWS, VERBS
    from core.acts import TABLES

    found = {verb: frozenset("*") for verb in VERBS if "/" not in verb}
    by_acts: dict[str, frozenset[str]] = {}
    for act in (act for table in TABLES.values() for act in table):
        wanted = set(act.permissions)
        if wanted and (kind := PENDING_KINDS.get(act.key)):
            wanted |= {kind.permission, kind.above or kind.permission}  # the second person's
        roles = [str(role) for role, held in ROLE_PERMISSIONS.items() if held & wanted]
        for verb in act.event:
            by_acts[verb] = by_acts.get(verb, frozenset()) | frozenset(roles if wanted else "*")
    for verb, other in ALSO_BY.items():
        by_acts[verb] |= {other}
    for verb, first in FOLLOWS.items():
        by_acts[verb] |= by_acts[first]
    return found | by_acts


def sql() -> str:
    """Return the text of `audit/sql/verbs.sql`: verbs of the same roles stand together."""
    from audit.verbs import READS

    by_roles: dict[str, list[str]] = {}
    for verb, roles in verbs().items():
        by_roles.setdefault(",".join(sorted(roles)), []).append(verb)
    lines = []
    for joined, named in sorted(by_roles.items()):
        listed = ", ".join(f"'{verb}'" for verb in sorted(named))
        lines += wrap(f"WHEN verb IN ({listed})", 96, initial_indent="    ",
                      subsequent_indent=" " * 8, break_on_hyphens=False)  # fmt: skip
        lines += wrap(f"THEN '{{{joined}}}'::text[]".replace(",", ", "), 96,
                      initial_indent=" " * 8, subsequent_indent=" " * 12)  # fmt: skip
    reads = ", ".join(f"'{verb}'" for verb in READS)
    listed = fill(reads, 96, initial_indent=" " * 4, subsequent_indent=" " * 4)
    return SQL_HEAD + "\n".join(lines) + "\n" + SQL_TAIL.format(reads=listed)


def gaps() -> list[str]:
    """Return the columns that rows leave open, as `case.close: undo`."""
    from core.acts import TABLES

    acts = [act for kind in sorted(TABLES) for act in TABLES[kind]]
    return [f"{act.key}: {', '.join(act.gaps)}" for act in acts if act.gaps]


def _cell(value: str) -> str:
    return value.replace("|", "\\|") or " "


def prepare() -> None:
    """Load the code; no database is asked."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pishkhan.settings.test")
    os.environ.setdefault("DATABASE_URL", "postgres://nobody@127.0.0.1:1/nothing")
    os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:1/0")
    django.setup()


def main(arguments: list[str]) -> int:
    """Write both files; with `--check`, return 1 if one is not what the code says."""
    prepare()
    fresh = {PAGE: text(), VERBS_SQL: sql()}
    if open_columns := gaps():
        print("Rows of the tables of acts leave columns open:", *open_columns, sep="\n  ")
        return 1
    old = [path for path, wanted in fresh.items()
           if not path.exists() or path.read_text(encoding="utf-8") != wanted]  # fmt: skip
    if "--check" not in arguments:
        for path in old:
            path.write_text(fresh[path], encoding="utf-8")
        return 0
    for path in old:
        print(f"{path.relative_to(ROOT)} is out of date. Write it anew: ./run acts")
    return int(bool(old))


if __name__ == "__main__":
    import sys

    sys.exit(main(sys.argv[1:]))
