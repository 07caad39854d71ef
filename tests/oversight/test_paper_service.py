"""A review's notice served on paper: one person in time, two for an earlier day."""

import hashlib
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction

from accounts.models import RoleGrant, User
from accounts.principal import Principal
from accounts.roles import Role
from approvals.actions import confirm_act, refuse_act, void_acts
from approvals.facts import waits_for
from approvals.models import PendingAct
from audit.models import AuditEvent
from core.clock import now, today
from core.errors import IllegalMove, NotPermitted
from core.jalali import long
from core.persian import persian_digits
from dashboard.facts.work import work_of
from notices.actions.news import spread
from notices.facts.kinds import KINDS
from notices.facts.letters import first_proofs
from notices.forms import LetterFilter
from notices.models import Dispatch, Letter, Message, Notification
from notices.states import CarrierName
from oversight import actions
from oversight.actions.service import decided_from
from oversight.models import TerminationReview
from tests import factories
from tests.contracts.stories import scan
from tests.oversight.steps import LONG_AGO, moment
from tests.sql import leave_session, refused_at_runtime
from tests.violations.test_recusal import let_stand_back
from violations.models import CaseReport
from workdays.facts import deadline, is_entered_back
from workdays.facts.entries import entered_alone_since

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)
SEALED = "A service on paper has its sealed receipt."


@pytest.fixture
def day() -> date:
    """Return the day on which the review is opened: long ago, so that papers can be old."""
    return LONG_AGO


class Post:
    """A review whose notice went by letter, and the people of its agency."""

    def __init__(self, review: TerminationReview, clerk: Principal, operator: Principal) -> None:
        self.review, self.clerk, self.operator = review, clerk, operator
        self.second = factories.make_principal(Role.AGENCY_MANAGER, review.agency)

    def serve(self, served_on: date, on: date, actor: Principal | None = None) -> TerminationReview:
        """Enter the receipt of a day on a day."""
        actions.record_review_service(
            review_id=self.review.pk, served_on=served_on, proof="رسید سفارشی ۱۲", scan=scan(),
            actor=actor or self.clerk, on=on, at=moment(on),
        )  # fmt: skip
        return self.fresh()

    def late(self) -> tuple[PendingAct, date]:
        """Enter the receipt of the day of issue one day too late for one person."""
        on = self.due("paper_entry", LONG_AGO) + ONE_DAY
        self.serve(LONG_AGO, on)
        return PendingAct.objects.get(act="review.serve"), on

    def confirm(self, pending: PendingAct, actor: Principal, on: date) -> TerminationReview:
        """Confirm the service as its second person."""
        confirm_act(pending_id=pending.pk, actor=actor, on=on, at=moment(on))
        return self.fresh()

    def fresh(self) -> TerminationReview:
        """Return the review as it is stored."""
        return TerminationReview.objects.get(pk=self.review.pk)

    def due(self, key: str, day: date) -> date:
        """Return the last day of a rule that begins on a day."""
        return deadline(key, day, self.review.county.public_id).due_on


@pytest.fixture
def post(review: TerminationReview, gas_clerk: Principal, operator: Principal) -> Post:
    return Post(review, gas_clerk, operator)


@pytest.mark.parametrize("back", [0, 1, 2, 3, 4, 5, 6, 9, 20, 45, 100])
def test_how_far_back_one_person_goes_and_until_when_it_runs(post: Post, back: int) -> None:
    served_on = LONG_AGO + ONE_DAY
    entered = served_on + back * ONE_DAY
    is_late = entered > post.due("paper_entry", served_on)

    review = post.serve(served_on, entered)

    assert (review.served_on is None) is is_late
    if is_late:
        review = post.confirm(PendingAct.objects.get(), post.second, entered)
    usual, seen = post.due("review_hearing", served_on), post.due("window_after_entry", entered)
    assert (review.served_on, review.service_entered_on) == (served_on, entered)
    assert review.hearing_due_on == (max(usual, seen) if back else usual)


def test_receipt_proves_nothing_before_it_is_confirmed(post: Post) -> None:
    pending, on = post.late()
    letter = Letter.objects.latest("pk")

    def is_open() -> bool:
        return LetterFilter({"service": "open"}, Letter.objects.all()).qs.contains(letter)

    assert first_proofs([letter.pk])[letter.pk]["is_proof"] is False
    assert is_open()

    post.confirm(pending, post.second, on)

    assert first_proofs([letter.pk])[letter.pk]["is_proof"] is True
    assert not is_open()


def test_office_hears_of_its_own_window(post: Post) -> None:
    pending, on = post.late()
    review = post.confirm(pending, post.second, on)

    news = KINDS.get("review.served/paper")
    assert news
    assert news.find
    found = news.find(str(review.public_id))
    assert found
    assert found.acting == {Role.OPERATOR}
    days = {"due_on": review.hearing_due_on, "sent_on": LONG_AGO, "new_on": on}
    assert {name: found.values[name] for name in days} == {
        name: day.isoformat() for name, day in days.items() if day
    }
    portal = KINDS.get("review.served/office")
    assert portal
    assert portal.find
    assert portal.find(str(review.public_id)) is None


