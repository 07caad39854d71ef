"""An objection received in time counts by that day, however late it is entered (ADR 36)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Role
from contracts.models import Contract
from core.errors import IllegalMove, Invalid
from oversight import actions as oversight_actions
from oversight.facts.untold import untold_of
from oversight.models import Flag, TerminationReview
from tests.factories import make_principal, make_type
from tests.sql import leave_session
from tests.violations.stories import LONG_AGO, REASONS, Walk, confirm_waiting, noon
from violations import actions
from violations.facts import awaiting
from violations.models import Appeal, Case, Decision, Evidence, PointEntry
from violations.states import CaseState
from violations.views.queues import OBJECTIONS

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TEXT = "اعتراض کاغذی دفتر به رأی، رسیده در مهلت"


@pytest.fixture
def missed(of_colleague: Callable[..., Walk], gas_manager: Principal) -> Walk:
    """Return a case that became final at night while the office's paper lay on a desk."""
    kind = make_type(severity="critical", points=100)
    story = of_colleague(kind=kind, on=LONG_AGO).open().notify().defend()
    story.decide(gas_manager, override_reason=REASONS, sanction="suspension", sanction_days=15)
    story.notify("decision").wait(60)
    assert story.case.state == CaseState.FINAL
    return story


@pytest.fixture
def enter(missed: Walk, upload: Callable[..., Evidence], gas_clerk: Principal) -> Callable[[], Any]:
    """Return a function that enters the paper, received on the last day unless told otherwise."""

    def act(**values: Any) -> Appeal:
        scan = upload(gas_clerk, "appeal", on=missed.day)
        due_on = missed.case.appeal_due_on
        told = {"text": TEXT, "received_on": due_on, "actor": gas_clerk, **missed.now}
        made = actions.enter_paper_appeal(
            case_id=missed.case.pk, evidence_ids=[scan.public_id], **(told | values)
        )
        confirm_waiting(missed.case, missed.now)
        missed.day += 10 * DAY  # the office had time to contest it
        return Appeal.objects.filter(case=missed.case).first() or made

    return act


def last_day(story: Walk) -> date:
    """Return the last day of the case's window."""
    due_on = story.case.appeal_due_on
    assert due_on is not None
    return due_on


def judge(story: Walk, actor: Principal, result: str = "annulled", **values: Any) -> Decision:
    return actions.decide_appeal(
        case_id=story.case.pk, result=result, reasons=REASONS, actor=actor, **story.now, **values
    )


def execute(story: Walk, actor: Principal) -> Case:
    return actions.execute_sanction(case_id=story.case.pk, actor=actor, **story.now)


def test_it_contests_the_final_case(
    missed: Walk, enter: Callable[..., Appeal], gas_appeal: Principal
) -> None:
    final_on = missed.case.final_on

    appeal = enter()

    case = missed.case
    assert (case.state, case.final_on, case.is_contested) == (CaseState.FINAL, final_on, True)
    assert appeal.filed_on == case.appeal_due_on
    assert appeal.is_paper
    everything = Case.objects.visible_to(gas_appeal)
    assert list(awaiting.objections(gas_appeal, everything, missed.day)) == [case]
    assert list(OBJECTIONS.rows(gas_appeal, missed.day)) == [case]


def test_nothing_is_carried_out_or_closed_until_its_result_is_served(
    missed: Walk, enter: Callable[..., Appeal], gas_manager: Principal, gas_appeal: Principal,
    contract: Contract,
) -> None:  # fmt: skip
    enter()

    with pytest.raises(IllegalMove, match=r"."):
        execute(missed, gas_manager)
    with pytest.raises(IllegalMove, match=r"."):
        actions.close_case(case_id=missed.case.pk, note=REASONS, actor=gas_manager, **missed.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=missed.case.pk).update(executed_on=missed.day, executed_by=0)

    judge(missed, gas_appeal, "upheld")
    assert not missed.case.is_contested
    with pytest.raises(IllegalMove):
        execute(missed, gas_manager)

    missed.notify("appeal_result")
    execute(missed, gas_manager)
    contract.refresh_from_db()
    assert contract.state == "suspended"


