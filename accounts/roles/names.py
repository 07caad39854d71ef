"""The roles, what each is called, and what a grant of it is limited to."""

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
    Role.AGENCY_APPEAL: _("agency decider of objections"),
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


# Scopes of which there is one: they name no body.
UNNAMED_SCOPES = (ScopeKind.PROVINCE, ScopeKind.PLATFORM)
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
