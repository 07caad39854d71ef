"""Passwords that somebody who knows the person or the product tries first are refused."""

from unittest.mock import Mock, patch

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import translation

from accounts import passwords
from accounts.models import RoleGrant, User
from core.crypto import encrypt
from notices.models import Reach
from tests.factories import make_agency, make_office

pytestmark = pytest.mark.django_db

OWN, DIGITS = "نام خودتان", "تنها از رقم"
ROW, CONTEXT = "کنار هم", "سامانه"


def refusals(password: str, user: User | None = None) -> list[str]:
    """Return the sentences that refuse a password; none for one that is taken."""
    with translation.override("fa"):
        try:
            validate_password(password, user)
        except ValidationError as error:
            return error.messages
    return []


@pytest.fixture
def person() -> User:
    return User.objects.create(username="a.rostami72", full_name="علی رستمی‌کیا", password="!")


@pytest.mark.parametrize(
    "password",
    [
        "a.rostami72 sabz abi",
        "A-ROSTAMI-72 sabz abi",
        "a.rostami۷۲ sabz abi",
        "رستمی‌کیا و باران بهار",
        "رستمي كيا و باران بهار",
        "vsjld;dh , fhvhk",  # the same letters on the other layout
        "علی علی علی علی",
    ],
)
def test_own_names_are_refused(person: User, password: str) -> None:
    assert any(OWN in text for text in refusals(password, person))


def test_own_numbers_are_refused(person: User) -> None:
    person.national_id_sealed, person.person_key = encrypt("0499370899"), "k"
    person.save()
    Reach.objects.create(user=person, mobile_sealed=encrypt("09127654321"))

    for password in ("باران سبز 0499370899", "باران سبز ۰۹۱۲۷۶۵۴۳۲۱", "abi sabz 9127654321"):
        assert any(OWN in text for text in refusals(password, person)), password


def test_own_office_code_and_mobile_are_refused(person: User) -> None:
    office = make_office(code="72231017", mobile="09141234567")
    RoleGrant.objects.create(
        user=person, role="operator", scope_kind="office", scope_id=office.public_id,
        starts_on="2026-01-01",
    )  # fmt: skip

    for password in ("باران سبز 72231017", "باران سبز ۷۲۲۳۱۰۱۷", "باران سبز ۰۹۱۴۱۲۳۴۵۶۷"):
        assert any(OWN in text for text in refusals(password, person)), password


@pytest.mark.parametrize(
    "password", ["838272736445", "۸۳۸۲۷۲۷۳۶۴۴۵", "٨٣٨٢٧٢٧٣٦٤٤٥", "8382-7273-6445"]
)
def test_digits_alone_are_refused(password: str) -> None:
    assert any(DIGITS in text for text in refusals(password))


@pytest.mark.parametrize(
    "password",
    [
        "qwertyuiop[]", "QwertyUiop!1", "poiuytrewq12", "asdfghjkl;'k", "1qaz2wsx3edc",
        "ضصثقفغعهخحجچ", "شسیبلاتنمکگم", "شسيبلاتنمكگم", "ظطزرذدپوضصثق", "abcdefghijkl",
        "ابپتثجچحخدذر", "aaaaaaaaaaaa", "qwerty123456", "zxcvbnm12345",
    ],
)  # fmt: skip
def test_rows_of_the_keyboard_are_refused(password: str) -> None:
    assert any(ROW in text for text in refusals(password))


@pytest.mark.parametrize(
    "password",
    [
        "pishkhan1405", "Pishkhan@1405!", "پیشخوان ۱۴۰۵", "پيشخوان١٤٠٥!", "pishkhan-2026-ab",
        "گذرواژه‌ی پیشخوان", "Password@1405", "mdao,hk@1405",
    ],
)  # fmt: skip
def test_words_of_the_product_are_refused(password: str) -> None:
    assert any(CONTEXT in text for text in refusals(password))


def test_names_of_province_and_agencies_are_refused() -> None:
    agency = make_agency(name="شرکت گاز استان اردبیل", short_name="شرکت گاز", code="gasco")

    for password in (f"{agency.province.name} ۱۴۰۵ گاز", "شرکت‌گاز@۱۴۰۵", "gasco-gasco-1405"):
        assert any(CONTEXT in text for text in refusals(password)), password


def test_all_reasons_come_at_once(person: User) -> None:
    found = " ".join(refusals("qwerty رستمی‌کیا پیشخوان"[:24], person))

    for text in (OWN, ROW, CONTEXT):
        assert text in found


@pytest.mark.parametrize(
    "password",
    [
        "یک گذرواژهٔ بلند و تازه", "سه پروانه روی دیوار آبی", "correct horse battery staple",
        "باران در ۱۴۰۵ روی پنجره نشست", "Tz7#vQ9!mK2p", "در پیشخوان گل‌های سرخ می‌کارم",
    ],
)  # fmt: skip
def test_sentences_of_ones_own_are_accepted(person: User, password: str) -> None:
    assert refusals(password, person) == []


def test_the_words_around_are_read_once_for_all_readings(person: User) -> None:
    read = Mock(return_value=())

    with patch.object(passwords, "CONTEXT", [read]), patch.object(passwords, "PERSONAL", [read]):
        passwords.weakness("ghorbaghe-ye sabz", person)

    assert read.call_count == 2  # what is the person's, and what is the product's
