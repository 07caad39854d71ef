"""What contracts say on the pages of offices and agencies."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from agencies.models import Agency
from contracts.facts.noticed import COLUMNS as NOTICE_COLUMNS
from contracts.facts.noticed import notice_words
from contracts.facts.panels import BESIDE
from contracts.facts.recusals import recusals_of_person
from contracts.facts.standing import quota_of
from contracts.models import Contract, Guarantee
from contracts.rules import isolated, strip_state
from contracts.states import BLOCKING, UNSETTLED, ContractState, GuaranteeState
from core.jalali import short
from core.templatetags.ui.pictures import agency_strip, agency_strip_head
from lists.sorting import number_of
from offices.models import Licence, Office

TONES = {
    ContractState.DRAFT: ("pill", "neutral"),
    ContractState.PENDING_SIGNATURE: ("pill", "info"),
    ContractState.ACTIVE: ("pill", "ok"),
    ContractState.SUSPENDED: ("stamp", "warn"),
    ContractState.TERMINATION_NOTICE: ("stamp", "danger"),
    ContractState.TERMINATED: ("stamp", "danger"),
    ContractState.EXPIRED: ("pill", "neutral"),
    ContractState.ENDED_MUTUAL: ("stamp", ""),
    ContractState.RENEWED: ("pill", "neutral"),
    ContractState.SETTLED: ("stamp", ""),
    ContractState.VOID: ("pill", "neutral"),
}
SHOWN = 60


def mark_of(state: str) -> dict[str, str]:
    """Return the pill or stamp of a contract's state."""
    kind, tone = TONES[ContractState(state)]
    return {"kind": kind, "tone": tone, "text": str(ContractState(state).label)}


def _agencies(actor: Principal) -> list[Mapping[str, Any]]:
    """Return the agencies whose contracts the actor may see, as rows in their order."""
    rows = Agency.objects.visible_to(actor).filter(is_active=True)
    if actor.is_agency:
        rows = rows.filter(pk__in=Agency.objects.own(actor))
    columns = ("pk", "public_id", "code", "short_name", "letter", "requires_guarantee")
    return list(rows.order_by("position", "pk").values(*columns))


def matrix(office: Office, actor: Principal, on: date) -> dict[str, Any] | None:
    """Return a row for each agency, with its last contract with the office; None out of scope."""
    agencies = _agencies(actor)
    held = Guarantee.objects.visible_to(actor)
    held = held.filter(contract=OuterRef("pk"), state=GuaranteeState.HELD)
    held = held.order_by("-expires_on")
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    contracts = (
        Contract.objects.visible_to(actor)
        .filter(office=office)
        .exclude(state=ContractState.VOID)
        .annotate(
            services=StringAgg("contract_services__service__title", _(", "), distinct=True),
            covered_until=Subquery(held.values("expires_on")[:1]),
        )
        .order_by("-ends_on", "-pk")
    )
    columns = (
        "agency_id", "starts_on", "ends_on", "services", "covered_until", *NOTICE_COLUMNS
    )  # fmt: skip
    for contract in contracts.values(*columns):
        found[contract["agency_id"]].append(contract)
    if not found and not may(actor, Permission.CONTRACT_DRAFT) and not actor.is_province:
        return None
    drafting = _drafting_agencies(office, actor)
    read = ((part.title, part.read(office, actor, on)) for part in BESIDE)
    beside = [(title, cells) for title, cells in read if cells is not None]
    rows: list[dict[str, Any]] = []
    for agency in agencies:
        own = sorted(found[agency["pk"]], key=lambda row: row["state"] not in BLOCKING)
        first = own[0] if own else None
        rows.append(
            {
                "agency": agency,
                "contract": first,
                "mark": mark_of(first["state"]) if first else None,
                "url": reverse("contracts:contract", args=[first["number"]]) if first else "",
                "others": len(own) - 1 if own else 0,
                "beside": [(title, cells.get(agency["pk"])) for title, cells in beside],
                "propose": _new_url(office, agency["code"])
                if agency["public_id"] in drafting and first is None
                else "",
            }
        )
    heads = [title for title, _cells in beside]
    notices = notice_words([row["contract"] for row in rows if row["contract"]], on)
    for row in rows:
        row["notice"] = notices.get(row["contract"]["number"], "") if row["contract"] else ""
    return {"rows": rows, "heads": heads, "on": on, "quota": quota_of(office)}


def _new_url(office: Office, agency: str) -> str:
    return f"{reverse('contracts:new')}?office={office.code}&agency={agency}"


def _drafting_agencies(office: Office, actor: Principal) -> set[UUID]:
    """Return the agencies for which the actor, who has not stood back, drafts contracts."""
    if not may(actor, Permission.CONTRACT_DRAFT):
        return set()
    recused = recusals_of_person(actor)
    return {agency for agency in actor.agency_ids if (agency, office.pk) not in recused}


def new_contract_url(office: Office, actor: Principal) -> str:
    """Return where the actor drafts a contract with the office, or nothing."""
    if not _drafting_agencies(office, actor):
        return ""
    return f"{reverse('contracts:new')}?office={office.code}"


