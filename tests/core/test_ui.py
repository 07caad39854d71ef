"""The shared parts of pages: what they print, and that they never let markup through."""

import gzip
import itertools
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from gettext import GNUTranslations
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, RequestContext, TemplateSyntaxError, engines
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext, override

from core import borrowed, clock, icons, jalali
from core.persian import isolated, percent
from core.svg import bars, charts, crowds, data, lines, maps, ribbon
from core.svg.bars import strip_head
from core.templatetags.ui import filters, marks, pages
from core.templatetags.ui.keeping import LONGEST, MOST_KEPT, KeptNode

TODAY = date(2026, 11, 24)  # سه‌شنبه ۳ آذر ۱۴۰۵
EVIL = '"><script>alert(1)</script>'


@dataclass
class Deadline:
    days: list[tuple[date, str]]
    left: int = 0
    late: int = 0
    due_on: date = TODAY
    label: str = "مهلت دفاع"
    unit: str = "working_day"
    marked: date | None = field(default=None)


def rendered(source: str, **context: object) -> str:
    return engines["django"].from_string(source).render(context)


def running(left: int, elapsed: int = 3) -> Deadline:
    days = [(TODAY - timedelta(n), "elapsed") for n in range(elapsed, 0, -1)]
    days.append((TODAY, "today"))
    days += [(TODAY + timedelta(n), "remaining") for n in range(1, left)]
    return Deadline(days, left=left, due_on=days[-1][0])


class TestFilters:
    def test_short_date_is_isolated_and_carries_iso(self):
        assert filters.jalali_short(TODAY) == (
            '<time datetime="2026-11-24"><bdi dir="ltr">۱۴۰۵/۰۹/۰۳</bdi></time>'
        )

    def test_moment_after_midnight_in_tehran_is_the_next_day(self):
        assert "۱۴۰۵/۰۹/۰۴" in filters.jalali_short(datetime(2026, 11, 24, 20, 45, tzinfo=UTC))

    def test_nothing_is_a_dash(self):
        assert filters.jalali_short(None) == filters.code("") == filters.rial(None) == "–"

    @pytest.mark.parametrize(
        ("day", "words"),
        [
            (TODAY, "امروز"),
            (TODAY - timedelta(1), "دیروز"),
            (TODAY - timedelta(2), "۱ آذر"),
            (date(2025, 11, 22), "۱ آذر ۱۴۰۴"),
        ],
    )
    def test_near_date(self, day, words):
        assert f">{words}</time>" in filters.jalali_near(day, TODAY)

    def test_day_of_another_year_has_its_year(self):
        assert ">۳ آذر</time>" in filters.jalali_day(TODAY, TODAY)
        assert ">۱ آذر ۱۴۰۴</time>" in filters.jalali_day(date(2025, 11, 22), TODAY)

    def test_near_moment_keeps_its_time_apart(self):
        shown = filters.jalali_near(datetime(2026, 11, 24, 7, 1, tzinfo=UTC), TODAY)

        assert 'امروز <bdi dir="ltr">۱۰:۳۱</bdi>' in shown

    def test_code_keeps_its_order(self):
        assert filters.code("1405-00382") == '<bdi dir="ltr">۱۴۰۵-۰۰۳۸۲</bdi>'

    def test_placeholders_keep_their_braces(self):
        shown = filters.placeholders("پروندهٔ {number} <b>{reasons}")

        assert shown == (
            'پروندهٔ <bdi dir="ltr">{number}</bdi> &lt;b&gt;<bdi dir="ltr">{reasons}</bdi>'
        )

    def test_signs_stand_at_the_left(self):
        assert filters.signed(8) == '<bdi dir="ltr">+۸</bdi>'
        assert filters.signed(-11) == '<bdi dir="ltr">−۱۱</bdi>'

    def test_digits_leave_markup_alone(self):
        assert filters.digits(SafeString('<b data-n="7">7</b>')) == '<b data-n="7">7</b>'
        assert filters.digits("7 از 9") == "۷ از ۹"

    def test_sentences_keep_record_numbers_whole(self):
        assert filters.sentence("رأی 1405-00069") == 'رأی <bdi dir="ltr">۱۴۰۵-۰۰۰۶۹</bdi>'
        assert filters.sentence(None) == ""
        assert filters.sentence("قاعدهٔ F02 و 3 <b>") == (
            'قاعدهٔ <bdi dir="ltr">F02</bdi> و ۳ &lt;b&gt;'
        )
        assert filters.sentence(f"بند {isolated('1405-F-019')}.") == (
            'بند <bdi dir="ltr">۱۴۰۵-F-۰۱۹</bdi>.'
        )
        with override("en"):
            assert filters.sentence("\u2066۱۴۰۵-F-۰۱۹\u2069") == '<bdi dir="ltr">1405-F-019</bdi>'
        drawn = engines["django"].from_string("{{ text|sentence|linebreaks }}{{ text|sentence }}")
        assert drawn.render({"text": "رأی 1405-00069 <b>"}) == (
            '<p>رأی <bdi dir="ltr">۱۴۰۵-۰۰۰۶۹</bdi> &lt;b&gt;</p>'
            'رأی <bdi dir="ltr">۱۴۰۵-۰۰۰۶۹</bdi> &lt;b&gt;'
        )

    @pytest.mark.parametrize("name", ["code", "latin", "digits", "initials"])
    def test_escapes_what_people_wrote(self, name):
        shown = rendered(f"{{{{ evil|{name} }}}}", evil=EVIL)

        assert "<script" not in shown

    @pytest.mark.parametrize(
        ("name", "letters"),
        [
            ("نسرین مرادی", "نم"),
            ("امیر اکبری", "ا"),
            ("آیدین ابراهیمی", "آ"),
            ("گاز", "گ"),
            ("پیشخوان آفتاب مغان (نمونه)", "پم"),
            ("", ""),
        ],
    )
    def test_initials_are_never_two_alefs(self, name, letters):
        assert filters.initials(name) == letters

    def test_author_is_said_in_the_readers_language_where_it_is_the_house(self) -> None:
        with override("en"):
            assert str(filters.author("سامانه")) == "the system"
            assert filters.author("نسرین مرادی") == "نسرین مرادی"
        with override("fa"):
            assert all(str(filters.author(name)) == name for name in filters.HOUSE)

    @pytest.mark.parametrize(
        ("name", "shown"),
        [
            ("رسید 2.png", '<bdi dir="auto">رسید 2.<bdi dir="ltr">png</bdi></bdi>'),
            ("رسید", '<bdi dir="auto">رسید</bdi>'),
            ("رسید.نهایی", '<bdi dir="auto">رسید.نهایی</bdi>'),
            ("receipt 2.png", '<bdi class="breaks" dir="ltr">receipt 2.png</bdi>'),
            ("1405.pdf", '<bdi class="breaks" dir="ltr">1405.pdf</bdi>'),
            (".png", '<bdi class="breaks" dir="ltr">.png</bdi>'),
            ("a.<b>.pdf", '<bdi class="breaks" dir="ltr">a.&lt;b&gt;.pdf</bdi>'),
            ("قرارداد.<b>.pdf", '<bdi dir="auto">قرارداد.&lt;b&gt;.<bdi dir="ltr">pdf</bdi></bdi>'),
        ],
    )
    def test_name_of_a_file_keeps_its_ending_apart(self, name: str, shown: str) -> None:
        assert filters.filename(name) == shown


