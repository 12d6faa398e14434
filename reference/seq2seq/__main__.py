"""python -m reference.seq2seq: see cli.py."""

import os

# TensorFlow reads these when it is imported: no start-up messages, and the same rounding on every run.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

from reference.seq2seq.cli import main

raise SystemExit(main())
