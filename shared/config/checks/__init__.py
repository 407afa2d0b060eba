"""What types cannot say of the files: that one part agrees with another.

The checks look at plain values, so that a profile's mistake is told even while a
pool has one of its own; what is not of the right type is left to `shared.config.shape`.
"""
