"""The project's ChatML against rules of Qwen3's template, and its append-only property."""

from collections.abc import Sequence
from typing import get_args

import jinja2
from hypothesis import given
from hypothesis import strategies as st

from app.engine import chatml
from app.engine.protocol import Message, Role
from app.engine.template import ChatML

# What Qwen3's template does for plain messages without tools and without thinking: system and
# user messages as they are; an answer loses its thinking block unless it comes after the last
# user message; the invitation carries an empty block.
QWEN3_RULES = """\
{%- set ns = namespace(last=-1) -%}
{%- for m in messages -%}
  {%- if m.role == 'user' -%}{%- set ns.last = loop.index0 -%}{%- endif -%}
{%- endfor -%}
{%- for m in messages -%}
  {{- '<|im_start|>' ~ m.role ~ '\\n' -}}
  {%- if m.role == 'assistant' and loop.index0 > ns.last -%}
    {{- '<think>\\n\\n</think>\\n\\n' -}}
  {%- endif -%}
  {{- m.content ~ '<|im_end|>\\n' -}}
{%- endfor -%}
{{- '<|im_start|>assistant\\n<think>\\n\\n</think>\\n\\n' -}}
"""

texts = st.text(max_size=30)
messages = st.builds(Message, st.sampled_from(get_args(Role)), texts)
conversations = st.builds(
    lambda system, pairs, last: [*system, *(m for pair in pairs for m in pair), last],
    st.lists(st.builds(Message, st.just("system"), texts), max_size=1),
    st.lists(
        st.tuples(
            st.builds(Message, st.just("user"), texts),
            st.builds(Message, st.just("assistant"), texts),
        ),
        max_size=4,
    ),
    st.builds(Message, st.just("user"), texts),
)


def qwen3(conversation: Sequence[Message]) -> str:
    template = jinja2.Environment(keep_trailing_newline=True).from_string(QWEN3_RULES)
    return template.render(messages=conversation)


@given(conversations)
def test_without_the_blocks_of_older_answers_it_is_qwen3s_template(
    conversation: list[Message],
) -> None:
    block = chatml.NO_THINKING
    older = "".join(
        chatml.segment(message).replace(block, "", 1)
        if message.role == "assistant"
        else chatml.segment(message)
        for message in conversation
    )
    assert older + chatml.invitation() == qwen3(conversation)
    assert (
        chatml.render(conversation)
        == "".join(chatml.segment(message) for message in conversation) + chatml.invitation()
    )


@given(st.lists(messages, max_size=6), messages)
def test_a_history_only_ever_grows(conversation: list[Message], more: Message) -> None:
    before = chatml.render(conversation).removesuffix(chatml.invitation())
    assert chatml.render([*conversation, more]).startswith(before)


@given(st.lists(messages, max_size=6))
def test_an_answer_continues_its_invitation(conversation: list[Message]) -> None:
    answered = chatml.render([*conversation, Message("assistant", "Fine.")])
    assert answered.startswith(chatml.render(conversation) + "Fine.")


@given(st.lists(messages, max_size=6))
def test_the_parts_of_a_prompt_are_its_text(conversation: list[Message]) -> None:
    parts = ChatML().parts(conversation)
    assert "".join(part.text for part in parts) == chatml.render(conversation)
