"""Texts of letters: what each must name, who confirms what is law, previews and withdrawals."""

import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from accounts.roles import Role
from approvals.actions import confirm_act, withdraw_act
from approvals.models import PendingAct
from audit.models import AuditEvent
from core.clock import today
from core.errors import IllegalMove, Invalid, NotPermitted
from core.persian import isolated
from notices import actions
from notices.actions import TemplateText
from notices.facts.kinds import KINDS, worded
from notices.facts.letters import LETTER_KINDS, letter_kind_of, template_for
from notices.models import LetterTemplate, TemplateWithdrawal
from notices.rules import placeholders_in
from tests.factories import TODAY, make_principal
from tests.sql import leave_session, refused, refused_at_runtime
from tests.violations.stories import noon

AT = {"on": TODAY, "at": noon(TODAY)}
LATER = TODAY + timedelta(days=30)
SUMMONS = (
    "جلسهٔ رسیدگی به پروندهٔ {number} دفتر {office} روز {day} ساعت {hour} در {place} برگزار می‌شود."
)
CLAUSE = "اختلاف دربارهٔ این تصمیم نخست در {clause} و سپس در دادگاه صالح رسیدگی می‌شود."
WHY = "متن آن با مصوبه یکی نیست."

pytestmark = pytest.mark.django_db


def text(**values):
    fields = {
        "kind": "case.summons", "subject": "دعوت به جلسهٔ پروندهٔ {number}", "body": SUMMONS,
        "provenance": "custom", "source": "صورت‌جلسهٔ کارگروه", "starts_on": TODAY,
    }  # fmt: skip
    return TemplateText(**(fields | values))


def add(actor, **values):
    return actions.add_template(text=text(**values), actor=actor, **AT)


def propose(actor, **values):
    leave_session()
    law = {"provenance": "law", "starts_on": LATER}
    return actions.propose_template(text=text(**(law | values)), actor=actor, **AT)


def confirm(pending, actor):
    leave_session()
    return confirm_act(pending_id=pending.pk, actor=actor, **AT)


def verbs():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


KINDS_AND_NAMES = [(kind.name, name) for kind in LETTER_KINDS for name in kind.required]


class TestRequiredPlaceholders:
    @pytest.mark.parametrize(("kind", "name"), KINDS_AND_NAMES)
    def test_are_demanded_of_every_kind(self, secretariat, kind, name):
        body = template_for(kind, TODAY).body
        lacking = (
            body.replace(f"{{{name}}}", "نامعلوم") + " متن کافی برای یک نامهٔ رسمی به دفتر است."
        )

        with pytest.raises(Invalid) as refusal:
            propose(secretariat, kind=kind, subject="نامه", body=lacking)

        (sentence,) = refusal.value.fields["body"]
        assert f"{{{name}}}" in sentence
        assert str(letter_kind_of(kind).placeholders[name]) in sentence

    @pytest.mark.parametrize(("kind", "name"), KINDS_AND_NAMES)
    def test_are_demanded_by_the_database(self, kind, name):
        before = template_for(kind, TODAY)

        with pytest.raises(IntegrityError, match=re.escape(f"{{{name}}}")), transaction.atomic():
            LetterTemplate.objects.create(
                kind=kind, version=before.version + 1, subject="نامه", provenance="custom",
                body=before.body.replace(f"{{{name}}}", "–"), source="–", starts_on=TODAY,
            )  # fmt: skip

    def test_are_the_same_in_the_database(self):
        with connection.cursor() as cursor:
            for kind in LETTER_KINDS:
                cursor.execute("SELECT notices_required_placeholders(%s)", [kind.name])
                (found,) = cursor.fetchone()
                assert set(found) == set(kind.required)
                assert set(kind.required) <= set(kind.placeholders)

    def test_stand_in_every_text_of_the_product(self):
        for kind in LETTER_KINDS:
            assert set(kind.required) <= set(placeholders_in(template_for(kind.name, TODAY).body))

    @pytest.mark.parametrize("shown", ["[" * 200_000, "{", "[1]", '{"case.summons": [1]}'])
    def test_are_asked_whatever_the_form_says_it_has_seen(self, secretariat, browser_of, shown):
        form = {
            "kind": "case.summons", "subject": "دعوت", "provenance": "custom", "shown": shown,
            "body": SUMMONS, "source": "صورت‌جلسه", "starts_on": "۱۴۱۰/۰۱/۰۵",
        }  # fmt: skip

        assert browser_of(secretariat).post("/letters/templates", form).status_code == 302

    def test_stand_on_the_page(self, secretariat, browser_of):
        form = {
            "kind": "case.summons", "subject": "دعوت", "provenance": "custom", "shown": "{}",
            "body": "به جلسهٔ رسیدگی پروندهٔ {number} دفتر {office} بیایید؛ جلسه در {place} است.",
            "source": "صورت‌جلسه", "starts_on": "۱۴۱۰/۰۱/۰۵",
        }  # fmt: skip

        page = browser_of(secretariat).post("/letters/templates", form)

        assert page.status_code == 422
        assert "{day}" in page.text
        assert "{hour}" in page.text
        assert not LetterTemplate.objects.filter(kind="case.summons", version__gt=1).exists()


