"""Papers of reviews and duties, each with its sealed scan: answers, judgments, refusals."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from accounts.roles import Role
from core.models import Addressed, ScopedQuerySet, Stamped
from oversight.models.duties import Duty
from oversight.models.reviews import TerminationReview
from oversight.states import RefusalCode, ReviewPaperKind


class SealedPaper(Stamped, Addressed):
    """
    A paper as it was entered, with its sealed scan; never changed (triggers).

    It takes effect on `in_force_on`, empty while it waits for its second person.
    """

    document_no = models.CharField(_("document number"), max_length=60, blank=True)
    document_on = models.DateField(_("document date"), null=True, blank=True)
    text = models.TextField(_("text"))
    scan = models.FileField(_("scan"), upload_to="scans/original/")
    scan_copy = models.FileField(_("copy"), upload_to="scans/copy/")
    scan_name = models.CharField(_("file name"), max_length=160)
    scan_type = models.CharField(_("type"), max_length=40)
    scan_size = models.PositiveIntegerField(_("size, bytes"))
    scan_sha256 = models.CharField(_("SHA-256"), max_length=64)
    scan_checked_by = models.CharField(_("checked by"), max_length=40)
    entered_on = models.DateField(_("entered on"))
    entered_by = models.BigIntegerField(_("entered by"))
    entered_by_name = models.CharField(_("entered by"), max_length=120)
    in_force_on = models.DateField(_("took effect on"), null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.document_no or self.scan_name


class ReviewPaperQuerySet(ScopedQuerySet["ReviewPaper"]):
    """Papers are seen with their reviews; by the office once the notice was served."""

    def visible_to(self, principal: Principal) -> Self:
        """Return the papers of visible reviews; none to the association."""
        if principal.role is Role.ASSOCIATION:
            return self.none()
        seen = self.filter(review__in=TerminationReview.objects.visible_to(principal))
        if principal.role is Role.OPERATOR:
            return seen.filter(review__served_on__isnull=False)
        return seen

    def answers(self) -> Self:
        """Return the answers of offices on paper that count."""
        return self.filter(
            kind=ReviewPaperKind.ANSWER, in_force_on__isnull=False, contested_on__isnull=True
        )


class ReviewPaper(SealedPaper):
    """
    A paper in a termination review: the office's answer, or a judgment on the decision.

    The office contests an answer that was entered in its name; then it counts for nothing.
    """

    review = models.ForeignKey(
        TerminationReview,
        on_delete=models.PROTECT,  # reviews are kept
        related_name="papers",
        verbose_name=_("termination review"),
    )
    kind = models.CharField(_("kind"), max_length=8, choices=ReviewPaperKind.choices)
    document_issuer = models.CharField(_("issuer"), max_length=160, blank=True)
    contested_on = models.DateField(_("contested on"), null=True, blank=True)
    contested_by = models.BigIntegerField(_("contested by"), null=True, blank=True)
    contested_by_name = models.CharField(_("contested by"), max_length=120, blank=True)
    contest_reason = models.TextField(_("reason of the contest"), blank=True)

    objects = ReviewPaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper of a termination review")
        verbose_name_plural = _("papers of termination reviews")
        constraints = [
            models.CheckConstraint(
                name="oversight_reviewpaper_named",
                condition=~Q(document_no="") & Q(document_on__isnull=False) & ~Q(text=""),
                violation_error_message=_("A paper has its number, its day and its words."),
            ),
            models.CheckConstraint(
                name="oversight_reviewpaper_contested",
                condition=Q(contested_on__isnull=True, contested_by__isnull=True, contest_reason="")
                | (
                    Q(kind=ReviewPaperKind.ANSWER, contested_on__isnull=False)
                    & Q(contested_by__isnull=False)
                    & ~Q(contest_reason="")
                ),
                violation_error_message=_("An answer is contested by somebody, with a reason."),
            ),
            models.UniqueConstraint(
                fields=["review"],
                condition=Q(kind=ReviewPaperKind.JUDGMENT, in_force_on__isnull=False),
                name="oversight_reviewpaper_judged_once",
                violation_error_message=_("A judgment has annulled this decision already."),
            ),
        ]

    @property
    def counts(self) -> bool:
        """Tell whether it took effect and was not contested."""
        return self.in_force_on is not None and self.contested_on is None


class DutyPaperQuerySet(ScopedQuerySet["DutyPaper"]):
    """Papers of refusals are seen with their duties."""

    def visible_to(self, principal: Principal) -> Self:
        """Return the papers of visible duties."""
        return self.filter(duty__in=Duty.objects.visible_to(principal))

    def standing(self) -> Self:
        """Return the papers of the refusals that stand."""
        return self.filter(in_force_on__isnull=False, reopened_on__isnull=True)


class DutyPaper(SealedPaper):
    """
    The document on which one refusal of a duty rests; a later refusal has its own.

    `reopened_on` is the day on which the deputy reopened the duty.
    """

    duty = models.ForeignKey(
        Duty,
        on_delete=models.PROTECT,  # duties are kept
        related_name="papers",
        verbose_name=_("duty"),
    )
    code = models.CharField(_("ground of the refusal"), max_length=16, choices=RefusalCode.choices)
    reopened_on = models.DateField(_("reopened on"), null=True, blank=True)

    objects = DutyPaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("document of a refusal")
        verbose_name_plural = _("documents of refusals")
        constraints = [
            models.UniqueConstraint(
                fields=["duty"],
                condition=Q(in_force_on__isnull=False, reopened_on__isnull=True),
                name="oversight_dutypaper_one_standing",
                violation_error_message=_("The refusal has its document already."),
            ),
        ]
