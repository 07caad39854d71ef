"""The text of the sample's contracts: nine articles of our own, no real contract."""

from contracts.models import Contract
from core import jalali
from core.persian import persian_digits

ARTICLES = (
    ("موضوع", "ارائهٔ خدمات پیوست به مردم در محل دفتر، به نمایندگی از دستگاه و با سامانهٔ آن."),
    ("خدمات و کارمزد", (
        "خدمات این قرارداد همان است که در فهرست خدمات آمده است. دفتر تنها کارمزد مصوب را می‌گیرد و"
        " تعرفه را در جایی که مراجعان می‌بینند نصب می‌کند."
    )),
    ("مدت", "از {starts} تا {ends}. تمدید با درخواست دستگاه و ارزیابی دورهٔ گذشته انجام می‌شود."),
    ("واریز وجوه", (
        "دفتر وجوه دریافتی را در پایان هر روز کاری به حساب دستگاه واریز می‌کند. سپردهٔ حسن انجام"
        " کار {retention} کارمزد است."
    )),
    ("تعهدات دفتر", (
        "حضور متصدی آموزش‌دیده در ساعت کار، حفظ اسرار مراجعان، پاسخ به شکایت‌ها و نگهداری تجهیزات"
        " به صورت آمادهٔ کار بر عهدهٔ دفتر است."
    )),
    ("تعهدات دستگاه", (
        "دستگاه دسترسی سامانه، آموزش کاربران و پرداخت به‌موقع کارمزد را فراهم می‌کند و قطع سامانه را"
        " پیشاپیش به دفتر خبر می‌دهد."
    )),
    ("ضمانت", (
        "دفتر پیش از امضا، اگر دستگاه بخواهد، ضمانت‌نامه می‌سپارد و تا یک ماه پس از پایان قرارداد"
        " معتبر نگه می‌دارد. ضبط آن تنها با مدرک و پس از شنیدن دفتر است."
    )),
    ("تخلف و فسخ", (
        "تخلف پس از ابلاغ، دفاع و تصمیم با دلیل احراز می‌شود. اگر تخلف محرز شود دستگاه اقدام می‌کند؛"
        " فسخ با اخطار {notice} روزه و پس از بازبینی است."
    )),
    ("اختلاف", "اختلاف دو طرف نخست در کارگروه استان بررسی می‌شود؛ مراجعهٔ قضایی بسته نیست."),
)  # fmt: skip


def text_for(contract: Contract) -> str:
    """Return the text of one contract, with its own terms."""
    told = {
        "starts": jalali.long(contract.starts_on),
        "ends": jalali.long(contract.ends_on),
        "retention": f"{persian_digits(int(contract.retention_percent))} درصد",
        "notice": persian_digits(contract.notice_days),
    }
    return "\n\n".join(
        f"ماده {number}، {title}. {text.format(**told)}"
        for number, (title, text) in enumerate(ARTICLES, start=1)
    )
