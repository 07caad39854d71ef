"""Where an office turns against a decision on its contract: the forum that letters name."""

from collections.abc import Mapping
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from contracts.models import Contract, ContractArticle
from core.persian import isolated, loose_key, persian_digits
from notices.facts import LetterKind, Sample, template_for
from notices.rules import filled

DISPUTE = loose_key("اختلاف")  # in the title of the article on disputes


def _sample(principal: Principal) -> Sample | None:
    contract = Contract.objects.visible_to(principal).order_by("-pk").first()
    return None if contract is None else Sample(contract.number, _values(contract))


def _values(contract: Contract | None) -> Mapping[str, str]:
    return {"clause": dispute_clause(contract)}


CONTRACT_COURT = LetterKind(
    "court.contract",
    gettext_lazy("passage: forums for a decision on a contract"),
    {"clause": gettext_lazy("forum of the contract's article on disputes")},
    order=70,
    required=("clause",),
    sample=_sample,
    is_passage=True,
)


@translation.override("fa")
def dispute_clause(contract: Contract | None) -> str:
    """
    Return the forum that a contract names for disputes, by its article, in official Persian.

    A transcript, which the agency wrote after the signature, is not cited.
    """
    unnamed = _("the forum that the contract names for disputes")
    if contract is None:
        return unnamed
    agreed = ContractArticle.objects.filter(contract=contract, is_transcript=False)
    articles = agreed.order_by("number")
    for number, title in articles.values_list("number", "title"):
        if DISPUTE in loose_key(title):
            words = _("the forum of article {article} ({title}) of contract {number}")
            return words.format(
                article=persian_digits(number), title=title, number=isolated(contract.number)
            )
    return unnamed


def contract_court(contract: Contract | None, on: date) -> str:
    """Return where a decision on a contract is disputed, by the text in force on a day."""
    return filled(template_for(CONTRACT_COURT.name, on).body, _values(contract))
