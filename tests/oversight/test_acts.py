"""The tables of acts: what is open, offered and listed is done; what is not says the same why."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from contracts.actions import urgent_suspend
from contracts.acts.contract import CONTRACTS
from core.acts import NOT_PERMITTED, Act, ActTable, is_open, why_not
from core.errors import FactorRequired, IllegalMove, Invalid, NotPermitted
from core.states import Flow
from offices.models import Office
from oversight import actions
from oversight.acts import duties as duty_acts
from oversight.acts import papers as paper_acts
from oversight.acts import policies as policy_acts
from oversight.acts import reviews as review_acts
from oversight.acts.duties import DUTIES, REFUSE_DUTY
from oversight.acts.policies import APPROVE, POLICIES, REFUSE_POLICY
from oversight.acts.reviews import DECIDE, EXECUTE, NAME_STAND_IN, REVIEWS, SERVE
from oversight.api.reviews import ReviewViewSet
from oversight.facts import turns
from oversight.models import Duty, PolicyVersion, TerminationReview
from oversight.states import (
    DUTY_FLOW,
    POLICY_FLOW,
    REVIEW_FLOW,
    RefusalCode,
    ReviewState,
)
from oversight.urls import urlpatterns
from oversight.views.links import links_on
from oversight.views.lists import REMIND as REMIND_MANY
from tests import factories
from tests.contracts.stories import scan
from tests.factories import make_principal, make_same_person
from tests.oversight.doors import make_reviews
from tests.oversight.steps import DAY, REASONS, later, moment
from violations.models import CaseReport

pytestmark = pytest.mark.django_db
TEXT = "تعرفه نصب و وجه اضافه به مردم برگشت داده شده است."
ASSOCIATION = "00000000-0000-7000-8000-000000000001"
WHEN: dict[str, Any] = {"on": DAY, "at": moment(DAY)}
TABLES: list[tuple[ActTable, Any]] = [
    (REVIEWS, REVIEW_FLOW),
    (DUTIES, DUTY_FLOW),
    (POLICIES, POLICY_FLOW),
    (policy_acts.RUNS, None),
    (duty_acts.REMINDERS, None),
]
ACTS = [(act, flow) for table, flow in TABLES for act in table]
# An open act that the page does not offer, and why.
# The page of a review is rendered for those who do something there.
RENDERED = {"deputy", "gas_manager", "named", "operator"}


@pytest.fixture(autouse=True)
def _moment() -> Iterator[None]:
    """Let the doors read the clock of the day of the tests."""
    with time_machine.travel(moment(DAY), tick=False):
        yield


@dataclass
class World:
    """Reviews in each situation, by its name, and the people who look at them."""

    people: dict[str, Principal]
    reviews: dict[str, TerminationReview]

    def pairs(self) -> Iterator[tuple[str, Principal, TerminationReview]]:
        """Yield each person with each review that they see, read anew."""
        for situation, review in self.reviews.items():
            for name, actor in self.people.items():
                seen = TerminationReview.objects.visible_to(actor).filter(pk=review.pk).first()
                if seen is not None:
                    yield f"{situation} as {name}", actor, seen

    def data(self, act: Act) -> dict[str, Any]:
        """Return good arguments of an act over REST."""
        member = User.objects.get(pk=self.people["named"].user_id).public_id
        given: dict[str, dict[str, Any]] = {
            "serve": {"served_on": DAY, "proof": "رسید ۱۲", "scan": scan()},
            "answer": {"text": TEXT, "evidence": []},
            "waive": {"agreed": True},
            "decide": {
                "outcome": "warn",
                "reasons": REASONS,
                "has_read": True,
                "knows_effect": True,
            },
            "name-stand-in": {"member": member, "reason": REASONS, "last_on": later(10)},
            "recommend": {"text": TEXT},
            "note": {"text": TEXT},
            "enter-answer": {
                "document_no": "۱۴۰۵/و/۷",
                "received_on": DAY,
                "text": TEXT,
                "scan": scan(),
            },
            "contest-answer": {"reason": REASONS},
            "stand-back": {"reason": REASONS},
            "record-judgment": {
                "document_no": "۱۴۰۵/ح/۱۲",
                "document_on": DAY,
                "document_issuer": "دادگاه ساری",
                "reason": REASONS,
                "file": scan(),
            },
        }
        return given.get(act.name, {})


@pytest.fixture
def people(gas: Agency, power: Agency, office: Office) -> dict[str, Principal]:
    """Return the cast, and one more member of the committee who is going to be named."""
    scopes = {
        "gas_manager": (Role.AGENCY_MANAGER, gas), "gas_clerk": (Role.AGENCY_CLERK, gas),
        "gas_appeal": (Role.AGENCY_APPEAL, gas), "power_manager": (Role.AGENCY_MANAGER, power),
        "operator": (Role.OPERATOR, office), "deputy": (Role.DEPUTY, None),
        "expert": (Role.EXPERT, None), "chair": (Role.COMMITTEE_CHAIR, None),
        "member": (Role.COMMITTEE_MEMBER, None), "named": (Role.COMMITTEE_MEMBER, None),
        "auditor": (Role.AUDITOR, None), "association": (Role.ASSOCIATION, ASSOCIATION),
        "county_rep": (Role.COUNTY_REP, office.county),
    }  # fmt: skip
    return {name: make_principal(role, scope) for name, (role, scope) in scopes.items()}


@pytest.fixture
def world(
    people: dict[str, Principal], gas: Agency, office: Office, clock: Principal, first_policy: None
) -> World:
    """Return reviews in each situation; those that begin with a flag count a reported case."""
    flagged = ["open", "reported", "reported_by_all", "named"]
    offices = [office, *(factories.make_office() for _name in flagged[1:])]
    contracts = [factories.make_contract(agency=gas, office=place) for place in offices]
    for contract in contracts:
        for final_on in (later(-96), later(-25)):
            factories.make_final_case(contract=contract, final_on=final_on, sanction="reminder")
    actions.flag_termination_review(as_of=DAY, actor=clock, at=moment(DAY))
    reviews = dict(
        zip(flagged, (TerminationReview.objects.get(contract=one) for one in contracts),
            strict=True)
    )  # fmt: skip
    manager = people["gas_manager"]
    appeal = other_account(people["gas_appeal"], Role.AGENCY_CLERK, gas)
    member = other_account(people["member"], Role.EXPERT, None)
    for name, reporters in (
        ("reported", [manager]),
        ("reported_by_all", [manager, appeal, member]),
        ("named", [manager, appeal]),
    ):
        for reporter in reporters:
            report(reviews[name], reporter)
        hear(reviews[name])
    made = iter(make_reviews(gas, 13, office))
    reviews |= {name: next(made) for name in (
        "unkept", "served", "reminded", "heard", "waived", "warned", "kept", "noticed",
        "superseded", "to_terminate", "to_suspend", "suspended_meanwhile", "escalated",
    )}  # fmt: skip
    bring(reviews, people)
    actions.name_review_stand_in(
        review_id=reviews["named"].pk, reason=REASONS, last_on=later(20), actor=people["deputy"],
        member=User.objects.get(pk=people["named"].user_id).public_id, **WHEN,
    )  # fmt: skip
    return World(people, reviews)


def other_account(actor: Principal, role: Role, scope: Any) -> Principal:
    """Return an account of the same person whose role reports, as the actor's own does not."""
    twin = make_principal(role, scope)
    make_same_person(actor, twin)
    return twin


