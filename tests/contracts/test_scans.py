"""The scan of the signed paper: kept by the agency, replaced never silently, opened in scope."""

from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from audit.models import AuditEvent
from contracts import actions
from contracts.models import ContractScan
from contracts.states import ContractState
from core.errors import IllegalMove, Invalid, NotPermitted
from tests import factories
from tests.contracts.stories import NOW, TODAY, WHEN, contract_in, scan
from violations.facts import broken_seals

REASON = "صفحهٔ سوم در اسکن پیشین خوانا نبود"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def other(name="قرارداد.png"):
    """Return another picture than `scan()` does."""
    return scan(name, factories.picture("black"))


def keep(contract, actor, file=None, **values):
    file = file or scan("قرارداد.png")
    return actions.keep_scan(contract_id=contract.pk, file=file, actor=actor, **WHEN, **values)


class TestKeepScan:
    @pytest.mark.parametrize("role", ["gas_manager", "gas_clerk"])
    def test_keeps_and_seals_it(self, contract, role, request):
        actor = request.getfixturevalue(role)

        kept = keep(contract, actor)

        assert (kept.number, kept.reason, kept.kept_on) == (1, "", TODAY)
        assert (kept.kept_by, kept.kept_by_name) == (actor.user_id, actor.name)
        assert kept.scan.name.startswith("scans/original/")
        event = AuditEvent.objects.about(contract).get(verb="contract.scan_kept")
        assert event.changes["scan_sha256"] == [None, kept.scan_sha256]
        assert event.actor_id == actor.user_id

    def test_lets_a_later_one_take_its_place_and_both_stay(self, contract, gas_clerk):
        first = keep(contract, gas_clerk)

        second = keep(contract, gas_clerk, other(), reason=REASON)

        assert [one.number for one in contract.scans.order_by("number")] == [1, 2]
        event = AuditEvent.objects.about(contract).get(verb="contract.scan_replaced")
        assert event.changes["scan_sha256"] == [first.scan_sha256, second.scan_sha256]
        assert event.note == REASON

    @pytest.mark.parametrize("reason", ["", "  ", "کوتاه"])
    def test_asks_why_another_takes_its_place(self, contract, gas_clerk, reason):
        keep(contract, gas_clerk)

        with pytest.raises(Invalid) as refusal:
            keep(contract, gas_clerk, other(), reason=reason)

        assert list(refusal.value.fields) == ["reason"]
        assert contract.scans.count() == 1

    def test_refuses_the_very_same_file(self, contract, gas_clerk):
        keep(contract, gas_clerk)

        with pytest.raises(Invalid) as refusal:
            keep(contract, gas_clerk, reason=REASON)

        assert list(refusal.value.fields) == ["file"]

    def test_refuses_what_is_no_picture(self, contract, gas_clerk):
        with pytest.raises(Invalid) as refusal:
            keep(contract, gas_clerk, scan("قرارداد.pdf", b"MZ not a paper"))

        assert list(refusal.value.fields) == ["file"]
        assert not ContractScan.objects.exists()

    @pytest.mark.parametrize("state", [ContractState.DRAFT, ContractState.PENDING_SIGNATURE])
    def test_refuses_a_contract_that_is_not_signed(self, gas, gas_clerk, state):
        with pytest.raises(IllegalMove):
            keep(contract_in(state, agency=gas), gas_clerk)

    @pytest.mark.parametrize("state", [ContractState.SUSPENDED, ContractState.TERMINATED])
    def test_takes_it_whatever_became_of_the_contract(self, gas, gas_clerk, state):
        assert keep(contract_in(state, agency=gas), gas_clerk).number == 1

    @pytest.mark.parametrize("role", ["secretariat", "deputy", "operator", "association"])
    def test_is_the_agencys(self, contract, role, request):
        with pytest.raises(NotPermitted):
            keep(contract, request.getfixturevalue(role))

    def test_is_its_own_agencys(self, contract, power_clerk):
        with pytest.raises(contract.DoesNotExist):
            keep(contract, power_clerk)


class TestOpenScan:
    def test_leaves_an_event_and_gives_the_copy(self, contract, gas_clerk, operator):
        kept = keep(contract, gas_clerk)

        opened = actions.open_scan(scan_id=kept.pk, actor=gas_clerk, at=NOW)
        copy = actions.open_scan(scan_id=kept.pk, actor=operator, at=NOW)

        assert opened.is_whole
        assert opened.content == copy.content == Path(kept.scan_copy.path).read_bytes()
        assert opened.content != Path(kept.scan.path).read_bytes()
        assert AuditEvent.objects.filter(verb="contract.scan_opened").count() == 2

    def test_hands_out_nothing_that_differs_from_its_seal(self, contract, gas_clerk, media):
        kept = keep(contract, gas_clerk)
        (media / kept.scan.name).write_bytes(b"other")

        opened = actions.open_scan(scan_id=kept.pk, actor=gas_clerk, at=NOW)

        assert (opened.is_whole, opened.content) == (False, b"")
        assert [broken.name for broken in broken_seals()] == [kept.scan.name]

    def test_keeps_other_agencies_and_the_association_out(
        self, contract, gas_clerk, power_manager, association
    ):
        kept = keep(contract, gas_clerk)

        with pytest.raises(ContractScan.DoesNotExist):
            actions.open_scan(scan_id=kept.pk, actor=power_manager, at=NOW)
        with pytest.raises(NotPermitted):
            actions.open_scan(scan_id=kept.pk, actor=association, at=NOW)


