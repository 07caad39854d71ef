"""What people type about reviews, policies and runs."""

from oversight.forms.duties import DutyReasonForm, RefuseDutyForm
from oversight.forms.policies import ApproveForm, ProposeForm, RefuseForm, RunForm
from oversight.forms.reminders import ReminderForm
from oversight.forms.reviews import (
    AnswerForm,
    DecideForm,
    RecommendForm,
    ServiceForm,
    WaiveForm,
)

__all__ = [
    "AnswerForm",
    "ApproveForm",
    "DecideForm",
    "DutyReasonForm",
    "ProposeForm",
    "RecommendForm",
    "RefuseDutyForm",
    "RefuseForm",
    "ReminderForm",
    "RunForm",
    "ServiceForm",
    "WaiveForm",
]
