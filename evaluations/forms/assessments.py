"""The long form of the self-assessment, its table of tasks, and the small forms beside it."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from emulation.fields import CleanCharField, CleanTextField, DayField
from pledges.models import Outcome, PledgeItem

from ..content import COUNTS, MOST_TASKS, FaultLine, TaskLine
from ..explain import number
from ..models import Fault, FiveTargets, LevelChoice, Repair, TaskResult
from ..selectors.assessments import Sheet
from .criteria import CriteriaForm

BLANK = ("", _("Not yet chosen"))
LEVELS = [(choice.value, choice.label) for choice in LevelChoice]
MORE_ROWS = 1  # blank rows under the tasks there are, for browsers without scripts
PROPOSED = _("Proposed from the results of your pledge; change what does not fit.")
FIRST_ROWS = 3  # blank rows where there is no task yet


@dataclass(frozen=True)
class ResultRow:
    """An item of the pledge, or a fault, with its two fields."""

    about: PledgeItem | Fault
    result: BoundField
    words: BoundField
    hint: str = ""
    reason: BoundField | None = None


class TaskForm(forms.Form):
    """One task of the year: what, its product, by when, what came of it."""

    title = CleanCharField(
        label=_("Task"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2, "class": "short-text"})
    )
    product = CleanCharField(label=_("Product or standard"), max_length=300, required=False)
    due_on = DayField(label=_("Due"), required=False)
    result = forms.ChoiceField(label=_("Result"), choices=[BLANK, *TaskResult.choices], required=False)

    @property
    def line(self) -> TaskLine:
        """The task as typed."""
        values = self.cleaned_data
        texts = (values.get(name, "") for name in ("title", "product"))
        return TaskLine(*texts, values.get("due_on"), values.get("result", ""))


class AssessmentForm(CriteriaForm):
    """Texts, points, results and the own level; which fields there are depends on the sheet."""

    def __init__(self, *args, sheet: Sheet, **kwargs) -> None:
        super().__init__(*args, sheet=sheet, **kwargs)
        self.initial["version"] = sheet.assessment.version
        self._add_pledge()
        self._add_pledge_text()
        self._add_pledge_points()
        self._add_faults()
        self._add_leader_facts()
        self._add_level()

    def _add_pledge(self) -> None:
        if not self.reports_pledge:
            return
        for item in self.sheet.parts.pledge_items:
            outcome = forms.ChoiceField(label=_("Result"), choices=[BLANK, *Outcome.choices], required=False)
            evidence = CleanTextField(
                label=_("Evidence"),
                help_text=_("Tell it as it was: what was done, where, who knows of it."),
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
            told = self.sheet.parts.pledge_proposals.get(item.pk)
            self._add(f"item_{item.pk}_outcome", outcome, item.outcome or (told.outcome if told else ""))
            self._add(f"item_{item.pk}_evidence", evidence, item.evidence or (told.evidence if told else ""))
            if told and told.outcome:
                self._add(f"item_{item.pk}_reason", self._reason(), item.outcome_reason)

    def _reason(self) -> CleanTextField:
        return CleanTextField(
            label=_("If it is otherwise than the figures say: why"),
            help_text=_("The cell reads this at the review."),
            required=False,
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def _add_pledge_text(self) -> None:
        """Propose item I.3 from the results of the pledge, until something is saved there."""
        name, proposed = "section_PLEDGE", self.sheet.parts.pledge_text
        if name in self.fields and proposed and "PLEDGE" not in self.sheet.assessment.sections:
            self.initial[name] = proposed
            self.fields[name].help_text = PROPOSED

    def _add_pledge_points(self) -> None:
        """Propose the points for the pledge where a criterion is for it, and say how they come about."""
        proposed = self.sheet.parts.pledge_points
        if proposed is None:
            return
        name = f"points_{proposed.code}"
        self.fields[name].help_text = f"{proposed.sentence} {self.fields[name].help_text}".rstrip()
        if proposed.code not in self.sheet.assessment.self_points:
            self.initial[name] = number(proposed.points)

    def _add_faults(self) -> None:
        for fault in self.sheet.parts.faults:
            repair = forms.ChoiceField(label=_("Repair"), choices=[BLANK, *Repair.choices], required=False)
            note = CleanCharField(label=_("How far, difficulty, responsibility"), max_length=500, required=False)
            self._add(f"fault_{fault.pk}_repair", repair, fault.repair)
            self._add(f"fault_{fault.pk}_note", note, fault.note)

    def _add_leader_facts(self) -> None:
        assessment = self.sheet.assessment
        if assessment.subject_type != "LEADER":
            return
        for name in COUNTS:
            label = assessment._meta.get_field(name).verbose_name
            box = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
            field = forms.CharField(label=label, required=False, max_length=6, widget=box)
            self._add(name, field, str(getattr(assessment, name)))
        targets = forms.ChoiceField(label=_("Five basic targets"), choices=FiveTargets.choices, required=False)
        self._add("five_targets", targets, assessment.five_targets)

    def _add_level(self) -> None:
        field = forms.ChoiceField(
            label=_("Level I propose for myself"), choices=LEVELS, required=False, widget=forms.RadioSelect
        )
        self._add("self_level", field, self.sheet.assessment.self_level)

    @property
    def reports_pledge(self) -> bool:
        """Whether there is a confirmed pledge to report on."""
        pledge = self.sheet.parts.pledge
        return pledge is not None and pledge.is_confirmed

    @property
    def pledge_rows(self) -> list[ResultRow]:
        items = self.sheet.parts.pledge_items if self.reports_pledge else []
        told = self.sheet.parts.pledge_proposals
        return [
            ResultRow(
                item,
                self[f"item_{item.pk}_outcome"],
                self[f"item_{item.pk}_evidence"],
                told[item.pk].reason if item.pk in told else "",
                self[f"item_{item.pk}_reason"] if f"item_{item.pk}_reason" in self.fields else None,
            )
            for item in items
        ]

    @property
    def fault_rows(self) -> list[ResultRow]:
        faults = self.sheet.parts.faults
        return [ResultRow(f, self[f"fault_{f.pk}_repair"], self[f"fault_{f.pk}_note"]) for f in faults]

    @property
    def leader_fields(self) -> list[BoundField]:
        return [self[name] for name in (*COUNTS, "five_targets") if name in self.fields]

    def _result(self, row: ResultRow) -> tuple:
        fields = (row.result, row.words, row.reason)
        return tuple(self.cleaned_data[field.name] for field in fields if field is not None)

    def content(self) -> dict[str, object]:
        """What save_assessment takes, except the tasks."""
        values = self.cleaned_data
        leader = {field.name: values[field.name] for field in self.leader_fields}
        return {
            "version": values["version"],
            "sections": self.by_code("section_"),
            "self_points": self.by_code("points_"),
            "pledge_results": {row.about.pk: self._result(row) for row in self.pledge_rows},
            "faults": {r.about.pk: FaultLine(values[r.result.name], values[r.words.name]) for r in self.fault_rows},
            "self_level": values["self_level"],
            "leader_facts": leader or None,
        }


class AssessmentForms:
    """The long form and its table of tasks as one thing to check and to save."""

    def __init__(self, sheet: Sheet, data=None) -> None:
        tasks = sheet.parts.tasks or sheet.parts.proposed_tasks
        lines = [{name: getattr(task, name) for name in TaskForm.base_fields} for task in tasks]
        rows = MORE_ROWS if lines else FIRST_ROWS
        formset = forms.formset_factory(TaskForm, extra=rows, max_num=MOST_TASKS, absolute_max=2 * MOST_TASKS)
        self.main = AssessmentForm(data, sheet=sheet)
        # What is sent is the whole table. Compared with what autosave has stored meanwhile, an unchanged row
        # would count as blank and its task would be lost.
        self.tasks = formset(data, initial=lines if data is None else None, prefix="tasks")

    def is_valid(self) -> bool:
        """Check both parts, so that everything wrong is said at once."""
        return all([self.main.is_valid(), self.tasks.is_valid()])

    def content(self) -> dict[str, object]:
        """What save_assessment takes."""
        return {**self.main.content(), "tasks": [form.line for form in self.tasks]}

    def refuse(self, refusal: ValidationError) -> None:
        """Put the service's refusal beside the fields it is about."""
        if not hasattr(refusal, "error_dict"):
            return self.main.add_error(None, refusal)
        for name, problems in refusal.error_dict.items():
            self.main.add_error(name if name in self.main.fields else None, problems)

    def problems(self) -> list[tuple[str, str]]:
        """Everything wrong as sentences, each with the anchor of the field it is about, empty for the whole."""
        found = self.main.problems()
        for place, form in enumerate(self.tasks, start=1):
            label = _("Task %(place)s") % {"place": place}
            found += [(field.auto_id, f"{label}, {field.label}: {e}") for field in form for e in field.errors]
        return found + [("tasks", str(problem)) for problem in self.tasks.non_form_errors()]


class ReasonForm(forms.Form):
    """Why something is returned."""

    reason = CleanTextField(label=_("Reason"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))


class FaultForm(forms.Form):
    """A fault noted at last year's review."""

    text = CleanCharField(label=_("Fault as it was noted"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class CommentForm(forms.Form):
    """The temporary cell's comment, or why it is waived."""

    note = CleanCharField(label=_("Comment of the temporary cell, or why it is waived"), max_length=500)
