"""Claims of many documents to entities and questions."""
