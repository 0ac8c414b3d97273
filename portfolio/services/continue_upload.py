from uuid import UUID

from centres.gates import Blocker, Refused
from centres.models import Membership
from portfolio.gates.arrival import registration_runs
from portfolio.incoming import NotThere, Overtaken, incoming
from portfolio.models import Upload
from portfolio.permissions import require_owner
from portfolio.receiving import Body, Elsewhere, Turn
from portfolio.services.finish_upload import finish_upload
from portfolio.vault import refused_when_full


def continue_upload(*, actor: Membership, upload: Upload, offset: int, body: Body, batch: UUID | None = None) -> Upload:
    """Goes on from `offset` with what the request brings; with the last byte the file becomes evidence of `batch`.

    Raises Elsewhere, Overtaken, WrongSum (portfolio/receiving.py) and Refused. Not one transaction: a lock on the
    database must not wait for a network; the upload's own claim is what keeps two requests apart.
    """
    require_owner(actor, upload.registration)
    _require_possible(actor, upload, offset, body)
    turn = Turn(upload)
    turn.begin(offset, batch or upload.batch)
    try:
        return _go_on(actor, turn, body)
    except Overtaken:
        raise
    except NotThere:
        turn.start_again()
        incoming().drop(upload)
        raise Elsewhere(upload) from None
    except BaseException:
        turn.let_go()
        raise


def _go_on(actor: Membership, turn: Turn, body: Body) -> Upload:
    with refused_when_full(), incoming().writing(turn.upload, turn.writer, turn.is_mine) as part:
        turn.take(body, part)
    if turn.upload.offset < turn.upload.length:
        turn.end()
        return turn.upload
    return finish_upload(actor=actor, turn=turn)


def _require_possible(actor: Membership, upload: Upload, offset: int, body: Body) -> None:
    found = list(
        registration_runs(actor=actor, registration=upload.registration, name=upload.name, length=upload.length)
    )
    if offset + body.size > upload.length:
        found.append(
            Blocker(
                "file_longer",
                f"“{upload.name}” is longer than was announced.",
                "It was changed meanwhile: remove this upload and choose the file again.",
            )
        )
    if found:
        raise Refused(*found)
