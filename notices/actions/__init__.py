"""What can be done with letters, messages and notifications."""

from notices.actions.inbox import (
    archive,
    mark_all_read,
    mark_read,
    set_reach,
    snooze,
)
from notices.actions.letters import (
    LetterDraft,
    add_receipt,
    add_template,
    open_letters,
    prove_service,
    render_letter,
    write_letter,
    write_letters,
)
from notices.actions.news import follow, send_digests, spread, tell
from notices.actions.outbox import (
    Order,
    claim,
    fail,
    finish,
    note_delivered,
    put,
    put_many,
    redo_message,
)

__all__ = [
    "LetterDraft",
    "Order",
    "add_receipt",
    "add_template",
    "archive",
    "claim",
    "fail",
    "finish",
    "follow",
    "mark_all_read",
    "mark_read",
    "note_delivered",
    "open_letters",
    "prove_service",
    "put",
    "put_many",
    "redo_message",
    "render_letter",
    "send_digests",
    "set_reach",
    "snooze",
    "spread",
    "tell",
    "write_letter",
    "write_letters",
]
