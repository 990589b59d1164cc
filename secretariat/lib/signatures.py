"""Signatures in PDF files (PAdES B-B), by pyHanko: the seal from a key file, and the look at what others signed (C14).

The only module that knows pyHanko. Nothing here asks the network.
"""

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
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext

from .sealing import NotSealed, Signature

FIELD = "Sigill"
FIELD_IN_WORDS = "Elektroniskt sigill"


class _Writer(IncrementalPdfFileWriter):
    """Adds to a file, and leaves what it says of itself alone: the conformance stands there."""

    def _update_meta(self) -> None:
        pass


def by_key_file(content: bytes) -> bytes:
    """Seal with SEAL_KEY and SEAL_CERTIFICATE (PEM, the own certificate first, then those above it)."""
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
    try:
        sealed = signers.PdfSigner(metadata, signer=signer, new_field_spec=place).sign_pdf(
            _Writer(BytesIO(content))
        )
    except (SigningError, PdfReadError, ValueError) as wrong:
        raise NotSealed("Filen kunde inte förses med sigill.") from wrong
    made: bytes = sealed.getvalue()
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
    certificate = status.signing_cert
    return Signature(
        name=certificate.subject.native.get("common_name") or certificate.subject.human_friendly,
        issuer=certificate.issuer.human_friendly,
        when=status.signer_reported_dt.isoformat() if status.signer_reported_dt else "",
        is_intact=bool(status.intact and status.valid),
        is_trusted=bool(status.trusted),
        covers_all=status.coverage is not None and status.coverage.name == "ENTIRE_FILE",
    )


def _roots() -> list[Any]:
    folder = settings.SEAL_TRUST
    return (
        list(load_certs_from_pemder([str(one) for one in sorted(Path(folder).glob("*.pem"))]))
        if folder
        else []
    )
