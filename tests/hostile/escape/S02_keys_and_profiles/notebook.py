# first cell: probes

# %%
import pwd


def listed(folder):
    try:
        return os.listdir(folder)
    except OSError:
        return []


homes = {os.path.expanduser("~"), pwd.getpwuid(os.getuid()).pw_dir, "/root", "@CANARY@", *(f"/home/{name}" for name in listed("/home"))}
for home in sorted(homes):
    for name in (".ssh", ".ssh/id_ed25519", ".ssh/id_rsa", ".aws/credentials", ".config/gh", ".mozilla", ".config/google-chrome", ".netrc", ".git-credentials", ".gnupg", ".kube", ".docker/config.json", ".pypirc", ".bash_history"):
        path = f"{home}/{name}"
        try:
            there = os.listdir(path) if os.path.isdir(path) else open(path).read(20)
            print(f"OPEN: {path}: {there!r}")
        except OSError:
            pass
attempt("the canary's key", lambda: open("@CANARY@/.ssh/id_ed25519").read())
attempt("password hashes", lambda: open("/etc/shadow").read(20))
# %%
print("after")
