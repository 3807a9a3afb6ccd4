"""Web input of the organisation's pages: parsing and field errors, nothing saved here."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .fields import CleanCharField, CleanTextField, DayField
from .models import (
    Account,
    CellType,
    CheckIns,
    Circumstance,
    KeyScope,
    RequestKind,
    Role,
    Sex,
    Stay,
    SubjectType,
    UnitKind,
)
from .rooms import rooms
from .text import clean, search_text, sort_key
from .uploads import TOO_LARGE
from .verbs import LABELS, VerbKind

LASTS = [(30, _("30 days")), (90, _("90 days")), (365, _("One year"))]


class SearchForm(forms.Form):
    """The search of a list; the words are compared without diacritics."""

    q = CleanCharField(label=_("Search"), required=False)

    @property
    def words(self) -> str:
        """Return what was asked for as search text, empty when nothing was."""
        return search_text(self.cleaned_data["q"]) if self.is_valid() else ""


class RecordFilter(forms.Form):
    """Which acts of a journal: what kind, between which days."""

    act = forms.ChoiceField(label=pgettext_lazy("journal", "Act"), required=False)
    first = DayField(label=_("From"), required=False)
    last = DayField(label=_("To"), required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        verbs = sorted(((verb, str(label)) for verb, label in LABELS.items()), key=lambda pair: sort_key(pair[1]))
        every = ("", pgettext_lazy("journal", "Every act"))
        self.fields["act"].choices = [every, (_("By kind"), VerbKind.choices), (_("One by one"), verbs)]

    @property
    def asked(self) -> dict:
        """Return what was asked for, without what cannot be understood."""
        return self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})


class JournalFilter(RecordFilter):
    """Which acts of a unit's journal, also by person: whoever acted, or whom it concerns."""

    who = CleanCharField(label=_("Person"), required=False, max_length=120)
    field_order = ["who", "act", "first", "last"]


class DataRequestForm(forms.Form):
    """What a member asks about the own data."""

    kind = forms.ChoiceField(label=_("What is asked"), choices=RequestKind.choices)
    about = CleanCharField(
        label=_("Which data"), max_length=120, help_text=_("Such as: date of birth, day of admission, a post.")
    )
    wrong = CleanCharField(label=_("What stands there now"), required=False, max_length=500)
    right = CleanCharField(
        label=_("What it should be"), required=False, max_length=500, help_text=_("Needed for a correction.")
    )
    evidence = CleanTextField(
        label=_("What shows it"),
        required=False,
        max_length=4000,
        help_text=_("Document, number, date; where it can be seen. For other requests: what you ask for and why."),
    )


class AnswerForm(forms.Form):
    """The answer to a request, as the member reads it."""

    answer = CleanTextField(label=_("Answer to the member"), max_length=4000)


class ExtensionForm(forms.Form):
    """Why an answer takes longer."""

    reason = CleanCharField(label=_("Why it takes longer"), max_length=500)


class UnitForm(forms.Form):
    """A unit's name, code and type."""

    name = CleanCharField(label=_("Name"), max_length=200)
    code = CleanCharField(label=_("Code"), max_length=40)
    cell_type = forms.ChoiceField(
        label=_("Type of cell"), choices=[("", _("Not a cell")), *CellType.choices], required=False
    )


class NewUnitForm(UnitForm):
    """A unit to add under another."""

    kind = forms.ChoiceField(label=_("Kind"), choices=UnitKind.choices, initial=UnitKind.CELL)
    on = DayField(label=_("Founded on"))


class LastDayForm(forms.Form):
    """The last day something holds."""

    last_day = DayField(label=_("Last day"))


