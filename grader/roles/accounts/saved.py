"""An account of the saved outputs, and what their agreement with the run does for other accounts."""

from __future__ import annotations

from dataclasses import replace

from grader.model.accounts import Account, Confidence
from grader.model.judging import Missing
from grader.roles.accounts.given import Given, in_cells

BORNE_OUT = ("Training run", "Translations")
"""Roles that a saved output can agree with."""


def saved_outputs(given: Given) -> Account:
    """Certain where the run bears them out; likely where there was nothing to compare; a guess where it denies them."""
    witness = given.witness
    if not witness.words:
        raise Missing(
            "No saved output shows epochs of a training, or translations after one."
            if given.evidence.saved.cells
            else "The notebook was handed in without outputs."
        )
    cells = [training.cell for training in witness.trainings] + [pair.cell for pair in witness.translations]
    because = " ".join((*witness.disagreements, *witness.agreements))
    confidence = Confidence.GUESS if witness.disagreements else Confidence.CERTAIN
    return Account(
        role="Saved outputs",
        taken=witness.words,
        where=in_cells(sorted(cells)),
        because=because or "The run did not get to where it could be compared.",
        confidence=confidence if because else Confidence.LIKELY,
    )


def borne_out(account: Account, given: Given) -> Account:
    """The account with what agrees with it; a guess is likely then, and nothing more: a saved output is a claim."""
    if account.role not in BORNE_OUT or account.confidence is None:
        return account
    witness = given.witness
    agreeing = [cell for cell in in_cells(witness.agreeing) if cell in account.where]
    if not agreeing or witness.disagreements:
        return account
    surer = Confidence.LIKELY if account.confidence is Confidence.GUESS else account.confidence
    return replace(account, because=f"{account.because} The saved outputs of {agreeing[0]} agree.", confidence=surer)
