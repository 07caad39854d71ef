"""Internal notes on termination reviews: each body reads its own."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from core.models import Addressed, ScopedQuerySet, Stamped
from oversight.models.reviews import TerminationReview


class ReviewNoteQuerySet(ScopedQuerySet["ReviewNote"]):
    """Notes are internal to the body that wrote them."""

    def visible_to(self, principal: Principal) -> Self:
        """
        Return the notes of visible reviews that were written in the principal's own body.

        An agency reads its own, the province its own, the auditor all; an office and the
        association none.
        """
        if principal.role in {Role.OPERATOR, Role.ASSOCIATION}:
            return self.none()
        notes = self.filter(review__in=TerminationReview.objects.visible_to(principal))
        if principal.role in {Role.AUDITOR, Role.SYSTEM}:
            return notes
        if principal.is_agency:
            return notes.filter(agency__in=Agency.objects.own(principal))
        return notes.filter(agency__isnull=True)


class ReviewNote(Stamped, Addressed):
    """An internal note of an agency (`agency`) or of the province (none). Immutable."""

    review = models.ForeignKey(
        TerminationReview,
        on_delete=models.PROTECT,  # notes are kept
        related_name="notes",
        verbose_name=_("termination review"),
    )
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,  # agencies are kept
        related_name="+",
        verbose_name=_("agency"),
        null=True,
        blank=True,
        db_index=False,  # read by review
    )
    text = models.TextField(_("text"))
    written_at = models.DateTimeField(_("written at"))
    written_by = models.BigIntegerField(_("written by"))
    written_by_name = models.CharField(_("written by"), max_length=120)

    objects = ReviewNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note on a termination review")
        verbose_name_plural = _("notes on termination reviews")

    def __str__(self) -> str:
        return self.text[:60]
