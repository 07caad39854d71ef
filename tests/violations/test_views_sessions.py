"""The pages of hearing sessions, and the same acts over REST."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import RoleGrant, User
from accounts.principal import Principal
from accounts.roles import Role
from audit.models import AuditEvent
from core import jalali
from core.clock import now
from core.errors import Invalid
from tests.factories import TODAY, make_api_client, make_principal
from tests.violations.benches import DAY, WHY, Bench, seat_of
from tests.violations.stories import MINUTES, moment, noon, scan_of
from tests.violations.test_stand_ins import kinds_of
from violations import actions
from violations.facts import earliest_session, last_service
from violations.models import HearingSession
from workdays.facts import deadline

SignIn = Callable[[Principal], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def clock() -> Iterator[Any]:
    """Stop the clock an hour after the session's noon."""
    with time_machine.travel(noon(DAY) + timedelta(hours=1), tick=False) as traveller:
        yield traveller


@pytest.fixture
def bench() -> Bench:
    return Bench()


def address(name: str, session: HearingSession | None = None, number: str = "") -> str:
    """Return the address of a page of a session, or of a case."""
    args = [session.case.number, session.public_id] if session else [number]
    return reverse(f"violations:{name}", args=args)


class TestSummon:
    def test_calls_a_session(self, bench: Bench, browser_of: SignIn, clock: Any) -> None:
        response = browser_of(bench.clerk).post(
            address("summon", number=bench.case.number),
            {
                "day": jalali.short(TODAY + timedelta(days=11)), "hour": "۹:۳۰",
                "place": "سالن جلسات", "channel": "portal", "guests": "وکیل دفتر",
                "judges": [str(judge.user_id) for judge in bench.judges],
            },
        )  # fmt: skip

        session = HearingSession.objects.get()
        assert response["Location"] == address("hearing", session)
        assert f"{session.starts_at:%H:%M}" == "06:00"

    @pytest.mark.parametrize("hour", ["23:30", "۰۳:۰۰", "21:00"])
    def test_calls_nobody_at_night(
        self, bench: Bench, browser_of: SignIn, clock: Any, hour: str
    ) -> None:
        data = {
            "day": jalali.short(TODAY + timedelta(days=11)), "hour": hour, "place": "سالن جلسات",
            "channel": "portal", "judges": [str(judge.user_id) for judge in bench.judges],
        }  # fmt: skip
        answer = browser_of(bench.clerk).post(address("summon", number=bench.case.number), data)

        assert list(answer.context["form"].errors) == ["hour"]
        with pytest.raises(Invalid) as found:
            bench.summon(starts_at=noon(DAY) + timedelta(hours=10))
        assert list(found.value.fields) == ["starts_at"]

    def test_says_what_is_missing(self, bench: Bench, browser_of: SignIn, clock: Any) -> None:
        response = browser_of(bench.clerk).post(
            address("summon", number=bench.case.number), {"day": "", "hour": "", "channel": ""}
        )

        assert response.status_code == 422
        assert set(response.context["form"].errors) == {"day", "hour", "place", "judges", "channel"}

    def test_proposes_a_day_that_holds_where_the_office_opens_it_when_it_is_reminded(
        self, bench: Bench, browser_of: SignIn, clock: Any
    ) -> None:
        browser, page = browser_of(bench.clerk), address("summon", number=bench.case.number)
        reminded = deadline("unopened_reminder", DAY, bench.case.county.public_id).due_on

        proposed = browser.get(page).context["form"].initial["day"]

        assert proposed >= earliest_session(bench.case, reminded).due_on
        data = {
            "day": jalali.short(proposed), "hour": "۹:۳۰", "place": "سالن جلسات",
            "channel": "portal", "judges": [str(judge.user_id) for judge in bench.judges],
        }  # fmt: skip
        usual = browser.post(page, data, follow=True).text
        session = HearingSession.objects.get()
        until = last_service(session)
        assert until
        assert until >= reminded
        actions.call_off_hearing(
            session_id=session.pk, how="postponed", reason="جلسه به روز دیگری افتاد.",
            actor=bench.clerk, **moment(DAY),
        )  # fmt: skip
        data["day"] = jalali.short(earliest_session(bench.case, DAY).due_on)
        hurried = browser.post(page, data, follow=True).text
        assert ("باید تا" in usual, "باید تا" in hurried) == (False, True)

    def test_says_why_there_is_no_form(self, bench: Bench, browser_of: SignIn, clock: Any) -> None:
        bench.summon()

        page = browser_of(bench.clerk).get(address("summon", number=bench.case.number))

        assert page.status_code == 409

    def test_says_that_too_few_may_sit(self, bench: Bench, browser_of: SignIn, clock: Any) -> None:
        gone = [bench.clerk.user_id, bench.second.user_id]
        RoleGrant.objects.filter(user_id__in=gone).update(ends_on=DAY - timedelta(days=1))

        page = browser_of(bench.manager).get(address("summon", number=bench.case.number))

        assert page.status_code == 409
        assert "حد نصاب جلسه ۲ تن است و تنها ۱ تن" in page.content.decode()