def report(review: TerminationReview, reporter: Principal) -> None:
    """Let a case that the review counts have been reported by somebody."""
    filed = factories.make_report(reporter=reporter, contract=review.contract)
    (flag,) = review.flags.filter(code="F02")
    CaseReport.objects.create(case=flag.cases.order_by("pk")[0], report=filed)


def hear(review: TerminationReview) -> None:
    """Let the office answer, which serves the notice."""
    operator = make_principal(Role.OPERATOR, review.office)
    actions.answer_review(review_id=review.pk, text=TEXT, actor=operator, **WHEN)
    actions.waive_hearing(review_id=review.pk, actor=operator, **WHEN)


def bring(reviews: dict[str, TerminationReview], people: dict[str, Principal]) -> None:
    """Bring each review into the situation of its name."""
    served = {"review_id": reviews["served"].pk, "actor": people["operator"], **WHEN}
    actions.acknowledge_review(**served)
    actions.enter_paper_answer(
        review_id=reviews["served"].pk, document_no="۱۴۰۵/و/۷", received_on=DAY, text=TEXT,
        scan=scan(), actor=people["gas_clerk"], **WHEN,
    )  # fmt: skip
    actions.remind_agency(review_id=reviews["reminded"].pk, actor=people["deputy"], **WHEN)
    actions.acknowledge_review(**(served | {"review_id": reviews["waived"].pk}))
    actions.waive_hearing(**(served | {"review_id": reviews["waived"].pk}))
    move(reviews["superseded"], state=ReviewState.SUPERSEDED, closed_on=DAY)
    move(reviews["escalated"], state=ReviewState.ESCALATED, escalated_on=DAY)
    for name in ("heard", "warned", "kept", "noticed"):
        hear(reviews[name])
    others: dict[str, Any] = {"suspension_days": 9}
    manager = people["gas_manager"]
    for name, outcome, more in (
        ("warned", "warn", {}),
        ("kept", "keep", {"plan": "آموزش کارکنان دفتر", "plan_due_on": later(20)}),
        ("noticed", "terminate", {}),
    ):
        decide(reviews[name], manager, outcome, **more)
    for name, outcome, more in (
        ("to_terminate", "terminate", {}),
        ("to_suspend", "suspend", others),
        ("suspended_meanwhile", "suspend", others),
    ):
        # What a stand-in decided waits for the manager; here the proof is left out instead.
        hear(reviews[name])
        move(
            reviews[name],
            **more,
            state=ReviewState.DECIDED,
            outcome=outcome,
            reasons=REASONS,
            decided_on=DAY,
            decided_by=manager.user_id,
            decided_by_name=manager.name,
        )
    urgent_suspend(
        contract_id=reviews["suspended_meanwhile"].contract_id, until=later(5), reason=REASONS,
        actor=manager, **WHEN,
    )  # fmt: skip


