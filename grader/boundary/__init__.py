"""The only code that reads what the sandbox wrote: strict, capped, total."""
