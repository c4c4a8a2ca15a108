"""The trained coder: words in, codes with their chances and evidence out, in milliseconds.

One ONNX file holds the network, its tokenizer and its calibration; nothing else is needed.
"""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from pydantic import Field, ValidationError
from tokenizers import Tokenizer

from app.assessment import layout, safety
from app.assessment.calibration import HeadCalibration, by_code, decided, probabilities, split
from app.assessment.evidence import merged, sentence_spans
from app.assessment.heads import BY_NAME, HEADS, MECHANISMS, PLACES
from app.assessment.layout import Said
from app.assessment.sentences import is_silent, plain, sentences, with_apostrophes
from app.domain.codes import EMOTIONS, ClientCodes, Span, TurnCodes
from app.domain.errors import KnownError
from app.domain.value import Value

Array = NDArray[np.float64]

_CLIENT = ("talk", "strength", "feeling")
_INPUTS = {"ids", "types", "mask", "grams"}


class Terms(Value):
    """What a coder file says about itself.

    Attributes:
        name: The coder's name, as sessions record it.
        terms: One sentence on who may use it for what, empty where anyone may for anything.
        calibration: By head.
        session: Coefficients of the session's scores, read by ``app.assessment.rating``.
        figures: What was measured when it was built, for its card and the benchmark.
    """

    name: str
    terms: str = ""
    calibration: dict[str, HeadCalibration]
    session: dict[str, Any] = Field(default_factory=dict)
    figures: dict[str, Any] = Field(default_factory=dict)


