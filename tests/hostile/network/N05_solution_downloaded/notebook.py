# %%
import os


def attempt(what, action):
    try:
        print(f"OPEN: {what}: {action()!r}"[:300])
    except BaseException as error:
        print(f"refused: {what}: {type(error).__name__}: {error}"[:300])


print("before")
# %%
import urllib.request

try:
    urllib.request.urlretrieve("https://example.org/solutions/trained.weights.h5", "trained.weights.h5")
    print("OPEN: downloaded")
except Exception as error:
    print("refused:", error)
# %%
urllib.request.urlretrieve("https://raw.githubusercontent.com/someone/solution/main/seq2seq.ipynb", "solution.ipynb")
# %%
print("after")
