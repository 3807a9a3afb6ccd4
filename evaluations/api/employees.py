"""The member's rating as an employee over HTTP."""

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from ..models import Assessment, LevelChoice
from ..services.employees import record_employee_rating
from .assessments import AssessmentAct


class EmployeeIn(serializers.Serializer):
    """Level, day and issuer; all empty takes the rating back."""

    level = serializers.ChoiceField(LevelChoice.choices, allow_blank=True)
    rated_on = serializers.DateField(allow_null=True, default=None)
    issuer = serializers.CharField(max_length=160, allow_blank=True, default="")


class EmployeeOut(serializers.ModelSerializer):
    """The rating as it is recorded."""

    class Meta:
        model = Assessment
        fields = ["id", "employee_level", "employee_rated_on", "employee_issuer"]


class AssessmentEmployee(AssessmentAct):
    """Record what the member was rated as an employee."""

    @extend_schema(request=EmployeeIn, responses=EmployeeOut)
    def post(self, request, pk: int):
        row = record_employee_rating(assessment=self.fetch(request, pk), by=request.user, **self.valid(EmployeeIn))
        return Response(EmployeeOut(row).data)


urlpatterns = [
    path("assessments/<int:pk>/employee/", AssessmentEmployee.as_view(), name="api-assessment-employee"),
]
