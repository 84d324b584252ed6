import { serverAudits } from 'graphql-http';
import { beforeAll, describe, expect, it } from 'vitest';
import { startTestHub } from '../kit/hub.js';

/** GraphQL over HTTP to the letter: the audits of the specification's working group against a real socket. */
describe('GraphQL over HTTP', () => {
  let url = '';
  beforeAll(async () => {
    url = (await startTestHub()).url;
  });

  const audits = serverAudits({ url: () => `${url}/graphql`, fetchFn: fetch });
  const binding = audits.filter((a) => !a.name.startsWith('MAY'));

  it('has audits to pass', () => {
    expect(binding.length).toBeGreaterThanOrEqual(36);
  });

  for (const audit of binding) {
    it(`${audit.id} ${audit.name}`, async () => {
      const result = await audit.fn();
      expect(result.status === 'ok' ? 'ok' : `${result.status}: ${result.reason}`).toBe('ok');
    });
  }

  it('says which recommendations that MAY be followed it does not follow', async () => {
    const results = await Promise.all(audits.filter((a) => a.name.startsWith('MAY')).map((a) => a.fn()));
    const notFollowed = results.filter((r) => r.status !== 'ok').map((r) => `${r.id} ${r.name}`);
    expect(notFollowed).toEqual([]);
  });
});
