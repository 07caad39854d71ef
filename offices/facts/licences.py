"""The licence by which an office works."""

from core.acts import once_per_record
from offices.models import Licence, Office


@once_per_record
def current_licence(office: Office) -> Licence | None:
    """Return the licence that has not been replaced, transferred or cancelled; None without one."""
    licence = Licence.objects.current().filter(office=office).first()
    if licence is not None:
        licence.office = office
    return licence
