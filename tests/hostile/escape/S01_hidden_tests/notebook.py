# first cell: probes

# %%
for name in ("hidden_tests.py", "gradebook.csv", "course/reference.py", "reports/bob/grade.json"):
    attempt(name, lambda: open(f"@CANARY@/{name}").read()[:40])
attempt("listing", lambda: {"gradebook.csv"} & set(os.listdir("@CANARY@")) or 1 / 0)
attempt("the grader as a module", lambda: __import__("grader").__file__)
attempt("the checks as a module", lambda: __import__("checks").__path__)
attempt("the reference as a module", lambda: __import__("reference").__path__)
# %%
import time

until, found = time.monotonic() + 8, []
for root in ("/home", "/root", "/work", "/tmp", "/mnt", "/srv", "/opt", "/var", "/media", os.path.expanduser("~")):
    for place, folders, files in os.walk(root):
        if time.monotonic() > until:
            break
        found += [f"{place}/{name}" for name in files if name in ("gradebook.csv", "hidden_tests.py", "answers.toml", "assignment.toml", "check_task1.py")]
print("OPEN:" if found else "refused: nothing on the disk", *found[:5])
# %%
print("after")