class AccountForm(forms.Form):
    """A new account with its first role at the unit."""

    username = CleanCharField(label=_("User name"), max_length=60)
    display_name = CleanCharField(label=_("Display name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), required=False)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    card_number = CleanCharField(
        label=_("Member card number"),
        required=False,
        max_length=12,
        help_text=_("Fill in when the account is a member's own; leave empty otherwise."),
    )


class OfficeForm(forms.Form):
    """Which office account signs in as an account of ours."""

    subject = CleanCharField(
        label=_("Name or number at the office"),
        required=False,
        max_length=191,
        help_text=_("As the office's sign-in calls the person, letter by letter. Leave empty to unlink."),
    )


class RenewForm(forms.Form):
    """When the list was read from which slips are printed anew: what was drawn later stays."""

    drawn_before = forms.DateTimeField(widget=forms.HiddenInput)


class KeyForm(forms.Form):
    """A key to the API for one's own account."""

    name = CleanCharField(label=_("What it is for"), max_length=60, help_text=_("Such as: figures for the province."))
    scope = forms.ChoiceField(
        label=_("How far it opens"), choices=KeyScope.choices, initial=KeyScope.READ, widget=forms.RadioSelect
    )
    room = forms.ChoiceField(label=_("Part it opens"), required=False)
    days = forms.TypedChoiceField(label=_("How long it lasts"), coerce=int, choices=LASTS, initial=365)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room"].choices = [("", _("Everything I may see and do")), *rooms()]


class RoleForm(forms.Form):
    """A role at the unit for an existing account, found by its user name."""

    account = CleanCharField(label=_("User name"), max_length=60)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    on = DayField(label=_("From"))

    def clean_account(self) -> Account:
        """Return the account of the name typed."""
        account = Account.objects.filter(username=self.cleaned_data["account"].lower()).first()
        if account is None:
            raise ValidationError(_("There is no account with this user name. Create the account first."), "no_account")
        return account


class DelegationForm(forms.Form):
    """To whom a role is delegated, and for which days."""

    account = CleanCharField(
        label=_("User name"), max_length=60, help_text=_("Of somebody who has a role in your committee or its cells.")
    )
    first_day = DayField(label=_("From"))
    last_day = DayField(label=_("Until"))

    clean_account = RoleForm.clean_account


class MemberForm(forms.Form):
    """A member's data and membership."""

    full_name = CleanCharField(label=_("Full name"), max_length=120)
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices)
    born_on = DayField(label=_("Date of birth"), required=False)
    born_year = forms.IntegerField(
        label=_("Year of birth"),
        required=False,
        min_value=1900,
        max_value=2100,
        localize=False,
        help_text=_("When only the year is known."),
    )
    ethnicity = CleanCharField(label=_("Ethnicity"), required=False, max_length=40)
    joined_on = DayField(label=_("Admitted on"), required=False)
    official_on = DayField(label=_("Made official on"), required=False)
    card_number = CleanCharField(label=_("Member card number"), required=False, max_length=12)
    work_unit = CleanCharField(label=_("Work unit"), required=False, max_length=200)
    subject_type = forms.ChoiceField(label=_("Subject type"), choices=SubjectType.choices)
    stay = forms.ChoiceField(label=_("Stay"), choices=Stay.choices)

    def clean(self) -> dict:
        """Take the year from the date of birth; one of the two is needed."""
        values = super().clean()
        if values.get("born_on"):
            values["born_year"] = values["born_on"].year
        elif not values.get("born_year"):
            self.add_error("born_on", _("Type the date of birth, or at least the year."))
        return values


class SubjectTypeForm(forms.Form):
    """The subject type for several members at once."""

    subject_type = forms.ChoiceField(
        label=_("Set the subject type of the ticked members to"), choices=SubjectType.choices
    )


class CircumstanceForm(forms.ModelForm):
    """An exemption, suspension, absence or leave with its document."""

    valid_from = DayField(label=_("From"))
    valid_to = DayField(label=_("To"), required=False)
    document_date = DayField(label=_("Decision date"), required=False)

    class Meta:
        model = Circumstance
        fields = ["kind", "valid_from", "valid_to", "document_number", "document_date", "note"]


class YearForm(forms.Form):
    """A year to open."""

    number = forms.IntegerField(label=_("Year"), min_value=2016, max_value=2100, localize=False)
    pledges_due = DayField(label=_("Pledges due"))
    check_ins = forms.ChoiceField(
        label=_("Progress reports"), choices=CheckIns.choices, initial=CheckIns.QUARTER, required=False
    )

    def clean_check_ins(self) -> str:
        """Return each quarter where nothing was chosen."""
        return self.cleaned_data["check_ins"] or CheckIns.QUARTER


class CheckInsForm(forms.Form):
    """How often members report how far their pledges are."""

    check_ins = forms.ChoiceField(label=_("Progress reports"), choices=CheckIns.choices)


class BasisForm(forms.Form):
    """A legal basis to add."""

    kind = CleanCharField(
        label=_("Kind of document"), max_length=40, help_text=_("Such as Regulation, Directive, Guidance.")
    )
    number = CleanCharField(label=_("Number"), max_length=60)
    issued_on = DayField(label=_("Issued on"))
    issuer = CleanCharField(label=_("Issuer"), max_length=160)
    title = CleanCharField(label=_("Subject"), max_length=400)
    valid_from = DayField(
        label=_("In force from"), required=False, help_text=_("Leave empty when it is the day it was issued.")
    )
    valid_to = DayField(label=_("In force to"), required=False, help_text=_("Leave empty while no end is known."))


LIST_FORMATS = _("Excel (.xlsx, .xls), OpenDocument (.ods) or CSV, up to 10 MB.")


class ListForm(forms.Form):
    """A list as an office keeps it."""

    file = forms.FileField(label=_("File"), help_text=LIST_FORMATS)

    def clean_file(self):
        """Refuse what is too large before reading it."""
        upload = self.cleaned_data["file"]
        if upload.size > settings.UPLOAD_MAX_BYTES:
            raise ValidationError(TOO_LARGE, "too_large")
        return upload


class RosterForm(ListForm):
    """A roster as the office keeps it."""

    file = forms.FileField(label=_("Roster file"), help_text=LIST_FORMATS)
    unit_name = CleanCharField(
        label=_("Cell"),
        required=False,
        max_length=200,
        help_text=_("Only when the file names no cell: the cell everybody in it belongs to."),
    )

    def clean_unit_name(self) -> str:
        return clean(self.cleaned_data["unit_name"])


class AttachForm(forms.Form):
    """A file to attach as evidence; what it is and whether it is sound the service finds out."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A PDF, or a photo or scan (JPEG, PNG), up to 10 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        error_messages={"empty": _("The file is empty. Choose it again, or scan it again.")},
    )


class NoticesForm(forms.Form):
    """How the reader wants to be told of notices."""

    by_email = forms.BooleanField(label=_("Send me a summary by e-mail"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
