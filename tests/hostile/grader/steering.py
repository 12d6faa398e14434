"""Files and variables by which Python and pytest let themselves be steered, all handed in at once.

Written by code and not kept as files: this project's own pytest would heed them too.
"""

from __future__ import annotations

from pathlib import Path

MODULES = (
    *("conftest", "sitecustomize", "usercustomize", "check_it", "test_it", "setup", "startup", "evil_plugin"),
    *("numpy", "pytest", "msgspec", "nbclient", "keras", "random", "tempfile", "json"),
)
PACKAGES = ("grader", "checks", "checks/seq2seq", "jupyter_client", "pytest_evil-1.0.dist-info")

INI = "[pytest]\naddopts = --collect-only -p evil_plugin\npython_functions = nothing\nxfail_strict = false\n"
TOML = '[tool.pytest.ini_options]\naddopts = "--collect-only -p evil_plugin"\npython_files = "nothing.py"\n'

VARIABLES = {
    "PYTEST_ADDOPTS": "--collect-only -p evil_plugin",
    "PYTEST_PLUGINS": "evil_plugin",
    "PYTHONSTARTUP": "startup.py",
    "PYTHONWARNINGS": "error",
    "PYTHONINSPECT": "",
    "IPYTHONDIR": ".",
    "JUPYTER_CONFIG_DIR": ".",
    "JUPYTER_PATH": ".",
}
"""As a teacher's own shell may hold them."""


def plant(folder: Path, canary: Path) -> None:
    """Lays them all into a folder; whichever is read writes its own name into the canary, and ends its process."""
    speaks = f"open({str(canary)!r}, 'a').write(__file__ + '\\n')\nimport os\nos._exit(0)\n"
    for name in MODULES:
        (folder / f"{name}.py").write_text(speaks)
    for name in PACKAGES:
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / "__init__.py").write_text(speaks)
        (folder / name / "conftest.py").write_text(speaks)
    (folder / "pytest_evil-1.0.dist-info" / "entry_points.txt").write_text("[pytest11]\nevil = evil_plugin\n")
    for name in ("pytest.ini", ".pytest.ini", "tox.ini"):
        (folder / name).write_text(INI)
    (folder / "setup.cfg").write_text(INI.replace("[pytest]", "[tool:pytest]"))
    (folder / "pyproject.toml").write_text(TOML)
    (folder / "evil.pth").write_text(f"import evil_plugin\n{folder}\n")
    (folder / "ipython_config.py").write_text(speaks)
    (folder / "jupyter_client_config.py").write_text(speaks)
