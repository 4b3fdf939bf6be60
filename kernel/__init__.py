"""The words every room shares: ids, phone numbers, time, errors, permissions. No I/O."""
