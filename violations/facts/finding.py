"""Finding reports by what was written in them."""

from django.db import connection
from django.db.models import Q

# As many are named one by one; what more reports hold is common, and soon met on the way.
MOST_NAMED = 500
# Shorter parts have no trigram: no index finds them.
SHORTEST = 3


def reports_holding(key: str) -> Q:
    """
    Return the condition that a report's number, office, type or text holds a loose key.

    It says nothing of who may see them: put it on a queryset that is narrowed already. One query.
    """
    if len(key) < SHORTEST:
        return Q(search_key__contains=key)
    with connection.cursor() as cursor:
        cursor.execute("SELECT violations_reports_holding(%s, %s)", [key, MOST_NAMED + 1])
        (found,) = cursor.fetchone()
    return Q(search_key__contains=key) if len(found) > MOST_NAMED else Q(pk__in=found)
