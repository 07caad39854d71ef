"""Roles that decide: proposed by one admin, confirmed by another, and later by the first deputy."""

from datetime import timedelta
from typing import Any

import pytest

from accounts import actions
from accounts.facts import hats_of
from accounts.first import Candidate, create_first_admins
from accounts.forms import GrantForm
from accounts.identity import identity_of
from accounts.models import RoleGrant, User
from accounts.principal import Principal
from accounts.roles import ROLE_PERMISSIONS, Role
from agencies.models import Agency
from approvals.actions import confirm_act, refuse_act
from approvals.facts import PENDING_KINDS, waits_for
from approvals.models import PendingAct
from approvals.roles import ATTEST, DAYS_TO_ATTEST, body_has_changed
from approvals.states import PendingState
from audit.models import AuditEvent
from core.errors import FactorRequired, IllegalMove, NotPermitted
from core.fields import describe
from dashboard.facts.work import work_of
from dashboard.navigation import APPROVALS, ITEMS
from notices.actions import spread
from notices.models import Message, Notification
from notices.states import CarrierName
from tests.factories import make_agency, make_principal, make_same_person, national_id
from tests.oversight.steps import DAY, later, moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "right_code")]
GROUND = "معرفی‌شده در نامهٔ نهاد"


@pytest.fixture
def second(db: None) -> Principal:
    """Return a second platform admin."""
    return make_principal(Role.PLATFORM_ADMIN, name="مدیر دوم")


@pytest.fixture
def person(db: None) -> User:
    """Return somebody without a role."""
    return User.objects.create(
        username="newcomer", full_name="تازه‌وارد", password="!",
        **identity_of(national_id(990_002)),
    )  # fmt: skip


def propose(person: User, admin: Principal, role: Role = Role.SECRETARIAT, **values: Any) -> Any:
    """Propose a role for somebody who is known by then."""
    if not person.is_identified:
        known = identity_of(national_id(993_000 + person.pk))
        User.objects.filter(pk=person.pk).update(**known)
    fields = {"scope": "", "starts_on": DAY, "ends_on": None, "reason": GROUND,
              "letter_no": "۷/۱", "letter_on": DAY, **values}  # fmt: skip
    terms = actions.Terms(role=role, **fields)
    actions.propose_role(user_id=person.pk, terms=terms, actor=admin, at=moment(DAY))
    return PendingAct.objects.waiting().get(act="user.grant-role", target_id=person.public_id)


def confirm(pending: PendingAct, actor: Principal, on: Any = DAY) -> PendingAct:
    return confirm_act(pending_id=pending.pk, actor=actor, on=on, at=moment(on))


def refuse(pending: PendingAct, actor: Principal) -> PendingAct:
    return refuse_act(
        pending_id=pending.pk, reason="این شخص را نمی‌شناسم.", actor=actor, on=DAY,
        at=moment(DAY),
    )  # fmt: skip


def test_proposed_role_stands_on_the_page_of_the_person(
    person: User, platform_admin: Principal, second: Principal, browser_of: Any
) -> None:
    def shown(reader: Principal) -> str:
        return str(browser_of(reader).get(f"/admin/users/{person.public_id}").text)

    pending = propose(person, platform_admin)
    for reader in (platform_admin, second):
        assert pending.get_absolute_url() in shown(reader)
        assert "دبیرخانه" in shown(reader)

    refuse(pending, second)
    assert pending.get_absolute_url() not in shown(second)


def test_letter_is_asked_of_roles_that_decide_and_called_so() -> None:
    shown = describe(GrantForm()["letter_no"], {})
    assert "تصمیم" in str(shown["label"])
    assert not shown["optional"]


