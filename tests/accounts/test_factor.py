"""The second factor: a right code works once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)

from accounts.factor import confirm_factor, has_factor
from accounts.models import User
from accounts.principal import Principal
from accounts.sealing import open_factor, seal_factor
from core.crypto import blind_index, decrypt, encrypt
from core.errors import FactorRequired


def give_authenticator(user_id: int) -> str:
    """Give the person an authenticator; return the code that it shows now."""
    secret = generate_totp_secret()
    data = {"secret": seal_factor(secret, user_id)}
    Authenticator.objects.create(user_id=user_id, type="totp", data=data)
    return code_of(secret)


def code_of(secret: str) -> str:
    """Return the code that an authenticator with this secret shows now."""
    counters = list(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(secret, counters[len(counters) // 2])))


class TestConfirmFactor:
    def test_accepts_the_current_code_once(self, expert: Principal) -> None:
        code = give_authenticator(expert.user_id)

        confirm_factor(user_id=expert.user_id, code=code)

        with pytest.raises(FactorRequired):
            confirm_factor(user_id=expert.user_id, code=code)

    @pytest.mark.parametrize("code", ["", "000000x", "1", "۱۲۳۴۵۶۷"])
    def test_refuses_a_wrong_code(self, expert: Principal, code: str) -> None:
        give_authenticator(expert.user_id)

        with pytest.raises(FactorRequired):
            confirm_factor(user_id=expert.user_id, code=code)

    @pytest.mark.parametrize(
        ("code", "is_said"), [("", True), ("۱۲", True), ("12345a", True), ("12 34 56", False)]
    )
    def test_says_how_many_digits_a_code_has(
        self, expert: Principal, code: str, is_said: bool
    ) -> None:
        give_authenticator(expert.user_id)

        with pytest.raises(FactorRequired) as refusal:
            confirm_factor(user_id=expert.user_id, code=code)

        assert ("۶ رقم" in refusal.value.message) == is_said

    def test_refuses_the_code_of_a_copied_authenticator(
        self, expert: Principal, deputy: Principal
    ) -> None:
        code = give_authenticator(expert.user_id)
        own = Authenticator.objects.get(user_id=expert.user_id)
        Authenticator.objects.create(user_id=deputy.user_id, type="totp", data=own.data)

        with pytest.raises(FactorRequired):
            confirm_factor(user_id=deputy.user_id, code=code)

    def test_refuses_a_secret_that_was_encrypted_for_nobody(self, expert: Principal) -> None:
        code = give_authenticator(expert.user_id)
        own = Authenticator.objects.get(user_id=expert.user_id)
        own.data = {"secret": encrypt(open_factor(own.data["secret"], expert.user_id))}
        own.save()

        with pytest.raises(FactorRequired):
            confirm_factor(user_id=expert.user_id, code=code)

    def test_refuses_a_person_without_an_authenticator(self, expert: Principal) -> None:
        assert not has_factor(User.objects.get(pk=expert.user_id))

        with pytest.raises(FactorRequired):
            confirm_factor(user_id=expert.user_id, code="123456")


class TestCrypto:
    def test_seals_each_time_differently_and_opens_the_same(self) -> None:
        first, second = encrypt("9990000018"), encrypt("9990000018")

        assert first != second
        assert decrypt(first) == decrypt(second) == "9990000018"

    def test_finds_the_same_text_by_its_index(self) -> None:
        assert blind_index("9990000018") == blind_index("9990000018")
        assert blind_index("9990000018") != blind_index("9990000026")

    def test_works_in_many_threads(self) -> None:
        with ThreadPoolExecutor(8) as pool:
            assert len(set(pool.map(encrypt, ["x"] * 50))) == 50
