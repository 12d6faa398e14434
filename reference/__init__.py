"""Reference solutions, one folder an assignment."""
