"""A cell's worksheet of one period: a workbook to fill in where there is no network, brought back and compared."""
