"""How written answers are marked: against marks given by hand, on variants of good answers, and on public sets."""
