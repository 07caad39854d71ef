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
from notices.actions.receipts import add_receipt, open_receipt, take_receipt
from notices.actions.templates import (
    TemplateText,
    add_template,
    propose_template,
    sound_text,
    withdraw_template,
)
from notices.actions.webhook_calls import fill_webhook, followed
from notices.actions.webhooks import (
    add_webhook,
    close_webhook,
    edit_webhook,
    end_webhook,
    ping_webhook,
    resend_dead,
    rotate_webhook,
)

__all__ = [
    "LetterDraft",
    "Order",
    "TemplateText",
    "add_receipt",
    "add_template",
    "add_webhook",
    "archive",
    "claim",
    "close_webhook",
    "edit_webhook",
    "end_webhook",
    "fail",
    "fill_webhook",
    "finish",
    "follow",
    "followed",
    "mark_all_read",
    "mark_read",
    "note_delivered",
    "open_letters",
    "open_receipt",
    "ping_webhook",
    "propose_template",
    "prove_service",
    "put",
    "put_many",
    "redo_message",
    "render_letter",
    "resend_dead",
    "rotate_webhook",
    "send_digests",
    "set_reach",
    "snooze",
    "sound_text",
    "spread",
    "take_receipt",
    "tell",
    "withdraw_template",
    "write_letter",
    "write_letters",
]