class TestHearingPage:
    def test_tells_the_office_no_names_of_the_forum(
        self, bench: Bench, browser_of: SignIn, clock: Any
    ) -> None:
        session = bench.hold(bench.served())

        page = browser_of(bench.operator).get(address("hearing", session)).content.decode()

        assert MINUTES in page
        assert bench.second.name not in page
        assert bench.operator.name in page

    def test_stands_on_the_page_of_the_case(
        self, bench: Bench, browser_of: SignIn, clock: Any
    ) -> None:
        session = bench.hold(bench.served())

        page = browser_of(bench.manager).get(address("file", number=bench.case.number))

        assert address("hearing", session) in page.content.decode()
        assert not page.context["decision_form"]

    def test_offers_the_office_its_summons(
        self, bench: Bench, browser_of: SignIn, clock: Any
    ) -> None:
        session = bench.summon()
        browser = browser_of(bench.operator)
        receipt = reverse("violations:acknowledge", args=[bench.case.number, "summons"])

        assert receipt in browser.get(address("file", number=bench.case.number)).content.decode()

        actions.acknowledge_notice(
            case_id=session.case_id, kind="summons", actor=bench.operator,
            **moment(DAY - timedelta(days=2)),
        )  # fmt: skip
        assert (
            receipt not in browser.get(address("file", number=bench.case.number)).content.decode()
        )

    def test_leads_the_office_to_day_hour_and_place(self, bench: Bench, browser_of: SignIn) -> None:
        """After the receipt, and in what the file shows first until the session begins."""
        session = bench.summon()
        browser = browser_of(bench.operator)
        receipt = reverse("violations:acknowledge", args=[bench.case.number, "summons"])
        with time_machine.travel(noon(DAY - timedelta(days=9)), tick=False):
            done = browser.post(receipt, {"received": "on"})
            ahead = browser.get(address("file", number=bench.case.number))

        assert done.headers["Location"] == address("hearing", session)
        assert ahead.context["coming"].session == session
        with time_machine.travel(noon(DAY) + timedelta(hours=1), tick=False):
            begun = browser_of(bench.operator).get(address("file", number=bench.case.number))
        assert begun.context["coming"] is None

    def test_is_not_there_before_its_service(self, bench: Bench, browser_of: SignIn) -> None:
        session = bench.summon()

        assert browser_of(bench.operator).get(address("hearing", session)).status_code == 404