class TestParts:
    @pytest.mark.parametrize(
        "source",
        [
            '{% pill "danger" evil %}',
            '{% stamp "ok" evil %}',
            "{% avatar evil %}",
            "{% copy_field evil %}",
            "{% kpi evil evil evil note=evil %}",
            "{% sheet evil note=evil %}{{ evil }}{% endsheet %}",
            '{% banner "info" %}{{ evil }}{% endbanner %}',
            '{% icon "search" 18 "" evil %}',
            '{% include "components/empty.html" with title=evil text=evil url=evil act=evil %}',
        ],
    )
    def test_escape_what_people_wrote(self, source):
        assert "<script" not in rendered(source, evil=EVIL)

    def test_grade_has_its_word_and_its_blocks(self):
        shown = rendered('{% grade "major" %}')

        assert "شدید" in shown
        assert shown.count("f-danger") == 3

    def test_every_named_icon_exists(self):
        for name in icons.NAMES:
            assert icons.draw(name).startswith("<svg")

    def test_icon_is_silent_without_a_label(self):
        assert 'aria-hidden="true"' in icons.draw("office")
        assert 'aria-label="دفتر"' in icons.draw("office", 18, "", "دفتر")


class TestRibbon:
    def test_draws_the_oldest_day_at_the_right(self):
        drawn = ribbon.draw(running(left=3))

        places = [float(x) for x in re.findall(r'<rect x="([\d.]+)"', drawn)]
        assert places == sorted(places, reverse=True)
        assert drawn.index("d-elapsed") < drawn.index("d-today") < drawn.index("d-remaining")

    def test_says_the_day_of_the_deadline(self):
        assert ribbon.sentence(running(left=3)) == "روز ۴ از ۶، مهلت دفاع تا ۵ آذر"

    def test_says_the_year_of_a_day_of_another_year(self):
        later, deadline = date(2027, 3, 30), running(left=3)

        assert ribbon.sentence(deadline, later) == "روز ۴ از ۶، مهلت دفاع تا ۵ آذر ۱۴۰۵"
        deadline.marked = TODAY
        assert ribbon.words(deadline, TODAY)[0] == "پایان: ۳ آذر"
        assert ribbon.words(deadline, later)[0] == "پایان: ۳ آذر ۱۴۰۵"

    def test_draws_at_most_twelve_overdue_days(self):
        days = [(TODAY - timedelta(n), "overdue") for n in range(23, 0, -1)]
        late = Deadline(days, late=23)

        assert ribbon.draw(late).count("d-overdue") == 12
        assert ribbon.words(late) == ("تا ۳ آذر، ۲۳ روز کاری تأخیر", "danger")

    def test_says_of_what_was_done_late_that_it_ended_and_how_late(self):
        done = Deadline([(TODAY + timedelta(1), "overdue")], late=1)
        done.marked = TODAY + timedelta(1)

        later = TODAY + timedelta(20)
        assert ribbon.words(done, later) == ("تا ۳ آذر؛ پایان: ۴ آذر، ۱ روز کاری تأخیر", "")
        assert ribbon.sentence(done, later).count("پایان: ۴ آذر") == 1

    def test_says_the_last_day_first_with_its_weekday_in_full(self):
        words = ribbon.words(running(left=3), in_full=True)[0]

        assert words == "تا پایان پنجشنبه ۵ آذر ۱۴۰۵، ۳ روز کاری مانده"

    def test_says_calendar_days_as_days(self):
        deadline = running(left=5)
        deadline.unit = "day"

        assert ribbon.words(deadline) == ("تا ۷ آذر، ۵ روز مانده", "")

    def test_what_is_left_is_said_in_one_place(self):
        root = Path(ribbon.__file__).parent.parent.parent
        files = [*root.glob("templates/**/*.html"), *root.glob("*/**/*.py")]
        said = re.compile(r"[})s] days? (left|from tomorrow)\b")

        found = [
            str(file.relative_to(root))
            for file in files
            if file.parts[len(root.parts)] != "tests" and said.search(file.read_text("utf-8"))
        ]

        assert found == ["core/svg/ribbon.py"]

    def test_last_day_is_said(self):
        assert ribbon.words(running(left=1)) == ("امروز آخرین روز", "warn")

    def test_ends_with_the_day_of_the_act(self):
        deadline = running(left=3)
        deadline.marked = next(day for day, state in deadline.days if state == "elapsed")

        drawn = ribbon.draw(deadline)
        assert "d-remaining" not in drawn
        assert drawn.count("d-elapsed") == 1
        assert ribbon.words(deadline)[0].startswith("پایان:")

    def test_marks_today_before_a_window_that_begins_later(self):
        days = [(clock.today() + timedelta(days=step), "remaining") for step in (1, 2)]

        drawn = ribbon.draw(Deadline(days, left=2, due_on=days[-1][0]))

        assert drawn.index("d-now") < drawn.index("d-remaining")
        assert drawn.count("d-now") == 1
        assert "d-now" not in ribbon.draw(running(left=3))

    def test_no_deadline_is_a_dash(self):
        assert marks.workday_ribbon(None) == "–"

    def test_shows_what_remains_on_a_day_off(self):
        states = [*["elapsed"] * 40, "off", *["remaining"] * 15]
        start = TODAY - timedelta(days=40)
        days = [(start + timedelta(days=step), state) for step, state in enumerate(states)]

        drawn = ribbon.draw(Deadline(days, left=15, due_on=days[-1][0]))

        assert (drawn.count("d-elapsed"), drawn.count("d-remaining")) == (4, 15)


