"""What the helpers in `older`, `everyday` and `offline` share; by a name that no notebook imports."""
