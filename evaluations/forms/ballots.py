"""Forms of the electronic ballot: the committee's choice, the counting team's passphrase, the voter's answers."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from emulation.fields import CleanCharField

from ..ballot_choices import ANSWERS
from ..models import Assessment, BallotLine, SecretBallot, VotingMethod

SECRET = {"autocomplete": "off", "spellcheck": "false"}


class VotingForm(forms.Form):
    """How the cells of a campaign vote."""

    method = forms.ChoiceField(label=_("Way of voting"), choices=VotingMethod.choices, widget=forms.RadioSelect)
    two_stages = forms.BooleanField(
        label=_("In two ballots"),
        required=False,
        help_text=_("First one of the levels 2 to 4 for each; then agree or disagree to the highest for a short list."),
    )
    minimum = forms.IntegerField(
        label=_("Fewest voters for results to be shown"),
        localize=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("The fewer voters, the more the counts say of a single one. 5 is usual, 3 the least."),
    )


class OpenForm(forms.Form):
    """What the counting team says and types when the ballot opens."""

    counting_team = CleanCharField(
        label=_("Counting team"), max_length=300, help_text=_("The head first, then the members.")
    )
    passphrase = forms.CharField(
        label=_("Passphrase of the counting team"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs=SECRET),
        help_text=_("12 letters or more, such as four unrelated words. Two of the team may each type a half."),
    )
    again = forms.CharField(
        label=_("The passphrase once more"), max_length=200, strip=False, widget=forms.PasswordInput(attrs=SECRET)
    )

    def __init__(self, *args, possible: Iterable[Assessment] = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        names = [(row.pk, row.member.full_name) for row in possible]
        if names:
            self.fields["chosen"] = forms.TypedMultipleChoiceField(
                label=_("Short list for the highest level"),
                choices=names,
                coerce=int,
                initial=[key for key, _name in names],
                widget=forms.CheckboxSelectMultiple,
                help_text=_("Those to whom the first ballot gave the second level. Take away who does not stand."),
            )

    def clean(self) -> dict:
        """Compare the two; a passphrase typed wrong twice over could never be found again."""
        given = super().clean()
        if "passphrase" in given and given.get("again") != given["passphrase"]:
            self.add_error("again", gettext("The two passphrases differ. Type both again."))
        given.pop("again", None)
        return given


class CountForm(forms.Form):
    """The passphrase that opens the box."""

    passphrase = forms.CharField(
        label=_("Passphrase of the counting team"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs=SECRET),
    )


class AnnulForm(forms.Form):
    """Why a ballot is annulled."""

    reason = CleanCharField(label=_("Why it is annulled"), max_length=300)


class CodeForm(forms.Form):
    """The code of a slip."""

    code = forms.CharField(
        label=_("Your code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "placeholder": "0000 0000 0000", "class": "vote-code"}
        ),
        help_text=_("Twelve digits, on the slip you were given."),
    )


@dataclass(frozen=True, slots=True)
class LineInput:
    """One member on the ballot with what may be answered and what was."""

    line: BallotLine
    answers: tuple[tuple[str, str | Promise], ...]
    given: str
    error: str = ""

    @property
    def name(self) -> str:
        return f"line-{self.line.position}"

    @property
    def label(self) -> str | Promise:
        """The answer in words."""
        return dict(self.answers).get(self.given, "")


class BallotPaper:
    """The ballot as the voter fills it in; nothing of it is kept between two pages but in the pages themselves."""

    def __init__(self, ballot: SecretBallot, data: QueryDict) -> None:
        self.ballot = ballot
        lines = ballot.lines.select_related("assessment__member")
        answers = ANSWERS[ballot.stage]
        self.lines = [LineInput(line, answers, data.get(f"line-{line.position}", "")) for line in lines]
        self.code = data.get("code", "")

    @property
    def answers(self) -> dict[int, str]:
        """What cast_vote takes."""
        return {one.line.position: one.given for one in self.lines}

    def show(self, refused: ValidationError) -> list[str]:
        """Put a refusal beside its lines; return what belongs to none."""
        if not hasattr(refused, "error_dict"):
            return refused.messages
        said = refused.message_dict
        self.lines = [
            LineInput(one.line, one.answers, one.given, " ".join(said.get(one.name, ()))) for one in self.lines
        ]
        return []
