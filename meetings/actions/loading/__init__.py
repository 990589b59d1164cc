"""Load minutes from a file: read → match → blocks → rows. Enter by `loading.write.load`."""