class TestARoleThatDecides:
    def test_is_in_force_once_another_admin_has_confirmed_it(
        self, platform_admin: Principal, second: Principal, person: User
    ) -> None:
        pending = propose(person, platform_admin)
        assert hats_of(person, moment(DAY)) == []

        confirm(pending, second)

        assert [hat.role for hat in hats_of(person, moment(DAY))] == [Role.SECRETARIAT]
        grant = RoleGrant.objects.get(user=person)
        assert (grant.given_by, grant.confirmed_by) == (platform_admin.user_id, second.user_id)
        assert (grant.reason, grant.letter_no) == (GROUND, "۷/۱")

    def test_is_not_confirmed_for_a_body_that_was_renamed(
        self, platform_admin: Principal, second: Principal, person: User
    ) -> None:
        agency = make_agency("gaz")
        pending = propose(person, platform_admin, Role.AGENCY_MANAGER, scope="gaz")
        assert pending.arguments["scope_id"] == str(agency.public_id)
        assert body_has_changed(pending.arguments) == ""
        Agency.objects.filter(pk=agency.pk).update(name="نامی دیگر", short_name="دیگر")

        with pytest.raises(IllegalMove, match="نهاد"):
            confirm(pending, second)

    def test_is_not_confirmed_where_its_proposal_names_no_body(
        self, platform_admin: Principal, person: User
    ) -> None:
        pending = propose(person, platform_admin)
        del pending.arguments["scope_id"]

        assert body_has_changed(pending.arguments)

    def test_is_not_confirmed_by_its_proposer_or_a_twin(
        self, platform_admin: Principal, second: Principal, person: User
    ) -> None:
        make_same_person(platform_admin, second)
        pending = propose(person, platform_admin)

        for admin in (platform_admin, second):
            with pytest.raises(NotPermitted):
                confirm(pending, admin)

    def test_is_not_confirmed_by_the_person(
        self, platform_admin: Principal, second: Principal
    ) -> None:
        pending = propose(User.objects.get(pk=second.user_id), platform_admin)

        with pytest.raises(NotPermitted, match="به خود نقش"):
            confirm(pending, second)
        assert not PendingAct.objects.awaiting(second).exists()

    def test_shows_the_confirmer_what_it_rests_on(
        self, platform_admin: Principal, second: Principal, expert: Principal, browser_of: Any
    ) -> None:
        pending = propose(User.objects.get(pk=expert.user_id), platform_admin)

        page = browser_of(second).get(pending.get_absolute_url()).text

        for text in (GROUND, "دبیرخانه", "کارشناس استان", "۷/۱"):
            assert text in page

    def test_is_proposed_anew_when_the_person_has_got_another_role_since(
        self, platform_admin: Principal, second: Principal, person: User
    ) -> None:
        pending = propose(person, platform_admin)
        terms = actions.Terms(Role.AUDITOR, "", DAY, None, GROUND)
        actions.grant_role(user_id=person.pk, terms=terms, actor=second, at=moment(DAY))

        with pytest.raises(IllegalMove):
            confirm(pending, second)

    def test_is_proposed_anew_when_a_twin_has_got_another_role_since(
        self, platform_admin: Principal, second: Principal, person: User, auditor: Principal
    ) -> None:
        own = Principal(**{**auditor.__dict__, "user_id": person.pk})
        twin = User.objects.create(username="twin", full_name="تازه‌وارد", password="!")
        make_same_person(own, Principal(**{**auditor.__dict__, "user_id": twin.pk}))
        pending = propose(person, platform_admin)
        terms = actions.Terms(Role.AUDITOR, "", DAY, None, GROUND)
        actions.grant_role(user_id=twin.pk, terms=terms, actor=second, at=moment(DAY))

        with pytest.raises(IllegalMove):
            confirm(pending, second)

    @pytest.mark.parametrize("how", ["ended", "blocked"])
    def test_is_proposed_anew_when_its_proposer_is_no_admin_any_more(
        self, platform_admin: Principal, second: Principal, person: User, how: str
    ) -> None:
        pending = propose(person, platform_admin)
        if how == "ended":
            grants = RoleGrant.objects.filter(pk=platform_admin.grant_id)
            grants.update(ended_at=moment(DAY) - timedelta(days=1), ended_by=second.user_id)
        else:
            User.objects.filter(pk=platform_admin.user_id).update(is_active=False)

        with pytest.raises(IllegalMove, match="مدیر سامانه"):
            confirm(pending, second)
        assert not RoleGrant.objects.filter(user=person).exists()

    def test_begins_with_the_confirmation_where_its_day_has_passed(
        self, platform_admin: Principal, second: Principal, person: User
    ) -> None:
        confirm(propose(person, platform_admin), second, on=later(2))

        assert RoleGrant.objects.get(user=person).starts_on == later(2)

    def test_leaves_nothing_where_it_is_refused(
        self, platform_admin: Principal, second: Principal, person: User
    ) -> None:
        refuse(propose(person, platform_admin), second)

        assert not RoleGrant.objects.filter(user=person).exists()
        propose(person, platform_admin)

    def test_can_be_ended_at_once(
        self, platform_admin: Principal, second: Principal, person: User
    ) -> None:
        confirm(propose(person, platform_admin), second)
        grant = RoleGrant.objects.get(user=person)

        actions.end_grant(
            grant_id=grant.pk, reason="اشتباه بود", actor=platform_admin, on=DAY, at=moment(DAY)
        )

        assert hats_of(person, moment(DAY)) == []


