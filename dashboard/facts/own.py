"""The desks of an agency, the committee, an operator and the association."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case as Choice
from django.db.models import CharField, Count, DateField, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.principal import Principal, may
from accounts.roles import Permission
from agencies.models import Agency
from contracts.facts.agreement import LAST_DAY
from contracts.facts.noticed import COLUMNS as NOTICE_COLUMNS
from contracts.facts.noticed import notice_words
from contracts.facts.places import mark_of
from contracts.models import Contract
from contracts.states import ContractState
from core.periods import MONTHS, spans
from dashboard.facts.ended import ended_part
from dashboard.facts.figures import Figure, counted, of, read, total
from dashboard.facts.league import league_part
from offices.facts.renewals import Stage, renewal_stages
from offices.facts.standing import Standing, standings_of
from offices.models import Licence, Office
from offices.states import LicenceState
from violations.facts import PointsSummary, live_points_of, told_to
from violations.models import Case, HearingSession, ReportDraft
from violations.states import COUNTED, CaseState, Track
from violations.views.marks import case_mark, session_mark, unserved_result_mark
from violations.views.queues import MINE_TO_DO, queues_of
from violations.views.queues import Queue as ListQueue

# On a desk they stand behind its first tab, or are no queue.
UNCOUNTED = frozenset({"cases", "reports"}) | MINE_TO_DO
CONTRACTS_SHOWN, CASES_SHOWN, SESSIONS_SHOWN = 20, 8, 6


@dataclass(frozen=True)
class Queue:
    """One queue of a desk: how many, and the list that holds them; unnamed on its own page."""

    name: str
    label: str
    count: int
    url: str


def figures_of(principal: Principal, on: date) -> list[Figure]:
    """Return everything that an agency's desk counts; one query."""
    own = Agency.objects.own(principal)
    drafts = ReportDraft.objects.visible_to(principal)
    return read(
        [
            counted("agency", own, key=F("code"), label=F("name"), count=F("position")),
            counted("drafts", drafts),
            *_queue_parts(principal, on),
            league_part(principal, on),
            ended_part(principal, spans(on)[MONTHS]),
        ]
    )  # fmt: skip


def _queue_parts(principal: Principal, on: date) -> list[Any]:
    return [
        counted("queue", queue.rows(principal, on), key=Value(queue.name))
        for queue in _counted(principal)
    ]


def _counted(principal: Principal) -> list[ListQueue]:
    return [queue for queue in queues_of(principal) if queue.name not in UNCOUNTED]


def agency_of(figures: list[Figure]) -> dict[str, str] | None:
    """Return code and name of the principal's own agency, the first when there are several."""
    found = sorted(of(figures, "agency"), key=lambda figure: (figure.count, figure.key))
    return {"code": found[0].key, "name": found[0].label} if found else None


def queues(principal: Principal, figures: list[Figure]) -> list[Queue]:
    """Return the queues of a desk: those of the list, in its order, and the drafts."""
    counts = {figure.key: figure.count for figure in of(figures, "queue")}
    base = reverse("violations:list")
    found = [
        Queue(queue.name, str(queue.label), counts.get(queue.name, 0), f"{base}?queue={queue.name}")
        for queue in _counted(principal)
    ]
    if may(principal, Permission.REPORT_FILE):
        drafts = total(figures, "drafts").count
        found.append(Queue("", _("drafts"), drafts, reverse("violations:drafts")))
    return found


def queues_of_committee(principal: Principal, on: date) -> list[Queue]:
    """Return the queues of the licence track with their counts; one query."""
    return queues(principal, read(_queue_parts(principal, on)))


@dataclass(frozen=True)
class Session:
    """A hearing session of the committee: of which case, when, where it stands, and its page."""

    number: str
    office: str
    starts_at: datetime
    url: str
    mark: dict[str, Any]


