"""What the log says of answers that are no faults."""

import logging


class Refusals(logging.Filter):
    """Keep a refusal (403) to one line: its reason went to the reader, and its traceback says nothing."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", None) == 403:
            record.exc_info = record.exc_text = None
        return True
