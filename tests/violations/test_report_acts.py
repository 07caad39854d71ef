"""
The acts on a report: the table, the action, the page, the buttons and REST say the same.

Several reports of everything, each act of the table, each role.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.principal import Principal
from accounts.roles import Role
from contracts.models import Contract
from core.acts import Act, is_open, why_not
from core.clock import now, today
from core.errors import FactorRequired, IllegalMove, Invalid, NotPermitted
from tests.factories import (
    NOW,
    TODAY,
    make_office,
    make_principal,
    make_same_person,
    make_type,
)
from tests.violations.stories import file_report
from violations import actions
from violations.acts.reports import REPORT_ACTS
from violations.models import ViolationReport
from violations.states import REPORT_FLOW, ReportState
from violations.views.columns import REPORT_VALUES
from violations.views.reports import ON_REPORT
from violations.views.row_acts import add_report_acts

pytestmark = pytest.mark.django_db
WHY = "مدارک کامل نیست و باید با رسید سنجیده شود."
# So many of the people open the pages, too: who files and who triages, and a second account.
LOOKING = 4
CALLS: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "accept": (actions.accept_report, {}),
    "return": (actions.return_report, {"reason": WHY}),
    "duplicate": (actions.mark_duplicate, {"reason": WHY, "original_id": 0}),
    "refer": (actions.refer_report, {"reason": WHY, "referred_to": "دادسرا"}),
    "reject": (actions.reject_report, {"reason": WHY}),
    "supplement": (actions.supplement_report, {"text": WHY, "evidence_ids": ()}),
    "withdraw": (actions.withdraw_report, {}),
}


@dataclass
class World:
    """Reports in every state and of every track, and people of every role."""

    reports: list[ViolationReport]
    people: list[Principal]

    def seen(self, first: int | None = None) -> Iterator[tuple[Principal, ViolationReport]]:
        """Yield each of the (first) people with a fresh copy of each report in scope."""
        parts = ("office", "type", "agency", "county", "contract")
        for actor in self.people[:first]:
            seen = ViolationReport.objects.visible_to(actor).select_related(*parts)
            for report in seen.order_by("pk"):
                yield actor, report


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False), translation.override("fa"):
        yield


@pytest.fixture
def world(
    contract: Contract, gas_clerk: Principal, gas_manager: Principal, secretariat: Principal,
    power_manager: Principal, county_rep: Principal, association: Principal, expert: Principal,
    deputy: Principal, chair: Principal, auditor: Principal, operator: Principal,
    gas_appeal: Principal,
) -> World:  # fmt: skip
    """Return several reports of everything, and everybody who may meet them."""
    twin = make_principal(Role.AGENCY_MANAGER, contract.agency, name="همان کارگزار")
    make_same_person(gas_clerk, twin)
    kinds = {track: make_type(track=track) for track in ("contract", "licence", "both")}
    empty = make_office(
        licensed=False, state="temporarily_closed", holder=None, county=contract.office.county
    )

    def file(actor: Principal, track: str = "contract", **values: Any) -> ViolationReport:
        if not actor.is_agency:
            values |= {"agency_id": None}
        minutes = values.pop("minutes", 0)
        at = NOW - timedelta(minutes=minutes)
        return file_report(contract, actor, kinds[track], on=TODAY, at=at, **values)

    reports = [
        file(gas_clerk),
        file(gas_clerk, minutes=10),
        file(gas_clerk, minutes=11),
        file(gas_manager),
        file(gas_clerk, "licence"),
        file(gas_clerk, "both"),
        file(county_rep, "licence"),
        file(county_rep, "both"),
        file(secretariat, "licence", minutes=20),
        file(association, "licence"),
        file(county_rep, "licence", office_id=empty.pk, minutes=20),
    ]
    first = reports[2]
    for name in ("accept", "return", "duplicate", "refer", "reject"):
        call, values = CALLS[name]
        report = file(gas_clerk, minutes=20)
        more = {"original_id": first.pk} if name == "duplicate" else {}
        call(report_id=report.pk, actor=gas_manager, on=TODAY, at=NOW, **(values | more))
        reports.append(report)
    gone = file(gas_clerk)
    actions.withdraw_report(report_id=gone.pk, actor=gas_clerk, on=TODAY, at=NOW)
    people = [
        gas_clerk, gas_manager, twin, secretariat, county_rep, power_manager, gas_appeal,
        association, expert, deputy, chair, auditor, operator,
    ]  # fmt: skip
    return World([*reports, gone], people)


def attempt(act: Act, report: ViolationReport, actor: Principal) -> str:
    """Do an act and undo it; return the sentence of its refusal, empty where there is none."""
    call, values = CALLS[act.name]
    try:
        with transaction.atomic():
            call(report_id=report.pk, actor=actor, on=today(), at=now(), **values)
            transaction.set_rollback(True)
    except Invalid:
        return ""
    except (NotPermitted, IllegalMove, FactorRequired) as refusal:
        return refusal.message
    return ""


class TestEveryAct:
    def test_is_refused_by_the_action_with_the_tables_sentence_or_done(self, world: World) -> None:
        wrong, states = [], set()
        for actor, report in world.seen():
            for act in ON_REPORT:
                found = why_not(act, report, actor, today())
                said = attempt(act, report, actor)
                if said != (found.message if found else ""):
                    wrong.append((act, actor.role, report.state, said, found))
                states.add((act.name, report.state, found is None))

        assert not wrong
        assert {state for _name, state, _is_open in states} == set(ReportState)
        assert {name for name, _state, is_open in states if is_open} == set(CALLS)

    def test_is_allowed_by_rest_where_it_is_open(
        self, world: World, api_of: Callable[[Principal], Any]
    ) -> None:
        clients = {actor.user_id: api_of(actor) for actor in world.people}
        wrong = []
        for actor, report in world.seen():
            address = f"/api/v1/violation-reports/{report.public_id}/transitions"
            told = {each["name"]: each for each in clients[actor.user_id].get(address).json()}
            for act in ON_REPORT:
                found = why_not(act, report, actor, today())
                move = told[act.name]
                if (move["is_allowed"], move["why_not"]) != (
                    found is None, found.message if found else "",
                ):  # fmt: skip
                    wrong.append((act, actor.role, report.state, move, found))

        assert not wrong

    def test_has_a_page_that_opens_or_says_why_not(
        self, world: World, browser_of: Callable[[Principal], Client]
    ) -> None:
        clients = {actor.user_id: browser_of(actor) for actor in world.people[:LOOKING]}
        wrong = []
        for actor, report in world.seen(LOOKING):
            for act in ON_REPORT:
                address = reverse(f"violations:{act.name}", args=[report.number])
                page = clients[actor.user_id].get(address)
                found = why_not(act, report, actor, today())
                is_own = act.is_of(actor, report, today())
                expected = 200 if found is None else 409 if is_own else 403
                said = page.context["against"] if page.status_code == 409 else ""
                if page.status_code != expected or (said and found and said != found.message):
                    wrong.append((act, actor.role, report.state, page.status_code, found))

        assert not wrong

    def test_is_offered_on_the_page_of_the_report_where_it_is_open(
        self, world: World, browser_of: Callable[[Principal], Client]
    ) -> None:
        clients = {actor.user_id: browser_of(actor) for actor in world.people[:LOOKING]}
        wrong, count = [], 0
        for actor, report in world.seen(LOOKING):
            page = clients[actor.user_id].get(report.get_absolute_url())
            if "case" in page.context:
                continue  # the case of this number has the address by now
            count += 1
            offered = [link.name for link in page.context["offers"].all]
            open_now = [act.name for act in ON_REPORT if is_open(act, report, actor, today())]
            if offered != open_now:
                wrong.append((actor.role, report.state, offered, open_now))

        assert not wrong
        assert count > len(world.reports)

    def test_is_the_button_of_a_row_where_it_is_open(self, world: World) -> None:
        labels = {"بررسی": ("return",), "تکمیل": ("supplement",)}
        wrong, found = [], set()
        for actor in world.people:
            seen = ViolationReport.objects.visible_to(actor).select_related("type", "office")
            rows: Sequence[dict[str, Any]] = list(seen.order_by("pk").values("pk", *REPORT_VALUES))
            for row in rows:
                row["url"] = ""
            add_report_acts(rows, actor, today())
            for row, report in zip(rows, seen.order_by("pk"), strict=True):
                open_now = {
                    act.name
                    for act in ON_REPORT
                    if act.name in {"return", "supplement"} and is_open(act, report, actor, today())
                }
                shown = row["act"]["label"] if row["act"] else ""
                found.add(shown)
                if set(labels.get(shown, ())) != open_now:
                    wrong.append((actor.role, report.state, shown, open_now))

        assert not wrong
        assert len(found) == 3


class TestTables:
    @pytest.mark.parametrize("act", list(REPORT_ACTS), ids=str)
    def test_lead_where_the_flow_leads(self, act: Act) -> None:
        for state in act.states or ():
            assert act.target is not None
            assert REPORT_FLOW.allows(ReportState(state), ReportState(act.target))

    def test_know_every_way_out_of_a_state(self) -> None:
        edges = {(state, act.target) for act in REPORT_ACTS for state in act.states or ()}

        assert edges == {(str(before), after) for before, after in REPORT_FLOW.edges()}
