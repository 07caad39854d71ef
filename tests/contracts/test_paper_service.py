"""A termination notice served on paper: one person in time, two for an earlier day."""

import hashlib
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import translation

from accounts.models import RoleGrant, User
from accounts.principal import Principal
from accounts.roles import Role
from approvals.actions import confirm_act, expire_acts, refuse_act, withdraw_act
from approvals.facts import waits_for
from approvals.models import PendingAct
from audit.models import AuditEvent
from audit.trails import told
from contracts import actions
from contracts.acts.contract import SERVE_NOTICE
from contracts.facts.standing import notice_end
from contracts.models import Contract
from core.acts import why_not
from core.clock import now, today
from core.errors import IllegalMove, Invalid, NotPermitted
from core.jalali import long, short
from core.persian import persian_digits
from notices.actions.news import spread
from notices.facts.letters import first_proofs
from notices.forms import LetterFilter
from notices.models import Dispatch, Letter, Message, Notification
from notices.states import CarrierName
from tests import factories
from tests.contracts.stories import make_proof, scan
from tests.sql import leave_session, refused_at_runtime
from workdays.actions import keep_deadlines
from workdays.facts import Kept, deadline, is_entered_back
from workdays.facts.deadlines import after_entry
from workdays.facts.entries import entered_alone_since

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY, NOW = factories.TODAY, factories.NOW
ISSUED = TODAY - timedelta(days=150)
REASON = "به سبب تخلف‌های پرونده."


def moment(on: date) -> dict[str, Any]:
    return {"on": on, "at": NOW + (on - TODAY)}


class Post:
    """A contract whose termination notice went by letter, and the people around it."""

    def __init__(self) -> None:
        self.agency = factories.make_agency("gaz")
        self.contract = factories.make_contract(
            agency=self.agency, office=factories.make_office(),
            ends_on=TODAY + timedelta(days=300),
        )  # fmt: skip
        self.clerk = self.person(Role.AGENCY_CLERK)
        self.manager = self.person(Role.AGENCY_MANAGER)
        self.second = self.person(Role.AGENCY_MANAGER)
        self.operator = factories.make_principal(Role.OPERATOR, self.contract.office)
        self.issue()

    def person(self, role: Role) -> Principal:
        return factories.make_principal(role, self.agency)

    def issue(self, on: date = ISSUED) -> None:
        """Issue the notice with its letter."""
        actions.issue_termination_notice(
            contract_id=self.contract.pk,
            proof=make_proof(self.contract, decided_on=on, document_on=on),
            reason=REASON, actor=self.manager, **moment(on),
        )  # fmt: skip
        self.contract.refresh_from_db()

    def serve(self, served_on: date, on: date, actor: Principal | None = None) -> Contract:
        """Enter the receipt of a day on a day."""
        actions.serve_termination_notice(
            contract_id=self.contract.pk, served_on=served_on, proof_text="رسید سفارشی ۱۲",
            scan=scan(), actor=actor or self.clerk, **moment(on),
        )  # fmt: skip
        return Contract.objects.get(pk=self.contract.pk)

    def due(self, key: str, day: date) -> date:
        """Return the last day of a rule that begins on a day."""
        return deadline(key, day, self.contract.county.public_id).due_on


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.mark.parametrize("back", [0, 1, 2, 3, 4, 5, 6, 7, 20, 45, 120])
def test_how_far_back_one_person_goes_and_until_when_it_runs(post: Post, back: int) -> None:
    served_on = ISSUED + 2 * DAY
    entered = served_on + timedelta(days=back)
    is_late = entered > post.due("paper_entry", served_on)

    contract = post.serve(served_on, entered)

    assert (contract.notice_served_on is None) is is_late
    if is_late:
        (pending,) = PendingAct.objects.all()
        confirm_act(pending_id=pending.pk, actor=post.second, **moment(entered))
        contract.refresh_from_db()
    usual = deadline(
        "termination_notice", served_on, contract.county.public_id, amount=contract.notice_days
    ).due_on
    seen = post.due("window_after_entry", entered)
    assert (contract.notice_served_on, contract.notice_entered_on) == (served_on, entered)
    assert contract.notice_ends_on == (max(usual, seen) if back else usual)


