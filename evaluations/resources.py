"""Columns imported and exported through django-import-export: decisions taken over from paper, criteria."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import Widget

from emulation.resources import as_read
from emulation.text import clean, search_text

from .explain import number
from .models import Criterion, CriterionGroup, Decision, RuleSet, ScoringMode
from .rules.levels import Subject

DECISION_FIELDS = ("assessment", "level", "number", "signed_on", "reason")


class DecisionResource(ModelResource):
    """Decisions as read from a list, all of them new: what would change a stored one was rejected before."""

    assessment = as_read("assessment")
    level = as_read("level")
    number = as_read("number")
    signed_on = as_read("signed_on")
    reason = as_read("reason")

    class Meta:
        model = Decision
        fields = DECISION_FIELDS
        force_init_instance = True
        use_bulk = True
        batch_size = 1000
        use_transactions = False  # the service's transaction holds the whole list
        skip_diff = True

    def __init__(self, rule_set: RuleSet, by: Any) -> None:
        super().__init__()
        self.rule_set, self.by, self.at = rule_set, by, timezone.now()

    def before_save_instance(self, instance: Decision, row: Mapping[str, Any], **kwargs: object) -> None:
        """Set what every decision of the list shares."""
        instance.rule_set, instance.by_id, instance.at = self.rule_set, self.by.pk, self.at


# The words of the file, first the one written; they are those of the forms and the appendices, in no other language.
FORMS: Final = {
    Subject.LEADER: ("2A", "leader", "lanh dao", "phu luc 3", "pl 3"),
    Subject.NONLEAD: ("2B", "nonlead", "khong giu chuc vu", "phu luc 4", "pl 4"),
    Subject.OUTSIDE: ("2C", "outside", "phu luc 5", "pl 5"),
    Subject.COLLECTIVE: ("01", "1", "collective", "tap the", "phu luc 1", "pl 1"),
}
GROUPS: Final = {
    CriterionGroup.COMMON: ("30", "common", "chung", "tieu chi chung", "i"),
    CriterionGroup.RESULTS: ("70", "results", "ket qua", "ii"),
}
MODES: Final = {
    ScoringMode.FREE: ("Tự do", "free", ""),
    ScoringMode.GRADED: ("100/70/50", "graded", "theo muc"),
    ScoringMode.ALL_OR_NOTHING: ("Có hoặc không", "all_or_nothing", "dat hoac khong"),
}
PLEDGE: Final = {True: ("x", "co", "true", "1"), False: ("", "khong", "false", "0")}
UNKNOWN_WORD = _("“%(text)s” is not one of: %(words)s.")
NO_NUMBER = _("“%(text)s” is not a number of points.")


class Words(Widget):
    """One of a few words, written one way and read in several."""

    def __init__(self, words: dict[Any, tuple[str, ...]]) -> None:
        self.words = words

    def clean(self, value, row=None, **kwargs):
        """Return what the word stands for."""
        text = _plain(value)
        for meaning, words in self.words.items():
            if search_text(text) in {search_text(word) for word in words}:
                return getattr(meaning, "value", meaning)
        known = ", ".join(words[0] or "–" for words in self.words.values())
        raise ValueError(UNKNOWN_WORD % {"text": text, "words": known})

    def render(self, value, obj=None, **kwargs) -> str:
        return self.words[value][0]


class Text(Widget):
    """Text in NFC with single spaces; a code that the program of the office took for a number is a text again."""

    def clean(self, value, row=None, **kwargs) -> str:
        return clean(_plain(value))

    def render(self, value, obj=None, **kwargs) -> str:
        return str(value or "")


class Points(Widget):
    """Exact points with a comma or a dot; None in an empty cell."""

    def clean(self, value, row=None, **kwargs) -> Decimal | None:
        text = _plain(value).replace(",", ".")
        try:
            return Decimal(text) if text else None
        except InvalidOperation as refused:
            raise ValueError(NO_NUMBER % {"text": text}) from refused

    def render(self, value, obj=None, **kwargs) -> str:
        return "" if value is None else number(value)


def _plain(value: object) -> str:
    """Return a cell as its text: whole numbers without the fraction that spreadsheets give them."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


class CriterionResource(ModelResource):
    """A criterion a row. It reads and writes rows; saving is the service's."""

    subject_type = Field("subject_type", "Mẫu", Words(FORMS))
    group = Field("group", "Nhóm điểm", Words(GROUPS))
    heading = Field("heading", "Mục", Text())
    code = Field("code", "Mã", Text())
    label = Field("label", "Tiêu chí", Text())
    maximum = Field("maximum", "Điểm tối đa", Points())
    mode = Field("mode", "Cách chấm", Words(MODES))
    is_pledge = Field("is_pledge", "Điểm cam kết", Words(PLEDGE))

    class Meta:
        model = Criterion
        fields = ("subject_type", "group", "heading", "code", "label", "maximum", "mode", "is_pledge")
        export_order = import_order = fields
        import_id_fields = ("subject_type", "code")

    @property
    def headings(self) -> list[str]:
        """The heads of the columns, as they are written."""
        return [self.fields[name].column_name for name in self._meta.fields]

    def read(self, row: dict[str, Any]) -> tuple[dict[str, Any], list[tuple[str, str | Promise]]]:
        """Return the values of a row by field, and what cannot be read as (heading, sentence)."""
        values, faults = {}, []
        for name in self._meta.fields:
            field = self.fields[name]
            try:
                values[name] = field.clean(row)
            except ValueError as refused:
                faults.append((field.column_name, str(refused)))
        return values, faults

    def rows(self, criteria: Iterable[Criterion]) -> list[list[str]]:
        """Return the criteria as rows of texts."""
        return [list(row) for row in self.export(criteria)]
