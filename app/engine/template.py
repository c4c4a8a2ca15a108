"""From messages to the parts of a prompt, for ChatML models and for any other.

A prompt is made of markers, which may become control tokens, and of words, which never do: what
a person typed stays text even where it looks like a marker.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NoReturn, Protocol

from jinja2 import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from app.domain.errors import KnownError
from app.engine import chatml
from app.engine.protocol import Message

Kind = Literal["marker", "words", "answer"]

_SLOT = re.compile("\ue000(\\d+)\ue001")


@dataclass(frozen=True)
class Part:
    """A piece of a prompt; an ``answer`` is words that the model itself may have written."""

    text: str
    kind: Kind


class Template(Protocol):
    """Makes prompts of messages."""

    @property
    def identity(self) -> str:
        """What shapes the prompt, as text to be hashed."""
        ...

    def parts(self, messages: Sequence[Message]) -> list[Part]:
        """The prompt for an answer to these messages."""
        ...


class ChatML:
    """The project's own append-only rendering, see ``chatml``."""

    identity = "chatml"

    def parts(self, messages: Sequence[Message]) -> list[Part]:
        """The prompt for an answer to these messages; the texts joined are ``chatml.render``."""
        parts: list[Part] = []
        for message in messages:
            own = message.role == "assistant"
            head = f"<|im_start|>{message.role}\n{chatml.NO_THINKING if own else ''}"
            parts.append(Part(head, "marker"))
            parts.append(Part(message.content, "answer" if own else "words"))
            parts.append(Part(f"{chatml.END}\n", "marker"))
        parts.append(Part(chatml.invitation(), "marker"))
        return parts


class Jinja:
    """A model's own template, run in a sandbox.

    The template sees a stand-in for every content, and the contents are put back afterwards, so
    that no content can write a marker.

    Args:
        source: The template.
        bos: Text of the begin-of-text token, for templates that write it.
        eos: Text of the end-of-text token.

    Raises:
        KnownError: The source is not a template.
    """

    def __init__(self, source: str, bos: str = "", eos: str = "") -> None:
        self.identity = source
        self._names = {"bos_token": bos, "eos_token": eos}
        environment = ImmutableSandboxedEnvironment(
            trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"]
        )
        environment.globals["raise_exception"] = _refuse
        environment.globals["strftime_now"] = lambda form: datetime.now().strftime(form)
        try:
            self._template = environment.from_string(source)
        except TemplateError as error:
            raise KnownError(f"The model's chat template is not valid Jinja: {error}.") from error

    def parts(self, messages: Sequence[Message]) -> list[Part]:
        """The prompt for an answer to these messages.

        A template that knows no system role, or wants turns to alternate, gets the system text
        in front of the first user message and neighbors of one role joined.

        Raises:
            KnownError: The template refuses the messages in this form, too.
        """
        try:
            return self._render(messages)
        except (TemplateError, LookupError, TypeError):
            pass
        try:
            return self._render(_alternating(messages))
        except (TemplateError, LookupError, TypeError) as error:
            raise KnownError(
                f"The model's chat template refuses this conversation: {error}."
            ) from error

    def _render(self, messages: Sequence[Message]) -> list[Part]:
        stand_ins: list[dict[str, Any]] = [
            {"role": message.role, "content": f"\ue000{at}\ue001"}
            for at, message in enumerate(messages)
        ]
        text = self._template.render(
            messages=stand_ins, add_generation_prompt=True, enable_thinking=False, **self._names
        )
        pieces = _SLOT.split(text)
        order = [int(piece) for piece in pieces[1::2]]
        if order != list(range(len(messages))):
            raise LookupError("it leaves messages out or writes them twice")
        parts = [Part(pieces[0], "marker")]
        for at, after in zip(order, pieces[2::2], strict=True):
            own = messages[at].role == "assistant"
            parts.append(Part(messages[at].content, "answer" if own else "words"))
            parts.append(Part(after, "marker"))
        return parts


def _refuse(message: str) -> NoReturn:
    raise TemplateError(message)


def _alternating(messages: Sequence[Message]) -> list[Message]:
    """The messages with system text given to the user and neighbors of one role joined."""
    joined: list[Message] = []
    for message in messages:
        role = "user" if message.role == "system" else message.role
        if joined and joined[-1].role == role:
            joined[-1] = Message(role, f"{joined[-1].content}\n\n{message.content}")
        else:
            joined.append(Message(role, message.content))
    return joined


def choose(source: str | None, thinks: bool, bos: str = "", eos: str = "") -> Template:
    """The template for a model.

    Args:
        source: Its Jinja template, if it has one.
        thinks: Whether ``<think>`` is a token of its vocabulary.
        bos: Text of the begin-of-text token.
        eos: Text of the end-of-text token.

    Raises:
        KnownError: The model has no template, or not a valid one.
    """
    if source is None:
        raise KnownError(
            "The model file has no chat template (tokenizer.chat_template); "
            "a model made for conversation has one."
        )
    if "<|im_start|>" in source and thinks:
        return ChatML()
    return Jinja(source, bos, eos)
