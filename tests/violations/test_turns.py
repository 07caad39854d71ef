"""Who is offered a decision: desk, page and act ask whose turn it is, and so does REST."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.models import RoleGrant
from accounts.principal import Principal
from accounts.roles import Role
from contracts.models import Contract
from core.clock import now, today
from core.errors import IllegalMove, NotPermitted
from offices.facts import RENEWALS
from oversight.facts import four_eyes
from tests.factories import make_principal, make_same_person, make_type
from tests.sql import refused_at_runtime
from tests.violations.stories import (
    LONG_AGO,
    REASONS,
    Walk,
    file_report,
    filed_scan,
    noon,
    scan_of,
)
from tests.violations.test_deciders import write
from tests.violations.test_stand_ins import kinds_of, name
from violations import actions
from violations.models import Case

pytestmark = pytest.mark.django_db
BACK = "با متصدی این دفتر خویشاوند هستم و کنار می‌روم."


@pytest.fixture
def heard(walk: Callable[..., Walk]) -> Walk:
    """Return a case of the gas company whose office has answered, as it stands today."""
    ready = walk(on=LONG_AGO).open().notify().defend()
    ready.day = today()
    return ready


@pytest.fixture
def licensed(contract: Contract, county_rep: Principal, secretariat: Principal) -> Walk:
    """Return a case of the licence track whose office has answered."""
    kind = make_type(track="licence")
    report = file_report(contract, county_rep, kind, on=LONG_AGO, agency_id=None)
    operator = make_principal(Role.OPERATOR, contract.office)
    walk = Walk(report, secretariat, operator).open().notify().defend()
    walk.day = today()
    return walk


@pytest.fixture
def committee(chair: Principal) -> list[Principal]:
    """Return the chair and three members, enough for a quorum."""
    return [chair, *(make_principal(Role.COMMITTEE_MEMBER) for _number in range(3))]


@pytest.fixture
def appealed(licensed: Walk, chair: Principal, committee: list[Principal]) -> Walk:
    """Return the licence case after the office objected to what the chair decided."""
    licensed.day -= timedelta(days=14)
    licensed.sit(*committee).day = today()
    licensed.decide(chair).notify("decision", issuer=licensed.triager)
    return licensed.appeal()


@pytest.fixture
def member(db: None) -> Principal:
    """Return a member of the committee who has nothing to do with the case."""
    return make_principal(Role.COMMITTEE_MEMBER, name="عضو بی‌طرف")


@pytest.fixture
def stuck(heard: Walk, gas_manager: Principal) -> Walk:
    """Return the case after the agency's only manager has left: nobody there is free."""
    RoleGrant.objects.filter(user_id=gas_manager.user_id).update(ends_on=LONG_AGO)
    return heard


def call(case: Case, keeper: Principal, judges: list[Principal]) -> Any:
    """Call a hearing session in a fortnight."""
    return actions.summon_to_hearing(
        case_id=case.pk, starts_at=noon(today() + timedelta(days=14)), place="سالن جلسات",
        judges=[judge.user_id for judge in judges], guests=[], actor=keeper,
        on=today(), at=now(),
    )  # fmt: skip


def stand_back(case: Case, keeper: Principal, judges: list[Principal], who: Principal) -> None:
    """Let one who was called stand back, and let another call the session off."""
    session = call(case, keeper, judges)
    actions.recuse_from_hearing(session_id=session.pk, reason=BACK, actor=who, on=today(), at=now())
    other = next(judge for judge in judges if judge != who) if keeper == who else keeper
    actions.call_off_hearing(
        session_id=session.pk, how="cancelled", reason="حد نصاب نرسید و جلسه لغو شد.",
        actor=other, on=today(), at=now(),
    )  # fmt: skip


def offered(client: Any, case: Case) -> Any:
    """Return what the page of a case offers."""
    return client.get(case.get_absolute_url()).context["offers"]


def moves(client: Any, case: Case) -> dict[str, Any]:
    """Return the moves of a case over REST, by name."""
    place = f"/api/v1/cases/{case.public_id}/transitions"
    return {move["name"]: move for move in client.get(place).json()}


