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
from violations.actions import record_judgment
from violations.models import Case

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

        assert actions.supersede_stale(as_of=DAY, actor=clock) == [review.pk]

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
