"""What a unit registers, in a browser: a model with its indicator, confirmed, read twice, looked at."""

import datetime
from decimal import Decimal

from playwright.sync_api import expect

from pledges.models import Indicator, Initiative

YEAR = 2026
READ = {3: "85,2", 9: "97,4"}  # by month


def register_model(walker, cast):
    page = walker.sign_in(cast.secretary)
    walker.go(f"/registrations/units/{cast.cell.pk}/{YEAR}/new/", "model-new")
    page.fill("[name=name]", "Giải quyết hồ sơ đúng hẹn")
    page.fill("[name=purpose]", "Không để dân phải chờ")
    walker.press("Đăng ký mô hình")
    model = Initiative.objects.get(unit=cast.cell)
    walker.go(f"/registrations/models/{model.pk}/indicator/", "indicator-new")
    page.fill("[name=name]", "Tỷ lệ hồ sơ đúng hạn")
    page.select_option("[name=kind]", "PERCENT")
    for name, text in (("baseline", "76,7"), ("target", "97,4")):
        page.fill(f"[name={name}]", text)
    for name, text in (("baseline_on", f"01/01/{YEAR}"), ("target_on", f"31/12/{YEAR}")):
        page.fill(f"[name={name}]", text)
    walker.press("Lưu chỉ số")
    indicator = Indicator.objects.get(initiative=model)
    assert (indicator.baseline, indicator.target) == (Decimal("76.7"), Decimal("97.4")), walker.said()


def confirm_model(walker, cast):
    model = Initiative.objects.get(unit=cast.cell)
    walker.sign_in(cast.officer)
    walker.go(f"/registrations/models/{model.pk}/", "model-to-confirm")
    walker.press("Xác nhận mô hình")
    walker.sign_in(cast.secretary)
    walker.go(f"/registrations/models/{model.pk}/", "model-confirmed")
    walker.press("Bắt đầu thực hiện mô hình")
    model.refresh_from_db()
    assert model.is_running and model.confirmed_by == cast.officer


def read_indicator(walker, cast, month):
    page, indicator = walker.sign_in(cast.secretary), Indicator.objects.get()
    walker.go(f"/registrations/indicators/{indicator.pk}/reading/", f"reading-{month}")
    page.fill("[name=on]", f"25/{month:02}/{YEAR}")
    page.fill("[name=value]", READ[month])
    page.fill("[name=source]", "Báo cáo của bộ phận một cửa")
    walker.press("Lưu số liệu")
    assert indicator.readings.filter(on=datetime.date(YEAR, month, 25)).exists(), walker.said()


def look_at_chart(walker, cast):
    page = walker.sign_in(cast.officer)
    walker.go(f"/registrations/units/{cast.cell.pk}/{YEAR}/", "unit-year")
    walker.go(f"/registrations/models/{Initiative.objects.get().pk}/", "model-read")
    expect(page.locator("main svg[role=img]").first).to_be_visible()
    assert "76,7" in walker.said() and "97,4" in walker.said()
