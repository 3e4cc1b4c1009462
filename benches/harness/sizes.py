"""Sizes as people write them."""

UNITS = {"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "KB": 1000, "MB": 10**6, "GB": 10**9}


def bytes_of(size):
    """The bytes that a text such as `64MiB` says."""
    for unit, factor in UNITS.items():
        if size.endswith(unit):
            return int(size.removesuffix(unit)) * factor
    return int(size)
