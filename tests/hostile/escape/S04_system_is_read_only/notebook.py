# first cell: probes

# %%
import json, site, sys, sysconfig

import numpy

places = {sysconfig.get_path("purelib"), sysconfig.get_path("stdlib"), os.path.dirname(numpy.__file__), sys.prefix, sys.base_prefix, "/usr", "/usr/bin", "/usr/lib", "/etc", "/bin", "/lib", "/"}
for place in sorted(places):
    attempt(f"a file in {place}", lambda: open(f"{place}/planted_by_a_notebook.pth", "w").write("import os\n"))
attempt("numpy changed", lambda: open(numpy.__file__, "a").write("\n# planted\n"))
attempt("sitecustomize", lambda: open(os.path.join(sysconfig.get_path("purelib"), "sitecustomize.py"), "w").write("x = 1\n"))
attempt("python replaced", lambda: os.rename(os.path.realpath(sys.executable), os.path.realpath(sys.executable) + ".old"))
attempt("the launcher", lambda: [open(path, "a").write("# x") for path in [m.__file__ for m in list(sys.modules.values()) if getattr(m, "__file__", None) and "/recorder/" in str(m.__file__)][:1] or ["/nowhere/x"]])
attempt("remounted", lambda: __import__("subprocess").run(["mount", "-o", "remount,rw", "/usr"], check=True, capture_output=True))
# %%
print("after")
