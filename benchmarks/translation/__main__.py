"""python -m benchmarks.translation: see cli.py."""

import os

# TensorFlow reads these when it is imported, in each run's own process, which inherits them. The first two are those
# of `python -m reference.seq2seq`. One thread, because only then are CPU seconds seconds of training: the threads of a
# pool also spend CPU time on waiting for one another.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")
os.environ.setdefault("TF_NUM_INTEROP_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

from benchmarks.translation.cli import main

if __name__ == "__main__":  # a run's own process imports this module under another name
    raise SystemExit(main())
