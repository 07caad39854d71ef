"""What leaves the house: letters, messages, and what people are told."""

from notices.models.inbox import Notification, Reach
from notices.models.letters import Dispatch, Letter, LetterFile, LetterTemplate, TemplateWithdrawal
from notices.models.outbox import Attempt, Message
from notices.models.webhooks import Webhook

__all__ = [
    "Attempt",
    "Dispatch",
    "Letter",
    "LetterFile",
    "LetterTemplate",
    "Message",
    "Notification",
    "Reach",
    "TemplateWithdrawal",
    "Webhook",
]
