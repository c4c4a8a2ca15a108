"""What of a model goes where on this machine, worked out before anything is loaded.

``plan`` is pure arithmetic on a model's header and a machine's memory; ``this_machine`` reads
the machine through ggml's device list.
"""

import math
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psutil

from app.domain.errors import KnownError
from app.engine.gguf_file import Header, read_header

KvType = Literal["f16", "q8_0"]

GIB = 1 << 30
_KV_BYTES = {"f16": 2.0, "q8_0": 34 / 32}
_LAYER = re.compile(r"^blk\.(\d+)\.(.*)$")
# Bytes that llama.cpp's graphs need beside weights and KV, at the batch sizes used here.
_COMPUTE_GPU = GIB // 2
_COMPUTE_CPU = GIB // 4
_MOST_THREADS = 8
# Tokens computed at once: on a processor few enough to stop soon in between.
_BATCH_GPU, _BATCH_CPU = 512, 256


@dataclass(frozen=True)
class ModelFacts:
    """What placing a model needs to know of it.

    Attributes:
        name: For people.
        architecture: As llama.cpp names it.
        context: Longest context it was trained for, in tokens.
        heads: Attention heads of a layer.
        kv_bytes_f16: KV cache bytes of one token, all layers, in f16.
        kv_shrinks: Whether the cache can be q8_0, which comes in blocks of 32.
        shared_bytes: Weights outside the layers: embeddings and output.
        layer_bytes: Weights of each layer without its experts.
        expert_bytes: Expert weights of each layer, 0 for layers without.
    """

    name: str
    architecture: str
    context: int
    heads: int
    kv_bytes_f16: int
    kv_shrinks: bool
    shared_bytes: int
    layer_bytes: tuple[int, ...]
    expert_bytes: tuple[int, ...]

    @property
    def weights(self) -> int:
        """Bytes of all weights."""
        return self.shared_bytes + sum(self.layer_bytes) + sum(self.expert_bytes)


@dataclass(frozen=True)
class Device:
    """An accelerator; memory in bytes. ``shares_ram``: its memory is the machine's own."""

    name: str
    total: int
    free: int
    shares_ram: bool = False


@dataclass(frozen=True)
class Machine:
    """What a machine offers; memory in bytes."""

    ram_total: int
    ram_free: int
    cores: int
    devices: tuple[Device, ...] = ()


@dataclass(frozen=True)
class Placement:
    """How a model is loaded.

    Attributes:
        n_ctx: Tokens of context, shared by all seats.
        n_gpu_layers: Layers on the accelerator, -1 for all.
        experts_on_cpu: How many of the first layers keep their experts in RAM.
        kv_type: Type of the KV cache.
        n_threads: Threads that compute.
        n_batch: Tokens computed at once in prefill.
        needed_bytes: Memory needed, RAM and accelerator together.
        fits: Whether this machine can hold it.
        why: One or two sentences for people: what goes where, or what would be needed.
    """

    n_ctx: int
    n_gpu_layers: int
    experts_on_cpu: int
    kv_type: KvType
    n_threads: int
    n_batch: int
    needed_bytes: int
    fits: bool
    why: str


def facts_of(path: Path) -> ModelFacts:
    """Reads what placing needs from a model's header.

    Raises:
        KnownError: It is no GGUF file, cut short, or no language model.
    """
    return facts_from(read_header(path), path)


