"""
Who may open which address: one row for each route of the product.

The role × action table of the product is `accounts/roles`; this one is written by hand, from the
design, and the matrix test holds the doors to it. A route without a row fails the test.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from accounts.roles import Role

ALL = frozenset(Role) - {Role.SYSTEM}
NONE: frozenset[Role] = frozenset()
DEPUTY, EXPERT, SECRETARIAT = Role.DEPUTY, Role.EXPERT, Role.SECRETARIAT
CHAIR, MEMBER, AUDITOR = Role.COMMITTEE_CHAIR, Role.COMMITTEE_MEMBER, Role.AUDITOR
COUNTY, ASSOCIATION, OPERATOR = Role.COUNTY_REP, Role.ASSOCIATION, Role.OPERATOR
MANAGER, CLERK, APPEAL = Role.AGENCY_MANAGER, Role.AGENCY_CLERK, Role.AGENCY_APPEAL
ADMIN = Role.PLATFORM_ADMIN
PROVINCE = frozenset({DEPUTY, EXPERT, SECRETARIAT, CHAIR, MEMBER, AUDITOR})
AGENCY = frozenset({MANAGER, CLERK, APPEAL})
RECUSABLE = (PROVINCE | AGENCY) - {AUDITOR}
AUDIT = frozenset({DEPUTY, EXPERT, SECRETARIAT, AUDITOR, ADMIN})


@dataclass(frozen=True)
class Sight:
    """Who sees a record of a kind: in the cast's own scope, and in somebody else's."""

    own: frozenset[Role]
    other: frozenset[Role]


def sight(own: Iterable[Role], other: Iterable[Role]) -> Sight:
    """Return who sees a kind of record."""
    return Sight(frozenset(own), frozenset(other))


EVERYBODY = sight(ALL, ALL)
CONTRACTS = sight(PROVINCE | AGENCY | {OPERATOR, ASSOCIATION}, PROVINCE)
REPORTS = sight(PROVINCE | AGENCY, PROVINCE)
# The notices of the case and of the review stand in the portal and were not acknowledged yet.
CASES = sight(PROVINCE | AGENCY | {OPERATOR, COUNTY}, PROVINCE)
REVIEWS = sight(PROVINCE | AGENCY | {OPERATOR}, PROVINCE)
EVIDENCE = sight((PROVINCE | AGENCY) - {CHAIR, MEMBER}, PROVINCE - {CHAIR, MEMBER})
POLICIES = sight(ALL, PROVINCE)  # the other one is a proposal
PENDING = sight({DEPUTY, EXPERT, AUDITOR}, {DEPUTY, EXPERT, AUDITOR})  # the expert proposed it
PEOPLE = sight({ADMIN, AUDITOR}, {ADMIN, AUDITOR})

# What the names of `world` stand for, and who sees them (design: DOMAIN C6, DECISIONS 15).
KINDS: dict[str, Sight] = {
    "": EVERYBODY,
    "office": EVERYBODY,
    "office part": EVERYBODY,
    "office id": EVERYBODY,
    "licence": EVERYBODY,
    "office person": sight(PROVINCE | AGENCY | {COUNTY, OPERATOR, ASSOCIATION}, PROVINCE | AGENCY),
    "office member": sight(PROVINCE | AGENCY | {COUNTY, OPERATOR, ASSOCIATION}, PROVINCE | AGENCY),
    "agency": EVERYBODY,
    "agency part": EVERYBODY,
    "agency id": EVERYBODY,
    "agency service": EVERYBODY,
    "agency person": EVERYBODY,
    "service": EVERYBODY,
    "type": EVERYBODY,
    "content": EVERYBODY,
    "chapter": EVERYBODY,
    "operation": EVERYBODY,
    "template": EVERYBODY,
    "year": EVERYBODY,
    "year file": EVERYBODY,
    "day": EVERYBODY,
    "division": EVERYBODY,
    "course": EVERYBODY,
    "rating period": EVERYBODY,
    "certificate": sight(PROVINCE | AGENCY | {COUNTY, OPERATOR, ASSOCIATION}, PROVINCE | AGENCY),
    "rating score": sight(PROVINCE | {COUNTY, OPERATOR, ASSOCIATION}, PROVINCE),
    "contract": CONTRACTS,
    "contract id": CONTRACTS,
    "guarantee": CONTRACTS,
    "settlement": CONTRACTS,
    "scan": CONTRACTS,
    "scan id": CONTRACTS,
    "paper": CONTRACTS,
    "paper id": CONTRACTS,
    "office licence": EVERYBODY,
    "licence scan": sight(PROVINCE | AGENCY | {COUNTY, OPERATOR}, PROVINCE | AGENCY),
    "office letter": sight(PROVINCE | AGENCY | {COUNTY, OPERATOR}, PROVINCE | AGENCY),
    "office letter id": sight(PROVINCE | AGENCY | {COUNTY, OPERATOR}, PROVINCE | AGENCY),
    "licence scan id": sight(PROVINCE | AGENCY | {COUNTY, OPERATOR}, PROVINCE | AGENCY),
    "report": REPORTS,
    "report id": REPORTS,
    "clock": REPORTS,
    "deadline id": REPORTS,
    "move id": REPORTS,
    "evidence": EVIDENCE,
    "case": CASES,
    "case id": CASES,
    "decision id": CASES,  # its notice was served
    "appeal id": CASES,
    "notice": CASES,
    "notice letter": CASES,
    "correction": sight(CASES.own - {OPERATOR}, PROVINCE),  # its decision was not served yet
    "hearing": sight(CASES.own - {OPERATOR}, PROVINCE),  # its summons was not served yet
    "letter": sight(PROVINCE | AGENCY, PROVINCE),  # its notice was not served yet
    "receipt": sight(PROVINCE | AGENCY, PROVINCE),  # its letter is not open to the office yet
    "notification": sight({CLERK}, NONE),
    "message": sight({ADMIN, AUDITOR}, {ADMIN, AUDITOR}),
    "draft": sight({CLERK}, NONE),
    "sheet": sight({CLERK}, NONE),
    "import": sight(AUDIT, AUDIT),
    "day import": sight({SECRETARIAT, ADMIN}, {SECRETARIAT, ADMIN}),
    "list": EVERYBODY,
    # Put cases into a colleague's hands; remind of reviews.
    "list act": sight({SECRETARIAT, MANAGER, CLERK}, {DEPUTY, EXPERT, SECRETARIAT}),
    "view": sight({CLERK}, NONE),
    "job": sight({CLERK}, NONE),
    "job outcomes": sight({CLERK}, NONE),
    "review": REVIEWS,
    "review id": REVIEWS,
    # No review of the world has a paper, and no duty of it was refused.
    "review paper": sight(NONE, NONE),
    "duty paper": sight(NONE, NONE),
    "reminder": sight(PROVINCE | AGENCY, PROVINCE),
    "duty": sight(PROVINCE | AGENCY, PROVINCE),
    "flag": sight(PROVINCE | AGENCY | {COUNTY}, PROVINCE),
    "policy": POLICIES,
    "policy id": POLICIES,
    "pending act": PENDING,
    "user": PEOPLE,
    "grant": PEOPLE,
    "token": sight({CLERK, ADMIN}, {ADMIN}),
    "webhook": sight({CLERK, ADMIN}, {ADMIN}),
    "event": sight(AUDIT | {MANAGER}, AUDIT),
    "trail": sight(AUDIT | {MANAGER}, AUDIT),  # those who do not read the audit see their own acts
}


@dataclass(frozen=True)
class Row:
    """
    One route: its methods, the kind of record that it names, and the roles for which it opens.

    For a role that sees the record and may not do this it answers `refuses`; for a record out of
    scope always 404. `foreign` are the roles for which it opens on the other scope's record,
    `posts` those who may also post where everybody may read, `strangers` the methods that need no
    sign-in, `query` what the address needs to be read.
    """

    route: str
    methods: tuple[str, ...]
    kind: str = ""
    opens: frozenset[Role] = ALL
    refuses: int = 403
    foreign: frozenset[Role] | None = None
    posts: frozenset[Role] | None = None
    strangers: tuple[str, ...] = ()
    query: str = ""

    @property
    def is_public(self) -> bool:
        """Tell whether the whole address needs no sign-in."""
        return set(self.strangers) == set(self.methods)

    def expected(self, role: Role, method: str, record: str) -> str:
        """Return `opens`, `refuses` or `hidden`."""
        opens = self.opens if method == "GET" or self.posts is None else self.posts
        seen = KINDS[self.kind]
        if record == "absent" or role not in getattr(seen, record):
            # A page without a record hides nothing: who may not open it is refused.
            return "hidden" if self.kind else "opens" if role in opens else "refuses"
        if record == "other" and self.foreign is not None:
            opens = self.foreign
        return "opens" if role in opens else "refuses"


READ = ("GET",)
FORM = ("GET", "POST")
STEP = ("POST",)


def page(route: str, kind: str = "", opens: Iterable[Role] = ALL, refuses: int = 404) -> Row:
    """Return a page that is only read."""
    return Row(route, READ, kind, frozenset(opens), refuses)


def shelf(route: str, posts: Iterable[Role]) -> Row:
    """Return a list of the REST API to which some may add."""
    return Row(route, FORM, posts=frozenset(posts))


def form(
    route: str,
    kind: str = "",
    opens: Iterable[Role] = ALL,
    refuses: int = 403,
    foreign: Iterable[Role] | None = None,
) -> Row:
    """Return a form: GET shows it, POST does it."""
    elsewhere = None if foreign is None else frozenset(foreign)
    return Row(route, FORM, kind, frozenset(opens), refuses, elsewhere)


def step(
    route: str,
    kind: str = "",
    opens: Iterable[Role] = ALL,
    refuses: int = 403,
    foreign: Iterable[Role] | None = None,
) -> Row:
    """Return a step that is only posted."""
    elsewhere = None if foreign is None else frozenset(foreign)
    return Row(route, STEP, kind, frozenset(opens), refuses, elsewhere)


def public(route: str, *methods: str) -> Row:
    """Return an address that needs no sign-in."""
    return Row(route, methods, strangers=methods)


FILERS = {EXPERT, SECRETARIAT, COUNTY, MANAGER, CLERK, ASSOCIATION}
# Judgments are recorded by the committee and the second signatory, with their scan.
UPLOADERS = FILERS | {OPERATOR, CHAIR, APPEAL}
WRITERS = {EXPERT, SECRETARIAT, CHAIR, MEMBER, MANAGER, CLERK, APPEAL}
SEES_LISTS = ALL  # a list shows what is in scope, be it nothing

ACCOUNT = (
    public("home", *READ),
    step("accounts:switch", refuses=404),
    public("accounts:first_password", *FORM),
    form("accounts:settings"),
    form("accounts:ask_access"),
    step("accounts:keep_session"),
    step("accounts:passkey_options"),
    public("accounts:theme", *STEP),
    page("accounts:tokens"),
    form("accounts:new_token"),
    form("accounts:revoke_token", "token", {CLERK, ADMIN}),
    form("accounts:rotate_token", "token", {CLERK}),
    page("accounts:users", opens={ADMIN, AUDITOR}),
    page("accounts:roles", opens={ADMIN, AUDITOR}),
    form("accounts:new_user", opens={ADMIN}),
    page("accounts:user", "user", {ADMIN, AUDITOR}),
    form("accounts:grant", "user", {ADMIN}),
    form("accounts:end_grant", "grant", {ADMIN}),
    form("accounts:identify", "user", {ADMIN}),
    form("accounts:renew_entry", "user", {ADMIN}),
    form("accounts:set_active", "user", {ADMIN}),
    public("account_login", "GET", "POST", "PUT"),
    public("account_logout", *FORM),
    public("account_inactive", *READ),
    Row("account_change_password", ("GET", "POST", "PUT")),
    Row("account_set_password", ("GET", "POST", "PUT")),
    Row("account_reauthenticate", ("GET", "POST", "PUT")),
    Row("usersessions_list", ("GET", "POST", "PUT")),
    page("mfa_index"),
    public("mfa_authenticate", *FORM),
    Row("mfa_reauthenticate", ("GET", "POST", "PUT")),
    Row("mfa_activate_totp", ("GET", "POST", "PUT")),
    Row("mfa_deactivate_totp", ("GET", "POST", "PUT")),
    Row("mfa_add_passkey", ("GET", "POST", "PUT")),
    Row("mfa_remove_passkey", ("GET", "POST", "DELETE")),
    page("mfa_view_recovery_codes"),
    form("mfa_generate_recovery_codes"),
    page("mfa_download_recovery_codes"),
    public("account_signup", *READ),
    public("set_language", *STEP),
)

LISTS = (
    step("lists:columns", "list"),
    step("lists:density", "list"),
    step("lists:save_view", "list"),
    step("lists:export", "list"),
    step("lists:act", "list act"),
    step("lists:share_view", "view"),
    step("lists:rename_view", "view"),
    step("lists:open_with", "view"),
    step("lists:remove_view", "view"),
    page("lists:jobs"),
    page("lists:job", "job"),
    page("lists:job_file", "job"),
    page("lists:job_outcomes", "job outcomes"),
    step("lists:stop_job", "job"),
)

REGISTER = (
    page("dashboard:desk"),
    page("dashboard:search"),
    public("dashboard:help", *READ),
    Row("dashboard:guide", READ, "chapter", strangers=READ),
    page("offices:list"),
    page("offices:suggest"),
    page("offices:renewals", opens={DEPUTY, EXPERT, SECRETARIAT, AUDITOR}),
    form("offices:new", opens={SECRETARIAT}),
    form("offices:imports", opens=AUDIT),
    page("offices:template", "content", {SECRETARIAT}),
    page("offices:import", "import", AUDIT),
    step("offices:confirm", "import", {SECRETARIAT}),
    page("offices:annotated", "import", {SECRETARIAT}),
    page("offices:list_file", "import", NONE),  # the import of the world is no list
    page("offices:office", "office"),
    form("offices:edit", "office", {SECRETARIAT}),
    form("offices:state", "office", {SECRETARIAT}),
    form("offices:holder", "office", {SECRETARIAT}),
    form("offices:note_membership", "office", {ASSOCIATION}, foreign={ASSOCIATION}),
    form("offices:membership", "office", {SECRETARIAT, OPERATOR}, foreign={SECRETARIAT}),
    form("offices:edit_holder", "office", {SECRETARIAT}),
    form("offices:transfer", "office", {SECRETARIAT}),
    form("offices:licence", "office", {SECRETARIAT}),
    form("offices:keep_scan", "office licence", {SECRETARIAT}),
    page("offices:scan", "licence scan"),
    page("offices:letter", "office letter"),
    form("offices:licence_state", "office", {SECRETARIAT}),
    form("offices:renewal", "office", {SECRETARIAT, OPERATOR}, foreign={SECRETARIAT}),
    form("offices:renewed", "office", {SECRETARIAT}),
    form("offices:add_staff", "office", {SECRETARIAT}),
    form("offices:end_staff", "office member", {SECRETARIAT}),
    form("offices:national_id", "office", {DEPUTY, SECRETARIAT}),
    page("offices:part", "office part"),
    page("agencies:list"),
    page("agencies:own", opens=AGENCY),
    page("agencies:agency", "agency"),
    form("agencies:add_service", "agency", {SECRETARIAT, MANAGER}, foreign={SECRETARIAT}),
    step(
        "agencies:switch_service", "agency service", {SECRETARIAT, MANAGER}, foreign={SECRETARIAT}
    ),
    form("agencies:add_unit", "agency", {SECRETARIAT, MANAGER}, foreign={SECRETARIAT}),
    form("agencies:set_seat", "agency", {SECRETARIAT}, foreign={SECRETARIAT}),
    form("agencies:add_staff", "agency", {SECRETARIAT, MANAGER}, foreign={SECRETARIAT}),
    step("agencies:end_staff", "agency person", {SECRETARIAT, MANAGER}, foreign={SECRETARIAT}),
    form("violations:type-keys", "agency", {SECRETARIAT, MANAGER}, foreign={SECRETARIAT}),
    page("agencies:part", "agency part"),
)

DRAFTERS = {MANAGER, CLERK}
CONTRACT_ROWS = (
    page("contracts:list"),
    form("contracts:new", opens=DRAFTERS),
    form("contracts:confirm", opens={MANAGER}),
    public("contracts:imports", *READ),
    page("contracts:contract", "contract"),
    page("contracts:pdf", "contract", CONTRACTS.own - {ASSOCIATION}),
    form("contracts:edit", "contract", DRAFTERS),
    step("contracts:send", "contract", DRAFTERS),
    form("contracts:record-guarantee", "contract", DRAFTERS),
    form("contracts:guarantee-extend", "guarantee", DRAFTERS),
    form("contracts:guarantee-replace", "guarantee", DRAFTERS),
    form("contracts:guarantee-release", "guarantee", DRAFTERS),
    form("contracts:guarantee-call", "guarantee", {MANAGER}),
    form("contracts:record-settlement", "contract", DRAFTERS),
    form("contracts:settlement-remit", "settlement", DRAFTERS),
    form("contracts:settlement-reverse", "settlement", DRAFTERS),
    form("contracts:disown", "contract", {MANAGER}),
    form("contracts:accept-many", opens={OPERATOR}),
    form("contracts:accept", "contract", {OPERATOR}),
    form("contracts:decline", "contract", {OPERATOR}),
    form("contracts:enter-acceptance", "contract", DRAFTERS),
    form("contracts:contest-acceptance", "contract", {OPERATOR}),
    form("contracts:withdraw-contract-acceptance", "contract", {OPERATOR}),
    form("contracts:withdraw-addendum-acceptance", "contract", {OPERATOR}),
    form("contracts:sign", "contract", {MANAGER}),
    form("contracts:void", "contract", DRAFTERS),
    form("contracts:return", "contract", DRAFTERS),
    form("contracts:urgent-suspend", "contract", {MANAGER}),
    form("contracts:suspend", "contract", {MANAGER}),
    form("contracts:issue-notice", "contract", {MANAGER}),
    form("contracts:record-document", "contract", {SECRETARIAT}),
    form("contracts:record-judgment", "contract", {SECRETARIAT, APPEAL}),
    page("contracts:scan", "scan", CONTRACTS.own - {ASSOCIATION}),
    form("contracts:keep-scan", "contract", DRAFTERS),
    page("contracts:paper-scan", "paper", CONTRACTS.own - {ASSOCIATION}),
    form("contracts:resume", "contract", {MANAGER}),
    form("contracts:acknowledge-notice", "contract", {OPERATOR}),
    form("contracts:serve-notice", "contract", DRAFTERS),
    form("contracts:waive-notice", "contract", {OPERATOR}),
    form("contracts:withdraw-notice", "contract", {MANAGER}),
    form("contracts:terminate", "contract", {MANAGER}),
    form("contracts:reinstate", "contract", {MANAGER}),
    form("contracts:propose-end", "contract", {MANAGER}),
    form("contracts:accept-end", "contract", {OPERATOR}),
    form("contracts:withdraw-acceptance", "contract", {OPERATOR}),
    form("contracts:decline-end", "contract", {OPERATOR, MANAGER}),
    form("contracts:settle", "contract", DRAFTERS),
    form("contracts:stand-back", "contract", RECUSABLE),
    form("contracts:renew", "contract", DRAFTERS),
    form("contracts:amend", "contract", {MANAGER}),
    form("contracts:accept-addendum", "contract", {OPERATOR}),
    form("contracts:enter-addendum", "contract", DRAFTERS),
    form("contracts:decline-addendum", "contract", {OPERATOR}),
    form("contracts:contest-addendum", "contract", {OPERATOR}),
    form("contracts:withdraw-addendum", "contract", {MANAGER}),
    form("contracts:write-text", "contract", DRAFTERS),
)

# Reports and cases of the world are of the contract track: the agency triages, serves, decides.
VIOLATIONS = (
    page("violations:list", opens=ALL - {ADMIN}),
    form("violations:new", opens=FILERS),
    step("violations:preview", opens=FILERS),
    form("violations:drafts", opens=FILERS),
    step("violations:draft", "draft", {CLERK}, 404),
    form("violations:sheets", opens=FILERS),
    page("violations:sheet-template", opens=FILERS, refuses=403),
    page("violations:sheet", "sheet"),
    page("violations:sheet-errors", "sheet"),
    step("violations:file-sheet", "sheet", {CLERK}, 404),
    step("violations:check-sheet", "sheet", {CLERK}, 404),
    step("violations:upload", opens=UPLOADERS),
    page("violations:evidence", "evidence"),
    page("violations:exhibit", "evidence"),
    page("violations:thumbnail", "evidence"),
    page("violations:file", "case"),
    form("violations:accept", "report", {MANAGER}),
    form("violations:return", "report", {MANAGER}),
    form("violations:reject", "report", {MANAGER}),
    form("violations:refer", "report", {MANAGER}),
    form("violations:duplicate", "report", {MANAGER}),
    form("violations:supplement", "report", {CLERK}, foreign=NONE),
    form("violations:withdraw", "report", {CLERK}, foreign=NONE),
    form("violations:notice", "case", DRAFTERS),
    Row("violations:letter", READ, "notice letter", ALL, 403),
    form("violations:service", "notice", DRAFTERS),
    form("violations:acknowledge", "notice", {OPERATOR}),
    form("violations:defence", "case", {OPERATOR}),
    # Who decides never enters them: the manager reads so there (409), and gets 403 over REST.
    form("violations:paper-defence", "case", DRAFTERS | {SECRETARIAT}),
    form("violations:contest-paper", "case", {OPERATOR}),
    form("violations:contest-objection", "case", {OPERATOR}),
    form("violations:paper-appeal", "case", DRAFTERS | {SECRETARIAT}),
    form("violations:waive", "case", {OPERATOR}),
    form("violations:schedule", "case", DRAFTERS),
    form("violations:summon", "case", DRAFTERS),
    page("violations:hearing", "hearing"),
    form("violations:hearing-minutes", "hearing", DRAFTERS),
    form("violations:hearing-call-off", "hearing", DRAFTERS),
    form("violations:hearing-confirm-day", "hearing", DRAFTERS),
    form("violations:hearing-recuse", "hearing", DRAFTERS),
    form("violations:hearing-sign", "hearing", DRAFTERS),
    form("violations:hearing-refusal", "hearing", DRAFTERS),
    form("violations:hearing-absence", "hearing", {OPERATOR}),
    form("violations:hearing-absence-answer", "hearing", DRAFTERS | {SECRETARIAT}),
    form("violations:decision", "case", {MANAGER}),
    step("violations:decision-preview", "case", {MANAGER}),
    form("violations:appeal", "case", {OPERATOR}),
    form("violations:appeal-decision", "case", {APPEAL, CHAIR}),
    form("violations:judgment", "case", {APPEAL, CHAIR, SECRETARIAT}),
    form("violations:stand-in", "case", {DEPUTY}),
    form("violations:dossier", "case", {DEPUTY, SECRETARIAT, AUDITOR, *AGENCY, OPERATOR}),
    form("violations:note", "case", WRITERS),
    form("violations:ask-evidence", "case", {DEPUTY}),
    form("violations:correction", "case", DRAFTERS),
    form("violations:correction-report", "correction", {OPERATOR}),
    form("violations:correction-verify", "correction", {MANAGER}),
    form("violations:execute", "case", {MANAGER}),
    form("violations:close", "case", {MANAGER}),
    form("violations:close-no-action", "case", {MANAGER}),
    form("violations:reopen", "case", {DEPUTY}),
    form("violations:stand-back", "case", DRAFTERS | {APPEAL}),
)

OVERSIGHT = (
    page("oversight:reviews"),
    page("oversight:review", "review"),
    form("oversight:acknowledge", "review", {OPERATOR}),
    form("oversight:serve", "review", DRAFTERS),
    form("oversight:answer", "review", {OPERATOR}),
    form("oversight:waive", "review", {OPERATOR}),
    form("oversight:stand-back", "review", RECUSABLE),
    form("oversight:recommend", "review", {DEPUTY, EXPERT, SECRETARIAT}),
    form("oversight:note", "review", WRITERS),
    step("oversight:remind", "review", {DEPUTY, EXPERT, SECRETARIAT}),
    form("oversight:decide", "review", {MANAGER}),
    form("oversight:name-stand-in", "review", {DEPUTY}),
    form("oversight:execute", "review", {MANAGER}),
    form("oversight:remind_agencies", opens={DEPUTY, EXPERT, SECRETARIAT}),
    page("oversight:reminder", "reminder"),
    page("oversight:comparison"),
    page("oversight:duties"),
    page("oversight:duty", "duty"),
    page("oversight:duty-paper", "duty paper"),
    # What the manager sends is read before the person is refused.
    replace(
        form("oversight:enter-answer", "review", {CLERK, SECRETARIAT}),
        posts=frozenset({CLERK, SECRETARIAT, MANAGER}),
    ),
    form("oversight:contest-answer", "review", {OPERATOR}),
    form("oversight:record-judgment", "review", {APPEAL, SECRETARIAT}),
    page("oversight:review-paper", "review paper"),
    form("oversight:duty-refuse", "duty", {MANAGER, APPEAL}),
    form("oversight:duty-put-on-agenda", "duty", {DEPUTY}),
    form("oversight:duty-reopen", "duty", {DEPUTY}),
    form("oversight:duty-accept-refusal", "duty", {DEPUTY}),
    page("oversight:policies"),
    form("oversight:propose", opens={EXPERT, SECRETARIAT}),
    page("oversight:policy", "policy"),
    form("oversight:approve", "policy", {DEPUTY}),
    form("oversight:refuse", "policy", {DEPUTY}),
    page("approvals:list"),
    page("approvals:pending", "pending act"),
    form("approvals:confirm", "pending act", {DEPUTY}),
    form("approvals:refuse", "pending act", {DEPUTY}),
    form("approvals:withdraw", "pending act", {EXPERT}),
    page("oversight:flag", "flag"),
    form("oversight:runs", opens=PROVINCE | {ADMIN}),
    page("audit:list", opens=AUDIT),
    page("audit:record", "trail"),
    page("workdays:this-year"),
    page("workdays:year", "year"),
    form("workdays:add-day", opens={SECRETARIAT, ADMIN}),
    form("workdays:imports", opens={SECRETARIAT, ADMIN}),
    page("workdays:import-template", opens={SECRETARIAT, ADMIN}, refuses=403),
    form("workdays:import", "day import", {SECRETARIAT, ADMIN}),
    form("workdays:confirm-day", "day", {SECRETARIAT, ADMIN}),
    form("workdays:withdraw-day", "day", {SECRETARIAT, ADMIN}),
    page("workdays:export", "year file"),
    page("workdays:moves"),
    page("workdays:deadline", "clock"),
    # The clock of the triage, which only the deputy moves.
    form("workdays:extend", "clock", {DEPUTY}),
    form("workdays:suspend", "clock", {DEPUTY}),
    form("workdays:resume", "clock", {DEPUTY}),
)

NOTICES = (
    page("notices:inbox"),
    step("notices:read-all"),
    step("notices:open", "notification", {CLERK}),
    step("notices:archive", "notification", {CLERK}),
    step("notices:snooze", "notification", {CLERK}),
    form("notices:ways"),
    page("notices:webhooks"),
    form("notices:new-webhook"),
    page("notices:webhook", "webhook"),
    form("notices:rotate-webhook", "webhook", {CLERK}),
    form("notices:edit-webhook", "webhook", {CLERK}),
    form("notices:ping-webhook", "webhook", {CLERK}),
    form("notices:end-webhook", "webhook", {CLERK, ADMIN}),
    form("notices:resend", "webhook", {CLERK}),
    page("notices:letters"),
    Row("notices:templates", FORM, posts=frozenset({SECRETARIAT})),
    form("notices:withdraw-template", "template", {SECRETARIAT, DEPUTY}),
    page("notices:letter", "letter"),
    page("notices:preview", "letter"),
    page("notices:file", "letter"),
    form("notices:receipt", "letter", DRAFTERS | {SECRETARIAT}),
    page("notices:receipt-scan", "letter"),
    public("notices:verify", *READ),
    Row("notices:verified", READ, "letter", strangers=READ),
    page("notices:outbox", opens={ADMIN, AUDITOR}),
    form("notices:redo", "message", {ADMIN}),
)

REST = (
    shelf("offices-list", {SECRETARIAT}),
    Row("offices-detail", ("GET", "PATCH"), "office id"),
    step("offices-bulk", opens={SECRETARIAT}),
    form("offices-transitions", "office id"),
    step("offices-state", "office id", {SECRETARIAT}),
    page("offices-letter", "office letter id"),
    step("offices-membership", "office id", {ASSOCIATION}),
    step("offices-membership-answer", "office id", {SECRETARIAT, OPERATOR}, foreign={SECRETARIAT}),
    page("divisions-list"),
    page("divisions-detail", "division"),
    shelf("courses-list", {SECRETARIAT}),
    page("courses-detail", "course"),
    step("courses-retire", "course", {SECRETARIAT}),
    shelf("certificates-list", {ASSOCIATION}),
    page("certificates-detail", "certificate"),
    step("certificates-bulk", opens={ASSOCIATION}),
    step("certificates-revoke", "certificate", {ASSOCIATION}),
    shelf("rating-periods-list", {SECRETARIAT}),
    page("rating-periods-detail", "rating period"),
    page("rating-scores-list"),
    page("rating-scores-detail", "rating score"),
    step("rating-scores-bulk", opens={ASSOCIATION}),
    shelf("licences-list", {SECRETARIAT}),
    page("licences-detail", "licence"),
    form("licences-transitions", "licence"),
    Row("licences-scans", FORM, "licence", posts=frozenset({SECRETARIAT})),
    page("licences-scan", "licence scan id"),
    step("licences-renewal", "licence", {SECRETARIAT, OPERATOR}, foreign={SECRETARIAT}),
    page("staff-list"),
    page("staff-detail", "office person"),
    page("agencies-list"),
    page("agencies-detail", "agency id"),
    form("agencies-transitions", "agency id"),
    step("agencies-seat", "agency id", {SECRETARIAT}, foreign={SECRETARIAT}),
    page("services-list"),
    page("services-detail", "service"),
    page("violation-types-list"),
    page("violation-types-detail", "type"),
    shelf("violation-reports-list", FILERS),
    page("violation-reports-detail", "report id"),
    step("violation-reports-bulk", opens=FILERS),
    form("violation-reports-transitions", "report id"),
    step("violation-reports-accept", "report id", {MANAGER}),
    step("violation-reports-duplicate", "report id", {MANAGER}),
    step("violation-reports-refer", "report id", {MANAGER}),
    step("violation-reports-reject", "report id", {MANAGER}),
    step("violation-reports-return-", "report id", {MANAGER}),
    step("violation-reports-supplement", "report id", {CLERK}),
    step("violation-reports-withdraw", "report id", {CLERK}),
    page("cases-list"),
    page("cases-detail", "case id"),
    form("cases-transitions", "case id"),
    step("cases-acknowledge", "case id", {OPERATOR}),
    step("cases-appeal", "case id", {OPERATOR}),
    step("cases-appeal-decision", "case id", {APPEAL, CHAIR}),
    step("cases-closing", "case id", {MANAGER}),
    step("cases-closing-without-action", "case id", {MANAGER}),
    step("cases-reopening", "case id", {DEPUTY}),
    step("cases-standing-back", "case id", DRAFTERS | {APPEAL}),
    step("cases-correction", "case id", DRAFTERS),
    step("cases-hearing", "case id", DRAFTERS),
    step("cases-hearing-minutes", "case id", DRAFTERS),
    step("cases-hearing-end", "case id", DRAFTERS),
    step("cases-hearing-day", "case id", DRAFTERS),
    step("cases-absence-contest", "case id", {OPERATOR}),
    step("cases-absence-answer", "case id", DRAFTERS | {SECRETARIAT}),
    step("cases-recusal", "case id", DRAFTERS),
    step("cases-minutes-signature", "case id", DRAFTERS | {OPERATOR}),
    step("cases-signature-refusal", "case id", DRAFTERS),
    step("cases-correction-check", "case id", {MANAGER}),
    step("cases-correction-report", "case id", ()),  # its decision was not served yet
    step("cases-decision", "case id", {MANAGER}),
    step("cases-defence", "case id", {OPERATOR}),
    step("cases-execution", "case id", {MANAGER}),
    page("cases-file", "case id", CASES.own - {ASSOCIATION}),
    step("cases-judgment", "case id", {APPEAL, CHAIR, SECRETARIAT}),
    step("cases-note", "case id", WRITERS),
    step("cases-evidence-access", "case id", {DEPUTY}),
    step("cases-dossier", "case id", {DEPUTY, SECRETARIAT, AUDITOR, *AGENCY, OPERATOR}),
    step("cases-notice", "case id", DRAFTERS),
    page("cases-free-members", "case id", {DEPUTY}),
    step("cases-stand-in", "case id", {DEPUTY}),
    step("cases-paper-defence", "case id", {CLERK, SECRETARIAT}),
    step("cases-paper-contest", "case id", {OPERATOR}),
    step("cases-objection-contest", "case id", {OPERATOR}),
    step("cases-paper-appeal", "case id", {CLERK, SECRETARIAT}),
    step("cases-schedule", "case id", DRAFTERS),
    step("cases-service", "case id", DRAFTERS),
    step("cases-waive", "case id", {OPERATOR}),
    page("cases-waiver-text", "case id", {OPERATOR}),
    page("decisions-list"),
    page("decisions-detail", "decision id"),
    page("appeals-list"),
    page("appeals-detail", "appeal id"),
    shelf("evidence-list", UPLOADERS),
    page("evidence-detail", "evidence"),
    page("evidence-content", "evidence"),
    step("evidence-ticket", "evidence"),
    public("evidence-download", *READ),
    page("receipts-list"),
    page("receipts-detail", "receipt"),
    page("receipts-content", "receipt"),
    step("receipts-ticket", "receipt"),
    public("receipts-download", *READ),
    shelf("contracts-list", DRAFTERS),
    page("contracts-detail", "contract id"),
    step("contracts-bulk", opens=DRAFTERS),
    form("contracts-transitions", "contract id"),
    page("contracts-parts", "contract id"),
    page("contracts-waiver-text", "contract id", NONE),  # offered only while a notice runs
    step("contracts-documents", "contract id", {SECRETARIAT}),
    step("contracts-record-judgment", "contract id", {SECRETARIAT, APPEAL}),
    page("contracts-scan", "scan id", CONTRACTS.own - {ASSOCIATION}, 403),
    step("contracts-scans", "contract id", DRAFTERS),
    page("contracts-paper", "paper id", CONTRACTS.own - {ASSOCIATION}, 404),
    step("contracts-draft", "contract id", DRAFTERS),
    step("contracts-send", "contract id", DRAFTERS),
    step("contracts-back", "contract id", DRAFTERS),
    step("contracts-void", "contract id", DRAFTERS),
    step("contracts-sign", "contract id", {MANAGER}),
    step("contracts-guarantee", "contract id", DRAFTERS),
    step("contracts-settlement", "contract id", DRAFTERS),
    step("contracts-remittance", "contract id", DRAFTERS),
    step("contracts-reverse-settlement", "contract id", DRAFTERS),
    step("contracts-suspend", "contract id", {MANAGER}),
    step("contracts-urgent-suspend", "contract id", {MANAGER}),
    step("contracts-resume", "contract id", {MANAGER}),
    step("contracts-issue-notice", "contract id", {MANAGER}),
    step("contracts-serve-notice", "contract id", DRAFTERS | {OPERATOR}),
    step("contracts-acknowledge-notice", "contract id", {OPERATOR}),
    step("contracts-waive-notice", "contract id", {OPERATOR}),
    step("contracts-withdraw-notice", "contract id", {MANAGER}),
    step("contracts-reinstate", "contract id", {MANAGER}),
    step("contracts-terminate", "contract id", {MANAGER}),
    step("contracts-propose-end", "contract id", {MANAGER}),
    step("contracts-disown", "contract id", {MANAGER}),
    step("contracts-accept", "contract id", {OPERATOR}),
    step("contracts-enter-acceptance", "contract id", DRAFTERS),
    step("contracts-contest-acceptance", "contract id", {OPERATOR}),
    step("contracts-withdraw-contract-acceptance", "contract id", {OPERATOR}),
    step("contracts-withdraw-addendum-acceptance", "contract id", {OPERATOR}),
    step("contracts-accept-end", "contract id", {OPERATOR}),
    step("contracts-withdraw-acceptance", "contract id", {OPERATOR}),
    step("contracts-standing-back", "contract id", RECUSABLE),
    step("contracts-decline-end", "contract id", {OPERATOR, MANAGER}),
    step("contracts-settle", "contract id", DRAFTERS),
    step("contracts-renew", "contract id", DRAFTERS),
    step("contracts-addendum", "contract id", {MANAGER}),
    step("contracts-decline", "contract id", {OPERATOR}),
    step("contracts-accept-addendum", "contract id", {OPERATOR}),
    step("contracts-enter-addendum", "contract id", DRAFTERS),
    step("contracts-decline-addendum", "contract id", {OPERATOR}),
    step("contracts-contest-addendum", "contract id", {OPERATOR}),
    step("contracts-withdraw-addendum", "contract id", {MANAGER}),
    step("contracts-text", "contract id", DRAFTERS),
    step("contracts-confirm", "contract id", {MANAGER}),
    page("flags-list"),
    page("flags-detail", "flag"),
    page("agency-comparison-list"),
    page("duties-list"),
    page("duties-detail", "duty"),
    page("termination-reviews-list"),
    page("termination-reviews-detail", "review id"),
    form("termination-reviews-transitions", "review id"),
    step("termination-reviews-acknowledge", "review id", {OPERATOR}),
    page("termination-reviews-file", "review id"),
    step("termination-reviews-decide", "review id", {MANAGER}),
    page("termination-reviews-free-members", "review id", {DEPUTY}),
    step("termination-reviews-stand-in", "review id", {DEPUTY}),
    step("termination-reviews-execution", "review id", {MANAGER}),
    # What the manager sends is read before the person is refused.
    replace(
        step("termination-reviews-paper-answer", "review id", {CLERK, SECRETARIAT}),
        posts=frozenset({CLERK, SECRETARIAT, MANAGER}),
    ),
    step("termination-reviews-paper-contest", "review id", {OPERATOR}),
    step("termination-reviews-judgment", "review id", {APPEAL, SECRETARIAT}),
    step("termination-reviews-standing-back", "review id", RECUSABLE),
    step("termination-reviews-recommend", "review id", {DEPUTY, EXPERT, SECRETARIAT}),
    step("termination-reviews-note", "review id", WRITERS),
    step("termination-reviews-remind", "review id", {DEPUTY, EXPERT, SECRETARIAT}),
    step("termination-reviews-reply", "review id", {OPERATOR}),
    step("termination-reviews-service", "review id", DRAFTERS),
    step("termination-reviews-waive", "review id", {OPERATOR}),
    page("policies-list"),
    step("policies-run", opens={EXPERT, SECRETARIAT}),
    page("policies-detail", "policy id"),
    page("pending-acts-list"),
    page("pending-acts-detail", "pending act"),
    form("pending-acts-transitions", "pending act"),
    step("pending-acts-confirm", "pending act", {DEPUTY}),
    step("pending-acts-refuse", "pending act", {DEPUTY}),
    step("pending-acts-withdraw", "pending act", {EXPERT}),
    page("deadlines-list"),
    page("deadlines-detail", "deadline id"),
    # The clock of a triage, which only the deputy moves.
    step("deadlines-extend", "deadline id", {DEPUTY}),
    step("deadlines-suspend", "deadline id", {DEPUTY}),
    step("deadlines-resume", "deadline id", {DEPUTY}),
    page("deadline-moves-list"),
    page("deadline-moves-detail", "move id"),
    page("calendar-days-list"),
    page("calendar-days-detail", "day"),
    page("me-list"),
    Row("tokens-list", FORM, strangers=("POST",)),  # a password and a code make a key
    page("tokens-detail", "token"),
    step("tokens-revoke", "token", {CLERK, ADMIN}),
    step("tokens-rotate", "token", {CLERK}),
    step("tokens-succeed"),
    Row("access-explain", READ, query="?action=offices.read"),
    page("jobs-list"),
    page("jobs-detail", "job"),
    page("jobs-file", "job"),
    page("jobs-outcomes", "job"),
    step("jobs-ticket", "job"),
    step("jobs-stop", "job"),
    public("jobs-download", *READ),
    page("imports-list"),
    page("imports-detail", "import"),
    page("imports-annotated", "import", {SECRETARIAT}, 403),
    step("imports-ticket", "import", {SECRETARIAT}),
    public("imports-download", *READ),
    shelf("webhooks-list", ALL),
    Row("webhooks-detail", ("GET", "PATCH"), "webhook", ALL, posts=frozenset({CLERK})),
    page("webhooks-calls", "webhook"),
    step("webhooks-ping", "webhook", {CLERK}),
    step("webhooks-rotate", "webhook", {CLERK}),
    step("webhooks-end", "webhook", {CLERK, ADMIN}),
    step("webhooks-resend", "webhook", {CLERK}),
    page("audit-events-list"),  # everything, or one's own acts in this role
    page("audit-events-detail", "event"),
    page("stats-list"),
    page("changes-list"),  # what it tells is scoped as each list is
    public("schema", *READ),
    public("api-docs", *READ),
    Row("api-operation", READ, "operation", strangers=READ),
    public("api-guide", *READ),
    public("api-problems", *READ),
)

PROCESS = (
    public("live", *READ),
    public("ready", *READ),
    public("metrics", *READ),
)

ROWS: tuple[Row, ...] = (
    *ACCOUNT, *LISTS, *REGISTER, *CONTRACT_ROWS, *VIOLATIONS, *OVERSIGHT, *NOTICES,
    *REST, *PROCESS,
)  # fmt: skip
POLICY: dict[str, Row] = {row.route: row for row in ROWS}
