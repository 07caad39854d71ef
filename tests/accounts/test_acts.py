"""The tables of acts of users, roles and keys, compared with actions and pages."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from accounts import actions, acts
from accounts.identity import identify_user
from accounts.models import ApiToken, RoleGrant, User
from accounts.principal import Principal
from accounts.roles import Role
from core.clock import now, today
from core.errors import FactorRequired, IllegalMove
from tests.act_walks import faults_of_actions, faults_of_pages, faults_of_table, open_names, outcome
from tests.factories import make_principal, make_same_person
from tests.sql import not_fixed

ROLES = ("platform_admin", "auditor", "deputy", "gas_manager", "operator", "association")
REASON = "با کارت ملی و حضوری بررسی شد"


def terms_of(role: Role) -> actions.Terms:
    """Return a role from today on."""
    return actions.Terms(role, "", today(), None, REASON, "۱۲/۳۴", today())


OF_USERS = {
    acts.IDENTIFY: lambda user, actor: identify_user(
        user_id=user.pk, national_id="", reason=REASON, actor=actor, at=now()
    ),
    acts.GRANT_ROLE: lambda user, actor: actions.grant_role(
        user_id=user.pk, terms=terms_of(Role.ASSOCIATION), actor=actor, at=now()
    ),
    acts.PROPOSE_ROLE: lambda user, actor: actions.propose_role(
        user_id=user.pk, terms=terms_of(Role.DEPUTY), actor=actor, at=now()
    ),
    acts.RENEW_ENTRY: lambda user, actor: actions.renew_entry(
        user_id=user.pk, reason=REASON, is_factor_lost=False, actor=actor, at=now()
    ),
    acts.SET_ACTIVE: lambda user, actor: actions.set_active(
        user_id=user.pk, is_active=not user.is_active, reason=REASON, actor=actor, at=now()
    ),
}  # fmt: skip
OF_GRANTS = {
    acts.END_GRANT: lambda grant, actor: actions.end_grant(
        grant_id=grant.pk, reason=REASON, actor=actor, on=today(), at=now()
    ),
}
OF_TOKENS = {
    acts.ROTATE: lambda token, actor: actions.rotate_token(
        token_id=token.pk, actor=actor, at=now()
    ),
    acts.REVOKE: lambda token, actor: actions.revoke_token(
        token_id=token.pk, actor=actor, at=now()
    ),
}
# They make a record, or a key itself calls for them.
CREATES = {acts.CREATE, acts.ISSUE, acts.SUCCEED}
TABLES = (acts.USERS, acts.GRANTS, acts.TOKENS)
PAGES = {
    acts.IDENTIFY: "person", acts.GRANT_ROLE: "roles/new", acts.PROPOSE_ROLE: "roles/new",
    acts.RENEW_ENTRY: "entry", acts.SET_ACTIVE: "active",
}  # fmt: skip


@pytest.fixture
def people(platform_admin: Principal, auditor: Principal, deputy: Principal) -> list[User]:
    """Make the actors, a twin of the admin, one who is shut out, and roles past and to come."""
    twin, shut = make_principal(Role.EXPERT), make_principal(Role.EXPERT)
    make_same_person(platform_admin, twin)
    User.objects.filter(pk=shut.user_id).update(is_active=False)
    for days in (-9, 9):
        day = today() + timedelta(days=days)
        RoleGrant.objects.create(
            user_id=deputy.user_id, role=Role.EXPERT, scope_kind="province",
            starts_on=day, ends_on=day,
        )  # fmt: skip
    return list(User.objects.order_by("pk"))


@pytest.fixture
def tokens(platform_admin: Principal, deputy: Principal) -> list[ApiToken]:
    """Make keys of two persons: in use, rotated, revoked and expired."""
    for owner in (platform_admin, deputy):
        made = [
            actions.issue_token(
                name=f"k{step}", days=30, grant_id=owner.grant_id, actor=owner, at=now()
            )[0]
            for step in range(4)
        ]
        actions.rotate_token(token_id=made[1].pk, actor=owner, at=now())
        actions.revoke_token(token_id=made[2].pk, actor=owner, at=now())
        with not_fixed("accounts_apitoken"):
            ApiToken.objects.filter(pk=made[3].pk).update(
                created_at=now() - timedelta(days=9), expires_at=now() - timedelta(days=2)
            )
    return list(ApiToken.objects.select_related("grant").order_by("pk"))


class TestTheTables:
    @pytest.mark.parametrize("table", TABLES)
    def test_record_known_events(self, table: Any) -> None:
        assert list(faults_of_table(table)) == []

    def test_are_walked_whole(self) -> None:
        walked = {*OF_USERS, *OF_GRANTS, *OF_TOKENS, *CREATES}

        assert {act for table in TABLES for act in table} == walked


class TestTheActionsAndPages:
    @pytest.mark.parametrize("role", ROLES)
    def test_do_what_is_open_and_refuse_the_rest_with_its_sentence(
        self, request: Any, browser_of: Any, people: Any, tokens: Any, role: str
    ) -> None:
        actor: Principal = request.getfixturevalue(role)
        client, faults = browser_of(actor), list[str]()

        for user in people:
            faults += faults_of_actions(OF_USERS, user, actor, today())
            pages = {act: f"/admin/users/{user.public_id}/{part}" for act, part in PAGES.items()}
            faults += faults_of_pages(client, pages, user, actor, today())
        for grant in RoleGrant.objects.visible_to(actor):
            faults += faults_of_actions(OF_GRANTS, grant, actor, today())
        for token in ApiToken.objects.visible_to(actor).select_related("grant"):
            faults += faults_of_actions(OF_TOKENS, token, actor, today())
            pages = {act: f"/api-keys/{token.public_id}/{act.name}" for act in OF_TOKENS}
            faults += faults_of_pages(client, pages, token, actor, today())

        assert faults == []

    def test_ask_for_a_fresh_code(self, platform_admin: Principal, people: Any) -> None:
        stale = replace(platform_admin, fresh_factor=False)
        (other, *_rest) = (user for user in people if user.pk != stale.user_id)

        assert isinstance(outcome(OF_USERS[acts.RENEW_ENTRY], other, stale), FactorRequired)

    def test_hold_the_owner_at_a_prompt_to_the_other_reasons(
        self, clock: Principal, people: Any
    ) -> None:
        shut = next(user for user in people if not user.is_active and user.has_usable_password())
        refusal = outcome(OF_USERS[acts.RENEW_ENTRY], shut, clock)

        assert isinstance(refusal, IllegalMove)
        assert "نخست" in refusal.message


class TestTheButtons:
    @pytest.mark.parametrize("role", ["platform_admin", "auditor"])
    def test_of_a_person_offer_what_is_open(
        self, request: Any, browser_of: Any, people: Any, role: str
    ) -> None:
        actor = request.getfixturevalue(role)
        client = browser_of(actor)

        for user in people:
            page = client.get(f"/admin/users/{user.public_id}")
            text = page.content.decode()
            offered = {act.name for act, part in PAGES.items()
                       if f'href="/admin/users/{user.public_id}/{part}"' in text}  # fmt: skip
            assert offered == open_names(OF_USERS, user, actor, today())
            # A role that has not begun is withdrawn as one in force is ended.
            for row in page.context["grants"]:
                is_open = bool(open_names(OF_GRANTS, row["grant"], actor, today()))
                assert row["ends"] is is_open
                address = f"/roles/{row['grant'].public_id}/end"
                assert (address in text) is is_open

    @pytest.mark.parametrize("role", ["platform_admin", "deputy"])
    def test_of_one_s_keys_offer_what_is_open(
        self, request: Any, browser_of: Any, tokens: Any, role: str
    ) -> None:
        actor = request.getfixturevalue(role)

        text = browser_of(actor).get("/api-keys").content.decode()

        for token in tokens:
            if token.grant.user_id != actor.user_id:
                continue
            offered = {act.name for act in OF_TOKENS
                       if f'href="/api-keys/{token.public_id}/{act.name}"' in text}  # fmt: skip
            # Revoking one that is over changes nothing, so that no button is shown for it.
            is_valid = token.revoked_at is None and token.expires_at > now()
            shown = open_names(OF_TOKENS, token, actor, today()) if is_valid else set()
            assert offered == shown
