"""Scans of licences and of letters: kept by the secretariat, opened in scope."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal, may
from accounts.roles import Permission
from core.acts import is_open
from core.clock import now, today
from core.papers.keeping import wrong_in_version
from core.papers.sending import hand_out
from core.web import Scoped
from offices import actions
from offices.acts.licences import KEEP_SCAN
from offices.forms import LicenceScanForm
from offices.models import Licence, LicenceScan, Office, OfficeLetter
from offices.states import LicencePaper
from offices.views.acts import OfficeAct


def licence_papers(
    office: Office, licences: list[Licence], actor: Principal, on: date
) -> list[dict[str, Any]]:
    """Return each licence with the scans of it that the reader may open, newest first."""
    seen = LicenceScan.objects.visible_to(actor).filter(licence__in=licences)
    scans = list(seen.order_by("-number")) if may(actor, Permission.EVIDENCE_READ) else []
    is_named = actor.is_province or actor.is_agency

    def rows(licence: Licence, paper: LicencePaper) -> list[dict[str, Any]]:
        return [
            {
                "url": reverse("offices:scan", args=[scan.public_id]),
                "scan": scan,
                "who": scan.kept_by_name if is_named else "",
            }
            for scan in scans
            if scan.licence_id == licence.pk and scan.paper == paper
        ]

    return [
        {
            "licence": licence,
            "scans": rows(licence, LicencePaper.LICENCE),
            "letters": [
                row
                for paper in LicencePaper
                if paper is not LicencePaper.LICENCE
                for row in rows(licence, paper)
            ],
            "keep_url": reverse("offices:keep_scan", args=[office.code, licence.public_id])
            if is_open(KEEP_SCAN, licence, actor, on)
            else "",
        }
        for licence in licences
    ]


class KeepScan(OfficeAct):
    """The scan of one licence; where one is kept, why another takes its place."""

    act = KEEP_SCAN
    form_class = LicenceScanForm
    lead = gettext_lazy(
        "The licence as the regulator issued it. Each scan stays with who kept it and when; a later"
        " one is shown in its place."
    )
    success_message = gettext_lazy("The scan was kept and sealed.")

    def find_parts(self) -> None:
        """Find the licence, and whether its scan is kept."""
        named = {"office": self.object, "public_id": self.kwargs["public_id"]}
        found = Licence.objects.visible_to(self.actor).filter(**named).first()
        if found is None:
            raise Http404
        self.named = found
        self.replaces = found.scans.filter(paper=LicencePaper.LICENCE).exists()

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say that the scan is replaced, where one is kept already."""
        more = {"title": _("Replace the scan"), "button": _("Replace the scan")}
        return super().get_context_data(**(more if self.replaces else {}), **context)

    def acted_on(self) -> Licence:
        """Return the licence."""
        return self.named

    def weighed(self) -> Licence:
        """Return the licence; its version counts here, whatever becomes of the office."""
        return self.named

    def get_form_kwargs(self) -> dict[str, Any]:
        """Ask why, where a scan is kept already."""
        return {"replaces": self.replaces}

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        scans = self.named.scans.filter(paper=LicencePaper.LICENCE)
        return wrong_in_version(scans.order_by("-number").first(), typed.get("file"))

    def perform(self, data: dict[str, Any], actor: Any) -> LicenceScan:
        """Keep it."""
        return actions.keep_licence_scan(
            licence_id=self.named.pk, **data, actor=actor, on=today(), at=now()
        )


class Scan(Scoped):
    """A version of the scan. Opening it is recorded; the seal is compared each time."""

    queryset = LicenceScan.objects.all()
    slug_field = "public_id"
    slug_kwarg = "public_id"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the file; a role that reads no evidence finds nothing here."""
        if not may(self.actor, Permission.EVIDENCE_READ):
            raise Http404
        opened = actions.open_licence_scan(scan_id=self.get_record().pk, actor=self.actor, at=now())
        return hand_out(request, opened, opened.row.licence.office.get_absolute_url())


class Letter(Scoped):
    """A document on a state of an office; its opening is recorded, its seal compared each time."""

    queryset = OfficeLetter.objects.all()
    slug_field = "public_id"
    slug_kwarg = "public_id"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the file; a role that reads no evidence finds nothing here."""
        if not may(self.actor, Permission.EVIDENCE_READ):
            raise Http404
        key = self.get_record().pk
        opened = actions.open_office_letter(letter_id=key, actor=self.actor, at=now())
        return hand_out(request, opened, opened.row.office.get_absolute_url())