class TestPoints:
    @pytest.mark.parametrize(
        ("points", "tone"),
        [(5, "primary"), (6, "warn"), (8, "warn"), (9, "danger"), (12, "danger")],
    )
    def test_tone_turns_at_the_threshold(self, points, tone):
        assert bars.points_tone(points, 9) == tone

    def test_panel_says_what_would_be_added(self):
        assert "۷ امتیاز، آستانه ۹، ۳ دیگر اگر محرز شود" in bars.points_panel(7, 3, 9)


class TestCharts:
    def test_oldest_month_is_at_the_right(self):
        drawn = charts.trend(charts.Trend("", ["آذر", "دی"], [charts.Series("ثبت", [1, 2])]))

        places = {
            word: float(x)
            for x, word in re.findall(r'<text x="([\d.]+)"[^>]*>(آذر|دی)<', drawn.svg)
        }
        assert places["آذر"] > places["دی"]

    def test_table_holds_the_same_data(self):
        stages = charts.Stages("", [charts.Stage("رأی", 7, 4), charts.Stage("دفاع", 0, 0)])

        assert charts.stages(stages).rows == [("رأی", "۷", "۴"), ("دفاع", "۰", "۰")]

    def test_names_of_steps_stand_where_nothing_cuts_them(self):
        def named(*days: int, rise: int = 40) -> list[str]:
            steps = [
                charts.Step(TODAY - timedelta(days=day), rise * place, "دریافت وجه مازاد بر تعرفه")
                for place, day in enumerate(days, start=1)
            ]
            start = TODAY - timedelta(days=300)
            drawn = charts.steps(charts.Steps("", start, TODAY, 100, steps))
            return re.findall(r'text-anchor="(start|end)"', drawn.svg)

        assert named(200, 100) == ["start", "start"]
        assert named(200, 2) == ["start", "end"]
        assert named(200, 199, 198, rise=1) == ["end", "start"]

    def test_dot_of_a_step_does_not_cover_the_one_before_it(self):
        def places(*days: int, rise: int = 2) -> list[float]:
            steps = [
                charts.Step(TODAY - timedelta(days=day), rise * place, "وجه مازاد")
                for place, day in enumerate(days, start=1)
            ]
            chart = charts.Steps("", TODAY - timedelta(days=300), TODAY, 100, steps)
            return [float(x) for x in re.findall(r'<circle cx="([\d.]+)"', charts.steps(chart).svg)]

        first, second = places(200, 199)
        assert first - second >= 20
        far = places(200, 100)
        assert far == places(200, 100, rise=40)

    def test_months_under_steps_leave_each_other_room(self):
        def months(days: int) -> int:
            chart = charts.Steps("", TODAY - timedelta(days=days), TODAY, 100, [])
            names = [jalali.month_name(month) for month in range(1, 13)]
            return sum(charts.steps(chart).svg.count(f">{name}<") for name in names)

        assert months(200) in {6, 7}
        assert months(365) in {6, 7}

    def test_empty_charts_are_drawn(self):
        charts.trend(charts.Trend("", [], []))
        charts.stages(charts.Stages("", []))
        charts.histogram(charts.Histogram("", [], 0, 0, ""))
        charts.steps(charts.Steps("", TODAY, TODAY, 9, []))
        charts.lifeline(charts.Lifeline("", TODAY, TODAY, TODAY))
        lines.dots(data.Dots("", TODAY, TODAY, []))
        maps.area_map(data.AreaMap("", ("شهرستان", "نرخ"), [], 10, 10))
        assert lines.spark(data.Spark("", [3])) == ""
        lines.course(data.Course("", ("", ""), []))
        crowds.crowd(data.Crowd("", [], "امتیاز", "دفتر"))

    def test_life_line_that_has_ended_marks_no_today(self):
        running = charts.lifeline(charts.Lifeline("", TODAY, TODAY, TODAY))
        ended = charts.lifeline(charts.Lifeline("", TODAY, TODAY, None))

        assert ["d-today" in str(one.svg) for one in (running, ended)] == [True, False]

    def test_life_line_leaves_room_for_the_days_at_both_ends(self):
        end = TODAY + timedelta(days=300)
        events = [(day, "x", jalali.short(day)) for day in (TODAY, end)]
        svg = str(charts.lifeline(charts.Lifeline("", TODAY, end, TODAY, events)).svg)
        half = 8 * 15.5 * 0.56 / 640 * charts.WIDTH / 2  # eight digits, as a phone draws them

        places = [float(x) for x in re.findall(r'<text x="([\d.]+)"', svg)]
        assert all(half <= x <= charts.WIDTH - half for x in places)

    def test_life_line_heads_each_column_of_its_table(self):
        drawn = charts.lifeline(charts.Lifeline("", TODAY, TODAY, TODAY))

        assert all(str(word).strip() for word in drawn.head)

    def test_small_line_ends_at_the_left(self):
        drawn = lines.spark(data.Spark("سهم", [40, 60, 50]))

        places = [float(x) for x in re.findall(r"([\d.]+),[\d.]+", drawn)]
        assert places == sorted(places, reverse=True)
        assert f'cx="{places[-1]:.1f}"' in drawn

    def test_course_runs_from_the_right_and_names_each_share(self):
        shares = [("تا ۶ شهریور", 40), ("تا ۶ آذر", 75)]
        drawn = lines.course(data.Course("سهم", ("سه ماه", "سهم"), shares))

        places = [float(x) for x in re.findall(r'<circle cx="([\d.]+)"', drawn.svg)]
        assert places == sorted(places, reverse=True)
        assert [row[0] for row in drawn.rows] == ["تا ۶ شهریور", "تا ۶ آذر"]
        assert ">۷۵<" in drawn.svg

    def test_course_draws_what_it_is_compared_with_and_tells_it_in_the_table(self):
        shares = [("تا ۶ شهریور", 40), ("تا ۶ آذر", 75)]
        head = ("سه ماه", "سهم", "همه")
        drawn = lines.course(data.Course("سهم", head, shares, [50, 60], "همه"))

        assert drawn.svg.count("<polyline") == 2
        assert [row[2] for row in drawn.rows] == [percent(50), percent(60)]
        assert [name for _swatch, name in drawn.legend] == ["سهم", "همه"]

    def test_crowd_has_a_dot_for_each_and_those_past_the_limit_in_danger(self):
        limits = ((70, "آستانهٔ ۷۰", True), (100, "آستانهٔ ۱۰۰", False))
        drawn = crowds.crowd(
            data.Crowd("", [(10, 3), (70, 2), (120, 1)], "امتیاز", "دفتر", 70, limits)
        )

        assert drawn.svg.count("f-map-4") == 3
        assert drawn.svg.count("f-danger") == 3
        assert drawn.svg.count("s-threshold") == drawn.svg.count("s-mark") == 1
        assert "هر نقطه ۱ دفتر" in drawn.legend[0][1]

    def test_crowd_that_outgrows_the_picture_stands_for_more(self):
        drawn = crowds.crowd(data.Crowd("", [(0, 1300), (5, 1)], "امتیاز", "دفتر"))

        assert drawn.svg.count("<circle") <= 14
        assert [row[1] for row in drawn.rows] == ["۱٬۳۰۰", "۱"]
        assert "تا ۱۰۰ دفتر" in drawn.legend[0][1]

    def test_map_names_the_ends_of_its_five_steps(self):
        areas = [data.Area("نیر", "0,0 1,1 1,0", (0, 0), value) for value in (0.0, 4.0)]

        legend = maps.area_map(data.AreaMap("", ("شهرستان", "نرخ"), areas, 10, 10)).legend

        assert [words for _swatch, words in legend] == ["۰٫۰", "", "", "", "۴٫۰"]

    @pytest.mark.parametrize(
        "drawn",
        [
            crowds.crowd(data.Crowd("خلاصه", [(1, 2), (9, 1)], "امتیاز", "دفتر")),
            charts.trend(charts.Trend("خلاصه", ["آذر", "دی"], [charts.Series("ثبت", [1, 2])])),
            charts.steps(
                charts.Steps(
                    "خلاصه", TODAY - timedelta(9), TODAY, 9, [charts.Step(TODAY, 5, "الف")]
                )
            ),
            charts.histogram(charts.Histogram("خلاصه", [("۱", 3), ("۲", 0)], 1, 2, "مهلت")),
            lines.dots(data.Dots("خلاصه", TODAY, TODAY, [data.Dot(TODAY, 3, "الف", "danger")])),
        ],
        ids=["crowd", "trend", "steps", "histogram", "dots"],
    )
    def test_each_row_of_the_table_has_its_mark(self, drawn):
        marks = re.findall(r'data-point="(\d+)"', drawn.svg)

        assert drawn.has_points
        assert marks == [str(place) for place in range(len(drawn.rows))] != []
        assert 'role="img" aria-label="خلاصه"' in drawn.svg

    def test_newest_dot_is_at_the_left_and_the_gravest_the_largest(self):
        events = [
            data.Dot(TODAY - timedelta(90), 50, "الف", "danger"),
            data.Dot(TODAY, 5, "ب", "warn"),
        ]
        drawn = lines.dots(data.Dots("", TODAY - timedelta(100), TODAY, events))

        circles = re.findall(r'cx="([\d.]+)" cy="46" r="([\d.]+)"', drawn.svg)
        (old_x, old_r), (new_x, new_r) = [(float(x), float(r)) for x, r in circles]
        assert old_x > new_x
        assert old_r > new_r

    def test_no_dot_covers_another_and_none_leaves_the_line(self):
        events = [data.Dot(TODAY - timedelta(day), 50, "الف", "danger") for day in (3, 2, 1, 0)]
        events.insert(0, data.Dot(TODAY - timedelta(700), 50, "ب", "warn"))
        drawn = lines.dots(data.Dots("", TODAY - timedelta(700), TODAY, events))

        xs = [float(x) for x in re.findall(r'cx="([\d.]+)" cy="46"', drawn.svg)]
        assert len(xs) == 5
        assert all(old - new >= 28 for old, new in pairwise(xs))
        assert xs[-1] == lines.LEFT
        assert xs[0] == lines.RIGHT

    @pytest.mark.parametrize(
        ("value", "most", "step"), [(0, 0, 1), (0, 5, 1), (1.25, 5, 2), (2.5, 5, 3), (5, 5, 5)]
    )
    def test_map_shades_in_five_steps(self, value, most, step):
        assert maps.shade(value, most) == step

    def test_map_prints_each_number_and_hatches_what_cannot_be_compared(self):
        areas = [
            data.Area("سرعین", "0,0 9,0 9,9", (6, 3), 5, ("۸",)),
            data.Area("نیر", "0,0 9,9 0,9", (3, 6), 2.5, ("۲",), is_few=True),
        ]
        drawn = maps.area_map(data.AreaMap("", ("شهرستان", "نرخ", "دفتر"), areas, 9, 9))

        assert drawn.svg.count("<polygon") == 2
        assert drawn.svg.count('fill="url(#few)"') == 1
        assert ">۵٫۰</text>" in drawn.svg
        assert drawn.rows == [("سرعین", "۵٫۰", "۸"), ("نیر", "۲٫۵", "۲")]

    def test_map_of_numbers_has_no_decimals(self):
        areas = [data.Area("سرعین", "0,0 9,0 9,9", (6, 3), 1200)]
        drawn = maps.area_map(data.AreaMap("", ("شهرستان", "دفتر"), areas, 9, 9, is_counted=True))

        assert ">۱٬۲۰۰</text>" in drawn.svg
        assert drawn.rows == [("سرعین", "۱٬۲۰۰")]

    def test_map_draws_the_chosen_area_above_the_others_and_below_the_numbers(self):
        areas = [
            data.Area("سرعین", "0,0 9,0 9,9", (6, 3), 5, is_chosen=True),
            data.Area("نیر", "0,0 9,9 0,9", (3, 6), 2.5),
        ]
        drawn = maps.area_map(data.AreaMap("", ("شهرستان", "نرخ"), areas, 9, 9))

        marks = re.findall(r"s-chosen|s-area|area-number", drawn.svg)
        assert marks == ["s-area", "s-area", "s-chosen", "area-number", "area-number"]

    def test_map_leaves_an_area_without_an_outline_to_the_table(self):
        areas = [data.Area("نوشهرستان", "", (0, 0), 5)]
        drawn = maps.area_map(data.AreaMap("", ("شهرستان", "نرخ"), areas, 9, 9))

        assert "<polygon" not in drawn.svg
        assert drawn.rows == [("نوشهرستان", "۵٫۰")]


