"""Learning the coefficients that come with the package."""
