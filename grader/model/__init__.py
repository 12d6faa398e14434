"""Plain immutable data that crosses the seams; nothing here reads a file or starts a process."""
