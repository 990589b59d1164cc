"""Who is signed in, in the database as Django has it; its one question is composed once, since every page asks it."""

import datetime as dt
from typing import NamedTuple

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from secretariat.lib.statements import Statement


class _Row(NamedTuple):
    session_data: str
    expire_date: dt.datetime


_SESSIONS = Statement(_Row, lambda key: Session.objects.filter(pk=key), takes=(str,))


class SessionStore(db.SessionStore):
    """Django's own; a session that has ended or is unknown is none."""

    def _get_session_from_db(self) -> Session | None:
        key = self.session_key or ""
        for row in _SESSIONS.of(key) if key else ():
            if row.expire_date > timezone.now():
                return Session(session_key=key, session_data=row.session_data, expire_date=row.expire_date)
        self._session_key = None
        return None
