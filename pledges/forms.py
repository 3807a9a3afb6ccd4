"""Web input of pledges: items as rows, results, filters; nothing is saved here."""

import dataclasses
import datetime
from collections.abc import Sequence

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emulation.fields import CleanCharField, CleanTextField, DayField, FigureField
from emulation.forms import AttachForm
from emulation.text import search_text

from .items import MOST_ITEMS
from .models import Confidence, Group, Kind, Measure, Outcome, PledgeItem, PledgeTemplate
from .rules import IN_NUMBERS, ItemDraft
from .selectors import ItemProposal
from .services import Line, Result

SHORT = {"rows": 2, "class": "short-text"}
LEAST_ROWS = 3
SAY_WHY = _("The figures say “%(proposed)s”. Say why it is otherwise.")
ITEM_FIELDS = tuple(field.name for field in dataclasses.fields(ItemDraft))
FIRST_GROUPS = (Group.THOUGHT, Group.MORALITY, Group.STYLE)
STATE_CHOICES = [
    ("", _("All")),
    ("none", _("No pledge yet")),
    ("open", _("Being written")),
    ("submitted", _("Awaiting confirmation")),
    ("confirmed", _("Confirmed")),
]


class ItemForm(forms.Form):
    """One item, saved as typed: what is still missing is asked for only when the pledge is submitted."""

    group = forms.ChoiceField(label=_("Group"), choices=Group.choices, required=False)
    deed = CleanCharField(
        label=_("Concrete deed"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    measure = CleanCharField(label=_("Measure"), max_length=300, required=False, widget=forms.Textarea(attrs=SHORT))
    method = CleanCharField(label=_("How"), max_length=500, required=False, widget=forms.Textarea(attrs=SHORT))
    due_on = DayField(label=_("By when"), required=False)
    measure_kind = forms.ChoiceField(label=_("Measured in"), choices=Measure.choices, required=False)
    baseline = FigureField(label=_("At the beginning"), required=False)
    target = FigureField(label=_("To be reached"), required=False)
    counted_in = CleanCharField(label=_("Counted in (meetings, files …)"), max_length=40, required=False)
    shown_by = CleanCharField(label=_("Evidence expected"), max_length=300, required=False)
    is_for_term = forms.BooleanField(label=_("For the whole term, carried on every year"), required=False)

    @property
    def draft(self) -> ItemDraft:
        """Return the words of a valid row; figures are kept only where the measure has figures."""
        words = {name: self.cleaned_data.get(name) for name in ITEM_FIELDS}
        words["group"] = words["group"] or Group.STYLE
        words["measure_kind"] = words["measure_kind"] or Measure.WORDS
        if words["measure_kind"] not in IN_NUMBERS:
            words |= {"baseline": None, "target": None, "counted_in": ""}
        return ItemDraft(**words)


class BaseItemFormSet(BaseFormSet):
    """Rows of items; blank and removed rows count as nothing."""

    @property
    def drafts(self) -> list[ItemDraft]:
        """Return the items of valid rows, in order."""
        kept = [form for form in self.forms if not form.cleaned_data.get("DELETE")]
        return [form.draft for form in kept if form.cleaned_data and not form.draft.is_blank]

    @property
    def empty_form(self) -> forms.Form:
        """Return the row a script copies, due like the last spare row."""
        form = super().empty_form
        form.initial = {"group": Group.STYLE, "due_on": self.initial[-1]["due_on"]} if self.initial else {}
        return form

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Say plainly what the tick box of a row does."""
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Leave this item out")


ItemFormSet = formset_factory(
    ItemForm, BaseItemFormSet, extra=0, can_delete=True, max_num=MOST_ITEMS, absolute_max=MOST_ITEMS + 10
)


class ChangeItemForm(ItemForm):
    """One item of a change: `item` is the key of the one it takes the place of, none for a new one."""

    item = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)


class BaseChangeFormSet(BaseItemFormSet):
    """Rows of a change, each with the key of its item."""

    @property
    def texts(self) -> list[tuple[int | None, ItemDraft]]:
        """Return the items of valid rows in order, each with its key."""
        kept = [form for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        return [(form.cleaned_data.get("item"), form.draft) for form in kept if not form.draft.is_blank]


ChangeFormSet = formset_factory(
    ChangeItemForm, BaseChangeFormSet, extra=0, can_delete=True, max_num=MOST_ITEMS, absolute_max=MOST_ITEMS + 10
)


class GridItemForm(ItemForm):
    """One item in a line of the grid; how it is done and measured is kept, and edited on the member's own page."""

    method = CleanCharField(max_length=500, required=False, widget=forms.HiddenInput)
    measure_kind = forms.ChoiceField(choices=Measure.choices, required=False, widget=forms.HiddenInput)
    baseline = FigureField(required=False, widget=forms.HiddenInput)
    target = FigureField(required=False, widget=forms.HiddenInput)
    counted_in = CleanCharField(max_length=40, required=False, widget=forms.HiddenInput)
    shown_by = CleanCharField(max_length=300, required=False, widget=forms.HiddenInput)
    is_for_term = forms.BooleanField(required=False, widget=forms.HiddenInput)

    @property
    def group_label(self) -> str:
        """Return the group's name where the row holds an item already; a new row chooses its group."""
        return str(Group(self.initial["group"]).label) if self.initial.get("deed") else ""


GridFormSet = formset_factory(GridItemForm, BaseItemFormSet, extra=0, max_num=MOST_ITEMS, absolute_max=MOST_ITEMS + 10)


def item_rows(items: Sequence[ItemDraft], year: int, spare: int = 1, least: int = LEAST_ROWS) -> list[dict]:
    """Return the initial rows: the items, then blank ones due at the end of the year; at least three rows."""
    rows = [dataclasses.asdict(item) for item in items]
    wanted = min(max(least, len(rows) + spare), MOST_ITEMS)
    blank = [FIRST_GROUPS[at] if at < len(FIRST_GROUPS) else Group.STYLE for at in range(len(rows), wanted)]
    return rows + [{"group": group, "due_on": datetime.date(year, 12, 31)} for group in blank]


class VersionForm(forms.Form):
    """The version a page was made from; a page that has lost it counts as an old one."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_version(self) -> int:
        """Return 0, which no row has, where none was sent."""
        return self.cleaned_data["version"] or 0


class PledgeForm(VersionForm):
    """What a pledge has beside its items."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)


class ResultForm(forms.Form):
    """What came of one item."""

    outcome = forms.ChoiceField(
        label=_("Result"),
        choices=[*Outcome.choices, ("", _("No result yet"))],
        required=False,
        widget=forms.RadioSelect,
    )
    evidence = CleanTextField(
        label=_("Evidence"),
        max_length=2000,
        required=False,
        help_text=_("What shows it: figures, documents, dates, who confirmed it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reason = CleanTextField(
        label=_("If it is otherwise than the figures say: why"),
        max_length=500,
        required=False,
        help_text=_("The cell reads this at the review."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data=None, *, item: PledgeItem, told: ItemProposal | None = None) -> None:
        self.item, self.hint, self.proposed = item, told.reason if told else "", told.outcome if told else ""
        initial = {
            "outcome": item.outcome or self._chosen,
            "evidence": item.evidence or (told.evidence if told else ""),
            "reason": item.outcome_reason,
        }
        super().__init__(data, prefix=f"item{item.pk}", initial=initial)
        if not self.proposed:
            del self.fields["reason"]

    @property
    def _chosen(self) -> str:
        """Return what is chosen to begin with: before an item's day only what has been reached already."""
        is_early = self.item.due_on is not None and timezone.localdate() < self.item.due_on
        return "" if is_early and self.proposed != Outcome.KEPT else self.proposed

    def clean(self) -> dict:
        """Ask why where the result is not what the figures say."""
        said, proposed = self.cleaned_data.get("outcome"), self.proposed
        if said and proposed and said != proposed and "reason" not in self.errors and not self.cleaned_data["reason"]:
            label = Outcome(proposed).label
            self.add_error("reason", SAY_WHY % {"proposed": label})
        return self.cleaned_data

    @property
    def result(self) -> Result:
        """Return what a valid form says."""
        said = self.cleaned_data
        return Result(said["outcome"], said["evidence"], said.get("reason", ""))


class CheckInItemForm(forms.Form):
    """How far one item is: one tap, the rest as much as there is to say."""

    DONE_OR_NOT = [("", _("Not said")), ("1", _("Done")), ("0", _("Not done yet"))]

    confidence = forms.ChoiceField(
        label=_("How does it stand?"), choices=Confidence.choices, required=False, widget=forms.RadioSelect
    )
    value = FigureField(label=_("Figure so far"), required=False)
    done = CleanTextField(
        label=_("What has been done"),
        max_length=2000,
        required=False,
        help_text=_("What shows it: figures, documents, dates, who confirmed it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    next_step = CleanCharField(label=_("Next step"), max_length=500, required=False)
    link = forms.URLField(label=_("Link to the evidence"), max_length=500, required=False, assume_scheme="https")

    def __init__(self, data=None, *, item: PledgeItem, initial: dict | None = None) -> None:
        self.item = item
        super().__init__(data, prefix=f"item{item.pk}", initial=initial)
        if item.is_yes_no:
            self.fields["value"] = FigureField(
                label=_("Done?"), required=False, widget=forms.Select(choices=self.DONE_OR_NOT)
            )
        elif not item.is_in_numbers:
            del self.fields["value"]

    @property
    def line(self) -> Line:
        """Return what a valid form says."""
        return Line(**self.cleaned_data)


class CheckInForm(VersionForm, AttachForm):
    """What a report has beside its items: a photo or a paper that shows it."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = False
        self.fields["file"].label = _("A photo or paper that shows it")


class CommentForm(VersionForm):
    """What the cell says on a progress report."""

    comment = CleanTextField(label=_("Comment"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    send_back = forms.BooleanField(label=_("Return it to be completed"), required=False)

    def __init__(self, *args, **kwargs) -> None:
        # It stands below the form of the report, which has a version of its own.
        super().__init__(*args, auto_id="comment_%s", **kwargs)


class ReasonForm(forms.Form):
    """Why a pledge goes back."""

    reason = CleanTextField(
        label=_("Reason for returning"),
        max_length=1000,
        help_text=_("Say which item, and what to change. The member reads this."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ChangeReasonForm(forms.Form):
    """Why a confirmed pledge is to be changed."""

    reason = CleanTextField(
        label=_("Reason for the change"),
        max_length=1000,
        help_text=_("What has changed since the pledge was confirmed: other work, illness, a task given by the cell."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class BoardForm(forms.Form):
    """Search and filter of the board."""

    q = CleanCharField(label=_("Find a member"), required=False)
    state = forms.ChoiceField(label=_("State"), choices=STATE_CHOICES, required=False)
    unit = forms.IntegerField(widget=forms.HiddenInput, required=False)
    year = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @property
    def words(self) -> str:
        """Return the search as search text."""
        return search_text(self.cleaned_data.get("q", "")) if self.is_valid() else ""

    @property
    def wanted(self) -> str:
        """Return the state asked for, empty for all."""
        return self.cleaned_data.get("state", "") if self.is_valid() else ""


class SourceForm(forms.Form):
    """Where the words of new pledges come from: blank, last year's, or a template by its id."""

    BLANK, LAST_YEAR = "blank", "last"

    source = forms.ChoiceField(label=_("Start from"), required=False, widget=forms.RadioSelect)

    def __init__(self, data, *, templates, blank: str, last_year: str | None) -> None:
        super().__init__(data)
        self.templates = {str(template.pk): template for template in templates}
        named = [(pk, _("Template: %(name)s") % {"name": one.name}) for pk, one in self.templates.items()]
        last = [(self.LAST_YEAR, last_year)] if last_year else []
        self.fields["source"].choices = [*last, *named, (self.BLANK, blank)]
        self.initial["source"] = self.fields["source"].choices[0][0]
        if self.is_bound and not self.data.get("source"):
            self.data = {**self.data.dict(), "source": self.initial["source"]}

    @property
    def chosen(self) -> str:
        """Return the source asked for; the first one when none is."""
        asked = self.cleaned_data.get("source") if self.is_valid() else ""
        return asked or self.initial["source"]

    @property
    def template(self) -> PledgeTemplate | None:
        """Return the template chosen, if one is."""
        return self.templates.get(self.chosen)


class MembersForm(forms.Form):
    """Ticked members, and whether their pledges are submitted at once."""

    at_once = forms.BooleanField(required=False)

    def __init__(self, data, *, members: list[int]) -> None:
        super().__init__(data)
        self.fields["members"] = forms.TypedMultipleChoiceField(
            choices=[(member, member) for member in members],
            coerce=int,
            error_messages={"required": _("Tick at least one member.")},
        )


class TemplateForm(forms.Form):
    """A template's name."""

    name = CleanCharField(
        label=_("Name"), max_length=200, help_text=_("For whom it is meant, such as: teachers, retired members.")
    )
