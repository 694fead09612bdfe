"""The nouns of Rashomon: frozen records that every room reads and none changes.

Offsets are counted in Unicode code points (not bytes, not UTF-16 units), start at 0, and the end is exclusive.
A span always refers to `Document.text`: for a plain-text file that is the decoded file, unchanged.
Identities are hashes of content, so the same bytes read twice give the same ids on any machine and any day.
"""

from __future__ import annotations

from rashomon.records.dossier import (
    Account,
    Answer,
    Comparison,
    Conduit,
    Dossier,
    Echo,
    EchoDirection,
    EchoGroup,
    EchoKind,
    Entity,
    Inquiry,
    Origin,
    Position,
    Question,
    Relation,
    TextPair,
)
from rashomon.records.reading import (
    Attribution,
    Claim,
    Event,
    Mention,
    Place,
    Quantity,
    Reading,
    Source,
    Time,
)
from rashomon.records.terms import (
    OPPOSING,
    Certainty,
    Mode,
    QuestionKind,
    QuestionStatus,
    ReadState,
    RelationKind,
    SourceKind,
    Stance,
)
from rashomon.records.text import (
    Document,
    Glyphs,
    Passage,
    Span,
    Spans,
    View,
    content_id,
    words,
)

__all__ = [
    "OPPOSING",
    "Account",
    "Answer",
    "Attribution",
    "Certainty",
    "Claim",
    "Comparison",
    "Conduit",
    "Document",
    "Dossier",
    "Echo",
    "EchoDirection",
    "EchoGroup",
    "EchoKind",
    "Entity",
    "Event",
    "Glyphs",
    "Inquiry",
    "Mention",
    "Mode",
    "Origin",
    "Passage",
    "Place",
    "Position",
    "Quantity",
    "Question",
    "QuestionKind",
    "QuestionStatus",
    "ReadState",
    "Reading",
    "Relation",
    "RelationKind",
    "Source",
    "SourceKind",
    "Span",
    "Spans",
    "Stance",
    "TextPair",
    "Time",
    "View",
    "content_id",
    "words",
]