def test_annulled_it_takes_back_the_points(
    missed: Walk, enter: Callable[..., Appeal], gas_appeal: Principal
) -> None:
    final_on = missed.case.final_on
    assert PointEntry.objects.get().points == 100
    enter()

    judge(missed, gas_appeal)

    case = missed.case
    assert (case.state, case.outcome, case.final_on) == (CaseState.FINAL, "not_proven", final_on)
    assert sum(PointEntry.objects.values_list("points", flat=True)) == 0
    assert case.result_serve_due_on is not None
    assert PointEntry.objects.filter(reverses__isnull=False).count() == 1


def test_reduced_it_leaves_a_lighter_sanction(
    missed: Walk, enter: Callable[..., Appeal], gas_appeal: Principal
) -> None:
    enter()
    with pytest.raises(Invalid):
        judge(missed, gas_appeal, "reduced", sanction="suspension", sanction_days=20)

    judge(missed, gas_appeal, "reduced", sanction="suspension", sanction_days=5)

    assert (missed.case.sanction, missed.case.sanction_days) == ("suspension", 5)
    assert PointEntry.objects.get().points == 100


def test_who_had_a_part_does_not_decide_it(
    missed: Walk, enter: Callable[..., Appeal], gas_manager: Principal
) -> None:
    enter()

    with pytest.raises(Exception, match=r"."):
        judge(missed, gas_manager)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            case=missed.case, forum="appeal", outcome="not_proven", reasons=REASONS,
            sanction="none", decided_on=missed.day, decided_by=gas_manager.user_id,
            decided_by_name="x",
        )  # fmt: skip


def test_a_judgment_waits_for_it(
    missed: Walk, enter: Callable[..., Appeal], gas_appeal: Principal
) -> None:
    enter()
    with pytest.raises(IllegalMove):
        actions.record_judgment(
            case_id=missed.case.pk, document_no="۱", document_on=missed.day,
            document_issuer="دیوان عدالت اداری", reasons=REASONS, actor=gas_appeal, **missed.now,
        )  # fmt: skip


def test_it_is_refused_when_it_came_late_or_was_answered(
    missed: Walk, enter: Callable[..., Appeal], gas_appeal: Principal
) -> None:
    with pytest.raises(IllegalMove):
        enter(received_on=last_day(missed) + DAY)
    assert not missed.case.is_contested

    enter()
    judge(missed, gas_appeal, "upheld")

    with pytest.raises(IllegalMove):
        enter()


def test_a_window_that_the_office_ended_is_over(
    of_colleague: Callable[..., Walk], gas_manager: Principal, gas_clerk: Principal,
    upload: Callable[..., Evidence],
) -> None:  # fmt: skip
    story = of_colleague(on=LONG_AGO).open().notify().defend()
    story.decide(gas_manager).notify("decision").waive("appeal")
    scan = upload(gas_clerk, "appeal", on=story.day)

    with pytest.raises(IllegalMove):
        actions.enter_paper_appeal(
            case_id=story.case.pk, text=TEXT, received_on=story.day, actor=gas_clerk,
            evidence_ids=[scan.public_id], **story.now,
        )  # fmt: skip


def test_the_portal_takes_none_after_finality(missed: Walk) -> None:
    with pytest.raises(IllegalMove):
        missed.appeal()


