"""Form 01 of the cell: texts, counts of tasks and faults, points by criterion, the level with its explanation."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from emulation.fields import CleanTextField

from ..content import CELL_COUNTS
from ..models import FiveTargets, LevelChoice
from ..selectors.ratings import RatingSheet
from .criteria import CriteriaForm

LEVELS = [(choice.value, choice.label) for choice in LevelChoice]
TASKS, FAULTS = CELL_COUNTS[:5], CELL_COUNTS[5:]


class RatingForm(CriteriaForm):
    """The whole form; which texts and criteria there are depends on the sheet."""

    def __init__(self, *args, sheet: RatingSheet, **kwargs) -> None:
        super().__init__(*args, sheet=sheet, **kwargs)
        rating = sheet.rating
        self.initial["version"] = rating.version
        for name in CELL_COUNTS:
            self._add_count(name)
        targets = forms.ChoiceField(label=_("Five basic targets"), choices=FiveTargets.choices, required=False)
        self._add("five_targets", targets, rating.five_targets)
        level = forms.ChoiceField(
            label=_("Level the cell proposes for itself"), choices=LEVELS, required=False, widget=forms.RadioSelect
        )
        self._add("level", level, rating.level)
        self._add_explanation()

    def _add_count(self, name: str) -> None:
        label = self.sheet.rating._meta.get_field(name).verbose_name
        box = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        value = getattr(self.sheet.rating, name)
        field = forms.CharField(label=capfirst(label), required=False, max_length=6, widget=box)
        self._add(name, field, str(value) if value or self.sheet.rating.pk else "")

    def _add_explanation(self) -> None:
        hint = _("Needed where the level differs from what follows from the regulation, or is left to people.")
        area = forms.Textarea(attrs={"rows": 3})
        field = CleanTextField(label=_("Explanation"), help_text=hint, required=False, widget=area)
        self._add("explanation", field, self.sheet.rating.explanation)

    @property
    def task_fields(self) -> list[BoundField]:
        return [self[name] for name in TASKS]

    @property
    def fault_fields(self) -> list[BoundField]:
        return [self[name] for name in FAULTS]

    def content(self) -> dict[str, object]:
        """What save_rating takes."""
        values = self.cleaned_data
        return {
            "version": values["version"],
            "sections": self.by_code("section_"),
            "points": self.by_code("points_"),
            "facts": {name: values[name] for name in (*CELL_COUNTS, "five_targets")},
            "level": values["level"],
            "explanation": values["explanation"],
        }

    def refuse(self, refusal: ValidationError) -> None:
        """Put the service's refusal beside the fields it is about."""
        if not hasattr(refusal, "error_dict"):
            return self.add_error(None, refusal)
        for name, problems in refusal.error_dict.items():
            self.add_error(name if name in self.fields else None, problems)
