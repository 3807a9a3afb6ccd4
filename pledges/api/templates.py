"""Pledge templates over HTTP."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.response import Response

from emulation.models import Unit

from ..models import PledgeTemplate
from ..services import retire_template, save_template
from .shapes import TemplateIn, TemplateOut, drafts, valid


class TemplateLens:
    """Every read of templates starts here."""

    serializer_class = TemplateOut

    def get_queryset(self):
        seen = PledgeTemplate.objects.visible_to(self.request.user).select_related("unit")
        return seen.prefetch_related("items").order_by("unit__path", "name")


class TemplateList(TemplateLens, generics.ListAPIView):
    """List the templates you may see; write one."""

    @extend_schema(request=TemplateIn, responses={201: TemplateOut})
    def post(self, request):
        values = valid(TemplateIn, request)
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=values["unit"])
        items = drafts(values["items"])
        template = save_template(unit=unit, name=values["name"], items=items, by=request.user)
        return Response(TemplateOut(template).data, status=status.HTTP_201_CREATED)


class TemplateDetail(TemplateLens, generics.RetrieveAPIView):
    """Read or change one template."""

    @extend_schema(request=TemplateIn, responses=TemplateOut)
    def put(self, request, pk: int):
        values = valid(TemplateIn, request)
        template, items = self.get_object(), drafts(values["items"])
        changed = save_template(
            unit=template.unit, template=template, name=values["name"], items=items, by=request.user
        )
        return Response(TemplateOut(changed).data)


class TemplateRetire(TemplateLens, generics.GenericAPIView):
    """Take a template out of use."""

    @extend_schema(request=None, responses=TemplateOut)
    def post(self, request, pk: int):
        return Response(TemplateOut(retire_template(template=self.get_object(), by=request.user)).data)
