"""What can be done with policies, runs, flags and termination reviews."""

from oversight.actions.approvals import approve_policy, refuse_policy
from oversight.actions.decisions import close_executed, decide_review
from oversight.actions.duties import check_duties, date_duties, follow_duties
from oversight.actions.duty_answers import (
    accept_refusal,
    open_refusal,
    put_duty_on_agenda,
    reopen_duty,
)
from oversight.actions.duty_refusals import refuse_duty
from oversight.actions.following import (
    end_baseless,
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
from oversight.actions.paper_steps import open_review_paper
from oversight.actions.papers import contest_paper_answer, enter_paper_answer
from oversight.actions.policies import load_policies, propose_policy
from oversight.actions.proof_check import (
    look_at_flags,
    look_at_proofs,
    look_at_rows,
    note_proofs,
)
from oversight.actions.recusal import stand_back_from_review
from oversight.actions.reminders import remind_agencies
from oversight.actions.review_judgments import record_review_judgment
from oversight.actions.runs import begin_run, execute_run, fail_run, flag_termination_review
from oversight.actions.stand_ins import execute_review, name_review_stand_in
from oversight.actions.state_check import compare_states
from oversight.actions.unopened import follow_unopened, note_unopened

__all__ = [
    "accept_refusal",
    "acknowledge_review",
    "add_review_note",
    "answer_review",
    "approve_policy",
    "begin_run",
    "check_duties",
    "check_four_eyes",
    "close_executed",
    "compare_states",
    "contest_paper_answer",
    "date_duties",
    "decide_review",
    "end_baseless",
    "enter_paper_answer",
    "escalate_silent",
    "execute_review",
    "execute_run",
    "fail_run",
    "flag_termination_review",
    "follow_duties",
    "follow_unopened",
    "hear_lapsed",
    "load_policies",
    "look_at_flags",
    "look_at_proofs",
    "look_at_rows",
    "name_review_stand_in",
    "note_proofs",
    "note_unopened",
    "open_refusal",
    "open_review_paper",
    "propose_policy",
    "put_duty_on_agenda",
    "recommend",
    "record_review_judgment",
    "record_review_service",
    "refuse_duty",
    "refuse_policy",
    "remind_agencies",
    "remind_agency",
    "remind_of_reviews",
    "reopen_duty",
    "stand_back_from_review",
    "supersede_stale",
    "waive_hearing",
]