class TestAnObjection:
    def test_is_not_offered_to_a_chair_who_decided_first(self, appealed, chair, browser_of):
        client = browser_of(chair)

        assert "appeal" not in kinds_of(chair)
        offers = offered(client, appealed.case)
        assert "appeal-decision" not in offers
        assert "had no part" in offers.blocked or "نقش" in offers.blocked
        page = client.get(reverse("violations:appeal-decision", args=[appealed.case.number]))
        assert page.status_code == 409

    def test_is_not_allowed_to_him_over_rest(self, appealed, chair, api_of):
        assert not moves(api_of(chair), appealed.case)["appeal-decision"]["is_allowed"]

    def test_is_offered_to_another_chair(self, appealed, browser_of):
        other = make_principal(Role.COMMITTEE_CHAIR, name="رئیس دیگر")

        assert "appeal" in kinds_of(other)
        assert "appeal-decision" in offered(browser_of(other), appealed.case)

    def test_is_not_offered_to_a_chair_while_the_agency_has_its_own(
        self, heard, gas_manager, gas_appeal, chair, browser_of
    ):
        heard.decide(gas_manager).notify("decision").appeal()

        assert "appeal-decision" not in offered(browser_of(chair), heard.case)
        assert "appeal-decision" in offered(browser_of(gas_appeal), heard.case)
        assert "appeal" not in kinds_of(chair)
        assert "appeal" in kinds_of(gas_appeal)

    def test_is_not_offered_to_a_signatory_whose_other_account_decided(
        self, heard, gas_manager, gas_appeal, browser_of
    ):
        make_same_person(gas_manager, gas_appeal)
        heard.decide(gas_manager).notify("decision").appeal()

        assert "appeal" not in kinds_of(gas_appeal)
        assert "appeal-decision" not in offered(browser_of(gas_appeal), heard.case)


class TestAFirstDecision:
    def test_is_not_offered_to_a_manager_who_stood_back(
        self, heard, gas_manager, gas_appeal, browser_of
    ):
        second = make_principal(Role.AGENCY_CLERK, gas_manager.scope_ids[0], name="کارگزار دوم")
        third = make_principal(Role.AGENCY_CLERK, gas_manager.scope_ids[0], name="کارگزار سوم")
        stand_back(heard.case, gas_manager, [gas_manager, second, third], gas_manager)
        client = browser_of(gas_manager)

        assert "decide" not in kinds_of(gas_manager)
        offers = offered(client, heard.case)
        assert "decision" not in offers
        assert "کناره" in offers.blocked
        page = client.get(reverse("violations:decision", args=[heard.case.number]))
        assert page.status_code == 409
        assert "stand-in" in kinds_of(gas_appeal)

    def test_is_not_offered_to_a_chair_who_stood_back(
        self, licensed, secretariat, chair, committee, browser_of, api_of
    ):
        stand_back(licensed.case, secretariat, committee, chair)

        assert "decide" not in kinds_of(chair)
        assert "decision" not in offered(browser_of(chair), licensed.case)
        assert not moves(api_of(chair), licensed.case)["decision"]["is_allowed"]

    def test_tells_that_a_summons_that_was_called_off_need_not_be_served(
        self, licensed, secretariat, chair, committee, browser_of
    ):
        stand_back(licensed.case, secretariat, committee, chair)

        page = browser_of(chair).get(licensed.case.get_absolute_url())

        marks = [row["mark"]["tone"] for row in page.context["notices"]]
        assert marks == ["info", "neutral"]

    def test_tells_the_named_member_in_whose_place_he_decides(
        self, stuck, deputy, member, browser_of
    ):
        name(stuck, deputy, member)

        page = browser_of(member).get(stuck.case.get_absolute_url()).content.decode()

        assert "به‌جای کسانی که دخیل بوده‌اند" in page

    def test_is_offered_to_the_free(self, heard, gas_manager, browser_of):
        assert "decide" in kinds_of(gas_manager)
        assert "decision" in offered(browser_of(gas_manager), heard.case)

    def test_is_not_offered_to_one_of_two_signatories_who_reported(
        self, stuck, gas, gas_clerk, gas_appeal
    ):
        other = make_principal(Role.AGENCY_APPEAL, gas)
        make_same_person(gas_clerk, other)

        assert "stand-in" in kinds_of(gas_appeal)
        assert "stand-in" not in kinds_of(other)

    def test_waits_on_the_named_members_desk_for_the_minutes(
        self, stuck, deputy, member, gas, gas_clerk
    ):
        name(stuck, deputy, member)
        assert "stand-in" in kinds_of(member)
        sitting = [make_principal(Role.AGENCY_CLERK, gas) for _number in range(2)]

        call(stuck.case, sitting[0], sitting)

        assert "stand-in" not in kinds_of(member)

    def test_leaves_the_named_members_desk_when_a_manager_is_free_again(
        self, stuck, deputy, member, gas, browser_of
    ):
        name(stuck, deputy, member)

        make_principal(Role.AGENCY_MANAGER, gas)

        assert "stand-in" not in kinds_of(member)
        assert "decision" not in offered(browser_of(member), stuck.case)
        with pytest.raises(NotPermitted):
            stuck.decide(member)


