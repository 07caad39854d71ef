"""The table of the bars, group by group, each with its floor and its goal beside it."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

import django
from django.apps import apps

if not apps.ready:  # what is measured can be imported only then
    django.setup()

from django.db import connection

from audit.models import AuditEvent
from core.scope import as_house
from dev.bench import asking, desks, flagging, memory, pages, scopes, starting
from dev.bench.asking import Effort, Pair
from dev.bench.rows import HEAD, Row, line

OVER_HTTP: dict[str, Callable[[Pair], list[Row]]] = {
    "1": asking.read, "3": asking.dive, "6": asking.write, "12": asking.look,
}  # fmt: skip
# Bars that are measured together go by the first of them.
WITH = {"5": "1", "8": "7", "9": "7"}
EVERY = ("1", "3", "4", "6", "7", "11", "12", "pages", "13", "14")


class NotSyntheticError(Exception):
    """The benchmark files reports, so it goes only over data that are nobody's."""


def refuse_unless_synthetic() -> None:
    """
    Refuse a database whose data were not made by `load_demo --size national`.

    Raises:
        NotSyntheticError: real or sample data are in it.
    """
    if not AuditEvent.objects.filter(verb="synthetic.loaded").exists():
        raise NotSyntheticError(
            "Only a database that `load_demo --size national` has filled is measured:"
            " see docs/performance.md."
        )


def asked(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what is to be measured."""
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("--bars", default=",".join(EVERY), help="their numbers, with commas")
    parser.add_argument("--small", default="", help="address of a database of a hundredth, for 4")
    parser.add_argument("--day", type=date.fromisoformat, default=None, help="of the rules, ISO")
    parser.add_argument("--times", type=int, default=Effort.times, help="requests in a round")
    parser.add_argument("--rounds", type=int, default=Effort.rounds)
    return parser.parse_args(arguments)


def rows(wanted: argparse.Namespace, env: Mapping[str, str]) -> Iterator[Row]:
    """Yield the rows of the bars that are wanted, in the order of the groups."""
    bars = {WITH.get(bar, bar) for bar in wanted.bars.split(",")}
    effort = Effort(wanted.times, wanted.rounds)
    if bars & {*OVER_HTTP}:
        with asking.pair(env, effort) as both:
            for bar in [bar for bar in OVER_HTTP if bar in bars]:
                yield from OVER_HTTP[bar](both)
            yield asking.warm_worker(both)
    if "4" in bars:
        yield from scopes.compare(env, wanted.small, effort)
    if "7" in bars:
        yield from flagging.flag(wanted.day, wanted.rounds)
    if "11" in bars:
        yield from desks.count(wanted.rounds)
    if "pages" in bars:
        yield from pages.walk()
    if "13" in bars:
        yield from memory.weigh(env, wanted.small)
    if "14" in bars:
        yield from starting.start(env)


def heading() -> Iterator[str]:
    """Yield on what and as whom it is measured."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper OR rolbypassrls,"
            " (SELECT string_agg(reltuples::bigint || ' ' || relname, ', ' ORDER BY relname)"
            "  FROM pg_class WHERE relname IN ('offices_office', 'contracts_contract',"
            "  'violations_violationreport', 'violations_case'))"
            " FROM pg_roles WHERE rolname = current_user"
        )
        role, is_above, sizes = cursor.fetchone()
    yield f"about {sizes}"
    yield f"as {role}; row policies {'do not hold for it' if is_above else 'hold'}"


def main(arguments: Sequence[str]) -> int:
    """Measure, and print the table."""
    wanted = asked(arguments)
    with as_house():
        try:
            refuse_unless_synthetic()
        except NotSyntheticError as error:
            print(error, file=sys.stderr)
            return 2
        print(*heading(), line(HEAD), sep="\n", flush=True)
        for row in rows(wanted, dict(os.environ)):
            print(line(row.cells()), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
