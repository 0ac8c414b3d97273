from claims.models.claim import Claim, ClaimUnit
from claims.models.document import Document

__all__ = ["Claim", "ClaimUnit", "Document"]
