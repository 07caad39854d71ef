"""Which role may do what."""

from accounts.roles.names import Role
from accounts.roles.permissions import Permission

P = Permission

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.DEPUTY: frozenset(
        {
            P.CASE_DOSSIER,
            P.CASE_REMIND,
            P.AUDIT_READ,
            P.DEADLINE_MOVE,
            P.OFFICE_CONTACTS,
            P.HOLDER_REVEAL_ID,
            P.EVIDENCE_READ,
            P.EVIDENCE_ASK,
            P.POLICY_APPROVE,
            P.TEMPLATE_APPROVE,
            P.ROLE_ATTEST,
            P.REVIEW_RECOMMEND,
            P.REVIEW_REMIND,
            P.DUTY_RAISE,
            P.REVIEW_ESCALATE,
            P.STAND_IN_NAME,
            P.CASE_REOPEN,
            P.AGENCY_REMIND,
        }
    ),
    Role.EXPERT: frozenset(
        {
            P.CASE_REMIND,
            P.AUDIT_READ,
            P.OFFICE_CONTACTS,
            P.REPORT_FILE,
            P.REPORT_WITHDRAW,
            P.EVIDENCE_ADD,
            P.EVIDENCE_READ,
            P.CASE_NOTE,
            P.REVIEW_NOTE,
            P.POLICY_PROPOSE,
            P.FLAG_RUN,
            P.REVIEW_RECOMMEND,
            P.REVIEW_REMIND,
            P.AGENCY_REMIND,
        }
    ),
    Role.SECRETARIAT: frozenset(
        {
            P.CASE_DOSSIER,
            P.CASE_ASSIGN,
            P.CASE_REMIND,
            P.AUDIT_READ,
            P.CALENDAR_EDIT,
            P.DEADLINE_MOVE,
            P.OFFICE_EDIT,
            P.OFFICE_IMPORT,
            P.OFFICE_CONTACTS,
            P.HOLDER_REVEAL_ID,
            P.LICENCE_EDIT,
            P.LICENCE_SANCTION,
            P.LICENCE_RENEW,
            P.AGENCY_EDIT,
            P.CONTRACT_IMPORT,
            P.CONTRACT_RECORD_DOCUMENT,
            P.REPORT_FILE,
            P.REPORT_WITHDRAW,
            P.REPORT_TRIAGE_LICENCE,
            P.CASE_CLOSE_NO_ACTION,
            P.CASE_RECORD_JUDGMENT,
            P.CASE_SERVE,
            P.HEARING_REFUSAL,
            P.CASE_ENTER_PAPER,
            P.CASE_NOTE,
            P.REVIEW_NOTE,
            P.CASE_CORRECT,
            P.CASE_VERIFY,
            P.EVIDENCE_ADD,
            P.EVIDENCE_READ,
            P.POLICY_PROPOSE,
            P.FLAG_RUN,
            P.REVIEW_RECOMMEND,
            P.REVIEW_REMIND,
            P.AGENCY_REMIND,
            P.LETTER_RECEIPT,
            P.TEMPLATE_EDIT,
            P.COURSE_EDIT,
            P.MEMBERSHIP_CONFIRM,
            P.RATING_OPEN,
        }
    ),
    Role.COMMITTEE_CHAIR: frozenset(
        {
            P.OFFICE_CONTACTS,
            P.CASE_DECIDE_LICENCE,
            P.HEARING_RECUSE,
            P.HEARING_SIGN,
            P.HEARING_REFUSAL,
            P.CASE_DECIDE_APPEAL,
            P.CASE_RECORD_JUDGMENT,
            P.CASE_CONFIRM_CLOSING,
            P.CASE_NOTE,
            P.REVIEW_NOTE,
            P.EVIDENCE_ADD,
            P.EVIDENCE_READ,
        }
    ),
    Role.COMMITTEE_MEMBER: frozenset(
        {
            P.OFFICE_CONTACTS,
            P.STAND_IN_DECIDE,
            P.HEARING_RECUSE,
            P.HEARING_SIGN,
            P.CASE_NOTE,
            P.REVIEW_NOTE,
            P.EVIDENCE_READ,
        }
    ),
    Role.COUNTY_REP: frozenset(
        {
            P.OFFICE_CONTACTS,
            P.REPORT_FILE,
            P.REPORT_WITHDRAW,
            P.EVIDENCE_ADD,
            P.EVIDENCE_READ,
        }
    ),
    Role.AGENCY_MANAGER: frozenset(
        {
            P.CASE_DOSSIER,
            P.DEADLINE_MOVE,
            P.CASE_ASSIGN,
            P.OFFICE_CONTACTS,
            P.AGENCY_EDIT,
            P.CONTRACT_DRAFT,
            P.CONTRACT_SIGN,
            P.CONTRACT_SUSPEND,
            P.CONTRACT_TERMINATE,
            P.CONTRACT_CONFIRM_IMPORT,
            P.CONTRACT_SERVE,
            P.CONTRACT_SETTLE,
            P.GUARANTEE_CALL,
            P.REPORT_FILE,
            P.REPORT_WITHDRAW,
            P.REPORT_TRIAGE_CONTRACT,
            P.CASE_CLOSE_NO_ACTION,
            P.CASE_CONFIRM_CLOSING,
            P.CASE_SERVE,
            P.CASE_ENTER_PAPER,
            P.CASE_DECIDE_CONTRACT,
            P.HEARING_RECUSE,
            P.HEARING_SIGN,
            P.HEARING_REFUSAL,
            P.CASE_NOTE,
            P.REVIEW_NOTE,
            P.CASE_CORRECT,
            P.CASE_VERIFY,
            P.EVIDENCE_ADD,
            P.EVIDENCE_READ,
            P.REVIEW_SERVE,
            P.REVIEW_DECIDE,
            P.DUTY_REFUSE,
            P.LETTER_RECEIPT,
        }
    ),
    Role.AGENCY_CLERK: frozenset(
        {
            P.CASE_DOSSIER,
            P.CASE_ASSIGN,
            P.OFFICE_CONTACTS,
            P.CONTRACT_DRAFT,
            P.CONTRACT_SERVE,
            P.CONTRACT_SETTLE,
            P.REPORT_FILE,
            P.REPORT_WITHDRAW,
            P.CASE_SERVE,
            P.CASE_ENTER_PAPER,
            P.HEARING_RECUSE,
            P.HEARING_SIGN,
            P.HEARING_REFUSAL,
            P.CASE_NOTE,
            P.REVIEW_NOTE,
            P.CASE_CORRECT,
            P.EVIDENCE_ADD,
            P.EVIDENCE_READ,
            P.REVIEW_SERVE,
            P.LETTER_RECEIPT,
        }
    ),
    Role.AGENCY_APPEAL: frozenset(
        {
            P.CASE_DOSSIER,
            P.OFFICE_CONTACTS,
            P.CASE_DECIDE_APPEAL,
            P.CASE_RECORD_JUDGMENT,
            P.CASE_CONFIRM_CLOSING,
            P.DUTY_REFUSE,
            P.STAND_IN_DECIDE,
            P.CASE_NOTE,
            P.REVIEW_NOTE,
            P.EVIDENCE_ADD,
            P.EVIDENCE_READ,
        }
    ),
    Role.ASSOCIATION: frozenset(
        {
            P.REPORT_FILE,
            P.REPORT_WITHDRAW,
            P.EVIDENCE_ADD,
            P.MEMBERSHIP_EDIT,
            P.CERTIFICATE_ISSUE,
            P.RATING_SCORE,
        }
    ),
    Role.OPERATOR: frozenset(
        {
            P.CASE_DOSSIER,
            P.OFFICE_CONTACTS,
            P.LICENCE_RENEW,
            P.CONTRACT_ACKNOWLEDGE,
            P.CONTRACT_WAIVE,
            P.CONTRACT_ACCEPT,
            P.CONTRACT_ACCEPT_END,
            P.CONTRACT_DECLINE_END,
            P.CASE_DEFEND,
            P.CASE_WAIVE,
            P.CASE_APPEAL,
            P.HEARING_SIGN,
            P.CASE_CORRECT,
            P.EVIDENCE_ADD,
            P.EVIDENCE_READ,
            P.MEMBERSHIP_CONFIRM,
            P.REVIEW_HEAR,
            P.REVIEW_WAIVE,
        }
    ),
    Role.AUDITOR: frozenset({P.CASE_DOSSIER, P.AUDIT_READ, P.OFFICE_CONTACTS, P.EVIDENCE_READ}),
    Role.PLATFORM_ADMIN: frozenset(
        {P.USER_GRANT, P.ENTRY_RENEW, P.CALENDAR_EDIT, P.AUDIT_READ, P.OUTBOX_REDO}
    ),
    Role.SYSTEM: frozenset(
        {
            P.LICENCE_EXPIRE,
            P.CONTRACT_EXPIRE,
            P.CASE_TICK,
            P.CASE_SERVE,
            P.FLAG_RUN,
            P.REVIEW_SERVE,
            P.REVIEW_ESCALATE,
            P.DUTY_FOLLOW,
            P.LETTER_RENDER,
        }
    ),
}

# Everybody but the clock may make keys to the API and webhooks that carry his own role.
for _role in set(Role) - {Role.SYSTEM}:
    ROLE_PERMISSIONS[_role] |= {P.TOKEN_ISSUE, P.WEBHOOK_EDIT}
