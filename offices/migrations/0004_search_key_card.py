"""Search keys with the public card before a bar; until then restricted roles find nothing."""

from typing import Any

from django.db import migrations

from offices.rules import search_key

ROWS = 1000


def rewrite(apps: Any, schema_editor: Any) -> None:
    """Make every search key anew."""
    offices = apps.get_model("offices", "Office").objects
    stale = []
    for office in offices.select_related("holder").order_by("pk").iterator(chunk_size=ROWS):
        holder = office.holder.name if office.holder else ""
        office.search_key = search_key(
            office.code, office.name, office.manager_name, holder, office.address
        )
        stale.append(office)
    offices.bulk_update(stale, ["search_key"], batch_size=ROWS)


class Migration(migrations.Migration):
    dependencies = [("offices", "0003_new_uuid")]

    operations = [migrations.RunPython(rewrite, migrations.RunPython.noop)]
