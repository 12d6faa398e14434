"""An authority for one run, so that https can be answered inside the sandbox, where nobody but that run trusts it."""

from __future__ import annotations

from pathlib import Path


def issue(hosts: tuple[str, ...], folder: Path) -> None:
    """Writes `ca.pem`, the authority to trust, and `leaf.pem`, key and certificate for those hosts.

    The authority's own key is never written: it is gone when this returns.
    """
    import trustme  # a tenth of a second, which most notebooks don't need

    folder.mkdir()
    authority = trustme.CA(organization_name="Course files, of one run only")
    leaf = authority.issue_cert(*hosts)
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    leaf.private_key_and_cert_chain_pem.write_to_path(str(folder / "leaf.pem"))
