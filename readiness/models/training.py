"""Courses, and the certificates of the people who passed them."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from core.models import Addressed, ScopedQuerySet, Stamped
from offices.models import Office, OfficeStaff

MOST_MONTHS = 120


class CourseQuerySet(ScopedQuerySet["Course"]):
    """Courses, public to everybody who is signed in."""

    def visible_to(self, principal: Principal) -> Self:
        """Return all courses."""
        return self


class Course(Stamped, Addressed):
    """A course for the staff of offices; its certificates hold for `valid_months`, or for ever."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=160)
    hours = models.PositiveSmallIntegerField(_("hours"), validators=[MinValueValidator(1)])
    valid_months = models.PositiveSmallIntegerField(
        _("months of validity"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MONTHS)],
    )
    is_active = models.BooleanField(_("in use"), default=True)

    objects = CourseQuerySet.as_manager()

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        constraints = [
            models.CheckConstraint(
                name="readiness_course_counts",
                condition=Q(hours__gte=1)
                & (Q(valid_months__isnull=True) | Q(valid_months__range=(1, MOST_MONTHS))),
                violation_error_message=_("A course has hours, and certificates up to ten years."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class CertificateQuerySet(ScopedQuerySet["Certificate"]):
    """Certificates, for those who see the people who hold them."""

    def visible_to(self, principal: Principal) -> Self:
        """Return the certificates of the staff that the principal sees."""
        return self.filter(staff__in=OfficeStaff.objects.visible_to(principal).values("pk"))


class Certificate(Stamped, Addressed):
    """
    What says that a person passed a course: from `issued_on` to `expires_on`, both included.

    It is not changed; one that was entered by mistake is revoked, with the reason. `office` is that
    of the person, who does not change it.
    """

    staff = models.ForeignKey(
        OfficeStaff,
        on_delete=models.PROTECT,  # people leave offices, they are not deleted
        related_name="certificates",
        verbose_name=_("person"),
    )
    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,  # an office with a past is closed, never deleted
        related_name="+",
        verbose_name=_("office"),
    )
    course = models.ForeignKey(
        Course,
        on_delete=models.PROTECT,  # courses are retired, not deleted
        related_name="certificates",
        verbose_name=_("course"),
    )
    number = models.CharField(_("number"), max_length=60)
    issued_on = models.DateField(_("issued on"))
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)
    revoke_reason = models.CharField(_("reason"), max_length=400, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.UniqueConstraint(
                fields=["course", "number"],
                name="readiness_certificate_number_once",
                violation_error_message=_("This course has a certificate of this number already."),
            ),
            models.UniqueConstraint(
                fields=["staff", "course", "issued_on"],
                condition=Q(revoked_on__isnull=True),
                name="readiness_certificate_day_once",
                violation_error_message=_(
                    "This person has a certificate of this course and day already."
                ),
            ),
            models.CheckConstraint(
                name="readiness_certificate_dates_ordered",
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("issued_on")),
                violation_error_message=_("A certificate cannot expire before it is issued."),
            ),
            models.CheckConstraint(
                name="readiness_certificate_revoked_iff_reasoned",
                condition=Q(revoked_on__isnull=True, revoke_reason="")
                | (Q(revoked_on__gte=F("issued_on")) & ~Q(revoke_reason="")),
                violation_error_message=_(
                    "A revoked certificate, and no other, has a day and a reason."
                ),
            ),
        ]
        indexes = [
            # Read by the lists of an office and of its people.
            models.Index(fields=["office", "id"], name="readiness_certificate_office"),
        ]

    def __str__(self) -> str:
        return self.number
