"""A flag that leans on a warning goes with the decision that gave it, unless another one holds."""

from datetime import date
from typing import Any

import pytest

from accounts.principal import Principal
from contracts.models import Contract
from core.persian import latin_digits
from oversight import actions
from oversight.models import Flag, FlagEnd, TerminationReview
from tests import factories
from tests.oversight.steps import DAY, later, moment
from tests.violations.stories import scan_of
from violations.actions import record_judgment
from violations.models import Case, CorrectiveAction

pytestmark = pytest.mark.django_db
MINOR = {"severity": "minor", "points": 10}


def final(contract: Contract, days: int, sanction: str, **values: Any) -> Case:
    return factories.make_final_case(
        contract=contract, final_on=later(days), sanction=sanction, **(MINOR | values)
    )


def annul(case: Case, actor: Principal, day: date = DAY) -> None:
    record_judgment(
        case_id=case.pk, document_no="دیوان/۱", document_on=day, actor=actor, on=day,
        document_issuer="دیوان عدالت اداری", at=moment(day),
        reasons="رأی به سبب ایراد در ابلاغ نقض شد و تخلف محرز نیست.",
        evidence_ids=scan_of(actor, "judgment", moment(day)),
    )  # fmt: skip


@pytest.fixture
def warned(contract: Contract) -> Case:
    """Return the case by which the office was warned."""
    return final(contract, -180, "written_warning")


@pytest.fixture
def review(warned: Case, contract: Contract, clock: Principal) -> TerminationReview:
    """Return the review of a violation while the warning is in force, by F06 alone."""
    final(contract, -25, "reminder", occurred_on=later(-90))
    actions.flag_termination_review(as_of=DAY, actor=clock, at=moment(DAY))
    found = TerminationReview.objects.get(contract=contract)
    assert [flag.code for flag in found.flags.all()] == ["F06"]
    return found


class TestWarning:
    def test_takes_flag_and_review_along_when_it_is_annulled(
        self, warned: Case, review: TerminationReview, gas_appeal: Principal, clock: Principal
    ) -> None:
        annul(warned, gas_appeal)

        assert actions.supersede_stale(as_of=DAY, actor=clock) == []

        end = FlagEnd.objects.get(flag__in=review.flags.all())
        assert end.kind == "superseded"
        assert warned.number in latin_digits(end.reason)

    def test_is_taken_along_by_a_run(
        self, warned: Case, review: TerminationReview, gas_appeal: Principal, clock: Principal
    ) -> None:
        annul(warned, gas_appeal)

        actions.flag_termination_review(as_of=DAY, actor=clock, at=moment(DAY), mode="incremental")

        assert not Flag.objects.open().filter(code="F06").exists()
        review.refresh_from_db()
        assert review.state == "superseded"

    def test_leaves_the_flag_while_another_warning_was_in_force(
        self, contract: Contract, warned: Case, clock: Principal, gas_appeal: Principal
    ) -> None:
        final(contract, -170, "written_warning", occurred_on=later(-400))
        final(contract, -25, "reminder", occurred_on=later(-90))
        actions.flag_termination_review(as_of=DAY, actor=clock, at=moment(DAY))
        annul(warned, gas_appeal)

        actions.supersede_stale(as_of=DAY, actor=clock)

        assert "F06" in set(Flag.objects.open().values_list("code", flat=True))

    def test_of_an_appeal_that_never_counted_changes_nothing(
        self, contract: Contract, review: TerminationReview, clock: Principal
    ) -> None:
        other = factories.make_final_case(
            contract=contract, final_on=later(-40), outcome="not_proven", sanction="none",
            occurrence=None, **MINOR,
        )  # fmt: skip
        assert other.outcome == "not_proven"

        assert actions.supersede_stale(as_of=DAY, actor=clock) == []
        assert Flag.objects.open().filter(code="F06").exists()


def owed(case: Case, due_on: date) -> CorrectiveAction:
    """Lay a correction on a case that nobody reports as done."""
    return CorrectiveAction.objects.create(case=case, text="تعرفه نصب شود", due_on=due_on)