class TrainedCoder:
    """Codes turns by a trained network (see the model's card for data and figures)."""

    def __init__(
        self,
        network: onnxruntime.InferenceSession,
        tokenizer: Tokenizer,
        terms: Terms,
        threads: int,
    ) -> None:
        """Takes the parts; use ``load``."""
        self._network = network
        self._tokenizer = tokenizer
        self._threads = threads
        self.terms = terms
        self.name = terms.name

    @classmethod
    def load(cls, path: Path, threads: int = 1) -> "TrainedCoder":
        """Opens a coder file; many turns at once are coded by so many threads.

        Raises:
            KnownError: The file is missing, or is not a coder of this version.
        """
        if not path.is_file():
            raise KnownError(
                f"The turn coder {path} is missing; installing the program again puts it back."
            )
        # Builds for Windows report to their maker unless told not to.
        onnxruntime.disable_telemetry_events()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # threads take turns each, not parts of one
        options.inter_op_num_threads = 1
        options.log_severity_level = 4
        # Threads that wait spinning would take the cores that the language model needs.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            network = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )
            kept = network.get_modelmeta().custom_metadata_map
            terms = Terms.model_validate_json(kept["pixel.coder"])
            heads = [[head.name, list(head.classes)] for head in HEADS]
            inputs = {given.name for given in network.get_inputs()}
            if json.loads(kept["pixel.heads"]) != heads or inputs != _INPUTS:
                raise KnownError(f"{path}: made for another version of this program.")
            tokenizer = Tokenizer.from_str(kept["pixel.tokenizer"])
        except KnownError:
            raise
        except (KeyError, ValueError, ValidationError):
            raise KnownError(f"{path} is not a turn coder of this program.") from None
        except Exception as error:  # onnxruntime and tokenizers raise classes of their own
            raise KnownError(
                f"{path} cannot be read as a turn coder ({type(error).__name__})."
            ) from None
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return cls(network, tokenizer, terms, threads)

    def code(self, text: str, before: Sequence[Said] = ()) -> TurnCodes:
        """Codes of one trainee turn, after the turns before it, oldest first."""
        [codes] = self.code_all([(Said(speaker="trainee", text=text), before)])
        assert isinstance(codes, TurnCodes)
        return codes

    def code_client(self, text: str, before: Sequence[Said] = ()) -> ClientCodes:
        """Codes of one client turn, after the turns before it, oldest first."""
        [codes] = self.code_all([(Said(speaker="client", text=text), before)])
        assert isinstance(codes, ClientCodes)
        return codes

    def code_conversation(self, turns: Sequence[Said]) -> list[TurnCodes | ClientCodes]:
        """Codes of all turns of a conversation, each after those before it."""
        return self.code_all(
            [(turn, turns[max(0, i - layout.BEFORE) : i]) for i, turn in enumerate(turns)]
        )

    def code_all(
        self, turns: Sequence[tuple[Said, Sequence[Said]]]
    ) -> list[TurnCodes | ClientCodes]:
        """Codes of turns with what came before each, the same as one by one."""
        parts = [
            (number, start, layout.lay_out(self._tokenizer, piece, before))
            for number, (turn, before) in enumerate(turns)
            if not is_silent(plain(turn.text))
            for start, piece in self._pieces(turn.text)
        ]
        read: list[list[_Reading]] = [[] for _ in turns]
        for reading, (number, start, _) in zip(
            self._run([row for *_, row in parts]), parts, strict=True
        ):
            read[number].append(reading.moved(start))
        return [
            self._codes(turn, readings) for (turn, _), readings in zip(turns, read, strict=True)
        ]

    def _pieces(self, text: str) -> list[tuple[int, str]]:
        """A turn in parts that the network can read whole, with where each begins."""
        whole = self._tokenizer.encode(text, add_special_tokens=False)
        words, firsts = whole.word_ids, [0]
        while (at := firsts[-1] + layout.LONGEST) < len(words):
            # Half a word makes other tokens than in the whole, and could be one too many.
            while words[at] == words[at - 1]:
                at -= 1
            firsts.append(at)
        starts = [0, *(whole.offsets[at][0] for at in firsts[1:])]
        ends = [*starts[1:], len(text)]
        return [(start, text[start:end]) for start, end in zip(starts, ends, strict=True)]

    def _run(self, rows: Sequence[layout.Row]) -> "list[_Reading]":
        # Each alone: 8-bit arithmetic takes its scale from all that runs together, and a turn's
        # chances must not hang on its neighbors.
        if self._threads == 1 or len(rows) < 2 * self._threads:
            return [self._read(row) for row in rows]
        with ThreadPoolExecutor(self._threads) as pool:
            return list(pool.map(self._read, rows))

    def _read(self, row: layout.Row) -> "_Reading":
        given = {
            "ids": row.ids,
            "types": row.types,
            "mask": [1] * len(row.ids),
            "grams": row.grams,
        }
        logits, words, shares = self._network.run(
            ["logits", "words", "shares"],
            {name: np.array([values], np.int64) for name, values in given.items()},
        )
        first = len(row.ids) - len(row.spans)
        return _Reading(
            logits[0].astype(float),
            row.spans,
            1 / (1 + np.exp(-words[0, first:].astype(float))),
            shares[0, first:].astype(float),
        )

    def _codes(self, turn: Said, readings: "Sequence[_Reading]") -> TurnCodes | ClientCodes:
        if not readings:
            if turn.speaker == "client":
                return ClientCodes(feelings={"neutral": 1.0})
            span = {"flag:silent": (Span(start=0, end=len(turn.text)),)} if turn.text else {}
            return TurnCodes(flags=("silent",), probabilities={"flag:silent": 1.0}, evidence=span)
        whole = _Reading.joined(readings)
        chances: dict[str, float] = {}
        found: dict[str, list[str]] = {}
        by_head = split(whole.logits)
        for head in HEADS:
            if (head.name in _CLIENT) != (turn.speaker == "client"):
                continue
            calibration = self.terms.calibration[head.name]
            p = probabilities(head, by_head[head.name], calibration)
            holds = decided(head, p, calibration)
            found[head.name] = [c for c, h in zip(head.classes, holds, strict=True) if h]
            chances |= {code: round(chance, 4) for code, chance in by_code(head, p).items()}
        if turn.speaker == "client":
            return self._client_codes(turn, whole, chances, found)
        return self._trainee_codes(turn, whole, chances, found)

    def _client_codes(
        self,
        turn: Said,
        whole: "_Reading",
        chances: dict[str, float],
        found: dict[str, list[str]],
    ) -> ClientCodes:
        talk = found["talk"][0]
        felt = found["feeling"] or [max(EMOTIONS, key=lambda name: chances[f"feeling:{name}"])]
        strength = sum(int(c) * chances[f"strength:{c}"] for c in "123")
        keys = [f"feeling:{name}" for name in felt if name != "neutral"]
        if talk != "neutral":
            keys.append(f"talk:{talk}")
        return ClientCodes.model_validate(
            {
                "talk": talk,
                "strength": 0.0 if talk == "neutral" else round(min(3.0, max(0.0, strength)), 3),
                "feelings": {name: chances[f"feeling:{name}"] for name in felt},
                "probabilities": chances,
                "evidence": {key: whole.carrying(turn.text, key) for key in keys},
            }
        )

    def _trainee_codes(
        self,
        turn: Said,
        whole: "_Reading",
        chances: dict[str, float],
        found: dict[str, list[str]],
    ) -> TurnCodes:
        flags = [flag for flag in found["flag"] if flag != "asks_about_safety"]
        keys = [f"{head}:{c}" for head in ("move", "flag") for c in found[head]]
        keys = [key for key in keys if key != "flag:asks_about_safety"]
        evidence: dict[str, tuple[Span, ...]] = {}
        asked = _asks_about_safety(turn.text, "asks_about_safety" in found["flag"])
        if asked is not None:
            flags.insert(0, "asks_about_safety")
            evidence["flag:asks_about_safety"] = asked or whole.carrying(
                turn.text, "flag:asks_about_safety"
            )
        for head in ("question", "reflection", "input"):
            if found[head][0] != "none":
                keys.append(f"{head}:{found[head][0]}")
        for name in MECHANISMS:
            if found[name][0] != "0":
                key = f"{name}:{found[name][0]}"
                evidence[key] = whole.marked(name) or whole.carrying(turn.text, key)
        evidence |= {key: whole.carrying(turn.text, key) for key in keys}
        return TurnCodes.model_validate(
            {
                "behavior": found["behavior"][0],
                **{head: found[head][0] for head in ("question", "reflection", "input")},
                "moves": tuple(found["move"]),
                **{name: int(found[name][0]) for name in MECHANISMS},
                "strategy": found["strategy"][0],
                "flags": tuple(flags),
                "probabilities": chances,
                "evidence": evidence,
            }
        )


