"""What stands in the way of moves on the floors below."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from core.persian import isolated
from offices.models import Licence
from violations.models import Case


def against_renewal(licence: Licence, on: date) -> Sequence[str]:
    """
    Return why a licence cannot be renewed: every unresolved case of its office.

    Source: DOMAIN C4-17 (provincial notice, Mazandaran, 1398).
    """
    open_cases = Case.objects.open().filter(office_id=licence.office_id).order_by("opened_on", "pk")
    return [
        _("Case {number} of this office is unresolved.").format(number=isolated(number))
        for number in open_cases.values_list("number", flat=True)
    ]
