"""Sessions and their events: append, read, list, delete."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import ValidationError
from sqlalchemy import func
from sqlmodel import col, delete, select

from app import __version__
from app.domain.errors import KnownError
from app.domain.events import EVENT, Ended, Event, Resumed, TraineeSpoke
from app.domain.scenario import Pack, Scenario
from app.store.database import Database
from app.store.tables import EventRow, SessionRow


@dataclass(frozen=True)
class SessionSummary:
    """What a list of sessions shows.

    Attributes:
        id: The session.
        client: The client, or the first of a group.
        client_name: Their name; of a group, everybody's first name.
        title: The scenario's title.
        started_at: With the time zone UTC.
        ended_at: None while it is unfinished.
        turns: Trainee turns so far.
    """

    id: str
    pack: str
    scenario: str
    client: str
    client_name: str
    title: str
    started_at: datetime
    ended_at: datetime | None
    turns: int
    model_name: str
    app_version: str


class SessionLog:
    """The log of one session."""

    def __init__(self, sessions: "Sessions", session: str) -> None:
        self._sessions = sessions
        self.session = session

    def append(self, event: Event) -> None:
        """Writes one event; it is on the disk on return."""
        self._sessions.append(self.session, event)


class Sessions:
    """All sessions of a database; may be used from several threads.

    Every method raises KnownError when the disk fails, and when a session is not there.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(
        self, pack: Pack, scenario: Scenario, model_name: str, called: str | None = None
    ) -> str:
        """Opens a session without events and returns its id.

        Args:
            pack: The scenario's pack.
            scenario: What is practiced.
            model_name: The model that plays it.
            called: What the session is listed under; the client's name where nothing is said.
        """
        client = pack.client(scenario.client)
        row = SessionRow(
            id=uuid.uuid4().hex,
            pack=pack.id,
            scenario=scenario.id,
            client=client.id,
            client_name=called or client.name,
            title=scenario.title,
            started_at=_now(),
            model_name=model_name,
            app_version=__version__,
        )
        id = row.id
        with self._database.writing() as db:
            db.add(row)
        return id

    def log(self, session: str) -> SessionLog:
        """The session as a log to append to."""
        return SessionLog(self, session)

    def append(self, session: str, event: Event) -> int:
        """Writes an event and returns its number, from 0; it is on the disk on return."""
        with self._database.writing() as db:
            row = db.get(SessionRow, session)
            if row is None:
                raise _missing(session)
            last = db.exec(
                select(func.max(EventRow.seq)).where(col(EventRow.session) == session)
            ).one()
            seq = 0 if last is None else last + 1
            body = EVENT.dump_json(event).decode()
            db.add(EventRow(session=session, seq=seq, kind=event.kind, body=body))
            if isinstance(event, TraineeSpoke):
                row.turns += 1
            elif isinstance(event, Ended):
                row.ended_at = _now()
            elif isinstance(event, Resumed):
                row.ended_at = None
        return seq

    def events(self, session: str) -> list[Event]:
        """The events of a session, oldest first."""
        with self._database.reading() as db:
            if db.get(SessionRow, session) is None:
                raise _missing(session)
            rows = db.exec(
                select(EventRow.seq, EventRow.body)
                .where(col(EventRow.session) == session)
                .order_by(col(EventRow.seq))
            ).all()
        return [_read(session, seq, body) for seq, body in rows]

    def unfinished(self) -> list[SessionSummary]:
        """The sessions that have not ended, newest first."""
        return [summary for summary in self.list() if summary.ended_at is None]

    def list(self) -> list[SessionSummary]:
        """All sessions, newest first."""
        with self._database.reading() as db:
            newest_first = select(SessionRow).order_by(col(SessionRow.started_at).desc())
            return _summaries(db.exec(newest_first))

    def delete(self, session: str) -> None:
        """Removes a session and its events; the room they took is overwritten."""
        with self._database.writing() as db:
            row = db.get(SessionRow, session)
            if row is None:
                raise _missing(session)
            db.exec(delete(EventRow).where(col(EventRow.session) == session))
            db.delete(row)
        self._database.wipe_log()


def _summaries(rows: Iterable[SessionRow]) -> list[SessionSummary]:
    return [
        SessionSummary(
            id=row.id,
            pack=row.pack,
            scenario=row.scenario,
            client=row.client,
            client_name=row.client_name,
            title=row.title,
            started_at=datetime.fromisoformat(row.started_at),
            ended_at=None if row.ended_at is None else datetime.fromisoformat(row.ended_at),
            turns=row.turns,
            model_name=row.model_name,
            app_version=row.app_version,
        )
        for row in rows
    ]


def _read(session: str, seq: int, body: str) -> Event:
    try:
        return EVENT.validate_json(body)
    except ValidationError as error:
        # The error's own text would quote what people said.
        kinds = ", ".join(sorted({detail["type"] for detail in error.errors()}))
        raise KnownError(
            f"Event {seq} of session {session} is not one this Pixel can read ({kinds}); "
            "the version that wrote it can."
        ) from None


def _missing(session: str) -> KnownError:
    return KnownError(f"There is no session {session!r}; `pixel sessions list` names all.")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
