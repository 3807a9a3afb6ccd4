"""The site map: the work queue, pages by app, then sign-in, language, API."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from .home import home

handler404 = "emulation.config.errors.not_found"

urlpatterns = [
    path("", home, name="home"),
    path("", include("emulation.urls")),
    path("", include("pledges.urls")),
    path("", include("evaluations.urls")),
    path("", include("reports.urls")),
    # /account/
    path("account/", include("emulation.urls_account")),
    path("language/", login_not_required(set_language), name="set_language"),
    # /api/v1/
    path("api/v1/", include("emulation.config.api")),
]
