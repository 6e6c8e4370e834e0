"""Writes a model folder's masked language model as ONNX, for onnxruntime.

    python bench/peers/export-onnx.py FOLDER FILE.onnx

needs: pip install torch transformers onnx. Prints one JSON line.
"""

import json
import sys

import torch
from transformers import BertForMaskedLM


class Logits(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask):
        return self.model(input_ids=input_ids, attention_mask=attention_mask).logits


def main():
    folder, target = sys.argv[1:3]
    model = Logits(BertForMaskedLM.from_pretrained(folder, attn_implementation="eager").eval())
    ids = torch.ones(1, 128, dtype=torch.long)
    torch.onnx.export(
        model,
        (ids, ids),
        target,
        input_names=["input_ids", "attention_mask"],
        output_names=["logits"],
        dynamo=False,
    )
    print(json.dumps({"written": target}))


if __name__ == "__main__":
    main()
