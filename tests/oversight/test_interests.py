"""Who holds or runs an office acts, by whatever SQL, for no other side on duties and reviews."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import models

from accounts.principal import Principal
from accounts.roles import Role
from audit.actions import record
from core.acts import TABLES, Act
from core.clock import now, today
from notices.facts.letters import has_stood_back
from notices.models import Dispatch, Letter
from offices.acts.interests import INTEREST, INTERESTED
from oversight.models import Duty, DutyPaper, ReviewNote, ReviewPaper, TerminationReview
from tests.factories import TODAY, make_contract, make_final_case, make_principal
from tests.scenes.interests import hold
from tests.scenes.oversight import heard_review
from tests.sql import refused_at_runtime
from workdays.acts import OWN_PART
from workdays.models import DeadlineInterval, KeptDeadline

pytestmark = pytest.mark.django_db
WORDS = "Who holds or runs the office acts for no other side."
SEAL = "1" * 64
# Events that follow from another record, or are the office's own.
OTHER_VERBS = {
    "review.closed": "follows from the decision",
    "review.superseded": "follows from the flags",
}


@pytest.fixture
def review() -> TerminationReview:
    return heard_review()


@pytest.fixture
def duty() -> Duty:
    return make_final_case(executed_on=None).duties.get(kind="execute")


def manager_of(row: Any) -> Principal:
    """Return a manager of the agency who holds the licence of the record's office."""
    person = make_principal(Role.AGENCY_MANAGER, row.agency)
    hold(row.office, person)
    return person


def verbs(kind: str) -> dict[str, Act]:
    """Return the events of the acts of a table that exclude an interest."""
    return {
        verb: act for act in TABLES[kind]
        if INTERESTED in act.not_by or OWN_PART in act.not_by
        for verb in act.event if verb.startswith(f"{kind}.") and verb not in OTHER_VERBS
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["duty", "review", "deadline"])
def test_no_event_of_an_act_is_theirs(kind: str, review: TerminationReview, duty: Duty) -> None:
    """Also of acts to come: the guard lists the verbs (oversight/sql/interests.sql)."""
    of_kind: dict[str, Any] = {"duty": duty, "review": review}
    target = of_kind.get(kind) or KeptDeadline.objects.filter(subject_id=review.public_id)[0]
    person = manager_of(of_kind.get(kind, review))
    stranger = make_principal(Role.AGENCY_MANAGER, of_kind.get(kind, review).agency)
    wanted = verbs(kind).keys() - {"deadline.moved"}
    assert wanted

    def write(verb: str, actor: Principal) -> str:
        return refused_at_runtime(lambda: record(actor=actor, verb=verb, target=target, at=now()))

    assert {verb: write(verb, person) for verb in wanted} == dict.fromkeys(wanted, WORDS)
    assert {write(verb, stranger) for verb in wanted} == {""}


class TestColumns:
    def write(self, row: models.Model) -> str:
        return refused_at_runtime(lambda: row.save(force_insert=True))

    @pytest.mark.parametrize("name", ["refused_by", "accepted_by", "reopened_by"])
    def test_of_a_duty(self, name: str, duty: Duty) -> None:
        rows, person = Duty.objects.filter(pk=duty.pk), manager_of(duty)
        values: dict[str, Any] = {name: person.user_id}
        if name == "refused_by":
            values |= {"state": "refused", "refusal_code": "other_way", "refusal_reason": "x",
                       "ended_on": today()}  # fmt: skip
        told = refused_at_runtime(lambda: rows.update(**values))
        # The others are refused before, because the duty is not over.
        assert told == WORDS or name != "refused_by"
        assert told

    def test_of_the_paper_of_a_duty(self, duty: Duty) -> None:
        person = manager_of(duty)
        assert self.write(
            DutyPaper(
                duty=duty, code="court", text="x", document_no="۱", document_on=today(),
                scan="x", scan_copy="x", scan_sha256=SEAL, scan_size=1, entered_on=today(),
                entered_by=person.user_id, entered_by_name="x",
            )
        ) == WORDS  # fmt: skip

    @pytest.mark.parametrize("kind", ["answer", "judgment"])
    def test_of_the_paper_of_a_review(self, kind: str, review: TerminationReview) -> None:
        person = make_principal(Role.SECRETARIAT)
        hold(review.office, person)
        written = ReviewPaper(
            review=review, kind=kind, text="x", document_no="۱", document_on=today(),
            scan="x", scan_copy="x", scan_sha256=SEAL, scan_size=1, entered_on=today(),
            entered_by=person.user_id, entered_by_name="x",
        )  # fmt: skip
        assert self.write(written) in (
            WORDS, "A judgment is about a decision that is not carried out."
        )  # fmt: skip
        assert kind == "judgment" or self.write(written) == WORDS

    def test_of_a_note(self, review: TerminationReview) -> None:
        person = manager_of(review)
        note = ReviewNote(review=review, text="x", written_by=person.user_id, written_at=now())
        assert self.write(note) == WORDS

    def test_of_an_interval(self, review: TerminationReview) -> None:
        person = make_principal(Role.DEPUTY)
        hold(review.office, person)
        kept = KeptDeadline.objects.filter(subject_id=review.public_id)[0]
        given = DeadlineInterval(
            deadline=kept, kind="extension", days=2, starts_on=kept.starts_on, reason="ناخوشی",
            made_on=today(), made_by=person.user_id, made_by_name="x",
        )  # fmt: skip
        assert self.write(given) == WORDS


def letters() -> dict[str, Callable[[], tuple[Any, str]]]:
    """Return what makes a record of each kind of which letters are written, with its type."""
    return {
        "case": lambda: (make_final_case(executed_on=None), "violations.case"),
        "contract": lambda: (make_contract(), "contracts.contract"),
        "review": lambda: (heard_review(), "oversight.terminationreview"),
    }


@pytest.mark.parametrize("kind", letters())
def test_a_receipt_of_a_letter_is_not_theirs(kind: str) -> None:
    subject, label = letters()[kind]()
    person = manager_of(subject)
    letter = a_letter(subject, label)
    receipt = Dispatch(
        letter=letter, channel="paper", proof="receipt", words="x", proven_on=today(),
        proven_at=now(), scan_sha256=SEAL, recorded_by=person.user_id,
    )  # fmt: skip
    assert has_stood_back(letter, person, TODAY) == str(INTEREST)
    assert refused_at_runtime(lambda: receipt.save(force_insert=True)) == WORDS
    stranger = make_principal(Role.AGENCY_MANAGER, subject.agency)
    receipt.recorded_by = stranger.user_id
    assert not has_stood_back(letter, stranger, TODAY)
    assert not refused_at_runtime(lambda: receipt.save(force_insert=True))


def a_letter(subject: Any, label: str) -> Letter:
    """Return a letter about a record."""
    return Letter.objects.create(
        number="۱/۱", kind="x", title="x", sender="x", addressee="x", body="x", signer="x",
        subject_type=label, subject_id=subject.public_id, url="/", channel="paper",
        check_code="1", issued_on=today(), issued_at=now(), issued_by=0,
    )  # fmt: skip


def test_a_deadline_is_not_moved_by_them(review: TerminationReview) -> None:
    person = make_principal(Role.DEPUTY)
    kept = KeptDeadline.objects.filter(subject_id=review.public_id)[0]
    assert not OWN_PART.reason(kept, person, TODAY)
    hold(review.office, person)
    again = KeptDeadline.objects.get(pk=kept.pk)
    assert OWN_PART.reason(again, replace(person), TODAY)
    assert not OWN_PART.reason(again, make_principal(Role.DEPUTY), TODAY)
