"""What a person sends when asking for help: what is installed here, what works, and what to do about the rest.

Nothing is written, nothing is asked of a network, and nothing of the documents is told: no name of one, no user, no
host, no path but the one that the user gave.
"""

from rashomon.doctor.lines import Examination, Line, State
from rashomon.doctor.whole import examine

__all__ = ["Examination", "Line", "State", "examine"]