@pytest.fixture
def uncured(contract: Contract, cure_watched: None) -> Case:
    """Return a decision whose correction is overdue for longer than the rule bears."""
    case = final(contract, -80, "reminder")
    owed(case, later(-50))
    return case


class TestCorrection:
    """A flag of a missed correction goes with the decision that laid it on the office."""

    def flag(self, clock: Principal, contract: Contract) -> TerminationReview:
        actions.flag_termination_review(as_of=DAY, actor=clock, at=moment(DAY))
        found = TerminationReview.objects.get(contract=contract)
        assert [flag.code for flag in found.flags.all()] == ["F07"]
        return found

    def test_takes_flag_and_review_along_when_its_case_is_annulled(
        self, uncured: Case, contract: Contract, gas_appeal: Principal, clock: Principal
    ) -> None:
        review = self.flag(clock, contract)
        annul(uncured, gas_appeal)

        assert actions.supersede_stale(as_of=DAY, actor=clock) == []

        end = FlagEnd.objects.get(flag__in=review.flags.all())
        assert end.kind == "superseded"
        assert uncured.number in latin_digits(end.reason)
        review.refresh_from_db()
        assert review.state == "superseded"

    def test_is_taken_along_by_a_run_which_does_not_flag_it_again(
        self, uncured: Case, contract: Contract, gas_appeal: Principal, clock: Principal
    ) -> None:
        self.flag(clock, contract)
        annul(uncured, gas_appeal)

        for mode in ("incremental", "full"):
            actions.flag_termination_review(as_of=DAY, actor=clock, at=moment(DAY), mode=mode)

        assert not Flag.objects.open().filter(code="F07").exists()
        assert Flag.objects.filter(code="F07").count() == 1

    def test_leaves_the_flag_when_another_case_is_annulled(
        self, uncured: Case, contract: Contract, gas_appeal: Principal, clock: Principal
    ) -> None:
        other = final(contract, -120, "reminder", occurred_on=later(-300))
        self.flag(clock, contract)
        annul(other, gas_appeal)

        assert actions.supersede_stale(as_of=DAY, actor=clock) == []
        assert Flag.objects.open().filter(code="F07").exists()

    def test_leaves_the_flag_of_what_it_does_not_owe(
        self, uncured: Case, contract: Contract, gas_appeal: Principal, clock: Principal
    ) -> None:
        other = final(contract, -90, "reminder", occurred_on=later(-310))
        done = owed(other, later(-60))
        CorrectiveAction.objects.filter(pk=done.pk).update(
            done_on=later(-62), verified_on=later(-61), verified_by=1
        )
        review = self.flag(clock, contract)
        (flag,) = review.flags.all()

        assert f"correction:{done.pk}" not in flag.facts

    @pytest.mark.parametrize(("days", "is_flagged"), [(-1, False), (0, False), (1, True)])
    def test_leaves_what_was_reported_in_time_and_waits_for_its_agency(
        self, contract: Contract, cure_watched: None, clock: Principal, days: int, is_flagged: bool
    ) -> None:
        correction = owed(final(contract, -80, "reminder"), later(-50))
        CorrectiveAction.objects.filter(pk=correction.pk).update(done_on=later(-50 + days))

        for mode in ("incremental", "full"):
            actions.flag_termination_review(as_of=DAY, actor=clock, at=moment(DAY), mode=mode)

        assert Flag.objects.open().filter(code="F07").exists() is is_flagged

    @pytest.mark.parametrize(("days", "is_flagged"), [(30, True), (8, False)])
    def test_waits_for_the_days_of_the_rule(
        self, contract: Contract, cure_watched: None, clock: Principal, days: int, is_flagged: bool
    ) -> None:
        owed(final(contract, -80, "reminder"), later(-days))

        actions.flag_termination_review(as_of=DAY, actor=clock, at=moment(DAY))

        assert Flag.objects.open().filter(code="F07").exists() is is_flagged
