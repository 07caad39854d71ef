"""The tables of acts of letters, messages and webhooks, compared with actions and pages."""

import hashlib
from datetime import timedelta

import pytest

from accounts.roles import Role
from core.clock import now, today
from core.crypto import encrypt
from notices import actions, acts
from notices.models import (
    Dispatch,
    Letter,
    LetterTemplate,
    Message,
    TemplateWithdrawal,
    Webhook,
)
from notices.states import MESSAGE_FLOW, MessageState
from tests.act_walks import faults_of_actions, faults_of_pages, faults_of_table, open_names
from tests.factories import make_case, make_contract, make_principal, make_type, picture
from violations.actions import issue_notice

ROLES = (
    "deputy", "expert", "secretariat", "chair", "gas_manager", "gas_clerk", "power_clerk",
    "operator", "auditor", "platform_admin",
)  # fmt: skip
OF_LETTERS = {
    acts.ADD_RECEIPT: lambda letter, actor: actions.add_receipt(
        letter_id=letter.pk, data=picture("navy"), file_name="رسید.png", words="", actor=actor,
        received_on=today(), on=today(), at=now(),
    ),
}  # fmt: skip
OF_TEMPLATES = {
    acts.WITHDRAW_TEMPLATE: lambda template, actor: actions.withdraw_template(
        template_id=template.pk, reason="متن با مصوبه یکی نیست.", actor=actor, on=today(), at=now()
    ),
}
OF_MESSAGES = {
    acts.REDO: lambda message, actor: actions.redo_message(
        message_id=message.pk, reason="درست شد", actor=actor, at=now()
    ),
}
OF_WEBHOOKS = {
    acts.EDIT_WEBHOOK: lambda webhook, actor: actions.edit_webhook(
        webhook_id=webhook.pk, name="نام تازه", actor=actor, at=now()
    ),
    acts.PING: lambda webhook, actor: actions.ping_webhook(
        webhook_id=webhook.pk, actor=actor, at=now()
    ),
    acts.ROTATE: lambda webhook, actor: actions.rotate_webhook(
        webhook_id=webhook.pk, actor=actor, at=now()
    ),
    acts.RESEND: lambda webhook, actor: actions.resend_dead(
        webhook_id=webhook.pk, actor=actor, at=now()
    ),
    acts.END: lambda webhook, actor: actions.end_webhook(
        webhook_id=webhook.pk, actor=actor, at=now()
    ),
}
# They create a record, a pending act does them, or the clock.
WITHOUT_A_RECORD = {
    acts.ADD_TEMPLATE, acts.PROPOSE_TEMPLATE, acts.APPROVE_TEMPLATE, acts.ADD_WEBHOOK, acts.RENDER,
}  # fmt: skip
TABLES = (acts.LETTERS, acts.TEMPLATES, acts.MESSAGES, acts.WEBHOOKS)


@pytest.fixture
def letters(gas, gas_manager, gas_clerk):
    """Make a letter without a proof, one that was shown in the portal, one with its receipt."""
    for channel in ("", "portal", "paper"):
        case = make_case(contract=make_contract(agency=gas), type=make_type())
        issue_notice(
            case_id=case.pk, kind="charge", channel="portal", actor=gas_manager,
            on=today(), at=now(),
        )  # fmt: skip
        paper = {} if channel != "paper" else {
            "scan": picture("navy"), "scan_type": "image/png", "proof": "receipt",
            "scan_sha256": hashlib.sha256(picture("navy")).hexdigest(),
        }  # fmt: skip
        if channel:
            Dispatch.objects.create(
                letter=Letter.objects.get(subject_id=case.public_id), channel=channel,
                **({"proof": "shown"} | paper), proven_on=today(), proven_at=now(),
                recorded_by=gas_clerk.user_id,
            )  # fmt: skip
    return list(Letter.objects.order_by("pk"))


@pytest.fixture
def webhooks(gas_clerk, expert):
    """Make webhooks of two persons: running, with calls that were given up, and ended."""
    for owner in (gas_clerk, expert):
        for name in ("در کار", "با ناکام", "پایان‌یافته"):
            ended = {"ended_at": now(), "ended_code": "owner"} if name == "پایان‌یافته" else {}
            webhook = Webhook.objects.create(
                grant_id=owner.grant_id, name=name, url="https://receiver.example/hook",
                resources=["offices"], secret_sealed=encrypt("whsec_AAAA"), **ended,
            )  # fmt: skip
            if name != "در کار":
                Message.objects.create(
                    carrier="webhook", webhook=webhook, state="dead", ended_at=now(),
                    next_at=now(), payload={"type": "offices.changed", "data": {"id": "1"}},
                )  # fmt: skip
    return list(Webhook.objects.select_related("grant").order_by("pk"))


