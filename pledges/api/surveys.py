"""Surveys over HTTP: made, changed, ended, their results. Answers come by the open page alone."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from emulation.models import Unit

from ..models import QuestionKind, Survey, SurveyQuestion
from ..models.surveys import MOST_QUESTIONS
from ..selectors import survey_results
from ..services import Question, close_survey, create_survey, edit_survey
from .shapes import number, valid


class QuestionShape(serializers.ModelSerializer):
    """One question."""

    class Meta:
        model = SurveyQuestion
        fields = ["kind", "text", "text_en"]


class SurveyOut(serializers.ModelSerializer):
    """A survey; of its answers nothing, not even their number."""

    questions = QuestionShape(many=True)

    class Meta:
        model = Survey
        fields = [
            "id", "unit", "year", "quarter", "title", "title_en", "counter", "opens_on", "closes_on", "closed_on",
            "minimum", "alike", "code", "version", "questions",
        ]  # fmt: skip


class QuestionIn(serializers.Serializer):
    """What is asked, and how it is answered."""

    kind = serializers.ChoiceField(QuestionKind.choices)
    text = serializers.CharField(max_length=200)
    text_en = serializers.CharField(max_length=200, allow_blank=True, default="")


class SurveyFacts(serializers.Serializer):
    """A survey with its questions."""

    year = serializers.IntegerField(min_value=2016, max_value=2100)
    quarter = serializers.IntegerField(min_value=1, max_value=4)
    title = serializers.CharField(max_length=160)
    title_en = serializers.CharField(max_length=160, allow_blank=True, default="")
    counter = serializers.CharField(max_length=80)
    opens_on = serializers.DateField()
    closes_on = serializers.DateField()
    minimum = serializers.IntegerField(required=False, min_value=5, max_value=1000)
    alike = serializers.IntegerField(required=False, min_value=1, max_value=100)
    questions = QuestionIn(many=True, max_length=MOST_QUESTIONS)


class SurveyIn(SurveyFacts):
    """A survey to make at a unit."""

    unit = serializers.IntegerField()


class SurveyChange(SurveyFacts):
    """A survey to change before its first day."""

    version = serializers.IntegerField(required=False)


class QuestionResultOut(serializers.Serializer):
    """How often each answer was given."""

    text = serializers.CharField(source="question.text")
    kind = serializers.CharField(source="question.kind")
    counts = serializers.DictField(child=serializers.IntegerField())
    satisfied = serializers.CharField(source="percent")
    satisfied_before = serializers.CharField(source="percent_before")


class SurveyResultsOut(serializers.Serializer):
    """What may be told: until the survey has ended and enough have answered, nothing but that."""

    told = serializers.CharField()
    answers = serializers.IntegerField(allow_null=True)
    satisfied = serializers.CharField(source="percent")
    satisfied_before = serializers.CharField(source="percent_before")
    questions = QuestionResultOut(many=True)
    texts = serializers.ListField(child=serializers.CharField())


class SurveyList(generics.ListAPIView):
    """The surveys the caller sees; make one."""

    serializer_class = SurveyOut

    def get_queryset(self):
        found = Survey.objects.visible_to(self.request.user).prefetch_related("questions")
        asked = self.request.query_params
        if asked.get("unit"):
            found = found.filter(unit=number(asked, "unit"))
        return found.order_by("-year", "-quarter", "pk")

    @extend_schema(parameters=[OpenApiParameter("unit", int)])
    def get(self, request):
        return self.list(request)

    @extend_schema(request=SurveyIn, responses={201: SurveyOut})
    def post(self, request):
        values = valid(SurveyIn, request)
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=values.pop("unit"))
        survey = create_survey(unit=unit, questions=_asked(values), by=request.user, **values)
        return Response(SurveyOut(survey).data, status=status.HTTP_201_CREATED)


class SurveyDetail(APIView):
    """Read a survey; change it before its first day."""

    @extend_schema(responses=SurveyOut)
    def get(self, request, pk: int):
        return Response(SurveyOut(_survey(request, pk)).data)

    @extend_schema(request=SurveyChange, responses=SurveyOut)
    def put(self, request, pk: int):
        values = valid(SurveyChange, request)
        survey = edit_survey(survey=_survey(request, pk), questions=_asked(values), by=request.user, **values)
        return Response(SurveyOut(survey).data)


class SurveyClose(APIView):
    """End a survey before its last day."""

    @extend_schema(request=None, responses=SurveyOut)
    def post(self, request, pk: int):
        return Response(SurveyOut(close_survey(survey=_survey(request, pk), by=request.user)).data)


class SurveyResultsView(APIView):
    """Read what may be told of a survey."""

    @extend_schema(responses=SurveyResultsOut)
    def get(self, request, pk: int):
        found = survey_results(request.user, _survey(request, pk), timezone.localdate())
        return Response(SurveyResultsOut(found).data)


def _survey(request, pk: int) -> Survey:
    return get_object_or_404(Survey.objects.visible_to(request.user).select_related("unit", "words"), pk=pk)


def _asked(values: dict) -> list[Question]:
    return [Question(**one) for one in values.pop("questions")]
