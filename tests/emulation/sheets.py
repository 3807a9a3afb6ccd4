"""Workbooks made for tests, in every format an office may send, from the same rows."""

import csv
import datetime
import io

import xlsxwriter
import xlwt
from odf import opendocument, table, text

BORN = datetime.date(1970, 5, 19)
HEADINGS = ["STT", "Họ và tên", "Nam", "Nữ", "Dân tộc", "Ngày vào Đảng", "Ngày chính thức", "Số thẻ đảng viên"]


def date(day, month, year):
    return datetime.date(year, month, day)


def member_row(number=1, name="Trần Thị Hòa", born=BORN, card=None, **more):
    """A good row under HEADINGS, a woman's."""
    joined = more.get("joined", date(3, 2, 1995))
    official = more.get("official", date(3, 2, 1996))
    return [number, name, "", born, "Kinh", joined, official, card or f"4201{number:04d}"]


def xlsx(rows, *, sheet="DSĐV", formulas=(), merged=()):
    """Bytes of an .xlsx; `formulas` are (row, column) whose text is written as a live formula."""
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet(sheet)
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for area in merged:
            page.merge_range(*area, "")
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if (r, c) in formulas:
                    page.write_formula(r, c, cell, None, "Lê Văn Tính")
                elif isinstance(cell, datetime.date):
                    page.write_datetime(r, c, cell, day)
                elif cell != "":
                    page.write(r, c, cell)
    return output.getvalue()


def xls(rows, *, formulas=()):
    book = xlwt.Workbook()
    page = book.add_sheet("DSDV")
    day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if (r, c) in formulas:
                page.write(r, c, xlwt.Formula(cell.lstrip("=")))
            elif isinstance(cell, datetime.date):
                page.write(r, c, cell, day)
            elif cell != "":
                page.write(r, c, cell)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def ods(rows, *, formulas=()):
    book = opendocument.OpenDocumentSpreadsheet()
    page = table.Table(name="DSDV")
    for r, row in enumerate(rows):
        line = table.TableRow()
        for c, cell in enumerate(row):
            line.addElement(_ods_cell(cell, (r, c) in formulas))
        page.addElement(line)
    book.spreadsheet.addElement(page)
    output = io.BytesIO()
    book.write(output)
    return output.getvalue()


def _ods_cell(cell, is_formula):
    if is_formula:
        made = table.TableCell(formula=f"of:{cell}", valuetype="string", stringvalue="Lê Văn Tính")
        made.addElement(text.P(text="Lê Văn Tính"))
    elif isinstance(cell, datetime.date):
        made = table.TableCell(valuetype="date", datevalue=cell.isoformat())
    elif isinstance(cell, (int, float)):
        made = table.TableCell(valuetype="float", value=cell)
    elif cell == "":
        made = table.TableCell()
    else:
        made = table.TableCell(valuetype="string")
        made.addElement(text.P(text=cell))
    return made


def csv_bytes(rows, *, delimiter=",", bom=False):
    output = io.StringIO()
    writer = csv.writer(output, delimiter=delimiter)
    for row in rows:
        writer.writerow([cell.strftime("%d/%m/%Y") if isinstance(cell, datetime.date) else cell for cell in row])
    return output.getvalue().encode("utf-8-sig" if bom else "utf-8")
