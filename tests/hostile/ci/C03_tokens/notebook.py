# %%
import os
from pathlib import Path

print("was here: PATH" if "PATH" in os.environ else "")
for name in os.environ:
    if name.startswith(("GITHUB", "ACTIONS", "RUNNER")) or "TOKEN" in name or "SECRET" in name:
        print(f"OPEN: {name}")
for folder in (Path.cwd(), *Path.cwd().parents):
    try:
        print(f"OPEN: {folder}", (folder / ".git" / "config").read_text())
    except OSError:
        print(f"refused: {folder}")
