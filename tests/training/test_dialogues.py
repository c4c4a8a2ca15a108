from hypothesis import given, settings
from hypothesis import strategies as st

from app.client.mind import tell
from app.client.script import problem, told
from app.domain.codes import PEER_ACTS
from model_training.starter.corpus import SLOT, Client, Corpus
from model_training.starter.dialogues import Dialogue, Split, Stage, held_out
from model_training.starter.grammar import expand

numbers = st.integers(min_value=0, max_value=10**9)
splits = st.sampled_from(["train", "held_out"])


def _openness(client: Client) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for cell in client.cells:
        for line in cell.lines:
            for text in expand(line):
                found.setdefault(text, set()).add(cell.openness)
    return found


@settings(max_examples=60, deadline=None)
@given(number=numbers, split=splits)
def test_replies_keep_to_the_mind(stage: Stage, number: int, split: Split) -> None:
    dialogue = stage.dialogue(split, number)
    persona, open_to = dialogue.client.persona, _openness(dialogue.client)
    assert 1 <= len(dialogue.turns) <= 30
    replies: list[str] = []
    before = None
    for turn in dialogue.turns:
        if before is not None:  # what was told before stays told, in order
            assert turn.state.disclosed == before.disclosed
        for reply in (turn.reply, *turn.others):
            may = {*turn.state.disclosed, turn.state.offered}
            assert set(told(persona, reply)) <= may
            assert problem(persona, turn.state, reply) is None
            if turn.tells is not None:
                assert turn.tells in told(persona, reply)
            guarded = "guarded" in open_to.get(reply, set())
            assert (
                reply not in open_to
                or guarded == (turn.state.openness == "guarded")
                or (len(open_to[reply]) > 1)
            )
        assert turn.reply not in replies or len(turn.reply.split()) <= 3
        replies.append(turn.reply)
        before = tell(turn.state, told(persona, turn.reply))


@given(number=numbers)
@settings(max_examples=10, deadline=None)
def test_a_number_gives_the_same_dialogue_again(stage: Stage, number: int) -> None:
    assert stage.dialogue("train", number) == stage.dialogue("train", number)
    assert stage.dialogue("train", number) != stage.dialogue("held_out", number)


def test_training_never_sees_held_out_trainee_lines(corpus: Corpus, stage: Stage) -> None:
    kept, used = set(), set()
    cells = [*corpus.trainee, *(cell for client in corpus.clients for cell in client.trainee)]
    for cell in cells:
        if len(cell.lines) < 8:
            continue  # a cell may be all held out, and is then used in both
        for line in cell.lines:
            if SLOT not in line:
                (kept if held_out(line) else used).update(map(_plain, expand(line)))
    said = {
        _plain(turn.said)
        for dialogue in stage.dialogues("train", 0, 300)
        for turn in dialogue.turns
    }
    small = {_plain(t) for c in cells if len(c.lines) < 8 for line in c.lines for t in expand(line)}
    assert len(kept) > 50
    assert not said & (kept - used - small)


def test_minds_of_all_kinds_are_practiced(stage: Stage) -> None:
    dialogues: list[Dialogue] = list(stage.dialogues("train", 0, 200))
    turns = [turn for dialogue in dialogues for turn in dialogue.turns]
    share = {
        openness: sum(turn.state.openness == openness for turn in turns) / len(turns)
        for openness in ("guarded", "partial", "open")
    }
    assert min(share.values()) > 0.15
    assert sum(turn.tells is not None for turn in turns) / len(turns) > 0.03


def test_members_of_a_group_answer_each_other(corpus: Corpus, stage: Stage) -> None:
    groups = {client.persona.id for client in corpus.clients if client.scenario.group}
    assert groups
    dialogues = [
        dialogue
        for dialogue in stage.dialogues("train", 0, 200)
        if dialogue.client.persona.id in groups
    ]
    turns = [(dialogue.client, turn) for dialogue in dialogues for turn in dialogue.turns]
    heard: set[str] = set()
    for client, turn in turns:
        speaker = turn.appraisal.speaker
        assert (speaker is None) == (turn.appraisal.heard not in PEER_ACTS)
        if speaker is None:
            assert not turn.before
            continue
        heard.add(turn.appraisal.heard)
        name = client.names[speaker]
        assert speaker != client.persona.id
        assert turn.said.startswith(f"{name}: ")
        assert f" from {name}" in turn.note
    assert heard == set(PEER_ACTS)
    share = sum(turn.appraisal.speaker is not None for _, turn in turns) / len(turns)
    assert 0.35 < share < 0.55


def test_a_member_hears_the_opening_of_another(stage: Stage) -> None:
    for dialogue in stage.dialogues("train", 0, 200):
        scenario, messages = dialogue.client.scenario, dialogue.messages()
        own = dialogue.client.persona.id == scenario.client
        assert messages[1].role == ("assistant" if own else "user")
        assert messages[1].content.endswith(scenario.opening)
        assert [m.content for m in messages if m.role == "system"][1:] == [
            turn.note for turn in dialogue.turns
        ]


def _plain(text: str) -> str:
    return text.lower().rstrip(".")
