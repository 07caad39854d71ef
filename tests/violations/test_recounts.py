"""After an annulment the occurrences of later decisions are counted again, shown, not rewritten."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from contracts.models import Contract
from tests.factories import TODAY, make_principal, make_type
from tests.violations.stories import REASONS, Walk, scan_of
from violations import actions
from violations.facts import recounts_of
from violations.models import Case, ViolationType

pytestmark = pytest.mark.django_db
Begin = Callable[..., Walk]
BEGUN = TODAY - timedelta(days=200)


@pytest.fixture
def kind(db: None) -> ViolationType:
    """Return a type whose matrix warns at first and suspends then."""
    return make_type()


def prove(story: Walk, manager: Principal, **values: Any) -> Walk:
    """Walk a case from its acceptance to a final proven decision."""
    story.open().notify().waive("defence").decide(manager, **values)
    return story.notify("decision").waive("appeal")


@pytest.fixture
def first(walk: Begin, kind: ViolationType, gas_manager: Principal) -> Walk:
    """Return a first case, final and proven."""
    return prove(walk(kind=kind, on=BEGUN), gas_manager)


@pytest.fixture
def second(first: Walk, walk: Begin, kind: ViolationType, gas_manager: Principal) -> Walk:
    """Return a second one, thirty days later, which counts the first."""
    story = walk(kind=kind, on=BEGUN + timedelta(days=30))
    return prove(story, gas_manager, sanction="suspension", sanction_days=15)


def annul(story: Walk, actor: Principal, day: Any) -> None:
    actions.record_judgment(
        case_id=story.case.pk, document_no="۱۲۳", document_on=day, actor=actor, on=day,
        document_issuer="دیوان عدالت اداری", reasons=REASONS, at=story.now["at"],
        evidence_ids=scan_of(actor, "judgment", story.now["at"]),
    )  # fmt: skip


class TestRecounts:
    def test_are_none_while_nothing_is_annulled(
        self, first: Walk, second: Walk, gas_manager: Principal
    ) -> None:
        assert second.case.occurrence == 2

        assert recounts_of(second.case, gas_manager) == (None, [])

    def test_count_without_the_annulled_and_leave_the_decision(
        self, first: Walk, second: Walk, gas_manager: Principal, gas_appeal: Principal
    ) -> None:
        annul(first, gas_appeal, second.day)

        own, later = recounts_of(second.case, gas_manager)

        assert own
        assert (own.then, own.now, own.without) == (2, 1, (first.case.number,))
        assert own.proposal
        assert own.proposal.sanction == "written_warning"
        assert later == []
        assert second.case.occurrence == 2
        assert [one.occurrence for one in second.case.decisions.all()] == [2]

    def test_stand_beside_the_annulled_case(
        self, first: Walk, second: Walk, gas_manager: Principal, gas_appeal: Principal
    ) -> None:
        annul(first, gas_appeal, second.day)

        own, later = recounts_of(first.case, gas_manager)

        assert own is None
        assert [(one.number, one.then, one.now) for one in later] == [(second.case.number, 2, 1)]

    def test_are_none_of_a_decision_after_the_annulment(
        self, first: Walk, walk: Begin, kind: ViolationType, gas_manager: Principal,
        gas_appeal: Principal,
    ) -> None:  # fmt: skip
        annul(first, gas_appeal, first.day)

        story = prove(walk(kind=kind, on=BEGUN + timedelta(days=30)), gas_manager)

        assert story.case.occurrence == 1
        assert recounts_of(story.case, gas_manager) == (None, [])
        assert recounts_of(first.case, gas_manager) == (None, [])

    def test_name_no_case_of_another_agency(
        self, first: Walk, second: Walk, gas_appeal: Principal, power: Agency
    ) -> None:
        annul(first, gas_appeal, second.day)
        stranger = make_principal(Role.AGENCY_MANAGER, power)

        own = recounts_of(second.case, stranger)[0]
        later = recounts_of(first.case, stranger)[1]

        assert own
        assert own.without == ()
        assert [one.number for one in later] == [""]


class TestPage:
    @pytest.mark.parametrize("who", ["gas_manager", "operator"])
    def test_shows_both_numbers_on_the_later_case(
        self, first: Walk, second: Walk, gas_appeal: Principal, browser_of: Any, request: Any,
        who: str,
    ) -> None:  # fmt: skip
        annul(first, gas_appeal, second.day)
        client = browser_of(request.getfixturevalue(who))

        page = client.get(reverse("violations:file", args=[second.case.number]))

        assert page.context["recount"]["now"] == 1
        text = page.content.decode()
        assert "بازشماری" in text
        assert reverse("violations:file", args=[first.case.number]) in text

    def test_shows_the_counter_entry_and_whom_it_changed_on_the_annulled_one(
        self, first: Walk, second: Walk, gas_appeal: Principal, gas_manager: Principal,
        browser_of: Any, contract: Contract,
    ) -> None:  # fmt: skip
        annul(first, gas_appeal, second.day)

        page = browser_of(gas_manager).get(reverse("violations:file", args=[first.case.number]))

        told = page.context["annulment"]
        assert told["points"] == Case.objects.get(pk=first.case.pk).points
        assert told["reversed_on"] == second.day
        assert [row["number"] for row in told["later"]] == [second.case.number]
        assert page.context["recount"] is None

    def test_is_read_before_the_sanction_is_carried_out(
        self, first: Walk, second: Walk, gas_appeal: Principal, gas_manager: Principal,
        browser_of: Any,
    ) -> None:  # fmt: skip
        annul(first, gas_appeal, second.day)

        page = browser_of(gas_manager).get(reverse("violations:execute", args=[second.case.number]))

        assert page.context["recount"]["then"] == 2
        assert reverse("violations:file", args=[first.case.number]) in page.text

    def test_is_read_before_the_objection_is_decided(
        self, first: Walk, walk: Begin, kind: ViolationType, gas_appeal: Principal,
        gas_manager: Principal, browser_of: Any,
    ) -> None:  # fmt: skip
        story = walk(kind=kind, on=BEGUN + timedelta(days=30)).open().notify().waive("defence")
        story.decide(gas_manager, sanction="suspension", sanction_days=15)
        story.notify("decision").appeal()
        annul(first, gas_appeal, story.day)
        address = reverse("violations:appeal-decision", args=[story.case.number])

        page = browser_of(gas_appeal).get(address)

        assert page.context["recount"]["then"] == 2
