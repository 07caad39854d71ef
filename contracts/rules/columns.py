"""
The columns of a spreadsheet of contracts: titles, spellings seen in agencies' files, values.

The Persian here is data: what headers and cells say, whatever language the pages are in.
"""

from django.utils.translation import gettext_lazy as _

from contracts.states import ContractState
from offices.rules.cells import choice, day, decimal, number, text, whole
from offices.rules.columns import CODE
from offices.rules.headers import Field

KINDS = {
    "قرارداد": "contract",
    "پیمان": "contract",
    "contract": "contract",
    "تفاهم‌نامه": "memorandum",
    "تفاهم": "memorandum",
    "memorandum": "memorandum",
}
STATES = {
    "فعال": ContractState.ACTIVE,
    "جاری": ContractState.ACTIVE,
    "معتبر": ContractState.ACTIVE,
    "در حال اجرا": ContractState.ACTIVE,
    "دارای اعتبار": ContractState.ACTIVE,
    "تعلیق": ContractState.SUSPENDED,
    "معلق": ContractState.SUSPENDED,
    "تعلیق شده": ContractState.SUSPENDED,
    "قطع سرویس": ContractState.SUSPENDED,
    "منقضی": ContractState.EXPIRED,
    "منقضی شده": ContractState.EXPIRED,
    "پایان یافته": ContractState.EXPIRED,
    "خاتمه یافته": ContractState.EXPIRED,
    "اتمام مدت": ContractState.EXPIRED,
    "فسخ": ContractState.TERMINATED,
    "فسخ شده": ContractState.TERMINATED,
    "اقاله": ContractState.ENDED_MUTUAL,
    "پایان توافقی": ContractState.ENDED_MUTUAL,
    "خاتمه با توافق": ContractState.ENDED_MUTUAL,
    "تسویه شده": ContractState.SETTLED,
    "تسویه": ContractState.SETTLED,
    "مفاصا": ContractState.SETTLED,
}
GUARANTEE_KINDS = {
    "ضمانت‌نامه بانکی": "bank",
    "ضمانتنامه": "bank",
    "بانکی": "bank",
    "سفته": "promissory",
    "چک": "cheque",
    "نقد": "cash",
    "سپرده": "cash",
    "سپرده نقدی": "cash",
    "وجه نقد": "cash",
}
MOST_RIALS = 10**15 - 1

CONTRACT_FIELDS: tuple[Field, ...] = (
    CODE,
    Field(
        "agency",
        "دستگاه",
        text(160),
        synonyms=("دستگاه اجرایی", "نام دستگاه", "دستگاه خدمت دهنده", "طرف قرارداد", "اداره",
                  "کد دستگاه", "سازمان", "شرکت", "agency"),
        is_required=True,
        sample="گاز",
        help=_("Name, short name or code, as on the agencies' page."),
    ),
    Field(
        "agency_number",
        "شماره قرارداد",
        number(40),
        synonyms=("شماره", "ش قرارداد", "شماره پیمان", "شماره قرارداد دستگاه", "شماره تفاهم نامه",
                  "contract number"),
        is_required=True,
        sample="1404/12/355",
        help=_("The agency's own number; with the agency, the key of a row."),
    ),
    Field("kind", "نوع قرارداد", choice(KINDS), synonyms=("نوع", "kind"), sample="قرارداد"),
    Field(
        "services",
        "خدمات",
        text(800),
        synonyms=("خدمت", "موضوع قرارداد", "موضوع", "عنوان خدمت", "شرح خدمات", "services"),
        sample="قبض المثنی، تغییر نام",
        help=_("Titles or codes of the agency's services, with commas between them."),
    ),
    Field(
        "signed_on",
        "تاریخ قرارداد",
        day,
        synonyms=("تاریخ انعقاد", "تاریخ عقد قرارداد", "تاریخ امضا", "signed on"),
        sql="date",
        sample="1404/12/25",
    ),
    Field(
        "starts_on",
        "تاریخ شروع",
        day,
        synonyms=("شروع", "از تاریخ", "تاریخ آغاز", "شروع قرارداد", "تاریخ شروع قرارداد",
                  "آغاز قرارداد", "starts on"),
        sql="date",
        is_required=True,
        sample="1405/01/01",
        help=_("Jalali text or an Excel date."),
    ),
    Field(
        "ends_on",
        "تاریخ پایان",
        day,
        synonyms=("پایان", "تا تاریخ", "تاریخ انقضا", "پایان قرارداد", "تاریخ پایان قرارداد",
                  "تاریخ خاتمه", "خاتمه قرارداد", "اعتبار قرارداد", "ends on"),
        sql="date",
        is_required=True,
        sample="1405/12/29",
        help=_("The last day of the term, Jalali text or an Excel date."),
    ),
    Field(
        "state",
        "وضعیت",
        choice(STATES),
        synonyms=("وضعیت قرارداد", "حالت", "state", "status"),
        sample="فعال",
        help=_("Active, or run out after the last day, if it is left out."),
    ),
    Field(
        "stopped_on",
        "تاریخ فسخ یا اقاله",
        day,
        synonyms=("تاریخ فسخ", "تاریخ اقاله", "تاریخ خاتمه پیش از موعد", "terminated on"),
        sql="date",
        help=_("The last day in force, if the contract ended before its term."),
    ),
    Field(
        "value",
        "مبلغ قرارداد",
        whole(0, MOST_RIALS),
        synonyms=("مبلغ", "ارزش قرارداد", "برآورد", "مبلغ (ریال)", "مبلغ قرارداد به ریال"),
        sql="bigint",
        sample="1000000000",
        help=_("In rial."),
    ),
    Field(
        "notice_days",
        "مهلت اخطار فسخ",
        whole(1, 365),
        synonyms=("مهلت فسخ", "اخطار فسخ (روز)", "روز اخطار"),
        sql="integer",
        sample="30",
    ),
    Field(
        "retention_percent",
        "درصد سپرده",
        decimal(0, 100, 2),
        synonyms=("سپرده حسن انجام کار", "درصد حسن انجام کار"),
        sql="numeric",
        sample="10",
    ),
    Field(
        "guarantee_number",
        "شماره ضمانت‌نامه",
        number(60),
        synonyms=("شماره تضمین", "شماره ضمانت", "شماره سفته", "guarantee number"),
        sample="98-4410-227",
        help=_("With its amount and its end, or none of the three."),
    ),
    Field(
        "guarantee_kind",
        "نوع ضمانت",
        choice(GUARANTEE_KINDS),
        synonyms=("نوع تضمین", "نوع ضمانت نامه"),
        sample="ضمانت‌نامه بانکی",
    ),
    Field(
        "guarantee_amount",
        "مبلغ ضمانت",
        whole(1, MOST_RIALS),
        synonyms=("مبلغ تضمین", "مبلغ ضمانت نامه", "مبلغ ضمانت (ریال)"),
        sql="bigint",
        sample="50000000",
    ),
    Field(
        "guarantee_until",
        "اعتبار ضمانت",
        day,
        synonyms=("تاریخ اعتبار ضمانت", "اعتبار ضمانت نامه", "تاریخ انقضای ضمانت", "اعتبار تضمین",
                  "پایان ضمانت"),
        sql="date",
        sample="1406/01/29",
    ),
)  # fmt: skip
