"""The people of the sample data: one login for each role, and the operators of the offices."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from django.utils.translation import override

from accounts.actions import Terms, choose_password, create_user, grant_role
from accounts.facts import hats_of, principal_for
from accounts.identity import identity_of
from accounts.models import RoleGrant, User
from accounts.principal import Principal
from accounts.roles import DECIDING_ROLES, ROLE_LABELS, SCOPE_OF, Role
from agencies.actions import add_staff, add_unit
from agencies.models import Agency
from audit.actions import record
from dashboard.demo import names
from dashboard.demo.logins import Login, enrol, new_password
from dashboard.demo.stage import Stage
from territory.models import Division

# What an agency's people are called; the code where there is no plain word.
SHORT = {
    "abfa": "water",
    "bargh": "power",
    "gaz": "gas",
    "mokhaberat": "telecom",
    "bimeh_salamat": "health",
    "bimeh_tamin": "social",
}
# Agencies that name no second signatory: their appeals go to a panel of the province.
WITHOUT_APPEAL = frozenset({"jihad", "maliat", "ostandari", "shahrdari", "ict", "postbank"})
ADMIN = "admin"
# Who proposes the roles that decide, which the first admin confirms.
SECOND_ADMIN = "admin2"
SECOND_ADMIN_NAME = "نرگس دانشور"
GROUND, LETTER = "آغاز به کار در نمونه", "۱۲/نمونه"
# Serials of the people's national IDs; those below belong to holders and their staff.
PERSONS_FROM = 500_000


@dataclass(frozen=True)
class Part:
    """A part to play: username, role, position, and the scope that the role needs."""

    username: str
    role: Role
    position: str
    scope: str = ""


PROVINCE = (
    Part("deputy", Role.DEPUTY, "معاون توسعهٔ مدیریت و منابع (نمونه)"),
    Part("expert", Role.EXPERT, "کارشناس دفتر توسعه (نمونه)"),
    Part("secretariat", Role.SECRETARIAT, "دبیر کارگروه دفاتر پیشخوان (نمونه)"),
    Part("chair", Role.COMMITTEE_CHAIR, "رئیس کمیتهٔ نظارت (نمونه)"),
    Part("member", Role.COMMITTEE_MEMBER, "عضو کمیتهٔ نظارت (نمونه)"),
    Part("rep.ardabil", Role.COUNTY_REP, "نمایندهٔ فرمانداری اردبیل (نمونه)", "اردبیل"),
    Part("rep.parsabad", Role.COUNTY_REP, "نمایندهٔ فرمانداری پارس‌آباد (نمونه)", "پارس‌آباد"),
    Part("chair.appeal", Role.COMMITTEE_CHAIR, "رئیس هیئت تجدیدنظر (نمونه)"),
    Part("member2", Role.COMMITTEE_MEMBER, "عضو کمیتهٔ نظارت (نمونه)"),
    Part("secretariat2", Role.SECRETARIAT, "کارشناس دبیرخانه (نمونه)"),
)
OTHERS = (
    Part("association", Role.ASSOCIATION, "مدیر سامانهٔ انجمن صنفی (نمونه)"),
    Part("auditor", Role.AUDITOR, "کارشناس بازرسی (نمونه)"),
)
# One person with two roles, who switches between them.
SECOND_ROLE = ("member2", Role.EXPERT)


def agency_parts(agency: Agency) -> Iterator[Part]:
    """Yield the manager, the clerk and the appeal decider of an agency."""
    short = SHORT.get(agency.code, agency.code)
    name = agency.short_name
    yield Part(f"{short}.manager", Role.AGENCY_MANAGER, f"مدیر {name} (نمونه)", agency.code)
    yield Part(f"{short}.clerk", Role.AGENCY_CLERK, f"کارشناس {name} (نمونه)", agency.code)
    if agency.code not in WITHOUT_APPEAL:
        position = f"مرجع تجدیدنظر {name} (نمونه)"
        yield Part(f"{short}.appeal", Role.AGENCY_APPEAL, position, agency.code)


def second_clerk(agency: Agency) -> Part:
    """Return the clerk who sits in a hearing of the agency where the other one reported."""
    short = SHORT.get(agency.code, agency.code)
    position = f"کارشناس رسیدگی {agency.short_name} (نمونه)"
    return Part(f"{short}.clerk2", Role.AGENCY_CLERK, position, agency.code)


class Casting:
    """Makes the people, their roles and their logins."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._names = names.people(stage.branch())
        self._serial = count(PERSONS_FROM)
        self.logins: list[Login] = []

    @property
    def admin(self) -> Principal:
        """Return the platform admin, who makes all others."""
        return self.stage.by(ADMIN)

    def play_admins(self) -> None:
        """Make the first two platform admins, as the owner of an installation does."""
        self._play_admin(ADMIN, next(self._names), next(self._serial))
        # By a name and a serial apart, so that everybody after them has the same as before.
        self._play_admin(SECOND_ADMIN, SECOND_ADMIN_NAME, PERSONS_FROM - 1)

    def _play_admin(self, username: str, full_name: str, serial: int) -> None:
        moment = self.stage.moment
        password = new_password()
        user = User.objects.create_user(
            username,
            password,
            full_name=full_name,
            position="مدیر سامانه (نمونه)",
            **identity_of(names.national_id(serial)),
        )
        clock = User.objects.system()
        grant = RoleGrant.objects.create(
            user=user,
            role=Role.PLATFORM_ADMIN,
            scope_kind=SCOPE_OF[Role.PLATFORM_ADMIN],
            starts_on=self.stage.on,
            given_by=clock.user_id,
        )
        record(actor=clock, verb="user.created", target=user, at=moment)
        record(
            actor=clock,
            verb="role.granted",
            target=user,
            changes={"role": (None, grant.role), "starts_on": (None, grant.starts_on)},
            at=moment,
        )
        self._enter(user, password)

    def play(self, parts: Iterable[Part]) -> None:
        """Make people with logins."""
        for part in parts:
            self._make(part, new_password())

    def play_operators(self, offices: Iterable[tuple[str, str]]) -> None:
        """Make the operators of offices, (code, name) each: `operator.CODE`, with a login."""
        for code, manager in offices:
            part = Part(f"operator.{code}", Role.OPERATOR, "مدیر دفتر (نمونه)", code)
            self._make(part, new_password(), name=manager)

    def give_second_role(self, username: str, role: Role) -> None:
        """Give a person another role; the login's first one stays the first."""
        user = User.objects.get(username=username)
        self._grant(user, Part(username, role, ""))

    def _make(self, part: Part, password: str, name: str = "") -> None:
        moment = self.stage.moment
        user, key = create_user(
            username=part.username,
            full_name=name or next(self._names),
            position=part.position,
            national_id=names.national_id(next(self._serial)),
            actor=self.admin,
            at=moment,
        )
        self._grant(user, part)
        choose_password(username=user.username, key=key, password=password, at=moment)
        self._enter(user, password)

    def _grant(self, user: User, part: Part) -> None:
        decides = part.role in DECIDING_ROLES
        grant_role(
            user_id=user.pk,
            terms=Terms(part.role, part.scope, self.stage.on, None, GROUND, LETTER, self.stage.on),
            proposed_by=self.stage.by(SECOND_ADMIN).user_id if decides else None,
            actor=self.admin,
            at=self.stage.moment,
        )

    def _enter(self, user: User, password: str) -> None:
        """Put a person into the cast, and into the list of logins."""
        hat = hats_of(user, self.stage.moment)[0]
        self.stage.cast[user.username] = principal_for(user, hat, fresh_factor=True, request_id="")
        with override("fa"):
            role = " · ".join([str(ROLE_LABELS[hat.role]), *_scope(hat.label)])
        self.logins.append(Login(user.username, user.full_name, role, password, enrol(user)))


def _scope(label: str) -> list[str]:
    return label.split(" · ")[1:]


def staff_agencies(stage: Stage, agencies: Iterable[Agency], counties: list[Division]) -> None:
    """Give each agency local units and a person whom the offices may call."""
    people = names.people(stage.branch())
    for serial, agency in enumerate(agencies):
        short = SHORT.get(agency.code, agency.code)
        manager = stage.by(f"{short}.manager")
        units = [
            add_unit(
                agency_id=agency.pk,
                county=county,
                name=f"{agency.short_name} {county.name} {names.SAMPLE}",
                actor=manager,
                at=stage.moment,
            )
            for county in counties[:3]
        ]
        add_staff(
            agency_id=agency.pk,
            unit=units[0] if units else None,
            full_name=next(people),
            position="رابط دفاتر پیشخوان (نمونه)",
            phone=names.landline(700 + serial),
            actor=manager,
            at=stage.moment,
        )
