"""Persian text: what is shown, what is compared, how numbers read."""

from datetime import date

import pytest
from django.db import connection
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core import jalali, persian
from core.templatetags.ui import filters

PERSIAN_TEXT = st.text(
    st.one_of(
        st.sampled_from(persian.ALPHABET + persian.PERSIAN_DIGITS + "يىكةۀأإؤئہ\u200c\u0640 \n"),
        st.characters(max_codepoint=0xFFFF),
    ),
    max_size=60,
)


class TestLatinDigits:
    @pytest.mark.parametrize("typed", ["0123456789", "۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩"])
    def test_folds_each_set_of_digits(self, typed):
        assert persian.latin_digits(typed) == "0123456789"
        assert persian.persian_digits(typed) == "۰۱۲۳۴۵۶۷۸۹"

    def test_takes_numbers_too(self):
        assert persian.persian_digits(1405) == "۱۴۰۵"


CODES = ("GZ-77/120", "GZ_77/120", "GZ-77.120", "AB-12-34", "120/GZ-77", "F02", "psk_DBY84p")
OWN_NUMBERS = {
    "1405-F-019": "۱۴۰۵-F-۰۱۹",
    "1405-F-019/R45": "۱۴۰۵-F-۰۱۹/R۴۵",
    "1405-00012/D7": "۱۴۰۵-۰۰۰۱۲/D۷",
}


class TestCodes:
    """A code with Latin letters is one piece, in Latin digits, wherever it is shown."""

    @pytest.mark.parametrize("code", CODES)
    @pytest.mark.parametrize("typed", [str, persian.always_persian_digits, persian.latin_digits])
    def test_keep_latin_digits_whole(self, code, typed):
        mixed = code.replace("7", "۷")

        for text in (typed(code), mixed):
            assert persian.persian_digits(text) == code
            assert persian.isolated(text) == f"\u2066{code}\u2069"
            assert filters.code(text) == f'<bdi dir="ltr">{code}</bdi>'
            said = f"نامهٔ شمارهٔ {text} و 3 برگ"
            assert persian.in_sentence(said) == f"نامهٔ شمارهٔ \u2066{code}\u2069 و ۳ برگ"
            assert filters.sentence(said) == f'نامهٔ شمارهٔ <bdi dir="ltr">{code}</bdi> و ۳ برگ'

    @pytest.mark.parametrize(("number", "shown"), OWN_NUMBERS.items())
    def test_are_not_the_numbers_that_the_house_gives(self, number, shown):
        assert persian.persian_digits(number) == shown
        assert persian.isolated(number) == f"\u2066{shown}\u2069"

    def test_leave_the_numbers_next_to_a_latin_name_persian(self):
        assert persian.persian_digits("دفتر ICT روستایی 02") == "دفتر ICT روستایی ۰۲"


class TestInSentence:
    @pytest.mark.parametrize(
        "address", ["https://example.ir/a-1?b=1-2", "www.example.ir", "x.y-1@example.ir"]
    )
    def test_keeps_an_address_as_it_is(self, address):
        for said in ("نگاه کنید به {}.", "نشانی ({})، و بس"):
            shown = said.format(f"\u2066{address}\u2069")
            assert persian.in_sentence(said.format(address)) == shown


class TestIsolateNumbers:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("بازبینی 1405-F-020", "بازبینی \u2066۱۴۰۵-F-۰۲۰\u2069"),
            ("پروندهٔ ۱۴۰۵-۰۰۰۶۹، قرارداد", "پروندهٔ \u2066۱۴۰۵-۰۰۰۶۹\u2069، قرارداد"),
            ("پروندهٔ \u2066۱۴۰۵-۰۰۰۶۹\u2069", "پروندهٔ \u2066۱۴۰۵-۰۰۰۶۹\u2069"),
            ("2026-11-25", "2026-11-25"),
            ("تلفن ۰۴۵-۳۳۰۰۰۰۰۳", "تلفن \u2066۰۴۵-۳۳۰۰۰۰۰۳\u2069"),
            ("نامهٔ 1405/ص/123 مورخ", "نامهٔ \u2066۱۴۰۵/ص\u200e/۱۲۳\u2069 مورخ"),
            ("نامهٔ \u20661405/ص/123\u2069", "نامهٔ \u20661405/ص/123\u2069"),
            ("(۱۲/۳۴۵/الف)", "(\u2066۱۲/۳۴۵/الف\u2069)"),
            ("نامهٔ CRA/1405/77.", "نامهٔ \u2066CRA/1405/77\u2069."),
            ("نامهٔ ص/1405-00042", "نامهٔ \u2066ص\u200e/۱۴۰۵-۰۰۰۴۲\u2069"),
            ("1405-00042/1405-00043", "\u2066۱۴۰۵-۰۰۰۴۲\u2069/\u2066۱۴۰۵-۰۰۰۴۳\u2069"),
            ("روز ۱۴۰۵/۰۹/۰۳ و ۲-۳ بار", "روز ۱۴۰۵/۰۹/۰۳ و ۲-۳ بار"),
            ("بند-۲ و/یا ۳", "بند-۲ و/یا ۳"),
            ("کد 12/AB را", "کد \u206612/AB\u2069 را"),
        ],
    )
    def test_keeps_record_numbers_whole(self, text, shown):
        assert persian.isolate_numbers(text) == shown


