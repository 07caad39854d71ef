"""The charge and the summons in the words of an official letter; assumed, as those before."""

from datetime import date

from django.db import migrations

STARTS_ON = date(2021, 3, 21)  # as the first versions, which nobody has confirmed
SOURCE = "پیش‌فرض سامانه؛ متن مصوب استان جای آن را می‌گیرد"
TEXTS = {
    "case.charge": (
        "ابلاغ تخلف منتسب در پروندهٔ {number} و دعوت به ارائهٔ دفاع",
        (
            "گزارشی دربارهٔ دفتر {office} پذیرفته و با شمارهٔ {number} ثبت شده است. تخلف منتسب از نوع «{type}»"
            " و تاریخ وقوع آن {occurred} است. هنوز رأیی صادر نشده است. می‌توانید مدارک پرونده را در سامانه"
            " ببینید و در مهلت دفاع، که با ابلاغ این نامه آغاز می‌شود، دفاع خود را ثبت کنید یا به‌صورت مکتوب"
            " تحویل دهید.\n"
            "شرح گزارش: {reported}\n"
            "مهلت دفاع: {window} پس از ابلاغ."
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
    dependencies = [("notices", "0006_official_words")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop, elidable=False)]
