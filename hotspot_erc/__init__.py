__version__ = "0.1.0"
from .data.basics import calm_threads

calm_threads()
