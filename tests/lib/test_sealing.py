"""The seal holds by another program's word, and leaves the file accessible and fit for archives (C14, C15)."""

import datetime as dt
import re
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pypdf import PdfReader

from secretariat.lib import pdf, sealing
from tests import timeserver

from .test_pdf import BODY, broken_rules

PASSWORD = "sigillets lösenord"
_HIDDEN, _PRINT = 1 << 1, 1 << 2  # flags of an annotation, ISO 32000-1 table 165


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a key, its certificate, and the same certificate as a root that is believed."""
    folder = tmp_path_factory.mktemp("sigill")
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Region Prov, sigill")])
    now = dt.datetime.now(dt.UTC)
    usage = {
        name: name in ("digital_signature", "content_commitment")
        for name in (
            "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
            "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
        )
    }  # fmt: skip
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .sign(key, hashes.SHA256())
    )
    locked = serialization.BestAvailableEncryption(PASSWORD.encode())
    kind = serialization.PrivateFormat.PKCS8
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, kind, locked))
    (folder / "rot").mkdir()
    for path in (folder / "cert.pem", folder / "rot" / "a.pem"):
        path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return folder


@pytest.fixture
def on(settings: Any, keys: Path) -> None:
    settings.SEAL_PROVIDER = "secretariat.lib.signatures.by_key_file"
    settings.SEAL_KEY, settings.SEAL_CERTIFICATE = str(keys / "key.pem"), str(keys / "cert.pem")
    settings.SEAL_PASSWORD = PASSWORD


@pytest.fixture(scope="module")
def paper() -> bytes:
    return pdf.render(BODY, title="Prov")


def openssl_says(content: bytes, keys: Path, folder: Path) -> bool:
    """Whether OpenSSL finds that the signature in the file is made by the key over all of it but itself."""
    parts = re.search(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]", content)
    assert parts
    start, length, again, rest = map(int, parts.groups())
    assert (start, again + rest) == (0, len(content))
    signed = content[start : start + length] + content[again : again + rest]
    signature = bytes.fromhex(content[length + 1 : again - 1].decode())
    (folder / "signed").write_bytes(signed)
    (folder / "cms").write_bytes(signature)
    command = [
        "openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", folder / "cms", "-content", folder / "signed",
        "-CAfile", keys / "cert.pem", "-purpose", "any", "-out", "/dev/null",
    ]  # fmt: skip
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_without_a_key_nothing_is_sealed(settings: Any, paper: bytes) -> None:
    settings.SEAL_PROVIDER = ""
    assert sealing.seal(paper) is paper
    assert not sealing.is_on()


def test_another_program_finds_the_seal_whole(on: None, keys: Path, paper: bytes, tmp_path: Path) -> None:
    sealed = sealing.seal(paper)
    assert sealed.startswith(paper)
    assert openssl_says(sealed, keys, tmp_path)
    changed = sealed.replace(b"/Lang", b"/Lanh", 1)
    assert changed != sealed
    assert not openssl_says(changed, keys, tmp_path)


def test_a_sealed_file_is_accessible_and_for_archives(on: None, paper: bytes) -> None:
    """The field has words, is printed, and lies where nothing is seen, so no picture and no tag is asked for."""
    sealed = sealing.seal(paper)
    assert broken_rules(sealed) == []
    field = PdfReader(BytesIO(sealed)).pages[0]["/Annots"][0].get_object()
    assert (field["/TU"], field["/F"] & _PRINT, field["/F"] & _HIDDEN, len(set(field["/Rect"]))) == (
        "Elektroniskt sigill", _PRINT, 0, 1,
    )  # fmt: skip


def test_the_checker_finds_a_seal_that_is_put_on_carelessly(keys: Path, paper: bytes) -> None:
    """What the seal does for both standards is needed: the library's own way breaks them."""
    signer = signers.SimpleSigner.load(
        str(keys / "key.pem"), str(keys / "cert.pem"), key_passphrase=PASSWORD.encode()
    )
    metadata = signers.PdfSignatureMetadata(field_name="Sigill")
    careless = signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(paper)), metadata, signer=signer)
    assert broken_rules(careless.getvalue())


def test_what_signatures_a_file_has(on: None, keys: Path, paper: bytes, settings: Any) -> None:
    sealed = sealing.seal(paper)
    one = sealing.signatures_in(sealed)[0]
    assert (one.name, one.is_intact, one.is_trusted, one.covers_all) == (
        "Region Prov, sigill",
        True,
        False,
        True,
    )
    assert dt.datetime.fromisoformat(one.when).tzinfo
    settings.SEAL_TRUST = str(keys / "rot")
    assert sealing.signatures_in(sealed)[0].is_trusted
    assert sealing.signatures_in(paper) == []
    assert not sealing.signatures_in(sealed.replace(b"/Lang", b"/Lanh", 1))[0].is_intact


