"""Recomputation: what trained models really do, asked of models rebuilt in a second sandbox without student code."""
