"""The network's inner steps with their gradients written out.

On a CPU most of the time of a small network goes into copies and bookkeeping between the matrix
products; here each step keeps what its gradient needs and nothing else.
"""

from collections.abc import Sequence
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

_EPSILON = 1e-6


def normed(x: Tensor, weight: Tensor, kind: torch.dtype) -> Tensor:
    """RMS norm over the last of two dimensions, given as ``kind``."""
    return _apply(_Norm, x, weight, kind)


def turned(x: Tensor, weight: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """RMS norm of each head, then the rotary embedding.

    Args:
        x: Tokens, heads, size of a head.
        weight: The norm's weights: heads, size.
        cos: By token, one, half the size.
        sin: Like ``cos``.
    """
    return _apply(_Turn, x, weight, cos, sin)


def attended(q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
    """Attention with heads in groups that share keys and values.

    Args:
        q: Rows, groups, heads of a group, tokens, size of a head.
        k: Rows, groups, tokens, size.
        v: Like ``k``.
        mask: Rows, 1, 1, tokens, tokens: 0 where attention may go, else minus infinity.
    """
    return _apply(_Attend, q, k, v, mask)


def by_experts(
    x: Tensor, weights: Tensor, chosen: Tensor, gates_ups: Tensor, downs: Tensor
) -> Tensor:
    """What the chosen experts make of each token, added up by weight.

    Args:
        x: Tokens, hidden size.
        weights: Tokens, experts used: how much each counts.
        chosen: Tokens, experts used: which.
        gates_ups: Experts, gates then ups, hidden size.
        downs: Experts, hidden size, expert size.
    """
    used = chosen.shape[-1]
    flat = chosen.reshape(-1)
    order = torch.argsort(flat, stable=True)
    back = torch.empty_like(order)
    back[order] = torch.arange(order.numel(), device=order.device)
    counts = torch.bincount(flat, minlength=downs.shape[0]).tolist()
    by_row = weights.reshape(-1, 1)[order].to(x.dtype)
    rows = _apply(_Spread, x, order // used, back, used)
    out = _apply(_Experts, rows, by_row, gates_ups, downs, counts)
    return _apply(_Gather, out, order // used, back, used)


class _Norm(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, kind: torch.dtype) -> Tensor:
        scale = _scale(x)
        unit = (x * scale).to(kind)
        ctx.save_for_backward(unit, scale, weight)
        return unit * weight.to(kind)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Any:
        unit, scale, weight = ctx.saved_tensors
        grad_weight = (grad * unit).sum(0, dtype=weight.dtype)
        grad, unit = (grad * weight.to(grad.dtype)).float(), unit.float()
        along = (grad * unit).mean(-1, keepdim=True)
        return (grad - unit.mul_(along)).mul_(scale), grad_weight, None


class _Turn(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        ctx.kind = x.dtype
        wide = x.float()
        scale = _scale(wide)
        unit = wide * scale
        ctx.save_for_backward(unit, scale, weight, cos, sin)
        a, b = (unit * weight).chunk(2, -1)
        return torch.cat([(a * cos).sub_(b * sin), (b * cos).add_(a * sin)], -1).to(x.dtype)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Any:
        unit, scale, weight, cos, sin = ctx.saved_tensors
        a, b = grad.float().chunk(2, -1)
        back = torch.cat([(a * cos).add_(b * sin), (b * cos).sub_(a * sin)], -1)
        grad_weight = (back * unit).sum(0)
        back.mul_(weight)
        along = (back * unit).mean(-1, keepdim=True)
        return back.sub_(unit * along).mul_(scale).to(ctx.kind), grad_weight, None, None


class _Attend(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
        rows, groups, heads, length, size = q.shape
        flat = q.reshape(rows, groups, heads * length, size)
        scores = (flat @ k.transpose(-1, -2)).mul_(size**-0.5)
        shares = scores.view(rows, groups, heads, length, length).add_(mask).softmax(-1)
        ctx.save_for_backward(flat, k, v, shares)
        return (shares.view_as(scores) @ v).view_as(q)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Any:
        flat, k, v, shares = ctx.saved_tensors
        flat_grad, flat_shares = grad.reshape(flat.shape), shares.flatten(2, 3)
        grad_v = flat_shares.transpose(-1, -2) @ flat_grad
        grad_shares = flat_grad @ v.transpose(-1, -2)
        grad_scores = torch._softmax_backward_data(
            grad_shares, flat_shares, -1, flat_shares.dtype
        ).mul_(flat.shape[-1] ** -0.5)
        grad_k = grad_scores.transpose(-1, -2) @ flat
        return (grad_scores @ k).view_as(grad), grad_k, grad_v, None


class _Experts(torch.autograd.Function):
    """Gated units by expert; rows stand in the order of their experts."""

    @staticmethod
    def forward(
        ctx: Any, x: Tensor, by_row: Tensor, ups: Tensor, downs: Tensor, counts: Sequence[int]
    ) -> Tensor:
        size = downs.shape[2]
        inner, out = x.new_empty(len(x), 2 * size), torch.empty_like(x)
        for up, rows, into in zip(ups, _parts(x, counts), _parts(inner, counts), strict=True):
            torch.mm(rows, up.t(), out=into)
        gate = F.silu(inner[:, :size])
        unit = gate * inner[:, size:]
        weighted = unit * by_row
        for down, rows, into in zip(
            downs, _parts(weighted, counts), _parts(out, counts), strict=True
        ):
            torch.mm(rows, down.t(), out=into)
        ctx.save_for_backward(x, by_row, ups, downs, inner, gate, unit, weighted)
        ctx.counts = counts
        return out

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Any:
        x, by_row, ups, downs, inner, gate, unit, weighted = ctx.saved_tensors
        size, counts = downs.shape[2], ctx.counts
        grad_ups, grad_downs = torch.empty_like(ups), torch.empty_like(downs)
        grad_unit, grad_inner = torch.empty_like(unit), torch.empty_like(inner)
        grad_x = torch.empty_like(x)
        parts = [_parts(part, counts) for part in (grad, weighted, grad_unit)]
        for n, (rows, was, into) in enumerate(zip(*parts, strict=True)):
            torch.mm(rows, downs[n], out=into)
            torch.mm(rows.t(), was, out=grad_downs[n])
        grad_by_row = (grad_unit * unit).sum(-1, keepdim=True)
        grad_unit.mul_(by_row)
        torch.mul(grad_unit, gate, out=grad_inner[:, size:])
        torch.ops.aten.silu_backward.grad_input(
            grad_unit.mul_(inner[:, size:]), inner[:, :size], grad_input=grad_inner[:, :size]
        )
        parts = [_parts(part, counts) for part in (grad_inner, x, grad_x)]
        for n, (rows, was, into) in enumerate(zip(*parts, strict=True)):
            torch.mm(rows, ups[n], out=into)
            torch.mm(rows.t(), was, out=grad_ups[n])
        return grad_x, grad_by_row, grad_ups, grad_downs, None


class _Spread(torch.autograd.Function):
    """A row for each token and expert, in the order of the experts."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, tokens: Tensor, back: Tensor, used: int) -> Tensor:
        ctx.back, ctx.used = back, used
        return x.index_select(0, tokens)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Any:
        return _added(grad, ctx.back, ctx.used), None, None, None


class _Gather(torch.autograd.Function):
    """The rows of each token added up: the way back from ``_Spread``."""

    @staticmethod
    def forward(ctx: Any, rows: Tensor, tokens: Tensor, back: Tensor, used: int) -> Tensor:
        ctx.tokens = tokens
        return _added(rows, back, used)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Any:
        return grad.index_select(0, ctx.tokens), None, None, None


def _parts(x: Tensor, counts: Sequence[int]) -> tuple[Tensor, ...]:
    return torch.split(x, list(counts))


def _added(rows: Tensor, back: Tensor, used: int) -> Tensor:
    return rows.index_select(0, back).view(-1, used, rows.shape[1]).sum(1)


def _scale(x: Tensor) -> Tensor:
    return (x * x).mean(-1, keepdim=True).add_(_EPSILON).rsqrt_()


def _apply(step: type[torch.autograd.Function], *given: Any) -> Tensor:
    out: Tensor = step.apply(*given)  # type: ignore[no-untyped-call]
    return out