class TestAfterTheSeal:
    def test_is_offered_to_who_sat_and_to_nobody_else(
        self, bench: Bench, browser_of: SignIn, clock: Any
    ) -> None:
        bench.sealed()
        other = make_principal(Role.AGENCY_MANAGER, bench.agency, name="مدیر دیگر")

        for person, is_offered in ((bench.manager, True), (other, False)):
            browser = browser_of(person)
            file = browser.get(address("file", number=bench.case.number))
            row = browser.get(reverse("violations:list"), {"queue": "cases"}).context["rows"][0]
            assert ("decision" in file.context["offers"]) is is_offered
            assert ((row["act"] or {}).get("decides") == "yes") is is_offered
            assert ("decide" in kinds_of(person)) is is_offered

    def test_is_offered_to_another_once_nobody_who_sat_may_decide(
        self, bench: Bench, browser_of: SignIn, clock: Any
    ) -> None:
        bench.sealed()
        other = make_principal(Role.AGENCY_MANAGER, bench.agency, name="مدیر دیگر")
        RoleGrant.objects.filter(user_id=bench.manager.user_id).update(
            ends_on=DAY - timedelta(days=1)
        )

        listed = browser_of(other).get(reverse("violations:list"), {"queue": "cases"})

        assert listed.context["rows"][0]["act"]["decides"] == "yes"


class TestActs:
    def test_walk_from_the_minutes_to_the_decision(
        self, bench: Bench, browser_of: SignIn, clock: Any
    ) -> None:
        session = bench.served()
        data: dict[str, Any] = {"minutes": MINUTES * 2}
        data |= {f"seat_{seat.pk}": "present" for seat in session.seats.all()}
        kept = browser_of(bench.clerk).post(address("hearing-minutes", session), data)
        assert kept.status_code == 302
        for judge in (bench.operator, *bench.judges):
            page = browser_of(judge).get(address("hearing-sign", session))
            assert MINUTES in page.content.decode()
            assert "همان‌گونه که نوشته شده است امضا می‌کنم" in page.content.decode()
            assert browser_of(judge).post(address("hearing-sign", session)).status_code == 422
            signed = browser_of(judge).post(address("hearing-sign", session), {"agreed": "on"})
            assert signed.status_code == 302
            declared = AuditEvent.objects.filter(verb="case.minutes_signed").latest("pk").note
            assert declared == page.context["text"]

        session.refresh_from_db()
        assert session.state == "signed"
        page = browser_of(bench.manager).get(address("decision", number=bench.case.number))
        assert page.status_code == 200

    def test_offers_no_recusal_of_another(
        self, bench: Bench, browser_of: SignIn, clock: Any
    ) -> None:
        session = bench.served()
        data: dict[str, Any] = {"minutes": MINUTES * 2}
        data |= {f"seat_{seat.pk}": "present" for seat in session.seats.all()}
        seat = seat_of(session, bench.second)
        data[f"seat_{seat.pk}"] = "recused"

        page = browser_of(bench.clerk).post(address("hearing-minutes", session), data)

        assert page.status_code == 422
        assert f"seat_{seat.pk}" in page.context["form"].errors
        assert not seat_of(session, bench.second).is_recused

    def test_takes_nobody_for_present_whom_the_keeper_did_not_mark(
        self, bench: Bench, browser_of: SignIn, clock: Any
    ) -> None:
        session = bench.served()
        answer = browser_of(bench.clerk).post(
            address("hearing-minutes", session), {"minutes": MINUTES}
        )

        assert answer.status_code == 422
        seats = {f"seat_{seat.pk}" for seat in session.seats.all()}
        assert seats <= set(answer.context["form"].errors)

    def test_says_beforehand_how_many_must_sit_and_refuses_fewer(
        self, bench: Bench, browser_of: SignIn, clock: Any
    ) -> None:
        session = bench.served()
        data: dict[str, Any] = {"minutes": MINUTES * 2}
        data |= {f"seat_{seat.pk}": "absent" for seat in session.seats.all()}

        page = browser_of(bench.clerk).get(address("hearing-minutes", session))
        few = browser_of(bench.clerk).post(address("hearing-minutes", session), data)

        assert "عضو رسمیت می‌یابد." in page.content.decode()
        assert few.status_code == 422
        assert few.context["form"]["attendance"].errors
        assert 'href="#id_attendance"' in few.content.decode()

    def test_stands_back_and_calls_off(self, bench: Bench, browser_of: SignIn) -> None:
        with time_machine.travel(noon(DAY) - timedelta(days=1), tick=False):
            session = bench.summon(judges=bench.enough())
            back = browser_of(bench.second).post(
                address("hearing-recuse", session), {"reason": WHY}
            )
            off = browser_of(bench.clerk).post(
                address("hearing-call-off", session), {"how": "postponed", "reason": WHY}
            )

        assert (back.status_code, off.status_code) == (302, 302)
        session.refresh_from_db()
        assert session.state == "postponed"
        assert seat_of(session, bench.second).is_recused
        page = browser_of(bench.clerk).get(address("hearing", session)).content.decode()
        assert "تاریخ به‌تعویق‌انداختن" in page
        assert "تاریخ لغو" not in page