class TestSecondPerson:
    def test_confirms_what_is_marked_as_law(self, secretariat, deputy):
        with pytest.raises(IllegalMove):
            add(secretariat, provenance="law")
        pending = propose(secretariat)
        assert not LetterTemplate.objects.filter(kind="case.summons", version=2).exists()

        confirm(pending, deputy)

        made = LetterTemplate.objects.get(kind="case.summons", version=2)
        assert (made.written_by, made.confirmed_by) == (secretariat.user_id, deputy.user_id)
        assert template_for("case.summons", LATER) == made
        assert verbs()[-2:] == ["template.approved", "pending.confirmed"]

    def test_confirms_what_replaces_a_law(self, secretariat):
        with pytest.raises(IllegalMove):
            add(secretariat, kind="court.contract", body=CLAUSE, subject="مرجع")

    def test_is_never_the_proposer(self, secretariat):
        pending = propose(secretariat)

        with pytest.raises(NotPermitted):
            confirm(pending, secretariat)

    def test_is_no_colleague_without_the_permission(self, secretariat):
        pending = propose(secretariat)

        with pytest.raises((NotPermitted, PendingAct.DoesNotExist)):
            confirm(pending, make_principal(Role.SECRETARIAT, name="دبیر دیگر"))

    def test_confirms_nothing_that_another_version_overtook(self, secretariat, deputy):
        pending = propose(secretariat)
        add(secretariat)

        with pytest.raises(IllegalMove):
            confirm(pending, deputy)

    def test_confirms_no_law_that_an_unconfirmed_version_would_replace(self, secretariat):
        add(secretariat, starts_on=LATER + timedelta(days=1))

        with pytest.raises(Invalid) as refusal:
            propose(secretariat)

        assert "starts_on" in refusal.value.fields

    def test_is_not_needed_for_a_custom(self, secretariat):
        assert add(secretariat).version == 2

    def test_begins_after_today(self, secretariat):
        with pytest.raises(Invalid) as refusal:
            propose(secretariat, starts_on=TODAY)

        assert "starts_on" in refusal.value.fields

    @pytest.mark.parametrize("kind", ["case.summons", "court.contract"])
    @pytest.mark.parametrize("confirmed_by", [None, 77])
    def test_is_asked_by_the_database(self, kind, confirmed_by):
        body = template_for(kind, TODAY).body
        is_law = kind == "case.summons"

        def insert():
            LetterTemplate.objects.create(
                kind=kind, version=2, subject="نامه", provenance="law" if is_law else "custom",
                body=body, source="–", starts_on=LATER, written_by=1, confirmed_by=confirmed_by,
            )  # fmt: skip
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

        assert "second person" in refused(insert)

    @pytest.mark.parametrize("version", [0, 1, 3])
    def test_of_another_number_than_the_next_is_refused_by_the_database(self, version):
        first = template_for("case.summons", TODAY)

        def insert():
            LetterTemplate.objects.create(
                kind=first.kind, version=version, subject="نامه", provenance="law",
                body=first.body, source="–", starts_on=TODAY, written_by=1,
            )  # fmt: skip

        assert refused(insert) == "The versions of a text count up by one."

    def test_lets_a_confirmed_text_through_the_database_as_it_is_only(self, secretariat, deputy):
        confirm(propose(secretariat), deputy)

        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")

    def test_reads_the_text_on_a_real_record(self, walk, secretariat, deputy, browser_of):
        story = walk().open()
        body = template_for("case.charge", TODAY).body

        pending = propose(secretariat, kind="case.charge", body=f"متن تازه. {body}")
        page = browser_of(deputy).get(pending.get_absolute_url())

        shown = dict(pending.rows)[f"پیش‌نمایش بر سابقهٔ {isolated(story.case.number)}"]
        assert "تعرفهٔ مصوب" in shown  # what was reported
        assert "{reported}" not in shown
        assert "متن تازه" in page.text
        assert "از مشترک سی هزار تومان" in page.text

    def test_reads_that_there_is_no_record_yet(self, secretariat):
        assert any("هنوز سابقه‌ای" in value for _label, value in propose(secretariat).rows)


