import type { Command } from 'commander';
import type * as operations from './operations/index.js';
import type { Output } from './terminal/output.js';

type Run = (work: (out: Output) => Promise<void>) => Promise<void>;

const WHOSE: [flag: string, about: string] = ['--agency <agency>', 'id or name of the agency'];

/** `hub operations register|list|remove|require|check|export`. */
export function operationsCommand(program: Command, run: Run): void {
  const command = program
    .command('operations')
    .description('operations that agencies register: their clients send an id, and nothing else where they require so');
  const does = (work: (out: Output, own: typeof operations) => Promise<void>) =>
    run(async (out) => work(out, await import('./operations/index.js')));

  command
    .command('register')
    .description(
      'registers the operations of a manifest, each by itself; repeating it changes nothing; exit 3 where some were refused',
    )
    .argument('<file>', 'as Apollo Client, Relay or GraphQL Code Generator write it, JSON')
    .requiredOption(...WHOSE)
    .option('--purpose <text>', 'what they are for 使用目的: the purpose of their credit checks that name none')
    .option('--legal-basis <text>', 'what entitles the agency to ask 法律依据')
    .option('--dry-run', 'say what would become of them, and write nothing')
    .action((file: string, options: operations.RegisterOptions) =>
      does((out, own) => own.register(out, file, options)),
    );

  command
    .command('list')
    .description('lists the registered operations of an agency')
    .requiredOption(...WHOSE)
    .action((options: { agency: string }) => does((out, own) => own.list(out, options.agency)));

  command
    .command('remove')
    .description('removes registered operations of an agency')
    .argument('<ids...>', 'their ids')
    .requiredOption(...WHOSE)
    .action((ids: string[], options: { agency: string }) => does((out, own) => own.remove(out, options.agency, ids)));

  command
    .command('require')
    .description('whether an agency runs its registered operations and no others')
    .argument('<on|off>', 'on: others are refused')
    .requiredOption(...WHOSE)
    .action((word: string, options: { agency: string }) => does((out, own) => own.require(out, options.agency, word)));

  command
    .command('check')
    .description('checks every registered operation against the API of this version; exit 1 where one is refused')
    .action(() => does((out, own) => own.check(out)));

  command
    .command('export')
    .description(
      'writes every registered operation to stdout; as schema/operations.json it is part of npm run schema -- --check',
    )
    .action(() => does((_, own) => own.exportAll()));
}