def move(review: TerminationReview, **values: Any) -> None:
    """Write a state past the actions, as the clock or somebody else would."""
    current = TerminationReview.objects.get(pk=review.pk)
    TerminationReview.objects.filter(pk=review.pk).update(version=current.version + 1, **values)


def decide(review: TerminationReview, actor: Principal, outcome: str, **more: Any) -> None:
    """Decide a review."""
    actions.decide_review(
        review_id=review.pk, outcome=outcome, reasons=REASONS, actor=actor, **WHEN, **more
    )


def answers(act: Act, record: Any, actor: Principal, call: Callable[[], Any]) -> str:
    """
    Return what is wrong with an action's answer, or an empty string.

    An open act is done, or refused for its arguments; another is refused with the table's sentence.
    """
    found = why_not(act, record, actor, DAY)
    try:
        with transaction.atomic():
            call()
            transaction.set_rollback(True)
    except Invalid as error:
        return "" if found is None else f"not refused: {error.message}"
    except (NotPermitted, IllegalMove, FactorRequired) as error:
        if found is None:
            return f"open, and refused: {error.message}"
        same = type(error) is type(found.error) and error.message == found.message
        return "" if same else f"{found.message} / {error.message}"
    return "" if found is None else f"done, though not open: {found.message}"


class TestReviews:
    def test_are_done_as_the_table_says(self, world):
        moves = {spec.act: spec for spec in ReviewViewSet.moves()}
        assert set(moves) == set(REVIEWS)
        wrong = []
        for where, actor, review in world.pairs():
            for act in REVIEWS:
                who = {"actor": actor, **WHEN}

                def call(act=act, review=review, who=who):
                    return moves[act].call(review, world.data(act), who)

                if fault := answers(act, review, actor, call):
                    wrong.append(f"{act} {where}: {fault}")

        assert not wrong, "\n" + "\n".join(wrong)

    def test_are_listed_over_rest_as_the_table_says(self, world, api_of):
        clients = {id(actor): api_of(actor) for actor in world.people.values()}
        acts = {spec.name: spec.act for spec in ReviewViewSet.moves()}
        wrong = []
        for where, actor, review in world.pairs():
            address = f"/api/v1/termination-reviews/{review.public_id}/transitions"
            for row in clients[id(actor)].get(address).json():
                act = acts[row["name"]]
                found = why_not(act, review, actor, DAY)
                told = (row["is_allowed"], row["code"], row["why_not"], row["title"])
                title = str(act.title)
                own = (False, found.code, found.message, title) if found else (True, "", "", title)
                if told != own:
                    wrong.append(f"{act} {where}: {told} / {own}")

        assert not wrong, "\n" + "\n".join(wrong)

    def test_are_offered_on_the_page_as_the_table_says(self, world, browser_of):
        browsers = {name: browser_of(world.people[name]) for name in RENDERED}
        wrong = []
        for where, actor, review in world.pairs():
            open_acts = {act for act in REVIEWS if is_open(act, review, actor, DAY)}
            links = links_on(review, actor, DAY)
            if {link.name for link in links.values()} != {act.name for act in open_acts}:
                wrong.append(f"{where}: {set(links)} / {open_acts}")
            name = where.rpartition(" ")[2]
            if name in RENDERED:
                page = browsers[name].get(review.get_absolute_url()).content.decode()
                addresses = {act: reverse(f"oversight:{act.name}", args=[review.number])
                             for act in REVIEWS}  # fmt: skip
                shown = {act for act, address in addresses.items() if f'"{address}"' in page}
                if shown != open_acts:
                    wrong.append(f"page of {where}: {shown} / {open_acts}")

        assert not wrong, "\n" + "\n".join(wrong)

    def test_say_on_their_page_why_they_are_not_open(self, world, browser_of):
        browsers = {id(actor): browser_of(actor) for actor in world.people.values()}
        tried, wrong = set(), []
        for where, actor, review in world.pairs():
            for act in REVIEWS:
                found = why_not(act, review, actor, DAY)
                is_page = not act.is_click
                if not is_page or found is None or (act, found.message) in tried:
                    continue
                tried.add((act, found.message))
                address = reverse(f"oversight:{act.name}", args=[review.number])
                answer = browsers[id(actor)].get(address)
                expected = 409 if act.is_of(actor, review, DAY) else 403
                says = expected == 403 or found.message in answer.content.decode()
                if answer.status_code != expected or not says:
                    wrong.append(f"{act} {where}: {answer.status_code}, {found.message}")

        assert not wrong, "\n" + "\n".join(wrong)
        assert len({act for act, _message in tried}) == 13

    def test_wait_on_the_desks_as_the_table_says(self, world):
        for where, actor, review in world.pairs():
            seen = TerminationReview.objects.visible_to(actor).filter(pk=review.pk)
            waits = {
                "decide": turns.usual(actor, seen) if actor.role == Role.AGENCY_MANAGER
                else turns.passed_to(actor, seen, DAY),
                "name": turns.waiting_for("stand_in", seen, DAY),
                "execute": turns.to_carry_out(seen),
            }  # fmt: skip
            if DECIDE.is_for(actor):
                assert waits["decide"].exists() == is_open(DECIDE, review, actor, DAY), where
            if NAME_STAND_IN.is_for(actor):
                assert waits["name"].exists() == is_open(NAME_STAND_IN, review, actor, DAY), where
            if EXECUTE.is_for(actor) and turns.suspending_blocked(review) == "":
                assert waits["execute"].exists() == is_open(EXECUTE, review, actor, DAY), where

    def test_are_reminded_of_together_as_the_table_says(self, world):
        deputy, keys = world.people["deputy"], [one.pk for one in world.reviews.values()]

        against = REMIND_MANY.against(keys, deputy, DAY)
        done = actions.remind_of_reviews(review_ids=keys, actor=deputy, **WHEN)

        assert against == {key: why for key, why in done.items() if why}
        assert 0 < len(against) < len(done) == len(keys)

    def test_have_every_situation(self, world):
        """Each act is open in some and closed in some, so that the other tests ask something."""
        pairs = list(world.pairs())
        for act in REVIEWS:
            found = {is_open(act, review, actor, DAY) for _where, actor, review in pairs}
            assert found == {True, False}, act

    def test_are_served_only_with_the_letter_of_the_notice(self, world):
        clerk = world.people["gas_clerk"]

        assert is_open(SERVE, world.reviews["open"], clerk, DAY)
        assert not is_open(SERVE, world.reviews["unkept"], clerk, DAY)


