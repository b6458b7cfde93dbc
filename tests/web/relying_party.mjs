// A system of the city that signs people in at the portal, built on the certified library openid-client. The test drives
// the browser's part: each line on standard output asks for something, each line on standard input answers it.
import dns from "node:dns";
import readline from "node:readline";
import * as client from "openid-client";

// *.localhost is this machine, whatever the resolver knows.
const lookup = dns.lookup;
dns.lookup = (host, options, done) =>
  lookup(host.endsWith(".localhost") ? "127.0.0.1" : host, options, done);

const [issuer, id, secret, redirect, goodbye] = process.argv.slice(2);
const lines = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const say = (what) => console.log(JSON.stringify(what));
const hear = async () => (await lines.next()).value;

const config = await client.discovery(
  new URL(issuer), id, undefined,
  secret ? client.ClientSecretPost(secret) : client.None(),
  { execute: [client.allowInsecureRequests] },
);
const verifier = client.randomPKCECodeVerifier();
const state = client.randomState();
const nonce = client.randomNonce();
const url = client.buildAuthorizationUrl(config, {
  redirect_uri: redirect,
  scope: "openid profile offline_access",
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: "S256",
  state, nonce, max_age: "600",
});
say({ authorize: url.href });

const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, maxAge: 600, idTokenExpected: true };
const first = await client.authorizationCodeGrant(config, new URL(await hear()), checks);
const claims = first.claims();
const about = await client.fetchUserInfo(config, first.access_token, claims.sub);
const second = await client.refreshTokenGrant(config, first.refresh_token);
const worth = secret ? await client.tokenIntrospection(config, second.access_token) : null;
let reuse = "taken";
try {
  await client.refreshTokenGrant(config, first.refresh_token);
} catch (error) {
  reuse = error.error;
}
let family = "alive";
try {
  await client.refreshTokenGrant(config, second.refresh_token);
} catch (error) {
  family = error.error;
}
say({
  claims, about, worth, reuse, family,
  rotated: first.refresh_token !== second.refresh_token,
  again: second.claims().sub === claims.sub,
});

const out = client.buildEndSessionUrl(config, {
  id_token_hint: first.id_token,
  post_logout_redirect_uri: goodbye,
  state: "good-bye",
});
say({ logout: out.href });
await hear();
let dead = "alive";
try {
  await client.fetchUserInfo(config, second.access_token, claims.sub);
} catch (error) {
  dead = error.cause?.[0]?.parameters?.error ?? error.code ?? String(error);
}
say({ dead });
process.exit(0);
