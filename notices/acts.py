"""The tables of acts of letters, their templates, messages and webhooks."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from accounts.roles import Permission
from core.acts import ActTable, Confirm, Excluded, Final, Paper, Whose, once_per_record
from core.persian import persian_digits
from notices.facts.letters import follows_law_alone, has_stood_back
from notices.models import Letter, LetterTemplate, Message, TemplateWithdrawal, Webhook
from notices.states import Channel, MessageState

# They judge nobody; who confirms a text is asked by its pending act.
COMMON: dict[str, Any] = {"not_by": (), "paper": Paper.NONE, "tells": ()}
LETTERS = ActTable(
    "letter", lambda key, actor: Letter.objects.visible_to(actor).lock(key), **COMMON
)
# No version is locked: it never changes, and it is withdrawn once by a constraint.
TEMPLATES = ActTable(
    "template", lambda key, actor: LetterTemplate.objects.visible_to(actor).get(pk=key), **COMMON
)
MESSAGES = ActTable(
    "message",
    lambda key, actor: Message.objects.visible_to(actor).lock(key),
    MessageState,
    **COMMON,
)
WEBHOOKS = ActTable(
    "webhook",
    lambda key, actor: Webhook.objects.visible_to(actor).select_related("grant").lock(key),
    **COMMON,
)


@once_per_record
def has_receipt(letter: Letter) -> bool:
    """Tell whether the scan of the receipt of a letter on paper is stored."""
    return letter.dispatches.filter(channel=Channel.PAPER, scan__isnull=False).exists()


@once_per_record
def has_dead_calls(webhook: Webhook) -> bool:
    """Tell whether calls of a webhook were given up."""
    return Message.objects.filter(webhook=webhook, state=MessageState.DEAD).exists()


def received(letter: Letter, actor: Any, on: date) -> str:
    """Return that the receipt of the letter is stored."""
    return _("The scan of the receipt has been kept.") if has_receipt(letter) else ""


def ended(webhook: Webhook, actor: Any, on: date) -> str:
    """Return that the webhook has ended."""
    return _("This webhook has ended: make a new one.") if webhook.ended_at is not None else ""


def none_dead(webhook: Webhook, actor: Any, on: date) -> str:
    """Return that no call of the webhook was given up."""
    return "" if has_dead_calls(webhook) else _("No call of this webhook was given up.")


def withdrawn(template: LetterTemplate, actor: Any, on: date) -> str:
    """Return that the version was withdrawn."""
    is_off = TemplateWithdrawal.objects.filter(template=template).exists()
    return _("This version has been withdrawn.") if is_off else ""


def begun(template: LetterTemplate, actor: Any, on: date) -> str:
    """Return that the day of the version has come."""
    if template.starts_on > on:
        return ""
    return _("This version is in force or was; add the next one.")


def made_it(actor: Principal, webhook: Webhook, on: date) -> bool:
    """Tell whether the webhook is the actor's own."""
    return bool(webhook.grant.user_id == actor.user_id)


def another_follows_law(template: LetterTemplate, actor: Any, on: date) -> str:
    """Return that a later version, which nobody confirmed, would then replace a text of law."""
    found = follows_law_alone(template.kind, on, without=template.pk)
    if found is None:
        return ""
    text = _("Version {number} would then replace a text of law, and no second person confirmed"
             " it: withdraw that version first.")  # fmt: skip
    return text.format(number=persian_digits(found.version))


def of_own_side(actor: Principal, template: LetterTemplate, on: date) -> bool:
    """Tell whether nobody confirmed the version, or the actor's role is the one that confirms."""
    return template.confirmed_by is None or actor.has(Permission.TEMPLATE_APPROVE)


def asked_of_the_proposal(template: LetterTemplate, actor: Any, on: date) -> str:
    """Return nothing: the version is written when its pending act, which asks, is confirmed."""
    return ""


OF_CONFIRMER = Whose(
    "a confirmed version: the role that confirms",
    of_own_side,
    gettext_lazy("This version was confirmed by a second person: only that role withdraws it."),
)
OWN = Whose(
    "the person who made it",
    made_it,
    gettext_lazy("Only the person who made a webhook does this."),
)

RECUSED = Excluded(
    "who stood back from the record of the letter, or holds or runs its office", has_stood_back
)