class TestTheOfficesAnswer:
    def test_is_told_by_what_was_answered(self, walk, operator, browser_of):
        story = walk().open().notify()
        client = browser_of(operator)
        before = offered(client, story.case).main

        story.defend()

        after = next(offer for offer in offered(client, story.case).all if offer.name == "defence")
        assert "بی‌دفاع" in before.text
        assert "بی‌دفاع" not in after.text
        assert after.label == "تکمیل دفاعیه"

    def test_is_called_late_after_the_window(self, walk, operator, browser_of):
        story = walk(on=LONG_AGO).open().notify().wait(60)

        found = offered(browser_of(operator), story.case)

        offer = next(offer for offer in found.all if offer.name == "defence")
        assert "بی‌دفاع" not in offer.text


class TestRenewals:
    def test_name_the_open_case_as_a_link(self, walk, office, deputy):
        case = walk().open().case
        watch = next(part for part in RENEWALS if part.name == "violations")

        told = watch.read([office.pk], deputy, today())[office.pk]

        assert [f'href="{case.get_absolute_url()}"' in text for text in told] == [True]
        assert "مختومه نشده است" in told[0]


JUDGMENT = {
    "document_no": "۱۴۰۴/۷۷", "document_issuer": "دیوان عدالت اداری",
    "reasons": REASONS,
}  # fmt: skip


def annul(case: Case, actor: Principal) -> Case:
    """Record that a court annulled the decision."""
    values: dict[str, Any] = {"case_id": case.pk, "on": today(), "at": now(), **JUDGMENT}
    values |= {"document_on": case.decisions.latest("pk").decided_on}
    values["evidence_ids"] = scan_of(actor, "judgment", values["at"])
    return actions.record_judgment(actor=actor, **values)


def listed(client: Any) -> list[str]:
    """Return the numbers of the cases of which a judgment is recorded by who asks."""
    page = client.get("/violations?queue=judgment")
    assert page.status_code == 200
    assert page.context["listed"].tab.name == "judgment"
    return [row["number"] for row in page.context["rows"]]


def tile(client: Any) -> int:
    """Return how many of them the desk counts."""
    tiles = client.get("/desk").context["tiles"]
    (found,) = [tile for tile in tiles if "queue=judgment" in tile.url]
    return int(found.value)


