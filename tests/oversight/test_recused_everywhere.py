"""Recusal reaches the letters, the deadlines and the reviews that count the case."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from accounts.principal import Principal
from accounts.roles import Role
from core.acts import TABLES
from core.clock import now
from core.errors import NotPermitted
from notices import actions as notices
from notices.acts import ADD_RECEIPT
from notices.acts import RECUSED as OF_LETTERS
from notices.models import Dispatch, Letter
from oversight import actions
from oversight.acts.reviews import RECUSED
from oversight.models import ReviewNote, TerminationReview
from tests.contracts.stories import scan
from tests.factories import make_principal, make_same_person
from tests.oversight.steps import DAY, moment
from tests.sql import refused_at_runtime
from tests.violations.benches import DAY as BENCH_DAY
from tests.violations.benches import WHY, Bench
from tests.violations.conftest import picture
from tests.violations.test_recusal import let_stand_back
from violations.actions import recuse_from_hearing
from workdays import actions as deadlines
from workdays.acts import OWN_PART
from workdays.models import KeptDeadline

pytestmark = pytest.mark.django_db
WORDS = "تحویل به متصدی دفتر، رسید ۱۲"
REASON = "به درخواست دفتر و به سبب بیماری متصدی"
# The office is a party, and what the clock does is nobody's act.
OF_THE_OFFICE = {
    "review.acknowledge", "review.answer", "review.waive", "review.contest-answer",
}  # fmt: skip
# One stands back once: `stood_back_before`.
RECUSAL = {"review.stand-back"}


def is_later(day: date | None, other: date | None) -> bool:
    """Tell whether a day is later than another one; both must be there."""
    assert day is not None
    assert other is not None
    return day > other


@pytest.fixture
def recused(review: TerminationReview, gas_manager: Principal) -> TerminationReview:
    """Return a review that counts a case from which the manager stood back."""
    let_stand_back(review.flags.get().cases.all()[0], gas_manager)
    return review


def test_every_act_on_a_review_is_barred_to_who_stood_back() -> None:
    without = {act.key for act in TABLES["review"] if RECUSED not in act.not_by}

    assert without == OF_THE_OFFICE | RECUSAL


def test_letters_and_deadlines_ask_too() -> None:
    assert OF_LETTERS in ADD_RECEIPT.not_by
    assert all(OWN_PART in act.not_by for act in TABLES["deadline"])


class TestReview:
    def test_is_not_served(self, recused: TerminationReview, gas_manager: Principal) -> None:
        on = DAY + timedelta(days=1)
        with pytest.raises(NotPermitted):
            actions.record_review_service(
                review_id=recused.pk, served_on=on, proof=WORDS, scan=scan(), actor=gas_manager,
                on=on, at=moment(on),
            )  # fmt: skip

    def test_gets_no_note(self, recused: TerminationReview, gas_manager: Principal) -> None:
        with pytest.raises(NotPermitted):
            actions.add_review_note(
                review_id=recused.pk, text="یادداشت برای پرونده", actor=gas_manager, at=moment(DAY)
            )
        note = ReviewNote(
            review=recused, agency=recused.agency, text="x", written_at=moment(DAY),
            written_by=gas_manager.user_id, written_by_name="x",
        )  # fmt: skip
        assert "stood back" in refused_at_runtime(note.save)

    def test_has_its_hearing_not_moved(
        self, recused: TerminationReview, operator: Principal, gas_manager: Principal
    ) -> None:
        actions.acknowledge_review(review_id=recused.pk, actor=operator, on=DAY, at=moment(DAY))
        kept = KeptDeadline.objects.get(clock="review.hearing")

        with pytest.raises(NotPermitted):
            deadlines.extend_deadline(
                deadline_id=kept.public_id, days=3, reason=REASON, actor=gas_manager, on=DAY,
                at=moment(DAY),
            )  # fmt: skip


class TestLetter:
    def test_gets_no_receipt(self) -> None:
        bench = Bench()
        who = self.stand_back(bench)
        letter = Letter.objects.filter(subject_id=bench.case.public_id)[0]

        with pytest.raises(NotPermitted):
            notices.add_receipt(
                letter_id=letter.pk, data=picture(), file_name="r.png", words=WORDS,
                received_on=letter.issued_on, actor=who, on=BENCH_DAY, at=moment(BENCH_DAY),
            )  # fmt: skip
        receipt = Dispatch(
            letter=letter, channel="paper", proof="receipt", words=WORDS, scan=b"x",
            proven_on=letter.issued_on, proven_at=now(), scan_sha256="0" * 64,
            recorded_by=who.user_id,
        )  # fmt: skip
        assert "nothing more" in refused_at_runtime(receipt.save)

    def stand_back(self, bench: Bench) -> Principal:

        session = bench.summon(judges=bench.enough())
        on = BENCH_DAY - timedelta(days=10)
        recuse_from_hearing(
            session_id=session.pk, reason=WHY, actor=bench.manager, on=on, at=moment(on)
        )
        return bench.manager


class TestOwnClock:
    """Who decides gives the office time, and no time to the own side."""

    @pytest.fixture
    def running(self) -> Bench:
        return Bench(waives=False)

    def move(self, bench: Bench, actor: Principal, act: Callable[..., Any], **more: Any) -> None:
        kept = KeptDeadline.objects.get(clock="case.defence", subject_id=bench.case.public_id)
        act(
            deadline_id=kept.public_id, reason=REASON, actor=actor, on=bench.walk.day,
            at=moment(bench.walk.day), **more,
        )  # fmt: skip

    def test_does_not_move_with_the_offices(self, running: Bench) -> None:
        before = running.case

        self.move(running, running.manager, deadlines.extend_deadline, days=3)

        after = running.case
        assert is_later(after.defence_due_on, before.defence_due_on)
        assert after.decision_due_on == before.decision_due_on
        kept = KeptDeadline.objects.get(clock="case.decision", subject_id=after.public_id)
        assert kept.after == ""

    def test_does_not_move_with_a_pause(self, running: Bench) -> None:
        before = running.case

        self.move(running, running.manager, deadlines.suspend_deadline)

        assert running.case.decision_due_on == before.decision_due_on

    def test_moves_by_the_deputy(self, running: Bench, deputy: Principal) -> None:
        before = running.case
        self.move(running, running.manager, deadlines.extend_deadline, days=3)
        kept = KeptDeadline.objects.get(clock="case.decision", subject_id=before.public_id)

        deadlines.extend_deadline(
            deadline_id=kept.public_id, days=3, reason=REASON, actor=deputy, on=running.walk.day,
            at=moment(running.walk.day),
        )  # fmt: skip

        assert is_later(running.case.decision_due_on, before.decision_due_on)

    def test_is_not_moved_by_a_reporters_other_account(self, running: Bench) -> None:
        make_same_person(running.reporter, running.manager)

        with pytest.raises(NotPermitted):
            self.move(running, running.manager, deadlines.extend_deadline, days=3)

    def test_of_the_committee_moves_by_the_secretariat(self) -> None:
        bench = Bench(licence=True, waives=False)
        before = bench.case

        self.move(bench, bench.secretary, deadlines.extend_deadline, days=3)

        assert is_later(bench.case.decision_due_on, before.decision_due_on)


def test_other_managers_still_act(recused: TerminationReview) -> None:
    other = make_principal(Role.AGENCY_MANAGER, recused.agency)

    actions.add_review_note(
        review_id=recused.pk, text="یادداشت همکار دیگر", actor=other, at=moment(DAY)
    )
