import type { Command } from 'commander';
import type { RestoreOptions } from './backup/restore.js';
import type { Output } from './terminal/output.js';

/** `hub restore DIR`. */
export function restoreCommand(program: Command, run: (work: (out: Output) => Promise<void>) => Promise<void>): void {
  program
    .command('restore')
    .description('restores a backup into an empty database, verifies it, and begins a new epoch of the log')
    .argument('<folder>', 'the backup')
    .option('--dry-run', 'check the backup, and whether it could be restored here, and write nothing')
    .option('--lost-keys', 'the signing keys are lost: go on with new ones')
    .option('--accept-faults', 'restore also a log that was altered before it was copied')
    .option('--new', 'also beside a hub that runs on another database')
    .addHelpText(
      'after',
      '\nThe database is that of DATABASE_URL, or a new embedded one in HUB_DATA_DIR. Broken off, it is repeated. Step by step: db/OPERATIONS.md.',
    )
    .action((folder: string, options: RestoreOptions) =>
      run(async (out) => (await import('./backup/restore.js')).restore(out, folder, options)),
    );
}
