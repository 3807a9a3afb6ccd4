"""From pages of HTML to one PDF: rendered apart, by several processes, and bound. Knows neither Django nor a database.

`parts.py` what one rendered page of HTML is · `apart.py` taking a rendering apart into it · `pool.py` the processes
that render · `writing.py` a PDF written object by object · `binding.py` parts into one file · `archival.py` what makes
it fit for the archive. `reports/pdf.py` is the one door to the layout engine, `reports/layout.py` the way in.
"""
