import secrets

from portfolio.models import Evidence

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0, 1, I, O: a receipt is read out on the telephone


def new_receipt() -> str:
    while True:
        letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
        receipt = f"EV-{letters[:4]}-{letters[4:]}"
        if not Evidence.objects.filter(receipt=receipt).exists():
            return receipt
