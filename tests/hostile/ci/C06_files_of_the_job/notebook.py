# %%
import glob
import os

for name in ("GITHUB_ENV", "GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_STATE", "RUNNER_TEMP"):
    print(f"OPEN: {name}" if os.environ.get(name) else f"refused: {name}")
places = ("/home/runner", "/home/runner/work/_temp/_runner_file_commands", "/__w/_temp", "/github/file_commands")
for place in places:
    print(f"OPEN: {place}" if glob.glob(f"{place}/*") else f"refused: {place}")
