"""The navigation of each role (design: UI 7); items that a role cannot use are absent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from accounts.facts import Hat
from accounts.principal import AGENCY_ROLES, Principal, may
from accounts.roles import Permission, Role
from core.addresses import page
from dashboard.facts.loads import Load, loads_of
from dashboard.facts.waiting import Section


@dataclass(frozen=True)
class Item:
    """One entry of the navigation."""

    url: str
    label: str
    count: int | None
    late: bool
    current: bool
    icon: str


Entry = tuple[str, object, str, Section | None]
DESK: Entry = ("dashboard:desk", _("Desk"), "layout-dashboard", None)
MY_OFFICE: Entry = ("dashboard:desk", _("My office"), "store", None)
OFFICES: Entry = ("offices:list", _("Offices"), "store", None)
CASES: Entry = ("violations:list", _("Violations"), "triangle-alert", Section.FILES)
REVIEWS: Entry = ("oversight:reviews", _("Termination reviews"), "scale", Section.REVIEWS)
CONTRACTS: Entry = ("contracts:list", _("Contracts"), "file-text", Section.CONTRACTS)
AGENCIES: Entry = ("agencies:list", _("Agencies"), "landmark", None)
POLICIES: Entry = ("oversight:policies", _("Policies"), "sliders-horizontal", None)
APPROVALS: Entry = ("approvals:list", _("Approvals"), "signature", Section.APPROVALS)
AUDIT: Entry = ("audit:list", _("History"), "history", None)
IMPORT: Entry = ("offices:imports", _("Import"), "file-up", None)
USERS: Entry = ("accounts:users", _("Users"), "users", None)
CALENDAR: Entry = ("workdays:this-year", _("Working days"), "calendar-days", None)
LETTERS: Entry = ("notices:letters", _("Official letters"), "mail", None)
API: Entry = ("accounts:tokens", _("Keys and reference of the API"), "key", None)
TOKENS: Entry = ("accounts:tokens", _("API keys"), "key", None)
# The same places as an agency, an operator and the association call them.
WORKLIST: Entry = ("dashboard:desk", _("Worklist"), "layout-dashboard", None)
OWN_CASES: Entry = ("violations:list", _("Cases"), "triangle-alert", Section.FILES)
RECORD: Entry = ("agencies:own", _("Record of the agency"), "landmark", None)
MEMBERS: Entry = ("offices:list", _("Member offices"), "store", None)
# What the people of one agency call its files, by the name of the page.
OF_AGENCY = {
    "violations:list": _("Files of %(agency)s"),
    "contracts:list": _("Contracts of %(agency)s"),
}

PROVINCE = [
    DESK, OFFICES, CASES, REVIEWS, CONTRACTS, AGENCIES, POLICIES, APPROVALS, CALENDAR, AUDIT,
]  # fmt: skip
COMMITTEE = [DESK, CASES, OFFICES, REVIEWS, CONTRACTS, POLICIES, CALENDAR]
AGENCY = [WORKLIST, OWN_CASES, REVIEWS, CONTRACTS, OFFICES, RECORD, POLICIES, CALENDAR]
ITEMS: dict[Role, list[Entry]] = {
    Role.DEPUTY: PROVINCE,
    Role.EXPERT: PROVINCE,
    Role.SECRETARIAT: [
        DESK,
        OFFICES,
        IMPORT,
        CASES,
        REVIEWS,
        CONTRACTS,
        AGENCIES,
        POLICIES,
        APPROVALS,
        CALENDAR,
        AUDIT,
    ],
    Role.AUDITOR: PROVINCE,
    Role.COMMITTEE_CHAIR: [*COMMITTEE, APPROVALS],
    Role.COMMITTEE_MEMBER: COMMITTEE,
    Role.COUNTY_REP: [DESK, OFFICES, CASES, POLICIES, CALENDAR],
    Role.AGENCY_MANAGER: [*AGENCY, APPROVALS],
    Role.AGENCY_CLERK: AGENCY,
    Role.AGENCY_APPEAL: [*AGENCY, APPROVALS],
    Role.ASSOCIATION: [DESK, MEMBERS, CASES, REVIEWS, CONTRACTS, POLICIES, CALENDAR, API],
    Role.OPERATOR: [MY_OFFICE, OWN_CASES, REVIEWS, CONTRACTS, LETTERS, CALENDAR],
    Role.PLATFORM_ADMIN: [DESK, USERS, APPROVALS, TOKENS, POLICIES, CALENDAR, AUDIT],
    Role.SYSTEM: [],
}


def navigation(principal: Principal, hat: Hat, path: str, on: date) -> list[Item]:
    """Return the role's entries, with how much waits for this person behind each; one query."""
    entries = ITEMS[principal.role]
    counted = {section for _name, _label, _icon, section in entries if section}
    loads = loads_of(principal, on, counted) if counted else {}
    places = [page(name) for name, _label, _icon, _section in entries]
    around = (url for url in places if path == url or path.startswith(f"{_root(url)}/"))
    here = max(around, key=len, default="")
    return [
        _item(entry, url, hat, loads, is_here=url == here)
        for entry, url in zip(entries, places, strict=True)
    ]


def _root(url: str) -> str:
    """Return under which address the pages of an entry stand: of an agency's own, all agencies."""
    return url.removesuffix("/own")


def _item(
    entry: Entry, url: str, hat: Hat, loads: Mapping[Section, Load], *, is_here: bool
) -> Item:
    _name, _label, icon, section = entry
    load = loads.get(section) if section else None
    return Item(
        url=url,
        label=_words(entry, hat),
        count=load.count if load else None,
        late=bool(load and load.is_late),
        current=is_here,
        icon=icon,
    )


def _words(entry: Entry, hat: Hat) -> str:
    """Return what an entry is called; the files and contracts of one agency by its name."""
    name, label = entry[:2]
    if hat.role in AGENCY_ROLES and len(hat.places) == 1 and name in OF_AGENCY:
        return str(OF_AGENCY[name]) % {"agency": hat.places[0]}
    return str(label)


def places_of(principal: Principal, hat: Hat) -> list[tuple[str, str, str]]:
    """
    Return address, label and icon of the role's entries and of the letters; no query.

    The letters are a place of every role; in the bar of most there is no room for them.
    """
    entries = ITEMS[principal.role]
    entries = entries if LETTERS in entries else [*entries, LETTERS]
    return [(page(entry[0]), _words(entry, hat), entry[2]) for entry in entries]


def nav_action(principal: Principal) -> Item | None:
    """Return the role's main action: a new report for those who may file one."""
    if not may(principal, Permission.REPORT_FILE):
        return None
    return Item(
        url=page("violations:new"),
        label=str(_("File a violation")),
        count=None,
        late=False,
        current=False,
        icon="triangle-alert",
    )
