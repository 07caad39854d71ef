"""What people type about contracts."""

from contracts.forms.terms import (
    AddendumForm,
    ContractForm,
    DocumentForm,
    GuaranteeForm,
    MutualEndForm,
    ReasonForm,
    RenewForm,
    ServeForm,
    SettleForm,
    SignForm,
    SuspendForm,
    TerminateForm,
    WaiveForm,
)

__all__ = [
    "AddendumForm",
    "ContractForm",
    "DocumentForm",
    "GuaranteeForm",
    "MutualEndForm",
    "ReasonForm",
    "RenewForm",
    "ServeForm",
    "SettleForm",
    "SignForm",
    "SuspendForm",
    "TerminateForm",
    "WaiveForm",
]
