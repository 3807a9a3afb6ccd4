"""The table of criteria of one subject type: two formsets, common criteria and results; and a workbook to read."""

from decimal import Decimal, InvalidOperation

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet
from django.utils.translation import gettext_lazy as _

from emulation.fields import CleanCharField
from emulation.uploads import TOO_LARGE
from emulation.web import errors_of

from ..explain import number
from ..models import CriterionGroup, RuleSet, ScoringMode
from ..ruleset_criteria import MOST_LINES, CriterionLine, line_of

MORE_ROWS = 2  # blank rows under those there are, for browsers without scripts
MODES = [  # in few words, for a column of a table
    (ScoringMode.FREE.value, _("Any points")),
    (ScoringMode.GRADED.value, "100/70/50/0 %"),
    (ScoringMode.ALL_OR_NOTHING.value, _("All or nothing")),
]
LONGEST_NUMBER = 20  # characters; more are a mistake that the check of the maximum names
NOT_A_NUMBER = _("Type a number of points, for example 1,5.")


class PointsField(forms.Field):
    """Points with a comma or a dot, exactly; None when empty."""

    def to_python(self, value) -> Decimal | None:
        text = str(value or "").strip().replace(",", ".")
        if not text:
            return None
        try:
            return Decimal(text[:LONGEST_NUMBER])
        except InvalidOperation as refused:
            raise ValidationError(NOT_A_NUMBER, "invalid") from refused

    def prepare_value(self, value):
        return number(value) if isinstance(value, Decimal) else value


class CriterionForm(forms.Form):
    """One criterion; a line whose code and text are both empty is left out."""

    code = CleanCharField(label=_("Code"), required=False)
    heading = CleanCharField(label=_("Heading"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    label = CleanCharField(label=_("Criterion"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    maximum = PointsField(label=_("At most"), required=False)
    mode = forms.ChoiceField(label=_("Way of scoring"), choices=MODES, required=False)
    is_pledge = forms.BooleanField(label=_("Pledge"), required=False)

    def line(self, group: str) -> CriterionLine | None:
        """The criterion as typed, None for a blank line or one to leave out."""
        values = self.cleaned_data
        if values.get("DELETE") or not (values.get("code") or values.get("label")):
            return None
        return CriterionLine.of({**values, "group": group})


class CriteriaFormSet(BaseFormSet):
    """The criteria of one group in the order typed."""

    def kept(self, group: str) -> list[tuple[CriterionForm, CriterionLine]]:
        """The lines to save, each with its form; a line without a place comes last."""
        found = [(form, form.line(group)) for form in sorted(self.forms, key=_place)]
        return [(form, line) for form, line in found if line]


def _place(form: CriterionForm) -> int:
    order = form.cleaned_data.get("ORDER")
    return 10_000 if order is None else order


Criteria = forms.formset_factory(
    CriterionForm,
    formset=CriteriaFormSet,
    can_order=True,
    can_delete=True,
    extra=MORE_ROWS,
    max_num=MOST_LINES,
    validate_max=True,
)


class CriteriaForm(forms.Form):
    """The whole table: the version, and a formset for each of the two groups."""

    version = forms.IntegerField(widget=forms.HiddenInput, localize=False)

    def __init__(self, data=None, *, rule_set: RuleSet, subject: str) -> None:
        super().__init__(data, initial={"version": rule_set.version})
        self.subject = subject
        leaves = rule_set.criteria_by_subject.get(subject, ())
        self.groups = {
            group: Criteria(data, prefix=group.lower(), initial=_typed(leaves, group))
            for group in CriterionGroup.values
        }

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(formset.is_valid() for formset in self.groups.values())])

    def lines(self) -> list[CriterionLine]:
        """The criteria in their order, the common ones first."""
        return [line for _form, line in self._kept()]

    def _kept(self) -> list[tuple[CriterionForm, CriterionLine]]:
        return [pair for group, formset in self.groups.items() for pair in formset.kept(group)]

    def refuse(self, refused: ValidationError) -> None:
        """Show the service's refusal at the fields of the lines, `SUBJECT.line.field`; else above the table."""
        kept = self._kept()
        for place, errors in errors_of(refused).items():
            parts = (place or "").split(".")
            if len(parts) == 3:
                form, name = kept[int(parts[1])][0], parts[2]
                form.add_error(name if name in form.fields else None, [error.params["fault"] for error in errors])
            else:
                self.add_error(None, errors)


def _typed(leaves, group: str) -> list[dict]:
    return [
        {name: getattr(line_of(leaf), name) for name in CriterionForm.base_fields}
        for leaf in leaves
        if leaf.group == group
    ]


class CriteriaFileForm(forms.Form):
    """A workbook with criteria."""

    file = forms.FileField(label=_("Table of criteria"), help_text=_("Excel (.xlsx, .xls) or OpenDocument (.ods)."))
    version = forms.IntegerField(widget=forms.HiddenInput, localize=False)

    def clean_file(self):
        """Refuse what is too large before reading it."""
        upload = self.cleaned_data["file"]
        if upload.size > settings.UPLOAD_MAX_BYTES:
            raise ValidationError(TOO_LARGE, "too_large")
        return upload