class SampleForm(forms.Form):
    code = forms.CharField(label="کد دفتر", help_text="۸ رقم")
    outcome = forms.ChoiceField(
        label="تصمیم", widget=forms.RadioSelect, choices=[("no", "محرز نیست"), ("yes", "محرز")]
    )
    note = forms.CharField(label="یادداشت", required=False)
    agreed = forms.BooleanField(label="می‌پذیرم", help_text="برگشت ندارد", required=False)


class TestErrorSummary:
    def test_offers_the_new_version_of_what_has_changed(self):
        form = SampleForm({})
        form.add_error(None, forms.ValidationError("عوض شده است", code="stale"))

        shown = rendered("{% load ui %}{% form_errors form %}", form=form)

        assert '<a href="">بارگذاری نسخهٔ تازه</a>' in shown
        assert shown.count('<a href="">') == 1

    def test_leads_to_the_record_in_which_something_has_changed(self):
        form = SampleForm({})
        form.add_error(None, forms.ValidationError("عوض شده است", code="stale"))
        form.record_url = "/violations/1405-02-0001"

        shown = rendered("{% load ui %}{% form_errors form %}", form=form)

        link = '<a href="/violations/1405-02-0001" target="_blank">دیدن تغییرات</a>'
        assert link in shown

    def test_counts_no_mistake_where_somebody_was_only_quicker(self):
        form = SampleForm({"code": "۱", "outcome": "no"})
        form.add_error(None, forms.ValidationError("عوض شده است", code="stale"))

        assert 'class="error-summary"' not in rendered(
            "{% load ui %}{% form_errors form %}", form=form
        )

    @pytest.mark.parametrize("label", ["از", "روز جلسه"])
    def test_names_a_field_whose_label_is_but_a_part_of_a_word(self, label):
        class Short(forms.Form):
            start = forms.CharField(label=label)

        form = Short({})
        form.add_error("start", f"{label} پس از امروز است.")

        shown = rendered("{% load ui %}{% form_errors form %}", form=form)

        assert f"{label}: این مورد لازم است." in shown
        assert f">{label} پس از امروز است.<" in shown


