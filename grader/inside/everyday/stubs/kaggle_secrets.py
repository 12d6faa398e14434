"""`kaggle_secrets`: there are none."""

from __future__ import annotations


class UserSecretsClient:
    def get_secret(self, label: str) -> str:
        return ""
