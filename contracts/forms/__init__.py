"""What people type about contracts."""

from contracts.forms.drafts import (
    AcceptManyForm,
    AddendumForm,
    ConfirmForm,
    DraftForm,
    RenewForm,
    SignForm,
    TermsForm,
    TextForm,
)
from contracts.forms.endings import (
    BasisForm,
    DeclarationForm,
    DocumentForm,
    MutualEndForm,
    ReasonForm,
    ServeForm,
    SettleForm,
    ShortReasonForm,
    TerminateForm,
    UrgentForm,
)
from contracts.forms.filters import ContractFilter
from contracts.forms.guarantees import CallForm, ExtendForm, GuaranteeForm
from contracts.forms.scans import EnterAcceptanceForm, ScanForm
from contracts.forms.settlements import RemittanceForm, SettlementForm

__all__ = [
    "AcceptManyForm",
    "AddendumForm",
    "BasisForm",
    "CallForm",
    "ConfirmForm",
    "ContractFilter",
    "DeclarationForm",
    "DocumentForm",
    "DraftForm",
    "EnterAcceptanceForm",
    "ExtendForm",
    "GuaranteeForm",
    "MutualEndForm",
    "ReasonForm",
    "RemittanceForm",
    "RenewForm",
    "ScanForm",
    "ServeForm",
    "SettleForm",
    "SettlementForm",
    "ShortReasonForm",
    "SignForm",
    "TerminateForm",
    "TermsForm",
    "TextForm",
    "UrgentForm",
]