class TestTheDatabase:
    @pytest.mark.parametrize(
        ("values", "told"),
        [
            ({"scan_sha256": ""}, "with its seal"),
            ({"scan_size": 0}, "with its seal"),
            ({"number": 2}, "says why"),
            ({"number": 2, "reason": REASON}, "says why"),
            ({"reason": REASON}, "says why"),
        ],
    )
    def test_wants_seal_and_order(self, contract, values, told):
        with pytest.raises(IntegrityError, match=told), transaction.atomic():
            factories.make_scan(contract, **values)

    def test_wants_a_signed_contract(self, gas):
        with pytest.raises(IntegrityError, match="has been signed"), transaction.atomic():
            factories.make_scan(contract_in(ContractState.DRAFT, agency=gas))

    @pytest.mark.parametrize("role", ["power_clerk", "secretariat", "operator"])
    def test_wants_the_contracts_own_agency(self, contract, role, request):
        actor = request.getfixturevalue(role)

        with pytest.raises(IntegrityError, match="its own agency"), transaction.atomic():
            factories.make_scan(contract, kept_by=actor.user_id)

    def test_changes_and_deletes_none(self, contract):
        kept = factories.make_scan(contract)
        rows = ContractScan.objects.filter(pk=kept.pk)

        with pytest.raises(IntegrityError, match="neither changed"), transaction.atomic():
            rows.update(scan_name="دیگر.png")
        with pytest.raises(IntegrityError, match="neither changed"), transaction.atomic():
            rows.delete()


class TestPages:
    def test_keep_replace_and_hand_out(self, contract, gas_clerk, operator, browser_of):
        client, page = browser_of(gas_clerk), contract.get_absolute_url()
        assert f"{page}/keep-scan" in client.get(page).content.decode()

        first = client.post(f"{page}/keep-scan", {"file": scan("قرارداد.png")})
        again = client.post(f"{page}/keep-scan", {"file": other()})
        second = client.post(f"{page}/keep-scan", {"file": other(), "reason": REASON})

        assert (first.status_code, again.status_code, second.status_code) == (302, 422, 302)
        assert set(again.context["form"].errors) == {"reason"}
        newest = contract.scans.get(number=2)
        for actor in (gas_clerk, operator):
            text = browser_of(actor).get(page).content.decode()
            assert all(f"/contracts/scans/{one.public_id}" in text for one in contract.scans.all())
            assert REASON in text
            assert (gas_clerk.name in text) is (actor == gas_clerk)
        assert f"{page}/keep-scan" not in browser_of(operator).get(page).content.decode()
        file = browser_of(operator).get(f"/contracts/scans/{newest.public_id}")
        assert (file.status_code, file["Content-Type"]) == (200, "image/png")
        assert file["Content-Disposition"].startswith("attachment")

    def test_ask_why_of_whoever_was_overtaken(self, contract, gas_manager, gas_clerk, browser_of):
        client, page = browser_of(gas_clerk), contract.get_absolute_url()
        assert "reason" not in client.get(f"{page}/keep-scan").context["form"].fields
        keep(contract, gas_manager)

        late = client.post(f"{page}/keep-scan", {"file": other()})

        assert late.status_code == 422
        assert contract.scans.count() == 1

    def test_say_why_while_it_is_not_signed(self, gas, gas_clerk, browser_of):
        draft = contract_in(ContractState.DRAFT, agency=gas)

        answer = browser_of(gas_clerk).get(f"{draft.get_absolute_url()}/keep-scan")

        assert answer.status_code == 409
        assert f'href="{draft.get_absolute_url()}"' in answer.content.decode()

    def test_refuse_a_broken_seal(self, contract, gas_clerk, browser_of, media):
        kept = keep(contract, gas_clerk)
        (media / kept.scan.name).unlink()

        answer = browser_of(gas_clerk).get(f"/contracts/scans/{kept.public_id}")

        assert answer.status_code == 409

    def test_say_nothing_of_it_to_the_association(self, contract, association, browser_of):
        kept = factories.make_scan(contract)

        page = browser_of(association).get(contract.get_absolute_url())

        assert str(kept.public_id) not in page.content.decode()


class TestRest:
    def test_keeps_lists_and_hands_out(self, contract, gas_clerk, operator, association, api_of):
        address = f"/api/v1/contracts/{contract.public_id}"

        answer = api_of(gas_clerk).post(
            f"{address}/scans", {"file": scan("قرارداد.png")}, format="multipart"
        )

        assert answer.status_code == 201
        (row,) = api_of(operator).get(f"{address}/parts").json()["scans"]
        assert (row["number"], row["scan_name"]) == (1, "قرارداد.png")
        file = api_of(operator).get(f"{address}/scans/{row['id']}")
        assert (file.status_code, file["Content-Type"]) == (200, "image/png")
        assert api_of(association).get(f"{address}/parts").json()["scans"] == []
        assert api_of(association).get(f"{address}/scans/{row['id']}").status_code == 404

    def test_refuses_other_roles_and_says_what_is_missing(
        self, contract, gas_clerk, secretariat, api_of
    ):
        address = f"/api/v1/contracts/{contract.public_id}/scans"
        keep(contract, gas_clerk)

        refused = api_of(secretariat).post(address, {"file": other()}, format="multipart")
        missing = api_of(gas_clerk).post(address, {"file": other()}, format="multipart")

        assert (refused.status_code, missing.status_code) == (403, 400)
        assert "reason" in missing.content.decode()