def test_second_person_reads_what_the_confirmation_does(post: Post, browser_of: Any) -> None:
    pending, on = post.late()
    with time_machine.travel(moment(on), tick=False):
        page = browser_of(post.second).get(f"{pending.get_absolute_url()}/confirm")
    review = post.confirm(pending, post.second, on)

    assert review.hearing_due_on is not None
    assert persian_digits(long(review.hearing_due_on)) in page.text
    assert Dispatch.objects.get().scan_sha256 not in page.text


def test_form_says_beforehand_from_which_day_a_second_person_confirms(
    post: Post, browser_of: Any
) -> None:
    page = browser_of(post.clerk).get(f"{post.review.get_absolute_url()}/serve")

    since = entered_alone_since(today(), post.review.county.public_id)
    assert persian_digits(long(since)) in page.text
    for day, alone in ((since, True), (since - ONE_DAY, False)):
        assert is_entered_back(day, today(), post.review.county.public_id) is not alone


class TestSecondPerson:
    def test_is_another_of_the_agency_and_is_asked_on_the_desk(self, post: Post) -> None:
        pending, on = post.late()
        stranger = factories.make_principal(Role.AGENCY_MANAGER, factories.make_agency("bargh"))
        for barred in (post.clerk, post.operator, stranger):
            with pytest.raises((NotPermitted, PendingAct.DoesNotExist)):
                post.confirm(pending, barred, on)
        assert pending in waits_for(post.second)
        assert "serve-review" not in {task.kind for task in work_of(post.clerk, on)}

        review = post.confirm(pending, post.second, on + ONE_DAY)

        assert (review.served_on, review.service_entered_on) == (LONG_AGO, on + ONE_DAY)
        assert AuditEvent.objects.filter(verb="review.served").count() == 1

    def test_is_never_who_reported_a_case_that_counts(
        self, post: Post, gas_manager: Principal
    ) -> None:
        pending, on = post.late()
        reporter = factories.make_principal(Role.AGENCY_MANAGER, post.review.agency)
        filed = factories.make_report(reporter=reporter, contract=post.review.contract)
        counted = post.review.flags.get().cases.order_by("pk")[0]
        CaseReport.objects.create(case=counted, report=filed)

        with pytest.raises(NotPermitted):
            post.confirm(pending, reporter, on)

        assert pending not in waits_for(reporter)
        assert pending in waits_for(gas_manager)

    def test_is_the_deputy_where_nobody_else_is_free(
        self, post: Post, gas_manager: Principal
    ) -> None:
        on = post.due("paper_entry", LONG_AGO) + ONE_DAY
        RoleGrant.objects.filter(user_id=post.second.user_id).update(ends_on=LONG_AGO)
        post.serve(LONG_AGO, on, actor=gas_manager)

        deputy = factories.make_principal(Role.DEPUTY)

        assert post.confirm(PendingAct.objects.get(), deputy, on).served_on == LONG_AGO

    def test_opens_the_letter(self, post: Post) -> None:
        pending, on = post.late()
        before = Letter.objects.get(kind="review.hearing").opened_at

        post.confirm(pending, post.second, on)

        assert before is None
        assert Letter.objects.get(kind="review.hearing").opened_at is not None
        assert Dispatch.objects.count() == 1

    def test_reads_day_text_and_seal(self, post: Post) -> None:
        pending, _on = post.late()
        told = " ".join(value for _label, value in pending.rows)

        assert Dispatch.objects.get().scan_sha256[:12] in told
        assert "رسید سفارشی ۱۲" in told

    def test_waits_once_and_may_refuse(self, post: Post) -> None:
        pending, on = post.late()
        with pytest.raises(IllegalMove):
            post.serve(LONG_AGO, on)

        refuse_act(
            pending_id=pending.pk, reason="رسید از نامهٔ دیگری است.", actor=post.second, on=on,
            at=moment(on),
        )  # fmt: skip

        assert post.serve(on, on).served_on == on

    def test_the_office_hears_that_it_is_refused(self, post: Post, operator: Principal) -> None:
        pending, on = post.late()
        refuse_act(
            pending_id=pending.pk, reason="رسید از نامهٔ دیگری است.", actor=post.second, on=on,
            at=moment(on),
        )  # fmt: skip
        for message in Message.objects.filter(carrier=CarrierName.NEWS).order_by("pk"):
            spread(payload=message.payload, at=moment(on))

        told = Notification.objects.get(kind="pending.refused/review")
        assert told.user_id == operator.user_id
        assert told.values["paper"] == "رسید کاغذی ابلاغیهٔ بازبینی"

    def test_comes_too_late_after_the_office_has_read_it(self, post: Post) -> None:
        pending, on = post.late()
        actions.acknowledge_review(
            review_id=post.review.pk, actor=post.operator, on=on, at=moment(on)
        )

        with pytest.raises(IllegalMove):
            post.confirm(pending, post.second, on)
        pending.refresh_from_db()
        assert (pending.state, "پیش رفته" in pending.reason) == ("void", True)


