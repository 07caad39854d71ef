"""A way back in: one person begins another's sign-in anew, who then chooses a password."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.utils import translation

from accounts import actions, rate_limit
from accounts.actions.entry import give_key, in_fours, take_guess
from accounts.facts import entry_of, token_principal
from accounts.models import ApiClient, ApiToken, User
from accounts.principal import Principal
from accounts.roles import ROLE_PERMISSIONS, Permission, Role
from audit.models import AuditEvent
from audit.words import Line, lines_of
from core.errors import FactorRequired, IllegalMove, Invalid, NotPermitted, Throttled
from tests.accounts.test_factor import give_authenticator
from tests.accounts.test_rate_limit import at_once
from tests.factories import NOW, TODAY, make_principal
from tests.sql import not_fixed

STRONG = "سه پرنده بر بام خانه"
REASON = "حضوری، با کارت ملی"


@pytest.fixture
def _moment() -> Iterator[None]:
    """Let the rows be made on the day of the tests."""
    with time_machine.travel(NOW, tick=False):
        yield


def renew(
    whom: Principal, admin: Principal, reason: str = REASON, is_factor_lost: bool = False
) -> str:
    """Begin a person's sign-in anew; return the key."""
    _user, key = actions.renew_entry(
        user_id=whom.user_id, reason=reason, is_factor_lost=is_factor_lost, actor=admin, at=NOW
    )
    return key


def person_of(principal: Principal) -> User:
    """Return the user as the database has him now."""
    return User.objects.get(pk=principal.user_id)


def choose(whom: Principal, key: str, password: str = STRONG) -> User:
    """Choose a password."""
    name = person_of(whom).username
    return actions.choose_password(username=name, key=key, password=password, at=NOW)


def give_password(whom: Principal, password: str) -> None:
    """Let the person have a password."""
    person = person_of(whom)
    person.set_password(password)
    person.save()


@pytest.mark.usefixtures("_moment")
class TestRenewEntry:
    def test_ends_the_password_and_gives_a_key(
        self, platform_admin: Principal, expert: Principal
    ) -> None:
        give_password(expert, "old words of mine")

        key = renew(expert, platform_admin)

        assert not person_of(expert).check_password("old words of mine")
        assert choose(expert, key).check_password(STRONG)

    def test_leaves_one_event_in_words(self, platform_admin: Principal, expert: Principal) -> None:
        renew(expert, platform_admin)

        event = AuditEvent.objects.about(person_of(expert)).get()
        with translation.override("fa"):
            lines = lines_of(event.target_type, event.changes)
        assert (event.verb, event.note) == ("user.renewed", REASON)
        assert set(lines) == {
            Line("ورود دومرحله‌ای", "", "ماند"),
            Line("نشست‌های پایان‌یافته", "", "۰"),
            Line("کلیدهای API باطل‌شده", "", "۰"),
        }

    @pytest.mark.parametrize("is_lost", [True, False])
    def test_keeps_the_factor_unless_it_is_lost(
        self, platform_admin: Principal, expert: Principal, is_lost: bool
    ) -> None:
        give_authenticator(expert.user_id)
        Authenticator.objects.create(
            user_id=expert.user_id, type="recovery_codes", data={"seed": "x", "used_mask": 0}
        )

        renew(expert, platform_admin, is_factor_lost=is_lost)

        factors = Authenticator.objects.filter(user_id=expert.user_id)
        assert factors.count() == (0 if is_lost else 2)
        told = AuditEvent.objects.about(person_of(expert)).get().changes["factor"]
        assert told == [None, "removed" if is_lost else "kept"]

    def test_ends_the_persons_own_keys_and_keeps_those_of_programs(
        self, platform_admin: Principal, association: Principal
    ) -> None:
        _own, secret = actions.issue_token(
            name="x", days=1, grant_id=association.grant_id, actor=association, at=NOW
        )
        _other, programs = actions.issue_token(
            name="y", days=1, grant_id=association.grant_id, actor=association, at=NOW, client="ب"
        )

        renew(association, platform_admin)

        opened = [
            token_principal(one, now=NOW, on=TODAY, address="127.0.0.1", request_id="")
            for one in (secret, programs)
        ]
        assert opened[0] is None
        assert opened[1] is not None
        assert ApiClient.objects.get().is_active
        assert ApiToken.objects.filter(revoked_at=None).count() == 1

    def test_gives_another_key_in_the_place_of_the_first(
        self, platform_admin: Principal, expert: Principal
    ) -> None:
        lost = renew(expert, platform_admin)
        key = renew(expert, platform_admin)

        with pytest.raises(Invalid):
            choose(expert, lost)
        assert choose(expert, key).check_password(STRONG)

    def test_refuses_the_own_account(self, platform_admin: Principal) -> None:
        with pytest.raises(NotPermitted, match="ورود خود"):
            renew(platform_admin, platform_admin)

    def test_refuses_another_account_of_the_same_person(
        self, platform_admin: Principal, expert: Principal
    ) -> None:
        User.objects.filter(pk__in=[platform_admin.user_id, expert.user_id]).update(
            person_key="one", national_id_sealed="sealed"
        )

        with pytest.raises(NotPermitted, match="ورود خود"):
            renew(expert, platform_admin)

    def test_refuses_one_who_is_shut_out(
        self, platform_admin: Principal, expert: Principal
    ) -> None:
        User.objects.filter(pk=expert.user_id).update(is_active=False)

        with pytest.raises(IllegalMove):
            renew(expert, platform_admin)

    def test_refuses_without_how_the_identity_was_checked(
        self, platform_admin: Principal, expert: Principal
    ) -> None:
        with pytest.raises(Invalid) as refusal:
            renew(expert, platform_admin, reason="کارت")

        assert "reason" in refusal.value.fields

    def test_refuses_a_stale_factor(self, expert: Principal) -> None:
        admin = make_principal(Role.PLATFORM_ADMIN)
        stale = Principal(
            user_id=admin.user_id, grant_id=admin.grant_id, role=admin.role, name=admin.name
        )

        with pytest.raises(FactorRequired):
            renew(expert, stale)

    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.PLATFORM_ADMIN, Role.SYSTEM}))
    def test_refuses_every_other_role(self, role: Role, expert: Principal) -> None:
        assert Permission.ENTRY_RENEW not in ROLE_PERMISSIONS[role]
        other = Principal(user_id=0, grant_id=0, role=role, name="", fresh_factor=True)
        with pytest.raises(NotPermitted):
            renew(expert, other)


