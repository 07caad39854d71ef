"""A passkey is a second factor of one account, beside the authenticator."""

import json
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import STATE_SESSION_KEY
from django.test import Client

from accounts.actions.entry import write_renewal
from accounts.factor import has_factor
from accounts.models import UsedCode, User
from accounts.passkeys import MOST, SealedKey
from accounts.principal import Principal
from accounts.roles import Role
from audit.models import AuditEvent
from core.clock import now
from tests.accounts.test_factor import give_authenticator
from tests.accounts.test_sign_in import PASSWORD, give_password
from tests.factories import make_principal
from tests.passkeys import Device

pytestmark = pytest.mark.django_db
ADD, REMOVE = "/settings/factor/passkeys/add/", "/settings/factor/passkeys/remove/"
STEP, AGAIN = "/settings/factor/authenticate/", "/settings/factor/reauthenticate/"
NAME = "گوشی من"
NOTHING = '{"id":"YQ","rawId":"YQ","type":"public-key","response":{%s}}'


def sign_in(client: Client, person: User, code: str) -> None:
    """Sign in by a code that is confirmed once more, as before a change of factors."""
    client.post("/login", {"login": person.username, "password": PASSWORD})
    client.post(STEP, {"code": code})
    client.post("/settings/reauthenticate", {"password": PASSWORD})


def add(client: Client, device: Device, name: str = NAME) -> Any:
    """Add a device by the page."""
    options = client.get(ADD).context["passkey_options"]
    return client.post(ADD, {"name": name, "credential": device.create(options)})


def grow_old(client: Client) -> None:
    """Let the session's second factor be no longer fresh."""
    session = client.session
    session["factor_at"] = 0.0
    for step in session["account_authentication_methods"]:
        step["at"] = 0.0
    session.save()


@pytest.fixture
def admin() -> User:
    return give_password(make_principal(Role.PLATFORM_ADMIN))


@pytest.fixture
def device() -> Device:
    return Device()


@pytest.fixture
def own(client: Client, admin: User, device: Device) -> Client:
    """Return the browser of an admin who has an authenticator and a passkey."""
    sign_in(client, admin, give_authenticator(admin.pk))
    assert add(client, device).status_code == 302
    return client


class TestAdding:
    def test_seals_the_passkey_and_leaves_an_event(self, own: Client, admin: User) -> None:
        passkey = Authenticator.objects.get(user=admin, type="webauthn")

        assert passkey.data["name"] == NAME
        assert "attestationObject" not in str(passkey.data)
        event = AuditEvent.objects.about(admin).get(verb="user.factor_added")
        assert (event.actor_id, NAME in event.note) == (admin.pk, True)
        page = own.get("/settings/factor/").content.decode()
        assert NAME in page
        assert f"{REMOVE}?key={passkey.pk}" in page

    def test_asks_for_a_fresh_factor_not_for_a_password_alone(self, own: Client) -> None:
        grow_old(own)
        own.post("/settings/reauthenticate", {"password": PASSWORD})

        answer = own.get(ADD)

        assert answer.headers["Location"].startswith(AGAIN)

    def test_refuses_a_device_that_did_not_check_its_person(self, own: Client) -> None:
        answer = add(own, Device(knows_person=False))

        assert "گذرکلید پذیرفته نشد" in answer.content.decode()
        assert Authenticator.objects.filter(type="webauthn").count() == 1

    def test_refuses_another_site(self, own: Client) -> None:
        assert add(own, Device(origin="https://testserver.example")).status_code == 200
        assert Authenticator.objects.filter(type="webauthn").count() == 1

    def test_refuses_a_nameless_one(self, own: Client) -> None:
        assert add(own, Device(), name=" ").context["form"].errors["name"]

    def test_has_an_end(self, own: Client, admin: User) -> None:
        data = Authenticator.objects.get(user=admin, type="webauthn").data
        for _number in range(MOST - 1):
            Authenticator.objects.create(user=admin, type="webauthn", data=data)

        assert add(own, Device()).context["form"].non_field_errors()

    @pytest.mark.parametrize(
        "sent",
        [
            *("", "{", "[]", "1", '"x"', "{}", '{"id": 1}', "[" * 9000, '{"id":"\\ud800"}'),
            NOTHING % "",
            NOTHING % '"clientDataJSON":"YQ","attestationObject":"YQ"',
        ],
    )
    def test_refuses_what_is_no_passkey(self, own: Client, sent: str) -> None:
        own.get(ADD)

        answer = own.post(ADD, {"name": NAME, "credential": sent})

        assert answer.status_code == 200
        assert Authenticator.objects.filter(type="webauthn").count() == 1


