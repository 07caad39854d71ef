"""The first texts of letters to offices; assumed unless a source is named, the province confirms them."""

from datetime import date

STARTS_ON = date(2021, 3, 21)  # the first day of 1400: before every record of the product
SOURCE = "پیش‌فرض سامانه؛ متن مصوب استان جای آن را می‌گیرد"
RULING_59 = "رأی وحدت رویهٔ شمارهٔ ۵۹ هیئت عمومی دیوان عالی کشور، ۳۰ تیر ۱۳۷۱"
TEXTS = {
    "case.charge": (
        "ابلاغ تخلف منتسب در پروندهٔ {number} و دعوت به ارائهٔ دفاع",
        (
            "گزارشی دربارهٔ دفتر {office} پذیرفته و با شمارهٔ {number} ثبت شده است. تخلف منتسب از نوع «{type}»"
            " و تاریخ وقوع آن {occurred} است. هنوز تصمیمی گرفته نشده است. می‌توانید مدارک پرونده را در سامانه"
            " ببینید و در مهلت دفاع، که با ابلاغ این نامه آغاز می‌شود، دفاع کنید.\n"
            "شرح گزارش: {reported}\n"
            "مهلت دفاع: {window} پس از ابلاغ. {answer}"
        ),
    ),
    "case.summons": (
        "دعوت به جلسهٔ رسیدگی در پروندهٔ {number}",
        (
            "جلسهٔ رسیدگی به پروندهٔ {number} دفتر {office}، دربارهٔ تخلف منتسب از نوع «{type}» در تاریخ"
            " {occurred}، به شرح زیر برگزار می‌شود. می‌توانید خود یا نمایندهٔ شما در جلسه حاضر شوید، اظهارات خود"
            " را بیان کنید و مدارک خود را ارائه دهید. حاضر نشدن به معنای پذیرش تخلف نیست، اما مانع برگزاری جلسه"
            " هم نمی‌شود.\n"
            "روز جلسه: {day}\n"
            "ساعت: {hour}\n"
            "محل: {place}"
        ),
    ),
    "case.decision": (
        "ابلاغ تصمیم در پروندهٔ {number}",
        (
            "به تخلف منتسب از نوع «{type}» در تاریخ {occurred}، موضوع پروندهٔ {number} دفتر {office}، رسیدگی شد."
            " تصمیم: {outcome}."
            " می‌توانید در مهلت اعتراض، که با ابلاغ این نامه آغاز می‌شود، به این تصمیم اعتراض کنید.\n"
            "{sanction}\n"
            "دلایل تصمیم: {reasons}\n"
            "مهلت اعتراض: {window} پس از ابلاغ. {answer}\n"
            "{court}"
        ),
    ),
    "case.appeal_result": (
        "ابلاغ نتیجهٔ اعتراض در پروندهٔ {number}",
        (
            "به اعتراض شما در پروندهٔ {number} دفتر {office} رسیدگی شد. نتیجهٔ رسیدگی: {outcome}.\n"
            "{sanction}\n"
            "دلایل: {reasons}\n"
            "{court}"
        ),
    ),
    "review.hearing": (
        "ابلاغ بازبینی فسخ {number} و دعوت به ارائهٔ دفاع",
        (
            "قرارداد {contract} میان {agency} و دفتر {office} مشمول بازبینی فسخ به شمارهٔ {number} شده است. هنوز"
            " تصمیمی گرفته نشده است و پیش از هر تصمیم، اظهارات و دفاع شما شنیده می‌شود.\n"
            "دلایل بازبینی: {grounds}\n"
            "مهلت پاسخ: {window} پس از ابلاغ این نامه. {answer}"
        ),
    ),
    "contract.termination": (
        "اخطار فسخ قرارداد {contract}",
        (
            "به استناد {proof} مورخ {decided}، {agency} قرارداد {contract} با دفتر {office} را پس از پایان مهلت"
            " اخطار فسخ می‌کند.\n"
            "دلایل فسخ: {reasons}\n"
            "مهلت اخطار: {window} پس از ابلاغ این نامه. قرارداد تا پایان این مهلت معتبر است. پاسخ یا اعتراض خود"
            " را تا پایان مهلت به‌صورت مکتوب به {agency} تحویل دهید.\n"
            "{court}"
        ),
    ),
    "court.licence": (
        "مرجع شکایت از تصمیم‌های مربوط به پروانه",
        (
            "مرجع شکایت از رأی قطعی دربارهٔ پروانه، دیوان عدالت اداری است. شکایت را در مهلت قانونی در آنجا"
            " ثبت کنید."
        ),
    ),
    "court.contract": (
        "مرجع حل اختلاف در تصمیم‌های قراردادی",
        (
            "پس از قطعی شدن تصمیم، اختلاف دربارهٔ آن نخست در {clause} و سپس در دادگاه عمومی حقوقی صالح"
            " رسیدگی می‌شود."
        ),
    ),
}
LAW = {"court.contract": RULING_59}  # by kind, where a text follows a source


def add_letters(apps, schema_editor):
    """Insert the first version of each text."""
    template = apps.get_model("notices", "LetterTemplate")
    for kind, (subject, body) in TEXTS.items():
        template.objects.create(
            kind=kind,
            version=1,
            subject=subject,
            body=body,
            provenance="law" if kind in LAW else "assumed",
            source=LAW.get(kind, SOURCE),
            starts_on=STARTS_ON,
        )
