"""A session's transcript as JSON Lines, one turn a line: what `pixel assess` reads."""

import json

from app.practice.replay import SessionView


def transcript_lines(view: SessionView) -> list[str]:
    """The current path, a JSON object a turn: speaker, text, and codes."""
    lines = []
    for number in view.path:
        turn = view.turns[number]
        speaker = "trainee" if turn.speaker == "trainee" else f"client:{view.started.client}"
        row: dict[str, object] = {"speaker": speaker, "text": turn.text}
        codes = turn.codes or turn.client_codes
        if codes is not None:
            row["codes"] = codes.model_dump(mode="json")
        lines.append(json.dumps(row, ensure_ascii=False))
    return lines
