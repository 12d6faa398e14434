# first cell: probes

# %%
import glob
import json
import sys

sockets = os.path.dirname(next(word for word in open("/proc/self/cmdline").read().split("\0") + sys.argv if word.endswith("job.json")) if False else next(word for word in sys.argv if word.endswith(".json")))
print(sorted(os.listdir(sockets)))
attempt("a file", lambda: open(f"{sockets}/planted", "w").write("x"))
attempt("a link", lambda: os.symlink("@CANARY@/gradebook.csv", f"{sockets}/link"))
attempt("a hard link", lambda: os.link("@CANARY@/gradebook.csv", f"{sockets}/hard"))
attempt("a folder", lambda: os.mkdir(f"{sockets}/folder"))
attempt("a FIFO", lambda: os.mkfifo(f"{sockets}/fifo"))
attempt("another connection file", lambda: open(f"{sockets}/kernel.json", "w").write("{}"))
attempt("a socket replaced by a link", lambda: [os.rename(path, path + ".old") or os.symlink("@SOCKET@", path) for path in sorted(glob.glob(f"{sockets}/s-*"))[-1:]])
# %%
print("after")
