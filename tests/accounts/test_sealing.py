"""By raw SQL of the runtime role nobody signs in under the name of another."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password

from accounts.actions.entry import change_own_password
from accounts.models import User
from accounts.principal import Principal
from accounts.sealing import open_factor, open_passkey, seal_factor, seal_passkey
from audit.actions import record
from audit.models import AuditEvent
from core.clock import now
from core.scope import SYSTEM, set_scope
from tests.movers import forget_events, insert_refused, move_refused
from tests.runtime import as_runtime, make_role, settle
from tests.sql import refused

WORDS = "چند کلمهٔ خودم و بس"
SECRETS = {"JBSWY3DPEHPK3PXP", "0" * 40}
UNTOLD = "A second factor is set up and removed with an event that says so."
pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(expert: Principal) -> User:
    """Return an account with a password."""
    user = User.objects.get(pk=expert.user_id)
    user.set_password(WORDS)
    user.save()
    return user


@pytest.fixture
def theirs(deputy: Principal) -> User:
    return User.objects.get(pk=deputy.user_id)


@pytest.fixture
def refused_raw() -> Callable[[Callable[[], Any]], str]:
    """Return a function that tells how the web process is refused, with all guards on."""
    role = make_role()

    def attempt(write: Callable[[], Any]) -> str:
        forget_events()

        def written() -> None:
            write()
            settle()

        with as_runtime(role):
            set_scope(scope=SYSTEM)
            return refused(written)

    return attempt


def factor_of(user: User, kind: str = "totp") -> Authenticator:
    data: dict[str, Any] = {"secret": seal_factor("JBSWY3DPEHPK3PXP", user.pk)}
    if kind == "webauthn":
        data = {"name": "phone", "credential": seal_passkey("{}", user.pk)}
    if kind == "recovery_codes":
        data = {"seed": seal_factor("0" * 40, user.pk), "used_mask": 3}
    return Authenticator(user=user, type=kind, data=data)


class TestPassword:
    def test_opens_its_own_account(self, mine: User) -> None:
        assert User.objects.get(pk=mine.pk).check_password(WORDS)
        assert not mine.check_password("another one")

    def test_opens_no_other_account_by_a_copy(self, mine: User, theirs: User) -> None:
        theirs.password = mine.password

        assert not theirs.check_password(WORDS)

    def test_is_not_made_without_the_key(self, mine: User) -> None:
        mine.password = make_password(WORDS)

        assert not mine.check_password(WORDS)

    def test_changes_with_an_event_alone(
        self, mine: User, expert: Principal, refused_raw: Callable[[Callable[[], Any]], str]
    ) -> None:
        def write() -> None:
            User.objects.filter(pk=mine.pk).update(password=mine.password[::-1])

        def write_and_say() -> None:
            write()
            record(actor=expert, verb="user.password_changed", target=mine, at=now())

        assert "is written with an event" in refused_raw(write)
        assert refused_raw(write_and_say) == ""

    def test_leaves_an_event_when_it_is_changed(self, mine: User, expert: Principal) -> None:
        change_own_password(user=mine, password="one more of my own", actor=expert, at=now())

        (event,) = AuditEvent.objects.about(mine)
        assert (event.verb, event.changes, event.note) == ("user.password_changed", {}, "")
        assert mine.check_password("one more of my own")


class TestNumber:
    def test_of_an_account_stays(
        self, mine: User, theirs: User, refused_raw: Callable[[Callable[[], Any]], str]
    ) -> None:
        def write() -> None:
            User.objects.filter(pk=mine.pk).update(id=theirs.pk + 1000)

        assert refused_raw(write) == "id of accounts_user stays as it was written."


class TestFactor:
    @pytest.mark.parametrize("kind", ["totp", "recovery_codes"])
    def test_hides_its_secret_from_another(self, mine: User, theirs: User, kind: str) -> None:
        data = factor_of(mine, kind).data
        stored = data.get("secret") or data["seed"]

        assert open_factor(stored, mine.pk) in SECRETS
        assert open_factor(stored, theirs.pk) not in SECRETS

    def test_gives_nothing_of_a_passkey_to_another(self, mine: User, theirs: User) -> None:
        stored = factor_of(mine, "webauthn").data["credential"]

        assert open_passkey(stored, mine.pk) == "{}"
        assert open_passkey(stored, theirs.pk) == ""

    @pytest.mark.parametrize("kind", ["totp", "webauthn"])
    def test_stays_with_its_account(self, mine: User, theirs: User, kind: str) -> None:
        factor = factor_of(mine, kind)
        factor.save()

        told = move_refused(factor, {"user_id": theirs.pk})

        assert told == "user_id of mfa_authenticator stays as it was written."

    @pytest.mark.parametrize("kind", ["totp", "webauthn"])
    def test_keeps_its_secret(self, mine: User, theirs: User, kind: str) -> None:
        factor = factor_of(mine, kind)
        factor.save()

        told = move_refused(factor, {"data": factor_of(theirs, kind).data})

        assert told == "The secret of a second factor stays; a used recovery code stays used."

    @pytest.mark.parametrize(("used", "is_refused"), [(2, True), (0, True), (7, False)])
    def test_uses_a_recovery_code_once(self, mine: User, used: int, is_refused: bool) -> None:
        factor = factor_of(mine, "recovery_codes")
        factor.save()

        told = move_refused(factor, {"data": factor.data | {"used_mask": used}})

        assert bool(told) is is_refused

    @pytest.mark.parametrize(
        ("name", "is_refused"), [("", True), ("deputy", True), ("expert", False)]
    )
    @pytest.mark.parametrize("kind", ["totp", "webauthn"])
    def test_is_set_up_by_its_owner_with_an_event(
        self, mine: User, name: str, is_refused: bool, kind: str, request: pytest.FixtureRequest
    ) -> None:
        told = [("user.factor_added", request.getfixturevalue(name))] if name else []
        factor = factor_of(mine, kind)

        assert insert_refused(factor, told, about=mine) == (UNTOLD if is_refused else "")

    def test_is_not_removed_without_an_event(
        self, mine: User, refused_raw: Callable[[Callable[[], Any]], str]
    ) -> None:
        factor_of(mine).save()

        assert refused_raw(lambda: Authenticator.objects.filter(user=mine).delete()) == UNTOLD
