"""
The columns of the register's spreadsheets: titles, spellings seen in provinces' files, values.

The Persian here is data: what headers and cells say, whatever language the pages are in.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from core import identifiers
from core.sheets import Cell
from offices.rules.cells import as_text, choice, day, decimal, digits_with, text, whole
from offices.rules.headers import Field
from offices.states import LicenceState, OfficeState

KINDS = {
    "شهری": "urban",
    "دفتر شهری": "urban",
    "پیشخوان": "urban",
    "دفتر پیشخوان": "urban",
    "پیشخوان شهری": "urban",
    "پیشخوان دولت": "urban",
    "urban": "urban",
    "روستایی": "rural_ict",
    "دفتر روستایی": "rural_ict",
    "پیشخوان روستایی": "rural_ict",
    "ICT": "rural_ict",
    "آی سی تی": "rural_ict",
    "ICT روستایی": "rural_ict",
    "روستایی ICT": "rural_ict",
    "دفتر ICT": "rural_ict",
    "دفتر ICT روستایی": "rural_ict",
    "rural_ict": "rural_ict",
}
STATES = {
    "فعال": OfficeState.ACTIVE,
    "دایر": OfficeState.ACTIVE,
    "در حال فعالیت": OfficeState.ACTIVE,
    "پیش‌نویس": OfficeState.DRAFT,
    "در دست راه‌اندازی": OfficeState.DRAFT,
    "در حال راه‌اندازی": OfficeState.DRAFT,
    "راه‌اندازی نشده": OfficeState.DRAFT,
    "غیرفعال": OfficeState.INACTIVE,
    "غیر فعال": OfficeState.INACTIVE,
    "راکد": OfficeState.INACTIVE,
    "تعطیل موقت": OfficeState.TEMPORARILY_CLOSED,
    "تعطیلی موقت": OfficeState.TEMPORARILY_CLOSED,
    "موقتاً تعطیل": OfficeState.TEMPORARILY_CLOSED,
    "تعلیق": OfficeState.SUSPENDED,
    "معلق": OfficeState.SUSPENDED,
    "تعلیق شده": OfficeState.SUSPENDED,
    "لغو مجوز": OfficeState.REVOKED,
    "لغو پروانه": OfficeState.REVOKED,
    "ابطال": OfficeState.REVOKED,
    "ابطال شده": OfficeState.REVOKED,
    "باطل": OfficeState.REVOKED,
    "بسته شده": OfficeState.CLOSED,
    "تعطیل": OfficeState.CLOSED,
    "تعطیل دائم": OfficeState.CLOSED,
    "انصراف": OfficeState.CLOSED,
}
RANKS = {
    "1": "1", "یک": "1", "درجه یک": "1", "درجه ۱": "1", "رتبه یک": "1", "رتبه ۱": "1", "ممتاز": "1",
    "2": "2", "دو": "2", "درجه دو": "2", "درجه ۲": "2", "رتبه دو": "2", "رتبه ۲": "2",
    "3": "3", "سه": "3", "درجه سه": "3", "درجه ۳": "3", "رتبه سه": "3", "رتبه ۳": "3",
    "ندارد": "", "فاقد رتبه": "", "بدون رتبه": "",
}  # fmt: skip
YES_NO = {
    "بله": "t", "بلی": "t", "آری": "t", "هست": "t", "دارد": "t", "عضو": "t", "1": "t", "yes": "t",
    "خیر": "f", "نه": "f", "نیست": "f", "ندارد": "f", "غیر عضو": "f", "0": "f", "no": "f",
}  # fmt: skip
_COMPANY_WORDS = ("شرکت", "موسسه", "مؤسسه", "تعاونی", "انجمن", "بنیاد", "گروه")


def looks_like_company(name: str) -> bool:
    """Tell whether a holder's name begins as a company's does."""
    return name.startswith(_COMPANY_WORDS)


def holder_code(cell: Cell, _today: date) -> str | None:
    """
    Return a legal ID of 11 digits or a national ID of 10, checked.

    Raises:
        CellError, ValidationError: neither, or a number cell that may have lost zeros.
    """
    written = identifiers.ascii_code(as_text(cell))
    if len(written) == 11:
        return identifiers.clean_legal_id(written)
    code: str | None = digits_with(identifiers.clean_national_id, whole=10)(cell, _today)
    return code


CODE = Field(
    "code",
    "کد دفتر",
    digits_with(identifiers.clean_office_code),
    synonyms=(
        "کد", "کد پیشخوان", "کد دفتر پیشخوان", "کد دفاتر", "شماره دفتر", "کد شناسایی دفتر",
        "کد اختصاصی دفتر", "کد یکتای دفتر", "کد واحد", "office code", "code",
    ),
    is_required=True,
    sample="2401999",
    help=_("4 to 12 digits; the key by which a row is recognised."),
)  # fmt: skip
LICENCE_NUMBER = Field(
    "licence_number",
    "شماره پروانه",
    text(40),
    synonyms=(
        "شماره مجوز", "شماره پروانه فعالیت", "شماره پروانه بهره برداری", "ش پروانه", "پروانه",
        "شماره پروانه دفتر", "شماره جواز", "licence number", "license number",
    ),
    sample="24/1402/00001",
    help=_("With both dates, or none of the three."),
)  # fmt: skip
ISSUED_ON = Field(
    "issued_on",
    "تاریخ صدور پروانه",
    day,
    synonyms=(
        "تاریخ صدور", "صدور پروانه", "تاریخ صدور مجوز", "تاریخ شروع پروانه", "تاریخ پروانه",
        "تاریخ شروع اعتبار", "تاریخ آغاز پروانه", "issued on",
    ),
    sql="date",
    sample="1402/01/01",
    help=_("Jalali text or an Excel date."),
)  # fmt: skip
EXPIRES_ON = Field(
    "expires_on",
    "تاریخ اعتبار پروانه",
    day,
    synonyms=(
        "اعتبار پروانه", "تاریخ اعتبار", "اعتبار", "تاریخ انقضا", "تاریخ انقضای پروانه", "انقضا",
        "تاریخ انقضاء", "تاریخ انقضاء پروانه", "پایان اعتبار", "تاریخ پایان اعتبار",
        "پایان اعتبار پروانه", "مهلت پروانه", "expires on",
    ),
    sql="date",
    sample="1406/12/29",
    help=_("The last day of the licence, Jalali text or an Excel date."),
)  # fmt: skip

OFFICE_FIELDS: tuple[Field, ...] = (
    CODE,
    Field(
        "name",
        "نام دفتر",
        text(160),
        synonyms=("نام", "عنوان", "عنوان دفتر", "نام دفتر پیشخوان", "نام پیشخوان", "نام واحد",
                  "دفتر", "name"),
        sample="میدان نمونه",
        help=_("Needed for a new office."),
    ),
    Field(
        "kind",
        "نوع دفتر",
        choice(KINDS),
        synonyms=("نوع", "نوع پیشخوان", "شهری روستایی", "شهری/روستایی", "نوع فعالیت", "kind"),
        sample="شهری",
        help=_("Urban or rural ICT; urban if it is left out."),
    ),
    Field(
        "county",
        "شهرستان",
        text(80),
        synonyms=("نام شهرستان", "شهرستان محل فعالیت", "شهرستان محل استقرار", "county"),
        sample="اردبیل",
        help=_("Needed for a new office."),
    ),
    Field("district", "بخش", text(80), synonyms=("نام بخش", "district"), sample="مرکزی"),
    Field(
        "place",
        "شهر یا دهستان",
        text(80),
        synonyms=("شهر", "روستا", "شهر/روستا", "شهر یا روستا", "نام شهر", "نام روستا", "دهستان",
                  "محل استقرار", "آبادی", "شهر روستا", "city"),
        sample="اردبیل",
    ),
    Field(
        "address",
        "نشانی",
        text(400),
        synonyms=("آدرس", "نشانی دفتر", "آدرس دفتر", "آدرس کامل", "نشانی کامل", "نشانی پستی",
                  "آدرس پستی", "address"),
        sample="خیابان امام، پلاک ۱",
    ),
    Field(
        "postal_code",
        "کد پستی",
        digits_with(identifiers.clean_postal_code, whole=10),
        synonyms=("کدپستی ده رقمی", "کد پستی ۱۰ رقمی", "postal code"),
        sample="5613913579",
    ),
    Field(
        "phone",
        "تلفن ثابت",
        digits_with(identifiers.clean_landline, whole=10, restores="0"),
        synonyms=("تلفن", "شماره تلفن", "تلفن دفتر", "شماره تماس ثابت", "شماره تلفن ثابت",
                  "تلفن تماس", "phone"),
        sample="04533001234",
        help=_("With the area code."),
    ),
    Field(
        "mobile",
        "تلفن همراه",
        digits_with(identifiers.clean_mobile),
        synonyms=("موبایل", "همراه", "شماره همراه", "شماره موبایل", "تلفن همراه مدیر",
                  "شماره تلفن همراه", "همراه متصدی", "mobile"),
        sample="09000001234",
    ),
    Field(
        "iban",
        "شماره شبا",
        digits_with(identifiers.clean_sheba, whole=26),
        synonyms=("شبا", "شماره حساب شبا", "کد شبا", "IBAN"),
    ),
    Field(
        "manager_name",
        "نام متصدی",
        text(120),
        synonyms=("متصدی", "مدیر دفتر", "نام مدیر دفتر", "نام و نام خانوادگی متصدی", "مسئول دفتر",
                  "نام مدیر", "مدیر", "نام و نام خانوادگی مدیر", "نام و نام خانوادگی مدیر دفتر",
                  "مسئول", "manager"),
        sample="مریم نمونه",
    ),
    Field(
        "holder_name",
        "دارنده پروانه",
        text(160),
        synonyms=("نام دارنده پروانه", "صاحب امتیاز", "نام صاحب امتیاز", "صاحب پروانه", "دارنده",
                  "نام شرکت", "شرکت", "دارنده مجوز", "نام دارنده", "نام و نام خانوادگی دارنده",
                  "نام و نام خانوادگی دارنده پروانه", "holder"),
        sample="شرکت خدمات پیشخوان نمونه",
    ),
    Field(
        "holder_code",
        "شناسه ملی یا کد ملی دارنده",
        holder_code,
        synonyms=("شناسه ملی", "کد ملی", "کدملی دارنده", "کد ملی دارنده پروانه", "شناسه ملی شرکت",
                  "شناسه/کد ملی", "شناسه ملی/کد ملی", "کد ملی/شناسه ملی", "کد ملی صاحب امتیاز",
                  "شناسه ملی دارنده", "شماره ملی", "شناسه ملی دارنده پروانه"),
        is_secret=True,
        sample="99999999992",
        help=_("A company's 11 digits or a person's 10; format the column as text."),
    ),
    Field(
        "ceo_name",
        "مدیرعامل",
        text(120),
        synonyms=("مدیر عامل", "نام مدیرعامل", "نام مدیر عامل", "نام و نام خانوادگی مدیرعامل"),
    ),
    Field(
        "area_m2",
        "مساحت",
        whole(1, 100_000),
        synonyms=("متراژ", "مساحت دفتر", "زیربنا", "مساحت متر مربع", "مساحت (متر مربع)"),
        sql="integer",
        sample="60",
    ),
    Field(
        "counter_count",
        "تعداد باجه",
        whole(0, 200),
        synonyms=("باجه", "باجه ها", "تعداد باجه ها", "شمار باجه"),
        sql="integer",
        sample="3",
    ),
    Field("opening_hours", "ساعت کار", text(160), synonyms=("ساعات کار", "ساعت فعالیت",
          "ساعات کاری", "ساعت کاری")),
    Field(
        "rank",
        "رتبه",
        choice(RANKS),
        synonyms=("درجه", "رتبه دفتر", "درجه دفتر", "گرید", "rank"),
        sample="1",
    ),
    Field(
        "state",
        "وضعیت",
        choice(STATES),
        synonyms=("وضعیت دفتر", "وضعیت فعالیت", "حالت", "status", "state"),
        sample="فعال",
        help=_("Only for a new office; afterwards the state changes on the office's page."),
    ),
    Field("is_member", "عضو انجمن", choice(YES_NO), synonyms=("عضویت انجمن", "عضویت در انجمن",
          "عضو انجمن صنفی", "عضویت"), sample="بله"),
    Field("latitude", "عرض جغرافیایی", decimal(24, 40.5, 5), synonyms=("عرض", "lat", "latitude"),
          sql="numeric"),
    Field("longitude", "طول جغرافیایی", decimal(43.5, 64, 5), synonyms=("طول", "lon", "lng",
          "longitude"), sql="numeric"),
    Field("first_active_on", "تاریخ شروع فعالیت", day, synonyms=("تاریخ آغاز فعالیت",
          "شروع فعالیت", "تاریخ افتتاح", "تاریخ راه اندازی"), sql="date"),
    LICENCE_NUMBER,
    ISSUED_ON,
    EXPIRES_ON,
)  # fmt: skip

LICENCE_STATES = {
    "معتبر": LicenceState.VALID,
    "فعال": LicenceState.VALID,
    "منقضی": LicenceState.EXPIRED,
    "منقضی شده": LicenceState.EXPIRED,
}
LICENCE_FIELDS: tuple[Field, ...] = (
    CODE,
    Field("licence_number", LICENCE_NUMBER.title, LICENCE_NUMBER.clean,
          synonyms=(*LICENCE_NUMBER.synonyms, "شماره"), is_required=True,
          sample=LICENCE_NUMBER.sample),
    Field("issued_on", ISSUED_ON.title, day, synonyms=ISSUED_ON.synonyms, sql="date",
          is_required=True, sample=ISSUED_ON.sample, help=ISSUED_ON.help),
    Field("expires_on", EXPIRES_ON.title, day, synonyms=EXPIRES_ON.synonyms, sql="date",
          is_required=True, sample=EXPIRES_ON.sample, help=EXPIRES_ON.help),
)  # fmt: skip

RENEWAL_FIELDS: tuple[Field, ...] = (
    Field("licence_number", "شماره پروانه پیشین", LICENCE_NUMBER.clean,
          synonyms=("شماره پروانه قبلی", "پروانه پیشین", "پروانه قبلی", "شماره قبلی",
                    *LICENCE_NUMBER.synonyms, LICENCE_NUMBER.title),
          is_required=True, sample=LICENCE_NUMBER.sample),
    Field("new_number", "شماره پروانه جدید", LICENCE_NUMBER.clean,
          synonyms=("شماره جدید", "پروانه جدید", "شماره پروانه تازه", "شماره پروانه تمدید شده",
                    "new licence number"),
          is_required=True, sample="24/1407/00001"),
    Field("issued_on", "تاریخ صدور پروانه جدید", day,
          synonyms=("تاریخ تمدید", "شروع اعتبار جدید", ISSUED_ON.title, *ISSUED_ON.synonyms),
          sql="date", sample="1407/01/01",
          help=_("Left empty, the day after the old licence ends.")),
    Field("expires_on", "تاریخ اعتبار جدید", day,
          synonyms=("پایان اعتبار جدید", EXPIRES_ON.title, *EXPIRES_ON.synonyms), sql="date",
          is_required=True, sample="1411/12/29", help=EXPIRES_ON.help),
)  # fmt: skip
