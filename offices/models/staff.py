"""The people who work in offices."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from accounts.roles import Role
from core.models import Addressed, ScopedQuerySet, Stamped
from offices.models.offices import Office


class StaffQuerySet(ScopedQuerySet["OfficeStaff"]):
    """Staff of offices, for those who may see the offices' contacts."""

    def visible_to(self, principal: Principal) -> Self:
        """Return the staff of offices whose contacts are seen; members' for the association."""
        if principal.role is Role.ASSOCIATION:
            return self.filter(office__is_member=True)
        return self.filter(office__in=Office.objects.contacts_for(principal))


class OfficeStaff(Stamped, Addressed):
    """A person who works in an office."""

    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,  # an office with a past is closed, never deleted
        related_name="staff",
        verbose_name=_("office"),
    )
    full_name = models.CharField(_("full name"), max_length=120)
    position = models.CharField(_("position"), max_length=80)
    national_id_sealed = models.CharField(_("national ID"), max_length=200, blank=True)
    national_id_index = models.CharField(
        _("index of the national ID"), max_length=64, blank=True, db_index=True
    )
    is_insured = models.BooleanField(_("insured"), default=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)

    objects = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("office staff")
        verbose_name_plural = _("office staff")
        constraints = [
            models.CheckConstraint(
                name="offices_officestaff_dates_ordered",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("Work cannot end before it starts."),
            )
        ]

    def __str__(self) -> str:
        return self.full_name
