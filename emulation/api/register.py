"""The register of purposes over HTTP."""

from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from ..models import RegisterNote, RegisterReading, Unit
from ..register import reading_of, register_for
from ..services.register import acknowledge_register, write_register_note
from .common import valid


class PurposeOut(serializers.Serializer):
    """One purpose: which data, what for, on what basis, who reads them, how long; `kinds` are the tables."""

    code = serializers.CharField()
    title = serializers.CharField()
    data = serializers.CharField()
    purpose = serializers.CharField()
    basis = serializers.CharField()
    readers = serializers.CharField()
    kept = serializers.CharField()
    kinds = serializers.ListField(child=serializers.CharField())


class RegisterNoteOut(serializers.ModelSerializer):
    """What a committee has added."""

    unit_name = serializers.CharField(source="unit.name")
    written_by_name = serializers.CharField(source="written_by.display_name")

    class Meta:
        model = RegisterNote
        fields = ["id", "unit", "unit_name", "text", "written_by_name", "written_at"]


class RegisterOut(serializers.Serializer):
    """The register as you have it, and when you said to have read this version."""

    version = serializers.CharField()
    purposes = PurposeOut(many=True)
    notes = RegisterNoteOut(many=True)
    read_at = serializers.DateTimeField(allow_null=True)


class RegisterReadingOut(serializers.ModelSerializer):
    """That you have read a version."""

    class Meta:
        model = RegisterReading
        fields = ["version_read", "read_at"]


class AcknowledgeIn(serializers.Serializer):
    """The version you have read."""

    version = serializers.CharField(max_length=40)


class RegisterNoteIn(serializers.Serializer):
    """The note; `newest` is the id of the one you saw, 0 for none."""

    text = serializers.CharField(max_length=4000, allow_blank=True)
    newest = serializers.IntegerField(required=False, allow_null=True, default=None)


class RegisterRead(APIView):
    """Read the register of purposes."""

    @extend_schema(responses=RegisterOut)
    def get(self, request):
        found = register_for(request.user)
        reading = reading_of(request.user, found.version)
        told = {"version": found.version, "purposes": found.purposes, "notes": found.notes}
        return Response(RegisterOut(told | {"read_at": reading.read_at if reading else None}).data)


class RegisterAcknowledge(APIView):
    """Say that you have read it: no consent."""

    @extend_schema(request=AcknowledgeIn, responses=RegisterReadingOut)
    def post(self, request):
        version = valid(AcknowledgeIn, request)["version"]
        return Response(
            RegisterReadingOut(acknowledge_register(account=request.user, version=version, by=request.user)).data
        )


class RegisterNoteNew(APIView):
    """Write a committee's note in the place of the one before."""

    @extend_schema(request=RegisterNoteIn, responses={201: RegisterNoteOut})
    def post(self, request, pk: int):
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
        note = write_register_note(unit=unit, by=request.user, **valid(RegisterNoteIn, request))
        return Response(RegisterNoteOut(note).data, status=status.HTTP_201_CREATED)


urlpatterns = [
    path("register/", RegisterRead.as_view(), name="api-register"),
    path("register/acknowledge/", RegisterAcknowledge.as_view(), name="api-register-acknowledge"),
    path("units/<int:pk>/register-note/", RegisterNoteNew.as_view(), name="api-register-note"),
]
