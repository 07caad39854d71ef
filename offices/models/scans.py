"""Scans of licences, and of the documents on which states of licences and offices rest."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from core.models import KeptScan, ScopedQuerySet
from offices.models.licences import Licence
from offices.models.offices import Office
from offices.states import LicencePaper, OfficeState


class DocumentScan(KeptScan):
    """
    A scan with the head of its document: number, day and issuer.

    `in_force_on` is the day on which the state took effect that rests on it; empty while the entry
    waits for its second person, or was refused. It is written once (trigger).
    """

    document_no = models.CharField(_("document number"), max_length=60, blank=True)
    document_on = models.DateField(_("document date"), null=True, blank=True)
    document_issuer = models.CharField(_("document issuer"), max_length=160, blank=True)
    in_force_on = models.DateField(_("in force on"), null=True, blank=True)

    class Meta:
        abstract = True


class LicenceScanQuerySet(ScopedQuerySet["LicenceScan"]):
    """That an office is licensed is public; the paper names its holder and is not."""

    def visible_to(self, principal: Principal) -> Self:
        """Return the scans of the licences of offices whose holder the principal may see."""
        return self.filter(licence__office__in=Office.objects.contacts_for(principal))


class LicenceScan(DocumentScan):
    """
    A version of the scan of the regulator's licence, or a document on which its state rests.

    The secretariat keeps all of them. The scan of the licence itself has no head and no day.
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
    """The state of an office is public; its document names persons and is not."""

    def visible_to(self, principal: Principal) -> Self:
        """Return the documents of the offices whose holder the principal may see."""
        return self.filter(office__in=Office.objects.contacts_for(principal))


class OfficeLetter(DocumentScan):
    """
    The scan of a document on which an office came to a state.

    A revocation after a cancelled licence has its letter there.
    """

    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,  # an office with a past is closed, never deleted
        related_name="letters",
        verbose_name=_("office"),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=OfficeState.choices, default=OfficeState.REVOKED
    )

    objects = OfficeLetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("document on the state of an office")
        verbose_name_plural = _("documents on the states of offices")
        constraints = [
            models.UniqueConstraint(
                fields=["office", "state", "number"],
                name="offices_officeletter_number",
                violation_error_message=_("The office has a document of this version."),
            ),
            models.CheckConstraint(
                name="offices_officeletter_state",
                condition=Q(state__in=OfficeState.values),
                violation_error_message=_("There is no such state of an office."),
            ),
        ]

    def __str__(self) -> str:
        return self.scan_name
