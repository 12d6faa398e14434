"""Whatever draws, it draws the recorded numbers."""

from pathlib import Path

from tests.hostile.small import hand_in

DRAWN = """
import pandas as pd
import seaborn as sns

pd.DataFrame(history.history)[["loss", "val_loss"]].plot()
plt.show()
figure, axis = plt.subplots()
sns.lineplot(x=range(12), y=history.history["accuracy"], ax=axis)
plt.show()
"""


def make(folder: Path) -> Path:
    from tests.hostile.small import script

    text = script()
    return hand_in(folder, (text[text.index("figure, axes = plt.subplots") :], DRAWN))
