"""A paper act of an earlier day: another person confirms it, and no window ends unseen."""

import inspect
from datetime import date, timedelta
from types import ModuleType
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction

from accounts.roles import Role
from approvals.actions import confirm_act
from approvals.facts import PENDING_KINDS, waits_for
from approvals.models import PendingAct
from audit.models import AuditEvent
from contracts import actions as contracts
from contracts.acts.contract import ENTER_ADDENDUM, SERVE_NOTICE
from contracts.acts.settlement import REMIT
from core.clock import today
from core.errors import IllegalMove, NotPermitted
from oversight import actions as oversight
from oversight.acts.reviews import SERVE
from tests.factories import (
    NOW,
    TODAY,
    make_agency,
    make_contract,
    make_office,
    make_principal,
)
from tests.sql import leave_session, refused_at_runtime
from tests.violations.stories import LONG_AGO, Walk, file_report, moment, scan_of
from violations import actions
from violations.acts.cases import PAPER_ACTS
from violations.facts.terms import kept_by_body
from violations.models import Case, Defence, Evidence, Notice
from workdays.facts import deadline

DAY = timedelta(days=1)
# How each date that a person gives an action is held. A new one is listed here: an act on paper
# with a day in the past is confirmed by another person, or starts no window before it is seen.
SECOND, SIGNED, AHEAD = "second person", "another person signs it", "to come"
STARTS_NONE = "starts no window"
HELD = {
    "violations.add_correction.due_on": AHEAD,
    "oversight.enter_paper_answer.received_on": SECOND,
    "violations.enter_paper_appeal.received_on": SECOND,
    "violations.enter_paper_defence.received_on": SECOND,
    "violations.name_stand_in.last_on": AHEAD,
    "violations.record_judgment.document_on": SECOND,
    "violations.record_service.served_on": SECOND,
    "violations.schedule_case.decision_on": AHEAD,
    "violations.submit_report.discovered_on": STARTS_NONE,
    "violations.submit_report.occurred_on": STARTS_NONE,
    "violations.write_naming.last_on": AHEAD,
    "oversight.decide_review.plan_due_on": AHEAD,
    "oversight.name_review_stand_in.last_on": AHEAD,
    "oversight.propose_policy.valid_from": AHEAD,
    "oversight.record_review_service.served_on": SECOND,
    "oversight.refuse_duty.document_on": STARTS_NONE,
    "contracts.propose_addendum.effective_on": AHEAD,
    "contracts.propose_addendum.ends_on": AHEAD,
    "contracts.add_guarantee.expires_on": AHEAD,
    "contracts.change_draft.ends_on": AHEAD,
    "contracts.change_draft.starts_on": STARTS_NONE,
    "contracts.draft_contract.ends_on": AHEAD,
    "contracts.draft_contract.starts_on": STARTS_NONE,
    "contracts.enter_acceptance.accepted_on": SIGNED,
    "contracts.enter_addendum_acceptance.accepted_on": SECOND,
    "contracts.extend_guarantee.expires_on": AHEAD,
    "contracts.propose_mutual_end.ends_on": AHEAD,
    "contracts.record_remittance.settled_on": SECOND,
    "contracts.record_settlement.due_on": STARTS_NONE,
    "contracts.record_settlement.period_first": STARTS_NONE,
    "contracts.record_settlement.period_last": STARTS_NONE,
    "contracts.register_existing_contract.ends_on": AHEAD,
    "contracts.register_existing_contract.starts_on": STARTS_NONE,
    "contracts.renew_contract.ends_on": AHEAD,
    "contracts.replace_guarantee.expires_on": AHEAD,
    "contracts.serve_termination_notice.served_on": SECOND,
    "contracts.suspend_contract.until": AHEAD,
    "contracts.urgent_suspend.until": AHEAD,
}


def dates_given(module: ModuleType) -> set[str]:
    """Return the dates that people give the actions of an app, beside the day of the act."""
    found = set()
    for name in module.__all__:
        action = getattr(module, name)
        if not inspect.isfunction(action):
            continue
        for given_as, value in inspect.signature(action).parameters.items():
            is_date = value.annotation in {date, date | None}
            if is_date and given_as not in {"on", "as_of"}:
                found.add(f"{module.__name__.split('.')[0]}.{name}.{given_as}")
    return found


