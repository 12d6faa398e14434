"""What the helpers in `older` and `everyday` share; by a name that no notebook imports."""
