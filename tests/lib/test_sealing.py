"""The seal holds by another program's word, and leaves the file accessible and fit for archives (C14, C15)."""

import datetime as dt
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from secretariat.lib import pdf, sealing

from .test_pdf import BODY, broken_rules

PASSWORD = "sigillets lösenord"


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
    assert broken_rules(sealing.seal(paper)) == []


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
