// An outside identity provider for the tests: npm oidc-provider on a loopback port, which signs in whoever
// POST /who names, without asking. Arguments: port, JSON with the clients, name of the signing key.
import { generateKeyPairSync } from 'node:crypto';
import http from 'node:http';
import { Provider } from 'oidc-provider';

const [port, clients] = [Number(process.argv[2]), JSON.parse(process.argv[3])];
const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
const issuer = `http://127.0.0.1:${port}`;
let who = { sub: 'u-1', name: '周若溪', preferred_username: 'nobody', amr: ['pwd'] };
const people = new Map();

const provider = new Provider(issuer, {
  clients,
  jwks: { keys: [{ ...key, kid: process.argv[4], alg: 'RS256', use: 'sig' }] },
  clientDefaults: { grant_types: ['authorization_code'], response_types: ['code'] },
  claims: { openid: ['sub', 'amr'], profile: ['name', 'preferred_username'] },
  cookies: { keys: ['tests'] },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false }, userinfo: { enabled: true } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ ...people.get(id), sub: id, amr: undefined }) }),
});
provider.on('server_error', (_, error) => console.error(error));
const callback = provider.callback();

async function interact(request, response) {
  const { params, prompt, session } = await provider.interactionDetails(request, response);
  let result;
  if (prompt.name === 'login') {
    people.set(who.sub, who);
    result = { login: { accountId: who.sub, amr: who.amr, remember: false } };
  } else {
    const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    grant.addOIDCScope('openid profile');
    result = { consent: { grantId: await grant.save() } };
  }
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
}

http
  .createServer(async (request, response) => {
    try {
      if (request.method === 'POST' && request.url === '/who') {
        let body = '';
        for await (const chunk of request) body += chunk;
        who = JSON.parse(body);
        response.end();
      } else if (request.url.startsWith('/interaction/')) {
        await interact(request, response);
      } else {
        callback(request, response);
      }
    } catch (error) {
      console.error(error);
      response.statusCode = 500;
      response.end(String(error));
    }
  })
  .listen(port, '127.0.0.1', () => console.log('READY'));