class TestAJudgment:
    @pytest.fixture
    def upheld(self, appealed: Walk) -> Walk:
        """Return the licence case after another chair upheld it and left: nobody is free."""
        other = make_principal(Role.COMMITTEE_CHAIR, name="رئیس دیگر")
        actions.decide_appeal(
            case_id=appealed.case.pk, result="upheld", reasons=REASONS, actor=other, **appealed.now
        )
        RoleGrant.objects.filter(user_id=other.user_id).update(ends_on=LONG_AGO)
        return appealed

    @pytest.fixture
    def final(self, upheld: Walk) -> Walk:
        """Return the same case after the result of its objection was served."""
        return upheld.notify("appeal_result")

    def test_is_recorded_by_the_secretariat_where_nobody_else_is_free(
        self, final, chair, secretariat, browser_of
    ):
        assert "judgment" not in offered(browser_of(chair), final.case)
        with pytest.raises(NotPermitted):
            annul(final.case, chair)
        assert "judgment" in offered(browser_of(secretariat), final.case)

        assert annul(final.case, secretariat).outcome == "not_proven"

        assert four_eyes.breaches() == []

    def test_is_a_free_chairs_before(self, final, secretariat, browser_of, api_of):
        other = make_principal(Role.COMMITTEE_CHAIR, name="رئیس سوم")

        assert "judgment" in offered(browser_of(other), final.case)
        assert "judgment" not in offered(browser_of(secretariat), final.case)
        assert not moves(api_of(secretariat), final.case)["judgment"]["is_allowed"]
        with pytest.raises(NotPermitted):
            annul(final.case, secretariat)

    def test_is_listed_and_counted_where_the_secretariat_records_it(
        self, final, secretariat, browser_of
    ):
        client = browser_of(secretariat)

        assert listed(client) == [final.case.number]
        assert tile(client) == 1
        make_principal(Role.COMMITTEE_CHAIR, name="رئیس سوم")
        assert listed(client) == []
        assert tile(client) == 0

    def test_leaves_the_list_when_it_is_recorded(self, final, secretariat, browser_of):
        client = browser_of(secretariat)
        assert tile(client) == 1

        annul(final.case, secretariat)

        assert (listed(client), tile(client)) == ([], 0)

    def test_of_an_agencys_case_is_listed_where_signatory_and_chairs_have_left(
        self, heard, gas_manager, gas_appeal, chair, secretariat, browser_of
    ):
        heard.decide(gas_manager).notify("decision").waive("appeal")
        client = browser_of(secretariat)
        for held in (gas_appeal, chair):
            assert listed(client) == []
            RoleGrant.objects.filter(user_id=held.user_id).update(ends_on=LONG_AGO)

        assert listed(client) == [heard.case.number]

    def test_of_an_agencys_case_is_listed_where_the_only_chair_reported(
        self, heard, gas_manager, gas_clerk, gas_appeal, chair, secretariat, browser_of
    ):
        heard.decide(gas_manager).notify("decision").waive("appeal")
        RoleGrant.objects.filter(user_id=gas_appeal.user_id).update(ends_on=LONG_AGO)
        client = browser_of(secretariat)
        assert listed(client) == []

        make_same_person(gas_clerk, chair)

        assert listed(client) == [heard.case.number]
        assert "judgment" in offered(client, heard.case)

    def test_is_never_a_reporters(self, final, county_rep, browser_of):
        clerk = make_principal(Role.SECRETARIAT)
        make_same_person(county_rep, clerk)

        assert listed(browser_of(clerk)) == []
        with pytest.raises(NotPermitted):
            annul(final.case, clerk)
        assert refused_at_runtime(write(final.case, "judgment", clerk.user_id))

    def test_of_an_agencys_case_is_its_signatorys_then_a_chairs(
        self, heard, gas_manager, gas_appeal, chair, secretariat, browser_of
    ):
        heard.decide(gas_manager).notify("decision").waive("appeal")
        case = heard.case

        assert "judgment" in offered(browser_of(gas_appeal), case)
        RoleGrant.objects.filter(user_id=gas_appeal.user_id).update(ends_on=LONG_AGO)
        assert "judgment" in offered(browser_of(chair), case)
        RoleGrant.objects.filter(user_id=chair.user_id).update(ends_on=LONG_AGO)
        assert "judgment" in offered(browser_of(secretariat), case)

    def test_is_asked_of_whoever_writes_it(self, final, chair, secretariat, member):
        paper = {
            "outcome": "not_proven", "sanction": "none", "occurrence": None, "points": 0,
            "document_no": "1",
            "document_on": final.case.decided_on, "decided_on": final.case.decided_on,
            "document_issuer": "دیوان", "scan": filed_scan(final.case),
            "judgment_result": "annulled",
        }  # fmt: skip
        for person in (chair, member):
            assert refused_at_runtime(write(final.case, "judgment", person.user_id, **paper))

        with transaction.atomic():  # undone: it is carried into no case
            assert not refused_at_runtime(
                write(final.case, "judgment", secretariat.user_id, **paper)
            )
            transaction.set_rollback(True)

    def test_is_listed_after_the_service_of_the_result(self, upheld, secretariat, browser_of):
        client = browser_of(secretariat)
        assert listed(client) == []
        with pytest.raises(IllegalMove):
            annul(upheld.case, secretariat)

        upheld.notify("appeal_result")

        assert listed(client) == [upheld.case.number]
