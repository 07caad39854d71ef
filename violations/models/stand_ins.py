"""Who was named to decide where nobody of those who usually do is free to."""

from typing import Self

from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from core.models import Addressed, ScopedQuerySet, Stamped
from violations.states import StandInStep


class StandInQuerySet(ScopedQuerySet["StandIn"]):
    """Namings, the newest of a subject and step counting; their readers have found the subject."""

    def visible_to(self, principal: Principal) -> Self:
        """Return all to the province and to agencies, who find the subject in their scope first."""
        return self if principal.is_province or principal.is_agency else self.none()

    def newest(self) -> Self:
        """Return for each subject and step the naming that counts."""
        later = StandIn.objects.filter(
            subject_id=OuterRef("subject_id"), step=OuterRef("step"), pk__gt=OuterRef("pk")
        )
        return self.filter(~Exists(later))

    def running(self, principal: Principal) -> Self:
        """Return the namings of the principal that count and hold today."""
        today = Func(function="pishkhan_today", output_field=models.DateField())
        return self.newest().filter(member_id=principal.user_id, last_on__gte=today)


class StandIn(Stamped, Addressed):
    """
    A member of the committee whom the deputy named to decide one thing, `last_on` included.

    `subject_id` is the public id of the case, or of the review of a floor above; `step` says what
    is to be decided there. Never edited: another naming takes its place (design: DECISIONS 7).
    """

    step = models.CharField(_("what is decided"), max_length=10, choices=StandInStep.choices)
    subject_id = models.UUIDField(_("subject id"))
    member_id = models.BigIntegerField(_("named person"))
    member_name = models.CharField(_("named person"), max_length=120)
    reason = models.TextField(_("reason"))
    last_on = models.DateField(_("last day"))
    named_on = models.DateField(_("named on"))
    named_at = models.DateTimeField(_("named at"))
    named_by = models.BigIntegerField(_("named by"))
    named_by_name = models.CharField(_("named by"), max_length=120)

    objects = StandInQuerySet.as_manager()

    class Meta:
        verbose_name = _("stand-in")
        verbose_name_plural = _("stand-ins")
        constraints = [
            models.CheckConstraint(
                name="violations_standin_limited",
                condition=Q(last_on__gte=F("named_on")) & ~Q(reason=""),
                violation_error_message=_("A stand-in is named with a reason and a last day."),
            ),
        ]
        indexes = [
            # Read by the guards of decisions: the newest naming of a subject and step.
            models.Index(fields=["subject_id", "step", "-id"], name="violations_standin_subject"),
            # Read by the named person's desk.
            models.Index(fields=["member_id", "last_on"], name="violations_standin_member"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.member_name}"
