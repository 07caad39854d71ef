"""
The acts on a hearing session: the table, the action, the page, the buttons and REST say the same.

Sessions in every state, each act of the table, everybody around them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import RoleGrant
from accounts.principal import Principal
from accounts.roles import Role
from core.acts import Act, Blocked, is_open, why_not
from core.clock import now, today
from core.errors import FactorRequired, IllegalMove, Invalid, NotPermitted
from tests.factories import make_principal, make_same_person
from tests.violations.benches import DAY, WHY, Bench, seat_of
from tests.violations.stories import MINUTES, REASONS, moment, noon, scan_of
from violations import actions
from violations.acts.cases import SUMMON
from violations.acts.hearings import HEARING_ACTS, unsigned_seats
from violations.models import Case, HearingSession
from violations.states import SESSION_FLOW, SessionState
from violations.views.sessions import PAGES

pytestmark = pytest.mark.django_db
MOVES = {
    "sign": "minutes-signature",
    "recuse": "recusal",
    "hold": "hearing-minutes",
    "note-refusal": "signature-refusal",
    "call-off": "hearing-end",
    "confirm-day": "hearing-day",
    "contest-absence": "absence-contest",
    "answer-absence": "absence-answer",
}
# So many of the people open the pages, too: who keeps, judges and is heard, and a second account.
LOOKING = 5
PARTS = ("office", "county", "agency", "contract", "type", "linked", "holder")


@dataclass
class Told:
    """A case with its session, if one stands, and the people around them."""

    bench: Bench
    session: HearingSession | None

    @property
    def people(self) -> list[Principal]:
        """Return everybody who may meet the session, and some who may not."""
        bench = self.bench
        twin = make_principal(Role.AGENCY_MANAGER, bench.agency, name="همان متصدی")
        make_same_person(bench.second, twin)
        everybody = [
            bench.keeper, *bench.judges[:2], bench.operator, twin,
            bench.clerk, bench.manager, bench.reporter, bench.secretary, bench.chair,
            bench.members[2],
            make_principal(Role.DEPUTY), make_principal(Role.AUDITOR),
        ]  # fmt: skip
        held = set(RoleGrant.objects.in_force(DAY).values_list("user_id", flat=True))
        return list(dict.fromkeys(actor for actor in everybody if actor.user_id in held))

    def case_of(self, actor: Principal) -> Case | None:
        """Return a fresh copy of the case, if it is in the actor's scope."""
        seen = Case.objects.visible_to(actor).select_related(*PARTS)
        return seen.filter(pk=self.bench.case.pk).first()

    def session_of(self, actor: Principal) -> HearingSession | None:
        """Return a fresh copy of the session, if it is in the actor's scope."""
        if self.session is None:
            return None
        found = HearingSession.objects.visible_to(actor).filter(pk=self.session.pk).first()
        if found is not None:
            case = self.case_of(actor)
            assert case is not None
            found.case = case
        return found


def unserved() -> Told:
    bench = Bench()
    return Told(bench, bench.summon())


def to_come() -> Told:
    bench = Bench()
    return Told(bench, bench.served(starts_at=noon(DAY) + timedelta(hours=2)))


def served() -> Told:
    bench = Bench()
    return Told(bench, bench.served())


def recused() -> Told:
    bench = Bench()
    session = bench.served(judges=bench.enough())
    actions.recuse_from_hearing(
        session_id=session.pk, reason=WHY, actor=bench.second, **moment(DAY - timedelta(days=3))
    )
    return Told(bench, session)


def held() -> Told:
    bench = Bench()
    return Told(bench, bench.hold(bench.served()))


def held_by_the_committee() -> Told:
    bench = Bench(licence=True)
    session = bench.hold(bench.served())
    return Told(bench, bench.sign(session, bench.chair))


def refused() -> Told:
    bench = Bench()
    session = bench.hold(bench.served())
    for person in (bench.second, bench.manager):
        actions.record_refusal(
            session_id=session.pk, seat=seat_of(session, person).public_id, reason=WHY,
            witnesses=witnesses(session, person), actor=bench.keeper, **moment(DAY),
            evidence_ids=scan_of(bench.keeper, "minutes", noon(DAY)),
        )  # fmt: skip
    return Told(bench, session)