class TestTimeline:
    def test_names_the_house_in_the_language_of_the_reader(self):
        event = {"title": "opened the review", "who": "سامانه"}

        with override("en"):
            shown = render_to_string("components/timeline_event.html", {"event": event})

        assert "the system" in shown


class PaperForm(forms.Form):
    number = forms.CharField(label="شماره")
    scan = forms.FileField(label="تصویر")


class TestField:
    @pytest.mark.parametrize("number", ["", "۱۲"])
    def test_says_which_file_is_to_be_chosen_again(self, number):
        scan = SimpleUploadedFile("رسید.pdf", b"%PDF-")
        form = PaperForm({"number": number}, MultiValueDict({"scan": [scan]}))

        shown = pages.field(form["scan"])

        assert "دوباره برگزینید" in shown
        assert 'aria-describedby="id_scan_lost"' in shown

    def test_says_nothing_of_a_file_that_was_never_chosen(self):
        form = PaperForm({"number": "۱"}, MultiValueDict())

        assert "دوباره برگزینید" not in pages.field(form["scan"])
        assert "دوباره برگزینید" not in pages.field(PaperForm()["scan"])

    def test_links_error_and_help_to_the_control(self):
        form = SampleForm({"outcome": "no"})

        shown = pages.field(form["code"])

        assert 'aria-describedby="id_code_help id_code_error"' in shown
        assert 'aria-invalid="true"' in shown
        assert 'for="id_code"' in shown

    def test_puts_the_help_of_a_box_under_its_label(self):
        shown = pages.field(SampleForm()["agreed"])

        assert shown.index("</label>") < shown.index("برگشت ندارد")
        assert 'aria-describedby="id_agreed_help"' in shown

    def test_says_what_is_optional(self):
        assert "(اختیاری)" in pages.field(SampleForm()["note"])

    def test_keeps_the_chosen_card(self):
        shown = pages.field(SampleForm({"outcome": "yes"})["outcome"])

        assert re.search(r'value="yes" checked', shown)

    def test_escapes_what_was_typed(self):
        form = SampleForm({"code": EVIL, "outcome": EVIL})

        assert "<script" not in pages.field(form["code"]) + pages.field(form["outcome"])

    def test_summary_leads_to_the_field(self):
        shown = rendered("{% form_errors form %}", form=SampleForm({"outcome": "no"}))

        assert 'href="#id_code"' in shown
        assert "۱ مورد را درست کنید" in shown

    def test_summary_names_each_field(self):
        shown = rendered("{% form_errors form %}", form=SampleForm({}))

        assert re.search(r'<a href="#id_code">کد دفتر: [^<]+</a>', shown)
        assert re.search(r'<a href="#id_outcome">تصمیم: [^<]+</a>', shown)

    def test_summary_does_not_name_a_field_twice(self):
        form = SampleForm({"code": "1", "outcome": "no"})
        form.add_error("code", "کد دفتر ۸ رقم است؛ ۱ رقم نوشته‌اید")
        form.add_error(None, "پرونده بسته است")

        shown = rendered("{% form_errors form %}", form=form)

        assert '">کد دفتر ۸ رقم است؛ ۱ رقم نوشته‌اید</a>' in shown
        assert "<li>پرونده بسته است</li>" in shown

    def test_a_number_may_be_typed_in_persian_digits(self):
        class Sample(forms.Form):
            days = forms.IntegerField(min_value=1, max_value=90)

        form = Sample({"days": "۱۵"})

        assert form.is_valid()
        assert form.cleaned_data["days"] == 15
        # The browser's own number box drops every digit that is not ASCII.
        assert 'type="text"' in pages.field(form["days"])
        assert 'inputmode="numeric"' in pages.field(form["days"])