class TestTheEndOfARole:
    def page(self, grant: RoleGrant) -> str:
        return f"/admin/users/{grant.user.public_id}/roles/{grant.public_id}/end"

    def test_names_role_body_moment_and_what_falls_and_tells_who_proposed_it(
        self, platform_admin: Principal, second: Principal, expert: Principal, browser_of: Any
    ) -> None:
        held = RoleGrant.objects.get(pk=expert.grant_id)
        pending = propose(held.user, second)

        page = browser_of(platform_admin).get(self.page(held)).text
        for part in ("کارشناس", "سراسر استان", pending.title, "کسی دیگر این نقش را"):
            assert part in page
        actions.end_grant(
            grant_id=held.pk, reason="اشتباه بود", actor=platform_admin, on=DAY, at=moment(DAY)
        )

        pending.refresh_from_db()
        assert pending.state == PendingState.VOID
        assert notices_of(second) == ["pending.voided"]

    def test_of_an_admin_names_what_only_this_admin_proposed(
        self, platform_admin: Principal, second: Principal, person: User, browser_of: Any
    ) -> None:
        pending = propose(person, second)
        held = RoleGrant.objects.get(pk=second.grant_id)

        assert pending.title in browser_of(platform_admin).get(self.page(held)).text

    def test_by_a_block_names_the_same(
        self, platform_admin: Principal, second: Principal, expert: Principal, browser_of: Any
    ) -> None:
        user = User.objects.get(pk=expert.user_id)
        pending = propose(user, second)

        page = browser_of(platform_admin).get(f"/admin/users/{user.public_id}/active").text
        assert pending.title in page

    def test_asks_for_a_fresh_code(self, platform_admin: Principal, expert: Principal) -> None:
        with pytest.raises(FactorRequired):
            actions.end_grant(
                grant_id=expert.grant_id, reason="اشتباه بود", on=DAY, at=moment(DAY),
                actor=platform_admin.with_stale_factor(),
            )  # fmt: skip


def notices_of(reader: Principal) -> list[str]:
    """Return what a person is notified of."""
    for message in Message.objects.filter(carrier=CarrierName.NEWS):
        spread(payload=message.payload, at=moment(DAY))
    rows = Notification.objects.filter(user_id=reader.user_id).order_by("pk")
    return list(rows.values_list("kind", flat=True))


class TestTheDesk:
    def test_of_the_other_admin_has_the_task_and_the_way_there(
        self, platform_admin: Principal, second: Principal, person: User, browser_of: Any
    ) -> None:
        pending = propose(person, platform_admin)

        (task,) = [task for task in work_of(second, DAY) if task.kind == "approve"]
        assert str(pending.public_id) in str(task.number)
        assert not [task for task in work_of(platform_admin, DAY) if task.kind == "approve"]
        desk = browser_of(second).get("/desk").text
        assert pending.get_absolute_url() in desk
        assert 'href="/approvals"' in desk

    def test_of_whoever_confirms_something_leads_to_the_approvals(self) -> None:
        for kind in PENDING_KINDS:
            for role in Role:
                if kind.permission in ROLE_PERMISSIONS[role] and role is not Role.SYSTEM:
                    assert APPROVALS in ITEMS[role], (role, kind.name)


