"""The scan of the signed paper: kept by the agency, opened in scope."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from accounts.principal import may
from accounts.roles import Permission
from contracts import actions
from contracts.acts.contract import KEEP_SCAN
from contracts.forms import ScanForm
from contracts.models import ContractScan
from contracts.views.acts.base import ContractAct
from core.clock import now
from core.papers.keeping import wrong_in_version
from core.papers.sending import hand_out
from core.web import Scoped


class KeepScan(ContractAct):
    """The scan of the signed paper; where one is kept, why another takes its place."""

    act = KEEP_SCAN
    form_class = ScanForm
    lead = gettext_lazy(
        "The contract that both sides signed on paper, whole. Each scan stays with who kept it and"
        " when; a later one is shown in its place."
    )
    success_message = gettext_lazy("The scan was kept and sealed.")

    def find_parts(self) -> None:
        """Find out whether a scan is stored, which another one then replaces."""
        self.replaces = self.object.scans.exists()

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say so where a scan is replaced."""
        words = super().get_context_data(**context)
        if self.replaces:
            title = gettext_lazy("Replace the scan")
            words |= {"title": title, "button": title}
            words["crumbs"][-1] = {"label": title}
        return words

    def get_form_kwargs(self) -> dict[str, Any]:
        """Ask why, where a scan is kept already."""
        return super().get_form_kwargs() | {"replaces": self.replaces}

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        last = self.object.scans.order_by("-number").first()
        return wrong_in_version(last, typed.get("file"))

    def perform(self, data: dict[str, Any], actor: Any) -> ContractScan:
        """Keep it."""
        return actions.keep_scan(actor=actor, **data, **self.when())


class PaperScan(Scoped):
    """A version of the scan. Opening it is recorded; the seal is compared each time."""

    queryset = ContractScan.objects.all()
    slug_field = "public_id"
    slug_kwarg = "public_id"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the file; a role that reads no evidence finds nothing here."""
        if not may(self.actor, Permission.EVIDENCE_READ):
            raise Http404
        opened = actions.open_scan(scan_id=self.get_record().pk, actor=self.actor, at=now())
        return hand_out(request, opened, opened.row.contract.get_absolute_url())
