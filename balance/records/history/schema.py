"""The tables. `migrations` makes them; a test checks that both say the same."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Double,
    ForeignKey,
    Index,
    MetaData,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

_CASCADE = "all, delete-orphan"


class Base(DeclarativeBase):
    """What all tables share: names for constraints, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's
        float: Double,
        dict[str, Any]: JSON(none_as_null=True),
        list[str]: JSON,
        list[dict[str, Any]]: JSON,
    }


class Person(Base):
    """Somebody, by a code; name and notes are optional and are nowhere else.

    `rules` is the name or the file of the rule set that was picked, `week_plan` such as 3+1, and
    `regimen` the exercises of a week as this person wants them. Who is archived is neither offered
    nor listed, and keeps everything.
    """

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str | None]
    birth_year: Mapped[int | None]
    rules: Mapped[str | None]
    week_plan: Mapped[str | None]
    regimen: Mapped[dict[str, Any] | None]
    heel_to_ball_cm: Mapped[float | None]
    notes: Mapped[str | None]
    archived: Mapped[bool] = mapped_column(default=False, server_default=false())

    sessions: Mapped[list[Occasion]] = relationship(
        back_populates="person", cascade=_CASCADE, passive_deletes=True
    )


class Occasion(Base):
    """A session: what one person did on one day under one label, supervised or not.

    `day` is ISO 8601, empty where it is not known.
    """

    __tablename__ = "sessions"
    __table_args__ = (UniqueConstraint("person_id", "day", "label", "supervised"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    day: Mapped[str]
    label: Mapped[str]
    supervised: Mapped[bool]

    person: Mapped[Person] = relationship(back_populates="sessions")
    recordings: Mapped[list[Recorded]] = relationship(
        back_populates="session", cascade=_CASCADE, passive_deletes=True
    )


class Recorded(Base):
    """A recording: the truth that everything below it was made from.

    `path` is relative to the folder that belongs to the database where it lies in it, so that both
    can be moved together; anywhere else it is absolute. `checksum` is that of the samples, None
    while the recording is under way. `dated_by` is "file" where nothing but the file's own date
    says when it was made. The conditions are those of its attempts, also where it has none.
    """

    __tablename__ = "recordings"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), index=True
    )
    path: Mapped[str] = mapped_column(unique=True)
    checksum: Mapped[str | None] = mapped_column(unique=True)
    created_utc: Mapped[str | None]
    software: Mapped[str | None]
    source: Mapped[str | None]
    model: Mapped[str | None]
    algorithm: Mapped[str]
    status: Mapped[str]
    reasons: Mapped[list[str]]
    rate_hz: Mapped[float | None]
    duration_s: Mapped[float]
    dated_by: Mapped[str | None]
    condition_id: Mapped[int | None] = mapped_column(ForeignKey("conditions.id"), index=True)

    session: Mapped[Occasion] = relationship(back_populates="recordings")
    attempts: Mapped[list[Tried]] = relationship(
        back_populates="recording", cascade=_CASCADE, passive_deletes=True
    )
    wholes: Mapped[list[Whole]] = relationship(cascade=_CASCADE, passive_deletes=True)


class Whole(Base):
    """Samples that a recording is a part of, since it was split; they are not to come in again."""

    __tablename__ = "wholes"

    recording_id: Mapped[int] = mapped_column(
        ForeignKey("recordings.id", ondelete="CASCADE"), primary_key=True
    )
    checksum: Mapped[str] = mapped_column(primary_key=True, index=True)


class Folder(Base):
    """Another folder that recordings are or were kept in, beside the database's own."""

    __tablename__ = "folders"

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(unique=True)


class Condition(Base):
    """Conditions that are never mixed; `key` holds them all, since nulls are never equal."""

    __tablename__ = "conditions"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    stance_leg: Mapped[str | None]
    eyes: Mapped[str]
    surface: Mapped[str]
    arms: Mapped[str | None]
    footwear: Mapped[str | None]
    sound: Mapped[str]
    test: Mapped[str | None]