def witnesses(session: HearingSession, refuser: Principal) -> list[UUID]:
    """Return two others who sat in the session, by seat."""
    others = session.seats.exclude(user_id=refuser.user_id).order_by("pk")
    return list(others.values_list("public_id", flat=True)[:2])


def without_office() -> Told:
    """The minutes note the office absent."""
    bench = Bench()
    return Told(bench, bench.hold_without_office())


def contested() -> Told:
    """The office contests that it is noted absent."""
    told = without_office()
    assert told.session is not None
    actions.contest_absence(
        session_id=told.session.pk, reason=REASONS, actor=told.bench.operator, **moment(DAY)
    )
    return told


def signed() -> Told:
    bench = Bench()
    return Told(bench, bench.sealed())


def decided() -> Told:
    bench = Bench(licence=True)
    session = bench.sealed()
    bench.decide()
    return Told(bench, session)


def called_off() -> Told:
    bench = Bench()
    actions.call_off_hearing(
        session_id=bench.summon().pk, how="postponed", reason=WHY, actor=bench.clerk,
        **moment(DAY - timedelta(days=3)),
    )  # fmt: skip
    return Told(bench, None)


def too_few() -> Told:
    bench = Bench()
    gone = [bench.second.user_id, bench.manager.user_id]
    RoleGrant.objects.filter(user_id__in=gone).update(ends_on=DAY - timedelta(days=1))
    return Told(bench, None)


TALES = (
    unserved, to_come, served, recused, held, held_by_the_committee, refused, signed, decided,
    called_off, too_few, without_office, contested,
)  # fmt: skip


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    hour = noon(DAY) + timedelta(hours=1)
    with time_machine.travel(hour, tick=False), translation.override("fa"):
        yield


def arguments(act: Act, session: HearingSession, actor: Principal) -> dict[str, Any]:
    """Return what an act takes."""
    if act.name == "hold":
        seats = [{"seat": key} for key in session.seats.values_list("public_id", flat=True)]
        return {"minutes": MINUTES, "attendance": seats}
    if act.name == "note-refusal":
        left = unsigned_seats(session, actor.user_id) or session.seats.order_by("pk")
        others = session.seats.exclude(pk=left[0].pk).order_by("pk")
        return {
            "seat": left[0].public_id, "reason": WHY,
            "witnesses": list(others.values_list("public_id", flat=True)[:2]),
            "evidence_ids": scan_of(actor, "minutes", now()),
        }  # fmt: skip
    plain: dict[str, dict[str, Any]] = {
        "call-off": {"how": "cancelled", "reason": WHY}, "recuse": {"reason": WHY},
        "confirm-day": {"reason": WHY}, "contest-absence": {"reason": REASONS},
        "answer-absence": {"seat": None, "answer": "present", "reason": REASONS},
    }  # fmt: skip
    return plain.get(act.name, {})


CALLS: dict[str, Callable[..., Any]] = {
    "sign": actions.sign_minutes,
    "recuse": actions.recuse_from_hearing,
    "hold": actions.record_hearing,
    "note-refusal": actions.record_refusal,
    "call-off": actions.call_off_hearing,
    "confirm-day": actions.confirm_session_day,
    "contest-absence": actions.contest_absence,
    "answer-absence": actions.answer_absence,
}


def attempt(call: Callable[..., Any], **values: Any) -> str:
    """Do an act and undo it; return the sentence of its refusal, empty where there is none."""
    try:
        with transaction.atomic():
            call(on=today(), at=now(), **values)
            transaction.set_rollback(True)
    except Invalid:
        return ""
    except (NotPermitted, IllegalMove, FactorRequired) as refusal:
        return refusal.message
    return ""


def sentence(found: Blocked | None) -> str:
    """Return what a reason says, empty where there is none."""
    return found.message if found else ""


def wrong_actions(told: Told, actor: Principal) -> Iterator[Any]:
    """Yield the acts that the action refuses otherwise than the table, or does against it."""
    session, case = told.session_of(actor), told.case_of(actor)
    for act in HEARING_ACTS if session is not None else ():
        assert session is not None
        found = why_not(act, session, actor, today())
        values = arguments(act, session, actor)
        said = attempt(CALLS[act.name], session_id=session.pk, actor=actor, **values)
        if said != sentence(found):
            yield act, said, found
    if case is not None:
        found = why_not(SUMMON, case, actor, today())
        said = attempt(
            actions.summon_to_hearing, case_id=case.pk, actor=actor, place="سالن",
            judges=[judge.user_id for judge in told.bench.judges],
            starts_at=noon(today() + timedelta(days=20)),
        )  # fmt: skip
        if said != sentence(found):
            yield SUMMON, said, found


