"""Why a review was opened although an earlier one of the same contract has been decided."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.principal import Principal
from core.jalali import short
from core.persian import isolated, persian_digits
from oversight.models import Flag, TerminationReview
from violations.models import Case

CASE = "case:"


def news_since(review: TerminationReview, actor: Principal) -> str:
    """
    Return what the decided reviews of the contract did not count; "" where there is none before.

    Cases that the actor may not open are a number (design: DECISIONS 15).
    """
    before = TerminationReview.objects.filter(
        contract=review.contract_id, pk__lt=review.pk, decided_on__isnull=False
    )
    last = before.order_by("pk").last()
    if last is None or last.decided_on is None:
        return ""
    weighed = _facts(Flag.objects.filter(reviews__in=before))
    fresh = _facts(Flag.objects.filter(reviews=review)) - weighed
    keys = {int(fact.removeprefix(CASE)) for fact in fresh if fact.startswith(CASE)}
    first = _("Review {number} of this contract was decided on {day}.").format(
        number=isolated(last.number), day=persian_digits(short(last.decided_on))
    )
    return f"{first} {_in_words(keys, actor)}"


def _facts(flags: Iterable[Flag]) -> set[str]:
    return {fact for flag in flags for fact in flag.facts}


def _in_words(keys: set[int], actor: Principal) -> str:
    """Return in words which cases became final since."""
    if not keys:
        return _("This one rests on other rules, or on a finding that was made again since.")
    seen = Case.objects.visible_to(actor).filter(pk__in=keys).order_by("pk")
    numbers = [isolated(number) for number in seen.values_list("number", flat=True)]
    hidden = len(keys) - len(numbers)
    if hidden:
        text = ngettext("{count} case of another body", "{count} cases of other bodies", hidden)
        numbers.append(text.format(count=persian_digits(hidden)))
    text = _("This one was opened because it did not count: {cases}.")
    return text.format(cases=_(", ").join(numbers))
