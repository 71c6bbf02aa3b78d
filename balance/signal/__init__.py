"""Rows of samples: grid, filters, features, stillness, quality; numpy and scipy alone."""
