"""What people type about contracts."""

from contracts.forms.drafts import (
    AddendumForm,
    ConfirmForm,
    DraftForm,
    RenewForm,
    SignForm,
    TermsForm,
)
from contracts.forms.endings import (
    BasisForm,
    DocumentForm,
    MutualEndForm,
    ReasonForm,
    ServeForm,
    SettleForm,
    TerminateForm,
    UrgentForm,
    WaiveForm,
)
from contracts.forms.filters import ContractFilter
from contracts.forms.guarantees import CallForm, ExtendForm, GuaranteeForm

__all__ = [
    "AddendumForm",
    "BasisForm",
    "CallForm",
    "ConfirmForm",
    "ContractFilter",
    "DocumentForm",
    "DraftForm",
    "ExtendForm",
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
