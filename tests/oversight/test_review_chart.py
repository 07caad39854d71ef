"""The chart of a review draws what the rule that flagged has counted; an answer has its number."""

from accounts.principal import Principal
from audit.models import AuditEvent
from core.persian import isolated
from oversight.facts import pages
from oversight.facts.steps import step_chart
from oversight.models import Flag, TerminationReview
from tests.oversight.steps import DAY


def test_a_rule_that_counts_cases_is_drawn_by_cases(
    review: TerminationReview, deputy: Principal
) -> None:
    flags = pages.flags_of(review)
    rows = pages.counted_cases(flags, deputy)

    drawn = step_chart(review, deputy, DAY, rows, flags)

    assert [flag.code for flag in flags] == ["F02"]
    assert drawn
    assert [step.total for step in drawn.steps] == [1, 2]
    assert drawn.threshold == 2
    assert [row["reaches"] for row in rows] == [False, True]


def test_no_chart_is_drawn_of_what_did_not_flag(
    review: TerminationReview, deputy: Principal
) -> None:
    flags = [Flag(code="F09", evaluation={"tree": {"kind": "fact", "held": True}})]
    rows = pages.counted_cases(pages.flags_of(review), deputy)

    assert step_chart(review, deputy, DAY, rows, flags) is None


def test_the_newest_answer_has_a_receipt_number(answered: TerminationReview) -> None:
    event = AuditEvent.objects.about(answered).get(verb="review.answered")

    assert pages.receipt_of_answer(answered) == isolated(f"{answered.number}/R{event.pk}")
