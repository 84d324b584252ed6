import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { rotateKeys } from '../../src/access/index.js';
import { verifyReceipt } from '../../src/credit/index.js';
import { projectRoot } from '../../src/kernel/project.js';
import { temporaryFolder } from '../kit/folder.js';
import { startTestHub, type TestHub } from '../kit/hub.js';
import { killLeftProcesses, hub as run, startProcess } from '../kit/process.js';
import { sampleUscc } from '../kit/sample.js';
import { keysOf } from './kit.js';

const CHECKS = `query ($usccs: [USCC!]!, $purpose: String, $asOf: DateTime) {
  creditChecks(usccs: $usccs, purpose: $purpose, asOf: $asOf) { uscc outcome asOf position receipt
    rating { level } grading { grade } restrictions { domain effectiveUntil cause } } }`;
const CHECK = 'query ($u: USCC!) { creditCheck(uscc: $u, purpose: "贷款 2026-118") { uscc outcome position receipt } }';

// biome-ignore lint/suspicious/noExplicitAny: answers and what their receipts say
type Any = any;

describe('the receipt of a credit check', () => {
  killLeftProcesses();
  const folder = temporaryFolder();
  let hub: TestHub;
  let agency: string;
  const jwks = async (): Promise<Any> => (await fetch(`${hub.url}/.well-known/jwks.json`)).json();
  const told = async (receipt: string): Promise<Any> => {
    const verified = verifyReceipt(receipt, keysOf(await jwks()));
    if (!verified.ok) throw new Error(verified.reason);
    return verified;
  };
  const check = async (usccs: string[], more: object = {}): Promise<Any[]> =>
    (await hub.dataOf(CHECKS, { key: hub.keys.BANKING, variables: { usccs, ...more } })).creditChecks;

  beforeAll(async () => {
    hub = await startTestHub({ HUB_SIGNING_KEYS: folder('keys.json') });
    agency = (await hub.db.sql`select id from hub.agency where kind = 'BANKING'`)[0]?.id;
  });

  it('says what was answered, to whom, for what and when', async () => {
    const { mine, works, shop, unknown } = hub.county;
    const before = Date.now();
    const answers = await check([mine, works, shop, unknown], { purpose: '贷款 2026-118' });
    const { id } = (await hub.db.sql`select id from hub.log`)[0] as { id: string };
    for (const { receipt, ...answer } of answers) {
      const { claims, answer: said } = await told(receipt);
      expect(claims).toMatchObject({ iss: id, count: 4 });
      expect(said).toMatchObject({
        request: { uscc: answer.uscc, purpose: '贷款 2026-118', asOf: null },
        agency,
        asOf: answer.asOf,
        position: answer.position,
        outcome: answer.outcome,
      });
      expect(Date.parse(said.answeredAt)).toBeGreaterThanOrEqual(before);
      expect(said.rating?.level).toBe(answer.rating?.level);
      expect(said.grading?.grade).toBe(answer.grading?.grade);
      expect(said.restrictions).toMatchObject(answer.restrictions);
    }
    const [first, , , last] = await Promise.all(answers.map((a) => told(a.receipt)));
    expect(first.answer).toMatchObject({
      outcome: 'RESTRICTED',
      enterprise: { name: '民勤县红沙岗煤业有限责任公司' },
      rating: { documentNumber: 'R-1', level: 'A' },
      grading: { documentNumber: 'G-2', grade: 'GRADE_2' },
      restrictions: [
        { domain: 'LAND_USE_APPROVAL', cause: 'accident A-1', legalBasis: '安委〔2013〕8号', policy: 'test 1' },
        { domain: 'BANK_LOAN_REFERENCE' },
      ],
    });
    expect(last.answer).toMatchObject({ outcome: 'UNKNOWN_ENTERPRISE', enterprise: null, rating: null });
    // Of an instant now past: everything is in the log by then, what reports wrote too.
    const asOf = new Date().toISOString();
    const [head] = await hub.db.sql`select position::int "position" from hub.head`;
    const [past] = await check([mine], { asOf });
    const { position } = head as { position: number };
    expect(past.position).toBe(position);
    expect((await told(past.receipt)).answer).toMatchObject({ asOf, position, request: { asOf, purpose: null } });
  });

  it('is made together with those of requests of the same moment, and no two have a salt in common', async () => {
    const ask = () => hub.dataOf(CHECK, { key: hub.keys.BANKING, variables: { u: hub.county.works } });
    for (let i = 0; i < 5; i++) await ask();
    const all = await Promise.all(Array.from({ length: 60 }, async () => told((await ask()).creditCheck.receipt)));
    expect(Math.max(...all.map((v) => v.claims.count))).toBeGreaterThan(1);
    expect(new Set(all.map((v) => v.answer.salt)).size).toBe(60);
  });

  it('of 10,000 answers is one signature, and each stands alone', async () => {
    const usccs = Array.from({ length: 10_000 }, (_, i) => sampleUscc(i + 1));
    const answers = await check(usccs);
    const keys = keysOf(await jwks());
    const jws = new Set<string>();
    for (const { uscc, receipt, position } of answers) {
      const verified = verifyReceipt(receipt, keys);
      expect(verified).toMatchObject({ ok: true, answer: { request: { uscc }, position } });
      jws.add(receipt.split('~')[0]);
    }
    expect(jws.size).toBe(1);
  });

  it('is checked by the command: one, many in the answer itself, and what is wrong with one', async () => {
    const { mine, works } = hub.county;
    const answers = await check([mine, works], { purpose: 'loan 7' });
    const [good, other] = answers.map((a) => a.receipt) as [string, string];
    writeFileSync(folder('jwks.json'), JSON.stringify(await jwks()));
    const verify = (lines: string[], ...more: string[]) => {
      writeFileSync(folder('receipts.txt'), lines.join('\n'));
      return run(['receipt', 'verify', folder('receipts.txt'), ...more], { HUB_SIGNING_KEYS: folder('none.json') });
    };
    const one = await verify([good], '--jwks', folder('jwks.json'));
    expect(one).toMatchObject({ code: 0, stderr: '' });
    expect(one.stdout).toContain(`line 1: genuine: ${mine} RESTRICTED as of`);
    expect(one.stdout).toContain(`to agency ${agency}, for "loan 7"`);

    const url = `${hub.url}/.well-known/jwks.json`;
    const many = await verify(
      [JSON.stringify({ data: { creditChecks: answers } }), '', other],
      '--jwks',
      url,
      '--json',
    );
    const objects = many.stdout
      .trim()
      .split('\n')
      .map((l) => JSON.parse(l));
    expect(many).toMatchObject({ code: 0, stderr: '' });
    expect(objects.map((o) => [o.ok, o.line, o.answer.request.uscc])).toEqual([
      [true, 1, mine],
      [true, 1, works],
      [true, 3, works],
    ]);
    const bad = [good.replace('~', '~A'), other];
    expect(await verify(bad, '--jwks', folder('jwks.json'))).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^line 1: not genuine: .*\nline 2: genuine/),
    });
    expect((await verify(['nonsense'], '--jwks', url, '--json')).stdout).toBe(
      `${JSON.stringify({ ok: false, line: 1, reason: 'it is not of the form JWS~answer~proof' })}\n`,
    );
    expect(await verify([''], '--jwks', url)).toMatchObject({ code: 1, stderr: expect.stringContaining('no receipt') });
    expect(await verify([good])).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('--jwks') });
    expect(
      await run(['receipt', 'verify', folder('receipts.txt')], { HUB_SIGNING_KEYS: folder('keys.json') }),
    ).toMatchObject({ code: 0 });
  });

  it('is checked by the stand-alone example, which needs two files and no network', async () => {
    const [{ receipt }] = (await check([hub.county.mine])) as [Any];
    writeFileSync(folder('jwks.json'), JSON.stringify(await jwks()));
    const example = async (text: string) => {
      writeFileSync(folder('receipt.txt'), `${text}\n`);
      const script = join(projectRoot, 'scripts/examples/verify-receipt.mjs');
      const running = startProcess([script, folder('receipt.txt'), folder('jwks.json')], {}, projectRoot);
      return { code: await running.ended, stdout: running.stdout(), stderr: running.stderr() };
    };
    const good = await example(receipt);
    expect(good).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(good.stdout)).toEqual((await told(receipt)).answer);
    expect(await example(receipt.replace('~ey', '~eY'))).toMatchObject({
      code: 1,
      stdout: 'not genuine: the answer is not the one that was signed\n',
    });
  });

  it('of a key that was rotated out since still holds by the hub’s key set', async () => {
    const [{ receipt: old }] = (await check([hub.county.mine])) as [Any];
    const before = (await told(old)).keyId;
    rotateKeys(folder('keys.json'));
    rotateKeys(folder('keys.json'));
    await sleep(2_100); // a running hub looks at its file again after two seconds
    const [{ receipt }] = (await check([hub.county.mine])) as [Any];
    expect((await told(receipt)).keyId).not.toBe(before);
    expect(await told(old)).toMatchObject({ keyId: before });
  });
});
