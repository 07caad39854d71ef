"""What people type about offices and licences."""

from offices.forms.imports import HEAD, ConfirmForm, UploadForm
from offices.forms.register import (
    HolderEditForm,
    HolderForm,
    LeaveForm,
    LicenceForm,
    LicenceStateForm,
    MembershipForm,
    MembershipNoteForm,
    OfficeForm,
    RenewalForm,
    RenewedForm,
    RevealForm,
    StaffForm,
    StateForm,
    TransferForm,
)
from offices.forms.scans import LicenceScanForm

__all__ = [
    "HEAD",
    "ConfirmForm",
    "HolderEditForm",
    "HolderForm",
    "LeaveForm",
    "LicenceForm",
    "LicenceScanForm",
    "LicenceStateForm",
    "MembershipForm",
    "MembershipNoteForm",
    "OfficeForm",
    "RenewalForm",
    "RenewedForm",
    "RevealForm",
    "StaffForm",
    "StateForm",
    "TransferForm",
    "UploadForm",
]
