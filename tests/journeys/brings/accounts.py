"""How the pages of one's own account open: before, between and after the steps of signing in."""

from dataclasses import replace

from allauth.account.models import Login
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from core.clock import now
from core.sessions import SessionStore
from tests.architecture.world import session_of
from tests.factories import make_principal
from tests.journeys.brings.doors import Bring, Doors, Opening


def nobody(to: Doors) -> Opening:
    """Before anybody has signed in."""
    return Opening("")


def first_step(to: Doors) -> Opening:
    """Between the password and the code."""
    client = Client()
    user = User.objects.get(pk=to.world.people[Role.EXPERT].user_id)
    login = Login(user=user, initiated_at=now().timestamp())
    login.state["stages"] = {"current": AuthenticateStage.key}
    kept = client.session
    kept["account_login"] = login.serialize()
    kept.save()
    return Opening(str(client.cookies["session"].value))


def signed_in(
    *, kinds: tuple[str, ...] = ("totp", "recovery_codes"), password: bool = True, just: bool = True
) -> Bring:
    """Return what signs an expert in who has these factors, and gave one just now or long ago."""

    def bring(to: Doors) -> Opening:
        person = make_principal(Role.EXPERT, name="نسرین مرادی")
        key = session_of(person)
        user = User.objects.get(pk=person.user_id)
        Authenticator.objects.filter(user=user).exclude(type__in=kinds).delete()
        client = Client()
        client.cookies["session"] = key
        kept = client.session
        kept["has_factor"] = "totp" in kinds
        if just:
            kept["account_authentication_methods"] = [
                {"method": "mfa", "at": now().timestamp(), "reauthenticated": True}
            ]
            kept["account_authentication_methods_user"] = str(user.pk)
        if not password:
            user.set_unusable_password()
            user.save()
            kept[HASH_SESSION_KEY] = user.get_session_auth_hash()
        kept.save()
        return Opening(key)

    return bring


def with_passkey(to: Doors) -> Opening:
    """An expert signed in who has a passkey, which the address names."""
    opening = signed_in()(to)
    user = SessionStore.of_cookie(opening.session)[SESSION_KEY]
    data = {"name": "گوشی من", "credential": ""}
    made = Authenticator.objects.create(user_id=user, type="webauthn", data=data)
    return replace(opening, query=f"?key={made.pk}")


BRINGS: dict[str, Bring] = {
    "account_inactive": nobody,
    "account_login": nobody,
    "account_reauthenticate": signed_in(just=False),
    "account_set_password": signed_in(password=False),
    "accounts:first_password": nobody,
    "mfa_add_passkey": signed_in(),
    "mfa_remove_passkey": with_passkey,
    "mfa_activate_totp": signed_in(kinds=()),
    "mfa_authenticate": first_step,
    "mfa_deactivate_totp": signed_in(),
    "mfa_generate_recovery_codes": signed_in(kinds=("totp",)),
    "mfa_reauthenticate": signed_in(just=False),
    "mfa_view_recovery_codes": signed_in(),
}
