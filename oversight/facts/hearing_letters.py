"""What the notice of a termination review says: its grounds, its time, and how it is answered."""

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.principal import Principal
from contracts.models import Contract
from core.persian import isolated, persian_digits
from notices.facts import Sample
from oversight.models import Flag, TerminationReview
from workdays.facts import RuleSnapshot, rule_in_force
from workdays.rules import DeadlineKey, Unit

LENGTHS = {
    Unit.DAY: gettext_noop("{count} days"),
    Unit.WORKING_DAY: gettext_noop("{count} working days"),
}


@translation.override("fa")
def hearing_values(
    review: TerminationReview, contract: Contract, flags: Sequence[Flag], rule: RuleSnapshot
) -> dict[str, str]:
    """
    Return what stands in the places of the notice of a review, in Persian.

    An office that is served on paper answers what it reads here.
    """
    return {
        "number": isolated(review.number),
        "contract": isolated(contract.number),
        "office": persian_digits(contract.office.code),
        "agency": contract.agency.name,
        "grounds": "\n".join(f"{flag.get_code_display()}: {flag.sentence}" for flag in flags),
        "window": _(LENGTHS[rule.unit]).format(count=persian_digits(rule.value)),
        "answer": _(
            "Enter your answer in the system or hand it to {agency} in writing by the end of this"
            " time. A decision that follows can be disputed; its notice names the forum."
        ).format(agency=contract.agency.name),
    }


def sample_review(principal: Principal) -> Sample | None:
    """Return the newest review, for the preview of a template."""
    rows = TerminationReview.objects.visible_to(principal).filter(
        flags__isnull=False, issued_on__isnull=False
    )
    wanted = rows.select_related("contract__office", "contract__agency").order_by("-pk")
    review = wanted.first()
    if review is None or review.issued_on is None:
        return None
    rule = rule_in_force(DeadlineKey.REVIEW_HEARING, review.issued_on)
    flags = list(review.flags.order_by("pk"))
    return Sample(review.number, hearing_values(review, review.contract, flags, rule))
