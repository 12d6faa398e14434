"""What recorder and verifier share: weights by layer, losses from scores; by a name that no notebook imports."""
