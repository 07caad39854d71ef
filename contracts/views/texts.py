"""The papers of a signed contract: its text as a PDF, made anew of what stays; the scans."""

from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.principal import Principal
from accounts.roles import Role
from contracts.acts.contract import KEEP_SCAN
from contracts.models import Contract, ContractArticle, ContractScan
from contracts.states import UNSIGNED, AddendumState
from contracts.views.shown import addendum_rows
from core.acts import is_open
from core.clock import TEHRAN, today
from core.papers.sending import sealed
from core.persian import latin_digits
from core.web import Scoped
from notices.printing import paper_as_pdf


def has_signed_text(contract: Contract, articles: list[ContractArticle]) -> bool:
    """Tell whether a contract was signed, and with a text."""
    return bool(articles and contract.in_force_from and contract.state not in UNSIGNED)


def paper_scans(contract: Contract, actor: Principal) -> dict[str, Any]:
    """Return the scans of the signed paper, newest first, and whether the reader may keep one."""
    is_inside = actor.is_agency or actor.is_province
    # The paper of an addendum stands with the addendum, a contested one with its contest.
    seen = ContractScan.objects.visible_to(actor).filter(
        contract=contract, addenda=None, contest=None
    )
    return {
        "scans": [
            {
                "url": reverse("contracts:paper-scan", args=[scan.public_id]),
                "scan": scan,
                "who": scan.kept_by_name if is_inside else "",
            }
            for scan in seen.order_by("-number")
        ],
        "keeps_scan": is_open(KEEP_SCAN, contract, actor, today()),
    }


class SignedText(Scoped):
    """The text as it was signed, with the addenda since, to take away and to print."""

    queryset = Contract.objects.select_related("agency", "office")
    slug_field = "number"
    slug_kwarg = "number"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the PDF; go to the contract where there is none to be had."""
        if self.actor.role is Role.ASSOCIATION:
            raise Http404  # the text is for the parties and the province
        self.kwargs["number"] = latin_digits(str(self.kwargs["number"]))
        contract = self.get_record()
        seen = ContractArticle.objects.visible_to(self.actor).filter(contract=contract)
        articles = list(seen.order_by("number"))
        if not has_signed_text(contract, articles):
            messages.error(request, _("No signed text of this contract is kept here."))
            return redirect(contract)
        words = {
            "contract": contract,
            "articles": articles,
            "addenda": [
                addendum_rows(one)
                for one in contract.addenda.filter(state=AddendumState.IN_FORCE).order_by("number")
            ],
        }
        at = datetime.combine(contract.signed_on or contract.in_force_from, time(12), TEHRAN)
        pdf = paper_as_pdf("contracts/paper.html", words, contract.number, at)
        return sealed(pdf.content, "application/pdf", f"{contract.number}.pdf")
