# first cell: probes

# %%
import subprocess
import sys

done = subprocess.run([sys.executable, "-m", "pip", "install", "seq2seq-solution-of-last-year"], capture_output=True, text=True)
print("OPEN:" if done.returncode == 0 else "refused:", (done.stdout + done.stderr).strip()[-200:])
open("setup.py", "w").write("import os; os.system('touch /tmp/owned')\nfrom setuptools import setup\nsetup(name='evil')\n")
done = subprocess.run([sys.executable, "-m", "pip", "install", "."], capture_output=True, text=True)
print("OPEN:" if done.returncode == 0 else "refused:", (done.stdout + done.stderr).strip()[-200:])
# %%
!pip install numpy
# %%
!pip install seq2seq-solution-of-last-year
# %%
import seq2seq_solution_of_last_year
# %%
print("after")
