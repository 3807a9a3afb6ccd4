"""Web input of the public board and of surveys; nothing is saved here."""

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from emulation.fields import CleanCharField, CleanTextField, DayField
from emulation.web import asked_number

from .forms import VersionForm
from .models import Audience, QuestionKind, Survey, SurveyQuestion, Whose
from .models.surveys import LEAST_MINIMUM, MOST_ALIKE, MOST_MINIMUM, MOST_QUESTIONS, USUAL_MINIMUM
from .services import Question

AGREED_TO = [(value, label) for value, label in Audience.choices if value]


class BoardSettingForm(VersionForm):
    """Who reads the board, whose pledges stand on it, which parts of them."""

    audience = forms.TypedChoiceField(
        label=_("Who reads the board?"), choices=Audience.choices, coerce=int, widget=forms.RadioSelect
    )
    whose = forms.ChoiceField(label=_("Whose pledges?"), choices=Whose.choices, widget=forms.RadioSelect)
    with_progress = forms.BooleanField(
        label=_("With the progress: how each item stands and the figure so far"), required=False
    )
    shows_measure = forms.BooleanField(label=_("Show the measure"), required=False)
    shows_due = forms.BooleanField(label=_("Show the day it is due"), required=False)
    shows_method = forms.BooleanField(label=_("Show how it is done"), required=False)
    shows_repairs = forms.BooleanField(
        label=_("Show the repairing of faults"),
        required=False,
        help_text=_("Only where the owner has agreed to this as well. Evidence is never shown."),
    )


class ConsentForm(VersionForm):
    """To whom at most the own pledge may be shown, and with what."""

    agreed_to = forms.TypedChoiceField(
        label=_("Who may read it at most?"),
        choices=AGREED_TO,
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_("If the committee opens its board further than this, your pledge is not shown there."),
    )
    with_progress = forms.BooleanField(label=_("With the progress"), required=False)
    with_repairs = forms.BooleanField(label=_("With the repairing of faults"), required=False)
    paper = CleanCharField(
        label=_("Which paper, and where it is kept"),
        max_length=200,
        help_text=_("Such as: consent signed on 5 March, in the file of the cell."),
    )

    def __init__(self, *args, is_own: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if is_own:
            del self.fields["paper"]


class SayForm(forms.Form):
    """A comment on a posted pledge."""

    text = CleanTextField(
        label=_("Your comment"),
        max_length=1000,
        help_text=_("The owner, the secretary and the committee see who has written; other readers see the words."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerForm(forms.Form):
    """The owner's one answer."""

    answer = CleanTextField(
        label=pgettext_lazy("to a comment", "Your answer"),
        max_length=1000,
        help_text=_("An answer is given once, and everybody who reads the comment reads it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, number: int, **kwargs) -> None:
        super().__init__(*args, auto_id=f"answer-{number}_%s", **kwargs)


class HideForm(forms.Form):
    """Why a comment is taken off the board."""

    reason = CleanCharField(label=_("Reason for hiding"), max_length=500)


class TickForm(forms.Form):
    """Ticked members of a unit; numbers no column can hold count as none."""

    def __init__(self, data) -> None:
        super().__init__(data)
        self.members = [key for key in map(asked_number, data.getlist("member")) if key is not None]


class SurveyForm(VersionForm):
    """What a survey has beside its questions."""

    year = forms.IntegerField(label=_("Year"), min_value=2016, max_value=2100)
    quarter = forms.TypedChoiceField(label=_("Quarter"), choices=[(at, at) for at in (1, 2, 3, 4)], coerce=int)
    counter = CleanCharField(
        label=_("Counter"), max_length=80, help_text=_("As it is called at the door, such as: Civil status, counter 2.")
    )
    title = CleanCharField(label=_("Title"), max_length=160)
    title_en = CleanCharField(label=_("Title in English, if visitors need it"), max_length=160, required=False)
    opens_on = DayField(label=_("First day"))
    closes_on = DayField(label=_("Last day"))
    minimum = forms.IntegerField(
        label=_("Answers from which results are shown"),
        min_value=LEAST_MINIMUM,
        max_value=MOST_MINIMUM,
        initial=USUAL_MINIMUM,
        help_text=_("Never below 5. With fewer answers nothing at all is shown, so that nobody is known by an answer."),
    )
    alike = forms.IntegerField(
        label=_("Answers a day from devices that look alike"),
        min_value=1,
        max_value=MOST_ALIKE,
        initial=1,
        help_text=_(
            "Phones of one kind on one network look alike. Where visitors share the office's Wi-Fi, allow more."
        ),
    )


class QuestionForm(forms.Form):
    """One question; a row without text counts as nothing."""

    text = CleanCharField(label=_("Question"), max_length=200, required=False)
    text_en = CleanCharField(label=_("In English"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Answered by"), choices=QuestionKind.choices)


class BaseQuestionFormSet(BaseFormSet):
    """Up to five rows of questions."""

    @property
    def questions(self) -> list[Question]:
        """Return what is asked, in order."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("text")]
        return [Question(row["kind"], row["text"], row["text_en"]) for row in rows]


QuestionFormSet = formset_factory(
    QuestionForm, BaseQuestionFormSet, extra=0, max_num=MOST_QUESTIONS, absolute_max=MOST_QUESTIONS
)


USUAL = (
    (_("How satisfied are you with how you were received?"), QuestionKind.RATING),
    (_("How satisfied are you with the time it took?"), QuestionKind.RATING),
    (_("Was your file settled by the day promised?"), QuestionKind.YES_NO),
    (_("What should be done better?"), QuestionKind.WORDS),
)


def question_rows(survey: Survey | None = None) -> list[dict]:
    """Return five rows: the survey's questions and blank ones; of a new survey the usual questions."""
    if survey:
        rows = [{"text": one.text, "text_en": one.text_en, "kind": one.kind} for one in survey.questions.all()]
    else:
        rows = [{"text": _in("vi", text), "text_en": _in("en", text), "kind": kind} for text, kind in USUAL]
    return rows + [{"kind": QuestionKind.RATING} for _at in range(MOST_QUESTIONS - len(rows))]


def _in(language: str, text) -> str:
    with translation.override(language):
        return str(text)


class VisitorForm(forms.Form):
    """One visitor's answers: large buttons, and words where they are asked for."""

    def __init__(self, data=None, *, questions: list[SurveyQuestion], is_english: bool) -> None:
        super().__init__(data)
        self.rows = [self._row(question, is_english) for question in questions]

    def _row(self, question: SurveyQuestion, is_english: bool) -> dict:
        name = f"question{question.pk}"
        given = str(self.data.get(name, ""))
        text = question.text_en if is_english and question.text_en else question.text
        options = [(str(option), label, given == str(option)) for option, label in question.labels.items()]
        return {"name": name, "question": question, "text": text, "given": given, "options": options}

    @property
    def answers(self) -> dict[int, str]:
        """Return what was answered, by question."""
        return {row["question"].pk: row["given"] for row in self.rows}

    @property
    def is_blank(self) -> bool:
        return not any(row["given"] for row in self.rows)


def quarter_now() -> dict:
    """Return the running quarter, as a new survey begins with."""
    today = timezone.localdate()
    return {"year": today.year, "quarter": (today.month + 2) // 3, "opens_on": today}
