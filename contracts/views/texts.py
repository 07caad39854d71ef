"""The signed text of a contract as a PDF, made anew of what stays as it was signed."""

from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.roles import Role
from contracts.models import Contract, ContractArticle
from contracts.states import PREPARED, ContractState
from contracts.views.shown import addendum_rows
from core.clock import TEHRAN
from core.papers.sending import sealed
from core.persian import latin_digits
from core.web import Scoped
from notices.printing import paper_as_pdf

UNSIGNED = {*PREPARED, ContractState.PENDING_SIGNATURE}


def has_signed_text(contract: Contract, articles: list[ContractArticle]) -> bool:
    """Tell whether a contract was signed, and with a text."""
    return bool(articles and contract.signed_on and contract.state not in UNSIGNED)


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
            "addenda": [addendum_rows(one) for one in contract.addenda.order_by("number")],
        }
        at = datetime.combine(contract.signed_on, time(12), TEHRAN)
        pdf = paper_as_pdf("contracts/paper.html", words, contract.number, at)
        return sealed(pdf.content, "application/pdf", f"{contract.number}.pdf")
