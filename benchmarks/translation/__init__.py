"""Quality of the reference solution's translations, beside two well-known baselines at equal training time."""
