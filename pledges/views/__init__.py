"""Pages of pledges, one noun a file: own.py (one pledge), acts.py (one act each), board.py, record.py (many at once).

What units register of themselves: initiatives.py (models), indicators.py (with readings), drives.py (with pairs).
"""