@pytest.mark.django_db
class TestSessions:
    def test_end_with_the_next_request(
        self, browser_of: Any, platform_admin: Principal, expert: Principal
    ) -> None:
        browser = browser_of(expert)
        assert browser.get("/settings").status_code == 200

        renew(expert, platform_admin)

        answer = browser.get("/settings")
        assert answer.headers["Location"].startswith("/login")
        event = AuditEvent.objects.about(person_of(expert)).get(verb="user.renewed")
        assert event.changes["ended_sessions"] == [None, 1]


@pytest.mark.django_db
class TestChoosePassword:
    def test_sets_it_once_and_says_who_in_which_role(
        self, platform_admin: Principal, expert: Principal
    ) -> None:
        key = renew(expert, platform_admin)
        choose(expert, key)

        event = AuditEvent.objects.about(person_of(expert)).get(verb="user.entered")
        assert (event.actor_id, event.actor_name, event.actor_role) == (
            expert.user_id, expert.name, Role.EXPERT,
        )  # fmt: skip
        with pytest.raises(Invalid):
            choose(expert, key)

    def test_takes_one_who_has_no_role_yet(self, platform_admin: Principal) -> None:
        user, key = actions.create_user(
            username="new.person", full_name="کاربر", position="", actor=platform_admin, at=NOW
        )

        actions.choose_password(username="new.person", key=key, password=STRONG, at=NOW)

        event = AuditEvent.objects.about(user).get(verb="user.entered")
        assert (event.actor_id, event.actor_name) == (user.pk, "کاربر")

    def test_takes_the_name_in_any_digits_and_case(self, expert: Principal) -> None:
        with not_fixed("accounts_user"):
            User.objects.filter(pk=expert.user_id).update(username="clerk.12")
        key = give_key(person_of(expert), NOW)

        user = actions.choose_password(username=" Clerk.۱۲", key=key, password=STRONG, at=NOW)

        assert user.check_password(STRONG)

    @pytest.mark.parametrize("write", [in_fours, str.upper, lambda key: f" {in_fours(key)} "])
    def test_takes_the_key_as_it_was_dictated(
        self, platform_admin: Principal, expert: Principal, write: Callable[[str], str]
    ) -> None:
        key = write(renew(expert, platform_admin))

        user = actions.choose_password(
            username=person_of(expert).username, key=key, password=STRONG, at=NOW
        )

        assert user.check_password(STRONG)

    def test_is_dictated_in_groups_of_four(self, expert: Principal) -> None:
        groups = in_fours(give_key(person_of(expert), NOW)).split()

        assert {len(group) for group in groups[:-1]} == {4}

    def test_says_the_same_of_all_that_does_not_fit(
        self, platform_admin: Principal, expert: Principal, deputy: Principal
    ) -> None:
        key = renew(expert, platform_admin)
        give_password(deputy, STRONG)
        name, other = person_of(expert).username, person_of(deputy).username
        wrong = [(name, ""), (name, "c8abcd-0123456789abcdef0123456789abcdef"), (name, f"{key}0"),
                 (other, key), ("nobody", key)]  # fmt: skip

        told = set()
        for username, sent in wrong:
            with pytest.raises(Invalid) as refusal:
                actions.choose_password(username=username, key=sent, password=STRONG, at=NOW)
            told.add(refusal.value.message)
        User.objects.filter(pk=expert.user_id).update(is_active=False)
        with pytest.raises(Invalid) as refusal:
            choose(expert, key)

        assert told == {refusal.value.message}

    def test_refuses_a_key_whose_time_is_over(
        self, settings: Any, platform_admin: Principal, expert: Principal
    ) -> None:
        with time_machine.travel(NOW):
            key = renew(expert, platform_admin)
        assert settings.PASSWORD_RESET_TIMEOUT == 24 * 3600

        with time_machine.travel(NOW + timedelta(hours=24, seconds=5)), pytest.raises(Invalid):
            choose(expert, key)
        with time_machine.travel(NOW + timedelta(hours=23, minutes=59)):
            assert choose(expert, key).check_password(STRONG)

    def test_refuses_a_weak_password_and_keeps_the_key(
        self, platform_admin: Principal, expert: Principal
    ) -> None:
        key = renew(expert, platform_admin)

        with pytest.raises(Invalid) as refusal:
            choose(expert, key, "12345678")

        assert "password" in refusal.value.fields
        assert choose(expert, key).check_password(STRONG)

    def test_counts_guesses_at_a_name_in_whatever_digits(self) -> None:
        for turn in range(rate_limit.MOST_OF_ONE):
            take_guess("clerk.12" if turn % 2 else "Clerk.۱۲ ", "10.0.0.1")

        with pytest.raises(Throttled):
            take_guess("clerk.12", "10.0.0.1")


