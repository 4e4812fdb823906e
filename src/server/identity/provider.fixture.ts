import { createServer } from 'node:http';
import Provider from 'oidc-provider';

/**
 * A real OpenID provider of its own process: `provider.fixture.ts <redirect URI>` prints its
 * issuer. Whoever signs in is whom they say they are, with any password.
 */
const redirectUri = process.argv[2]!;
const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as { port: number };
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'shiji', client_secret: 'client-secret', redirect_uris: [redirectUri] }],
    cookies: { keys: ['fixture'] },
    pkce: { required: () => true },
    claims: { openid: ['sub'], profile: ['preferred_username', 'employee_number'] },
    findAccount: (_ctx, id) => ({
      accountId: id,
      claims: () => ({ sub: id, preferred_username: id, employee_number: id }),
    }),
  });
  server.on('request', provider.callback());
  console.log(issuer);
});
