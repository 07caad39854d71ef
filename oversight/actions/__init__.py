"""What can be done with policies, runs, flags and termination reviews."""

from oversight.actions.approvals import approve_policy, refuse_policy
from oversight.actions.decisions import close_executed, decide_review
from oversight.actions.duties import check_duties, date_duties, follow_duties
from oversight.actions.duty_answers import (
    open_refusal,
    put_duty_on_agenda,
    refuse_duty,
    reopen_duty,
)
from oversight.actions.following import (
    escalate_silent,
    recommend,
    remind_agency,
    remind_of_reviews,
    supersede_stale,
)
from oversight.actions.four_eyes import check_four_eyes
from oversight.actions.hearing import (
    acknowledge_review,
    answer_review,
    hear_lapsed,
    record_review_service,
    waive_hearing,
)
from oversight.actions.notes import add_review_note
from oversight.actions.policies import load_policies, propose_policy
from oversight.actions.proof_check import look_at_proofs, note_proofs
from oversight.actions.reminders import remind_agencies
from oversight.actions.runs import begin_run, execute_run, fail_run, flag_termination_review
from oversight.actions.stand_ins import execute_review, name_review_stand_in
from oversight.actions.state_check import compare_states
from oversight.actions.unopened import follow_unopened, note_unopened

__all__ = [
    "acknowledge_review",
    "add_review_note",
    "answer_review",
    "approve_policy",
    "begin_run",
    "check_duties",
    "check_four_eyes",
    "close_executed",
    "compare_states",
    "date_duties",
    "decide_review",
    "escalate_silent",
    "execute_review",
    "execute_run",
    "fail_run",
    "flag_termination_review",
    "follow_duties",
    "follow_unopened",
    "hear_lapsed",
    "load_policies",
    "look_at_proofs",
    "name_review_stand_in",
    "note_proofs",
    "note_unopened",
    "open_refusal",
    "propose_policy",
    "put_duty_on_agenda",
    "recommend",
    "record_review_service",
    "refuse_duty",
    "refuse_policy",
    "remind_agencies",
    "remind_agency",
    "remind_of_reviews",
    "reopen_duty",
    "supersede_stale",
    "waive_hearing",
]
