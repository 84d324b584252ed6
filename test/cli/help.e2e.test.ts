import { describe, expect, it } from 'vitest';
import { hub } from '../kit/process.js';

const COMMANDS = [
  [],
  ['serve'],
  ['start'],
  ['migrate'],
  ['import'],
  ['import', 'undo'],
  ['import', 'list'],
  ['agency'],
  ['agency', 'add'],
  ['agency', 'list'],
  ['agency', 'disable'],
  ['agency', 'enable'],
  ['agency', 'rotate-key'],
  ['clock'],
  ['clock', 'correct'],
  ['keys'],
  ['keys', 'list'],
  ['keys', 'rotate'],
  ['log'],
  ['log', 'retain'],
  ['policy'],
  ['policy', 'list'],
  ['policy', 'show'],
  ['policy', 'add'],
  ['policy', 'end'],
  ['export'],
  ['verify'],
  ['backup'],
  ['backup', 'verify'],
  ['restore'],
  ['receipt'],
  ['receipt', 'verify'],
  ['operations'],
  ['operations', 'register'],
  ['operations', 'list'],
  ['operations', 'remove'],
  ['operations', 'require'],
  ['operations', 'check'],
  ['operations', 'export'],
  ['follow'],
  ['clock', 'status'],
  ['clock', 'confirm'],
  ['holidays'],
  ['holidays', 'list'],
  ['holidays', 'import'],
  ['codes'],
  ['codes', 'add'],
  ['codes', 'list'],
  ['codes', 'remove'],
  ['doctor'],
];

describe('hub --help', () => {
  it('lists every command, and each has help of its own with --json', async () => {
    const helps = await Promise.all(COMMANDS.map((command) => hub([...command, '--help'])));
    for (const [i, { code, stdout, stderr }] of helps.entries()) {
      const name = ['hub', ...(COMMANDS[i] as string[])].join(' ');
      expect({ name, code, stderr }).toEqual({ name, code: 0, stderr: '' });
      expect(stdout).toMatch(new RegExp(`^Usage: ${name} `));
      expect(stdout).toContain('--json');
    }
    const listed = [...(helps[0]?.stdout ?? '').matchAll(/^ {2}([a-z][a-z-]*)(?= [[<]| {2})/gm)].map((m) => m[1]);
    expect(listed.sort()).toEqual([
      'agency',
      'backup',
      'clock',
      'codes',
      'doctor',
      'export',
      'follow',
      'help',
      'holidays',
      'import',
      'keys',
      'log',
      'migrate',
      'operations',
      'policy',
      'receipt',
      'restore',
      'serve',
      'start',
      'verify',
    ]);
  });

  it('is beside the version, which with --json is an object', async () => {
    const [plain, json] = await Promise.all([hub(['--version']), hub(['--version', '--json'])]);
    expect(plain).toMatchObject({ code: 0, stderr: '' });
    expect(json).toEqual({ code: 0, stdout: `${JSON.stringify({ version: plain.stdout.trim() })}\n`, stderr: '' });
  });

  it('is what a wrong use points to: one line on stderr, or one object on stdout with --json, and exit 1', async () => {
    const wrong: [args: string[], reason: string][] = [
      [['nonsense'], "unknown command 'nonsense'"],
      [['nonsense', '--help'], "unknown command 'nonsense'"],
      [['agency', 'nonsense', '--help'], "unknown command 'nonsense'"],
      [['agency', 'add'], "required option '--name <name>' not specified"],
      [['import'], "missing required argument 'register'"],
      [['serve', '--nope'], "unknown option '--nope'"],
    ];
    const runs = await Promise.all(wrong.flatMap(([args]) => [hub(args), hub([...args, '--json'])]));
    for (const [i, [, reason]] of wrong.entries()) {
      const line = `${reason}; see: npx hub --help`;
      expect(runs[2 * i]).toEqual({ code: 1, stdout: '', stderr: `hub: ${line}\n` });
      const error = { message: line, code: 'BAD_USER_INPUT' };
      expect(runs[2 * i + 1]).toEqual({ code: 1, stdout: `${JSON.stringify({ error })}\n`, stderr: '' });
    }
  });
});
