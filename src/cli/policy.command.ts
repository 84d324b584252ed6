import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { HubError } from '../kernel/errors.js';
import type { Output } from './terminal/output.js';
import { withHub } from './terminal/session.js';

type Run = (work: (out: Output) => Promise<void>) => Promise<void>;

/** `hub policy list|show|add|end`. */
export function policyCommand(program: Command, run: Run): void {
  const policy = program
    .command('policy')
    .description('policies of the linkage: data, versioned; a version is never replaced');

  policy
    .command('list')
    .description('lists policies with the days whose facts they decide')
    .action(() => run(list));

  policy
    .command('show')
    .description('shows a policy, every version of it, as documents that add reads')
    .argument('<code>', 'for example minqin-2015')
    .action((code: string) =>
      run(async (out) => {
        const rows = await withHub(({ rooms }) => rooms.policies.show(code));
        const policies = rows.map((r) => r.policy);
        out.result(
          { policies },
          policies.map((p) => JSON.stringify(p, null, 2)),
        );
      }),
    );

  policy
    .command('add')
    .description('checks a policy and adds it; enterprises of its jurisdiction are decided anew')
    .argument('<file>', 'its document, JSON; those of db/policies show what one looks like')
    .option('--dry-run', 'check it, and add nothing')
    .action((file: string, options: { dryRun?: boolean }) =>
      run(async (out) => {
        const dryRun = options.dryRun === true;
        const { code, version } = await withHub(({ rooms }) => rooms.policies.add(documentIn(file), dryRun));
        const said = dryRun ? 'can be added' : 'is added; enterprises of its jurisdiction are decided anew';
        out.result({ code, version, dryRun }, `policy ${code} ${version} ${said}`);
      }),
    );

  policy
    .command('end')
    .description('ends a policy: it decides no facts of later days; the cases that it opened stay')
    .argument('<code>', 'which one')
    .requiredOption('--on <date>', 'its last day, today or later, YYYY-MM-DD')
    .option('--dry-run', 'say what would end, and end nothing')
    .action((code: string, options: { on: string; dryRun?: boolean }) =>
      run(async (out) => {
        const { on } = options;
        const dryRun = options.dryRun === true;
        const versions = await withHub(({ rooms }) => rooms.policies.end(code, on, dryRun));
        const which = versions.map((v) => `${code} ${v}`).join(', ');
        out.result({ code, versions, on, dryRun }, `${which} ${dryRun ? 'would end' : 'ends'} with ${on}`);
      }),
    );
}

async function list(out: Output): Promise<void> {
  const { rows, faulty } = await withHub(({ rooms }) => rooms.policies.list());
  const policies = rows.map(({ policy: p, endedAt }) => ({
    ...{ code: p.code, version: p.version, name: p.name, jurisdiction: p.jurisdiction },
    ...{ effectiveFrom: p.effectiveFrom, effectiveTo: p.effectiveTo, endedAt },
  }));
  const lines = policies.map(({ code, version, jurisdiction, effectiveFrom, effectiveTo, name }) => {
    const days = `${effectiveFrom} to ${effectiveTo ?? '…'}`.padEnd(24);
    return `${`${code} ${version}`.padEnd(26)} ${jurisdiction}  ${days}  ${name.zh}`;
  });
  const unread = faulty.map((p) => `${p.code} ${p.version} cannot be read: ${p.message}`);
  out.result({ policies, faulty }, lines.length + unread.length > 0 ? [...lines, ...unread] : 'no policies');
}

function documentIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw new HubError('BAD_USER_INPUT', `${file} is no JSON: ${error.message}`);
    throw error;
  }
}
