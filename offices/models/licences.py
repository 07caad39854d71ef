"""Licences of offices: what the regulator lets an office do, from when to when."""

from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from core.models import Addressed, ScopedQuerySet, Stamped
from offices.models.imports import RegisterImport
from offices.models.offices import DateRange, LicenceHolder, Office
from offices.states import LicenceState


class LicenceQuerySet(ScopedQuerySet["Licence"]):
    """Licences are part of the public card."""

    def visible_to(self, principal: Principal) -> Self:
        """Return all licences: whether an office is licensed is public."""
        return self

    def current(self) -> Self:
        """Return the licences that have not been replaced, transferred or cancelled."""
        return self.filter(
            state__in=[
                LicenceState.VALID,
                LicenceState.RENEWAL_REQUESTED,
                LicenceState.SUSPENDED,
                LicenceState.EXPIRED,
            ]
        )

    def valid_on(self, on: date) -> Self:
        """
        Return the licences that let an office work on a day, both end days included.

        One that is renewed or transferred from a day to come lets it work until then.
        """
        return self.filter(
            Q(ended_on__isnull=True) | Q(ended_on__gte=on),
            state__in=[
                LicenceState.VALID,
                LicenceState.RENEWAL_REQUESTED,
                LicenceState.RENEWED,
                LicenceState.TRANSFERRED,
            ],
            issued_on__lte=on,
            expires_on__gte=on,
        )


class Licence(Stamped, Addressed):
    """
    The regulator's licence of an office, valid from `issued_on` to `expires_on`, both included.

    It ends earlier on `ended_on`, when it is cancelled, or replaced by a renewal or transfer
    (`previous` of the new one; `source_list` where the regulator's list brought the renewal). One
    office has at most one current licence; periods never overlap.
    """

    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,  # an office with a past is closed, never deleted
        related_name="licences",
        verbose_name=_("office"),
    )
    holder = models.ForeignKey(
        LicenceHolder,
        on_delete=models.PROTECT,  # a holder with a past stays
        related_name="licences",
        verbose_name=_("licence holder"),
    )
    number = models.CharField(_("licence number"), max_length=40)
    issued_on = models.DateField(_("issued on"))
    expires_on = models.DateField(_("expires on"))
    ended_on = models.DateField(_("last day, if before expiry"), null=True, blank=True)
    previous = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,  # a licence is history, never deleted
        related_name="following",
        verbose_name=_("renewed or transferred from"),
        null=True,
        blank=True,
    )
    source_list = models.ForeignKey(
        RegisterImport,
        on_delete=models.PROTECT,  # the list is the paper of the renewal
        related_name="renewed_licences",
        verbose_name=_("list of renewed licences"),
        null=True,
        blank=True,
    )
    state = models.CharField(
        _("state"), max_length=20, choices=LicenceState.choices, default=LicenceState.VALID
    )
    state_since = models.DateField(_("in this state since"), null=True, blank=True)
    suspended_until = models.DateField(_("suspended until"), null=True, blank=True)
    document_no = models.CharField(_("document number"), max_length=60, blank=True)
    document_on = models.DateField(_("document date"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = LicenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("licence")
        verbose_name_plural = _("licences")
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                name="offices_licence_number",
                violation_error_message=_("A licence of this number exists."),
            ),
            models.UniqueConstraint(
                fields=["office"],
                condition=Q(state__in=["valid", "renewal_requested", "suspended", "expired"]),
                name="offices_licence_one_current",
                violation_error_message=_("The office has a current licence."),
            ),
            models.CheckConstraint(
                name="offices_licence_dates_ordered",
                condition=Q(expires_on__gte=F("issued_on")),
                violation_error_message=_("A licence cannot expire before it is issued."),
            ),
            models.CheckConstraint(
                name="offices_licence_suspension_ends",
                condition=Q(state="suspended", suspended_until__isnull=False)
                | (~Q(state="suspended") & Q(suspended_until__isnull=True)),
                violation_error_message=_("A suspended licence, and no other, has an end date."),
            ),
            models.CheckConstraint(
                name="offices_licence_loss_documented",
                condition=~Q(state__in=["suspended", "cancelled"]) | ~Q(document_no=""),
                violation_error_message=_("A suspension or cancellation names its document."),
            ),
            ExclusionConstraint(
                name="offices_licence_periods_apart",
                expressions=[
                    ("office", RangeOperators.EQUAL),
                    (
                        DateRange(
                            F("issued_on"),
                            Greatest(F("issued_on"), Coalesce(F("ended_on"), F("expires_on"))),
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("Another licence of the office covers these days."),
            ),
        ]
        indexes = [
            # Read by the expiry watch and by rule F09.
            models.Index(fields=["state", "expires_on"], name="offices_licence_expiry"),
        ]

    def __str__(self) -> str:
        return self.number
