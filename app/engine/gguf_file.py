"""The header of a GGUF file, read with care: the file may be anything.

Only what is before the weights is read. Long arrays (the vocabulary) are walked over and kept as
their length.
"""

import math
import mmap
import struct
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import KnownError

Value = bool | int | float | str | list[bool | int | float | str]

_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q"}
_SCALARS[12] = "d"
_STRING, _ARRAY = 8, 9
_KEPT = 64  # longest array whose values are kept
_MOST = 1_000_000  # most keys, tensors or characters of a name a sane file has

# Weights and bytes per block of each ggml type.
_BLOCKS = {
    0: (1, 4),
    1: (1, 2),
    2: (32, 18),
    3: (32, 20),
    6: (32, 22),
    7: (32, 24),
    8: (32, 34),
    9: (32, 36),
    10: (256, 84),
    11: (256, 110),
    12: (256, 144),
    13: (256, 176),
    14: (256, 210),
    15: (256, 292),
    16: (256, 66),
    17: (256, 74),
    18: (256, 98),
    19: (256, 50),
    20: (32, 18),
    21: (256, 110),
    22: (256, 82),
    23: (256, 136),
    24: (1, 1),
    25: (1, 2),
    26: (1, 4),
    27: (1, 8),
    28: (1, 8),
    29: (256, 56),
    30: (1, 2),
    34: (256, 54),
    35: (256, 66),
    39: (32, 17),
}


@dataclass(frozen=True)
class Tensor:
    """A tensor's entry: its shape in ggml order, and its bytes (0 for a type unknown here)."""

    name: str
    shape: tuple[int, ...]
    kind: int
    offset: int
    size: int


@dataclass(frozen=True)
class Header:
    """What a GGUF file says about itself."""

    values: dict[str, Value]
    lengths: dict[str, int]
    tensors: tuple[Tensor, ...]

    def number(self, key: str, default: int = 0) -> int:
        """A whole number, or the default where the file does not give one."""
        value = self.values.get(key, default)
        return value if isinstance(value, int) else default

    def text(self, key: str) -> str:
        """A text, or "" where the file does not give one."""
        value = self.values.get(key, "")
        return value if isinstance(value, str) else ""


class _Reader:
    """Reads little-endian values one after the other."""

    def __init__(self, data: mmap.mmap) -> None:
        self._data = data
        self.at = 0

    def scalar(self, form: str) -> int | float | bool:
        size = struct.calcsize("<" + form)
        (value,) = struct.unpack("<" + form, self.take(size))
        return value  # type: ignore[no-any-return]

    def count(self, form: str = "Q") -> int:
        value = self.scalar(form)
        if not isinstance(value, int) or value > _MOST:
            raise ValueError(f"a count of {value}")
        return value

    def take(self, size: int) -> bytes:
        end = self.at + size
        if size < 0 or end > len(self._data):
            raise EOFError
        raw = self._data[self.at : end]
        self.at = end
        return raw

    def skip(self, size: int) -> None:
        self.at += size
        if self.at > len(self._data):
            raise EOFError

    def string(self) -> str:
        return self.take(self.count()).decode("utf-8", "replace")


def read_header(path: Path) -> Header:
    """Reads a file's header and checks that its weights are all there.

    Raises:
        KnownError: There is no such file, it is no GGUF file, or it is cut short.
    """
    try:
        with path.open("rb") as file:
            if file.read(4) != b"GGUF":
                raise KnownError(f"{path} is not a model: a GGUF file is wanted.")
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                return _read(path, _Reader(data), len(data))
    except OSError as error:
        raise KnownError(f"The model {path} cannot be read: {error.strerror}.") from error
    except EOFError as error:
        raise KnownError(f"The model {path} is cut short; download it again.") from error
    except (ValueError, struct.error, OverflowError) as error:
        raise KnownError(f"The model {path} is damaged ({error}); download it again.") from error


def _read(path: Path, reader: _Reader, file_size: int) -> Header:
    reader.skip(4)
    version = reader.scalar("I")
    if version not in (2, 3):
        raise KnownError(f"{path} is GGUF version {version}; version 2 or 3 is wanted.")
    tensor_count, value_count = reader.count(), reader.count()
    values: dict[str, Value] = {}
    lengths: dict[str, int] = {}
    for _ in range(value_count):
        key, kind = reader.string(), reader.count("I")
        if kind == _ARRAY:
            found, lengths[key] = _array(reader)
            if found is not None:
                values[key] = found
        else:
            values[key] = _value(reader, kind)
    entries = [_entry(reader) for _ in range(tensor_count)]
    alignment = values.get("general.alignment", 32)
    if not isinstance(alignment, int) or alignment < 1:
        raise ValueError(f"an alignment of {alignment}")
    start = math.ceil(reader.at / alignment) * alignment
    if any(start + entry.offset + entry.size > file_size for entry in entries):
        raise EOFError
    return Header(values, lengths, tuple(entries))


def _value(reader: _Reader, kind: int) -> bool | int | float | str:
    if kind == _STRING:
        return reader.string()
    if kind not in _SCALARS:
        raise ValueError(f"a value of type {kind}")
    return reader.scalar(_SCALARS[kind])


def _array(reader: _Reader) -> tuple[list[bool | int | float | str] | None, int]:
    """An array's values, None where it is long, and its length."""
    kind, length = reader.count("I"), reader.count()
    if length <= _KEPT:
        return [_value(reader, kind) for _ in range(length)], length
    if kind in _SCALARS:
        reader.skip(length * struct.calcsize("<" + _SCALARS[kind]))
    elif kind == _STRING:
        for _ in range(length):
            reader.skip(reader.count())
    else:
        raise ValueError(f"an array of type {kind}")
    return None, length


def _entry(reader: _Reader) -> Tensor:
    name, rank = reader.string(), reader.count("I")
    if not 1 <= rank <= 4:
        raise ValueError(f"a tensor of {rank} dimensions")
    shape = tuple(int(reader.scalar("Q")) for _ in range(rank))
    kind, offset = int(reader.scalar("I")), int(reader.scalar("Q"))
    weights, size = _BLOCKS.get(kind, (1, 0))
    return Tensor(name, shape, kind, offset, math.prod(shape) // weights * size)
