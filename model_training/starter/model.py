"""The starter's network: a small Qwen3 mixture of experts, and a forward pass for training.

The modules are transformers' own, so that shapes and names are those of the large model. The
pass is written out here because training stretches positions (transformers would take a gap
for the seam of packed texts) and because it is two to three times as fast on a CPU.
"""

from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn
from transformers import Qwen3MoeConfig, Qwen3MoeForCausalLM

from model_training.starter.kernels import attended, by_experts, normed, turned


@dataclass(frozen=True)
class Shape:
    """Sizes of the network."""

    vocabulary: int = 4096
    hidden: int = 256
    layers: int = 5
    heads: int = 4
    kv_heads: int = 2
    head_size: int = 64
    experts: int = 16
    experts_used: int = 2
    expert_size: int = 160
    context: int = 8192
    rope_base: float = 10_000.0


@dataclass(frozen=True)
class Pass:
    """What a forward pass gives: final hidden states and the experts' balance loss."""

    hidden: Tensor
    balance: Tensor


def build(shape: Shape, seed: int) -> nn.Module:
    """A network with fresh weights that the seed decides."""
    torch.manual_seed(seed)
    config = Qwen3MoeConfig(
        vocab_size=shape.vocabulary,
        hidden_size=shape.hidden,
        intermediate_size=shape.expert_size,
        moe_intermediate_size=shape.expert_size,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        num_key_value_heads=shape.kv_heads,
        head_dim=shape.head_size,
        num_experts=shape.experts,
        num_experts_per_tok=shape.experts_used,
        norm_topk_prob=True,
        decoder_sparse_step=1,
        mlp_only_layers=[],
        tie_word_embeddings=True,
        max_position_embeddings=shape.context,
        rope_theta=shape.rope_base,
        rms_norm_eps=1e-6,
        use_cache=False,
    )
    network: nn.Module = Qwen3MoeForCausalLM(config)
    with torch.no_grad():  # a router of zeros would send every token to the same experts
        for name, weight in network.named_parameters():
            if name.endswith("mlp.gate.weight"):
                nn.init.normal_(weight, std=0.02)
    return network


def forward(
    network: nn.Module,
    tokens: Tensor,
    positions: Tensor,
    sees: Tensor,
    kind: torch.dtype = torch.float32,
) -> Pass:
    """Runs the network over rows of tokens; ``sees[row, i, j]`` says whether i attends to j.

    Products are computed in ``kind``; what is passed on from layer to layer stays in float32.
    """
    body: Any = network.model
    count, length = tokens.shape
    x = body.embed_tokens(tokens).view(count * length, -1)
    # Both halves of a head turn by the same angles.
    cos, sin = (
        part[..., : part.shape[-1] // 2].reshape(count * length, 1, -1)
        for part in body.rotary_emb(x, positions)
    )
    mask = torch.zeros(sees.shape, dtype=kind, device=x.device)
    mask = mask.masked_fill_(~sees, float("-inf")).view(count, 1, 1, length, length)
    balances = []
    for layer in body.layers:
        y = normed(x, layer.input_layernorm.weight, kind)
        x = x + _attention(layer.self_attn, y, cos, sin, mask)
        y = normed(x, layer.post_attention_layernorm.weight, kind)
        chances = F.linear(y, layer.mlp.gate.weight.to(kind)).float().softmax(-1)
        top, chosen = chances.topk(layer.mlp.gate.top_k, -1)
        balances.append(_balance(chances, chosen))
        experts = layer.mlp.experts
        x = x + by_experts(
            y,
            top / top.sum(-1, keepdim=True),
            chosen,
            experts.gate_up_proj.to(kind),
            experts.down_proj.to(kind),
        )
    hidden = normed(x, body.norm.weight, kind).view(count, length, -1)
    return Pass(hidden, torch.stack(balances).mean())


def _attention(attention: Any, y: Tensor, cos: Tensor, sin: Tensor, mask: Tensor) -> Tensor:
    size, count, length = attention.head_dim, mask.shape[0], mask.shape[-1]
    maps = (attention.q_proj.weight, attention.k_proj.weight, attention.v_proj.weight)
    q_heads, k_heads = (weight.shape[0] // size for weight in maps[:2])
    both, v = torch.split(
        F.linear(y, torch.cat(maps).to(y.dtype)), [(q_heads + k_heads) * size, k_heads * size], -1
    )
    norms = torch.cat(
        [attention.q_norm.weight.expand(q_heads, -1), attention.k_norm.weight.expand(k_heads, -1)]
    )
    both = turned(both.view(-1, q_heads + k_heads, size), norms, cos, sin)
    q, k = torch.split(both.view(count, length, -1, size), [q_heads, k_heads], 2)
    q = q.reshape(count, length, k_heads, -1, size).permute(0, 2, 3, 1, 4).contiguous()
    k = k.permute(0, 2, 1, 3).contiguous()
    v = v.reshape(count, length, k_heads, size).permute(0, 2, 1, 3).contiguous()
    seen = attended(q, k, v, mask).permute(0, 3, 1, 2, 4).reshape(len(y), -1)
    return F.linear(seen, attention.o_proj.weight.to(y.dtype))


def _balance(chances: Tensor, chosen: Tensor) -> Tensor:
    """1 when all experts get the same share of tokens and of probability; more otherwise."""
    count = chances.shape[-1]
    share = torch.bincount(chosen.reshape(-1), minlength=count) / chosen.numel()
    return count * (share * chances.mean(0)).sum()
