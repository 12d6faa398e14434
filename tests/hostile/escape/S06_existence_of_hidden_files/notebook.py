# first cell: probes

# %%
for name in ("hidden_tests.py", "gradebook.csv", "reports/bob/grade.json", ".ssh"):
    attempt(f"stat {name}", lambda: os.stat(f"@CANARY@/{name}").st_size)
    attempt(f"exists {name}", lambda: os.path.exists(f"@CANARY@/{name}") or 1 / 0)
attempt("stat of the folder", lambda: os.stat("@CANARY@").st_mtime)
attempt("statvfs", lambda: os.statvfs("@CANARY@").f_files)
# %%
print("after")
