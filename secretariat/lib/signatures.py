"""Signatures in PDF files (PAdES), by pyHanko: the seal from a key file, and the look at what others signed (C14).

The only module that knows pyHanko. The network is asked for one thing: the time of a seal, where a service for that
is set (RFC 3161). It is sent a checksum and never sees the paper.
"""

import logging
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext

from .sealing import NotSealed, Signature

FIELD = "Sigill"
FIELD_IN_WORDS = "Elektroniskt sigill"
_NO_TIME = "Sigillet fick ingen tidsstämpel av tjänsten i SEAL_TIMESTAMP_URL."
_PATIENCE_SECONDS = 10
# Room for a seal with its time, in hex digits; asked for so that the service is asked once and not twice.
_ROOM = 24_576


# An issuer that nobody here knows is an ordinary answer, told where the signature is: no fault for the log.
logging.getLogger("pyhanko.sign.validation").setLevel(logging.ERROR)


class _Writer(IncrementalPdfFileWriter):
    """Adds to a file, and leaves what it says of itself alone: the conformance stands there."""

    def _update_meta(self) -> None:
        pass


def by_key_file(content: bytes) -> bytes:
    """Seal with SEAL_KEY and SEAL_CERTIFICATE (PEM, the own certificate first, then those above it).

    With SEAL_TIMESTAMP_URL the seal carries the time that service gives (PAdES B-T), or is not put on at all: what is
    stored is final, and a time cannot be added to it afterwards. Raises NotSealed.
    """
    password = settings.SEAL_PASSWORD.encode() or None
    try:
        own, *above = load_certs_from_pemder([settings.SEAL_CERTIFICATE])
        signer = signers.SimpleSigner.load(
            settings.SEAL_KEY, settings.SEAL_CERTIFICATE, key_passphrase=password
        )
    except (OSError, ValueError) as wrong:
        raise NotSealed("Sigillets nyckel eller certifikat kan inte läsas.") from wrong
    if signer is None:
        raise NotSealed("Sigillets nyckel kan inte öppnas. Stämmer lösenordet?")
    signer.cert_registry.register_multiple([own, *above])
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
    )
    # A seal that is seen would be a picture outside the reading order, and a hidden one is not for archives.
    place = fields.SigFieldSpec(
        FIELD,
        readable_field_name=FIELD_IN_WORDS,
        invis_sig_settings=fields.InvisSigSettings(set_print_flag=True, box_out_of_bounds=True),
    )
    service = settings.SEAL_TIMESTAMP_URL
    clock = HTTPTimeStamper(service, timeout=_PATIENCE_SECONDS) if service else None
    try:
        sealed = signers.PdfSigner(metadata, signer=signer, timestamper=clock, new_field_spec=place).sign_pdf(
            _Writer(BytesIO(content)), bytes_reserved=_ROOM if clock else None
        )
    except TimestampRequestError as wrong:
        raise NotSealed(f"{_NO_TIME} Försök görs igen i natt.") from wrong
    except (SigningError, PdfReadError, ValueError) as wrong:
        raise NotSealed("Filen kunde inte förses med sigill.") from wrong
    made: bytes = sealed.getvalue()
    if clock and not signatures_in(made)[-1].stamped:
        raise NotSealed(f"{_NO_TIME} Det som kom håller inte.")
    return made


def signatures_in(content: bytes) -> list[Signature]:
    """The signatures of a PDF, in their order. Raises ValueError where the file is no PDF that can be read."""
    try:
        found = list(PdfFileReader(BytesIO(content), strict=False).embedded_regular_signatures)
        return [_signature(one) for one in found]
    except (PdfReadError, SignatureValidationError, ValueError, KeyError, TypeError, RecursionError) as wrong:
        raise ValueError("the file's signatures cannot be read") from wrong


def _signature(found: Any) -> Signature:
    status = validate_pdf_signature(found, ValidationContext(trust_roots=_roots(), allow_fetching=False))
    certificate, time = status.signing_cert, status.timestamp_validity
    return Signature(
        name=certificate.subject.native.get("common_name") or certificate.subject.human_friendly,
        issuer=certificate.issuer.human_friendly,
        when=status.signer_reported_dt.isoformat() if status.signer_reported_dt else "",
        is_intact=bool(status.intact and status.valid),
        is_trusted=bool(status.trusted),
        covers_all=status.coverage is not None and status.coverage.name == "ENTIRE_FILE",
        stamped=time.timestamp.isoformat() if time and time.intact and time.valid else "",
        is_time_trusted=bool(time and time.trusted),
    )


def _roots() -> list[Any]:
    folder = settings.SEAL_TRUST
    return (
        list(load_certs_from_pemder([str(one) for one in sorted(Path(folder).glob("*.pem"))]))
        if folder
        else []
    )
