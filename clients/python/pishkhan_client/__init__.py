"""A thin, typed client of the REST API of pishkhan; needs nothing but Python."""

from pishkhan_client.client import Answer, Client, Problem, Transport, new_key
from pishkhan_client.shapes import (
    BulkAnswer,
    Change,
    ChangesPage,
    Fault,
    NewReport,
    Outcome,
    Record,
    Report,
)
from pishkhan_client.webhooks import NotVerified, verified

__all__ = [
    "Answer",
    "BulkAnswer",
    "Change",
    "ChangesPage",
    "Client",
    "Fault",
    "NewReport",
    "NotVerified",
    "Outcome",
    "Problem",
    "Record",
    "Report",
    "Transport",
    "new_key",
    "verified",
]
