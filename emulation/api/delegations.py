"""Delegating one's own roles over HTTP."""

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from ..models import Account, RoleAssignment
from ..selectors import delegations_of
from ..services.delegations import delegate_role, end_delegation
from .common import valid


class DelegationOut(serializers.Serializer):
    """A role somebody holds for you."""

    id = serializers.IntegerField()
    username = serializers.CharField(source="account.username")
    name = serializers.CharField(source="account.display_name")
    role = serializers.CharField()
    unit = serializers.IntegerField(source="unit_id")
    delegated_from = serializers.IntegerField(source="delegated_from_id")
    first_day = serializers.DateField(source="valid_from")
    last_day = serializers.DateField(source="valid_to")


class DelegationIn(serializers.Serializer):
    """Which of your roles, to whom, for which days."""

    role = serializers.IntegerField(help_text="Key of the role as you hold it.")
    username = serializers.CharField(max_length=60)
    first_day = serializers.DateField()
    last_day = serializers.DateField()


class Delegations(APIView):
    """List what you have delegated; delegate one of your roles for a time."""

    @extend_schema(responses=DelegationOut(many=True))
    def get(self, request):
        return Response(DelegationOut(delegations_of(request.user), many=True).data)

    @extend_schema(request=DelegationIn, responses={201: DelegationOut})
    def post(self, request):
        body = valid(DelegationIn, request)
        own = RoleAssignment.objects.filter(account=request.user).select_related("account", "unit")
        role = get_object_or_404(own, pk=body.pop("role"))
        account = get_object_or_404(Account, username=body.pop("username").lower())
        made = delegate_role(role=role, account=account, by=request.user, **body)
        return Response(DelegationOut(made).data, status=status.HTTP_201_CREATED)


class DelegationEnd(APIView):
    """End what you have delegated, or give back what was delegated to you."""

    @extend_schema(request=None, responses=DelegationOut)
    def post(self, request, pk: int):
        mine = Q(account=request.user) | Q(delegated_from__account=request.user)
        found = RoleAssignment.objects.filter(mine, delegated_from__isnull=False)
        role = get_object_or_404(found.select_related("account", "unit", "delegated_from__account"), pk=pk)
        return Response(DelegationOut(end_delegation(role=role, by=request.user)).data)


urlpatterns = [
    path("me/delegations/", Delegations.as_view(), name="api-delegations"),
    path("me/delegations/<int:pk>/end/", DelegationEnd.as_view(), name="api-delegation-end"),
]
