"""Measurements that take minutes and are made by hand; no part of what is installed."""
