"""What people type about contracts."""

from contracts.forms.drafts import (
    AddendumForm,
    ConfirmForm,
    DraftForm,
    GuaranteeForm,
    RenewForm,
    SignForm,
    TermsForm,
)
from contracts.forms.endings import (
    BasisForm,
    MutualEndForm,
    ReasonForm,
    ServeForm,
    SettleForm,
    TerminateForm,
    UrgentForm,
    WaiveForm,
)
from contracts.forms.filters import ContractFilter, ContractListFilter

__all__ = [
    "AddendumForm",
    "BasisForm",
    "ConfirmForm",
    "ContractFilter",
    "ContractListFilter",
    "DraftForm",
    "GuaranteeForm",
    "MutualEndForm",
    "ReasonForm",
    "RenewForm",
    "ServeForm",
    "SettleForm",
    "SignForm",
    "TerminateForm",
    "TermsForm",
    "UrgentForm",
    "WaiveForm",
]
