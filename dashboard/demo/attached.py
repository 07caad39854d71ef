"""What reporters and offices of the sample attach: by the type of the violation, all invented."""

from datetime import date

from core.jalali import long
from core.persian import always_persian_digits, group
from dashboard.demo.exhibits import Exhibit

TARIFF = 2_460_000  # rial, on the slips of overcharging
OVER = 300_000

PLACE = Exhibit("نمای دفتر.png", "دفتر پیشخوان، نمونه", ())
CLOSED = Exhibit("در بستهٔ دفتر.png", "دفتر پیشخوان، نمونه", ())


def of_report(code: str, day: date, amount: int | None) -> list[Exhibit]:
    """Return the files of a report: its type's code, the day of the event, an amount in rial."""
    when = always_persian_digits(long(day))
    paid = _rial(TARIFF + (amount or OVER))
    slip = Exhibit(
        "رسید کارت‌خوان.png",
        "رسید کارت‌خوان",
        (("تاریخ", when), ("مبلغ", paid), ("شمارهٔ پیگیری", "۴۸۱۲۰۳")),
        1,
    )
    bill = Exhibit(
        "قبض اشتراک.png", "قبض اشتراک", (("تاریخ", when), ("مبلغ قبض", _rial(TARIFF))), 1
    )
    balance = Exhibit(
        "مانده‌گیری.pdf",
        "مانده‌گیری وجوه قبض‌ها",
        (
            ("تاریخ", when),
            ("دریافتی", _rial(amount or 41_200_000)),
            ("واریز تا پایان روز", _rial(0)),
        ),
        2,
    )
    log = Exhibit(
        "گزارش ورود.pdf",
        "گزارش ورود به سامانه",
        (("تاریخ", when), ("نام کاربری", "متصدی دفتر"), ("نشانی‌های هم‌زمان", "۲")),
        2,
    )
    form = Exhibit(
        "برگهٔ درخواست.pdf",
        "برگهٔ درخواست مراجع",
        (("تاریخ", when), ("موضوع", "انشعاب تازه"), ("نتیجه", "پذیرفته نشد")),
        2,
    )
    list_of_errors = Exhibit(
        "فهرست پرونده‌های بازگشتی.pdf",
        "پرونده‌های بازگشتی",
        (("تاریخ", when), ("شمار", "۵ پرونده"), ("دلیل", "کد ملی نادرست")),
        2,
    )
    return {
        "V01": [slip, bill],
        "V02": [PLACE],
        "V03": [PLACE],
        "V06": [PLACE],
        "V08": [CLOSED],
        "V10": [PLACE],
        "V11": [balance],
        "V15": [log],
        "V16": [form],
        "V18": [list_of_errors],
        "V20": [slip],
    }.get(code, [])


def of_defence(day: date) -> Exhibit:
    """Return what an office shows with its answer of a day."""
    when = always_persian_digits(long(day))
    return Exhibit(
        "رسید اصلاح.png",
        "رسید سامانه",
        (("تاریخ", when), ("کار", "اصلاح ثبت"), ("نتیجه", "انجام شد")),
        2,
    )


def receipt_of_post(day: date) -> Exhibit:
    """Return the receipt of a registered letter."""
    return Exhibit(
        "رسید پست.png",
        "رسید مرسولهٔ سفارشی",
        (("تاریخ", always_persian_digits(long(day))), ("گیرنده", "متصدی دفتر")),
        1,
    )


def receipt_of_bank(day: date) -> Exhibit:
    """Return the bank's slip of a remittance in time."""
    return Exhibit(
        "رسید واریز.png",
        "رسید واریز بانک",
        (("تاریخ", always_persian_digits(long(day))), ("مبلغ", _rial(41_200_000))),
        0,
    )


def judgment(number: str, day: date) -> Exhibit:
    """Return the first page of a court's judgment."""
    return Exhibit(
        "دادنامه.png",
        "دادنامه",
        (("شماره", always_persian_digits(number)), ("تاریخ", always_persian_digits(long(day)))),
        0,
    )


def minutes(day: date) -> Exhibit:
    """Return the regulator's minutes on which a contract is suspended."""
    return Exhibit(
        "صورت‌جلسه.pdf",
        "صورت‌جلسهٔ کمیتهٔ نظارت",
        (("تاریخ", always_persian_digits(long(day))), ("تصمیم", "تعلیق سی‌روزه")),
        1,
    )


def licence(number: str, until: date) -> Exhibit:
    """Return the paper of a licence."""
    rows = (
        ("شماره", always_persian_digits(number)),
        ("اعتبار تا", always_persian_digits(long(until))),
    )
    return Exhibit("پروانه.pdf", "پروانهٔ دفتر پیشخوان", rows)


def contract(number: str, signed_on: date) -> Exhibit:
    """Return the signed paper of a contract."""
    rows = (
        ("شماره", always_persian_digits(number)),
        ("تاریخ امضا", always_persian_digits(long(signed_on))),
    )
    return Exhibit("قرارداد امضاشده.pdf", "قرارداد ارائهٔ خدمات", rows)


def _rial(amount: int) -> str:
    return f"{always_persian_digits(group(amount))} ریال"


def of_register(number: str, day: date, issuer: str) -> Exhibit:
    """Return the document of a day on which a state of a licence or an office rests."""
    when = always_persian_digits(long(day))
    rows = (("شماره", number), ("تاریخ", when), ("صادرکننده", issuer))
    return Exhibit("نامه.png", "نامهٔ اداری (نمونه)", rows, 2)