class TestTheFirstDeputy:
    @pytest.fixture
    def admins(self, db: None) -> list[Principal]:
        """Return the first two admins of an installation, as the owner makes them."""
        made = create_first_admins(
            [Candidate("one", "مدیر نخست", "مدیر"), Candidate("two", "مدیر دوم", "مدیر")],
            on=DAY, at=moment(DAY),
        )  # fmt: skip
        for serial, (user, _key) in enumerate(made):
            known = identity_of(national_id(993_900 + serial))
            User.objects.filter(pk=user.pk).update(**known)
        return [
            Principal(
                user_id=user.pk, grant_id=RoleGrant.objects.get(user=user).pk,
                role=Role.PLATFORM_ADMIN, name=user.full_name, fresh_factor=True,
            )
            for user, _key in made
        ]  # fmt: skip

    @pytest.fixture
    def first_deputy(self, admins: list[Principal], person: User) -> Principal:
        """Return the first deputy, named after a secretariat."""
        one, two = admins
        confirm(propose(person, one), two)
        user = User.objects.create(username="deputy", full_name="معاون", password="!")
        confirm(propose(user, one, Role.DEPUTY), two)
        grant = RoleGrant.objects.get(user=user)
        return Principal(
            user_id=user.pk, grant_id=grant.pk, role=Role.DEPUTY, name="معاون", fresh_factor=True
        )

    def test_reads_every_role_that_decides_but_the_own(
        self, first_deputy: Principal, person: User
    ) -> None:
        listed = PendingAct.objects.awaiting(first_deputy).filter(act=ATTEST)

        others = RoleGrant.objects.exclude(user_id=first_deputy.user_id)
        assert {act.target_id for act in listed} == {grant.public_id for grant in others}
        assert others.count() == 3

    def test_confirms_one(self, first_deputy: Principal, person: User) -> None:
        grant = RoleGrant.objects.get(user=person)

        confirm(PendingAct.objects.get(act=ATTEST, target_id=grant.public_id), first_deputy)

        assert AuditEvent.objects.about(person).filter(verb="role.attested").exists()
        assert [hat.role for hat in hats_of(person, moment(DAY))] == [Role.SECRETARIAT]

    def test_ends_one_by_refusing(self, first_deputy: Principal, person: User) -> None:
        grant = RoleGrant.objects.get(user=person)

        refuse(PendingAct.objects.get(act=ATTEST, target_id=grant.public_id), first_deputy)

        grant.refresh_from_db()
        assert grant.ended_by == first_deputy.user_id
        assert hats_of(person, moment(DAY) + timedelta(seconds=1)) == []

    def test_has_sixty_days_from_the_first_day(self, admins: list[Principal], person: User) -> None:
        one, two = admins
        confirm(propose(person, one), two)
        user = User.objects.create(username="deputy", full_name="معاون", password="!")

        confirm(propose(user, one, Role.DEPUTY, starts_on=later(20)), two)

        lasts = set(PendingAct.objects.filter(act=ATTEST).values_list("expires_on", flat=True))
        assert lasts == {later(20 + DAYS_TO_ATTEST)}

    def test_is_not_asked_about_a_role_that_has_ended(
        self, first_deputy: Principal, admins: list[Principal], person: User
    ) -> None:
        grant = RoleGrant.objects.get(user=person)
        listed = waits_for(first_deputy).filter(act=ATTEST)
        assert listed.filter(target_id=grant.public_id).exists()

        actions.end_grant(
            grant_id=grant.pk, reason="به واحد دیگر رفت", actor=admins[0], on=DAY, at=moment(DAY)
        )

        assert not waits_for(first_deputy).filter(target_id=grant.public_id).exists()
        with pytest.raises(IllegalMove):
            confirm(PendingAct.objects.get(act=ATTEST, target_id=grant.public_id), first_deputy)

    def test_is_the_only_one_for_whom_they_are_listed(
        self, first_deputy: Principal, admins: list[Principal]
    ) -> None:
        one, two = admins
        listed = PendingAct.objects.filter(act=ATTEST).count()
        user = User.objects.create(username="deputy2", full_name="معاون دوم", password="!")

        confirm(propose(user, one, Role.DEPUTY), two)

        assert PendingAct.objects.filter(act=ATTEST).count() == listed
