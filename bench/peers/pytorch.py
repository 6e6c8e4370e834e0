"""How fast PyTorch pre-trains a BERT on this processor: the figure that `cloze bench train` is held against.

    python bench/peers/pytorch.py --model tiny --logits labelled --threads 2
    python bench/peers/pytorch.py --from FOLDER --batch FILE.json    # given work: its losses can be compared

needs: pip install torch transformers. Prints one JSON line.
"""

import argparse
import json
import resource
import statistics
import sys
import time

import torch
import transformers
from transformers import BertConfig, BertForMaskedLM

# Turc et al. 2019: hidden size, layers, heads, intermediate size.
SIZES = {
    "tiny": (128, 2, 2, 512),
    "mini": (256, 4, 4, 1024),
    "small": (512, 4, 8, 2048),
    "base": (768, 12, 12, 3072),
}
IGNORED = -100


def model_of(options):
    if options.folder:
        rates = {"hidden_dropout_prob": options.dropout, "attention_probs_dropout_prob": options.dropout}
        return BertForMaskedLM.from_pretrained(options.folder, **rates).train()
    hidden, layers, heads, intermediate = SIZES[options.model]
    return BertForMaskedLM(
        BertConfig(
            vocab_size=options.vocab_size,
            hidden_size=hidden,
            num_hidden_layers=layers,
            num_attention_heads=heads,
            intermediate_size=intermediate,
            max_position_embeddings=max(512, options.sequence_length),
            hidden_dropout_prob=options.dropout,
            attention_probs_dropout_prob=options.dropout,
        )
    ).train()


def given_batches(options):
    """The batches of a file, taken in turn, by the names that transformers gives their parts."""
    with open(options.batch, encoding="utf-8") as file:
        given = json.load(file)
    for batch in given if isinstance(given, list) else [given]:
        ids = torch.tensor(batch["input_ids"])
        mask = torch.tensor(batch["attention_mask"]) if "attention_mask" in batch else torch.ones_like(ids)
        yield ids, mask, torch.tensor(batch["labels"])


def batch_of(options):
    """Random ids, a label at 15 % of them. Nothing is padded, so every token counts as work."""
    shape = (options.batch_size, options.sequence_length)
    ids = torch.randint(1, options.vocab_size, shape)
    labels = torch.where(torch.rand(shape) < 0.15, ids, IGNORED)
    labels[0, 0] = ids[0, 0]  # a small batch could draw no label at all
    return ids, torch.ones_like(ids), labels


def loss_over_all(model, ids, mask, labels):
    """What transformers does: logits at every position, then cross-entropy skips those without a label."""
    return model(input_ids=ids, attention_mask=mask, labels=labels).loss


def loss_over_labelled(model, ids, mask, labels):
    """The same loss by less work: the head and its (V)-wide logits at labelled positions alone."""
    hidden = model.bert(input_ids=ids, attention_mask=mask).last_hidden_state
    labelled = labels != IGNORED
    return torch.nn.functional.cross_entropy(model.cls(hidden[labelled]), labels[labelled])


def decayed(name):
    return not (name.endswith("bias") or "LayerNorm" in name)


def optimizer_of(model, options):
    named = list(model.named_parameters())
    return torch.optim.AdamW(
        [
            {"params": [p for name, p in named if decayed(name)], "weight_decay": 0.01},
            {"params": [p for name, p in named if not decayed(name)], "weight_decay": 0.0},
        ],
        lr=options.learning_rate,
    )


def main():
    flags = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("--model", choices=SIZES, default="tiny")
    flags.add_argument("--from", dest="folder", help="a model folder, instead of --model")
    flags.add_argument("--batch", help="a file of batches, instead of random ones")
    flags.add_argument("--learning-rate", type=float, default=1e-4)
    flags.add_argument("--vocab-size", type=int, default=30522)
    flags.add_argument("--batch-size", type=int, default=16)
    flags.add_argument("--sequence-length", type=int, default=128)
    flags.add_argument("--dropout", type=float, default=0.1)
    flags.add_argument("--logits", choices=["labelled", "all"], default="labelled")
    flags.add_argument("--threads", type=int, default=2)
    flags.add_argument("--steps", type=int, default=20)
    flags.add_argument("--warmup", type=int, default=3, help="steps that are run first and not timed")
    flags.add_argument("--seed", type=int, default=0)
    options = flags.parse_args()

    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    model = model_of(options)
    optimizer = optimizer_of(model, options)
    loss_of = loss_over_labelled if options.logits == "labelled" else loss_over_all

    given = list(given_batches(options)) if options.batch else None
    seconds, speeds, losses = [], [], []
    for step in range(options.warmup + options.steps):
        ids, mask, labels = given[step % len(given)] if given else batch_of(options)
        start = time.perf_counter()
        loss = loss_of(model, ids, mask, labels)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        losses.append(loss.item())
        if step >= options.warmup:
            seconds.append(time.perf_counter() - start)
            speeds.append(mask.sum().item() / seconds[-1])

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        json.dumps(
            {
                "tokensPerSecond": statistics.median(speeds),
                "peakResidentBytes": peak if sys.platform == "darwin" else peak * 1024,  # Linux counts in KiB
                "loss": losses[-1],
                "losses": losses,
                "seconds": seconds,
                "threads": torch.get_num_threads(),
                "version": f"torch {torch.__version__}, transformers {transformers.__version__}",
            }
        )
    )


if __name__ == "__main__":
    main()