class TestLeastTime:
    """The office has days between its summons and the session; the page says which."""

    def test_is_told_beside_the_day(self, bench: Bench, browser_of: SignIn, clock: Any) -> None:
        url = address("summon", number=bench.case.number)
        first = earliest_session(bench.case, DAY).due_on
        sent = {
            "day": jalali.short(first - timedelta(days=1)), "hour": "۹:۳۰", "place": "سالن جلسات",
            "channel": "portal", "judges": [str(judge.user_id) for judge in bench.judges],
        }  # fmt: skip

        page = browser_of(bench.clerk).get(url)
        refused = browser_of(bench.clerk).post(url, sent)
        called = browser_of(bench.clerk).post(url, sent | {"day": jalali.short(first)})

        assert jalali.long(first) in page.content.decode()
        assert refused.status_code == 422
        assert jalali.long(first) in refused.context["form"].errors["day"][0]
        assert called.status_code == 302

    def test_is_told_on_the_page_of_the_session(self, bench: Bench, browser_of: SignIn) -> None:
        with time_machine.travel(noon(DAY) - timedelta(days=12), tick=False):
            session = bench.summon()
            page = browser_of(bench.clerk).get(address("hearing", session))
            last = last_service(session)

        assert last is not None
        assert earliest_session(bench.case, last).due_on <= DAY
        assert earliest_session(bench.case, last + timedelta(days=1)).due_on > DAY
        assert page.context["least"] == {"until": last}

    def test_of_a_late_service_leaves_only_to_postpone(
        self, bench: Bench, browser_of: SignIn, clock: Any
    ) -> None:
        session = bench.summon()
        actions.acknowledge_notice(
            case_id=bench.case.pk, kind="summons", actor=bench.operator,
            **moment(DAY - timedelta(days=2)),
        )  # fmt: skip

        page = browser_of(bench.clerk).get(address("hearing", session))
        minutes = browser_of(bench.clerk).get(address("hearing-minutes", session))

        first = jalali.long(earliest_session(bench.case, DAY - timedelta(days=2)).due_on)
        assert first in page.context["least"]["against"]
        assert [act["url"].rpartition("/")[2] for act in page.context["acts"]] == ["call-off"]
        assert minutes.status_code == 409


class TestOnThePageOfTheCase:
    @pytest.mark.parametrize(("days", "is_main"), [(-1, False), (0, True)])
    def test_the_session_is_the_main_act_from_its_day_on(
        self, bench: Bench, browser_of: SignIn, days: int, is_main: bool
    ) -> None:
        session = bench.served()
        with time_machine.travel(noon(DAY) + timedelta(days=days), tick=False):
            page = browser_of(bench.manager).get(address("file", number=bench.case.number))

        (offer,) = [each for each in page.context["offers"].all if each.name == "hearing"]
        assert (offer.is_main, offer.url) == (is_main, address("hearing", session))
        assert str(offer.text) in page.content.decode()
        assert "صورت‌جلسه" in offer.text