class TestBorrowed:
    @pytest.mark.parametrize("sentence", borrowed.SENTENCES)
    def test_speaks_our_persian(self, sentence):
        ours = (Path(settings.BASE_DIR) / "locale/fa/LC_MESSAGES/django.mo").open("rb")
        with ours as file, override("fa"):
            assert gettext(sentence) == GNUTranslations(file).gettext(sentence) != sentence


class TestPages:
    @pytest.mark.parametrize("name", ["400", "403", "404", "405", "410", "429", "csrf", "500"])
    def test_error_pages_need_no_context(self, name):
        shown = render_to_string(f"errors/{name}.html")

        assert '<html lang="fa" dir="rtl"' in shown

    def test_theme_takes_only_known_words(self, rf):
        request = rf.get("/")
        request.COOKIES["theme"] = EVIL

        assert 'data-theme="auto"' in render_to_string("errors/404.html", {"request": request})

    def test_templates_hold_no_inline_code(self):
        inline = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)")
        for path in (Path(settings.BASE_DIR) / "templates").rglob("*.html"):
            assert not inline.search(path.read_text(encoding="utf-8")), path

    def test_style_sheets_keep_their_budget(self):
        sheets = (Path(settings.BASE_DIR) / "static" / "css").glob("*.css")
        packed = gzip.compress(b"".join(path.read_bytes() for path in sheets))

        assert len(packed) <= 25 * 1024


