"""Fictional people, companies and identifiers: none is a real one (design: DOMAIN F3)."""

import random
from collections.abc import Iterator

FIRST_NAMES = (
    "محمد", "علی", "حسین", "رضا", "مهدی", "سعید", "یاشار", "آیدین", "بابک", "توحید",
    "سارا", "زهرا", "فاطمه", "مریم", "لیلا", "نسرین", "آیلار", "سولماز", "الناز", "پریسا",
)  # fmt: skip
SURNAMES = (
    "محمدزاده", "عزیزپور", "رستمی‌فر", "ایمانلو", "قره‌داغی", "شاهسون‌پور", "نوری‌اصل",
    "جعفرزاده", "بابازاده", "سبلانی", "مغانلو", "خلخالی‌نیا", "ارشقی", "نمینی‌راد",
    "سلیمی‌مهر", "پورحسن", "اکبری‌نسب", "فرهادی‌کیا",
)  # fmt: skip
COMPANY_WORDS = (
    "آفتاب", "سهند", "آراز", "ساوالان", "مهرگان", "نگین", "آرمان", "پارسا", "البرز", "دنا",
    "افق", "آوا", "ترنم", "سپهر", "کیان", "روشنا", "امید", "همراه", "صبا", "نسیم",
    "بهار", "دانا", "رایا", "پویا", "شایان", "مهر", "آرین", "یاس", "ساحل", "ماندگار",
    "کوثر", "باران", "فردا", "سینا", "تارا", "رها", "ایلیا", "هیرکان", "سروش", "گلستان",
)  # fmt: skip
SECOND_WORDS = (
    "سبلان",
    "مغان",
    "ارس",
    "نوین",
    "شرق",
    "پیشرو",
    "آذر",
    "گستر",
    "آسان",
    "نمونه",
    "یاران",
    "شهر",
)
STREETS = (
    "امام خمینی", "شهید بهشتی", "سی‌متری", "معلم", "ارتش", "باهنر", "شریعتی", "کاشانی",
    "عالی‌قاپو", "دانشگاه", "جمهوری", "آزادی", "فردوسی", "سعدی", "بعثت", "ولیعصر",
)  # fmt: skip
SAMPLE = "(نمونه)"

_LEGAL_WEIGHTS = (29, 27, 23, 19, 17, 29, 27, 23, 19, 17)


def national_id(serial: int) -> str:
    """Return a national ID of the prefix 999, which no registry is known to issue."""
    body = f"999{serial:06d}"
    remainder = sum(int(body[place]) * (10 - place) for place in range(9)) % 11
    return body + str(remainder if remainder < 2 else 11 - remainder)


def legal_id(serial: int) -> str:
    """Return a company's legal ID of the prefix 9999, with a valid check digit."""
    body = f"9999{serial:06d}"
    added = int(body[9]) + 2
    total = sum(
        (int(digit) + added) * weight for digit, weight in zip(body, _LEGAL_WEIGHTS, strict=True)
    )
    return body + str(total % 11 % 10)


def sheba(serial: int) -> str:
    """Return a Sheba number of a bank that does not exist, with valid check digits."""
    body = f"099{serial:019d}"
    check = 98 - int(f"{body}182700") % 97
    return f"IR{check:02d}{body}"


def postal_code(rng: random.Random) -> str:
    """Return a postal code of the province's prefix 56 that the published patterns accept."""
    head = "56" + "".join(rng.choice("13456789") for _ in range(3))
    return head + "".join(rng.choice("13456789") for _ in range(5))


def landline(serial: int) -> str:
    """Return a landline number of the province's area code."""
    return f"0453300{serial % 10000:04d}"


def mobile(serial: int) -> str:
    """Return a mobile number of a block that is not in use."""
    return f"0900000{serial % 10000:04d}"


def people(rng: random.Random) -> Iterator[str]:
    """Yield full names, each pair once, in a shuffled order; then again with a second surname."""
    pairs = [f"{first} {last}" for first in FIRST_NAMES for last in SURNAMES]
    rng.shuffle(pairs)
    yield from pairs
    while True:
        first, *others = (rng.choice(FIRST_NAMES), *rng.sample(SURNAMES, 2))
        yield f"{first} {' '.join(others)}"


def companies(rng: random.Random) -> Iterator[str]:
    """Yield names of companies, each once."""
    words = [f"{first} {second}" for first in COMPANY_WORDS for second in SECOND_WORDS]
    rng.shuffle(words)
    for word in words:
        yield f"شرکت خدمات پیشخوان {word}"