class TestRecusal:
    """Who stood back from a case that counts enters no receipt of the review."""

    def test_keeps_from_entering_a_receipt(self, post: Post) -> None:
        let_stand_back(post.review.flags.get().cases.order_by("pk")[0], post.clerk)

        for served_on in (LONG_AGO, factories.TODAY):
            with pytest.raises(NotPermitted, match="کناره"):
                post.serve(served_on, factories.TODAY)

        assert post.serve(factories.TODAY, factories.TODAY, actor=post.second).served_on

    def test_makes_void_what_was_entered_before(self, post: Post) -> None:
        pending, on = post.late()
        let_stand_back(post.review.flags.get().cases.order_by("pk")[0], post.clerk)

        with pytest.raises(IllegalMove):
            post.confirm(pending, post.second, on)
        void_acts(as_of=on, actor=User.objects.system(), at=moment(on))

        pending.refresh_from_db()
        assert pending.state == "void"


class TestPages:
    def test_the_review_says_that_it_waits(self, post: Post, browser_of: Any) -> None:
        post.serve(LONG_AGO, factories.TODAY)
        pending, address = PendingAct.objects.get(), post.review.get_absolute_url()

        page = browser_of(post.second).get(address)
        office = browser_of(post.operator).get(address)

        assert page.context["service"] == pending
        assert pending.get_absolute_url() in page.content.decode()
        assert "service" not in office.context

    def test_who_may_confirm_opens_the_scan(self, post: Post, browser_of: Any) -> None:
        post.serve(LONG_AGO, factories.TODAY)
        pending = PendingAct.objects.get()
        for reader in (post.second, factories.make_principal(Role.AUDITOR)):
            browser = browser_of(reader)
            page = browser.get(pending.get_absolute_url())
            ((_name, url),) = page.context["papers"]
            assert f'href="{url}"' in page.content.decode()
            assert browser.get(url)["Content-Type"].startswith("image/")

    def test_shows_the_day_of_entry(self, post: Post, browser_of: Any) -> None:
        post.serve(factories.TODAY - ONE_DAY, factories.TODAY)

        page = browser_of(post.operator).get(post.review.get_absolute_url()).content.decode()

        assert "تاریخ ثبت" in page


class TestDatabase:
    """The role that serves people cannot write another day, a shorter window, or alone."""

    def write(
        self, post: Post, served_on: date, due_on: date, *, evidence: bytes | None = b"scan",
        seal: str = "",
    ) -> str:  # fmt: skip
        leave_session()
        decides = decided_from(post.review, due_on)

        def service() -> None:
            with transaction.atomic():
                if evidence is not None:
                    Dispatch.objects.create(
                        letter=Letter.objects.get(kind="review.hearing"), channel="paper",
                        proof="receipt", words="x", proven_on=served_on,
                        proven_at=now(), recorded_by=post.clerk.user_id, scan=evidence,
                        scan_type="image/png",
                        scan_sha256=seal or hashlib.sha256(evidence).hexdigest(),
                    )  # fmt: skip
                TerminationReview.objects.filter(pk=post.review.pk).update(
                    served_on=served_on, service_proof="x", hearing_due_on=due_on,
                    service_entered_on=LONG_AGO, **decides,
                )  # fmt: skip
                connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")

        return refused_at_runtime(service)

    def last_day(self, post: Post, served_on: date) -> date:
        """Return the last day to answer a notice that was served on a day and is entered today."""
        return max(post.due("review_hearing", served_on), post.due("window_after_entry", today()))

    def test_refuses_what_nobody_confirmed(self, post: Post) -> None:
        told = self.write(post, LONG_AGO, self.last_day(post, LONG_AGO))
        assert told == "A paper of an earlier day is confirmed by a second person."

    def test_refuses_a_window_that_nobody_could_see(self, post: Post) -> None:
        told = self.write(post, LONG_AGO, today())
        assert told == "A window leaves the office time after it can see it."

    def test_refuses_a_window_shorter_than_its_rule(self, post: Post) -> None:
        told = self.write(post, today(), today() + 2 * ONE_DAY)
        assert told == "The time to answer has the whole length of its rule."

    @pytest.mark.parametrize("given", [{"evidence": None}, {"evidence": b""}, {"seal": "0" * 64}])
    def test_refuses_a_service_without_its_sealed_receipt(self, post: Post, given: Any) -> None:
        last = post.due("review_hearing", today())
        assert self.write(post, today(), last, **given) == SEALED

    def test_refuses_a_receipt_of_who_stood_back(self, post: Post) -> None:
        let_stand_back(post.review.flags.get().cases.order_by("pk")[0], post.clerk)

        told = self.write(post, today(), today() + 60 * ONE_DAY)

        assert told == "Who stood back from a case does nothing on a review of it."

    def test_writes_the_day_of_entry_itself_and_keeps_it(self, post: Post) -> None:
        rows = TerminationReview.objects.filter(pk=post.review.pk)

        assert self.write(post, today(), post.due("review_hearing", today())) == ""
        assert rows.get().service_entered_on == today()
        told = refused_at_runtime(lambda: rows.update(service_entered_on=LONG_AGO))
        assert told == "The day on which a service was entered stays with the service."