def test_the_proof_in_words_is_stored_whole_or_refused(post: Post) -> None:
    given: dict[str, Any] = {
        "contract_id": post.contract.pk, "served_on": ISSUED, "actor": post.clerk, **moment(ISSUED),
    }  # fmt: skip
    with pytest.raises(Invalid) as refused:
        actions.serve_termination_notice(**given, scan=scan(), proof_text="ر" * 401)
    actions.serve_termination_notice(**given, scan=scan(), proof_text="ر" * 400)

    assert list(refused.value.fields) == ["proof_text"]
    assert Contract.objects.get(pk=post.contract.pk).notice_proof == "ر" * 400


def test_the_history_names_the_day_of_service_and_of_its_entry(post: Post) -> None:
    served_on, entered_on = ISSUED + DAY, ISSUED + 2 * DAY
    post.serve(served_on, entered_on)
    event = AuditEvent.objects.get(verb="contract.notice_served")

    with translation.override("fa"):
        said = told(event, is_named=True)["title"]

    assert persian_digits(short(served_on)) in said
    assert persian_digits(short(entered_on)) in said


@time_machine.travel(NOW, tick=False)
def test_who_may_confirm_opens_the_scan(post: Post, browser_of: Any) -> None:
    post.serve(ISSUED + DAY, TODAY)
    pending, browser = PendingAct.objects.get(), browser_of(post.second)

    page = browser.get(f"{pending.get_absolute_url()}/confirm")

    ((_name, url),) = page.context["papers"]
    assert f'href="{url}"' in page.content.decode()
    assert browser.get(url)["Content-Type"].startswith("image/")


def test_receipt_proves_nothing_before_it_is_confirmed(post: Post) -> None:
    pending, on = TestSecondPerson().late(post)
    letter = Letter.objects.latest("pk")

    def is_open() -> bool:
        return LetterFilter({"service": "open"}, Letter.objects.all()).qs.contains(letter)

    assert first_proofs([letter.pk])[letter.pk]["is_proof"] is False
    assert is_open()

    confirm_act(pending_id=pending.pk, actor=post.second, **moment(on))

    assert first_proofs([letter.pk])[letter.pk]["is_proof"] is True
    assert not is_open()


def test_second_person_reads_what_the_confirmation_does(post: Post, browser_of: Any) -> None:
    pending, on = TestSecondPerson().late(post)
    with time_machine.travel(moment(on)["at"], tick=False):
        page = browser_of(post.second).get(f"{pending.get_absolute_url()}/confirm")
    confirm_act(pending_id=pending.pk, actor=post.second, **moment(on))
    contract = Contract.objects.get(pk=post.contract.pk)

    assert contract.notice_ends_on
    assert persian_digits(long(contract.notice_ends_on)) in page.text
    assert Dispatch.objects.get().scan_sha256 not in page.text


def test_form_says_beforehand_from_which_day_a_second_person_confirms(
    post: Post, browser_of: Any
) -> None:
    page = browser_of(post.clerk).get(f"{post.contract.get_absolute_url()}/serve-notice")

    since = entered_alone_since(today(), post.contract.county.public_id)
    assert persian_digits(long(since)) in page.text
    for day, alone in ((since, True), (since - DAY, False)):
        assert is_entered_back(day, today(), post.contract.county.public_id) is not alone


