"""Who may not decide a review, since the case is partly their own (design: SECURITY 1.6)."""

from datetime import date
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.utils.translation import gettext as _

from accounts.principal import Principal
from contracts.acts.recusals import STOOD_BACK
from contracts.facts.recusals import is_recused_from
from contracts.models import EndingProof
from contracts.states import ProofKind
from core.acts import once_per_record
from notices.models import Letter
from offices.acts.interests import has_interest
from oversight.models import TerminationReview


@once_per_record
def has_reported(review: TerminationReview, account: int) -> bool:
    """
    Tell whether a person reported a case that the review counts, under whatever account.

    Asked of the database's guard, which sees the reports of all agencies.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT oversight_reported(%s, %s)", [review.pk, account])
        return bool(cursor.fetchone()[0])


@once_per_record
def has_stood_back(review: TerminationReview, account: int) -> bool:
    """Tell whether a person stood back from a counted case or the contracts, by any account."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT oversight_stood_back(%s, %s)", [review.pk, account])
        return bool(cursor.fetchone()[0])


def reporter_blocked(review: TerminationReview, actor: Principal, on: date) -> str:
    """Return why the actor may not decide: they reported a counted case; empty if they did not."""
    if not has_reported(review, actor.user_id):
        return ""
    return _("You reported a violation that counts here, so somebody else decides on it.")


def recusal_blocked(review: TerminationReview, actor: Principal, on: date) -> str:
    """Return why the actor does nothing: they stood back from it, or a counted case; or ""."""
    if not has_stood_back(review, actor.user_id):
        return ""
    if is_recused_from(review.agency_id, review.office_id, actor.user_id):
        return _(
            "You stood back from this office's contracts, so somebody else acts on the review."
        )
    return _("You stood back from a case that counts here, so somebody else acts on the review.")


def barred_by_review(proof: EndingProof, account: int) -> str:
    """Return that the person stood back from what the review that a proof is counts."""
    if proof.kind != ProofKind.DECIDED_REVIEW or proof.source_id is None:
        return ""
    review = TerminationReview.objects.filter(public_id=proof.source_id).first()
    if review is None or not has_stood_back(review, account):
        return ""
    if is_recused_from(review.agency_id, review.office_id, account):
        return str(STOOD_BACK)
    return _(
        "You stood back from a case that counts in the review behind this; somebody else acts."
    )


def recused_reviews(account: int) -> QuerySet[Any, Any]:
    """Return the public ids of the reviews that are a proof and bar the person of an account."""
    proofs = EndingProof.objects.filter(kind=ProofKind.DECIDED_REVIEW)
    back = Func(
        F("pk"), Value(account), function="oversight_stood_back", output_field=BooleanField()
    )  # fmt: skip
    reviews = TerminationReview.objects.filter(public_id__in=proofs.values("source_id"))
    return reviews.alias(back=back).filter(back=True).values("public_id")


def of_review(letter: Letter, actor: Principal, on: date) -> str:
    """Return that the actor stood back from the review of a letter, or has an interest in it."""
    review = TerminationReview.objects.filter(public_id=letter.subject_id).first()
    if review is None:
        return ""
    return recusal_blocked(review, actor, on) or has_interest(review, actor, on)
