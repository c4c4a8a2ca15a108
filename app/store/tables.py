"""The tables. A change here needs a migration; a test holds the two equal."""

from typing import ClassVar

from sqlalchemy import Column, ForeignKey, String
from sqlmodel import Field, SQLModel


class SessionRow(SQLModel, table=True):
    """One session: what a list of sessions shows. Times are ISO 8601, UTC."""

    __tablename__: ClassVar[str] = "session"

    id: str = Field(primary_key=True)
    pack: str
    scenario: str
    client: str
    title: str
    """The scenario's title and the client's name as they were then: packs come and go."""
    client_name: str
    started_at: str
    ended_at: str | None = None
    turns: int = 0
    """Trainee turns."""
    model_name: str
    app_version: str


class EventRow(SQLModel, table=True):
    """One event of a session; ``body`` is its JSON."""

    __tablename__: ClassVar[str] = "event"

    session: str = Field(
        sa_column=Column(String, ForeignKey("session.id", ondelete="CASCADE"), primary_key=True)
    )
    seq: int = Field(primary_key=True)
    """From 0, without gaps."""
    kind: str
    body: str
