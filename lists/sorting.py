"""The order of a list by a column that a floor above adds."""

from django.utils.translation import gettext as _

from core.panels import Column


def sort_key(column: Column) -> str:
    """Return the name under which a row carries the value of a column it is sorted by."""
    return f"by_{column.name}"


def by_column(column: Column) -> str:
    """Return the order by a column of a floor above in words."""
    return _("By: {column}").format(column=column.title)
