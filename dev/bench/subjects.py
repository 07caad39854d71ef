"""What is asked for: the records, days and cursors that the requests name."""

import secrets
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import cycle
from typing import Any

import msgspec
from django.db import connection

from agencies.models import Agency
from contracts.models import Contract
from contracts.states import ContractState
from core.clock import today
from core.web import keyset_page
from dev.bench.askers import API, busiest
from dev.bench.served import Ask
from dev.bench.statements import CASES, DETAIL, PAGE, Statement
from violations.models import ViolationReport, ViolationType
from violations.states import Track

DEPTH = 1_000_000
ORDER = ("-submitted_on", "-id")
STATE = "accepted"
OFFICES = 200
NARRATIVE = "از مشترک سی هزار تومان بیش از تعرفهٔ مصوب گرفته شده است؛ گزارش سنجش."


def statements() -> dict[str, Statement]:
    """Return the limit's reads: the page, a record, and the page of cases."""
    agency, report = busiest(Agency, "agency"), newest()
    return {
        "/page": Statement(PAGE, ("bigint", "varchar"), (agency.pk, STATE)),
        "/detail": Statement(DETAIL, ("uuid",), (report.public_id,)),
        "/cases": Statement(CASES, ("bigint",), (agency.pk,)),
    }


def newest() -> ViolationReport:
    """Return the newest accepted report of the agency that is measured."""
    reports = ViolationReport.objects.filter(agency=busiest(Agency, "agency"), state=STATE)
    return reports.order_by(*ORDER)[0]


def deep_cursor() -> tuple[str, int]:
    """Return the cursor of the page that lies so deep in the list of all reports, and how deep."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT submitted_on FROM violations_violationreport"
            " ORDER BY submitted_on DESC, id DESC OFFSET least(%s,"
            " (SELECT count(*) / 2 FROM violations_violationreport)) LIMIT 1",
            [DEPTH],
        )
        (day,) = cursor.fetchone()
    # A page that begins there gives out the cursor of the one behind it.
    rows = ViolationReport.objects.filter(submitted_on__lte=day)
    page = keyset_page(rows, ORDER, "", 50, ["pk"])
    return page.next, ViolationReport.objects.filter(submitted_on__gt=day).count() + 50


def kind(day: date) -> str:
    """Return the code of a type of the contract track."""
    kinds = ViolationType.objects.in_force(day).filter(track=Track.CONTRACT).order_by("pk")
    return str(kinds[0].code)


def contracts(day: date) -> list[str]:
    """Return the codes of offices that have a contract with the agency that is measured."""
    running = Contract.objects.filter(
        agency=busiest(Agency, "agency"),
        state=ContractState.ACTIVE,
        in_force_from__lte=day - timedelta(days=3),
        ends_on__gte=day,
    )
    return list(running.order_by("pk").values_list("office__code", flat=True)[:OFFICES])


def told(office_code: str, type_code: str, day: date) -> dict[str, Any]:
    """Return what a report tells."""
    return {
        "office_code": office_code,
        "type_code": type_code,
        "occurred_on": day - timedelta(days=1),
        "discovered_on": day - timedelta(days=1),
        "narrative": NARRATIVE,
        "separate_reason": "سنجش",
    }


def filings(headers: Mapping[str, str]) -> Iterator[Ask]:
    """Yield requests that file reports: each of another office than the one before."""
    day = today()
    type_code = kind(day)
    for code in cycle(contracts(day)):
        sent = {"Content-Type": "application/json", "Idempotency-Key": secrets.token_hex(16)}
        body = msgspec.json.encode(told(code, type_code, day))
        yield Ask(f"{API}/violation-reports", {**headers, **sent}, "POST", body, status=201)