def facts_from(header: Header, path: Path) -> ModelFacts:
    """What placing needs, from a header already read; the path is for errors.

    Raises:
        KnownError: The file is not a language model.
    """
    kind = header.text("general.type")
    if kind not in ("", "model"):
        raise KnownError(f"{path} holds {kind!r}, not a model; a language model is wanted.")
    family = header.text("general.architecture")
    layers = header.number(f"{family}.block_count")
    heads = _first_number(header, f"{family}.attention.head_count")
    if not family or layers < 1 or heads < 1 or "tokenizer.ggml.model" not in header.values:
        raise KnownError(
            f"{path} is not a language model (architecture {family or 'unknown'!r}); "
            "a Qwen3 model in GGUF is wanted."
        )
    if layers > 10_000:
        raise KnownError(f"The model {path} is damaged ({layers} layers); download it again.")
    context = header.number(f"{family}.context_length", 4096)
    if context < 1:
        raise KnownError(f"The model {path} is damaged (context {context}); download it again.")
    shared, plain, experts = 0, [0] * layers, [0] * layers
    for tensor in header.tensors:
        found = _LAYER.match(tensor.name)
        if not found or int(found[1]) >= layers:
            shared += tensor.size
        elif "_exps" in found[2]:
            experts[int(found[1])] += tensor.size
        else:
            plain[int(found[1])] += tensor.size
    kv_heads = _first_number(header, f"{family}.attention.head_count_kv") or heads
    head = header.number(f"{family}.embedding_length") // heads
    keys = header.number(f"{family}.attention.key_length", head)
    values = header.number(f"{family}.attention.value_length", head)
    return ModelFacts(
        name=header.text("general.name") or path.stem,
        architecture=family,
        context=context,
        heads=heads,
        kv_bytes_f16=layers * kv_heads * (keys + values) * 2,
        kv_shrinks=keys % 32 == 0 and values % 32 == 0,
        shared_bytes=shared,
        layer_bytes=tuple(plain),
        expert_bytes=tuple(experts),
    )


def _first_number(header: Header, key: str) -> int:
    """A number that some architectures give once and others a layer (the largest, then)."""
    value = header.values.get(key, 0)
    if isinstance(value, list):
        return max((n for n in value if isinstance(n, int)), default=0)
    return value if isinstance(value, int) else 0


def threads_for(cores: int) -> int:
    """Threads that compute: the physical cores but one for the window and the voice."""
    return max(1, min(_MOST_THREADS, cores if cores <= 2 else cores - 1))


