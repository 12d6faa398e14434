"""What a sandbox costs: one tiny notebook through each of them, in turns."""
