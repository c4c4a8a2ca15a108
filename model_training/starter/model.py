"""The starter's network: a small Qwen3 mixture of experts, and a forward pass for training.

The modules are transformers' own, so that shapes and names are those of the large model. The
pass is written out here because training stretches positions (transformers would take a gap
for the seam of packed texts) and because experts run faster sorted than masked.
"""

from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn
from transformers import Qwen3MoeConfig, Qwen3MoeForCausalLM


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


def forward(network: nn.Module, tokens: Tensor, positions: Tensor, sees: Tensor) -> Pass:
    """Runs the network over rows of tokens; ``sees[row, i, j]`` says whether i attends to j.

    Call under autocast for mixed precision.
    """
    body: Any = network.model
    x = body.embed_tokens(tokens)
    turning = body.rotary_emb(x, positions)
    kind = (
        torch.get_autocast_dtype(x.device.type)
        if torch.is_autocast_enabled(x.device.type)
        else x.dtype
    )
    mask = torch.zeros(sees.shape, dtype=kind, device=x.device)
    mask = mask.masked_fill_(~sees, float("-inf")).unsqueeze(1)
    balances = []
    for layer in body.layers:
        seen, _ = layer.self_attn(
            layer.input_layernorm(x), position_embeddings=turning, attention_mask=mask
        )
        x = x + seen
        flat = layer.post_attention_layernorm(x).view(-1, x.shape[-1])
        logits, weights, chosen = layer.mlp.gate(flat)
        balances.append(_balance(logits, chosen))
        x = x + _experts(layer.mlp.experts, flat, weights, chosen).view_as(x)
    return Pass(body.norm(x), torch.stack(balances).mean())


def _balance(logits: Tensor, chosen: Tensor) -> Tensor:
    """1 when all experts get the same share of tokens and of probability; more otherwise."""
    count = logits.shape[-1]
    share = F.one_hot(chosen, count).float().sum(1).mean(0) / chosen.shape[-1]
    return count * (share * logits.float().softmax(-1).mean(0)).sum()


def _experts(experts: Any, x: Tensor, weights: Tensor, chosen: Tensor) -> Tensor:
    used = chosen.shape[-1]
    flat = chosen.reshape(-1)
    order = torch.argsort(flat, stable=True)
    counts = torch.bincount(flat, minlength=experts.num_experts).tolist()
    outputs = []
    up_rows, down_rows = experts.gate_up_proj.unbind(0), experts.down_proj.unbind(0)
    for rows, up_row, down_row in zip(
        torch.split(x[order // used], counts), up_rows, down_rows, strict=True
    ):
        gate, up = F.linear(rows, up_row).chunk(2, -1)
        outputs.append(F.linear(F.silu(gate) * up, down_row))
    back = torch.argsort(order)
    out = torch.cat(outputs)[back].view(-1, used, x.shape[-1])
    return (out * weights.unsqueeze(-1).to(out.dtype)).sum(1)