def parsed(source: str) -> Any:
    """Return a template as the engine holds it."""
    engine: Any = engines["django"]
    return engine.engine.from_string(source)


class TestKeep:
    """A part of a page that is drawn once for the same values."""

    def test_is_drawn_once_for_the_same_values_in_a_language(self) -> None:
        page = parsed(
            "{% load i18n %}{% keep a b=c %}{{ a }} {{ b|digits }}"
            " {% translate 'yes' %}{% endkeep %}"
        )
        (node,) = page.nodelist.get_nodes_by_type(KeptNode)

        with override("fa"):
            assert page.render(Context({"a": "<i>", "c": 1})) == "&lt;i&gt; ۱ بله"
            assert page.render(Context({"a": "<i>", "c": 1})) == "&lt;i&gt; ۱ بله"
            assert page.render(Context({"a": "<i>", "c": 2})) == "&lt;i&gt; ۲ بله"
        with override("en"):
            assert page.render(Context({"a": "<i>", "c": 1})) == "&lt;i&gt; 1 yes"
        assert len(node.drawn) == 3

    def test_knows_nothing_of_the_page_but_what_it_is_given(self, rf: Any) -> None:
        request = rf.get("/")
        page = "{% keep a %}{{ a }}|{{ secret }}|{{ request.path }}|{{ csrf_token }}{% endkeep %}"
        drawn = parsed(page).render(RequestContext(request, {"a": 1, "secret": "x"}))

        assert drawn == "1|||"

    def test_is_not_kept_when_it_is_long(self) -> None:
        page = parsed("{% keep a %}{{ a }}{% endkeep %}")
        (node,) = page.nodelist.get_nodes_by_type(KeptNode)

        assert page.render(Context({"a": "x" * (LONGEST + 1)})) == "x" * (LONGEST + 1)
        assert not node.drawn

    def test_ends_at_a_number_of_parts(self) -> None:
        page = parsed("{% keep a %}{{ a }}{% endkeep %}")
        (node,) = page.nodelist.get_nodes_by_type(KeptNode)

        for number in range(MOST_KEPT + 5):
            page.render(Context({"a": number}))

        assert len(node.drawn) == MOST_KEPT

    def test_refuses_what_is_no_name(self) -> None:
        with pytest.raises(TemplateSyntaxError, match="keep takes names"):
            parsed("{% keep a.b %}{% endkeep %}")


class TestStripOfContracts:
    def test_gives_each_column_room_for_two_letters(self):
        names = [("سلامت", "س"), ("اسناد", "اس"), ("شهرداری", "ش")]
        head = strip_head([{"name": name, "letter": letter} for name, letter in names])

        places = [float(place) for place in re.findall(r'<text x="([^"]+)"', head)]
        assert [one - two for one, two in itertools.pairwise(places)] == [20, 20]