def test_every_date_that_is_given_is_listed() -> None:
    found = set().union(*(dates_given(each) for each in (actions, oversight, contracts)))

    assert found == set(HELD)
    second = {f"case.{act.name}" for act in PAPER_ACTS} | {SERVE_NOTICE.key, SERVE.key}
    second |= {ENTER_ADDENDUM.key, REMIT.key, "review.enter-answer"}
    assert len([how for how in HELD.values() if how == SECOND]) == len(second)
    assert second <= {kind.name for kind in PENDING_KINDS}


class Post:
    """A case whose charge notice went by letter, and the people around it."""

    def __init__(self, upload: Any, opened: date = LONG_AGO, channel: str = "letter") -> None:
        self.agency = make_agency("gaz")
        contract = make_contract(agency=self.agency, office=make_office())
        self.clerk = make_principal(Role.AGENCY_CLERK, self.agency)
        self.manager = make_principal(Role.AGENCY_MANAGER, self.agency)
        self.second = make_principal(Role.AGENCY_MANAGER, self.agency)
        self.reporter = make_principal(Role.AGENCY_CLERK, self.agency)
        self.operator = make_principal(Role.OPERATOR, contract.office)
        self.upload = upload
        report = file_report(contract, self.reporter, on=opened)
        self.walk = Walk(report, self.manager, self.operator).open()
        self.issued = opened
        actions.issue_notice(
            case_id=self.walk.case.pk, kind="charge", channel=channel, actor=self.clerk,
            **moment(opened),
        )  # fmt: skip

    @property
    def case(self) -> Case:
        """Return the case as it stands."""
        return self.walk.case

    def serve(self, served_on: date, on: date) -> Notice:
        """Enter the receipt of a day on a day."""
        receipt = self.upload(self.clerk, kind="service", on=on)
        return actions.record_service(
            case_id=self.case.pk, kind="charge", served_on=served_on, proof="رسید سفارشی",
            receipt_id=receipt.public_id, actor=self.clerk, **moment(on),
        )  # fmt: skip

    def last_alone(self, served_on: date) -> date:
        """Return the last day on which one person enters a paper of a day."""
        return deadline("paper_entry", served_on, self.case.county.public_id).due_on


@pytest.fixture
def post(db: None, upload: Any) -> Post:
    """Return a case whose charge notice went by letter."""
    return Post(upload)


def test_one_person_enters_a_service_in_time(post: Post) -> None:
    served_on = post.issued + DAY
    on = post.last_alone(served_on)

    notice = post.serve(served_on, on)

    assert notice.served_on == served_on
    assert not PendingAct.objects.exists()
    event = AuditEvent.objects.get(verb="case.notice_served")
    assert event.changes["entered_on"] == [None, on.isoformat()]


def test_another_person_confirms_a_service_of_an_earlier_day(post: Post) -> None:
    served_on = post.issued + DAY
    on = post.last_alone(served_on) + DAY

    assert post.serve(served_on, on).served_on is None
    assert post.case.state == "opened"
    (pending,) = PendingAct.objects.all()
    with pytest.raises(IllegalMove):
        post.serve(served_on, on)
    for barred in (post.clerk, post.reporter, post.operator):
        with pytest.raises((NotPermitted, PendingAct.DoesNotExist)):
            confirm_act(pending_id=pending.pk, actor=barred, **moment(on))
    assert pending in waits_for(post.second)

    confirm_act(pending_id=pending.pk, actor=post.second, **moment(on + DAY))

    case = post.case
    assert (case.state, case.served_on) == ("notified", served_on)


def test_a_receipt_has_no_effect_once_the_office_acknowledged_the_notice(
    upload: Any, browser_of: Any, db: None
) -> None:
    post = Post(upload, channel="portal")
    on = post.last_alone(post.issued + DAY) + DAY
    post.serve(post.issued + DAY, on)

    actions.acknowledge_notice(
        case_id=post.case.pk, kind="charge", actor=post.operator, **moment(on)
    )

    pending = PendingAct.objects.get()
    page = browser_of(post.second).get(pending.get_absolute_url()).text
    assert pending.state == "void"
    assert "ابلاغ شده است" in pending.reason
    assert post.operator.name not in page