class TestDuties:
    @pytest.fixture
    def duties(self, people, gas, office, clock, first_policy) -> list[Duty]:
        contract = factories.make_contract(agency=gas, office=office)
        days = (later(-96), later(-25))
        for final_on in days:
            factories.make_final_case(contract=contract, final_on=final_on, executed_on=None)
        actions.flag_termination_review(as_of=DAY, actor=clock, at=moment(DAY))
        actions.follow_duties(as_of=DAY, actor=clock, at=moment(DAY))
        refused = factories.make_final_case(contract=contract, executed_on=None)
        given = {"code": RefusalCode.OTHER_WAY, "reason": TEXT, "actor": people["gas_manager"]}
        actions.refuse_duty(duty_id=refused.duties.get(kind="execute").pk, **given, **WHEN)
        every = {(duty.kind, duty.state): duty for duty in Duty.objects.order_by("pk")}
        assert len(every) >= 5
        return list(every.values())

    @pytest.mark.parametrize("day", [DAY, later(-400)])
    def test_are_refused_as_the_table_says(self, duties, people, day):
        wrong, found = [], set()
        for actor in people.values():
            for duty in Duty.objects.visible_to(actor).filter(pk__in=[one.pk for one in duties]):
                blocked = why_not(REFUSE_DUTY, duty, actor, day)
                found.add(blocked.message if blocked else "")
                try:
                    with transaction.atomic():
                        actions.refuse_duty(
                            duty_id=duty.pk, code=RefusalCode.OTHER_WAY, reason=TEXT, actor=actor,
                            on=day, at=moment(day),
                        )  # fmt: skip
                        transaction.set_rollback(True)
                    told = ""
                except (NotPermitted, IllegalMove) as error:
                    told = error.message
                if told != (blocked.message if blocked else ""):
                    wrong.append(f"{duty} ({duty.state}) as {actor.role}: {told} / {blocked}")

        assert not wrong, "\n" + "\n".join(wrong)
        assert len(found) == 4  # the role, the state, the review; open, or not begun

    def test_are_offered_on_the_page_as_the_table_says(self, duties, people, browser_of):
        for name in ("gas_manager", "gas_clerk", "deputy"):
            actor, browser = people[name], browser_of(people[name])
            for duty in duties:
                address = reverse("oversight:duty-refuse", args=[duty.public_id])
                page = browser.get(duty.get_absolute_url()).content.decode()
                act_page = browser.get(address)
                blocked = why_not(REFUSE_DUTY, duty, actor, DAY)
                assert (f'"{address}"' in page) == (blocked is None)
                refusal = 403 if blocked and blocked.code == NOT_PERMITTED else 409
                assert act_page.status_code == (refusal if blocked else 200)
                if refusal == 409 and blocked:
                    assert blocked.message in act_page.content.decode()