def of_office(office: Office, actor: Principal, on: date) -> dict[str, Any]:
    """Return every contract of the office that the actor may see, the latest first."""
    rows = (
        Contract.objects.visible_to(actor)
        .filter(office=office)
        .annotate(service_count=Count("contract_services"))
        .order_by("-starts_on", "-pk")
        .values("starts_on", "ends_on", "service_count", "agency__short_name", *NOTICE_COLUMNS)
    )
    found = list(rows[:SHOWN])
    notices = notice_words(found, on)
    return {
        "rows": [
            row
            | {
                "mark": mark_of(row["state"]),
                "notice": notices.get(row["number"], ""),
                "url": reverse("contracts:contract", args=[row["number"]]),
            }
            for row in found
        ],
        "new_url": new_contract_url(office, actor),
    }


def compares_offices(actor: Principal) -> bool:
    """Tell whether a person knows contracts, and their reviews, of other offices than his own."""
    return actor.role not in {Role.COUNTY_REP, Role.OPERATOR, Role.PLATFORM_ADMIN}


def sees_of_office(office: Office, actor: Principal) -> bool:
    """Tell whether the contracts of an office are any matter of the actor's."""
    match actor.role:
        case Role.OPERATOR:
            return office.public_id in actor.office_ids
        case Role.ASSOCIATION:
            return office.is_member
        case Role.COUNTY_REP | Role.PLATFORM_ADMIN:
            return False
        case _:
            return True


def count_of_office(office: Office, actor: Principal, on: date) -> int | None:
    """Return how many contracts of the office run, of those that the actor may see."""
    return Contract.objects.visible_to(actor).filter(office=office).running().count() or None


def strips(keys: Sequence[int], actor: Principal, on: date) -> dict[int, SafeString]:
    """Return the squares of the agencies for each office of a page; two queries."""
    agencies = _agencies(actor)
    states: dict[tuple[int, int], list[tuple[str, date]]] = defaultdict(list)
    for office, agency, state, ends in (
        Contract.objects.visible_to(actor)
        .filter(office__in=keys)
        .filter(Q(state__in=BLOCKING) | Q(state=ContractState.TERMINATED))
        .values_list("office_id", "agency_id", "state", "ends_on")
    ):
        states[office, agency].append((state, ends))
    return {
        key: agency_strip(
            [
                {
                    "name": agency["short_name"],
                    "letter": agency["letter"],
                    "state": strip_state(states[key, agency["pk"]], on),
                }
                for agency in agencies
            ]
        )
        for key in keys
    }


def running_agencies(keys: Sequence[int], actor: Principal, on: date) -> dict[int, str]:
    """Return, for each office, the agencies with a contract in force, in words for a file."""
    found: dict[int, list[str]] = defaultdict(list)
    running = Contract.objects.visible_to(actor).filter(office__in=keys, state__in=BLOCKING)
    for office, agency in running.order_by("agency__position", "pk").values_list(
        "office_id", "agency__short_name"
    ):
        found[office].append(agency)
    return {key: _(", ").join(dict.fromkeys(found[key])) for key in keys}


def number_of_running(actor: Principal, on: date) -> Coalesce:
    """Return the expression by which offices are sorted: their contracts in force."""
    running = Contract.objects.visible_to(actor).filter(state__in=BLOCKING)
    return number_of(running.filter(office=OuterRef("pk")), "office")


def strip_head(actor: Principal, on: date) -> SafeString:
    """Return the letters of the agencies for the head of the strips' column."""
    return agency_strip_head(
        [
            {"name": row["short_name"], "letter": row["letter"], "state": "none"}
            for row in _agencies(actor)
        ]
    )


def notes(keys: Sequence[int], actor: Principal, on: date) -> dict[int, dict[str, Any]]:
    """Return the state of the actor's agency's contract with each office; for agencies only."""
    if not actor.is_agency:
        return {}
    found: dict[int, list[tuple[str, date]]] = defaultdict(list)
    for office, state, ends in (
        Contract.objects.visible_to(actor)
        .filter(office__in=keys)
        .exclude(state=ContractState.VOID)
        .order_by("ends_on", "pk")
        .values_list("office_id", "state", "ends_on")
    ):
        found[office].append((state, ends))
    return {key: _note(found[key]) for key in keys}


def _note(contracts: list[tuple[str, date]]) -> dict[str, Any]:
    if not contracts:
        reason = _("no contract with your agency")
        return {"tone": "neutral", "text": "", "blocked": True, "reason": reason}
    state, ends = next((row for row in contracts if row[0] in BLOCKING), contracts[-1])
    label = ContractState(state).label
    text = _("contract {state}, to {day}").format(state=label, day=isolated(short(ends)))
    return {"tone": TONES[ContractState(state)][1] or "neutral", "text": text}


def against_transfer(licence: Licence, on: date) -> list[str]:
    """
    Return why a licence cannot go to another holder: ended contracts that are not settled.

    Source: DOMAIN B1 (transfer: clearance of each agency) [S29].
    """
    rows = Contract.objects.filter(office=licence.office_id, state__in=UNSETTLED)
    return [
        _("Contract {number} with {agency} has ended and is not settled.").format(
            number=isolated(number), agency=agency
        )
        for number, agency in rows.order_by("number").values_list("number", "agency__short_name")
    ]


def against_closing(office: Office, on: date) -> list[str]:
    """Return why an office cannot be closed: contracts that still run."""
    numbers = list(
        Contract.objects.filter(office=office)
        .running()
        .order_by("number")
        .values_list("number", flat=True)[:3]
    )
    if not numbers:
        return []
    return [
        _("Contracts of the office still run: {numbers}.").format(
            numbers=_(", ").join(isolated(number) for number in numbers)
        )
    ]