class TestAtOnce:
    def test_one_key_sets_one_password(self, real_db: None) -> None:
        whom = make_principal(Role.EXPERT)
        key = give_key(person_of(whom), NOW)

        def ask(turn: int) -> bool:
            try:
                choose(whom, key, f"{STRONG} {turn}")
            except Invalid:
                return False
            return True

        assert at_once(ask).count(True) == 1
        assert AuditEvent.objects.about(person_of(whom)).count() == 1

    def test_of_many_keys_one_opens(self, real_db: None) -> None:
        whom, admin = make_principal(Role.EXPERT), make_principal(Role.PLATFORM_ADMIN)
        keys = at_once(lambda _turn: renew(whom, admin))

        opened = 0
        for key in keys:
            try:
                choose(whom, key)
                opened += 1
            except Invalid:
                continue

        assert opened == 1


class TestEntryOf:
    def test_tells_how_far_one_is_on_the_way_in(self, expert: Principal) -> None:
        person = person_of(expert)
        nothing = entry_of(person, NOW)
        give_key(person, NOW)
        waiting = entry_of(person, NOW + timedelta(hours=23))
        late = entry_of(person, NOW + timedelta(hours=24))
        person.set_password(STRONG)
        give_authenticator(person.pk)

        assert (nothing.has_password, nothing.waits, nothing.has_factor) == (False, False, False)
        assert waiting.key_until == NOW + timedelta(hours=24)
        assert not late.waits
        there = entry_of(person, NOW)
        assert (there.has_password, there.waits, there.has_factor) == (True, False, True)


@pytest.mark.django_db
class TestCommand:
    def test_lets_in_the_only_platform_admin(self, capsys: Any, platform_admin: Principal) -> None:
        name = person_of(platform_admin).username
        give_authenticator(platform_admin.user_id)

        call_command("renew_entry", name, reason=REASON, factor_lost=True)

        key = re.search(r"^ {4}(\S+)$", capsys.readouterr().out, re.MULTILINE)
        assert key
        assert not Authenticator.objects.filter(user_id=platform_admin.user_id).exists()
        assert choose(platform_admin, key[1]).check_password(STRONG)
        event = AuditEvent.objects.about(person_of(platform_admin)).get(verb="user.renewed")
        assert (event.actor_role, event.note) == (Role.SYSTEM, REASON)

    @pytest.mark.parametrize(("name", "reason"), [("nobody", REASON), ("", "کارت")])
    def test_says_why_not(self, expert: Principal, name: str, reason: str) -> None:
        with pytest.raises(CommandError):
            call_command("renew_entry", name or person_of(expert).username, reason=reason)
