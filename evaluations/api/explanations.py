"""The explanation of one person's level over HTTP: the same object as the page."""

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from ..models import Decision, Proposal
from ..rules.reading import Mark
from ..selectors.explanations import explanation
from ..services.assessments import note_reading
from .assessments import AssessmentAct


class LineOut(serializers.Serializer):
    """One condition: the sentence with its article, and what it says about the level."""

    sentence = serializers.CharField()
    mark = serializers.ChoiceField([mark.value for mark in Mark])
    article = serializers.CharField()


class CapToldOut(serializers.Serializer):
    """The cap of the member's group."""

    group = serializers.CharField()
    working = serializers.CharField()
    verdict = serializers.CharField()


class ProposedOut(serializers.ModelSerializer):
    """What the cell proposed, with its reason where it gave one."""

    class Meta:
        model = Proposal
        fields = ["level", "explanation", "at"]


class ConcludedOut(serializers.ModelSerializer):
    """What the committee decided, with its reason where it gave one."""

    class Meta:
        model = Decision
        fields = ["level", "number", "signed_on", "reason", "at"]


class AppealOut(serializers.Serializer):
    """Until which day one may object, and to whom."""

    to = serializers.CharField()
    until = serializers.DateField()
    days = serializers.IntegerField(help_text="Working days, Monday to Friday.")
    answer_days = serializers.IntegerField(help_text="Working days the committee has to answer.")


class ExplanationOut(serializers.Serializer):
    """Why this level. Before the decision a member is told only what follows from the own points."""

    assessment = serializers.IntegerField(source="assessment.pk")
    basis = serializers.CharField(help_text="From what the level follows.")
    level = serializers.CharField(source="told.level", default="")
    headline = serializers.CharField(source="told.summary", default="")
    conditions = LineOut(many=True, source="told.lines", default=())
    lacking = serializers.CharField(source="told.lacking", default="", help_text="For the next higher level.")
    row = serializers.CharField(source="told.row", default="")
    row_sentence = serializers.CharField(source="told.row_sentence", default="")
    remarks = serializers.ListField(child=serializers.CharField(), source="told.tags", default=())
    todo = serializers.ListField(child=serializers.CharField(), help_text="What is to be done, and by whom.")
    warnings = serializers.ListField(child=serializers.CharField())
    cap = CapToldOut(allow_null=True)
    proposal = ProposedOut(allow_null=True)
    decision = ConcludedOut(allow_null=True)
    appeal = AppealOut(allow_null=True)
    rule_set = serializers.CharField(source="rule_set.code")
    bases = serializers.ListField(child=serializers.CharField())


class AssessmentExplanation(AssessmentAct):
    """Explain one person's level."""

    @extend_schema(responses=ExplanationOut)
    def get(self, request, pk: int):
        assessment = self.fetch(request, pk)
        note_reading(assessment=assessment, by=request.user)
        return Response(ExplanationOut(explanation(request.user, assessment)).data)


urlpatterns = [
    path("assessments/<int:pk>/explanation/", AssessmentExplanation.as_view(), name="api-assessment-explanation"),
]
