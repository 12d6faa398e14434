"""Running a notebook: the kernel's wary client, the process it lives in, and the watch over both."""