def _ram_budget(machine: Machine) -> int:
    """RAM a model may fill: all but a fifth (1 to 6 GiB) for the system and other programs."""
    keep = min(6 * GIB, max(GIB, machine.ram_total // 5))
    return max(0, machine.ram_total - keep)


def _device_budget(device: Device, ram_budget: int) -> int:
    """Accelerator memory a model may fill."""
    free = device.free - max(GIB // 2, device.total // 16)
    return max(0, min(free, ram_budget) if device.shares_ram else free)


def plan(model: ModelFacts, machine: Machine, context: int = 16384) -> Placement:
    """Places a model: as much as fits on the accelerator, experts last, the rest in RAM.

    Args:
        model: The model.
        machine: The machine.
        context: Tokens of context wished for; less is planned where the model was trained for
            less or memory is short, down to 4096.
    """
    longest = min(context, model.context)
    choices: list[tuple[int, KvType]] = []
    size = longest
    while size >= min(4096, longest):
        choices.append((size, "f16"))
        if model.kv_shrinks:
            choices.append((size, "q8_0"))
        size //= 2
    placed = [_place(model, machine, n_ctx, kv) for n_ctx, kv in choices]
    fitting = [placement for placement in placed if placement.fits]
    return fitting[0] if fitting else placed[-1]


def _place(model: ModelFacts, machine: Machine, n_ctx: int, kv_type: KvType) -> Placement:
    kv = math.ceil(n_ctx * model.kv_bytes_f16 * _KV_BYTES[kv_type] / 2)
    ram = _ram_budget(machine)
    device = max(machine.devices, key=lambda each: each.free, default=None)
    layers = len(model.layer_bytes)
    gpu_layers, cpu_experts, on_gpu = 0, layers, 0
    if device is not None:
        room = _device_budget(device, ram) - _COMPUTE_GPU
        gpu_layers, cpu_experts, on_gpu = _on_device(model, kv, room)
    n_batch = _BATCH_GPU if gpu_layers else _BATCH_CPU
    compute = _COMPUTE_CPU + (_COMPUTE_GPU if gpu_layers else 0)
    if not gpu_layers and kv_type == "f16":
        compute += model.heads * n_ctx * n_batch * 4  # attention scores, kept in full
    # The embedding table stays in RAM; with layers on an accelerator it is counted there, too.
    needed = model.weights + kv + compute
    in_ram = needed - on_gpu - (_COMPUTE_GPU if gpu_layers else 0)
    shares = device is not None and device.shares_ram
    fits = (needed if shares else in_ram) <= ram
    if not any(model.expert_bytes):
        cpu_experts = 0
    why = (
        _where(model, machine, device if gpu_layers else None, gpu_layers, cpu_experts, in_ram)
        if fits
        else _what_would(model, machine, needed)
    )
    return Placement(
        n_ctx=n_ctx,
        n_gpu_layers=-1 if gpu_layers == layers else gpu_layers,
        experts_on_cpu=cpu_experts if gpu_layers else 0,
        kv_type=kv_type,
        n_threads=threads_for(machine.cores),
        n_batch=n_batch,
        needed_bytes=needed,
        fits=fits,
        why=why,
    )


def _on_device(model: ModelFacts, kv: int, room: int) -> tuple[int, int, int]:
    """Layers on the accelerator, layers whose experts are not, and bytes on it."""
    layers = len(model.layer_bytes)
    base = model.shared_bytes + sum(model.layer_bytes) + kv
    if base <= room:
        used, off = base + sum(model.expert_bytes), 0
        while used > room:
            used -= model.expert_bytes[off]
            off += 1
        return layers, off, used
    used, whole = 0, 0
    for at in reversed(range(layers)):
        # llama.cpp gives the accelerator the last layers, whole, each with its part of the KV.
        more = model.layer_bytes[at] + model.expert_bytes[at] + kv // layers
        if used + more > room:
            break
        used, whole = used + more, whole + 1
    return whole, 0, used


def _gib(size: int) -> str:
    return f"{size / GIB:.1f} GiB"


def _where(
    model: ModelFacts,
    machine: Machine,
    device: Device | None,
    gpu_layers: int,
    cpu_experts: int,
    in_ram: int,
) -> str:
    layers = len(model.layer_bytes)
    if device is None:
        text = f"{model.name} runs on the processor in {_gib(in_ram)} of RAM."
    elif gpu_layers < layers:
        text = f"{gpu_layers} of {layers} layers of {model.name} go to {device.name}."
    elif cpu_experts:
        text = (
            f"{model.name} goes to {device.name}, with the experts of {cpu_experts} of "
            f"{gpu_layers} layers in {_gib(in_ram)} of RAM."
        )
    else:
        text = f"{model.name} goes to {device.name} as a whole."
    if in_ram > machine.ram_free:
        text += f" Only {_gib(machine.ram_free)} of RAM are free now: close other programs."
    return text


def _what_would(model: ModelFacts, machine: Machine, needed: int) -> str:
    sizes = (8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 512, 1024)
    enough = next(
        (size for size in sizes if _ram_budget(Machine(size * GIB, size * GIB, 1)) >= needed), None
    )
    machine_text = f"a machine with {enough} GB of RAM" if enough else "a larger machine"
    budget = _ram_budget(machine) - _COMPUTE_CPU
    smaller = f"a model file of at most {_gib(max(0, budget * 9 // 10))}"
    return (
        f"{model.name} needs {_gib(needed)} of memory and this machine has "
        f"{_gib(machine.ram_total)} of RAM: {machine_text} would do, or {smaller}."
    )


def this_machine() -> Machine:
    """Reads this machine's memory, cores and accelerators."""
    memory = psutil.virtual_memory()
    return Machine(memory.total, memory.available, _cores(), _devices())


def _cores() -> int:
    """Physical cores this process may use."""
    cores = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        cores = min(cores, len(os.sched_getaffinity(0)))
    return cores


def _devices() -> tuple[Device, ...]:
    import ctypes

    from app.engine.native import ggml  # llama.cpp is loaded only by those who need it

    gpu, integrated = 1, 2
    registry, base = ggml()
    devices = []
    for at in range(registry.ggml_backend_dev_count()):
        pointer = registry.ggml_backend_dev_get(at)
        kind = base.ggml_backend_dev_type(pointer)
        if kind not in (gpu, integrated):
            continue
        free, total = ctypes.c_size_t(), ctypes.c_size_t()
        base.ggml_backend_dev_memory(pointer, ctypes.byref(free), ctypes.byref(total))
        name = base.ggml_backend_dev_description(pointer).decode("utf-8", "replace")
        code = base.ggml_backend_dev_name(pointer).decode("utf-8", "replace")
        # Metal's devices are the machine's own memory; only old Intel Macs differ.
        shares = kind == integrated or code.startswith(("Metal", "MTL"))
        devices.append(Device(name, total.value, free.value, shares))
    return tuple(devices)