class TestWithdrawal:
    def test_of_a_proposal_is_its_proposers(self, secretariat, deputy):
        pending = propose(secretariat)

        withdraw_act(pending_id=pending.pk, actor=secretariat, **AT)

        with pytest.raises(IllegalMove):
            confirm(pending, deputy)
        assert LetterTemplate.objects.filter(kind="case.summons").count() == 1

    @pytest.mark.parametrize("role", ["secretariat", "deputy"])
    def test_of_a_version_leaves_the_one_before_it(self, secretariat, role, request):
        before = template_for("case.summons", LATER)
        added = add(secretariat, starts_on=LATER)

        actions.withdraw_template(
            template_id=added.pk, reason=WHY, actor=request.getfixturevalue(role), **AT
        )

        assert template_for("case.summons", LATER) == before
        assert TemplateWithdrawal.objects.get().reason == WHY
        assert verbs()[-1] == "template.withdrawn"

    def test_happens_once(self, secretariat):
        added = add(secretariat, starts_on=LATER)
        key = {"template_id": added.pk, "reason": WHY, "actor": secretariat, **AT}
        actions.withdraw_template(**key)

        with pytest.raises(IllegalMove):
            actions.withdraw_template(**key)

    def test_ends_with_the_day_on_which_it_begins(self, secretariat):
        added = add(secretariat)

        with pytest.raises(IllegalMove):
            actions.withdraw_template(template_id=added.pk, reason=WHY, actor=secretariat, **AT)
        with pytest.raises(IntegrityError, match="before the day"), transaction.atomic():
            TemplateWithdrawal.objects.create(
                template=added, withdrawn_on=TODAY, withdrawn_by=1, reason=WHY
            )

    def test_says_why(self, secretariat):
        added = add(secretariat, starts_on=LATER)

        with pytest.raises(Invalid):
            actions.withdraw_template(template_id=added.pk, reason="نه", actor=secretariat, **AT)

    def test_is_no_agencys(self, secretariat, gas_manager):
        added = add(secretariat, starts_on=LATER)

        with pytest.raises(NotPermitted):
            actions.withdraw_template(template_id=added.pk, reason=WHY, actor=gas_manager, **AT)

    def test_of_a_confirmed_version_is_the_confirmers(self, secretariat, deputy):
        confirm(propose(secretariat), deputy)
        made = LetterTemplate.objects.get(kind="case.summons", version=2)
        key = {"template_id": made.pk, "reason": WHY, **AT}
        leave_session()

        with pytest.raises(NotPermitted):
            actions.withdraw_template(actor=secretariat, **key)

        actions.withdraw_template(actor=deputy, **key)
        assert TemplateWithdrawal.objects.get().withdrawn_by == deputy.user_id

    @pytest.fixture
    def before_a_law(self, secretariat, deputy):
        """Return a confirmed version that replaces a law, with an unconfirmed one after it."""
        words = {"kind": "court.contract", "body": CLAUSE, "subject": "مرجع"}
        confirm(propose(secretariat, provenance="assumed", **words), deputy)
        leave_session()
        add(secretariat, provenance="assumed", starts_on=LATER + timedelta(days=1), **words)
        with connection.cursor() as cursor:  # as at the end of their transactions
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        return LetterTemplate.objects.get(kind="court.contract", version=2)

    def test_lets_no_unconfirmed_version_follow_a_law(self, before_a_law, deputy):
        with pytest.raises(IllegalMove):
            actions.withdraw_template(template_id=before_a_law.pk, reason=WHY, actor=deputy, **AT)

        assert "second person" in refused(lambda: TemplateWithdrawal.objects.create(
            template=before_a_law, withdrawn_on=TODAY, withdrawn_by=deputy.user_id, reason=WHY
        ))  # fmt: skip

    def test_is_open_once_the_unconfirmed_version_is_withdrawn(self, before_a_law, deputy):
        after = LetterTemplate.objects.get(kind="court.contract", version=3)

        for template in (after, before_a_law):
            actions.withdraw_template(template_id=template.pk, reason=WHY, actor=deputy, **AT)

        assert template_for("court.contract", LATER + timedelta(days=2)).version == 1

    def test_is_written_today_by_who_may(self, secretariat, deputy, operator):
        confirm(propose(secretariat, starts_on=today() + timedelta(days=30)), deputy)
        made = LetterTemplate.objects.get(kind="case.summons", version=2)
        leave_session()

        def write(who, on):
            return refused_at_runtime(lambda: TemplateWithdrawal.objects.create(
                template=made, withdrawn_on=on, withdrawn_by=who.user_id, reason=WHY
            ))  # fmt: skip

        assert "today" in write(deputy, today() - timedelta(days=1))
        assert "by the role" in write(operator, today())
        assert "by the role" in write(secretariat, today())
        assert write(deputy, today()) == ""

    @pytest.mark.parametrize("role", ["secretariat", "deputy"])
    def test_is_news_to_the_other_side(self, secretariat, deputy, role, request):
        added = add(secretariat, starts_on=LATER)
        news = KINDS.get("template.withdrawn")

        actions.withdraw_template(
            template_id=added.pk, reason=WHY, actor=request.getfixturevalue(role), **AT
        )

        told = news.find(str(added.public_id))
        assert {audience.role for audience in told.audiences} == {Role.DEPUTY, Role.SECRETARIAT}
        assert WHY in worded(news.detail, told.values, TODAY)

    def test_has_a_page(self, secretariat, browser_of):
        added = add(secretariat, starts_on=TODAY + timedelta(days=3000))
        browser = browser_of(secretariat)
        address = f"/letters/templates/{added.public_id}/withdraw"
        assert f'href="{address}"' in browser.get("/letters/templates").text

        done = browser.post(address, {"reason": WHY})

        assert done.status_code == 302
        page = browser.get("/letters/templates").text
        assert WHY in page
        assert f'href="{address}"' not in page


