"""The API under /api/v1/: every room's routes, the document that describes them, and its page."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

urlpatterns = [
    path("", include("emulation.api")),
    path("", include("pledges.api")),
    path("", include("evaluations.api")),
    path("", include("reports.api")),
    # /api/v1/schema/
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
]