class TestSigningIn:
    @pytest.fixture
    def options(self, own: Client, admin: User) -> str:
        """Return what is asked for after the password."""
        own.post("/logout")
        own.post("/login", {"login": admin.username, "password": PASSWORD})
        return str(own.get(STEP).context["passkey_options"])

    def test_accepts_the_passkey_for_the_code(
        self, own: Client, options: str, device: Device
    ) -> None:
        answer = own.post(STEP, {"credential": device.get(options)})

        assert answer.headers["Location"] == "/desk"
        assert Authenticator.objects.get(type="webauthn").last_used_at

    def test_takes_an_answer_in_its_own_session_alone(
        self, own: Client, options: str, device: Device, admin: User
    ) -> None:
        answer = device.get(options)
        other = Client()
        other.post("/login", {"login": admin.username, "password": PASSWORD})
        other.get(STEP)

        assert "پذیرفته نشد" in other.post(STEP, {"credential": answer}).content.decode()

    def test_refuses_a_strangers_device(self, own: Client, options: str, device: Device) -> None:
        answer = own.post(STEP, {"credential": Device(number=device.number).get(options)})

        assert "پذیرفته نشد" in answer.content.decode()
        assert own.get("/desk").status_code == 302

    def test_refuses_a_device_that_did_not_check_its_person(
        self, own: Client, options: str, device: Device
    ) -> None:
        device.knows_person = False

        assert own.post(STEP, {"credential": device.get(options)}).status_code == 200

    def test_offers_none_to_who_has_none(self, client: Client, expert: Principal) -> None:
        person = give_password(expert)
        give_authenticator(person.pk)
        client.post("/login", {"login": person.username, "password": PASSWORD})

        assert "data-passkey" not in client.get(STEP).content.decode()

    @pytest.mark.parametrize("sent", ["", "{}", "[" * 9000, '{"id":"YQ","rawId":1}'])
    def test_refuses_what_is_no_passkey(self, own: Client, options: str, sent: str) -> None:
        assert own.post(STEP, {"credential": sent}).status_code == 200


class TestCopy:
    def test_of_a_passkey_opens_no_other_account(
        self, own: Client, admin: User, device: Device, deputy: Principal
    ) -> None:
        other = give_password(deputy)
        data = Authenticator.objects.get(user=admin, type="webauthn").data
        Authenticator.objects.create(user=other, type="webauthn", data=data)
        visitor = Client()
        visitor.post("/login", {"login": other.username, "password": PASSWORD})
        options = json.loads(visitor.get(STEP).context["passkey_options"])

        answer = visitor.post(STEP, {"credential": device.get(json.dumps(options))})

        (allowed,) = options["publicKey"]["allowCredentials"]
        assert device.number.hex() not in str(allowed)
        assert "پذیرفته نشد" in answer.content.decode()
        assert visitor.get("/desk").status_code == 302

    def test_in_the_clear_opens_nothing(self, own: Client, admin: User, device: Device) -> None:
        passkey = Authenticator.objects.get(user=admin, type="webauthn")
        options = own.get(ADD).context["passkey_options"]
        passkey.data["credential"] = device.create(options)

        found = SealedKey(passkey).authenticator_data.credential_data

        assert found
        assert found.credential_id != device.number


