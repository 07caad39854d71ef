"""The deputy sees restricted evidence on a reasoned request, for one case and some days."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from core.errors import IllegalMove, Invalid, NotPermitted
from tests.factories import TODAY
from violations import actions
from violations.models import Evidence, EvidenceAccess

pytestmark = pytest.mark.django_db
REASON = "برای پاسخ به استعلام بازرسی، اصل مدرک این پرونده باید با گزارش سنجیده شود."


@pytest.fixture
def case(walk, upload, gas_clerk):
    """Return a served case whose report has a restricted file and an open one."""
    files = [upload(gas_clerk, is_restricted=restricted) for restricted in (True, False)]
    return walk(evidence_ids=[file.public_id for file in files]).open().notify().case


def ask(case, actor, at=None, reason=REASON):
    return actions.ask_for_evidence(
        case_id=case.pk, reason=reason, actor=actor, on=TODAY, at=at or timezone.now()
    )


def seen(actor):
    return set(Evidence.objects.visible_to(actor).values_list("is_restricted", flat=True))


class TestAskForEvidence:
    def test_opens_the_files_of_the_case_for_some_days(self, case, deputy):
        assert seen(deputy) == {False}

        access = ask(case, deputy)

        assert seen(deputy) == {True, False}
        assert access.expires_at - access.asked_at == timedelta(days=3)

    def test_is_over_when_its_days_are(self, case, deputy):
        ask(case, deputy, at=timezone.now() - timedelta(days=3, seconds=1))

        assert seen(deputy) == {False}

    def test_opens_no_other_persons_view(self, case, deputy, gas_clerk, operator):
        ask(case, deputy)

        assert seen(operator) == {False}

    def test_leaves_one_event_with_its_reason(self, case, deputy):
        ask(case, deputy)

        event = AuditEvent.objects.about(case).get(verb="case.evidence_asked")
        assert (event.note, event.actor_id) == (REASON, deputy.user_id)

    def test_refuses_a_second_while_one_runs(self, case, deputy):
        ask(case, deputy)

        with pytest.raises(IllegalMove):
            ask(case, deputy)

    def test_refuses_a_case_without_restricted_files(self, walk, deputy):
        with pytest.raises(IllegalMove):
            ask(walk().open().case, deputy)

    def test_refuses_a_thin_reason(self, case, deputy):
        with pytest.raises(Invalid) as caught:
            ask(case, deputy, reason="لازم است")
        assert set(caught.value.fields) == {"reason"}

    @pytest.mark.parametrize("who", ["expert", "gas_manager", "auditor", "operator"])
    def test_refuses_a_role_that_does_not_ask(self, case, request, who):
        with pytest.raises(NotPermitted):
            ask(case, request.getfixturevalue(who))

    def test_is_not_changed_by_hand(self, case, deputy):
        access = ask(case, deputy)
        longer = access.expires_at + timedelta(days=9)

        with pytest.raises(IntegrityError), transaction.atomic():
            EvidenceAccess.objects.filter(pk=access.pk).update(expires_at=longer)
        with pytest.raises(IntegrityError), transaction.atomic():
            access.delete()


class TestPages:
    def test_say_how_many_files_are_closed_and_open_them_on_request(self, case, deputy, browser_of):
        client = browser_of(deputy)
        page = client.get(case.get_absolute_url())
        assert (page.context["closed_files"], len(page.context["exhibits"])) == (1, 1)

        address = reverse("violations:ask-evidence", args=[case.number])
        assert client.post(address, {"reason": REASON}).status_code == 302

        page = client.get(case.get_absolute_url())
        assert (page.context["closed_files"], len(page.context["exhibits"])) == (0, 2)

    def test_show_the_request_to_the_cases_owner_and_not_to_the_office(
        self, case, deputy, gas_manager, operator, browser_of
    ):
        ask(case, deputy)

        assert REASON in browser_of(gas_manager).get(case.get_absolute_url()).content.decode()
        assert REASON not in browser_of(operator).get(case.get_absolute_url()).content.decode()

    def test_take_it_over_rest(self, case, deputy, api_of):
        done = api_of(deputy).post(
            f"/api/v1/cases/{case.public_id}/evidence-access", {"reason": REASON}, format="json"
        )

        assert done.status_code == 200
        assert seen(deputy) == {True, False}