ADD_RECEIPT = LETTERS.act(
    "add-receipt",
    title=gettext_lazy("Add the scan of the receipt"),
    icon="import",
    permissions=(Permission.LETTER_RECEIPT,),
    not_by=(RECUSED,),
    blocked=(received,),
    event={"letter.received": gettext_lazy("added the receipt of a letter")},
    confirm=Confirm.PLAIN,
    undo=Final("A sealed scan is never replaced."),
    paper=Paper.REQUIRED,
)
# The clock does it, from the outbox.
RENDER = LETTERS.act(
    "render",
    title=gettext_lazy("Make the file of the letter"),
    icon="pdf",
    permissions=(Permission.LETTER_RENDER,),
    event={"letter.rendered": gettext_lazy("made the letter's file")},
    undo=Final("The file of a letter is made once and sealed."),
    confirm=Confirm.CLICK,
)
ADD_TEMPLATE = TEMPLATES.act(
    "add",
    title=gettext_lazy("Add the version"),
    icon="plus",
    permissions=(Permission.TEMPLATE_EDIT,),
    event={"template.added": gettext_lazy("added a version of a letter's template")},
    confirm=Confirm.PLAIN,
    undo="add",
)
PROPOSE_TEMPLATE = TEMPLATES.act(
    "propose",
    title=gettext_lazy("Propose the version"),
    icon="plus",
    permissions=(Permission.TEMPLATE_EDIT,),
    event={"template.proposed": gettext_lazy("proposed a version of a letter's template")},
    tells=("deputy",),
    confirm=Confirm.SECOND,
    undo="pending.withdraw",
)
# It is done on the pages of its pending act.
APPROVE_TEMPLATE = TEMPLATES.act(
    "approve",
    not_by=(Excluded("who proposed it", asked_of_the_proposal),),
    title=gettext_lazy("Confirm the version"),
    icon="ok",
    permissions=(Permission.TEMPLATE_APPROVE,),
    event={"template.approved": gettext_lazy("confirmed a version of a letter's template")},
    tells=("proposer",),
    confirm=Confirm.CODE,
    undo="withdraw",
)
WITHDRAW_TEMPLATE = TEMPLATES.act(
    "withdraw",
    title=gettext_lazy("Withdraw the version"),
    icon="undo-2",
    permissions=(Permission.TEMPLATE_EDIT, Permission.TEMPLATE_APPROVE),
    whose=OF_CONFIRMER,
    blocked=(withdrawn, begun, another_follows_law),
    event={"template.withdrawn": gettext_lazy("withdrew a version of a letter's template")},
    tells=("deputy", "secretariat"),
    undo=Final("A version that is wanted after all is proposed anew."),
    confirm=(Confirm.PAGE, Confirm.CODE),
    is_danger=True,
)
REDO = MESSAGES.act(
    "redo",
    title=gettext_lazy("Send again"),
    icon="send",
    permissions=(Permission.OUTBOX_REDO,),
    states=(MessageState.DEAD,),
    state_error=gettext_lazy("Only a message that was given up is sent again."),
    target=MessageState.WAITING,
    event={"message.redone": gettext_lazy("put a message that was given up on its way again")},
    confirm=Confirm.PLAIN,
    undo=Final("A message that was sent is not called back."),
)
ADD_WEBHOOK = WEBHOOKS.act(
    "add",
    title=gettext_lazy("New webhook"),
    icon="plus",
    permissions=(Permission.WEBHOOK_EDIT,),
    event={"webhook.added": gettext_lazy("made the webhook")},
    confirm=Confirm.PLAIN,
    undo="end",
)
ROTATE = WEBHOOKS.act(
    "rotate",
    title=gettext_lazy("Rotate the secret"),
    icon="key",
    permissions=(Permission.WEBHOOK_EDIT,),
    whose=OWN,
    blocked=(ended,),
    event={"webhook.rotated": gettext_lazy("gave the webhook a new secret")},
    undo=Final("The former secret is destroyed."),
    confirm=Confirm.PAGE,
)
EDIT_WEBHOOK = WEBHOOKS.act(
    "edit",
    title=gettext_lazy("Edit the webhook"),
    icon="pencil",
    permissions=(Permission.WEBHOOK_EDIT,),
    whose=OWN,
    blocked=(ended,),
    event={"webhook.edited": gettext_lazy("changed the webhook")},
    confirm=Confirm.PLAIN,
    undo="edit",
)
PING = WEBHOOKS.act(
    "ping",
    title=gettext_lazy("Send a test call"),
    icon="send",
    permissions=(Permission.WEBHOOK_EDIT,),
    whose=OWN,
    blocked=(ended,),
    event={"webhook.pinged": gettext_lazy("sent a test call to the webhook")},
    confirm=Confirm.PLAIN,
    undo=Final("A call that was sent is not called back."),
)
RESEND = WEBHOOKS.act(
    "resend",
    title=gettext_lazy("Send the given up again"),
    permissions=(Permission.WEBHOOK_EDIT,),
    whose=OWN,
    blocked=(ended, none_dead),
    event={"webhook.resent": gettext_lazy("sent the webhook's given up calls again")},
    undo=Final("A call that was sent is not called back."),
    confirm=Confirm.PLAIN,
)
END = WEBHOOKS.act(
    "end",
    title=gettext_lazy("End the webhook"),
    permissions=(Permission.WEBHOOK_EDIT,),
    blocked=(ended,),
    event={"webhook.ended": gettext_lazy("ended the webhook")},
    undo=Final("Its secret is destroyed; a new webhook is made."),
    confirm=Confirm.PAGE,
    is_danger=True,
)