@pytest.fixture
def templates(secretariat):
    """Make texts in force, to come, and withdrawn."""
    body = LetterTemplate.objects.get(kind="case.summons", version=1).body
    for days in (0, 9, 19):
        text = actions.TemplateText(
            "case.summons", "دعوت به جلسه", body, "custom", "صورت‌جلسه",
            today() + timedelta(days=days),
        )  # fmt: skip
        made = actions.add_template(text=text, actor=secretariat, on=today(), at=now())
    TemplateWithdrawal.objects.create(
        template=made, withdrawn_on=today(), withdrawn_by=secretariat.user_id, reason="اشتباه بود."
    )
    return list(LetterTemplate.objects.filter(kind="case.summons").order_by("pk"))


@pytest.fixture
def messages(db):
    """Make a message in every state."""
    for state in MessageState:
        ended = None if state == "waiting" else now()
        Message.objects.create(carrier="letter", state=state, ended_at=ended, next_at=now())
    return list(Message.objects.order_by("pk"))


class TestTheTables:
    @pytest.mark.parametrize("table", TABLES)
    def test_record_known_events_and_lead_where_the_flow_leads(self, table):
        flow = MESSAGE_FLOW if table is acts.MESSAGES else None

        assert list(faults_of_table(table, flow)) == []

    def test_are_walked_whole(self):
        walked = {*OF_LETTERS, *OF_TEMPLATES, *OF_MESSAGES, *OF_WEBHOOKS, *WITHOUT_A_RECORD}

        assert {act for table in TABLES for act in table} == walked


class TestTheActionsAndPages:
    @pytest.mark.parametrize("role", ROLES)
    def test_do_what_is_open_and_refuse_the_rest_with_its_sentence(
        self, request, browser_of, letters, templates, webhooks, messages, role
    ):
        actor, faults = request.getfixturevalue(role), []
        client = browser_of(actor)

        for calls, rows, pages in (
            (OF_LETTERS, Letter.objects.visible_to(actor),
             {acts.ADD_RECEIPT: "/letters/{}/receipt"}),
            (OF_TEMPLATES, templates,
             {acts.WITHDRAW_TEMPLATE: "/letters/templates/{}/withdraw"}),
            (OF_MESSAGES, Message.objects.visible_to(actor), {acts.REDO: "/outbox/{}/redo"}),
            (OF_WEBHOOKS, Webhook.objects.visible_to(actor).select_related("grant"),
             {act: f"/webhooks/{{}}/{act.name}" for act in OF_WEBHOOKS}),
        ):  # fmt: skip
            for record in rows:
                faults += faults_of_actions(calls, record, actor, today())
                found = {act: text.format(record.public_id) for act, text in pages.items()}
                faults += faults_of_pages(client, found, record, actor, today())

        assert faults == []


class TestTheButtons:
    @pytest.mark.parametrize("role", ["gas_clerk", "gas_manager", "auditor", "secretariat"])
    def test_of_a_letter_offer_its_receipt_while_it_is_open(
        self, request, browser_of, letters, role
    ):
        actor = request.getfixturevalue(role)
        client = browser_of(actor)

        for letter in letters:
            page = client.get(letter.get_absolute_url())
            is_open = bool(open_names(OF_LETTERS, letter, actor, today()))
            assert page.context["may_receive"] is is_open

    @pytest.mark.parametrize("role", ["gas_clerk", "platform_admin"])
    def test_of_a_webhook_offer_what_is_open(self, request, browser_of, webhooks, role):
        actor = request.getfixturevalue(role)
        client = browser_of(actor)

        for webhook in Webhook.objects.visible_to(actor).select_related("grant"):
            page = client.get(webhook.get_absolute_url())
            offered = {link.name for link in page.context["acts"]}
            # Ending one that has ended changes nothing, so that no button is shown for it.
            shown = set() if webhook.ended_at else open_names(OF_WEBHOOKS, webhook, actor, today())
            assert offered == shown

    def test_of_the_outbox_stand_beside_what_was_given_up(
        self, browser_of, platform_admin, auditor, messages
    ):
        page = browser_of(platform_admin).get("/outbox")

        dead = list(page.context["dead"])
        assert page.context["may_redo"]
        assert dead
        assert all(open_names(OF_MESSAGES, row, platform_admin, today()) for row in dead)
        assert not browser_of(auditor).get("/outbox").context["may_redo"]

    def test_of_a_stranger_s_webhook_are_not_there(self, browser_of, webhooks):
        stranger = make_principal(Role.EXPERT)

        assert browser_of(stranger).get(webhooks[0].get_absolute_url()).status_code == 404
