"""Identifiers: good ones are stored in ASCII, bad ones are refused without being repeated."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core import identifiers
from core.persian import ARABIC_DIGITS, LATIN_DIGITS, PERSIAN_DIGITS

DIGIT_SETS = (LATIN_DIGITS, PERSIAN_DIGITS, ARABIC_DIGITS)


def written_in(digits: str, text: str) -> str:
    return text.translate(str.maketrans(LATIN_DIGITS, digits))


GOOD = [
    (identifiers.clean_national_id, "9990000018", "9990000018"),
    (identifiers.clean_national_id, "999-000002-6", "9990000026"),
    (identifiers.clean_national_id, "13542419", "0013542419"),
    (identifiers.clean_legal_id, "99990000015", "99990000015"),
    (identifiers.clean_legal_id, "9999 0000 020", "99990000020"),
    (identifiers.clean_legal_id, "99990000034", "99990000034"),
    (identifiers.clean_legal_id, "10380284790", "10380284790"),
    (identifiers.clean_sheba, "IR06 2960 0000 0010 0324 2000 01", "IR062960000000100324200001"),
    (identifiers.clean_sheba, "ir062960000000100324200001", "IR062960000000100324200001"),
    (identifiers.clean_sheba, "062960000000100324200001", "IR062960000000100324200001"),
    (identifiers.clean_postal_code, "56138-13957", "5613813957"),
    (identifiers.clean_mobile, "09000000001", "09000000001"),
    (identifiers.clean_mobile, "+98 900 000 0001", "09000000001"),
    (identifiers.clean_mobile, "00989000000001", "09000000001"),
    (identifiers.clean_mobile, "9000000001", "09000000001"),
    (identifiers.clean_landline, "045-33000000", "04533000000"),
    (identifiers.clean_landline, "+98 (45) 33000000", "04533000000"),
    (identifiers.clean_office_code, "2401001", "2401001"),
    (identifiers.clean_office_code, "0072", "0072"),
]
BAD = [
    (identifiers.clean_national_id, "9990000019", "checksum"),
    (identifiers.clean_national_id, "1111111111", "checksum"),
    (identifiers.clean_national_id, "1234567", "length"),
    (identifiers.clean_national_id, "99900001", "length"),
    (identifiers.clean_national_id, "99900000180", "length"),
    (identifiers.clean_national_id, "99900000a8", "not-digits"),
    (identifiers.clean_national_id, "", "not-digits"),
    (identifiers.clean_national_id, "९९९००००१८", "not-digits"),
    (identifiers.clean_legal_id, "99990000016", "checksum"),
    (identifiers.clean_legal_id, "99999999999", "checksum"),
    (identifiers.clean_legal_id, "9999000001", "length"),
    (identifiers.clean_sheba, "IR062960000000100324200002", "checksum"),
    (identifiers.clean_sheba, "IR06296000000010032420000", "form"),
    (identifiers.clean_sheba, "DE062960000000100324200001", "form"),
    (identifiers.clean_postal_code, "5613813", "length"),
    (identifiers.clean_postal_code, "5555555555", "checksum"),
    (identifiers.clean_mobile, "0900000000", "form"),
    (identifiers.clean_mobile, "04533000000", "form"),
    (identifiers.clean_mobile, "+19000000001", "form"),
    (identifiers.clean_landline, "33000000", "form"),
    (identifiers.clean_landline, "09000000001", "form"),
    (identifiers.clean_office_code, "240", "length"),
    (identifiers.clean_office_code, "1234567890123", "length"),
    (identifiers.clean_office_code, "A2401", "not-digits"),
    (identifiers.clean_office_code, "00000", "form"),
]


@pytest.mark.parametrize("digits", DIGIT_SETS)
@pytest.mark.parametrize(("clean", "typed", "stored"), GOOD)
def test_stores_a_good_identifier_in_ascii(clean, typed, stored, digits):
    assert clean(written_in(digits, typed)) == stored


@pytest.mark.parametrize("digits", DIGIT_SETS)
@pytest.mark.parametrize(("clean", "typed", "code"), BAD)
def test_refuses_a_bad_identifier(clean, typed, code, digits):
    with pytest.raises(ValidationError) as caught:
        clean(written_in(digits, typed))

    assert caught.value.code == code
    assert not typed or typed not in str(caught.value.message)


@pytest.mark.parametrize(
    "name",
    ["national_id", "legal_id", "sheba", "postal_code", "mobile", "landline", "office_code"],
)
def test_validates_what_it_cleans(name):
    clean, validate = (
        getattr(identifiers, f"clean_{name}"),
        getattr(identifiers, f"validate_{name}"),
    )
    good = next(stored for cleaner, _typed, stored in GOOD if cleaner is clean)

    validate(good)

    with pytest.raises(ValidationError):
        validate("x")


@given(st.integers(0, 999_999_999), st.integers(0, 8), st.integers(1, 9))
def test_catches_every_single_wrong_digit_of_a_national_id(number, place, step):
    body = f"{number:09d}"
    good = next(
        (body + str(check) for check in range(10) if is_national_id(body + str(check))), None
    )
    if good is None:  # all digits alike
        return
    wrong = good[:place] + str((int(good[place]) + step) % 10) + good[place + 1 :]

    # Remainders 1 and 10 share the check digit 1: the scheme itself misses these, and only these.
    if is_national_id(wrong):
        assert {weighted(wrong), weighted(good)} == {1, 10}


def weighted(code: str) -> int:
    return sum(int(code[place]) * (10 - place) for place in range(9)) % 11


def is_national_id(code: str) -> bool:
    try:
        identifiers.clean_national_id(code)
    except ValidationError:
        return False
    return True


class TestIsUnusualPostalCode:
    @pytest.mark.parametrize(("code", "unusual"), [("5613813957", False), ("5203813957", True)])
    def test_only_warns(self, code, unusual):
        assert identifiers.clean_postal_code(code) == code
        assert identifiers.is_unusual_postal_code(code) is unusual


class TestOfficeCodeLength:
    def test_is_a_setting(self, settings):
        settings.OFFICE_CODE_LENGTH = (7, 7)

        with pytest.raises(ValidationError):
            identifiers.clean_office_code("240100")

        assert identifiers.clean_office_code("2401001") == "2401001"


class TestNationalIdInText:
    @pytest.mark.parametrize(
        ("text", "masked"),
        [
            ("1234567891", "*******891"),
            ("۱۲۳۴۵۶۷۸۹۱", "*******۸۹۱"),
            ("کدملی1234567891است", "کدملی*******891است"),
            ("(1234567891).", "(*******891)."),
            ("123-456789-1", "*******9-1"),
            ("1234567891، 0456123784", "*******891، *******784"),
            ("1234567891 0456123784", "*******891 *******784"),
            ("1234567891/0456123784", "*******891/*******784"),
            ("نامهٔ 1405/1234567891 و 1234567891", "نامهٔ 1405/1234567891 و *******891"),
        ],
    )
    def test_is_masked(self, text, masked):
        assert identifiers.mask_national_ids(text) == masked
        assert identifiers.has_national_id(text)

    @pytest.mark.parametrize(
        "text",
        [
            "1234567890",  # another check digit
            "1405/1234567891",
            "GZ-1234567891",
            "A1234567891",
            "1234567891-2",
            "IR120170000001234567891000",
            "60371234567891",
            "123-456789-1-5",
        ],
    )
    def test_is_no_part_of_a_longer_code(self, text):
        assert identifiers.mask_national_ids(text) == text
        assert not identifiers.has_national_id(text)
