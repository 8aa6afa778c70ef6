"""Documents laid out on a plane by what they mean, and the plane divided into named areas."""

from search.layout.areas import Area, divide
from search.layout.positions import lay_out

__all__ = ["Area", "divide", "lay_out"]
