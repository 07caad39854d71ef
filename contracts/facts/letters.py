"""The letter of a termination notice: its places, and what fills them."""

from datetime import date

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from contracts.facts.disputes import contract_court
from contracts.models import Contract, EndingProof
from core.identifiers import mask_national_ids
from core.jalali import short
from core.persian import isolated, persian_digits
from notices.facts import LetterKind, Sample
from notices.models import Letter
from offices.models import Office
from workdays.facts import is_entered_back


def termination_values(
    contract: Contract, proof: EndingProof, reasons: str, on: date
) -> dict[str, str]:
    """Return what stands in the places of a termination notice issued on a day, in Persian."""
    with translation.override("fa"):
        days = gettext("{count} days").format(count=persian_digits(contract.notice_days))
        carried = f"{proof.get_kind_display()} {isolated(proof.source_label)}"
    return {
        "contract": isolated(contract.number),
        "office": persian_digits(contract.office.code),
        "agency": contract.agency.name,
        "proof": carried,
        "decided": persian_digits(short(proof.decided_on)),
        "reasons": mask_national_ids(reasons),
        "window": days,
        "court": contract_court(contract, on),
    }


def _sample(principal: Principal) -> Sample | None:
    """Return the newest contract with a proof that ends it; its reason is still to be written."""
    rows = Contract.objects.visible_to(principal).filter(ending_proof__isnull=False)
    contract = rows.select_related("office", "agency", "ending_proof").order_by("-pk").first()
    if contract is None or contract.ending_proof is None:
        return None
    proof = contract.ending_proof
    with translation.override("fa"):
        reasons = gettext("(the reason that the manager writes)")
    return Sample(contract.number, termination_values(contract, proof, reasons, proof.decided_on))


TERMINATION = LetterKind(
    "contract.termination",
    _("termination notice"),
    {
        "contract": _("number of the contract"),
        "office": _("code of the office"),
        "agency": _("name of the agency"),
        "proof": _("decision or document behind it"),
        "decided": _("day of that decision"),
        "reasons": _("reason of the termination"),
        "window": _("days of notice"),
        "court": _("where the decision is disputed"),
    },
    order=50,
    required=(
        "contract", "office", "agency", "proof", "decided", "reasons", "window", "court",
    ),
    sample=_sample,
)  # fmt: skip


def is_received_back(letter: Letter, day: date, on: date) -> bool:
    """Tell whether a receipt of a day is entered so late that another person confirms it."""
    assert letter.office_id  # noqa: S101 - each letter is about an office
    office = Office.objects.select_related("county").get(public_id=letter.office_id)
    return is_entered_back(day, on, office.county.public_id)