def _asks_about_safety(text: str, thought_so: bool) -> tuple[Span, ...] | None:
    """The words that ask about safety (empty where only the network heard it), or None.

    A question that must not be missed: its words count even where the network does not hear
    it, and a question that begs for a no does not count even where it does.
    """
    flat, places = with_apostrophes(plain(text))
    for sentence in sentences(flat):
        match = safety.outright(sentence.core)
        if match is not None and sentence.asks:
            start, end = (sentence.start + sentence.lead + at for at in match.span())
            if places is not None:
                start, end = places[start], places[end]
            return (Span(start=start, end=end),)
    return () if thought_so and not safety.asks_for_a_no(text) else None


class _Reading:
    """What the network said of a turn or part of one."""

    def __init__(
        self, logits: Array, spans: list[tuple[int, int]], words: Array, shares: Array
    ) -> None:
        """Takes the chances that tokens carry a mechanism, and their parts in the logits."""
        self.logits = logits
        self.spans = spans
        self.words = words
        self.shares = shares

    def moved(self, by: int) -> "_Reading":
        """The same, of a part that begins ``by`` characters into the turn."""
        spans = [(start + by, end + by) for start, end in self.spans]
        return _Reading(self.logits, spans, self.words, self.shares)

    @classmethod
    def joined(cls, parts: "Sequence[_Reading]") -> "_Reading":
        """A long turn from its parts: what any part does, and on the whole what most do."""
        if len(parts) == 1:
            return parts[0]
        weights = np.array([len(part.spans) for part in parts], dtype=float)
        stacked = np.stack([part.logits for part in parts])
        logits = np.average(stacked, axis=0, weights=weights)
        for head in HEADS:
            if head.several:
                logits[PLACES[head.name]] = stacked[:, PLACES[head.name]].max(axis=0)
        return cls(
            logits,
            [span for part in parts for span in part.spans],
            np.concatenate([part.words for part in parts]),
            np.concatenate([part.shares for part in parts]),
        )

    def carrying(self, text: str, code: str) -> tuple[Span, ...]:
        """The sentences whose words speak most for the code, against its head's other classes."""
        name, _, value = code.partition(":")
        head, place = BY_NAME[name], PLACES[name]
        at = place.start + head.classes.index(value)
        share = self.shares[:, at]
        if not head.several:
            share = share - self.shares[:, place].mean(axis=1)
        return sentence_spans(text, self.spans, share)

    def marked(self, mechanism: str) -> tuple[Span, ...]:
        """The words that carry the mechanism, as EPITOME's raters marked rationales."""
        return merged(self.spans, self.words[:, MECHANISMS.index(mechanism)] >= 0.5)
