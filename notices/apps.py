"""App registry entry: what leaves the house."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = _("letters, messages and notifications")

    def ready(self) -> None:
        """Say the verbs in words; follow the history; hang the bell; open the ways out."""
        from functools import partial

        from accounts.passwords import PERSONAL
        from approvals.facts import register_kind
        from audit.followers import FOLLOWERS, Follower
        from audit.verbs import VERBS
        from audit.words import WORDS, Word
        from lists.facts import LISTS, KnownList
        from notices import tasks
        from notices.actions import follow
        from notices.actions.approvals import TEMPLATE_APPROVAL
        from notices.bell import bell
        from notices.carriers import CARRIERS, Carrier, email, sms
        from notices.facts import access, approvals, templates, work
        from notices.facts.reach import address_of, words_of_person
        from notices.states import ANSWERS, CarrierName, Channel
        from notices.states import VERBS as OWN_VERBS
        from notices.views.lists import LetterList

        PERSONAL.append(words_of_person)
        VERBS.update(OWN_VERBS)
        changed = {"set": _("set"), "removed": _("removed")}
        WORDS["notices"] = {
            "received_on": Word(_("day on the receipt")),
            "count": Word(_("calls")),
            "last_code": Word(_("last answer"), ANSWERS),
            "mobile": Word(_("mobile number"), changed),
            "email": Word(_("e-mail address"), changed),
            "choices": Word(_("ways to be told"), changed),
        }
        FOLLOWERS.add(Follower("notices", follow))
        access.register()
        approvals.register()
        templates.register()
        register_kind(TEMPLATE_APPROVAL)
        LISTS.add(KnownList("letters", LetterList))
        work.register()
        bell.hang(lambda: tasks.relay_outbox.apply_async(retry=False))
        CARRIERS.add(Carrier(CarrierName.NEWS, tasks.spread_news, is_inside=True))
        CARRIERS.add(Carrier(CarrierName.WEBHOOK, tasks.send_webhook))
        CARRIERS.add(Carrier(CarrierName.LETTER, tasks.make_letter, is_inside=True))
        CARRIERS.add(
            Carrier(
                CarrierName.SMS,
                sms.send,
                address=partial(address_of, channel=Channel.SMS),
                delivered=sms.delivered,
            )
        )
        CARRIERS.add(
            Carrier(
                CarrierName.EMAIL, email.send, address=partial(address_of, channel=Channel.EMAIL)
            )
        )
