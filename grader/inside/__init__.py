"""What travels into the sandbox, copied there as it is; outside it is data, never imported."""
