"""How documents are set and worded, as a form: the unit's sizes and words, and who signs and gets each type."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from emulation.fields import CleanCharField, CleanTextField

from .models import PaperLayout, ToneStyle
from .rules import LIMITS

HELP: Final = {
    "place": _("Empty: the name of the place, as in the committee's name."),
    "upper_body": _("Empty: the organisation above, in capitals. What you write is printed as it is."),
    "issuing_body": _("Empty: the name of the unit, in capitals."),
    "abbreviation": _("Empty: CB for a cell, ĐU for a committee. The numbering of the term goes on."),
    "on_behalf": _("Begins with T/M, for example T/M BAN THƯỜNG VỤ. Never K/T."),
    "post": _("For example BÍ THƯ or PHÓ BÍ THƯ."),
    "signer": _("Empty: the secretary or leader, where there is exactly one."),
    "recipients": _("One a line; the file copy last. Empty: the usual ones."),
}
LISTS: Final = {
    "on_behalf": ("T/M CHI BỘ", "T/M CHI ỦY", "T/M ĐẢNG ỦY", "T/M BAN THƯỜNG VỤ"),
    "post": ("BÍ THƯ", "PHÓ BÍ THƯ"),
}
TYPES: Final = {
    "BC": _("Reports (BC)"),
    "QĐ": _("Decisions (QĐ)"),
    "TB": _("Notices (TB)"),
    "BB": _("Minutes (BB)"),
}


class LinesField(CleanTextField):
    """One thing a line."""

    def __init__(self, **kwargs) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), max_length=4000, required=False, **kwargs)

    def clean(self, value: Any) -> list[str]:
        return [line for line in super().clean(value).split("\n") if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value


def _text(name: str) -> CleanCharField:
    field = PaperLayout._meta.get_field(name)
    widget = forms.TextInput(attrs={"list": f"{name}-choices", "autocomplete": "off"}) if name in LISTS else None
    label = str(field.verbose_name)
    return CleanCharField(
        label=label[:1].upper() + label[1:],
        max_length=field.max_length,
        required=False,
        widget=widget,
        help_text=HELP[name],
    )


class WordingForm(forms.Form):
    """Who signs documents of one type and who gets them; what is empty is as for all."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in ("on_behalf", "post", "signer"):
            self.fields[name] = _text(name)
            self.fields[name].help_text = ""
        self.fields["recipients"] = LinesField(label=_("Recipients"))


class LayoutForm(forms.Form):
    """Sizes in mm and pt, spelling, and the words of the unit's own documents."""

    sizes = ("margin_top", "margin_bottom", "margin_left", "margin_right")
    words = ("place", "upper_body", "issuing_body", "abbreviation", "on_behalf", "post", "signer")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, (low, high) in LIMITS.items():
            self.fields[name] = forms.IntegerField(
                label=_capital(name),
                min_value=low,
                max_value=high,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )
        self.fields["has_page_number"] = forms.BooleanField(label=_capital("has_page_number"), required=False)
        self.fields["tone_style"] = forms.ChoiceField(label=_capital("tone_style"), choices=ToneStyle.choices)
        for name in self.words:
            self.fields[name] = _text(name)
        self.fields["recipients"] = LinesField(label=_("Recipients"), help_text=HELP["recipients"])

    @property
    def margins(self) -> list[forms.BoundField]:
        return [self[name] for name in LIMITS if name.startswith("margin")]

    @property
    def type_sizes(self) -> list[forms.BoundField]:
        """Return sizes of letters and lines, and the number of the page."""
        return [self[name] for name in LIMITS if not name.startswith("margin")] + [self["has_page_number"]]

    @property
    def head(self) -> list[forms.BoundField]:
        return [self[name] for name in ("tone_style", *self.words[:4])]

    @property
    def foot(self) -> list[forms.BoundField]:
        return [self[name] for name in (*self.words[4:], "recipients")]


def _capital(name: str) -> str:
    words = str(PaperLayout._meta.get_field(name).verbose_name)
    return words[:1].upper() + words[1:]
