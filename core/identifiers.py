"""
Identifiers of people, companies, accounts and places: cleaned, checked, refused with a cure.

Each `clean_*` returns the stored form; each `validate_*` only checks, for a model's validators.
Digits may be typed in Persian, Arabic or ASCII. Messages never repeat the value itself, which
may be a secret or land in a log.

Source: DOMAIN B8.
"""

import re
import unicodedata

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.persian import latin_digits, persian_digits

_LEGAL_WEIGHTS = (29, 27, 23, 19, 17, 29, 27, 23, 19, 17)
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212\u200c-\u200f._/()]")
_DIGITS = re.compile(r"[0-9]+")
_MOBILE = re.compile(r"(?:(?:\+|00)?98|0)?(9[0-9]{9})")
_LANDLINE = re.compile(r"(?:(?:\+|00)?98|0)([1-8][0-9]{9})")
_SHEBA = re.compile(r"IR[0-9]{24}")
# A national ID inside a text, as people write it: 1234567891 or 123-456789-1.
_ID_IN_TEXT = re.compile(r"[0-9]{3}[-\u2010-\u2013 ]?[0-9]{6}[-\u2010-\u2013 ]?[0-9]")
_JOINT = r"[-\u2010-\u2013/._]"
# One or more of them that are no part of a longer code, as the number of a letter is:
# 1405/1234567891, GZ-1234567891.
_IDS_IN_TEXT = re.compile(
    rf"(?<![0-9A-Za-z])(?<![0-9A-Za-z]{_JOINT}){_ID_IN_TEXT.pattern}"
    rf"(?:{_JOINT}{_ID_IN_TEXT.pattern})*(?![0-9A-Za-z])(?!{_JOINT}[0-9A-Za-z])"
)
# Two published patterns for postal codes disagree; both refuse 0 and 2 in the first five digits.
_USUAL_POSTAL_CODE = re.compile(r"[13-9]{5}[0-9]{5}")


def ascii_code(text: str) -> str:
    """Return a typed code without separators: digits in ASCII, letters in upper case."""
    return _SEPARATORS.sub("", latin_digits(unicodedata.normalize("NFKC", text))).upper()


def _digits_of(text: str, *, shortest: int, longest: int) -> str:
    code = ascii_code(text)
    if not _DIGITS.fullmatch(code):
        raise ValidationError(_("Write only digits."), code="not-digits")
    if shortest <= len(code) <= longest:
        return code
    params = {"length": persian_digits(len(code)), "shortest": persian_digits(shortest),
              "longest": persian_digits(longest)}  # fmt: skip
    if shortest == longest:
        message = _("This is %(longest)s digits; you have written %(length)s.")
    else:
        message = _("This is %(shortest)s to %(longest)s digits; you have written %(length)s.")
    raise ValidationError(message, code="length", params=params)


def clean_national_id(text: str) -> str:
    """
    Return a person's national ID as ten digits; leading zeros that a spreadsheet ate come back.

    Raises:
        ValidationError: not 8 to 10 digits, all alike, or the check digit is wrong.

    Source: DOMAIN B8 [S55].
    """
    typed = _digits_of(text, shortest=8, longest=10)
    code = typed.zfill(10)
    remainder = sum(int(code[place]) * (10 - place) for place in range(9)) % 11
    check = remainder if remainder < 2 else 11 - remainder
    if int(code[9]) != check and len(typed) < 10:
        message = _("A national ID has ten digits; you have written %(length)s.")
        params = {"length": persian_digits(len(typed))}
        raise ValidationError(message, code="length", params=params)
    if len(set(code)) == 1 or int(code[9]) != check:
        raise ValidationError(
            _("This national ID is not valid. Compare it with the card, digit by digit."),
            code="checksum",
        )
    return code


def has_national_id(text: str) -> bool:
    """Tell whether a text holds what is a person's national ID by its check digit."""
    return mask_national_ids(text) != text


def mask_national_ids(text: str) -> str:
    """Return a text in which only the last three digits of a person's national ID are left."""
    folded = latin_digits(text)
    parts, end = [], 0
    for group in _IDS_IN_TEXT.finditer(folded):
        for found in _ID_IN_TEXT.finditer(folded, *group.span()):
            if _is_national_id(found.group()):
                parts += [text[end : found.start()], "*" * 7, text[found.end() - 3 : found.end()]]
                end = found.end()
    return "".join([*parts, text[end:]])


def _is_national_id(text: str) -> bool:
    try:
        clean_national_id(text)
    except ValidationError:
        return False
    return True


