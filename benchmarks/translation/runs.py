"""Which systems there are, which runs are to be made, and one run in a process of its own."""

import multiprocessing
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

from benchmarks.translation.corpus import HELD_OUT, Exam, make_exam
from benchmarks.translation.records import Job, Row, machine, peak_memory
from benchmarks.translation.scoring import score
from reference.seq2seq.sources import load

BASELINES = ("char-lstm", "nmt-tutorial")
# "-real": at the reference command's settings for real data. The baselines are first, being what is to be beaten.
SYSTEMS = (*BASELINES, "plain", "additive", "dot", "plain-real", "additive-real", "dot-real")
TOY_SYSTEMS = ("plain", "additive", "dot")
SAMPLES = 5


def plan(
    parts: Sequence[str],
    systems: Sequence[str],
    seeds: Sequence[int],
    rows: int,
    seconds: float,
    digests: tuple[str, str],
) -> list[Job]:
    """All jobs: of each part, seed by seed, so that all systems have the first seeds when it is interrupted.

    `digests` are of the toy corpus and of fra.txt.
    """
    toy, fra = digests
    jobs = []
    for part in parts:
        for seed in seeds:
            for system in systems:
                if part != "toy":
                    jobs.append(Job(part=part, system=system, seed=seed, rows=rows, seconds=seconds, data=fra))
                elif system in TOY_SYSTEMS:
                    jobs.append(Job(part=part, system=system, seed=seed, data=toy))
    return jobs


def run(job: Job, data: str, held_out: int = HELD_OUT, **sizes: int) -> Row:
    """Train, translate, score. `data` is fra.txt's path; `sizes` (units; toy: rows, epochs) make a test's run small."""
    from benchmarks.translation import char_lstm, nmt_tutorial, reference_systems

    if job.part == "toy":
        fitted, exam = reference_systems.fit_toy(job.seed, reference_systems.ATTENTION[job.system], **sizes)
    else:
        exam = make_exam(load(data, job.rows).pairs, held_out, on_validation=job.part == "validation")
        if job.system in BASELINES:
            fit = char_lstm.fit if job.system == "char-lstm" else nmt_tutorial.fit
            fitted = fit(exam.training, job.seed, job.seconds, **sizes)
        else:
            settings = replace(reference_systems.settings_of(job.system), **sizes)  # type: ignore[arg-type]
            fitted = reference_systems.fit(exam.training, job.seed, job.seconds, settings)
    start = time.process_time()
    translations = fitted.translate(exam.sources)
    decoding = time.process_time() - start
    scores = score(translations, exam.references)
    spent = fitted.spent
    return Row(
        job=job,
        bleu=scores.bleu,
        chrf=scores.chrf,
        exact=scores.exact,
        signatures=(scores.bleu_signature, scores.chrf_signature),
        training_pairs=len(exam.training),
        sentences=len(exam.sources),
        parameters=fitted.parameters,
        epochs=spent.epochs,
        loss=spent.loss,
        cpu=spent.cpu,
        wall=spent.wall,
        decoding=decoding,
        memory=peak_memory(),
        samples=_samples(exam, translations),
        machine=machine(),
    )


def _samples(exam: Exam, translations: Sequence[str]) -> tuple[tuple[str, str, str], ...]:
    chosen = zip(exam.sources, exam.references, translations, strict=True)
    return tuple((source, references[0], text) for source, references, text in list(chosen)[:SAMPLES])


def run_alone(job: Job, data: str) -> Row:
    """`run` in a new process: peak memory and CPU seconds are of a process, and no run finds a warm TensorFlow."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(run, job, data).result()