class TestPolicies:
    @pytest.fixture
    def versions(self, people, first_policy) -> list[PolicyVersion]:
        twin = make_principal(Role.EXPERT)
        make_same_person(people["deputy"], twin)
        propose(people["expert"], later(7), DAY)
        propose(twin, later(7), DAY)
        propose(people["expert"], later(-3), later(-9))
        refused = propose(people["expert"], later(7), DAY)
        actions.refuse_policy(version_id=refused.pk, reason=REASONS, actor=people["deputy"], **WHEN)
        return list(PolicyVersion.objects.order_by("number"))

    def test_are_answered_as_the_table_says(self, versions, people):
        wrong, found = [], set()
        given = {APPROVE: actions.approve_policy, REFUSE_POLICY: actions.refuse_policy}
        for actor in people.values():
            for version in PolicyVersion.objects.visible_to(actor):
                for act, action in given.items():
                    more = {"reason": REASONS} if act is REFUSE_POLICY else {}

                    def call(action=action, version=version, actor=actor, more=more):
                        return action(version_id=version.pk, actor=actor, **WHEN, **more)

                    blocked = why_not(act, version, actor, DAY)
                    found.add((act, blocked.message if blocked else ""))
                    if fault := answers(act, version, actor, call):
                        wrong.append(f"{act} {version} as {actor.role}: {fault}")

        assert not wrong, "\n" + "\n".join(wrong)
        assert len(found) == 11

    def test_are_offered_on_the_page_as_the_table_says(self, versions, people, browser_of):
        for name in ("deputy", "expert", "auditor"):
            browser = browser_of(people[name])
            for version in versions:
                page = browser.get(version.get_absolute_url()).content.decode()
                for act in (APPROVE, REFUSE_POLICY):
                    address = reverse(f"oversight:{act.name}", args=[version.number])
                    blocked = why_not(act, version, people[name], DAY)
                    assert (f'"{address}"' in page) == (blocked is None), (act, version)
                    answer = browser.get(address)
                    is_others = not act.is_for(people[name])
                    closed = 403 if is_others else 409
                    assert answer.status_code == (closed if blocked else 200), (act, version)
                    assert is_others or blocked is None or blocked.message in answer.text

    def test_are_proposed_from_an_approved_one_only(self, people, browser_of):
        browser = browser_of(people["expert"])
        address = reverse("oversight:propose")
        assert f'"{address}"' not in browser.get("/policy").text
        assert browser.get(address).status_code == 404

        actions.load_policies()

        assert f'"{address}"' in browser.get("/policy").text
        assert browser.get(address).status_code == 200