class Tried(Base):
    """An attempt, and the time of it that counts.

    `scored` is whether it counts for best times, `clean` whether it counts for a goal as well: its
    signal was valid. `order_key` sorts attempts as they were made, whenever they were kept: the
    recording's milliseconds since 1970, and three digits of the attempt's number.
    `person_id` and `session_id` repeat what the recording leads to, for the index.
    """

    __tablename__ = "attempts"
    __table_args__ = (
        # Sums over sessions are answered from this index alone, ...
        Index(
            "ix_attempts_course",
            "person_id",
            "condition_id",
            "scored",
            "session_id",
            "order_key",
            "duration_s",
            "uncertainty_s",
            "censored",
            "clean",
            "practice",
        ),
        # ... the newest and the best are at the ends of these.
        Index("ix_attempts_newest", "person_id", "condition_id", "scored", "order_key"),
        Index(
            "ix_attempts_best",
            "person_id",
            "condition_id",
            "scored",
            "duration_s",
            "censored",
            "uncertainty_s",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    recording_id: Mapped[int] = mapped_column(
        ForeignKey("recordings.id", ondelete="CASCADE"), index=True
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    session_id: Mapped[int] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), index=True
    )
    condition_id: Mapped[int] = mapped_column(ForeignKey("conditions.id"), index=True)
    number: Mapped[int]
    order_key: Mapped[int] = mapped_column(BigInteger)
    placement: Mapped[str]
    sensor_on: Mapped[str]
    practice: Mapped[bool]
    cap_s: Mapped[float | None]
    scored: Mapped[bool]
    clean: Mapped[bool]
    duration_s: Mapped[float]
    uncertainty_s: Mapped[float]
    censored: Mapped[bool]
    note: Mapped[str | None]

    recording: Mapped[Recorded] = relationship(back_populates="attempts")
    condition: Mapped[Condition] = relationship()
    hold: Mapped[Held] = relationship(
        back_populates="attempt", cascade=_CASCADE, passive_deletes=True
    )


class Held(Base):
    """The hold of an attempt: what the timer found, and what a person made of it.

    The automatic columns are null for a hold that a person added, the edited ones where nobody
    moved it; `final_s` and those of the lift-off also where an older version kept it. Times are the
    recording's own, in seconds.
    """

    __tablename__ = "holds"

    attempt_id: Mapped[int] = mapped_column(
        ForeignKey("attempts.id", ondelete="CASCADE"), primary_key=True
    )
    lift_off_s: Mapped[float | None]
    end_s: Mapped[float | None]
    end_reason: Mapped[str | None]
    paused_s: Mapped[float | None]
    decided_s: Mapped[float | None]
    final_s: Mapped[float | None]
    lift_off_decided_s: Mapped[float | None]
    lift_off_final_s: Mapped[float | None]
    uncertainty_s: Mapped[float | None]
    censored: Mapped[bool | None]
    corrections: Mapped[int | None]
    edited_lift_off_s: Mapped[float | None]
    edited_end_s: Mapped[float | None]
    discarded: Mapped[bool]
    sway: Mapped[dict[str, Any] | None]
    evidence: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))

    attempt: Mapped[Tried] = relationship(back_populates="hold")


class Led(Base):
    """A sitting: one session that was led by voice.

    `regimen` is the id and `keys` the whole of what was asked, `side` the one where one was to be
    chosen. `place` is how far it came, for going on later, and null once it is finished.
    """

    __tablename__ = "sittings"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), index=True
    )
    started_utc: Mapped[str]
    regimen: Mapped[str]
    keys: Mapped[dict[str, Any]]
    side: Mapped[str]
    place: Mapped[dict[str, Any] | None]
    finished: Mapped[bool]
    soreness: Mapped[int | None]


class Worked(Base):
    """A set of a sitting: what was asked of one side, and how far it was done.

    `recording_id` is the recording that its raises were counted in, while that is the same
    person's. What nobody measured is null.
    """

    __tablename__ = "sets"
    __table_args__ = (UniqueConstraint("sitting_id", "number", "side", "set"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sittings.id", ondelete="CASCADE"))
    number: Mapped[int]
    script: Mapped[str]
    version: Mapped[int]
    tier: Mapped[str]
    side: Mapped[str]
    set: Mapped[int]
    asked: Mapped[int]
    done: Mapped[int]
    state: Mapped[str]
    hold_s: Mapped[float]
    rest_s: Mapped[float]
    seconds: Mapped[float | None]
    censored: Mapped[bool | None]
    ease: Mapped[str | None]
    count: Mapped[int | None]
    tempo_s: Mapped[float | None]
    height_cm: Mapped[float | None]
    decline: Mapped[float | None]
    ended_by: Mapped[str | None]
    recording_id: Mapped[int | None] = mapped_column(
        ForeignKey("recordings.id", ondelete="SET NULL"), index=True
    )


class Scored(Base):
    """The score of a named test; `value` is null where not enough of it was done.

    `side` is null where several sides are in it, and `parts` are what it was made of.
    """

    __tablename__ = "scores"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), index=True
    )
    sitting_id: Mapped[int | None] = mapped_column(
        ForeignKey("sittings.id", ondelete="CASCADE"), index=True
    )
    taken_utc: Mapped[str]
    script: Mapped[str]
    version: Mapped[int]
    side: Mapped[str | None]
    value: Mapped[float | None]
    unit: Mapped[str]
    parts: Mapped[list[dict[str, Any]]]
    code: Mapped[str | None]
