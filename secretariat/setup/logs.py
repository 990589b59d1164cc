"""What must never stand in a log: the secrets in addresses that open something without login."""

import datetime as dt
import json
import logging
import re

# A key is 43 signs, whatever page it opens (registry/actions/links.py); what was cut off in these paths is hidden too.
_SECRET = re.compile(
    r"(/(?:svar|kalender|parternas-beslut|vill-ni-vara-med|inlagg)/)[A-Za-z0-9_-]{20,}"
    r"|(/)[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])"
)


def without_keys(text: str) -> str:
    """The text with every secret of an address taken out.

    >>> without_keys("Gone: /svar/abcdefghijklmnopqrstuvwxyz/")
    'Gone: /svar/…/'
    >>> without_keys("Not Found: /kalender/mote/12.ics")
    'Not Found: /kalender/mote/12.ics'
    """
    return _SECRET.sub(lambda found: f"{found[1] or found[2]}…", text)


class HideKeys(logging.Filter):
    """For a handler or a logger: the message as it would be printed, without secrets. Nothing is left out."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = without_keys(record.getMessage()), None
        return True


class ShortWhenAway(logging.Filter):
    """A database that is away is told in one line a request: while it is, the way through the code says nothing."""

    def filter(self, record: logging.LogRecord) -> bool:
        kind, fault = (record.exc_info or (None, None, None))[:2]
        if kind and (kind.__module__, kind.__name__) in _AWAY:
            record.msg, record.args = f"{record.getMessage()}: {str(fault).partition(chr(10))[0]}", None
            record.exc_info = record.exc_text = None
        return True


_AWAY = {("django.db.utils", "OperationalError"), ("django.db.utils", "InterfaceError")}


class AsJson(logging.Formatter):
    """One line of JSON for each message, for programs that gather logs (LOG_FORMAT=json): when, how grave, who says
    it, what, and the way through the code where something broke. No names, addresses or bodies of requests.
    """

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "at": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if status := getattr(record, "status_code", None):
            told["status"] = status
        if record.exc_info:
            told["trace"] = without_keys(self.formatException(record.exc_info))
        return json.dumps(told, ensure_ascii=False)
