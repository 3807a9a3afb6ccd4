"""Small tags of the design system: icons, tones of states, colours of levels, attributes of widgets."""

import json
from decimal import Decimal

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ..text import figure

register = template.Library()

# Colour is never the only sign: every tone has an icon of its own.
STATE_TONES = {
    "DRAFT": ("draft", "circle"),
    "RETURNED": ("warn", "return"),
    "SUBMITTED": ("info", "send"),
    "PROPOSED": ("info", "review"),
    "VERIFIED": ("info", "check-double"),
    "CONFIRMED": ("good", "check"),
    "AGREED": ("good", "check"),
    "DECIDED": ("good", "seal"),
    "PUBLISHED": ("good", "seal"),
    "GRANTED": ("good", "star"),
    "RECEIVED": ("info", "send"),
    "HANDLING": ("info", "pencil"),
    "DONE": ("good", "check"),
    "REFUSED": ("bad", "cross"),
    "FILED": ("info", "send"),
    "TAKEN": ("info", "pencil"),
    "UPHELD": ("good", "check"),
    "CHANGED": ("warn", "return"),
    "WITHDRAWN": ("draft", "cross"),
    "KEPT": ("good", "check"),
    "PARTLY": ("warn", "circle"),
    "NOT_KEPT": ("bad", "cross"),
    "NOTHING": ("good", "check"),
    "REMINDER": ("warn", "info"),
    "CORRECT": ("warn", "pencil"),
    "ON_TRACK": ("good", "check"),
    "AT_RISK": ("warn", "warn"),
    "OFF": ("bad", "cross"),
    "BACK": ("warn", "return"),
    "MISSING": ("bad", "circle"),
    "DUE": ("info", "clock"),
    "REGISTERED": ("info", "send"),
    "RUNNING": ("info", "clock"),
    "ENDED": ("good", "seal"),
    "TOWARD": ("good", "check"),
    "AWAY": ("bad", "warn"),
    "BEATEN": ("good", "star"),
    "MET": ("good", "check"),
    "MISSED": ("warn", "circle"),
}
LEVEL_ICONS = {"HTXSNV": "star", "HTTNV": "check-double", "HTNV": "check", "KHTNV": "cross"}
# The same four colours on the screen, in charts and on paper; the second is the ink that can be read on it.
LEVEL_FILLS = {
    "HTXSNV": ("#8a111b", "#ffffff"),
    "HTTNV": ("#e0b04a", "#241a15"),
    "HTNV": ("#8fa3b0", "#241a15"),
    "KHTNV": ("#4a4441", "#ffffff"),
}
# Bars of a chart: by the tone of their state, gold where there is none.
BAR_FILLS = {"good": "#1d6137", "info": "#1d4c74", "warn": "#b07d1a", "bad": "#a31621"}
NOTICE_ICONS = {"good": "check", "success": "check", "warn": "warn", "warning": "warn", "bad": "warn", "error": "warn"}


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return a decorative icon of the sprite; the words beside it carry the meaning."""
    address = static("emulation/icons.svg")
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>', address, name
    )


@register.filter
def state_tone(code: str) -> str:
    """Return the colour family of a state's code; an unknown code is neutral."""
    return STATE_TONES.get(str(code), ("draft", "circle"))[0]


@register.filter
def state_icon(code: str) -> str:
    """Return the icon of a state's code; an unknown code gets the open circle."""
    return STATE_TONES.get(str(code), ("draft", "circle"))[1]


@register.filter
def as_figure(value: Decimal | None) -> str:
    """Return a number as it is written in Vietnamese; empty for none."""
    return figure(value)


@register.filter
def level_icon(code: str) -> str:
    """Return the icon of a level's code; no level yet is a dot."""
    return LEVEL_ICONS.get(str(code), "dot")


@register.filter
def level_fill(code: str) -> str:
    """Return the fill of a level in charts, as a colour."""
    return LEVEL_FILLS.get(str(code), ("#d9cdbd", "#241a15"))[0]


@register.filter
def level_ink(code: str) -> str:
    """Return the colour of text that stands on the fill of a level."""
    return LEVEL_FILLS.get(str(code), ("#d9cdbd", "#241a15"))[1]


@register.filter
def bar_fill(code: str) -> str:
    """Return the fill of a chart's bar: a level's, else that of the state's tone."""
    return LEVEL_FILLS[code][0] if code in LEVEL_FILLS else BAR_FILLS.get(state_tone(code), "#c79a3a")


@register.filter
def notice_icon(tone: str) -> str:
    """Return the icon of a notice's tone or of a message's level."""
    return NOTICE_ICONS.get(str(tone), "info")


@register.simple_tag
def widget(field: BoundField, **attributes: object) -> SafeString:
    """Render a field's widget with more attributes: `data_sum_group` becomes `data-sum-group`."""
    return field.as_widget(attrs={name.replace("_", "-"): str(value) for name, value in attributes.items()})


@register.filter
def as_json(value: object) -> str:
    """Return the value as JSON for an attribute that a script reads; the template escapes it."""
    return json.dumps(value, cls=DjangoJSONEncoder)


@register.filter
def in_fours(code: str) -> str:
    """Return a long code in groups of four, as it is read aloud and typed."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))
