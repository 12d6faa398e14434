# first cell: probes

# %%
attempt("another's notebook", lambda: open("@CANARY@/submissions/bob/notebook.ipynb").read())
attempt("another's grade", lambda: open("@CANARY@/reports/bob/grade.json").read())
attempt("planting an answer", lambda: open("@CANARY@/submissions/bob/planted.txt", "w").write("x"))
attempt("overwriting a grade", lambda: open("@CANARY@/reports/bob/grade.json", "w").write("{}"))
attempt("removing a submission", lambda: os.remove("@CANARY@/submissions/bob/notebook.ipynb"))
attempt("a link to it", lambda: open(os.symlink("@CANARY@/reports/bob/grade.json", "link") or "link").read())
attempt("a hard link to it", lambda: os.link("@CANARY@/reports/bob/grade.json", "hard"))
# %%
here = os.getcwd()
parents = [here]
while parents[-1] != "/":
    parents.append(os.path.dirname(parents[-1]))
for folder in parents[1:]:
    try:
        others = [name for name in os.listdir(folder) if name.startswith(("nb-", "h-", "verify-", "hand-in-")) and not here.startswith(os.path.join(folder, name))]
    except OSError:
        others = []
    print("OPEN:" if others else "refused: no other run is seen from", folder, others[:3])
# %%
print("after")
