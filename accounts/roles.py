"""Who may do what: the one page that pages, actions, serializers and tests read."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    """The roles of the province (design: DOMAIN C3, completed by DECISIONS 7)."""

    DEPUTY = "deputy"
    EXPERT = "expert"
    SECRETARIAT = "secretariat"
    COMMITTEE_CHAIR = "committee_chair"
    COMMITTEE_MEMBER = "committee_member"
    COUNTY_REP = "county_rep"
    AGENCY_MANAGER = "agency_manager"
    AGENCY_CLERK = "agency_clerk"
    AGENCY_APPEAL = "agency_appeal"
    ASSOCIATION = "association"
    OPERATOR = "operator"
    AUDITOR = "auditor"
    PLATFORM_ADMIN = "platform_admin"
    SYSTEM = "system"


ROLE_LABELS = {
    Role.DEPUTY: _("development deputy"),
    Role.EXPERT: _("provincial expert"),
    Role.SECRETARIAT: _("secretariat"),
    Role.COMMITTEE_CHAIR: _("committee chair"),
    Role.COMMITTEE_MEMBER: _("committee member"),
    Role.COUNTY_REP: _("county representative"),
    Role.AGENCY_MANAGER: _("agency manager"),
    Role.AGENCY_CLERK: _("agency clerk"),
    Role.AGENCY_APPEAL: _("agency appeal decider"),
    Role.ASSOCIATION: _("association admin"),
    Role.OPERATOR: _("office operator"),
    Role.AUDITOR: _("auditor"),
    Role.PLATFORM_ADMIN: _("platform admin"),
    Role.SYSTEM: _("system"),
}


class ScopeKind(StrEnum):
    """What a grant is limited to; the scope's public id says which one."""

    PROVINCE = "province"
    COUNTY = "county"
    AGENCY = "agency"
    OFFICE = "office"
    ASSOCIATION = "association"
    PLATFORM = "platform"


SCOPE_OF = {
    Role.DEPUTY: ScopeKind.PROVINCE,
    Role.EXPERT: ScopeKind.PROVINCE,
    Role.SECRETARIAT: ScopeKind.PROVINCE,
    Role.COMMITTEE_CHAIR: ScopeKind.PROVINCE,
    Role.COMMITTEE_MEMBER: ScopeKind.PROVINCE,
    Role.COUNTY_REP: ScopeKind.COUNTY,
    Role.AGENCY_MANAGER: ScopeKind.AGENCY,
    Role.AGENCY_CLERK: ScopeKind.AGENCY,
    Role.AGENCY_APPEAL: ScopeKind.AGENCY,
    Role.ASSOCIATION: ScopeKind.ASSOCIATION,
    Role.OPERATOR: ScopeKind.OFFICE,
    Role.AUDITOR: ScopeKind.PROVINCE,
    Role.PLATFORM_ADMIN: ScopeKind.PLATFORM,
    Role.SYSTEM: ScopeKind.PLATFORM,
}


class Permission(StrEnum):
    """One word for each thing that can be done; reading is `visible_to`, not a permission."""

    USER_GRANT = "user.grant"
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
    CONTRACT_WAIVE = "contract.waive"
    CONTRACT_ACCEPT_END = "contract.accept_end"
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
    LETTER_RECEIPT = "letter.receipt"
    LETTER_RENDER = "letter.render"
    TEMPLATE_EDIT = "template.edit"
    OUTBOX_REDO = "outbox.redo"
    WEBHOOK_EDIT = "webhook.edit"


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
            P.REVIEW_RECOMMEND,
            P.REVIEW_REMIND,
            P.REVIEW_ESCALATE,
            P.STAND_IN_NAME,
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
            P.CASE_NOTE,
            P.REVIEW_NOTE,
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
            P.STAND_IN_DECIDE,
            P.CASE_NOTE,
            P.REVIEW_NOTE,
            P.EVIDENCE_READ,
        }
    ),
    Role.ASSOCIATION: frozenset({P.REPORT_FILE, P.REPORT_WITHDRAW, P.EVIDENCE_ADD}),
    Role.OPERATOR: frozenset(
        {
            P.CASE_DOSSIER,
            P.OFFICE_CONTACTS,
            P.LICENCE_RENEW,
            P.CONTRACT_ACKNOWLEDGE,
            P.CONTRACT_WAIVE,
            P.CONTRACT_ACCEPT_END,
            P.CASE_DEFEND,
            P.CASE_WAIVE,
            P.CASE_APPEAL,
            P.HEARING_SIGN,
            P.CASE_CORRECT,
            P.EVIDENCE_ADD,
            P.EVIDENCE_READ,
            P.REVIEW_HEAR,
            P.REVIEW_WAIVE,
        }
    ),
    Role.AUDITOR: frozenset({P.CASE_DOSSIER, P.AUDIT_READ, P.OFFICE_CONTACTS, P.EVIDENCE_READ}),
    Role.PLATFORM_ADMIN: frozenset({P.USER_GRANT, P.CALENDAR_EDIT, P.AUDIT_READ, P.OUTBOX_REDO}),
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

# A second factor not older than five minutes is needed for these (design: SECURITY 8).
FRESH_FACTOR = frozenset(
    {
        P.CASE_DECIDE_CONTRACT,
        P.CASE_DECIDE_LICENCE,
        P.CASE_DECIDE_APPEAL,
        P.CASE_RECORD_JUDGMENT,
        P.CASE_WAIVE,
        P.STAND_IN_NAME,
        P.STAND_IN_DECIDE,
        P.HEARING_SIGN,
        P.HEARING_REFUSAL,
        P.CONTRACT_SUSPEND,
        P.CONTRACT_TERMINATE,
        P.CONTRACT_WAIVE,
        P.GUARANTEE_CALL,
        P.REVIEW_DECIDE,
        P.REVIEW_WAIVE,
        P.POLICY_APPROVE,
        P.HOLDER_REVEAL_ID,
        P.TOKEN_ISSUE,
    }
)
