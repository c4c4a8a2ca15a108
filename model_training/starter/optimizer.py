"""What moves the weights: Muon for the matrices within the layers, AdamW for all else.

Muon (Jordan et al. 2024) makes every direction of a matrix's update equally large. On this
writing it reaches a loss in half the steps that AdamW needs.
"""

from typing import Any

import torch
from torch import Tensor, nn

_STEPS = (
    (4.0848, -6.8946, 2.9270),
    (3.9505, -6.3029, 2.6377),
    (3.7418, -5.5913, 2.3037),
    (2.8769, -3.1427, 1.2046),
    (2.8366, -3.0525, 1.2012),
)
"""Newton-Schulz polynomials, tuned to bring singular values to about 1 in five steps."""
_MOMENTUM = 0.95
_LIKE_ADAM = 0.2
"""Root mean square of an update at rate 1, as AdamW's usually is (Liu et al. 2025)."""


class Optimizer:
    """Both, stepped together.

    Args:
        network: The starter's network.
        rate: AdamW's rate.
        matrix_rate: Muon's rate.
        weight_decay: For all weights but the norms'.
    """

    def __init__(
        self, network: nn.Module, rate: float, matrix_rate: float, weight_decay: float
    ) -> None:
        """Begins without momentum."""
        named = list(network.named_parameters())
        inner = [(name, weight) for name, weight in named if _is_inner(name)]
        outer = [weight for name, weight in named if not _is_inner(name)]
        self._matrices = [weight for _, weight in inner]
        # Gates and ups stand in one matrix by expert, but are two maps.
        self._halved = [name.endswith("gate_up_proj") for name, _ in inner]
        self._momenta = [torch.zeros_like(weight) for weight in self._matrices]
        self._rates, self._decay, self._now = (rate, matrix_rate), weight_decay, 1.0
        self._adam = torch.optim.AdamW(
            [
                {"params": [w for w in outer if w.dim() > 1], "weight_decay": weight_decay},
                {"params": [w for w in outer if w.dim() == 1], "weight_decay": 0.0},
            ],
            lr=rate,
            betas=(0.9, 0.98),
            eps=1e-9,
            fused=True,
        )

    def at(self, share: float) -> None:
        """Sets the rates to a share of their full size."""
        self._now = share
        for group in self._adam.param_groups:
            group["lr"] = self._rates[0] * share

    @torch.no_grad()
    def step(self) -> None:
        """Moves the weights by their gradients, and clears those."""
        self._adam.step()
        self._adam.zero_grad(set_to_none=True)
        rate = self._rates[1] * self._now
        for weight, momentum, halved in zip(
            self._matrices, self._momenta, self._halved, strict=True
        ):
            if weight.grad is None:
                continue
            momentum.lerp_(weight.grad, 1 - _MOMENTUM)
            update = weight.grad.lerp(momentum, _MOMENTUM)
            shape = weight.shape
            maps = update.view(-1, shape[-2] // (2 if halved else 1), shape[-1])
            size = _LIKE_ADAM * max(maps.shape[1:]) ** 0.5
            weight.mul_(1 - rate * self._decay)
            weight.add_(evened(maps).view(shape), alpha=-rate * size)
            weight.grad = None

    def state_dict(self) -> dict[str, Any]:
        """Everything that a step depends on but the weights."""
        return {"adam": self._adam.state_dict(), "momenta": self._momenta}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Takes up where ``state_dict`` was called."""
        self._adam.load_state_dict(state["adam"])
        for momentum, kept in zip(self._momenta, state["momenta"], strict=True):
            momentum.copy_(kept)


def evened(maps: Tensor) -> Tensor:
    """The matrices of a stack with all their singular values brought near 1."""
    wide = maps.shape[1] <= maps.shape[2]
    x = (maps if wide else maps.transpose(1, 2)).to(torch.bfloat16)
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for a, b, c in _STEPS:
        square = x @ x.transpose(1, 2)
        x = torch.baddbmm(x, torch.baddbmm(square, square, square, beta=b, alpha=c), x, beta=a)
    return (x if wide else x.transpose(1, 2)).to(maps.dtype).contiguous()


def _is_inner(name: str) -> bool:
    return "_proj" in name
