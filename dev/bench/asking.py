"""Bars 1, 3, 5, 6, 12: what is asked over HTTP, beside the limit, in turn with it."""

import gzip
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urljoin

from accounts.roles import Role
from dev.bench import askers, subjects
from dev.bench.askers import API, LIST
from dev.bench.processes import in_turn, memory
from dev.bench.rows import Row
from dev.bench.served import Ask, Served
from dev.bench.statements import as_variable, insertion, twin

PAGE = "/violations?queue=cases&size=50"
DEEP = "/violations?queue=reports&size=50"
KILOBYTE = 1024
# Nobody is turned away for asking too often; a busy machine may take its time.
FREE = {
    "API_LIMIT_KEY": "1000000", "API_LIMIT_ADDRESS": "1000000", "STATEMENT_TIMEOUT": "60s",
}  # fmt: skip
ASSET = re.compile(r'(?:href|src)="(/static/[^"]+\.(?:css|js|svg|json|webmanifest)[^"]*)"')


@dataclass(frozen=True)
class Effort:
    """How often each is asked in a round, and how many rounds there are."""

    times: int = 40
    rounds: int = 7


@dataclass
class Pair:
    """The product and the limit, both serving; and who asks."""

    product: Served
    limit: Served
    key: Mapping[str, str]
    session: Mapping[str, str]
    province: Mapping[str, str]
    effort: Effort

    def ratios(self, **asks: Ask) -> dict[str, float]:
        """Return the costs by name; what is named `bare…` is asked of the limit."""
        acts = {}
        for name, ask in asks.items():
            server = self.limit if name.startswith("bare") else self.product
            server.warm(ask)
            acts[name] = server.of(ask, self.effort.times)
        return in_turn(acts, self.effort.rounds)


@contextmanager
def pair(env: Mapping[str, str], effort: Effort) -> Iterator[Pair]:
    """Serve the product and the limit."""
    wanted = subjects.statements() | {"/insert": insertion()}
    person, expert = askers.manager(), askers.person("bench.province", Role.EXPERT)
    who = askers.key_of(person), askers.session_of(person), askers.key_of(expert)
    bare = {"BENCH_LIMIT": as_variable(wanted)}
    with ExitStack() as stack:
        stack.enter_context(twin(env))
        product = stack.enter_context(Served("product", "pishkhan.wsgi", {**env, **FREE}))
        limit = Served("limit", "dev.bench.limit:application", {**env, **bare})
        yield Pair(product, stack.enter_context(limit), *who, effort)


def read(both: Pair) -> list[Row]:
    """Return bars 1 and 5: a page and a record over REST."""
    one = f"{API}/violation-reports/{subjects.newest().public_id}"
    found = both.ratios(
        page=Ask(LIST, both.key), bare_page=Ask("/page", {}),
        detail=Ask(one, both.key), bare_detail=Ask("/detail", {}),
    )  # fmt: skip
    listed, detail = found["page"] / found["bare_page"], found["detail"] / found["bare_detail"]
    return [
        Row("1", "REST list of 50 reports, CPU ÷ limit", listed, 3, 1.6),
        Row("5", "REST detail of a report, CPU ÷ raw detail", detail, 5, 3),
    ]


def dive(both: Pair) -> list[Row]:
    """Return bar 3: a page deep in the list of all reports against the first one."""
    cursor, depth = subjects.deep_cursor()
    session = askers.session_of(askers.person("bench.province", Role.EXPERT))
    rest = f"{API}/violation-reports?page_size=50"
    found = both.ratios(
        first=Ask(rest, both.province), deep=Ask(f"{rest}&cursor={cursor}", both.province),
        page=Ask(DEEP, session), deep_page=Ask(f"{DEEP}&cursor={cursor}", session),
    )  # fmt: skip
    where = f"{depth:,} deep ÷ first"
    return [
        Row("3", f"REST list, {where}", found["deep"] / found["first"], 1.5, 1.2),
        Row("3", f"page of reports, {where}", found["deep_page"] / found["page"], 1.5, 1.2),
    ]


def write(both: Pair) -> list[Row]:
    """Return bar 6: a report filed over REST against one bare INSERT, each committed."""
    effort = both.effort
    asks = list(islice(subjects.filings(both.key), effort.times * effort.rounds + 8))
    for _time in range(8):
        both.product.answer(asks.pop())
    both.product.warm(Ask(LIST, both.key), 1)
    both.limit.warm(Ask("/insert", {}))
    acts: dict[str, Callable[[], float]] = {
        "bare": both.limit.of(Ask("/insert", {}), effort.times),
        "filed": lambda: both.product.cost(asks.pop, effort.times),
    }
    found = in_turn(acts, effort.rounds)
    name = "REST create with audit and outbox, CPU ÷ bare INSERT"
    return [Row("6", name, found["filed"] / found["bare"], 10, 3)]


def look(both: Pair) -> list[Row]:
    """Return bar 12: a page of a list against the limit, and its weight with all assets."""
    found = both.ratios(page=Ask(PAGE, both.session), bare=Ask("/cases", {}))
    ratio = found["page"] / found["bare"]
    weight = weight_of(both.product, Ask(PAGE, both.session)) / KILOBYTE
    return [
        Row("12", "page of 50 cases, CPU ÷ limit", ratio, 6, 2),
        Row("12", "its weight with all assets, gz", weight, 60, 40, " KB"),
    ]


def weight_of(server: Served, ask: Ask) -> int:
    """Return the bytes of a page and all that it loads but fonts and pictures, packed."""
    page = server.answer(ask)
    assets = sorted({urljoin(ask.path, name) for name in ASSET.findall(page.decode())})
    bodies = [page, *(server.answer(Ask(name, ask.headers)) for name in assets)]
    return sum(len(gzip.compress(body, 6)) for body in bodies)


def warm_worker(both: Pair) -> Row:
    """Return the part of bar 14 that is the memory of a worker that has answered all this."""
    most = max(memory(pid) for pid in both.product.processes())
    return Row("14", "memory of a warm worker", most, 160, 110, " MiB")
