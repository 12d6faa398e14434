"""How far notebooks get: as they come, and under the harness."""
