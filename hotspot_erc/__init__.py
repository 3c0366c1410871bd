__version__ = "0.1.0"
from .data.basics import share_cores

share_cores()