def clean_legal_id(text: str) -> str:
    """
    Return a company's legal ID as eleven digits.

    Raises:
        ValidationError: not eleven digits, all alike, or the check digit is wrong.

    Source: DOMAIN B8 [S56].
    """
    code = _digits_of(text, shortest=11, longest=11)
    added = int(code[9]) + 2
    total = sum(
        (int(digit) + added) * weight
        for digit, weight in zip(code[:10], _LEGAL_WEIGHTS, strict=True)
    )
    if len(set(code)) == 1 or int(code[10]) != total % 11 % 10:
        raise ValidationError(
            _("This legal ID is not valid. Compare it with the company's registration notice."),
            code="checksum",
        )
    return code


def clean_sheba(text: str) -> str:
    """
    Return an account's Sheba number as IR and 24 digits; IR may be left out.

    Raises:
        ValidationError: not of that form, or the check digits are wrong (ISO 7064, mod 97-10).

    Source: DOMAIN B8 [S57].
    """
    code = ascii_code(text)
    code = code if code.startswith("IR") else f"IR{code}"
    if not _SHEBA.fullmatch(code):
        raise ValidationError(_("A Sheba number is IR and 24 digits."), code="form")
    if int(f"{code[4:]}1827{code[2:4]}") % 97 != 1:
        raise ValidationError(
            _("This Sheba number is not valid. Compare it with the bank's document."),
            code="checksum",
        )
    return code


def clean_postal_code(text: str) -> str:
    """
    Return a postal code as ten digits.

    Raises:
        ValidationError: not ten digits, or all alike.

    Source: DOMAIN B8 [S58][S59]; see also `is_unusual_postal_code`.
    """
    code = _digits_of(text, shortest=10, longest=10)
    if len(set(code)) == 1:
        raise ValidationError(
            _("This postal code is not valid. Copy it from a bill or a delivery notice."),
            code="checksum",
        )
    return code


def is_unusual_postal_code(code: str) -> bool:
    """Tell whether a clean postal code breaks the published patterns: warn, never refuse."""
    return not _USUAL_POSTAL_CODE.fullmatch(code)


def clean_mobile(text: str) -> str:
    """
    Return a mobile number as 09xxxxxxxxx; 9…, 98…, +98… and 0098… are understood.

    Raises:
        ValidationError: not an Iranian mobile number.
    """
    match = _MOBILE.fullmatch(ascii_code(text))
    if match is None:
        raise ValidationError(_("A mobile number is 11 digits and starts with 09."), code="form")
    return f"0{match[1]}"


def clean_landline(text: str) -> str:
    """
    Return a landline number as eleven digits that start with its area code.

    Raises:
        ValidationError: not an Iranian landline number, or its area code is missing.
    """
    match = _LANDLINE.fullmatch(ascii_code(text))
    if match is None:
        raise ValidationError(
            _("Write the number with its area code, 11 digits, such as 045 for Ardabil."),
            code="form",
        )
    return f"0{match[1]}"


def clean_office_code(text: str) -> str:
    """
    Return an office code as digits; OFFICE_CODE_LENGTH (shortest, longest) limits them.

    The official format was not found in any source, so the length is a setting, 4 to 12.

    Raises:
        ValidationError: not digits, too short, too long, or only zeros.
    """
    shortest, longest = getattr(settings, "OFFICE_CODE_LENGTH", (4, 12))
    code = _digits_of(text, shortest=shortest, longest=longest)
    if not code.strip("0"):
        raise ValidationError(_("An office code is not only zeros."), code="form")
    return code


def validate_national_id(value: str) -> None:
    """Raise ValidationError unless the value is a valid person's national ID."""
    clean_national_id(value)


def validate_legal_id(value: str) -> None:
    """Raise ValidationError unless the value is a valid company's legal ID."""
    clean_legal_id(value)


def validate_sheba(value: str) -> None:
    """Raise ValidationError unless the value is a valid Sheba number."""
    clean_sheba(value)


def validate_postal_code(value: str) -> None:
    """Raise ValidationError unless the value is a valid postal code."""
    clean_postal_code(value)


def validate_mobile(value: str) -> None:
    """Raise ValidationError unless the value is a valid mobile number."""
    clean_mobile(value)


def validate_landline(value: str) -> None:
    """Raise ValidationError unless the value is a valid landline number with its area code."""
    clean_landline(value)


def validate_office_code(value: str) -> None:
    """Raise ValidationError unless the value is a valid office code."""
    clean_office_code(value)
