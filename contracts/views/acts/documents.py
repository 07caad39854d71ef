"""Documents of the committee or the regulator: recorded by the secretariat, opened in scope."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import may
from accounts.roles import Permission
from contracts import actions
from contracts.acts.contract import RECORD_DOCUMENT
from contracts.forms import DocumentForm
from contracts.models import EndingProof
from contracts.views.acts.base import ContractAct
from core.clock import now
from core.papers.heads import Letter
from core.papers.sending import hand_out
from core.web import Scoped
from workdays.views.hints import PaperOfADay


class RecordDocument(PaperOfADay, ContractAct):
    """A document about the contract, with its scan; the agency's manager acts on it."""

    act = RECORD_DOCUMENT
    form_class = DocumentForm
    template_name = "contracts/document.html"
    lead = gettext_lazy("The agency's manager then suspends or ends the contract on it.")
    success_message = gettext_lazy("The document was recorded and its scan is sealed.")

    def get_success_message(self, done: EndingProof) -> str:
        """Say where the deputy confirms the document first."""
        if done.is_waiting:
            return _(
                "The document was sealed; the deputy confirms the entry, as its day lies back."
            )
        return super().get_success_message(done)

    def perform(self, data: dict[str, Any], actor: Any) -> EndingProof:
        """Record it."""
        letter = Letter(data["document_no"], data["document_on"], data["document_issuer"])
        return actions.record_document(
            letter=letter, file=data["file"], reason=data["reason"], actor=actor, **self.when()
        )


class Scan(Scoped):
    """The scan of a document. Opening it is recorded; the seal is compared each time."""

    queryset = EndingProof.objects.exclude(scan_sha256="")
    slug_field = "public_id"
    slug_kwarg = "public_id"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the file; a role that reads no evidence finds nothing here."""
        if not may(self.actor, Permission.EVIDENCE_READ):
            raise Http404
        opened = actions.open_document(proof_id=self.get_record().pk, actor=self.actor, at=now())
        return hand_out(request, opened, opened.row.contract.get_absolute_url())