def propose(actor: Principal, valid_from: date, on: date) -> PolicyVersion:
    """Propose a version on a day."""
    rule = {"code": "F02", "is_enabled": True,
            "parameters": {"count": 3, "months": 12, "severities": ["major"]}}  # fmt: skip
    return actions.propose_policy(
        title="نسخهٔ تازه", valid_from=valid_from, note=REASONS, rules=[rule], actor=actor, on=on,
        at=moment(on),
    )  # fmt: skip


class TestColumns:
    @pytest.mark.parametrize(("act", "flow"), ACTS, ids=lambda one: getattr(one, "key", ""))
    def test_lead_where_the_flow_goes(self, act: Act, flow: Flow[Any] | None):
        if act.target is not None and flow is not None:
            states = {state.value: state for state in act.table.states or ()}
            assert act.states
            for state in act.states:
                assert flow.allows(states[state], states[act.target]), (act, state)

    def test_name_an_address_for_each_act_on_a_review(self):
        names = {pattern.name for pattern in urlpatterns}

        assert {act.name for act in REVIEWS} <= names

    def test_are_the_only_tables_of_this_app(self):
        rows = {
            row
            for module in (review_acts, paper_acts, duty_acts, policy_acts)
            for row in vars(module).values()
            if isinstance(row, Act) and row.table is not CONTRACTS
        }
        assert rows == {act for act, _flow in ACTS}
