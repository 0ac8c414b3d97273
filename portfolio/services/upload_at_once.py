from centres.models import Membership
from portfolio.incoming import incoming
from portfolio.models import Registration, Upload
from portfolio.permissions import require_owner
from portfolio.receiving import Body, CutOff, Turn
from portfolio.services.begin_upload import Announced, announce
from portfolio.services.finish_upload import finish_upload
from portfolio.vault import refused_when_full


def upload_at_once(*, actor: Membership, registration: Registration, announced: Announced, body: Body) -> Upload:
    """A file that comes whole with the request that announces it: most photos. Nothing is kept of one that is cut off,
    since its sender does not know yet where it could go on.
    """
    require_owner(actor, registration)
    turn = Turn(announce(actor, registration, announced))
    store = incoming()
    try:
        with refused_when_full(), store.writing(turn.upload, turn.writer, turn.is_mine) as part:
            turn.take(body, part)
        if turn.upload.offset < turn.upload.length:
            raise CutOff
        return finish_upload(actor=actor, turn=turn)
    finally:
        store.drop(turn.upload)
