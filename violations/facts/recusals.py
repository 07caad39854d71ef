"""From what a person stood back whom a case does not let act, in words."""

from django.utils.translation import gettext_lazy

from contracts.acts.recusals import STOOD_BACK as FROM_CONTRACTS
from contracts.facts.recusals import is_recused_from
from violations.facts.sessions import is_recused_in
from violations.models import Case

STOOD_BACK = gettext_lazy("You stood back from this case, so somebody else acts in it.")


def why_recused(case: Case, account: int) -> str:
    """Return that the person of an account stood back from the case, or from its contracts."""
    return recusal_in_words(case, account) if is_recused_in(case.pk, account) else ""


def recusal_in_words(case: Case, account: int) -> str:
    """Return from what the person of an account, who is recused from a case, stood back."""
    is_of_contracts = case.agency_id is not None and is_recused_from(
        case.agency_id, case.office_id, account
    )
    return str(FROM_CONTRACTS if is_of_contracts else STOOD_BACK)
