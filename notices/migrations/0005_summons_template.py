"""The first words of the summons to a hearing session; assumed, to be confirmed by the province."""

from datetime import date

from django.db import migrations

STARTS_ON = date(2021, 3, 21)  # the first day of 1400: before every record of the product
SOURCE = "پیش‌فرض سامانه؛ متن مصوب استان جای آن را می‌گیرد"
SUBJECT = "دعوت به جلسهٔ رسیدگی پروندهٔ {number}"
BODY = (
    "دربارهٔ پروندهٔ {number} دفتر {office}، از نوع «{type}» در تاریخ {occurred}، جلسهٔ رسیدگی برگزار می‌شود."
    " می‌توانید خود یا با نمایندهٔ خود در جلسه حاضر شوید، سخن خود را بگویید و مدارک خود را بیاورید."
    " نیامدن شما به معنای پذیرفتن تخلف نیست، ولی جلسه بدون شما برگزار می‌شود.\n"
    "روز جلسه: {day}\n"
    "ساعت: {hour}\n"
    "محل: {place}"
)


def add(apps, schema_editor):
    apps.get_model("notices", "LetterTemplate").objects.get_or_create(
        kind="case.summons",
        version=1,
        defaults={
            "subject": SUBJECT,
            "body": BODY,
            "provenance": "assumed",
            "source": SOURCE,
            "starts_on": STARTS_ON,
        },
    )


class Migration(migrations.Migration):
    dependencies = [("notices", "0004_webhooks")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop, elidable=False)]
