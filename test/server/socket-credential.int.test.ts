import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startTestHub, type TestHub } from '../kit/hub.js';

/** Whoever hands over a credential means to be somebody: it is taken, or the socket is closed; never is it the public. */
describe('the credential of a socket', () => {
  let hub: TestHub;
  const open: WebSocket[] = [];
  beforeAll(async () => {
    hub = await startTestHub();
  });
  afterEach(() => {
    for (const socket of open.splice(0)) socket.terminate();
  });

  const check = () => `{ creditCheck(uscc: "${hub.county.shop}") { outcome } }`;
  /** What the hub answers to what a bank may ask and the public may not, or the code that the socket is closed with. */
  const viewerOf = (payload: unknown, headers: Record<string, string> = {}) =>
    new Promise<{ answer?: string; closed?: number; reason?: string }>((done, fail) => {
      const socket = new WebSocket(`${hub.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers });
      open.push(socket);
      socket.on('error', fail);
      socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload })));
      socket.on('close', (closed, reason) => done({ closed, reason: String(reason) }));
      socket.on('message', (text) => {
        const message = JSON.parse(String(text));
        const ask = { id: '1', type: 'subscribe', payload: { query: check() } };
        if (message.type === 'connection_ack') socket.send(JSON.stringify(ask));
        else if (message.type === 'next')
          done({ answer: message.payload.errors?.[0].extensions.code ?? message.payload.data.creditCheck.outcome });
      });
    });
  const bank = () => `Bearer ${hub.keys.BANKING}`;
  const partner = () => `Bearer ${hub.keys.PARTNER}`;

  it('is nothing where there is none: the public', async () => {
    for (const payload of [
      undefined,
      null,
      {},
      { Authorization: null },
      { headers: {} },
      { clientName: 'x', author: 'y' },
    ])
      expect({ payload, ...(await viewerOf(payload)) }).toEqual({ payload, answer: 'UNAUTHENTICATED' });
  });

  it.each<[form: string, payload: () => unknown, headers?: () => Record<string, string>]>([
    ['Authorization', () => ({ Authorization: bank() })],
    ['authorization', () => ({ authorization: bank() })],
    ['AUTHORIZATION', () => ({ AUTHORIZATION: bank() })],
    ['headers.Authorization', () => ({ headers: { Authorization: bank(), 'x-client': 'y' } })],
    ['headers.authorization', () => ({ headers: { authorization: bank() } })],
    ['Headers.authorization', () => ({ Headers: { authorization: bank() } })],
    ['the upgrade’s header', () => undefined, () => ({ Authorization: bank() })],
    ['the upgrade’s header, in small letters', () => ({}), () => ({ authorization: bank() })],
    [
      'all of them, where they agree',
      () => ({ Authorization: bank(), headers: { authorization: bank().replace('Bearer', 'bearer') } }),
      () => ({ authorization: bank() }),
    ],
  ])('is taken as %s', async (_, payload, headers) => {
    expect(await viewerOf(payload(), headers?.())).toEqual({ answer: 'CLEAR' });
  });

  const wrong = 'Bearer hub_00000000_nobody';
  it.each<[what: string, payload: () => unknown, headers?: () => Record<string, string>]>([
    ['is not valid: authorization', () => ({ authorization: wrong })],
    ['is not valid: headers.Authorization', () => ({ headers: { Authorization: wrong } })],
    ['is not valid: the upgrade’s header', () => undefined, () => ({ authorization: wrong })],
    ['is empty', () => ({ Authorization: '' })],
    ['has no scheme', () => ({ authorization: hub.keys.BANKING })],
    ['is no text', () => ({ authorization: [bank()] })],
    ['contradicts another of the payload', () => ({ Authorization: bank(), headers: { Authorization: partner() } })],
    ['contradicts another in other letters', () => ({ Authorization: bank(), authorization: partner() })],
    ['contradicts the upgrade’s', () => ({ Authorization: bank() }), () => ({ authorization: partner() })],
    ['is valid beside one that is not', () => ({ Authorization: bank() }), () => ({ authorization: wrong })],
    ['is called token', () => ({ token: hub.keys.BANKING })],
    ['is called authToken', () => ({ authToken: hub.keys.BANKING })],
    ['is called accessKey', () => ({ accessKey: 'x' })],
    ['is called X-Api-Key, in headers', () => ({ headers: { 'X-Api-Key': hub.keys.BANKING } })],
    ['stands deeper', () => ({ context: { headers: { Authorization: bank() } } })],
    ['stands in a list', () => ({ headers: [['Authorization', bank()]] })],
    ['has a name of its own', () => ({ agency: bank() })],
    ['has a name of its own, and no scheme', () => ({ agency: hub.keys.BANKING })],
  ])('closes with 4403 where it %s', async (_, payload, headers) => {
    const { closed, reason, answer } = await viewerOf(payload(), headers?.());
    expect({ closed, answer }).toEqual({ closed: 4403, answer: undefined });
    expect(reason).toMatch(/^Forbidden/);
    expect(reason).not.toContain('hub_');
  });

  it('over HTTP is not the public either where it is empty', async () => {
    const answer = await hub.ask(check(), { headers: { authorization: '' } });
    expect({ status: answer.status, code: answer.errors[0]?.extensions.code }).toEqual({
      status: 401,
      code: 'UNAUTHENTICATED',
    });
  });
});
