"""Every list is sorted by each column that says a fact, page by page, and says nothing withheld."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import QueryDict

from accounts.principal import Principal
from lists.facts import LISTS
from lists.listed import Listed
from tests.dashboard.conftest import TODAY, Sample, named
from violations.views.listed import CaseList

SIZE = 9


def asked(kind: Any, actor: Principal, query: str) -> Listed:
    """Return a list as somebody asks for it."""
    listed: Listed = kind(actor=actor, query=QueryDict(query), on=TODAY)
    return listed


def lists_of(actor: Principal) -> Iterator[tuple[str, Listed]]:
    """Yield each list that a person has in its last tab, in each order of a column of its own."""
    for known in LISTS:
        plain = known.listed(actor=actor, query=QueryDict(), on=TODAY)
        if not plain.is_open() or plain.queryset is None:
            continue
        for order in plain.own_orders():
            yield f"{known.name} by {order}", asked(type(plain), actor, f"sort={order}")


@pytest.mark.parametrize("username", ["deputy", "gas.manager", "operator.2401002"])
def test_pages_of_a_sorted_list_hold_each_row_once(sample: Sample, username: str) -> None:
    checked = 0
    for name, listed in lists_of(named(username)):
        every = list(listed.found().order_by(*listed.order).values_list("pk", flat=True)[:60])
        rows, cursor = list[int](), ""
        while len(rows) < len(every):
            page = listed.page(cursor, SIZE)
            rows += [row["pk"] for row in page.rows]
            cursor = page.next
            if not cursor:
                break
        assert rows[: len(every)] == every, name
        checked += len(every) > SIZE
    assert checked


def test_empty_values_come_last_in_either_order(sample: Sample) -> None:
    for order in ("final", "-final"):
        listed = asked(CaseList, named("deputy"), f"queue=cases&sort={order}")
        days = list(listed.found().order_by(*listed.order).values_list("final_on", flat=True))

        known = [day for day in days if day]
        assert days[: len(known)] == sorted(known, reverse=order.startswith("-"))
        assert None in days


def test_nobody_sorts_by_what_the_rows_withhold(sample: Sample) -> None:
    assert "final" in asked(CaseList, named("deputy"), "queue=cases").get_orders()
    assert "final" not in asked(CaseList, named("operator.2401002"), "queue=cases").get_orders()


@pytest.mark.parametrize("path", ["/violations?queue=cases", "/terminations?tab=all", "/letters"])
def test_a_heading_sorts_by_its_column(sample: Sample, browser_of: Any, path: str) -> None:
    page = browser_of(named("deputy")).get(path)

    heads = {str(head.title): head.url for head in page.context["heads"]}
    sorted_by = [title for title, url in heads.items() if url]
    assert len(sorted_by) >= 4
    for title in sorted_by:
        assert (
            browser_of(named("deputy"))
            .get(path.split("?", maxsplit=1)[0] + heads[title])
            .status_code
            == 200
        )
