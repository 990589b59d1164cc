"""Which OpenID providers people may log in by, as the environment tells: OIDC_1_NAME, OIDC_1_ISSUER and so on (E5)."""

from collections.abc import Mapping
from typing import Any

# What tells who somebody is, by kind of provider: Entra ID's own number for a person, and the Swedish profile's
# personnummer or samordningsnummer. Any other provider has its subject.
PERSON_CLAIMS = {
    "entra": ["oid"],
    "sverige": [
        "https://id.oidc.se/claim/personalIdentityNumber",
        "https://id.oidc.se/claim/coordinationNumber",
    ],
    "": ["sub"],
}
# When a first login may be joined to the account with the same e-mail address.
VERIFIED, ALWAYS, NEVER = "verifierad", "alltid", "aldrig"


def providers(environment: Mapping[str, str]) -> list[dict[str, Any]]:
    """The providers as allauth takes them, numbered from 1 without a gap. ValueError tells what cannot be meant."""
    found: list[dict[str, Any]] = []
    while environment.get(f"OIDC_{len(found) + 1}_ISSUER"):
        found.append(_provider(environment, str(len(found) + 1)))
    return found


def _provider(environment: Mapping[str, str], number: str) -> dict[str, Any]:
    def value(name: str, default: str = "") -> str:
        return environment.get(f"OIDC_{number}_{name}") or default

    profile, join = value("PROFILE"), value("JOIN", VERIFIED)
    if not value("CLIENT_ID"):
        raise ValueError(f"OIDC_{number}_CLIENT_ID saknas.")
    if profile not in PERSON_CLAIMS:
        raise ValueError(f"OIDC_{number}_PROFILE ska vara entra, sverige eller tom, inte {profile}.")
    if join not in (VERIFIED, ALWAYS, NEVER):
        raise ValueError(f"OIDC_{number}_JOIN ska vara {VERIFIED}, {ALWAYS} eller {NEVER}, inte {join}.")
    issuer = value("ISSUER")
    return {
        "provider_id": number,
        "name": value("NAME", f"Inloggning {number}"),
        "client_id": value("CLIENT_ID"),
        "secret": value("SECRET"),
        "settings": {
            "server_url": issuer.rstrip("/"),
            "issuer": issuer,
            "oauth_pkce_enabled": True,
            "scope": value("SCOPE", "openid profile email").split(),
            "person_claims": PERSON_CLAIMS[profile],
            "is_hashed": profile == "sverige",
            "join": join,
            "acr_values": value("ACR"),
            "level": int(value("LEVEL", "0")),
        },
    }
