"""Pages of pledges: own.py (one pledge), acts.py (one act each), board.py, record.py (many at once), templates.py."""