class TestDisplaySafe:
    @pytest.mark.parametrize(
        ("typed", "shown"),
        [
            ("كتاب علي", "کتاب علی"),
            ("موسى", "موسی"),
            ("کتـــاب", "کتاب"),
            ("کِتابٌ", "کتاب"),
            ("ﭘﺎﺭﺱ ﺁﺑﺎﺩ", "پارس آباد"),
            ("١٢٣ ۱۲۳ 123", "۱۲۳ ۱۲۳ 123"),
            ("می‌شود", "می‌شود"),
            ("می‌‌شود", "می‌شود"),
            ("‌می شود‌", "می شود"),
            ("می ‌ شود", "می شود"),
            ("پروندهٔ", "پروندهٔ"),
            ("  دو \u00a0 فاصله ", "دو فاصله"),
            ("یک\r\nدو\n\n\n\nسه", "یک\nدو\n\nسه"),
            ("الف\u202eب\u2066ج\u200fد\ufeff", "الفبجد"),
            ("الف\x00ب\x1bج\ud800", "الفبج"),
            ("\u00adپیشخوان\u200b", "پیشخوان"),
        ],
    )
    def test_keeps_meaning_and_drops_the_rest(self, typed, shown):
        assert persian.display_safe(typed) == shown

    @given(PERSIAN_TEXT)
    def test_changes_nothing_the_second_time(self, typed):
        once = persian.display_safe(typed)

        assert persian.display_safe(once) == once

    @given(st.text(max_size=60))
    def test_never_lets_a_forbidden_character_through(self, typed):
        assert persian.forbidden_characters(persian.display_safe(typed)) == []


class TestForbiddenCharacters:
    @pytest.mark.parametrize(
        "character",
        ["\x00", "\x08", "\x1b", "\x7f", "\u202e", "\u2066", "\u2069", "\ud800", "\ufffe"],
    )
    def test_names_what_reorders_or_controls(self, character):
        assert len(persian.forbidden_characters(f"الف{character}ب{character}")) == 1

    @pytest.mark.parametrize(
        "text", ["می‌شود", "یک\r\nدو\tسه", "\u200fپیوست\u200e", "\ufeffالف", ""]
    )
    def test_lets_pass_what_a_paste_brings(self, text):
        assert persian.forbidden_characters(text) == []


class TestStrictKey:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("علي", "علی"),
            ("كلور", "کلور"),
            ("بیله‌سوار", "بیلهسوار"),
            ("آبي بيگلو", "آبی  بیگلو"),
            ("دفتر ۱۲", "دفتر 12"),
            ("دفتر ١٢", "دفتر 12"),
            ("ABC", "abc"),
            ("پروندهٔ", "پروندۀ"),
            ("ﻛﻮﺛﺮ", "کوثر"),
        ],
    )
    def test_joins_keyboard_variants(self, one, other):
        assert persian.strict_key(one) == persian.strict_key(other)

    @pytest.mark.parametrize(
        ("one", "other"),
        [("صفر", "سفر"), ("پارس‌آباد", "پارس آباد"), ("اباد", "آباد"), ("تهران", "طهران")],
    )
    def test_keeps_apart_what_a_reader_tells_apart(self, one, other):
        assert persian.strict_key(one) != persian.strict_key(other)

    @given(PERSIAN_TEXT)
    def test_is_its_own_key(self, typed):
        assert persian.strict_key(persian.strict_key(typed)) == persian.strict_key(typed)


class TestLooseKey:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("پارس‌آباد", "پارس آباد"),
            ("پارس‌آباد", "پارس اباد"),
            ("پارس‌آباد", "پارسآباد"),
            ("اسلام اباد", "اسلام‌آباد"),
            ("پروندهٔ", "پرونده"),
            ("مسئول", "مسيول"),
            ("تأمین اجتماعی", "تامین‌اجتماعی"),
            ("دایرة", "دایره"),
            ("ش. ۱۲/۳", "ش123"),
        ],
    )
    def test_also_joins_spacing_and_hamza(self, one, other):
        assert persian.loose_key(one) == persian.loose_key(other)

    @pytest.mark.parametrize(
        ("one", "other"), [("صابر", "سابر"), ("ثمر", "سمر"), ("مشگین", "مشکین")]
    )
    def test_keeps_letters_apart(self, one, other):
        assert persian.loose_key(one) != persian.loose_key(other)

    @given(PERSIAN_TEXT)
    def test_is_coarser_than_the_strict_key(self, typed):
        assert persian.loose_key(persian.strict_key(typed)) == persian.loose_key(typed)


