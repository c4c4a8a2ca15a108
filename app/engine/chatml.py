"""ChatML as the Qwen3 family speaks it without thinking, in a form that only ever grows.

Qwen3's own template writes the empty thinking block only before the newest answer and takes it
out of older ones, so that every turn changes what came before and the KV cache of the last
answer is lost. Here the block stays where it was written: a history rendered with one more
message starts with the same bytes. Taking the blocks out of a rendered history gives the
template's text exactly (tested against the template).
"""

from collections.abc import Sequence

from app.engine.protocol import Message

NO_THINKING = "<think>\n\n</think>\n\n"
END = "<|im_end|>"


def segment(message: Message) -> str:
    """The text one message adds to the prompt."""
    thinking = NO_THINKING if message.role == "assistant" else ""
    return f"<|im_start|>{message.role}\n{thinking}{message.content}{END}\n"


def invitation() -> str:
    """The text after the last message that asks for an answer."""
    return f"<|im_start|>assistant\n{NO_THINKING}"


def render(messages: Sequence[Message]) -> str:
    """The prompt for an answer to these messages."""
    return "".join(map(segment, messages)) + invitation()
