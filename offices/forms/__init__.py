"""What people type about offices and licences."""

from offices.forms.register import (
    HolderForm,
    LicenceForm,
    LicenceStateForm,
    OfficeForm,
    RenewalForm,
    RevealForm,
    StaffForm,
    StateForm,
)

__all__ = [
    "HolderForm",
    "LicenceForm",
    "LicenceStateForm",
    "OfficeForm",
    "RenewalForm",
    "RevealForm",
    "StaffForm",
    "StateForm",
]
