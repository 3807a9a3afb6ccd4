"""Trying a table of cases on a rule set, over HTTP; nothing is changed by it."""

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import BaseParser
from rest_framework.response import Response
from rest_framework.views import APIView

from ..checking import check_cases, read_cases, standard_of, table_of
from ..selectors.rulesets import rule_sets_for


class CasesParser(BaseParser):
    """Reads the body as the page and the command read a file: numbers stay exact, a key written twice is seen."""

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None) -> object:
        most = settings.UPLOAD_MAX_BYTES
        return read_cases(stream.read(most + 1), most)


class CasesIn(serializers.Serializer):
    """A table of cases; docs/rules.md says what a case may hold."""

    rule_set = serializers.CharField(required=False)
    cases = serializers.ListField(child=serializers.DictField(), required=False)
    participation = serializers.ListField(child=serializers.DictField(), required=False)
    caps = serializers.ListField(child=serializers.DictField(), required=False)


class DifferenceOut(serializers.Serializer):
    """A case that came out other than expected; `expected` and `found` in the words of the table."""

    list = serializers.CharField()
    id = serializers.CharField()
    expected = serializers.JSONField()
    found = serializers.JSONField()
    why = serializers.CharField()
    conditions = serializers.ListField(child=serializers.CharField())


class RefusedOut(serializers.Serializer):
    """A case that could not be run; `place` in its list counts from 1 and is 0 for the list itself."""

    list = serializers.CharField()
    id = serializers.CharField()
    place = serializers.IntegerField()
    code = serializers.CharField()
    why = serializers.CharField()


class CheckedOut(serializers.Serializer):
    """What came of a table; `written_for` is the rule set it names."""

    rule_set = serializers.CharField()
    written_for = serializers.CharField()
    run = serializers.IntegerField()
    as_expected = serializers.IntegerField()
    differences = DifferenceOut(many=True)
    refused = RefusedOut(many=True)


class RuleSetCheck(APIView):
    """Run a table of cases through a rule set, published or a draft of your own."""

    parser_classes = [CasesParser]

    @extend_schema(request=CasesIn, responses=CheckedOut)
    def post(self, request, code: str):
        rule_set = get_object_or_404(rule_sets_for(request.user), code=code)
        return Response(check_cases(table_of(request.data), code, standard_of(rule_set)).as_data())


urlpatterns = [
    path("rule-sets/<str:code>/check/", RuleSetCheck.as_view(), name="api-rule-set-check"),
]
