"""What the engine's process and its parent say to each other: JSON, one message a line."""

import json
from dataclasses import asdict
from typing import Any

from app.engine.protocol import Message, Request, Sampling


def encode(message: dict[str, Any]) -> bytes:
    """A message as a line."""
    return json.dumps(message, separators=(",", ":")).encode() + b"\n"


def decode(line: bytes) -> dict[str, Any]:
    """The message of a line."""
    message: dict[str, Any] = json.loads(line)
    return message


def from_request(request: Request) -> dict[str, Any]:
    """A request as plain values."""
    return asdict(request)


def to_request(plain: dict[str, Any]) -> Request:
    """A request from plain values."""
    return Request(
        **{
            **plain,
            "messages": to_messages(plain["messages"]),
            "sampling": Sampling(**plain["sampling"]),
            "stop": tuple(plain["stop"]),
        }
    )


def to_messages(plain: list[dict[str, Any]]) -> tuple[Message, ...]:
    """Messages from plain values."""
    return tuple(Message(**message) for message in plain)
