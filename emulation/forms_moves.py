"""Web input of moves: one form for each way onto a list and off it, and for the reorganisation of cells."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from .fields import CleanCharField, CleanTextField, DayField, RowsField
from .forms import MemberForm
from .models import Departure, Membership, Stay, Unit
from .services.moves import ARRIVALS_FROM_OUTSIDE, GONE

PAPER = _("Decision or letter of introduction")
PAPER_HELP = _("Number and date, such as: 12-GTSHĐ, 01/03/2026.")
PARTS_HELP = _("One cell a line: name, then its code after a semicolon. Such as: Chi bộ Khu phố 1A; CB-1A")


class CellField(forms.ModelChoiceField):
    """A cell shown with its code."""

    def label_from_instance(self, unit: Unit) -> str:
        return f"{unit.name} ({unit.code})"


def paper(label=PAPER, *, required: bool = False) -> CleanCharField:
    """Return the field for the document a move rests on."""
    return CleanCharField(label=label, max_length=120, required=required, help_text=PAPER_HELP)


class PersonForm(MemberForm):
    """The person behind a new membership."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["stay"]

    @property
    def person(self) -> dict:
        """Return what was typed about the person and the place in the cell."""
        own = {name: value for name, value in self.cleaned_data.items() if name in MemberForm.base_fields}
        return own | {"born_year": self.cleaned_data["born_year"]}


class AdmitForm(PersonForm):
    """A newly admitted member."""

    on = DayField(label=_("Admitted on"))
    document = paper(_("Decision on the admission"))
    field_order = ["full_name", "sex", "born_on", "born_year", "on", "document"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in ("joined_on", "official_on", "card_number"):
            del self.fields[name]


class ReceiveForm(PersonForm):
    """Somebody who comes from outside the tree, for good or for a time."""

    arrival = forms.ChoiceField(label=_("How the member comes"), choices=ARRIVALS_FROM_OUTSIDE)
    arrived_from = CleanCharField(label=_("From which cell and committee"), max_length=200)
    on = DayField(label=_("On the list from"))
    last_day = DayField(label=_("To"), required=False, help_text=_("Only for a stay for a time whose end is known."))
    document = paper()
    field_order = ["arrival", "arrived_from", "on", "last_day", "document", "full_name", "sex"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["joined_on"].required = True


class TransferForm(forms.Form):
    """To which cell of the tree a member goes."""

    to = CellField(label=_("To the cell"), queryset=Unit.objects.none())
    on = DayField(label=_("There from"), help_text=_("The first day in the new cell; the day before is the last here."))
    document = paper()

    def __init__(self, *args, cells: QuerySet[Unit], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = cells


class StayForm(TransferForm):
    """To which cell of the tree a member goes for a time."""

    last_day = DayField(label=_("To"), required=False)
    field_order = ["to", "on", "last_day", "document"]


class DepartureForm(forms.Form):
    """How and when a membership ends."""

    departure = forms.ChoiceField(label=_("How it ends"))
    last_day = DayField(label=_("Last day"))
    departed_to = CleanCharField(
        label=_("To which cell and committee"), max_length=200, required=False, help_text=_("For a transfer.")
    )
    document = paper()

    def __init__(self, *args, membership: Membership, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        kinds = (Departure.RETURNED,) if membership.stay == Stay.TEMPORARY else GONE
        self.fields["departure"].choices = [(one.value, one.label) for one in kinds]


class RestoreForm(forms.Form):
    """Where and from when a member is on a list again."""

    unit = CellField(label=_("To the cell"), queryset=Unit.objects.none())
    on = DayField(label=_("On the list from"))
    document = paper(_("Decision on the restoration"), required=True)

    def __init__(self, *args, cells: QuerySet[Unit], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = cells


class OfficialForm(forms.Form):
    """From when a provisional member is official."""

    on = DayField(label=_("Made official on"))
    document = paper(_("Decision on the confirmation"))


class CorrectMoveForm(forms.ModelForm):
    """When and how a membership began and ended, and why the record is corrected."""

    valid_from = DayField(label=_("From"))
    valid_to = DayField(label=_("Last day"), required=False)
    reason = CleanTextField(label=_("Why the record is corrected"), max_length=300)

    class Meta:
        model = Membership
        fields = [
            "valid_from", "arrival", "arrived_from", "arrival_document", "valid_to", "departure", "departed_to",
            "departure_document",
        ]  # fmt: skip

    def _post_clean(self) -> None:
        """Leave the row to the service."""

    @property
    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class UndoForm(forms.Form):
    """Why the last thing recorded is taken back."""

    reason = CleanTextField(label=_("Why it is taken back"), max_length=300)


class DecidedForm(forms.Form):
    """What every reorganisation has: its day, its decision, and proof of what was looked at."""

    on = DayField(label=_("From"), help_text=_("The first day of the new order."))
    document = CleanCharField(label=_("Decision of the committee"), max_length=120, help_text=PAPER_HELP)
    fingerprint = forms.CharField(widget=forms.HiddenInput, required=False)


class MergeForm(DecidedForm):
    """Which cells become one."""

    cells = RowsField(label=_("Cells to merge"), queryset=Unit.objects.none())
    into = CellField(
        label=_("Into"), queryset=Unit.objects.none(), required=False, empty_label=_("A new cell, named below")
    )
    name = CleanCharField(label=_("Name of the new cell"), max_length=200, required=False)
    code = CleanCharField(label=_("Code of the new cell"), max_length=40, required=False)
    field_order = ["cells", "into", "name", "code", "on", "document"]

    def __init__(self, *args, cells: QuerySet[Unit], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cells"].queryset = self.fields["into"].queryset = cells

    def clean(self) -> dict:
        """Take the cells as a list."""
        values = super().clean()
        return values | {"cells": list(values.get("cells") or [])}


class SplitForm(DecidedForm):
    """Into which cells one is split; who goes where follows on the next page."""

    parts = CleanTextField(label=_("The new cells"), max_length=2000, help_text=PARTS_HELP)
    field_order = ["parts", "on", "document"]

    def clean_parts(self) -> list[tuple[str, str]]:
        """Return name and code of each."""
        lines = [line for line in self.cleaned_data["parts"].splitlines() if line.strip()]
        found = [tuple(part.strip() for part in line.rpartition(";")[::2]) for line in lines]
        if len(found) < 2 or not all(name and code for name, code in found):
            raise ValidationError(_("Give two cells or more, one a line, each with its code after a semicolon."))
        return found


class MoveCellForm(DecidedForm):
    """Under which committee a cell goes on."""

    to = CellField(label=_("Under the committee"), queryset=Unit.objects.none())
    code = CleanCharField(label=_("Code of the cell there"), max_length=40)
    field_order = ["to", "code", "on", "document"]

    def __init__(self, *args, committees: QuerySet[Unit], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = committees