class TestSortKey:
    def test_follows_the_alphabet(self):
        names = [
            "گرمی",
            "پارس‌آباد",
            "یزد",
            "کوثر",
            "ژاله",
            "آراللو",
            "بیله‌سوار",
            "اردبیل",
            "چالوس",
            "تبریز",
        ]

        assert sorted(names, key=persian.sort_key) == [
            "آراللو", "اردبیل", "بیله‌سوار", "پارس‌آباد", "تبریز",
            "چالوس", "ژاله", "کوثر", "گرمی", "یزد",
        ]  # fmt: skip

    def test_puts_arabic_letters_beside_persian_ones(self):
        assert persian.sort_key("كوثر") == persian.sort_key("کوثر")
        assert persian.sort_key("علي") == persian.sort_key("علی")

    @pytest.mark.django_db
    def test_is_what_the_database_computes(self):
        samples = [
            "پارس‌آباد", "كوثر علي", "مؤسسهٔ ۱۲ ABC", "أإٱآؤئيىكةۀہھە",
            "بَتْـٰٓ ٠١٢", "", "a b", persian.ALPHABET,
        ]  # fmt: skip

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pishkhan_sort_key(value) FROM unnest(%s) WITH ORDINALITY AS t(value, place)"
                " ORDER BY place",
                [samples],
            )
            computed = [row[0] for row in cursor.fetchall()]

        assert computed == [persian.sort_key(sample) for sample in samples]

    @pytest.mark.django_db
    def test_can_be_indexed(self):
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE names (name text)")
            cursor.execute('CREATE INDEX ON names ((pishkhan_sort_key(name) COLLATE "C"))')


class TestGroup:
    @pytest.mark.parametrize(
        ("number", "text"),
        [
            (0, "۰"),
            (999, "۹۹۹"),
            (300000, "۳۰۰٬۰۰۰"),
            (10**15, "۱٬۰۰۰٬۰۰۰٬۰۰۰٬۰۰۰٬۰۰۰"),
            (-1500, "−۱٬۵۰۰"),
        ],
    )
    def test_separates_thousands(self, number, text):
        assert persian.group(number) == text


class TestTomanWords:
    @pytest.mark.parametrize(
        ("rial", "words"),
        [
            (0, "صفر تومان"),
            (300_000, "سی هزار تومان"),
            (15, "یک تومان و پنج ریال"),
            (7, "هفت ریال"),
            (-50, "منفی پنج تومان"),
            (146_000, "چهارده هزار و ششصد تومان"),
        ],
    )
    def test_reads_the_amount(self, rial, words):
        assert persian.toman_words(rial) == words

    def test_shows_readers_of_english_figures(self) -> None:
        with translation.override("en"):
            assert persian.toman_words(300_005) == "30,000 tomans and 5 rials"

    @pytest.mark.parametrize("rial", [10**15, -(10**15)])
    def test_refuses_what_nobody_pays(self, rial):
        with pytest.raises(ValueError, match="range"):
            persian.toman_words(rial)


class TestOrdinal:
    @pytest.mark.parametrize(
        ("number", "text"),
        [
            (1, "نخستین"),
            (2, "دومین"),
            (3, "سومین"),
            (4, "چهارمین"),
            (23, "بیست و سومین"),
            (30, "سی\u200cامین"),
        ],
    )
    def test_reads_as_people_say_it(self, number, text):
        assert persian.ordinal(number) == text

    def test_is_a_number_in_another_language(self):
        with translation.override("en"):
            assert persian.ordinal(2) == "2"


class TestPercent:
    @pytest.mark.parametrize(
        ("value", "places", "text"),
        [
            (42, 0, "۴۲\u200f٪"),
            (42.5, 1, "۴۲٫۵\u200f٪"),
            (0.5, 0, "۱\u200f٪"),
            (-3.25, 1, "−۳٫۳\u200f٪"),
        ],
    )
    def test_keeps_the_sign_at_the_left(self, value, places, text):
        assert persian.percent(value, places) == text


class TestForReadersOfEnglish:
    def test_numbers_and_days_are_in_latin(self) -> None:
        with translation.override("en"):
            assert persian.persian_digits("۱۲٣ 45") == "123 45"
            assert persian.group(1234567) == "1,234,567"
            assert persian.percent(42.5, 1) == "42.5%"
            assert jalali.long(date(2026, 11, 24)) == "Tuesday 3 Azar 1405"

    def test_official_words_stay_persian(self) -> None:
        with translation.override("en"):
            assert persian.always_persian_digits("1405-00012") == "۱۴۰۵-۰۰۰۱۲"