def sessions(principal: Principal) -> list[Session]:
    """Return the committee's sessions, the latest first; one query."""
    rows = (
        HearingSession.objects.visible_to(principal)
        .filter(case__track=Track.LICENCE)
        .select_related("case__office")
        .order_by("-starts_at", "-pk")[:SESSIONS_SHOWN]
    )
    return [
        Session(
            row.case.number, row.case.office.name, row.starts_at, row.get_absolute_url(),
            session_mark(row.state),
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True)
class OwnOffice:
    """
    An operator's office: card, licence, contracts, points with the days they drop out.

    `short` is how many points it stands below the threshold of a termination review.
    """

    office: dict[str, Any]
    contracts: list[dict[str, Any]]
    points: PointsSummary
    cases: list[dict[str, Any]]
    short: int = 0
    renewal: Stage | None = None
    standing: Standing | None = None

    @property
    def licence_words(self) -> str:
        """Return where the licence stands; empty without a licence."""
        state = self.office["licence_state"]
        return str(LicenceState(state).label) if state else ""


def own_offices(principal: Principal, on: date, threshold: int = 0) -> list[OwnOffice]:
    """Return the operator's offices; three queries, more for what runs against one of them."""
    licences = Licence.objects.visible_to(principal).current().filter(office=OuterRef("pk"))
    offices = list(
        Office.objects.own(principal)
        .annotate(
            licence_state=Subquery(licences.values("state")[:1]),
            licence_until=Subquery(licences.values("expires_on")[:1]),
        )
        .order_by("code")
        .values(
            "pk", "code", "name", "address", "opening_hours", "county__name", "licence_state",
            "licence_until", "state",
        )
    )  # fmt: skip
    standings = standings_of([(office["pk"], office["state"]) for office in offices])
    rows = _rows_of(principal)
    _lead_with_notices(rows, principal, on)
    points = live_points_of(
        office_ids=[office["pk"] for office in offices], as_of=on, reader=principal
    )
    stages = renewal_stages(
        [(office["licence_state"], office["licence_until"]) for office in offices], on
    )
    return [
        OwnOffice(
            office=dict(office),
            contracts=rows["contract", office["pk"]][:CONTRACTS_SHOWN],
            points=points[office["pk"]],
            cases=rows["case", office["pk"]][:CASES_SHOWN],
            short=int(threshold - points[office["pk"]].total),
            renewal=stage,
            standing=standings.get(office["pk"]),
        )
        for office, stage in zip(offices, stages, strict=True)
    ]


def _lead_with_notices(
    rows: dict[tuple[str, int], list[dict[str, Any]]], principal: Principal, on: date
) -> None:
    """Say of each contract under a termination notice how far that is; no query without one."""
    contracts = [
        row for (what, _office), found in rows.items() if what == "contract" for row in found
    ]
    noticed = {
        row["number"]: row for row in contracts if row["state"] == ContractState.TERMINATION_NOTICE
    }
    if not noticed:
        return
    seen = Contract.objects.visible_to(principal).filter(number__in=noticed)
    for number, words in notice_words(list(seen.values(*NOTICE_COLUMNS)), on).items():
        noticed[number]["notice"] = words


def _rows_of(principal: Principal) -> defaultdict[tuple[str, int], list[dict[str, Any]]]:
    """Return the contracts and the cases of the principal's offices, latest first; one query."""
    names = (
        "what", "office", "number", "agency", "state", "title", "day", "points", "stage", "told",
    )  # fmt: skip

    def plain(what: str, rows: Any, **columns: Any) -> Any:
        columns = {"number": F("number"), "agency": F("agency__short_name"), **columns}
        return rows.order_by("-pk").values_list(
            Value(what, CharField()), "office_id", *(columns[name] for name in names[2:])
        )[:200]

    told = Choice(When(told_to(principal), then=F("outcome")), default=Value(""))
    contracts = plain(
        "contract",
        Contract.objects.visible_to(principal).exclude(
            state__in=[ContractState.DRAFT, ContractState.VOID]
        ),
        state=F("state"), title=Value("", CharField()), day=Cast(LAST_DAY, DateField()),
        points=Value(0), stage=Value("", CharField()),
        told=Choice(When(state=ContractState.SUSPENDED, then=F("suspended_until")),
                    default=F("ended_on")),
    )  # fmt: skip
    cases = plain(
        "case", Case.objects.visible_to(principal), state=told, title=F("type__title"),
        day=Cast(F("opened_on"), DateField()), points=F("points"), stage=F("state"),
        told=F("appeal_due_on"),
    )  # fmt: skip
    found: defaultdict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    for values in contracts.union(cases, all=True):
        row = dict(zip(names, values, strict=True))
        if row["stage"]:
            is_unserved = row["stage"] in COUNTED and not row["state"]
            served = row["told"] is not None
            row["mark"] = (
                unserved_result_mark() if is_unserved else case_mark(row["stage"], is_served=served)
            )
        elif row["state"] != ContractState.ACTIVE:
            row["mark"] = mark_of(row["state"])
        found[row["what"], row["office"]].append(row)
    for rows in found.values():
        rows.sort(key=lambda row: (row["day"], row["number"]), reverse=True)
    return found


def members(principal: Principal, on: date) -> dict[str, int]:
    """Return the numbers of the association's desk; one query."""
    offices = Office.objects.visible_to(principal).filter(is_member=True)
    licences = Licence.objects.visible_to(principal).current().filter(office__is_member=True)
    cases = Case.objects.visible_to(principal)
    heard = Count("pk", filter=Q(state=CaseState.NOTIFIED))
    figures = read(
        [
            counted("members", offices),
            counted("expired", licences.filter(expires_on__lt=on)),
            counted("cases", cases.open(), parts=(heard,)),
        ]
    )
    return {
        "members": total(figures, "members").count,
        "expired": total(figures, "expired").count,
        "cases": total(figures, "cases").count,
        "defence": total(figures, "cases").part,
    }
