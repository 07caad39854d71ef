"""The letters to offices in the words of an official letter; assumed, to be confirmed as before."""

from datetime import date

from django.db import migrations

STARTS_ON = date(2021, 3, 21)  # as the first versions, which nobody has confirmed
SOURCE = "پیش‌فرض سامانه؛ متن مصوب استان جای آن را می‌گیرد"
TEXTS = {
    "case.decision": (
        "ابلاغ رأی پروندهٔ {number}",
        (
            "در پروندهٔ {number} دفتر {office}، از نوع «{type}» در تاریخ {occurred}، رأی صادر شد: {outcome}."
            " می‌توانید در مهلت اعتراض، که با ابلاغ این نامه آغاز می‌شود، به این رأی اعتراض کنید و پس از آن در"
            " دیوان عدالت اداری شکایت کنید.\n"
            "{sanction}\n"
            "دلایل رأی: {reasons}\n"
            "مهلت اعتراض: {window} پس از ابلاغ."
        ),
    ),
    "case.appeal_result": (
        "ابلاغ نتیجهٔ اعتراض در پروندهٔ {number}",
        (
            "به اعتراض شما در پروندهٔ {number} دفتر {office} رسیدگی شد. نتیجهٔ رسیدگی: {outcome}."
            " می‌توانید در مهلت قانونی در دیوان عدالت اداری شکایت کنید.\n"
            "{sanction}\n"
            "دلایل: {reasons}"
        ),
    ),
    "review.hearing": (
        "ابلاغ بازبینی فسخ {number} و دعوت به ارائهٔ دفاع",
        (
            "قرارداد {contract} میان {agency} و دفتر {office} مشمول بازبینی فسخ شده است. هنوز تصمیمی گرفته نشده"
            " است و پیش از هر تصمیم، اظهارات و دفاع شما شنیده می‌شود.\n"
            "دلایل بازبینی: {grounds}\n"
            "مهلت پاسخ: {window} پس از ابلاغ این نامه. پاسخ خود را در سامانه ثبت کنید یا به‌صورت مکتوب به"
            " دستگاه تحویل دهید."
        ),
    ),
    "contract.termination": (
        "اخطار فسخ قرارداد {contract}",
        (
            "به استناد {proof} مورخ {decided}، {agency} قرارداد {contract} با دفتر {office} را پس از پایان مهلت"
            " اخطار فسخ می‌کند.\n"
            "دلایل فسخ: {reasons}\n"
            "مهلت اخطار: {window} پس از ابلاغ این نامه. قرارداد تا پایان این مهلت معتبر است و می‌توانید به تصمیم"
            " اعتراض کنید یا در دیوان عدالت اداری شکایت کنید."
        ),
    ),
}


def add(apps, schema_editor):
    template = apps.get_model("notices", "LetterTemplate")
    for kind, (subject, body) in TEXTS.items():
        # Where the province has written a version of its own, ours does not come after it.
        if template.objects.filter(kind=kind).exclude(version=1).exists():
            continue
        template.objects.create(
            kind=kind,
            version=2,
            subject=subject,
            body=body,
            provenance="assumed",
            source=SOURCE,
            starts_on=STARTS_ON,
        )


class Migration(migrations.Migration):
    dependencies = [("notices", "0005_summons_template")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop, elidable=False)]
