"""What people type about offices and licences."""

from offices.forms.imports import ConfirmForm, UploadForm
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
    "ConfirmForm",
    "HolderForm",
    "LicenceForm",
    "LicenceStateForm",
    "OfficeForm",
    "RenewalForm",
    "RevealForm",
    "StaffForm",
    "StateForm",
    "UploadForm",
]