def wrong_moves(told: Told, actor: Principal, program: Any) -> Iterator[Any]:
    """Yield the moves of REST that are allowed against the table, or not, or with other words."""
    session, case = told.session_of(actor), told.case_of(actor)
    if case is None:
        return
    answer = program.get(f"/api/v1/cases/{case.public_id}/transitions").json()
    moves = {move["name"]: move for move in answer}
    expected = {"hearing": sentence(why_not(SUMMON, case, actor, today()))}
    for act in HEARING_ACTS:
        if session is not None:
            expected[MOVES[act.name]] = sentence(why_not(act, session, actor, today()))
        elif moves[MOVES[act.name]]["is_allowed"]:
            yield act, "allowed without a session"
    for name, why in expected.items():
        move = moves[name]
        if (move["is_allowed"], move["why_not"]) != (not why, why):
            yield name, why, move["why_not"]


def wrong_pages(told: Told, actor: Principal, browser: Client) -> Iterator[Any]:
    """Yield the pages of acts that open against the table, or say something else than it."""
    session, case = told.session_of(actor), told.case_of(actor)
    asked: list[tuple[Act, Any, list[Any]]] = []
    if case is not None:
        asked.append((SUMMON, case, [case.number]))
    if session is not None:
        names = [session.case.number, session.public_id]
        asked += [(act, session, names) for act in HEARING_ACTS]
    for act, record, names in asked:
        page = browser.get(reverse(f"violations:{PAGES.get(act.name, act.name)}", args=names))
        found = why_not(act, record, actor, today())
        expected = 200 if found is None else 409 if act.is_of(actor, record, today()) else 403
        said = page.context["against"] if page.status_code == 409 else sentence(found)
        if (page.status_code, said) != (expected, sentence(found)):
            yield act, page.status_code, said, found


def wrong_offers(told: Told, actor: Principal, browser: Client) -> Iterator[Any]:
    """Yield where a page offers other acts than those that are open."""
    session, case = told.session_of(actor), told.case_of(actor)
    if session is not None:
        page = browser.get(session.get_absolute_url())
        offered = {act["url"] for act in page.context["acts"]}
        names = [session.case.number, session.public_id]
        for act in HEARING_ACTS:
            url = reverse(f"violations:{PAGES[act.name]}", args=names)
            if (url in offered) != is_open(act, session, actor, today()):
                yield act, offered
    if case is not None:
        page = browser.get(case.get_absolute_url())
        if ("summon" in page.context["offers"]) != is_open(SUMMON, case, actor, today()):
            yield SUMMON, "on the page of the case"


@pytest.mark.parametrize("tell", TALES, ids=lambda tell: tell.__name__)
def test_every_act_is_the_same_at_every_door(
    tell: Callable[[], Told],
    api_of: Callable[[Principal], Any],
    browser_of: Callable[[Principal], Client],
) -> None:
    told = tell()
    wrong: list[Any] = []
    for place, actor in enumerate(told.people):
        found = [*wrong_actions(told, actor), *wrong_moves(told, actor, api_of(actor))]
        if place < LOOKING:
            browser = browser_of(actor)
            found += [*wrong_pages(told, actor, browser), *wrong_offers(told, actor, browser)]
        wrong += [(actor.name, *each) for each in found]

    assert not wrong


def test_an_act_asks_for_a_fresh_code_after_the_role_and_before_the_record() -> None:
    told = served()
    assert told.session is not None
    stale = replace(told.bench.manager, fresh_factor=False)

    with pytest.raises(FactorRequired):
        actions.sign_minutes(session_id=told.session.pk, actor=stale, on=today(), at=now())


class TestTables:
    @pytest.mark.parametrize("act", list(HEARING_ACTS), ids=str)
    def test_lead_where_the_flow_leads(self, act: Act) -> None:
        if act.target is not None:
            for state in act.states or ():
                assert SESSION_FLOW.allows(SessionState(state), SessionState(act.target))
