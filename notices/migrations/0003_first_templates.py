"""The first versions of the official letters; assumed texts, to be confirmed by the province."""

from datetime import date

from django.db import migrations

STARTS_ON = date(2021, 3, 21)  # the first day of 1400: before every record of the product
SOURCE = "پیش‌فرض سامانه؛ متن مصوب استان جای آن را می‌گیرد"
TEXTS = {
    "case.charge": (
        "ابلاغ گزارش تخلف پروندهٔ {number} و دعوت به دفاع",
        (
            "دربارهٔ دفتر {office} تخلفی از نوع «{type}» در تاریخ {occurred} گزارش شده و با شمارهٔ {number}"
            " پذیرفته شده است. می‌توانید مدارک را ببینید و در مهلت دفاع، که با ابلاغ این نامه آغاز می‌شود،"
            " پاسخ بدهید. هنوز رأیی صادر نشده است.\n"
            "شرح گزارش: {reported}\n"
            "مهلت دفاع: {window} پس از ابلاغ."
        ),
    ),
    "case.decision": (
        "ابلاغ رأی پروندهٔ {number}",
        (
            "در پروندهٔ {number} دفتر {office}، از نوع «{type}» در تاریخ {occurred}، رأی صادر شد: {outcome}."
            " می‌توانید در مهلت اعتراض، که با ابلاغ این نامه آغاز می‌شود، اعتراض کنید. پس از آن می‌توانید به"
            " دیوان عدالت اداری بروید.\n"
            "{sanction}\n"
            "دلایل: {reasons}\n"
            "مهلت اعتراض: {window} پس از ابلاغ."
        ),
    ),
    "case.appeal_result": (
        "ابلاغ نتیجهٔ اعتراض در پروندهٔ {number}",
        (
            "به اعتراض شما در پروندهٔ {number} دفتر {office} رسیدگی شد؛ نتیجه اکنون چنین است: {outcome}."
            " می‌توانید در مهلت قانونی به دیوان عدالت اداری بروید.\n"
            "{sanction}\n"
            "دلایل: {reasons}"
        ),
    ),
    "review.hearing": (
        "آگهی بازبینی فسخ {number} و دعوت به شنیدن سخن دفتر",
        (
            "قرارداد {contract} میان {agency} و دفتر {office} به بازبینی فسخ رسیده است. هنوز تصمیمی گرفته نشده"
            " است و پیش از هر تصمیم سخن شما شنیده می‌شود.\n"
            "سبب بازبینی: {grounds}\n"
            "مهلت پاسخ: {window} پس از ابلاغ این نامه. پاسخ را در درگاه بنویسید یا مکتوب به دستگاه بدهید."
        ),
    ),
    "contract.termination": (
        "اخطار فسخ قرارداد {contract}",
        (
            "به استناد {proof} مورخ {decided} {agency} قرارداد {contract} با دفتر {office} را پس از پایان مهلت"
            " اخطار فسخ می‌کند.\n"
            "دلیل: {reasons}\n"
            "مهلت اخطار: {window} پس از ابلاغ این نامه. تا پایان آن قرارداد برجاست و می‌توانید به تصمیم اعتراض"
            " کنید یا به دیوان عدالت اداری بروید."
        ),
    ),
}


def add(apps, schema_editor):
    template = apps.get_model("notices", "LetterTemplate")
    for kind, (subject, body) in TEXTS.items():
        template.objects.create(
            kind=kind,
            version=1,
            subject=subject,
            body=body,
            provenance="assumed",
            source=SOURCE,
            starts_on=STARTS_ON,
        )


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_guards")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop, elidable=False)]
