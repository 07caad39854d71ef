"""The scan of a licence, version by version, and of the letter that revokes an office."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from core.models import KeptScan, ScopedQuerySet
from offices.models.licences import Licence
from offices.models.offices import Office
from offices.states import LicencePaper


class LicenceScanQuerySet(ScopedQuerySet["LicenceScan"]):
    """That an office is licensed is public; the paper names its holder and is not."""

    def visible_to(self, principal: Principal) -> Self:
        """Return the scans of the licences of offices whose holder the principal may see."""
        return self.filter(licence__office__in=Office.objects.contacts_for(principal))


class LicenceScan(KeptScan):
    """
    A version of the scan of the regulator's licence, or of the letter that cancels it.

    The secretariat keeps both.
    """

    licence = models.ForeignKey(
        Licence,
        on_delete=models.PROTECT,  # a licence is history, never deleted
        related_name="scans",
        verbose_name=_("licence"),
    )

    paper = models.CharField(
        _("paper"), max_length=16, choices=LicencePaper.choices, default=LicencePaper.LICENCE
    )

    objects = LicenceScanQuerySet.as_manager()

    class Meta:
        verbose_name = _("scan of a licence")
        verbose_name_plural = _("scans of licences")
        constraints = [
            models.UniqueConstraint(
                fields=["licence", "paper", "number"],
                name="offices_licencescan_number",
                violation_error_message=_("The licence has a scan of this version."),
            ),
            models.CheckConstraint(
                name="offices_licencescan_paper",
                condition=Q(paper__in=LicencePaper.values),
                violation_error_message=_("There is no such paper of a licence."),
            ),
        ]

    def __str__(self) -> str:
        return self.scan_name


class OfficeLetterQuerySet(ScopedQuerySet["OfficeLetter"]):
    """That an office is revoked is public; the letter names its holder and is not."""

    def visible_to(self, principal: Principal) -> Self:
        """Return the letters of the offices whose holder the principal may see."""
        return self.filter(office__in=Office.objects.contacts_for(principal))


class OfficeLetter(KeptScan):
    """
    The scan of the regulator's letter by which an office was revoked.

    Of an office whose licence was cancelled before, that cancellation keeps the letter.
    """

    office = models.OneToOneField(
        Office,
        on_delete=models.PROTECT,  # an office with a past is closed, never deleted
        related_name="letter",
        verbose_name=_("office"),
    )

    objects = OfficeLetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter that revokes an office")
        verbose_name_plural = _("letters that revoke offices")

    def __str__(self) -> str:
        return self.scan_name
