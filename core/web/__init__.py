"""The pieces of which pages are made: scope, action forms, keyset lists, refusals."""

from core.web.act_pages import ActLink, ActPage, ActStep, act_links
from core.web.acts import ActionForm, confirm_sent, factor_step, refused
from core.web.failures import (
    bad_request,
    csrf_failure,
    forbidden,
    not_found,
    server_error,
    too_many,
    unavailable,
)
from core.web.keyset import BadCursor, Page, beyond, keyset_page, turned
from core.web.lines import stretch_of
from core.web.scoped import RecordPage, Scoped

__all__ = [
    "ActLink",
    "ActPage",
    "ActStep",
    "ActionForm",
    "BadCursor",
    "Page",
    "RecordPage",
    "Scoped",
    "act_links",
    "bad_request",
    "beyond",
    "confirm_sent",
    "csrf_failure",
    "factor_step",
    "forbidden",
    "keyset_page",
    "not_found",
    "refused",
    "server_error",
    "stretch_of",
    "too_many",
    "turned",
    "unavailable",
]