@pytest.mark.parametrize("content", [b"", b"inte en PDF", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_pdf_is_told(content: bytes) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        sealing.signatures_in(content)


def test_settings_that_do_not_hold_are_told_without_secrets(on: None, settings: Any, paper: bytes) -> None:
    settings.SEAL_PASSWORD = "fel"
    with pytest.raises(sealing.NotSealed) as locked:
        sealing.seal(paper)
    settings.SEAL_KEY = "/finns/inte.pem"
    with pytest.raises(sealing.NotSealed) as missing:
        sealing.seal(paper)
    for said in (str(locked.value), str(missing.value)):
        assert "fel" not in said.split()
        assert "Sigillets nyckel" in said


# The time of a seal


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[timeserver.Service]:
    with timeserver.running(tmp_path_factory.mktemp("tid")) as service:
        yield service


@pytest.fixture
def service(clock: timeserver.Service, on: None, settings: Any) -> timeserver.Service:
    """A seal with the time of a service, which has not been asked yet and answers as it should."""
    settings.SEAL_TIMESTAMP_URL = clock.address
    clock.asked, clock.answer = 0, clock.time
    return clock


def openssl_says_of_time(content: bytes, folder: Path) -> bool:
    """Whether OpenSSL finds that the time in the seal is of this very signature, by this service."""
    parts = re.search(rb"/ByteRange\s*\[\s*0\s+(\d+)\s+(\d+)", content)
    assert parts
    start, again = map(int, parts.groups())
    signed = cms.ContentInfo.load(bytes.fromhex(content[start + 1 : again - 1].decode()))
    signer = signed["content"]["signer_infos"][0]
    token = next(
        one["values"][0]
        for one in signer["unsigned_attrs"]
        if one["type"].native == "signature_time_stamp_token"
    )
    (folder / "token").write_bytes(token.dump())
    (folder / "signature").write_bytes(signer["signature"].native)
    command = [
        "openssl", "ts", "-verify", "-token_in", "-in", folder / "token", "-data", folder / "signature",
        "-CAfile", folder / "tid.pem",
    ]  # fmt: skip
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_a_seal_with_a_time_holds_by_another_programs_word(
    service: timeserver.Service, keys: Path, paper: bytes, tmp_path: Path
) -> None:
    sealed = sealing.seal(paper)
    assert service.asked == 1
    assert openssl_says(sealed, keys, tmp_path)
    assert openssl_says_of_time(sealed, service.folder)
    assert broken_rules(sealed) == []


def test_the_time_is_told_and_whose_it_is(
    service: timeserver.Service, keys: Path, paper: bytes, settings: Any
) -> None:
    sealed = sealing.seal(paper)
    found = sealing.signatures_in(sealed)[0]
    told = dt.datetime.fromisoformat(found.stamped)
    assert abs(told - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=5)
    assert not found.is_time_trusted
    roots = service.folder / "rot"
    roots.mkdir(exist_ok=True)
    (roots / "tid.pem").write_bytes((service.folder / "tid.pem").read_bytes())
    settings.SEAL_TRUST = str(roots)
    assert sealing.signatures_in(sealed)[0].is_time_trusted
    settings.SEAL_TIMESTAMP_URL = ""
    assert sealing.signatures_in(sealing.seal(paper))[0].stamped == ""


@pytest.mark.parametrize("answer", [b"", b"inget svar", b"0\x03\x02\x01\x00"])
def test_without_the_time_there_is_no_seal_and_it_is_told(
    service: timeserver.Service, paper: bytes, answer: bytes
) -> None:
    service.answer = lambda query: answer
    with pytest.raises(sealing.NotSealed):
        sealing.seal(paper)


def test_where_nobody_answers_it_says_which_setting(on: None, paper: bytes, settings: Any) -> None:
    settings.SEAL_TIMESTAMP_URL = "http://127.0.0.1:1/"
    with pytest.raises(sealing.NotSealed) as away:
        sealing.seal(paper)
    assert str(away.value) == (
        "Sigillet fick ingen tidsstämpel av tjänsten i SEAL_TIMESTAMP_URL. Försök görs igen i natt."
    )


def test_a_time_of_something_else_is_refused(service: timeserver.Service, paper: bytes) -> None:
    """A service that answers with the time of another signature is not believed."""

    def of_another(query: bytes) -> bytes:
        imprint = query.index(b"\x04\x20") + 2
        return service.time(query[:imprint] + b"\x00" * 32 + query[imprint + 32 :])

    service.answer = of_another
    with pytest.raises(sealing.NotSealed, match="Det som kom håller inte"):
        sealing.seal(paper)
