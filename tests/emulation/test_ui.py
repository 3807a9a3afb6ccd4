"""The design system: what every page may rely on, checked without a browser."""

import datetime
import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from emulation.context import MENU
from emulation.templatetags import ui

PRINT = settings.BASE_DIR / "templates" / "reports" / "print"  # paper has no content policy
TEMPLATES = [path for path in sorted((settings.BASE_DIR / "templates").rglob("*.html")) if PRINT not in path.parents]
STATIC = settings.BASE_DIR / "emulation" / "static" / "emulation"
STYLES = (STATIC / "site.css").read_text()
SCRIPT = (STATIC / "site.js").read_text()
SYMBOLS = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text()))
COLOURS = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", STYLES))


DAY = datetime.date(2026, 6, 30)


class Words(forms.Form):
    deed = forms.CharField(label="Deed", help_text="Short.")
    level = forms.ChoiceField(label="Level", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    posted = forms.BooleanField(label="Posted", required=False)


def a_request(path="/"):
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    return request


def draw(source: str, **context) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


# ── the rules every template keeps ──


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_template_keeps_scripts_and_styles_out(path: Path):
    text = path.read_text()
    assert not re.search(r"\sstyle=|<style|\son\w+=\"|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


def test_every_icon_named_is_drawn():
    named = {name for path in TEMPLATES for name in re.findall(r'{% icon "([\w-]+)"', path.read_text())}
    tables = (
        {icon for _tone, icon in ui.STATE_TONES.values()} | set(ui.LEVEL_ICONS.values()) | set(ui.NOTICE_ICONS.values())
    )
    menu = {icon for _route, _label, icon, _need in MENU}
    assert len(named) > 15
    assert (named | tables | menu) - SYMBOLS == set()


def test_styles_and_script_stay_small():
    assert "!important" not in STYLES
    assert len(STYLES.splitlines()) <= 700
    assert len(SCRIPT.splitlines()) <= 300


def test_styles_and_script_name_no_outside_host():
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", STYLES + SCRIPT)


# ── colour ──


@pytest.mark.parametrize(
    ("ink", "ground"),
    [(ink, ground) for ink in ("ink", "soft", "red", "red-deep") for ground in ("paper", "surface", "sunk")]
    + [(tone, f"{tone}-wash") for tone in ("good", "info", "warn", "bad")]
    + [("ink", f"{tone}-wash") for tone in ("good", "info", "warn", "bad")],
)
def test_text_can_be_read(ink, ground):
    assert contrast(COLOURS[ink], COLOURS[ground]) >= 4.5


@pytest.mark.parametrize("ground", ["paper", "surface"])
def test_edges_of_fields_can_be_seen(ground):
    assert contrast(COLOURS["edge"], COLOURS[ground]) >= 3


@pytest.mark.parametrize("code", [*ui.LEVEL_FILLS, "NONE"])
def test_ink_on_a_level_can_be_read(code):
    assert contrast(ui.level_fill(code), ui.level_ink(code)) >= 4.5


def test_states_and_levels_differ_by_more_than_colour():
    tones = {}
    for tone, icon in ui.STATE_TONES.values():
        tones.setdefault(icon, set()).add(tone)
    assert len(set(ui.LEVEL_ICONS.values())) == len(ui.LEVEL_ICONS)
    assert tones["check"] == {"good"}
    assert tones["return"] == {"warn"}


# ── forms ──


def test_field_names_its_help_and_its_error():
    html = str(Words({}, auto_id="f_%s"))
    assert '<label class="field__label" for="f_deed">' in html
    assert 'aria-describedby="f_deed_helptext f_deed_error"' in html
    assert 'id="f_deed_helptext"' in html
    assert 'id="f_deed_error"' in html


def test_radio_cards_stand_in_a_named_fieldset():
    html = str(Words(auto_id="f_%s")["level"].as_field_group())
    assert re.search(r'<fieldset class="field field--radioselect">\s*<legend[^>]*>Level<span class="required"', html)
    assert html.count('<label class="choice"') == 2
    assert 'id="f_level"' in html


def test_summary_of_errors_links_to_each_field():
    html = draw('{% include "components/_form_body.html" with form=form only %}', form=Words({}, auto_id="f_%s"))
    assert 'role="alert"' in html
    assert '<a href="#f_deed">' in html
    assert '<a href="#f_level">' in html


def test_form_without_errors_has_no_summary():
    html = draw(
        '{% include "components/_form_errors.html" with form=form only %}', form=Words({"deed": "x", "level": "a"})
    )
    assert html.strip() == ""


def test_widget_takes_more_attributes_and_keeps_its_own():
    html = draw('{% widget field data_sum_group="common" inputmode="decimal" %}', field=Words({})["deed"])
    assert 'data-sum-group="common"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_deed_helptext id_deed_error"' in html


# ── pieces ──


def test_unknown_state_is_neutral_and_text_is_escaped():
    html = draw('{% include "components/_state.html" with code="NEW" label=label only %}', label="<b>")
    assert "badge--draft" in html
    assert "&lt;b&gt;" in html


def test_big_numbers_stay_numbers_in_attributes():
    html = draw('{% include "components/_progress.html" with label="x" done=1200 total=1500 only %}')
    assert 'max="1500" value="1200"' in html


def test_chart_is_drawn_with_attributes_only():
    rows = [{"code": "HTTNV", "label": "Good", "count": 33, "percent": "100 %", "x": 0, "width": 1000}]
    html = draw(
        '{% include "components/_chart_levels.html" with title="t" description="d" rows=rows only %}', rows=rows
    )
    assert f'width="1000" height="64" fill="{ui.level_fill("HTTNV")}"' in html
    assert "style=" not in html
    assert "<title>t</title>" in html


def test_pagination_keeps_the_filters():
    page = Paginator(range(30), 10).page(2)
    html = render_to_string("components/_pagination.html", {"page_obj": page}, a_request("/?q=an&page=2"))
    assert 'href="?q=an&amp;page=1"' in html
    assert 'href="?q=an&amp;page=3"' in html


@pytest.mark.parametrize("name", ["400.html", "403_csrf.html", "500.html"])
def test_bare_pages_need_no_context(name):
    html = render_to_string(name)
    assert html.count("<h1>") == 1
    assert '<html lang="vi">' in html


@pytest.mark.parametrize("name", ["404.html", "403.html", "429.html", "account/paused.html"])
def test_answers_say_one_thing(name):
    html = render_to_string(name, {"messages": [], "exception": "", "minutes": 2, "is_code": False}, a_request())
    assert html.count("<h1>") == 1
    assert 'lang="vi"' in html


def test_style_guide_shows_every_component():
    page = Paginator(range(30), 10).page(2)
    html = render_to_string("styleguide.html", {"sample_page": page, "messages": []}, a_request())
    assert html.count("<h1>") == 1
    drawn = "".join(path.read_text() for path in TEMPLATES if "styleguide" in str(path))
    unshown = {path.name for path in TEMPLATES if path.parent.name == "components" and path.name not in drawn}
    assert unshown <= {"_mark.html", "_filter_bar.html", "_form_errors.html"}


def test_style_guide_lists_every_component():
    listed = (settings.BASE_DIR / "templates" / "styleguide.html").read_text()
    names = {path.stem for path in TEMPLATES if path.parent.name == "components"} - {"_mark"}
    assert {name for name in names if name not in listed} == set()


@pytest.mark.parametrize(("today", "said"), [(DAY, "Hạn đến ngày"), (DAY + datetime.timedelta(1), "Đã quá hạn ngày")])
def test_an_urgent_card_is_overdue_only_once_its_day_has_passed(today, said):
    more = {"note": "", "is_single": True, "done": None, "total": None}
    card = {"title": "Báo cáo", "count": 1, "url": "/", "action": "Viết", "due": DAY, "is_late": True, "today": today}
    shown = render_to_string("components/_work_card.html", card | more)
    assert f"{said} 30/06/2026" in " ".join(shown.split()) and "work__due--late" in shown