class TestPreview:
    FORM = {
        "kind": "case.charge", "provenance": "custom", "source": "صورت‌جلسه",
        "subject": "ابلاغ {number}", "starts_on": "۱۴۱۰/۰۱/۰۵", "preview": "1", "shown": "{}",
    }  # fmt: skip

    def test_fills_the_text_on_the_newest_record_and_stores_nothing(
        self, walk, secretariat, browser_of
    ):
        walk().open()
        form = self.FORM | {"body": template_for("case.charge", TODAY).body}

        page = browser_of(secretariat).post("/letters/templates", form)

        assert page.status_code == 200
        assert "از مشترک سی هزار تومان" in page.text
        assert not LetterTemplate.objects.filter(version__gt=1).exists()

    def test_refuses_a_text_that_lacks_something(self, secretariat, browser_of):
        form = self.FORM | {"body": "متنی که هیچ جای‌نمایی ندارد و برای نامه کافی نیست، نوشته شد."}

        assert browser_of(secretariat).post("/letters/templates", form).status_code == 422

    def test_a_proposal_leads_to_its_pending_act(self, secretariat, browser_of):
        form = self.FORM | {"provenance": "law", "body": template_for("case.charge", TODAY).body}
        form["shown"] = '{"case.charge": 1}'
        del form["preview"]

        done = browser_of(secretariat).post("/letters/templates", form)

        assert done.status_code == 302, done.context["form"].errors
        assert done["Location"] == PendingAct.objects.get().get_absolute_url()
        assert "در انتظار تأیید نفر دوم" in browser_of(secretariat).get("/letters/templates").text
