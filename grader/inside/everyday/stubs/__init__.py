"""One module a stub; `everyday.table` says which module each stands in for."""
