"""The same with PyPI Authlib: a system that signs people in at the portal. Lines out ask, lines in answer."""

import json
import socket
import sys

from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.jwk import KeySet

resolve = socket.getaddrinfo
socket.getaddrinfo = lambda host, *rest, **more: resolve(
    "127.0.0.1" if str(host).endswith(".localhost") else host, *rest, **more
)

issuer, client_id, secret, redirect, goodbye = sys.argv[1:]


def say(**what):
    print(json.dumps(what), flush=True)


def hear():
    return sys.stdin.readline().strip()


session = OAuth2Session(
    client_id,
    secret or None,
    redirect_uri=redirect,
    scope="openid profile offline_access",
    code_challenge_method="S256",
    token_endpoint_auth_method="client_secret_basic" if secret else "none",
)
found = session.get(f"{issuer}/.well-known/openid-configuration", withhold_token=True).json()
assert found["issuer"] == issuer, found
verifier = "v" * 64
url, state = session.create_authorization_url(
    found["authorization_endpoint"], code_verifier=verifier, nonce="nonce-of-authlib"
)
say(authorize=url)

back = hear()
token = session.fetch_token(
    found["token_endpoint"], authorization_response=back, code_verifier=verifier, state=state
)
keys = KeySet.import_key_set(session.get(found["jwks_uri"], withhold_token=True).json())
claims = jwt.decode(token["id_token"], keys, algorithms=["EdDSA", "Ed25519"]).claims
assert claims["iss"] == issuer and claims["aud"] == client_id, claims
assert claims["nonce"] == "nonce-of-authlib", claims
about = session.get(found["userinfo_endpoint"]).json()
old = token["refresh_token"]
new = session.refresh_token(found["token_endpoint"], refresh_token=old)
again = jwt.decode(new["id_token"], keys, algorithms=["EdDSA", "Ed25519"]).claims
worth = None
if secret:
    worth = session.introspect_token(
        found["introspection_endpoint"], token=new["access_token"], token_type_hint="access_token"
    ).json()
say(
    claims=claims,
    about=about,
    worth=worth,
    rotated=old != new["refresh_token"],
    again=again["sub"] == claims["sub"],
)
from urllib.parse import urlencode

out = {"id_token_hint": token["id_token"], "post_logout_redirect_uri": goodbye, "state": "good-bye"}
say(logout=f"{found['end_session_endpoint']}?{urlencode(out)}")
hear()
dead = session.get(found["userinfo_endpoint"], withhold_token=True, headers={
    "Authorization": f"Bearer {new['access_token']}"
})
say(dead=dead.json().get("error"), status=dead.status_code)
