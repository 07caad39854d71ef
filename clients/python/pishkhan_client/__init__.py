"""A thin, typed client of the REST API of pishkhan; needs nothing but Python."""

from pishkhan_client.client import Answer, Client, Problem, Transport, new_key
from pishkhan_client.shapes import (
    Appeal,
    BulkAnswer,
    Change,
    ChangesPage,
    Decision,
    Evidence,
    Fault,
    NewReport,
    Outcome,
    Receipt,
    Record,
    Report,
)
from pishkhan_client.webhooks import NotVerified, verified

__all__ = [
    "Answer",
    "Appeal",
    "BulkAnswer",
    "Change",
    "ChangesPage",
    "Client",
    "Decision",
    "Evidence",
    "Fault",
    "NewReport",
    "NotVerified",
    "Outcome",
    "Problem",
    "Receipt",
    "Record",
    "Report",
    "Transport",
    "new_key",
    "verified",
]