@time_machine.travel(NOW, tick=False)
def test_who_may_confirm_opens_the_scan(post: Post, browser_of: Any) -> None:
    post.serve(post.issued + DAY, TODAY)
    (pending,) = PendingAct.objects.all()
    browser = browser_of(post.second)

    for address in (pending.get_absolute_url(), f"{pending.get_absolute_url()}/confirm"):
        page = browser.get(address)
        ((name, url),) = page.context["papers"]
        assert f'href="{url}"' in page.content.decode()
        assert browser.get(url).status_code == 200

    assert browser.get(url.removesuffix("/view")).status_code == 200
    assert name == Evidence.objects.get(kind="service").name


@pytest.mark.parametrize("back", [0, 1, 3, 45, 120])
def test_no_window_ends_before_the_office_could_see_it(back: int, upload: Any, db: None) -> None:
    post = Post(upload)
    served_on = post.issued
    entered = served_on + timedelta(days=back)
    post.serve(served_on, entered)
    if pending := PendingAct.objects.first():
        confirm_act(pending_id=pending.pk, actor=post.second, **moment(entered))
    case, county = post.case, post.case.county.public_id
    usual = deadline("defence_window", served_on, county).due_on
    seen = deadline("window_after_entry", entered, county).due_on

    assert case.defence_due_on == (max(usual, seen) if back else usual)


def test_paper_defence_of_an_earlier_day_is_confirmed(post: Post) -> None:
    served_on = post.issued + DAY
    post.serve(served_on, served_on)
    case, received_on = post.case, served_on + DAY
    assert case.defence_due_on is not None
    on = post.last_alone(received_on) + DAY
    given: dict[str, Any] = {
        "case_id": case.pk, "stance": "denies", "text": "پاسخ کاغذی دفتر این است.",
        "received_on": received_on, "actor": post.clerk,
            "evidence_ids": scan_of(post.clerk, "defence", moment(on)["at"]),
    }  # fmt: skip

    actions.enter_paper_defence(**given, **moment(on))

    assert not Defence.objects.exists()
    (pending,) = PendingAct.objects.all()
    last = moment(case.defence_due_on + DAY)
    for decider in (post.manager, post.second):
        with pytest.raises((NotPermitted, PendingAct.DoesNotExist)):
            confirm_act(pending_id=pending.pk, actor=decider, **last)
    confirm_act(pending_id=pending.pk, actor=make_principal(Role.DEPUTY), **last)
    defence = Defence.objects.get()
    assert (defence.submitted_on, defence.is_late, defence.is_paper) == (received_on, False, True)
    assert defence.written_by == post.clerk.user_id


class TestDatabase:
    """The role that serves people cannot write another moment, a shorter window, or alone."""

    def write(self, post: Post, served_on: date, due_on: date) -> str:
        receipt = post.upload(post.clerk, kind="service", on=TODAY)
        leave_session()

        def service() -> None:
            with transaction.atomic():
                Notice.objects.filter(case=post.case).update(
                    served_on=served_on, served_at=moment(served_on)["at"], proof="x",
                    receipt=receipt, channel="letter",
                )  # fmt: skip
                case = post.case
                decision = deadline(
                    "decision", due_on, case.county.public_id, body=kept_by_body(case)
                )
                Case.objects.filter(pk=case.pk).update(
                    state="notified", served_on=served_on, defence_due_on=due_on,
                    decision_due_on=decision.due_on, version=case.version + 1, is_issued=True,
                )  # fmt: skip
                connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")

        return refused_at_runtime(service)

    def test_refuses_what_nobody_confirmed(self, post: Post) -> None:
        county = post.case.county.public_id
        usual = deadline("defence_window", post.issued + DAY, county).due_on
        seen = deadline("window_after_entry", today(), county).due_on
        told = self.write(post, post.issued + DAY, max(usual, seen))
        assert told == "A paper of an earlier day is confirmed by a second person."

    def test_refuses_a_window_that_nobody_could_see(self, post: Post) -> None:
        told = self.write(post, post.issued + DAY, TODAY)
        assert told == "A window leaves the office time after it can see it."

    def test_refuses_a_window_shorter_than_its_rule(self, post: Post) -> None:
        told = self.write(post, TODAY, TODAY + DAY)
        assert told == "A window has the whole length of its rule."
