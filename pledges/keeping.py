"""What the pledges keep for a time: words of items, reports and visitors go; groups, figures and results stay."""

from django.db.models import Exists, OuterRef, QuerySet
from django.dispatch import receiver

from emulation.models.units import below
from emulation.retention import GONE, Asked, Keeper
from emulation.signals import retaining

from .models import (
    BoardComment,
    CheckIn,
    CheckInLine,
    Finding,
    HalfYearLine,
    HalfYearReview,
    Pledge,
    PledgeItem,
    PledgeVersion,
    SupervisionNote,
    SurveyWords,
)


@receiver(retaining, dispatch_uid="pledges.keepers")
def keepers(**_kwargs: object) -> list[Keeper]:
    """Tell how the words of pledges are thinned out."""
    return [Keeper("PLEDGES", _pledges, _thin), Keeper("SURVEY_WORDS", _surveys, _forget_words, lambda words: None)]


def _surveys(asked: Asked) -> QuerySet:
    old = SurveyWords.objects.filter(survey__unit__path__range=below(asked.unit.path))
    return old.filter(survey__year__lt=asked.first_year).exclude(texts=[])


def _forget_words(keys: list[int]) -> None:
    SurveyWords.objects.filter(pk__in=keys).update(texts=[])


def _pledges(asked: Asked) -> QuerySet:
    worded = PledgeItem.everything.filter(pledge=OuterRef("pk")).exclude(deed=GONE)
    old = Pledge.objects.filter(unit__path__range=below(asked.unit.path), year__number__lt=asked.first_year)
    return old.filter(Exists(worded)).exclude(member__in=asked.held)


def _thin(keys: list[int]) -> None:
    PledgeItem.everything.filter(pledge__in=keys).update(
        deed=GONE, measure="", method="", shown_by="", evidence="", outcome_reason=""
    )
    versions = PledgeVersion.objects.filter(pledge__in=keys)
    versions.update(items=[])
    versions.exclude(reason="").update(reason=GONE)
    versions.exclude(return_reason="").update(return_reason=GONE)
    CheckInLine.objects.filter(check_in__pledge__in=keys).update(done="", link="", next_step="")
    CheckIn.objects.filter(pledge__in=keys).exclude(comment="").update(comment=GONE)
    HalfYearLine.objects.filter(review__pledge__in=keys).update(done="", adjust="")
    halves = HalfYearReview.objects.filter(pledge__in=keys)
    halves.update(word="")
    halves.exclude(comment="").update(comment=GONE)
    notes = SupervisionNote.objects.filter(pledge__in=keys)
    notes.update(looked_for=GONE, supervised_by="")
    notes.exclude(finding=Finding.NOTHING).update(words=GONE)
    said = BoardComment.objects.filter(posting__pledge__in=keys)
    said.exclude(answer="").update(answer=GONE)
    said.update(text=GONE)
