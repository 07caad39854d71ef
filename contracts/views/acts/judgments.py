"""The page on which a judgment on a decision about a contract is recorded."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts import actions
from contracts.actions.judgments import Verdict, wrong_in_verdict
from contracts.acts.contract import RECORD_JUDGMENT
from contracts.acts.judging import called, judged_decisions
from contracts.forms.judgments import JudgmentForm
from contracts.models import Contract
from contracts.rules import isolated
from contracts.views.acts.base import ContractAct
from core.papers.heads import Letter
from workdays.views.hints import PaperOfADay


class RecordJudgment(PaperOfADay, ContractAct):
    """A judgment of a civil court, or of the forum of the contract's article on disputes."""

    act = RECORD_JUDGMENT
    form_class = JudgmentForm
    template_name = "contracts/judgment.html"
    lead = gettext_lazy(
        "A judgment that annuls ends the suspension or the notice at once; the agency reinstates a"
        " contract that was terminated. The office, the agency, the deputy and the association are"
        " told."
    )
    success_message = gettext_lazy("The judgment was recorded and its scan is sealed.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the decisions that stand."""
        text = _("{act}, resting on {proof} {number}")
        choices = [
            (
                judged.key,
                text.format(
                    act=called(judged.act, self.object, judged.decided_on),
                    proof=judged.proof.get_kind_display(),
                    number=isolated(judged.proof.source_label),
                ),
            )
            for judged in judged_decisions(self.object)
        ]
        return super().get_form_kwargs() | {"decisions": choices}

    def get_success_message(self, done: Contract) -> str:
        """Say where the deputy confirms the judgment first."""
        newest = done.proofs.filter(kind="judgment").order_by("-pk").first()
        if newest is not None and newest.in_force_on is None:
            return _("The judgment was entered; the deputy confirms it, as its day lies back.")
        return super().get_success_message(done)

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        return wrong_in_verdict(self.object, typed)

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Record it."""
        return actions.record_contract_judgment(
            verdict=Verdict(data["decision"], data["result"], data["days"]),
            letter=Letter(data["document_no"], data["document_on"], data["document_issuer"]),
            file=data["file"],
            reason=data["reason"],
            actor=actor,
            **self.when(),
        )
