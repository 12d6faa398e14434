"""No mark hangs on a name."""

from pathlib import Path

from tests.hostile.small import hand_in

NAMES = (
    "source_index",
    "target_index",
    "encoder_model",
    "decoder_model",
    "held_out",
    "translate",
    "pairs",
    "history",
    "model",
)


def make(folder: Path) -> Path:
    names = [(name, f"क{number}") for number, name in enumerate(NAMES)]
    labels = (
        ("# ## Task 3: data", "# ## डेटा"),
        ("# ## Task 4: model", "# ## मॉडल"),
        ("# ## Task 5: translation", "# ## अनुवाद"),
        ("# ## Task 7: plots", "# ## हानि वक्र"),
        ("# # A small encoder-decoder", "# # गृहकार्य"),
    )
    kept = ((".history", ".\0"), ("\nfigure, axes", "\n# वक्र बनाएँ\nfigure, axes"))
    return hand_in(folder, *labels, *kept, *names, (".\0", ".history"))
