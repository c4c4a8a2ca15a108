"""The network's own pass and its optimizer against plain ways to compute the same."""

import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from model_training.starter.kernels import attended, by_experts, normed, turned
from model_training.starter.model import build, forward
from model_training.starter.optimizer import Optimizer, evened
from tests.training.parts import TINY


def _draw(*shape: int) -> Tensor:
    return torch.randn(*shape, dtype=torch.float32).requires_grad_()


def _same(ours: Tensor, plain: Tensor, inputs: list[Tensor]) -> None:
    """Equal values and equal gradients of all inputs."""
    torch.testing.assert_close(ours, plain, atol=1e-5, rtol=1e-4)
    weights = torch.randn(ours.shape)
    got = torch.autograd.grad((ours * weights).sum(), inputs, retain_graph=True)
    wanted = torch.autograd.grad((plain * weights).sum(), inputs)
    for one, other in zip(got, wanted, strict=True):
        torch.testing.assert_close(one, other, atol=1e-4, rtol=1e-3)


def _rms(x: Tensor) -> Tensor:
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6)


def test_the_norm() -> None:
    x, weight = _draw(7, 32), _draw(32)
    _same(normed(x, weight, torch.float32), _rms(x) * weight, [x, weight])


def test_heads_are_normed_and_turned() -> None:
    x, weight, angles = _draw(7, 3, 8), _draw(3, 8), torch.rand(7, 1, 4)
    a, b = (_rms(x) * weight).chunk(2, -1)
    cos, sin = angles.cos(), angles.sin()
    plain = torch.cat([a * cos - b * sin, b * cos + a * sin], -1)
    _same(turned(x, weight, cos, sin), plain, [x, weight])


def test_attention_with_shared_keys() -> None:
    q, k, v = _draw(2, 2, 3, 5, 8), _draw(2, 2, 5, 8), _draw(2, 2, 5, 8)
    mask = torch.zeros(2, 1, 1, 5, 5).masked_fill_(torch.ones(5, 5).triu(1).bool(), -torch.inf)
    scores = torch.einsum("ngrid,ngjd->ngrij", q, k) * 8**-0.5 + mask
    plain = torch.einsum("ngrij,ngjd->ngrid", scores.softmax(-1), v)
    _same(attended(q, k, v, mask), plain, [q, k, v])


@pytest.mark.parametrize("spread", [True, False])
def test_the_experts(spread: bool) -> None:
    x, up, down = _draw(90, 16), _draw(4, 24, 16), _draw(4, 16, 12)
    scores = torch.randn(90, 4) + (0 if spread else torch.tensor([9.0, 5.0, 0.0, 0.0]))
    weights, chosen = scores.softmax(-1).topk(2, -1)  # unspread: two experts get nothing at all
    weights.requires_grad_()
    gates, ups = torch.einsum("th,eih->tei", x, up).chunk(2, -1)
    each = torch.einsum("tei,ehi->teh", F.silu(gates) * ups, down)
    plain = (each[torch.arange(90)[:, None], chosen] * weights.unsqueeze(-1)).sum(1)
    _same(by_experts(x, weights, chosen, up, down), plain, [x, weights, up, down])


def test_the_pass_is_that_of_transformers() -> None:
    network = build(TINY, seed=5).eval()
    tokens = torch.randint(0, TINY.vocabulary, (2, 40))
    sees = torch.ones(40, 40).tril().bool().expand(2, 40, 40)
    places = torch.arange(40).expand(2, 40)
    with torch.no_grad():
        ours = network.lm_head(forward(network, tokens, places, sees).hidden)  # type: ignore[operator]
        theirs = network(tokens).logits
        rough = forward(network, tokens, places, sees, torch.bfloat16).hidden
    torch.testing.assert_close(ours, theirs, atol=1e-4, rtol=1e-3)
    assert rough.dtype == torch.bfloat16


@pytest.mark.parametrize("shape", [(3, 20, 40), (2, 40, 20)])
def test_updates_have_even_singular_values(shape: tuple[int, int, int]) -> None:
    values = torch.linalg.svdvals(evened(torch.randn(shape)))
    assert values.min() > 0.6
    assert values.max() < 1.4


def test_the_optimizer_goes_on_from_its_state() -> None:
    def steps(network: nn.Module, optimizer: Optimizer, seeds: range) -> None:
        for seed in seeds:
            torch.manual_seed(seed)
            for weight in network.parameters():
                weight.grad = torch.randn_like(weight)
            optimizer.at(0.5)
            optimizer.step()

    whole, cut = build(TINY, seed=1), build(TINY, seed=1)
    one, two = (Optimizer(n, 1e-3, 1e-3, 0.1) for n in (whole, cut))
    steps(whole, one, range(4))
    steps(cut, two, range(2))
    three = Optimizer(cut, 1e-3, 1e-3, 0.1)
    three.load_state_dict(two.state_dict())
    steps(cut, three, range(2, 4))
    for a, b in zip(whole.parameters(), cut.parameters(), strict=True):
        assert torch.equal(a, b)
