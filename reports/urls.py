"""Routes of reports."""

from django.urls import path

from . import views

app_name = "reports"

urlpatterns = [
    # /reports/annual/
    path("reports/annual/", views.annual, name="annual"),
    path("reports/annual/pdf/", views.annual_pdf, name="annual-pdf"),
    path("reports/annual/xlsx/", views.annual_xlsx, name="annual-xlsx"),
]
