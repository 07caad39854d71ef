"""
The columns of a workbook of reports: titles, spellings, values.

The Persian here is data: what headers and cells say, whatever language the pages are in.
"""

from collections.abc import Mapping
from datetime import date, time

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import identifiers
from core.forms import ClockField
from core.persian import display_safe, loose_key, persian_digits
from core.sheets import Cell
from offices.rules.cells import CellError, Clean, as_text, digits_with, recent_day, text, whole
from offices.rules.columns import CODE
from offices.rules.headers import Field

MOST_NARRATIVE = 2000
MOST_AMOUNT = 10**15
MOST_AFFECTED = 10**7
AGENCY = "agency"


def _clock(cell: Cell, _today: date) -> time | None:
    return ClockField(required=False).to_python(as_text(cell))


def _story(cell: Cell, _today: date) -> str | None:
    """Return a text with its lines, as the form keeps it."""
    words = display_safe(as_text(cell))
    if len(words) > MOST_NARRATIVE:
        raise CellError(
            _("This has {length} characters; the limit is {longest}.").format(
                length=persian_digits(len(words)), longest=persian_digits(MOST_NARRATIVE)
            )
        )
    return words or None


def _one_of(codes: Mapping[str, str], refusal: str) -> Clean:
    """Return a cleaner that finds a code by how people write it, or says where it is listed."""
    known = {loose_key(spelling): code for spelling, code in codes.items()}

    def clean(cell: Cell, _today: date) -> str | None:
        key = loose_key(as_text(cell))
        if not key:
            return None
        if key not in known:
            raise CellError(refusal)
        return known[key]

    return clean


def _agency(agencies: Mapping[str, str], *, is_required: bool) -> Field:
    refusal = _("There is no agency of this code or name. Take one of the template's list.")
    return Field(
        AGENCY, "دستگاه", _one_of(agencies, refusal),
        synonyms=("کد دستگاه", "نام دستگاه", "دستگاه اجرایی", "agency"),
        is_required=is_required, sample=next(iter(agencies.values()), ""),
        help=gettext_lazy("Code or name; left empty for a violation of the licence only."),
    )  # fmt: skip


def report_columns(
    types: Mapping[str, str], agencies: Mapping[str, str], *, names_agency: bool, must: bool = False
) -> tuple[Field, ...]:
    """
    Return the columns that are understood; the first one is the office's code.

    `types` and `agencies` map a code and a title to the code. The agency is a column only for
    those who have a choice, and `must` be there for those of several agencies.
    """
    no_type = _("There is no type of this code or title. Take one of the template's list.")
    agency = [_agency(agencies, is_required=must)] if names_agency else []
    return (
        Field("office", CODE.title, digits_with(identifiers.clean_office_code),
              synonyms=CODE.synonyms, is_required=True, sample="72240082",
              help=gettext_lazy("4 to 12 digits.")),
        *agency,
        Field("type", "نوع تخلف", _one_of(types, no_type),
              synonyms=("تخلف", "کد تخلف", "کد نوع تخلف", "عنوان تخلف", "type"),
              is_required=True, sample=next(iter(types.values()), ""),
              help=gettext_lazy("Code or title, as in the list of this workbook.")),
        Field("occurred_on", "تاریخ رخداد", recent_day,
              synonyms=("تاریخ", "روز رخداد", "تاریخ وقوع", "تاریخ تخلف", "occurred on"),
              is_required=True, sample="1405/09/02",
              help=gettext_lazy(
                  "Jalali text, also 1/9 or yesterday, or an Excel date; not after today."
              )),
        Field("narrative", "شرح رخداد", _story,
              synonyms=("شرح", "شرح تخلف", "توضیح", "توضیحات", "narrative"), is_required=True,
              sample="از مشترک سی هزار تومان بیش از تعرفهٔ مصوب گرفته شد.",
              help=gettext_lazy("20 to 2,000 characters, without anybody's national ID.")),
        Field("occurred_at", "ساعت", _clock, synonyms=("ساعت رخداد", "زمان", "time"),
              sample="11:20", help=gettext_lazy("Hour and minute, such as 11:20.")),
        Field("discovered_on", "تاریخ کشف", recent_day,
              synonyms=("روز کشف", "تاریخ آگاهی", "تاریخ اطلاع", "discovered on"),
              help=gettext_lazy("Left empty: the day on which the workbook is brought.")),
        Field("amount", "مبلغ به ریال", whole(0, MOST_AMOUNT - 1),
              synonyms=("مبلغ", "مبلغ ریال", "مبلغ (ریال)", "amount"), sample="300000",
              help=gettext_lazy("A whole number, in rial.")),
        Field("affected", "شمار افراد", whole(0, MOST_AFFECTED),
              synonyms=("شمار افراد زیان‌دیده", "تعداد افراد", "افراد زیان‌دیده", "affected"),
              help=gettext_lazy("How many people were affected.")),
        Field("place", "محل", text(200), synonyms=("محل رخداد", "مکان", "place"),
              sample="باجهٔ یک"),
        Field("separate_reason", "چرا رخداد دیگری است", text(240),
              synonyms=("علت جدا بودن", "دلیل رخداد جدا", "separate reason"),
              help=gettext_lazy(
                  "One line, where an earlier report is like this one but tells of another event."
              )),
    )  # fmt: skip
