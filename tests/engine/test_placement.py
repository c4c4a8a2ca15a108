"""Plans for machines nobody has to own."""

from pathlib import Path

import pytest

from app.domain.errors import KnownError
from app.engine.placement import (
    GIB,
    Device,
    Machine,
    ModelFacts,
    facts_of,
    plan,
    this_machine,
    threads_for,
)
from tests import models

MIB = 1 << 20
# Qwen3-30B-A3B in Q4_K_M: 48 layers, 128 experts, 17.28 GiB.
LARGE = ModelFacts(
    name="Qwen3-30B-A3B",
    architecture="qwen3moe",
    context=40960,
    heads=32,
    kv_bytes_f16=96 * 1024,
    kv_shrinks=True,
    shared_bytes=420 * MIB,
    layer_bytes=(13 * MIB,) * 48,
    expert_bytes=(346 * MIB,) * 48,
)
STARTER = ModelFacts(
    name="Starter",
    architecture="qwen3moe",
    context=4096,
    heads=4,
    kv_bytes_f16=2048,
    kv_shrinks=True,
    shared_bytes=8 * MIB,
    layer_bytes=(MIB,) * 6,
    expert_bytes=(2 * MIB,) * 6,
)


def machine(ram_gib: float, *devices: Device, cores: int = 8) -> Machine:
    # What a system reports is a little less than what is printed on the box.
    ram = int(ram_gib * 0.97 * GIB)
    return Machine(ram, int(ram * 0.8), cores, devices)


def gpu(gib: float, shares_ram: bool = False) -> Device:
    return Device("GPU", int(gib * GIB), int((gib - 0.3) * GIB), shares_ram)


def test_the_facts_of_the_large_model_are_right() -> None:
    assert LARGE.weights / GIB == pytest.approx(17.28, abs=0.1)


def test_the_large_model_on_32_gb_without_a_gpu() -> None:
    placed = plan(LARGE, machine(32))
    assert placed.fits
    assert (placed.n_gpu_layers, placed.n_ctx, placed.kv_type) == (0, 16384, "f16")
    assert 18 * GIB < placed.needed_bytes < 21 * GIB
    assert "processor" in placed.why


def test_the_large_model_with_an_8_gb_gpu_keeps_most_experts_in_ram() -> None:
    placed = plan(LARGE, machine(32, gpu(8)), context=8192)
    assert placed.fits
    assert placed.n_gpu_layers == -1
    assert 30 <= placed.experts_on_cpu <= 38
    assert "experts" in placed.why


def test_an_8_gb_gpu_does_not_help_16_gb_of_ram_enough_without_room() -> None:
    placed = plan(LARGE, machine(16, gpu(8)), context=8192)
    # Experts that are not on the GPU need some 12 GiB of RAM.
    assert placed.fits == (placed.needed_bytes - 7 * GIB < 13 * GIB)


def test_the_large_model_on_a_24_gb_gpu_goes_there_whole() -> None:
    placed = plan(LARGE, machine(32, gpu(24)))
    assert (placed.fits, placed.n_gpu_layers, placed.experts_on_cpu) == (True, -1, 0)
    assert "as a whole" in placed.why


def test_the_large_model_on_16_gb_says_what_would_do() -> None:
    placed = plan(LARGE, machine(16))
    assert not placed.fits
    assert "needs" in placed.why
    assert "24 GB of RAM would do" in placed.why or "32 GB of RAM would do" in placed.why
    assert "a model file of at most" in placed.why


def test_shared_memory_is_not_counted_twice() -> None:
    assert plan(LARGE, machine(32, gpu(24, shares_ram=True))).fits
    assert not plan(LARGE, machine(16, gpu(12, shares_ram=True))).fits


@pytest.mark.parametrize("ram", [2, 4, 8, 16, 64])
@pytest.mark.parametrize("devices", [(), (gpu(1),), (gpu(8),)])
def test_the_starter_model_runs_anywhere(ram: int, devices: tuple[Device, ...]) -> None:
    placed = plan(STARTER, machine(ram, *devices, cores=1))
    assert placed.fits
    assert (placed.n_ctx, placed.n_threads) == (4096, 1)


@pytest.mark.parametrize("ram", [16, 18, 20, 22, 24, 28, 32, 48])
@pytest.mark.parametrize("vram", [0, 2, 4, 6, 8, 12, 16, 24])
def test_a_plan_stays_within_the_machine(ram: int, vram: int) -> None:
    devices = (gpu(vram),) if vram else ()
    box = machine(ram, *devices)
    placed = plan(LARGE, box)
    if placed.fits:
        assert placed.needed_bytes < box.ram_total + sum(each.free for each in devices)
        assert placed.n_ctx >= 4096


def test_more_memory_never_makes_a_plan_worse() -> None:
    contexts = [plan(LARGE, machine(ram)) for ram in range(16, 65, 2)]
    fits = [placed.fits for placed in contexts]
    assert fits == sorted(fits)


def test_little_memory_shrinks_the_cache_before_it_gives_up() -> None:
    plans = [plan(LARGE, machine(ram / 4)) for ram in range(80, 129)]
    kinds = {(placed.n_ctx, placed.kv_type) for placed in plans if placed.fits}
    assert (16384, "f16") in kinds
    assert len(kinds) > 1


@pytest.mark.parametrize(("cores", "threads"), [(1, 1), (2, 2), (4, 3), (8, 7), (24, 8)])
def test_threads_leave_room(cores: int, threads: int) -> None:
    assert threads_for(cores) == threads


def test_a_busy_machine_is_told_to_close_other_programs() -> None:
    busy = Machine(31 * GIB, 4 * GIB, 8)
    placed = plan(LARGE, busy)
    assert placed.fits
    assert "close other programs" in placed.why


def test_facts_are_read_from_the_file(tiny_model: Path) -> None:
    facts = facts_of(tiny_model)
    shape = models.TINY
    assert facts.architecture == "qwen3moe"
    assert len(facts.layer_bytes) == len(facts.expert_bytes) == shape.layers
    assert facts.kv_bytes_f16 == shape.layers * shape.kv_heads * 2 * shape.head_size * 2
    assert facts.expert_bytes[0] == 3 * shape.experts * shape.expert_hidden * shape.hidden * 4
    assert abs(facts.weights - tiny_model.stat().st_size) < 40_000


def test_an_adapter_is_not_a_model(tmp_path: Path) -> None:
    import gguf

    path = tmp_path / "adapter.gguf"
    writer = gguf.GGUFWriter(str(path), "qwen3moe")
    writer.add_type("adapter")
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()
    with pytest.raises(KnownError, match="holds 'adapter', not a model"):
        facts_of(path)


def test_this_machine_can_be_read_and_runs_a_small_model(tiny_model: Path) -> None:
    here = this_machine()
    assert here.ram_total >= here.ram_free > 0
    assert here.cores >= 1
    assert plan(facts_of(tiny_model), here).fits