class TestNextAct:
    """The page's main button is what comes next, for each at each point."""

    def main(self, browser: Client, session: HearingSession) -> str:
        """Return the label of the main button, or an empty string."""
        acts = browser.get(address("hearing", session)).context["acts"]
        return next((act["url"].rpartition("/")[2] for act in acts if act["is_next"]), "")

    def test_is_the_summons_then_nothing_then_the_minutes(
        self, bench: Bench, browser_of: SignIn
    ) -> None:
        with time_machine.travel(noon(DAY) - timedelta(days=12), tick=False):
            session = bench.summon()
            assert self.main(browser_of(bench.clerk), session) == "service"
            actions.acknowledge_notice(
                case_id=session.case_id, kind="summons", actor=bench.operator,
                **moment(DAY - timedelta(days=12)),
            )  # fmt: skip
            assert self.main(browser_of(bench.clerk), session) == ""
        with time_machine.travel(noon(DAY) + timedelta(hours=1), tick=False):
            assert self.main(browser_of(bench.clerk), session) == "minutes"

    def test_is_the_signature_then_the_decision(
        self, bench: Bench, browser_of: SignIn, clock: Any
    ) -> None:
        session = bench.hold(bench.served())
        assert self.main(browser_of(bench.manager), session) == "signature"

        bench.sign(session, bench.operator, *bench.judges)

        assert self.main(browser_of(bench.manager), session) == "decision"
        assert self.main(browser_of(bench.clerk), session) == ""

    def test_is_the_decision_for_a_named_stand_in_who_sat(
        self, browser_of: SignIn, clock: Any, deputy: Principal
    ) -> None:
        bench = Bench(licence=True)
        session = bench.sealed()
        member = bench.members[0]
        RoleGrant.objects.filter(user_id=bench.chair.user_id).update(
            ends_on=DAY - timedelta(days=1)
        )
        assert self.main(browser_of(member), session) == ""
        actions.name_stand_in(
            case_id=bench.case.pk, member=User.objects.get(pk=member.user_id).public_id,
            reason=WHY * 2, last_on=DAY + timedelta(days=3), actor=deputy, on=DAY, at=now(),
        )  # fmt: skip

        assert self.main(browser_of(member), session) == "decision"
        assert self.main(browser_of(bench.members[1]), session) == ""

    def test_is_not_the_decision_for_one_who_did_not_sit(
        self, bench: Bench, browser_of: SignIn, clock: Any
    ) -> None:
        session = bench.sealed()
        other = make_principal(Role.AGENCY_MANAGER, bench.agency, name="مدیر دوم")
        browser = browser_of(other)

        assert self.main(browser, session) == ""
        page = browser.get(address("file", number=bench.case.number))
        assert "decision" not in page.context["offers"]
        form = browser.get(address("decision", number=bench.case.number))
        assert form.status_code == 409
        assert self.main(browser_of(bench.manager), session) == "decision"

    def test_page_says_weekday_and_date(self, bench: Bench, browser_of: SignIn, clock: Any) -> None:
        session = bench.hold(bench.served())

        page = browser_of(bench.clerk).get(address("hearing", session)).content.decode()

        assert jalali.long(DAY) in page


class TestRefusal:
    def test_is_noted_on_its_page_and_read_by_those_inside(
        self, bench: Bench, browser_of: SignIn, clock: Any
    ) -> None:
        session = bench.hold(bench.served())
        seat = seat_of(session, bench.second)
        others = session.seats.exclude(pk=seat.pk).filter(user__isnull=False).order_by("pk")
        words = {
            "seat": str(seat.public_id), "reason": WHY,
            "witnesses": [str(key) for key in others.values_list("public_id", flat=True)],
            "evidence": [str(key) for key in scan_of(bench.clerk, "minutes", now())],
        }  # fmt: skip

        done = browser_of(bench.clerk).post(address("hearing-refusal", session), words)

        assert done.status_code == 302
        assert WHY in browser_of(bench.manager).get(address("hearing", session)).content.decode()
        outside = browser_of(bench.operator).get(address("hearing", session)).content.decode()
        assert WHY not in outside

    def test_asks_for_two_witnesses(self, bench: Bench, browser_of: SignIn, clock: Any) -> None:
        session = bench.hold(bench.served())
        seat = seat_of(session, bench.second)
        (guest,) = session.seats.filter(user__isnull=True).values_list("public_id", flat=True)
        words = {"seat": str(seat.public_id), "reason": WHY, "witnesses": [str(guest)]}
        words["evidence"] = [str(key) for key in scan_of(bench.clerk, "minutes", now())]

        page = browser_of(bench.clerk).post(address("hearing-refusal", session), words)

        assert page.status_code == 422
        assert "witnesses" in page.context["form"].errors

    def test_offers_who_may_still_sign(self, bench: Bench, browser_of: SignIn, clock: Any) -> None:
        session = bench.hold(bench.served())
        bench.sign(session, bench.manager)

        page = browser_of(bench.clerk).get(address("hearing-refusal", session))

        choices = page.context["form"].fields["seat"].choices
        names = [label for key, label in choices if key]
        assert choices[0][0] == ""  # an irreversible act names nobody by itself
        assert len(names) == 2  # a guest signs nothing
        assert not any(bench.manager.name in name for name in names)

    def test_is_of_an_agency_and_not_of_the_office(
        self, bench: Bench, browser_of: SignIn, clock: Any
    ) -> None:
        session = bench.hold(bench.served())

        assert (
            browser_of(bench.operator).get(address("hearing-refusal", session)).status_code == 403
        )


