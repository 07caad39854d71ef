"""What can be done, a word for each thing, and what needs a fresh second factor."""

from enum import StrEnum


class Permission(StrEnum):
    """One word for each thing that can be done; reading is `visible_to`, not a permission."""

    USER_GRANT = "user.grant"
    ENTRY_RENEW = "entry.renew"
    ROLE_ATTEST = "role.attest"
    TOKEN_ISSUE = "token.issue"
    AUDIT_READ = "audit.read"
    CALENDAR_EDIT = "calendar.edit"
    DEADLINE_MOVE = "deadline.move"
    OFFICE_EDIT = "office.edit"
    OFFICE_IMPORT = "office.import"
    OFFICE_CONTACTS = "office.contacts"
    HOLDER_REVEAL_ID = "holder.reveal_id"
    LICENCE_EDIT = "licence.edit"
    LICENCE_SANCTION = "licence.sanction"
    LICENCE_RENEW = "licence.renew"
    LICENCE_EXPIRE = "licence.expire"
    AGENCY_EDIT = "agency.edit"
    CONTRACT_DRAFT = "contract.draft"
    CONTRACT_SIGN = "contract.sign"
    CONTRACT_SUSPEND = "contract.suspend"
    CONTRACT_TERMINATE = "contract.terminate"
    CONTRACT_IMPORT = "contract.import"
    CONTRACT_CONFIRM_IMPORT = "contract.confirm_import"
    CONTRACT_RECORD_DOCUMENT = "contract.record_document"
    CONTRACT_EXPIRE = "contract.expire"
    CONTRACT_SETTLE = "contract.settle"
    GUARANTEE_CALL = "guarantee.call"
    CONTRACT_SERVE = "contract.serve"
    CONTRACT_ACKNOWLEDGE = "contract.acknowledge"
    CONTRACT_RECUSE = "contract.recuse"
    CONTRACT_WAIVE = "contract.waive"
    CONTRACT_ACCEPT = "contract.accept"
    CONTRACT_ACCEPT_END = "contract.accept_end"
    CONTRACT_DECLINE_END = "contract.decline_end"
    REPORT_FILE = "report.file"
    REPORT_WITHDRAW = "report.withdraw"
    REPORT_TRIAGE_CONTRACT = "report.triage_contract"
    REPORT_TRIAGE_LICENCE = "report.triage_licence"
    CASE_SERVE = "case.serve"
    CASE_DEFEND = "case.defend"
    CASE_ENTER_PAPER = "case.enter_paper"
    CASE_WAIVE = "case.waive"
    CASE_DECIDE_CONTRACT = "case.decide_contract"
    CASE_DECIDE_LICENCE = "case.decide_licence"
    HEARING_RECUSE = "hearing.recuse"
    HEARING_SIGN = "hearing.sign"
    HEARING_REFUSAL = "hearing.refusal"
    CASE_CLOSE_NO_ACTION = "case.close_no_action"
    CASE_CONFIRM_CLOSING = "case.confirm_closing"
    CASE_REOPEN = "case.reopen"
    CASE_APPEAL = "case.appeal"
    CASE_DECIDE_APPEAL = "case.decide_appeal"
    CASE_RECORD_JUDGMENT = "case.record_judgment"
    CASE_NOTE = "case.note"
    CASE_DOSSIER = "case.dossier"
    CASE_CORRECT = "case.correct"
    CASE_VERIFY = "case.verify"
    CASE_TICK = "case.tick"
    CASE_ASSIGN = "case.assign"
    CASE_REMIND = "case.remind"
    STAND_IN_NAME = "stand_in.name"
    STAND_IN_DECIDE = "stand_in.decide"
    EVIDENCE_ADD = "evidence.add"
    EVIDENCE_READ = "evidence.read"
    EVIDENCE_ASK = "evidence.ask"
    POLICY_PROPOSE = "policy.propose"
    POLICY_APPROVE = "policy.approve"
    FLAG_RUN = "flag.run"
    REVIEW_SERVE = "review.serve"
    REVIEW_HEAR = "review.hear"
    REVIEW_WAIVE = "review.waive"
    REVIEW_DECIDE = "review.decide"
    REVIEW_RECOMMEND = "review.recommend"
    REVIEW_REMIND = "review.remind"
    REVIEW_ESCALATE = "review.escalate"
    REVIEW_NOTE = "review.note"
    AGENCY_REMIND = "agency.remind"
    DUTY_FOLLOW = "duty.follow"
    DUTY_REFUSE = "duty.refuse"
    DUTY_RAISE = "duty.raise"
    LETTER_RECEIPT = "letter.receipt"
    LETTER_RENDER = "letter.render"
    TEMPLATE_EDIT = "template.edit"
    TEMPLATE_APPROVE = "template.approve"
    OUTBOX_REDO = "outbox.redo"
    WEBHOOK_EDIT = "webhook.edit"
    MEMBERSHIP_EDIT = "membership.edit"
    MEMBERSHIP_CONFIRM = "membership.confirm"
    COURSE_EDIT = "course.edit"
    CERTIFICATE_ISSUE = "certificate.issue"
    RATING_OPEN = "rating.open"
    RATING_SCORE = "rating.score"


P = Permission

# A second factor not older than five minutes is needed for these (design: SECURITY 8).
FRESH_FACTOR = frozenset(
    {
        P.CASE_DECIDE_CONTRACT,
        P.CASE_DECIDE_LICENCE,
        P.CASE_DECIDE_APPEAL,
        P.CASE_RECORD_JUDGMENT,
        P.CASE_CLOSE_NO_ACTION,
        P.CASE_CONFIRM_CLOSING,
        P.CASE_REOPEN,
        P.CASE_WAIVE,
        P.STAND_IN_NAME,
        P.STAND_IN_DECIDE,
        P.HEARING_SIGN,
        P.HEARING_REFUSAL,
        P.CONTRACT_SUSPEND,
        P.CONTRACT_TERMINATE,
        P.CONTRACT_WAIVE,
        P.CONTRACT_ACCEPT,
        P.CONTRACT_ACCEPT_END,
        P.GUARANTEE_CALL,
        P.REVIEW_DECIDE,
        P.REVIEW_WAIVE,
        P.POLICY_APPROVE,
        P.TEMPLATE_APPROVE,
        P.HOLDER_REVEAL_ID,
        P.TOKEN_ISSUE,
        P.ENTRY_RENEW,
    }
)
