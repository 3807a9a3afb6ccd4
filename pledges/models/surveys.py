"""Surveys of how satisfied visitors are: questions, counters without time or order, and the day's marks of devices."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from emulation.models import Account, Unit

LEAST_MINIMUM, USUAL_MINIMUM, MOST_MINIMUM = 5, 10, 1000
MOST_QUESTIONS = 5
MOST_ALIKE = 100
LONGEST_WORDS = 500


class SurveyQuerySet(models.QuerySet):
    """Facts about many surveys."""

    def visible_to(self, reader):
        """Keep those of the units the reader's roles reach."""
        return self.filter(reader.scope.units_q("survey.view", "unit__path"))


class Survey(models.Model):
    """One counter's survey of one quarter; open between two days to whoever has the code."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="surveys")
    year = models.PositiveSmallIntegerField(_("year"))
    quarter = models.PositiveSmallIntegerField(_("quarter"))
    title = models.CharField(_("title"), max_length=160)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    counter = models.CharField(_("counter"), max_length=80)
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("last day"))
    minimum = models.PositiveSmallIntegerField(
        _("answers from which results are shown"),
        default=USUAL_MINIMUM,
        validators=[MinValueValidator(LEAST_MINIMUM), MaxValueValidator(MOST_MINIMUM)],
    )
    alike = models.PositiveSmallIntegerField(
        _("answers a day from devices that look alike"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_ALIKE)],
    )
    code = models.CharField(_("code of the open page"), max_length=20, unique=True)
    closed_on = models.DateField(_("closed early on"), null=True, blank=True)
    answers = models.PositiveIntegerField(_("number of answers"), default=0)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-quarter", "unit__path", "counter"]
        verbose_name = _("satisfaction survey")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "quarter", "counter"],
                name="survey_once_a_counter_and_quarter",
                violation_error_message=_("This counter already has a survey of the quarter."),
            ),
            models.CheckConstraint(condition=Q(quarter__gte=1, quarter__lte=4), name="survey_quarter_known"),
            models.CheckConstraint(condition=Q(year__gte=2016, year__lte=2100), name="survey_year_plausible"),
            models.CheckConstraint(condition=Q(minimum__gte=LEAST_MINIMUM), name="survey_minimum_never_below_5"),
            models.CheckConstraint(condition=Q(alike__gte=1, alike__lte=MOST_ALIKE), name="survey_alike_plausible"),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="survey_days_in_order",
                violation_error_message=_("The last day cannot be before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} – {self.counter}"

    def has_begun(self, on) -> bool:
        """Say whether its first day has come."""
        return on >= self.opens_on

    def is_over(self, on) -> bool:
        """Say whether no answer is taken any more."""
        return self.closed_on is not None or on > self.closes_on

    def is_open(self, on) -> bool:
        """Say whether answers are taken on the day."""
        return self.has_begun(on) and not self.is_over(on)


class QuestionKind(models.TextChoices):
    RATING = "RATING", _("Rating from 1 to 5")
    YES_NO = "YES_NO", _("Yes or no")
    WORDS = "WORDS", _("In the visitor's own words")


RATINGS = {
    5: _("5 – very satisfied"),
    4: _("4 – satisfied"),
    3: _("3 – neither nor"),
    2: _("2 – dissatisfied"),
    1: _("1 – very dissatisfied"),
}
LABELS = {QuestionKind.RATING: RATINGS, QuestionKind.YES_NO: {1: _("Yes"), 0: _("No")}, QuestionKind.WORDS: {}}


class SurveyQuestion(models.Model):
    """One question; at most one of a survey is answered in words."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind of answer"), max_length=6, choices=QuestionKind)
    text = models.CharField(_("question"), max_length=200)
    text_en = models.CharField(_("question in English"), max_length=200, blank=True)

    class Meta:
        ordering = ["survey", "position"]
        verbose_name = _("question of a survey")
        constraints = [
            models.UniqueConstraint(fields=["survey", "position"], name="survey_question_position_once"),
            models.UniqueConstraint(fields=["survey"], condition=Q(kind="WORDS"), name="survey_question_one_in_words"),
            models.CheckConstraint(condition=Q(kind__in=QuestionKind.values), name="survey_question_kind_known"),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=MOST_QUESTIONS), name="survey_question_up_to_5"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_in_words(self) -> bool:
        return self.kind == QuestionKind.WORDS

    @property
    def is_rating(self) -> bool:
        return self.kind == QuestionKind.RATING

    @property
    def labels(self) -> dict:
        """Return what may be answered, each a counter, with its words; the best first."""
        return LABELS[QuestionKind(self.kind)]


class SurveyCount(models.Model):
    """How often one answer was given; made with the survey, so that no row tells when somebody answered."""

    question = models.ForeignKey(SurveyQuestion, models.CASCADE, related_name="counts")
    option = models.PositiveSmallIntegerField(_("answer"))
    number = models.PositiveIntegerField(_("how often"), default=0)

    class Meta:
        ordering = ["question", "option"]
        verbose_name = _("answers to a question")
        constraints = [
            models.UniqueConstraint(fields=["question", "option"], name="survey_count_once_an_option"),
            models.CheckConstraint(condition=Q(option__lte=5), name="survey_count_option_known"),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.option}"


class SurveyWords(models.Model):
    """What visitors wrote, in one list that is shuffled with every answer."""

    survey = models.OneToOneField(Survey, models.CASCADE, related_name="words")
    texts = models.JSONField(_("what visitors wrote"), default=list)

    class Meta:
        verbose_name = _("words of visitors")

    def __str__(self) -> str:
        return str(self.survey)


class SurveyDay(models.Model):
    """The key under which the devices of one day are told apart; goes with the day."""

    day = models.DateField(_("day"), unique=True)
    key = models.CharField(_("key of the day"), max_length=64)

    class Meta:
        verbose_name = _("day of surveys")

    def __str__(self) -> str:
        return self.day.isoformat()


class SurveyVisit(models.Model):
    """That a device that looks like this has answered today: a keyed mark, no address and no time."""

    day = models.ForeignKey(SurveyDay, models.CASCADE, related_name="visits")
    digest = models.CharField(max_length=64)
    number = models.PositiveSmallIntegerField(_("number of answers"), default=0)

    class Meta:
        verbose_name = _("device that has answered today")
        constraints = [models.UniqueConstraint(fields=["day", "digest"], name="survey_visit_once_a_day")]

    def __str__(self) -> str:
        return self.digest[:8]
