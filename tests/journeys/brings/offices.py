"""How the pages of acts on offices, their holders and their licences open."""

from accounts.roles import Role
from offices.actions import (
    register_holder,
    register_office,
    request_renewal,
    set_membership,
)
from tests.factories import NOW, TODAY, make_county, make_office, make_principal, national_id
from tests.journeys.brings.doors import Bring, Doors, Opening
from tests.offices.endings import ends_soon


def holder(to: Doors) -> Opening:
    """The office is a draft without a holder."""
    secretary = to.world.people[Role.SECRETARIAT]
    office = register_office(
        code="2499001", name="دفتر تازه", kind="urban", county_id=make_county().pk,
        actor=secretary, on=TODAY, at=NOW,
    )  # fmt: skip
    return to.by(secretary, office.code)


def licence(to: Doors) -> Opening:
    """The office is a draft whose holder has no licence yet."""
    office = make_office(state="draft", licensed=False)
    return to.by(to.world.people[Role.SECRETARIAT], office.code)


def known_by_id(to: Doors) -> Opening:
    """The register knows the national ID of the office's holder."""
    person = register_holder(
        kind="natural", name="مریم رضایی", national_id=national_id(1),
        actor=to.world.people[Role.SECRETARIAT], at=NOW,
    )  # fmt: skip
    return to.by(to.world.people[Role.DEPUTY], make_office(holder=person).code)


def renewal(to: Doors) -> Opening:
    """Nothing stands against a renewal of the licence."""
    office = make_office()
    ends_soon(office)
    return to.by(make_principal(Role.OPERATOR, office), office.code)


def renewed(to: Doors) -> Opening:
    """The office has asked for the renewal of its licence."""
    office = make_office()
    operator = make_principal(Role.OPERATOR, office)
    request_renewal(licence_id=ends_soon(office).pk, actor=operator, on=TODAY, at=NOW)
    return to.by(to.world.people[Role.SECRETARIAT], office.code)


def membership(to: Doors) -> Opening:
    """The association declares the office a member."""
    office = make_office(is_member=False)
    association = to.world.people[Role.ASSOCIATION]
    set_membership(office_id=office.pk, is_member=True, reason="نامه", actor=association, at=NOW)
    return to.by(make_principal(Role.OPERATOR, office), office.code)


BRINGS: dict[str, Bring] = {
    "offices:holder": holder,
    "offices:licence": licence,
    "offices:membership": membership,
    "offices:national_id": known_by_id,
    "offices:renewal": renewal,
    "offices:renewed": renewed,
}
