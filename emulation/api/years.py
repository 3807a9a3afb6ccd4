"""Years and legal bases over HTTP."""

from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from ..models import CheckIns, LegalBasis, Unit, Year
from ..services.years import add_basis, open_year, set_check_ins
from .common import valid


class YearOut(serializers.ModelSerializer):
    """A committee's year."""

    class Meta:
        model = Year
        fields = ["id", "unit", "number", "pledges_due", "check_ins"]


class YearIn(serializers.Serializer):
    """A year to open."""

    unit = serializers.IntegerField()
    number = serializers.IntegerField(min_value=2016, max_value=2100)
    pledges_due = serializers.DateField()
    check_ins = serializers.ChoiceField(CheckIns.choices, default=CheckIns.QUARTER)


class CheckInsIn(serializers.Serializer):
    """How often members report how far their pledges are."""

    check_ins = serializers.ChoiceField(CheckIns.choices)


class YearList(generics.ListAPIView):
    """List the years you have to do with; open one."""

    serializer_class = YearOut

    def get_queryset(self):
        return Year.objects.visible_to(self.request.user)

    @extend_schema(request=YearIn, responses={201: YearOut})
    def post(self, request):
        values = valid(YearIn, request)
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=values.pop("unit"))
        year = open_year(unit=unit, by=request.user, **values)
        return Response(YearOut(year).data, status=status.HTTP_201_CREATED)


class YearCheckIns(generics.GenericAPIView):
    """Say how often members report how far their pledges are."""

    serializer_class = YearOut

    def get_queryset(self):
        return Year.objects.visible_to(self.request.user).select_related("unit")

    @extend_schema(request=CheckInsIn, responses=YearOut)
    def post(self, request, pk: int):
        year = set_check_ins(year=self.get_object(), by=request.user, **valid(CheckInsIn, request))
        return Response(YearOut(year).data)


class BasisSerializer(serializers.ModelSerializer):
    """A document a theme or a rule set rests on."""

    class Meta:
        model = LegalBasis
        fields = ["id", "kind", "number", "issued_on", "issuer", "title", "valid_from", "valid_to"]


class BasisList(generics.ListAPIView):
    """List the legal bases."""

    serializer_class = BasisSerializer
    queryset = LegalBasis.objects.all()


class BasisNew(APIView):
    """Add a legal basis for the themes of a year's committee."""

    @extend_schema(request=BasisSerializer, responses={201: BasisSerializer})
    def post(self, request, pk: int):
        year = get_object_or_404(Year.objects.visible_to(request.user).select_related("unit"), pk=pk)
        basis = add_basis(unit=year.unit, by=request.user, **valid(BasisSerializer, request))
        return Response(BasisSerializer(basis).data, status=status.HTTP_201_CREATED)


urlpatterns = [
    path("years/", YearList.as_view(), name="api-years"),
    path("years/<int:pk>/check-ins/", YearCheckIns.as_view(), name="api-year-check-ins"),
    path("years/<int:pk>/bases/", BasisNew.as_view(), name="api-basis-new"),
    path("bases/", BasisList.as_view(), name="api-bases"),
]
