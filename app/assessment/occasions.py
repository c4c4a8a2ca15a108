"""What each trainee turn did and what it came after, as numbers that a session adds up.

Chances and expected levels, not decided codes, wherever the coder gives them. A trainee turn
that follows another one answers nothing: only the first can meet or miss what the client said.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.assessment.features import TURN_FEATURES, turn_features
from app.assessment.feelings import named_by_client
from app.assessment.sentences import is_silent, plain
from app.assessment.session import SHOWN, CodedTurn, feeling_before, heard_before
from app.domain.codes import Emotion, TurnCodes

Array = NDArray[np.float64]

_ANGRY: Final[frozenset[Emotion]] = frozenset({"anger", "annoyance", "disgust"})
_ANGRY_WORDS: Final = frozenset({"angry", "furious", "mad", "frustrated"})


class Rows:
    """What is known of each trainee turn: its codes' chances, and what it came after.

    ``rows["question:open"]`` is a column over the turns: any of ``TURN_FEATURES`` (chances, and
    expected levels from 0 to 2), and 0 or 1 each of ``spoken``, ``feeling_before``,
    ``hard_before`` (anger, or talk against change), ``change_before`` (talk of change),
    ``quiet_before`` (the client said nothing), ``first_third`` and ``last_third``; also
    ``misstep_before``, the chance that the trainee's own turn before was a misstep, where likely.
    """

    def __init__(self, columns: dict[str, Array]) -> None:
        """Takes the columns by name; use ``rows_of``."""
        self._columns = columns

    def __getitem__(self, name: str) -> Array:
        return self._columns[name]

    def either(self, *names: str) -> Array:
        """Chance that at least one holds, taken low: that of the likeliest."""
        return np.asarray(np.max([self[name] for name in names], axis=0))

    @property
    def reflects(self) -> Array:
        """Chance of a reflection of either kind."""
        return self["reflection:simple"] + self["reflection:complex"]

    @property
    def asks(self) -> Array:
        """Chance of a question of either kind."""
        return self["question:open"] + self["question:closed"]

    @property
    def invites(self) -> Array:
        """Chance that the turn invites the client to say more."""
        levels = np.maximum(self["exploration"], self["encouraging_elaboration"]) / 2
        return np.maximum(self["question:open"], levels)

    @property
    def takes_up(self) -> Array:
        """Chance that the turn takes up a feeling, as ``session.acknowledges`` has it."""
        other = self.either("flag:names_feeling", "flag:asks_about_safety", "some_warmth")
        return np.maximum(np.maximum(self.reflects, self["strong_exploration"]), other)

    @property
    def missteps(self) -> Array:
        """Chance that the turn argues, pushes, judges or makes light of things."""
        return self.either("move:confront", "move:persuade", "flag:judges", "flag:minimizes")

    @property
    def collaborates(self) -> Array:
        """Chance that the turn asks for the client's view or permission; MITI counts it once."""
        return self.either("move:seek_collaboration", "move:ask_permission")

    @property
    def adherent(self) -> Array:
        """Expected MI-adherent moves."""
        return self["move:affirm"] + self["move:emphasize_autonomy"] + self.collaborates

    @property
    def non_adherent(self) -> Array:
        """Expected MI-non-adherent moves."""
        return self["move:confront"] + self.either("move:persuade", "move:unsolicited_advice")


def rows_of(turns: Sequence[CodedTurn]) -> Rows:
    """The rows of a session's coded trainee turns, in order."""
    places = [i for i, turn in enumerate(turns) if turn.speaker == "trainee" and turn.codes]
    said = [codes for turn in turns if turn.speaker == "trainee" and (codes := turn.codes)]
    features = turn_features(said)
    columns = {name: features[:, k] for k, name in enumerate(TURN_FEATURES)}
    heard = [heard_before(turns, i) for i in places]
    columns["spoken"] = _column("silent" not in codes.flags for codes in said)
    columns["some_warmth"] = _column(_at_least(codes, "emotional_reaction", 1) for codes in said)
    columns["strong_exploration"] = _column(_at_least(codes, "exploration", 2) for codes in said)
    columns["gives_input"] = np.sum(
        [columns[name] for name in TURN_FEATURES if name.startswith("input:")], axis=0
    )
    columns["feeling_before"] = _column(feeling_before(turns, i) is not None for i in places)
    columns["hard_before"] = _column(any(map(_is_hard, stretch)) for stretch in heard)
    columns["change_before"] = _column(
        any(turn.client is not None and turn.client.talk == "change" for turn in stretch)
        for stretch in heard
    )
    columns["quiet_before"] = _column(
        bool(stretch) and all(is_silent(plain(turn.text)) for turn in stretch) for stretch in heard
    )
    missteps = Rows(columns).missteps
    # Many small chances make no occasion: only a misstep more likely than not calls for repair.
    likely = np.where(missteps >= SHOWN, missteps, 0.0)
    columns["misstep_before"] = np.concatenate([[0.0], likely])[: len(said)]
    third, order = len(said) // 3, np.arange(len(said))
    columns["first_third"] = (order < third).astype(float)
    columns["last_third"] = (order >= len(said) - third).astype(float)
    return Rows(columns)


def _column(values: Iterable[float]) -> Array:
    return np.array(list(values), dtype=float)


def _is_hard(turn: CodedTurn) -> bool:
    """Whether a client turn is angry, or argues for things as they are."""
    if named_by_client(turn.text) in _ANGRY_WORDS:
        return True
    if turn.client is None:
        return False
    felt = turn.client.feelings
    return turn.client.talk == "sustain" or any(felt.get(name, 0) >= SHOWN for name in _ANGRY)


def _at_least(codes: TurnCodes, name: str, level: int) -> float:
    """Chance that a leveled code is at ``level`` or above; sure where there are no chances."""
    if f"{name}:1" in codes.probabilities:
        return sum(codes.probabilities.get(f"{name}:{k}", 0.0) for k in range(level, 3))
    return float(getattr(codes, name) >= level)