class TestRest:
    def test_calls_holds_and_shows_a_session(self, bench: Bench) -> None:
        with time_machine.travel(noon(DAY) - timedelta(days=13), tick=False):
            program = make_api_client(bench.clerk)
            url = f"/api/v1/cases/{bench.case.public_id}"
            called = program.post(
                f"{url}/hearing",
                {
                    "starts_at": noon(DAY).isoformat(), "place": "سالن",
                    "judges": [judge.user_id for judge in bench.judges],
                },
                format="json", headers={"If-Match": program.get(url)["ETag"]},
            )  # fmt: skip
        assert called.status_code == 200, called.json()
        session = HearingSession.objects.get()

        with time_machine.travel(noon(DAY) - timedelta(days=2), tick=False):
            program = make_api_client(bench.clerk)
            early = program.post(
                f"{url}/hearing-minutes", {"minutes": MINUTES, "attendance": []}, format="json",
                headers={"If-Match": called["ETag"]},
            )  # fmt: skip
            file = program.get(f"{url}/file").json()

        assert early.status_code == 409
        assert [row["id"] for row in file["hearings"]] == [str(session.public_id)]
        assert file["hearings"][0]["seats"][0]["name"] == bench.manager.name

    def test_notes_a_refusal_with_a_one_time_code_only(self, bench: Bench, clock: Any) -> None:
        session = bench.hold(bench.served())
        program = make_api_client(bench.clerk)
        url = f"/api/v1/cases/{bench.case.public_id}"
        said = {
            "seat": str(seat_of(session, bench.second).public_id), "reason": WHY,
            "witnesses": [str(seat_of(session, bench.operator).public_id)],
        }  # fmt: skip

        answer = program.post(
            f"{url}/signature-refusal", said, format="json",
            headers={"If-Match": program.get(url)["ETag"]},
        )  # fmt: skip

        assert (answer.status_code, answer.json()["type"].rpartition("#")[2]) == (
            403, "factor-required",
        )  # fmt: skip

    def test_signs_with_a_one_time_code_only(self, bench: Bench, clock: Any) -> None:
        bench.hold(bench.served())
        program = make_api_client(bench.manager)
        url = f"/api/v1/cases/{bench.case.public_id}"

        answer = program.post(
            f"{url}/minutes-signature", {}, format="json",
            headers={"If-Match": program.get(url)["ETag"]},
        )  # fmt: skip

        assert answer.status_code == 403


@pytest.mark.parametrize("licence", [True, False])
def test_calling_the_committee_is_the_next_act_of_a_heard_licence_case(
    browser_of: SignIn, clock: Any, licence: bool
) -> None:
    """As the desk says, the committee decides in a session alone; an agency may do without."""
    bench = Bench(licence=licence)

    page = browser_of(bench.keeper).get(address("file", number=bench.case.number))

    main = page.context["offers"].main
    assert (main is not None and main.name == "summon") is licence