class TestSecondPerson:
    """A service of an earlier day, entered by the clerk."""

    def late(self, post: Post) -> tuple[PendingAct, date]:
        on = post.due("paper_entry", ISSUED) + DAY
        post.serve(ISSUED, on)
        return PendingAct.objects.get(), on

    def test_is_another_of_the_agency(self, post: Post) -> None:
        pending, on = self.late(post)
        stranger = factories.make_principal(Role.AGENCY_MANAGER, factories.make_agency("bargh"))
        for barred in (post.clerk, post.operator, stranger):
            with pytest.raises((NotPermitted, PendingAct.DoesNotExist)):
                confirm_act(pending_id=pending.pk, actor=barred, **moment(on))
        assert pending in waits_for(post.second)

        confirm_act(pending_id=pending.pk, actor=post.second, **moment(on + DAY))

        contract = Contract.objects.get(pk=post.contract.pk)
        assert (contract.notice_served_on, contract.notice_entered_on) == (ISSUED, on + DAY)
        assert AuditEvent.objects.filter(verb="contract.notice_served").count() == 1

    def test_is_asked_for_nothing_once_the_notice_was_withdrawn(self, post: Post) -> None:
        pending, on = self.late(post)
        assert pending in waits_for(post.second)

        actions.withdraw_termination_notice(
            contract_id=post.contract.pk, reason=REASON, actor=post.manager, **moment(on)
        )

        pending.refresh_from_db()
        assert (pending.state, pending.decided_by) == ("void", post.manager.user_id)
        assert not waits_for(post.second)
        for message in Message.objects.filter(carrier=CarrierName.NEWS):
            spread(payload=message.payload, at=moment(on)["at"])
        news = Notification.objects.get(kind="pending.voided")
        assert news.user_id == post.clerk.user_id

    def test_is_never_the_same_person(self, post: Post) -> None:
        on = post.due("paper_entry", ISSUED) + DAY
        post.serve(ISSUED, on, actor=post.manager)

        with pytest.raises(NotPermitted):
            confirm_act(pending_id=PendingAct.objects.get().pk, actor=post.manager, **moment(on))

    def test_is_the_deputy_where_nobody_else_is_free(self, post: Post) -> None:
        on = post.due("paper_entry", ISSUED) + DAY
        RoleGrant.objects.filter(user_id=post.second.user_id).update(ends_on=ISSUED)
        post.serve(ISSUED, on, actor=post.manager)
        pending = PendingAct.objects.get()
        deputy = factories.make_principal(Role.DEPUTY)

        confirm_act(pending_id=pending.pk, actor=deputy, **moment(on))

        assert Contract.objects.get(pk=post.contract.pk).notice_served_on == ISSUED

    def test_reads_day_entry_and_seal(self, post: Post) -> None:
        pending, _on = self.late(post)
        told = " ".join(value for _label, value in pending.rows)

        assert Dispatch.objects.get().scan_sha256[:12] in told
        assert "رسید سفارشی ۱۲" in told

    def test_lets_the_letter_stay_closed_until_then(self, post: Post) -> None:
        pending, on = self.late(post)
        assert Letter.objects.get().opened_at is None

        confirm_act(pending_id=pending.pk, actor=post.second, **moment(on))

        assert Letter.objects.get().opened_at is not None
        assert Dispatch.objects.count() == 1

    def test_waits_once(self, post: Post) -> None:
        _pending, on = self.late(post)

        assert why_not(SERVE_NOTICE, post.contract, post.clerk, on)
        with pytest.raises(IllegalMove):
            post.serve(ISSUED, on)

    def test_may_refuse_it_and_it_is_entered_anew(self, post: Post) -> None:
        pending, on = self.late(post)
        refuse_act(
            pending_id=pending.pk, reason="رسید از نامهٔ دیگری است.", actor=post.second,
            **moment(on),
        )  # fmt: skip

        assert post.serve(on, on).notice_served_on == on

    @pytest.mark.parametrize("end", ["refused", "withdrawn", "expired"])
    def test_the_office_hears_that_it_is_not_confirmed(self, post: Post, end: str) -> None:
        pending, on = self.late(post)
        if end == "refused":
            refuse_act(pending_id=pending.pk, reason=REASON, actor=post.second, **moment(on))
        elif end == "withdrawn":
            withdraw_act(pending_id=pending.pk, reason=REASON, actor=post.clerk, **moment(on))
        else:
            on = pending.expires_on + DAY
            expire_acts(as_of=on, actor=User.objects.system(), at=moment(on)["at"])
        for message in Message.objects.filter(carrier=CarrierName.NEWS).order_by("pk"):
            spread(payload=message.payload, at=moment(on)["at"])

        told = Notification.objects.filter(kind=f"pending.{end}/contract")
        assert list(told.values_list("user_id", flat=True)) == [post.operator.user_id]
        assert told.get().values["paper"] == "رسید کاغذی اخطار فسخ"

    def test_comes_too_late_after_the_office_acknowledged(self, post: Post) -> None:
        pending, on = self.late(post)
        actions.acknowledge_termination_notice(
            contract_id=post.contract.pk, actor=post.operator, **moment(on)
        )

        with pytest.raises(IllegalMove):
            confirm_act(pending_id=pending.pk, actor=post.second, **moment(on))

    def test_comes_too_late_after_another_notice(self, post: Post) -> None:
        pending, on = self.late(post)
        actions.withdraw_termination_notice(
            contract_id=post.contract.pk, reason=REASON, actor=post.manager, **moment(on)
        )
        post.issue(on)

        with pytest.raises(IllegalMove):
            confirm_act(pending_id=pending.pk, actor=post.second, **moment(on))
        assert post.serve(on, on).notice_served_on == on  # the void one is withdrawn


