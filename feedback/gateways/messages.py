"""Handing messages to the outside: the interface, and the local version that keeps them in the database."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions.send_notice import Message
from feedback.database import Database, insert_into
from feedback.models import LocalMessage


class NotNow(Exception):
    """The gateway cannot take the message now; try again later, after `retry_after_s` if it said so."""

    def __init__(self, reason: str, retry_after_s: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after_s = retry_after_s


class Never(Exception):
    """The gateway will never take this message (a wrong number, say); trying again is pointless."""


class MessageGateway(Protocol):
    def send(self, message: Message) -> str:
        """The provider's reference. Raises NotNow or Never. A repeated `message.key` is sent once."""
        ...


class LocalGateway:
    """Stands in for a phone company: keeps each message in `local_message`, shown on the developer page."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def send(self, message: Message) -> str:
        with self.database.writing() as session:
            self._keep(session, message)
            session.commit()
        return f"local-{message.key}"

    def _keep(self, session: Session, message: Message) -> None:
        row = {
            "channel": message.channel,
            "address": message.address,
            "body": message.body,
            "calendar": message.calendar,
            "unsubscribe": message.unsubscribe,
        }
        kept = insert_into(session, LocalMessage).values(key=message.key, received_at=clock.now(), deliveries=1, **row)
        again = {"deliveries": LocalMessage.deliveries + 1}
        session.execute(kept.on_conflict_do_update(index_elements=["key"], set_=again))