class TestGuards:
    """The database asks the same, whoever writes."""

    @pytest.mark.parametrize(
        "values", [{"is_paper": False}, {"filed_on": DAY}, {"result": "upheld"}]
    )
    def test_of_the_objection(self, missed: Walk, values: dict[str, Any]) -> None:
        case = missed.case
        told = {"is_paper": True, "filed_on": case.appeal_due_on, "result": ""} | values
        if isinstance(told["filed_on"], timedelta):
            told["filed_on"] = last_day(missed) + told["filed_on"]
        if told["result"]:
            told["decided_on"] = missed.day
        with pytest.raises(IntegrityError), transaction.atomic():
            Appeal.objects.create(
                case=case, text=TEXT, filed_at=missed.now["at"], filed_by=1, filed_by_name="x",
                **told,
            )  # fmt: skip

    def test_of_the_contested_case(
        self, missed: Walk, enter: Callable[..., Appeal], gas_appeal: Principal
    ) -> None:
        rows = Case.objects.filter(pk=missed.case.pk)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(is_contested=True)
        enter()
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(is_contested=False)
        judge(missed, gas_appeal, "upheld")
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(is_contested=True)


def test_no_review_is_opened_on_it(
    missed: Walk, enter: Callable[..., Appeal], gas_appeal: Principal
) -> None:
    def night() -> None:
        oversight_actions.flag_termination_review(
            as_of=missed.day, actor=User.objects.system(), at=noon(missed.day)
        )

    oversight_actions.load_policies()
    enter()
    night()

    flags = list(Flag.objects.filter(cases=missed.case).values_list("pk", flat=True))
    assert untold_of(flags) == {flag: {missed.case.pk} for flag in flags}
    assert flags
    assert not TerminationReview.objects.exists()
    judge(missed, gas_appeal, "upheld")
    missed.notify("appeal_result").day += DAY
    night()
    assert TerminationReview.objects.count() == 1


class TestPages:
    """Say that the objection waits, and lead to its decision."""

    def test_of_the_clerk_offer_to_enter_it(
        self, missed: Walk, browser_of: Any, gas_clerk: Principal
    ) -> None:
        page = browser_of(gas_clerk).get(missed.case.get_absolute_url()).content.decode()
        address = reverse("violations:paper-appeal", args=[missed.case.number])

        assert address in page
        assert browser_of(gas_clerk).get(address).status_code == 200

    def test_of_the_decider_lead_to_it(
        self, missed: Walk, enter: Callable[..., Appeal], browser_of: Any, gas_appeal: Principal
    ) -> None:
        enter()
        browser = browser_of(gas_appeal)
        page = browser.get(missed.case.get_absolute_url()).content.decode()
        address = reverse("violations:appeal-decision", args=[missed.case.number])

        assert address in page
        assert "اعتراض در انتظار تصمیم" in page
        assert (
            missed.case.number.split("-")[0]
            in browser.get(reverse("violations:list") + "?queue=objections").content.decode()
        )

    def test_of_a_stranger_to_it_do_not(
        self, missed: Walk, enter: Callable[..., Appeal], browser_of: Any
    ) -> None:
        enter()
        member = make_principal(Role.COMMITTEE_MEMBER)
        page = browser_of(member).get(missed.case.get_absolute_url()).content.decode()

        assert reverse("violations:appeal-decision", args=[missed.case.number]) not in page


def test_rest_tells_and_takes_it(
    missed: Walk, upload: Callable[..., Evidence], api_of: Any, gas_clerk: Principal
) -> None:
    with time_machine.travel(noon(missed.day), tick=False):
        client = api_of(gas_clerk)
        address = f"/api/v1/cases/{missed.case.public_id}"
        scan = upload(gas_clerk, "appeal", on=missed.day)
        assert client.get(address).json()["is_contested"] is False

        answer = client.post(
            f"{address}/paper-appeal",
            {"text": TEXT, "received_on": str(missed.case.appeal_due_on),
             "evidence": [str(scan.public_id)]},
            format="json", headers={"Idempotency-Key": "late-paper-1"},
        )  # fmt: skip

        assert answer.status_code == 200, answer.json()
        # Its day lies far back: it waits for a second person.
        assert (answer.json()["state"], answer.json()["is_contested"]) == ("final", False)
        leave_session()
        confirm_waiting(missed.case, missed.now)
        assert client.get(address).json()["is_contested"] is True