class TestPages:
    def test_the_contract_says_that_it_waits(self, post: Post, browser_of: Any) -> None:
        post.serve(ISSUED, TODAY)

        page = browser_of(post.second).get(post.contract.get_absolute_url())
        office = browser_of(post.operator).get(post.contract.get_absolute_url())

        assert page.context["service"] == PendingAct.objects.get()
        assert PendingAct.objects.get().get_absolute_url() in page.content.decode()
        assert "service" not in office.context

    def test_shows_the_day_of_entry(self, post: Post, browser_of: Any) -> None:
        day = TODAY - DAY
        post.serve(day, TODAY)

        page = browser_of(post.operator).get(post.contract.get_absolute_url()).content.decode()

        assert "تاریخ ثبت" in page


class TestDatabase:
    """The role that serves people cannot write another day, a shorter notice, or alone."""

    def write(
        self, post: Post, served_on: date, ends_on: date | None = None, *,
        evidence: bytes | None = b"scan", seal: str = "", entered_on: date = ISSUED,
    ) -> str:  # fmt: skip
        leave_session()
        contract = post.contract
        end = after_entry(notice_end(contract, served_on), today(), contract.county.public_id)

        def service() -> None:
            with transaction.atomic():
                if evidence is not None:
                    Dispatch.objects.create(
                        letter=Letter.objects.get(), channel="paper", proof="receipt",
                        words="x", proven_on=served_on, proven_at=now(),
                        recorded_by=post.clerk.user_id, scan=evidence, scan_type="image/png",
                        scan_sha256=seal or hashlib.sha256(evidence).hexdigest(),
                    )  # fmt: skip
                Contract.objects.filter(pk=post.contract.pk).update(
                    notice_served_on=served_on, notice_proof="x",
                    notice_ends_on=ends_on or end.due_on, notice_entered_on=entered_on,
                    version=post.contract.version + 1,
                )  # fmt: skip
                keep_deadlines(kept=[Kept("contract.notice", contract, end, contract.county_id)])
                connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")

        return refused_at_runtime(service)

    def test_refuses_what_nobody_confirmed(self, post: Post) -> None:
        told = self.write(post, ISSUED)
        assert told == "A paper of an earlier day is confirmed by a second person."

    def test_refuses_a_notice_whose_service_nobody_could_see(self, post: Post) -> None:
        told = self.write(post, ISSUED, TODAY)
        assert told == "A notice leaves the office time after it can see its service."

    @pytest.mark.parametrize("given", [{"evidence": None}, {"evidence": b""}, {"seal": "0" * 64}])
    def test_refuses_a_service_without_its_sealed_receipt(self, post: Post, given: Any) -> None:
        told = self.write(post, today(), **given)
        assert told == "A service on paper has its sealed receipt."

    def test_takes_a_service_of_the_day_and_writes_the_day_of_entry(self, post: Post) -> None:
        day = today()
        assert self.write(post, day) == ""
        assert Contract.objects.get(pk=post.contract.pk).notice_entered_on == day

    def test_keeps_the_day_of_entry(self, post: Post) -> None:
        post.serve(TODAY, TODAY)
        rows = Contract.objects.filter(pk=post.contract.pk)

        told = refused_at_runtime(lambda: rows.update(notice_entered_on=ISSUED))

        assert told == "The day on which a service was entered stays with the service."