class TestActs:
    @pytest.fixture
    def page(self, own: Client, expert: Principal) -> str:
        """Return a page whose act asks for a fresh code, which is asked now."""
        grow_old(own)
        return f"/admin/users/{User.objects.get(pk=expert.user_id).public_id}/entry"

    def send(self, client: Client, page: str, answer: str) -> Any:
        reason = "حضوری، با کارت ملی احراز شد"
        return client.post(page, {"reason": reason, "one_time_code": "", "passkey": answer})

    def options(self, client: Client) -> str:
        return client.post("/settings/passkey").content.decode()

    def test_accept_a_passkey_for_the_code(self, own: Client, page: str, device: Device) -> None:
        assert "data-passkey" in own.get(page).content.decode()

        answer = self.send(own, page, device.get(self.options(own)))

        assert answer.status_code in {200, 302}
        assert AuditEvent.objects.filter(verb="user.renewed").count() == 1

    def test_take_it_once(self, own: Client, page: str, device: Device) -> None:
        answer = device.get(self.options(own))
        state = own.session[STATE_SESSION_KEY]
        self.send(own, page, answer)
        grow_old(own)
        session = own.session  # as it stands for a request that runs in parallel
        session[STATE_SESSION_KEY] = state
        session.save()

        again = self.send(own, page, answer)

        assert again.status_code == 422
        assert UsedCode.objects.count() == 1

    def test_refuse_an_old_one_and_keep_the_text(
        self, own: Client, page: str, device: Device
    ) -> None:
        answer = device.get(self.options(own))
        session = own.session
        session[STATE_SESSION_KEY]["at"] = (now() - timedelta(minutes=6)).timestamp()
        session.save()

        refusal = self.send(own, page, answer)

        assert refusal.status_code == 422
        assert "پذیرفته نشد" in refusal.content.decode()
        assert "حضوری، با کارت ملی احراز شد" in refusal.content.decode()

    @pytest.mark.parametrize("sent", ["{}", "x", "[" * 9000])
    def test_refuse_what_is_no_passkey(self, own: Client, page: str, sent: str) -> None:
        self.options(own)

        assert self.send(own, page, sent).status_code == 422

    def test_are_confirmed_by_one_before_a_change_of_factors(
        self, own: Client, device: Device
    ) -> None:
        grow_old(own)
        options = own.get(f"{AGAIN}?next={ADD}").context["passkey_options"]

        answer = own.post(AGAIN, {"next": ADD, "credential": device.get(options)})

        assert answer.headers["Location"] == ADD
        assert own.get(ADD).status_code == 200


class TestRemoving:
    def test_leaves_an_event_and_the_authenticator(self, own: Client, admin: User) -> None:
        passkey = Authenticator.objects.get(user=admin, type="webauthn")
        assert NAME in own.get(f"{REMOVE}?key={passkey.pk}").content.decode()

        own.post(f"{REMOVE}?key={passkey.pk}")

        event = AuditEvent.objects.about(admin).get(verb="user.factor_removed")
        assert NAME in event.note
        assert {*Authenticator.objects.filter(user=admin).values_list("type", flat=True)} == {
            "totp", "recovery_codes",
        }  # fmt: skip
        assert not own.session["has_passkey"]

    def test_is_refused_of_the_last_factor(self, own: Client, admin: User) -> None:
        own.post("/settings/factor/totp/deactivate/")
        passkey = Authenticator.objects.get(user=admin, type="webauthn")

        answer = own.post(f"{REMOVE}?key={passkey.pk}")

        assert answer.status_code == 409
        assert "/totp/activate/" in answer.content.decode()
        assert has_factor(admin)

    @pytest.mark.parametrize("key", ["", "x", "0", "۱", "9" * 30])
    def test_finds_no_other(self, own: Client, key: str) -> None:
        assert own.get(REMOVE, {"key": key}).status_code == 404

    def test_finds_no_other_persons(self, own: Client, admin: User, expert: Principal) -> None:
        data = Authenticator.objects.get(user=admin, type="webauthn").data
        theirs = Authenticator.objects.create(user_id=expert.user_id, type="webauthn", data=data)

        assert own.get(f"{REMOVE}?key={theirs.pk}").status_code == 404

    def test_comes_with_the_reset_of_a_lost_factor(self, own: Client, admin: User) -> None:
        write_renewal(
            admin,
            "حضوری، با کارت ملی احراز شد",
            make_principal(Role.PLATFORM_ADMIN).with_fresh_factor(),
            now(),
            is_factor_lost=True,
        )

        assert not Authenticator.objects.filter(user=admin).exists()


class TestAuthenticator:
    def test_is_set_up_anew_before_anything_else_once_it_was_removed(
        self, client: Client, admin: User
    ) -> None:
        sign_in(client, admin, give_authenticator(admin.pk))

        client.post("/settings/factor/totp/deactivate/")

        assert client.get("/desk").headers["Location"] == "/settings/factor/totp/activate/"
