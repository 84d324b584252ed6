import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { afterAll, describe, expect, it } from 'vitest';
import { AddressGuard, parseBlocks, Sender } from '../../src/exchange/index.js';
import { NO_WAY } from '../../src/exchange/webhook/failure.js';

const guard = (allow = '') => new AddressGuard(parseBlocks(allow) ?? []);
const refusal = (url: string, allow = '') => guard(allow).refusalOfHost(new URL(url));

describe('addresses that webhooks may go to', () => {
  it('are public ones, by https', () => {
    for (const url of ['https://1.1.1.1/', 'https://[2606:4700::1111]/hook', 'https://hub.example/'])
      expect(refusal(url), url).toBeNull();
    expect(refusal('http://1.1.1.1/')).toMatch(/only https/);
  });

  it('are no special ones, however they are written', () => {
    const special = [
      ...['127.0.0.1', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '127.0.0.1.', '0', '0.0.0.0'],
      ...['10.1.2.3', '172.16.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '192.0.0.8', '198.18.0.1'],
      ...['192.0.2.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
      ...['[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::ffff:10.0.0.1]', '[::127.0.0.1]'],
      ...['[fe80::1]', '[fec0::1]', '[fc00::1]', '[fd12::1]', '[ff02::1]', '[64:ff9b::7f00:1]', '[64:ff9b:1::a00:1]'],
      ...['[2002:7f00:1::]', '[2001::1]', '[2001:db8::1]', '[100::1]', '[::ffff:0:7f00:1]'],
    ];
    for (const host of special) expect(refusal(`https://${host}/`), host).toMatch(/HUB_WEBHOOK_ALLOW/);
  });

  it('are those beside that the operator names, by http too, and no others', () => {
    const allow = '10.0.0.0/8, fd00::/8';
    for (const url of ['http://10.9.8.7/', 'https://10.0.0.1/', 'http://[fd00::1]/', 'http://[::ffff:10.0.0.1]/'])
      expect(refusal(url, allow), url).toBeNull();
    for (const url of ['https://11.0.0.1/', 'http://[fd00::1]/'].map((u, i) =>
      i === 0 ? u.replace('https', 'http') : u,
    ))
      expect(refusal(url, '10.0.0.0/8'), url).not.toBeNull();
    for (const text of ['10.0.0.0', '10.0.0.0/33', 'intranet', '10.0.0.0/8;fd00::/8'])
      expect(parseBlocks(text)).toBeNull();
  });

  it('never depend on how an IPv4 address is wrapped', () => {
    fc.assert(
      fc.property(fc.ipV4(), (text) => {
        const wrapped = ipaddr.IPv4.parse(text).toIPv4MappedAddress().toString();
        expect(refusal(`https://[${wrapped}]/`)).toBe(refusal(`https://${text}/`));
      }),
    );
  });
});

describe('a name', () => {
  const reached: string[] = [];
  const server = createServer((request, response) => {
    reached.push(request.headers.host ?? '');
    response.writeHead(204).end();
  });
  afterAll(() => new Promise((done) => server.close(done)));
  const listening = new Promise<number>((done) =>
    server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port)),
  );
  const post = async (host: string, allow = '') => {
    const sender = new Sender(guard(allow));
    const url = new URL(`http://${host}:${await listening}/`);
    const outcome = await sender.send({ url, headers: {}, body: '{}', timeoutMs: 1_000 });
    sender.close();
    return outcome;
  };

  it('that resolves to this machine is refused at the connection, and nothing is sent', async () => {
    expect(await post('localhost')).toMatchObject({
      status: null,
      error: NO_WAY,
    });
    expect(await post('127.0.0.1')).toMatchObject({ status: null, error: expect.stringMatching(/loopback/) });
    expect(reached).toEqual([]);
    expect(await post('localhost', '127.0.0.0/8,::1/128')).toMatchObject({ status: 204, error: null });
    expect(reached).toHaveLength(1);
  });

  it('that has open and closed addresses is reached at the open ones alone', async () => {
    const open = await new Promise<{ address: string }[]>((done) =>
      guard('127.0.0.0/8').lookup('http:')('localhost', { all: true }, (_, found) => done(found as never)),
    );
    expect(open.length).toBeGreaterThan(0);
    for (const { address } of open) expect(address).toMatch(/^127\./);
    const one = await new Promise((done) =>
      guard('127.0.0.0/8').lookup('http:')('localhost', {}, (_, found) => done(found)),
    );
    expect(one).toMatch(/^127\./);
  });

  it('told what it resolves to, and that the hub’s networks have it: an unknown and a refused one get the same words', async () => {
    const [unknown, refused] = await Promise.all([post('no-such-host.invalid'), post('localhost')]);
    expect(unknown.error).toBe(NO_WAY);
    expect(refused.error).toBe(NO_WAY);
  });

  it('on whose port nobody listens is a failure with its reason, without its address', async () => {
    const named = new Sender(guard('127.0.0.0/8,::1/128'));
    for (const host of ['localhost', '127.0.0.1']) {
      const { error } = await named.send({ url: new URL(`http://${host}:9/`), headers: {}, body: '', timeoutMs: 500 });
      expect(error).toBe('no connection (ECONNREFUSED)');
    }
    named.close();
  });
});
