"""The member's rating as an employee."""

from django import forms
from django.utils.translation import gettext_lazy as _

from emulation.fields import CleanCharField, DayField

from ..models import Assessment, LevelChoice


class EmployeeRatingForm(forms.Form):
    """Level, day and issuer; all empty takes the rating back."""

    level = forms.ChoiceField(
        label=_("Level as an employee"), choices=[("", _("none recorded")), *LevelChoice.choices], required=False
    )
    rated_on = DayField(label=_("Rated on"), required=False)
    issuer = CleanCharField(label=_("Rated by"), max_length=160, required=False)


def rating_of(assessment: Assessment) -> dict[str, object]:
    """Return what is recorded, as the form begins."""
    return {
        "level": assessment.employee_level,
        "rated_on": assessment.employee_rated_on,
        "issuer": assessment.employee_issuer,
    }
