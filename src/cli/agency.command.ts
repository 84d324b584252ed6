import type { Command } from 'commander';
import { divisionPrefix, parseDivisionCode } from '../kernel/division-code.js';
import { HubError } from '../kernel/errors.js';
import { AGENCY_KINDS, type AgencyKind, needsDivision } from '../kernel/vocabulary.js';
import type { Output } from './terminal/output.js';
import { type Session, withHub } from './terminal/session.js';

/** A division's code as the tables hold it: a province as 62 or a county with a town's zeros has six digits there. */
function asInTables(text: string): string | null {
  const code = parseDivisionCode(text);
  return code && (divisionPrefix(code) || code).padEnd(6, '0');
}

/** A division's code as it was typed, as the tables hold it; refused where it is none. */
function divisionOf(text: string): string {
  const code = asInTables(text);
  if (!code) throw new HubError('BAD_USER_INPUT', `${text} is not a division code of 2, 4, 6, 9 or 12 digits`);
  return code;
}

function requireKnown({ rooms }: Session, code: string): void {
  if (rooms.catalogue.division(code)) return;
  throw new HubError(
    'BAD_USER_INPUT',
    `${code} is no division of the hub’s tables (divisions of China; towns of Gansu)`,
  );
}

/** `hub agency add|list|assign|disable|enable|rotate-key`. */
export function agencyCommand(program: Command, run: (work: (out: Output) => Promise<void>) => Promise<void>): void {
  const agency = program
    .command('agency')
    .description('agencies and their keys; a key is shown once, only its hash is kept');

  agency
    .command('add')
    .description('adds an agency and shows its first key')
    .requiredOption('--name <name>', 'unique name, for example 民勤县应急管理局')
    .requiredOption('--kind <kind>', `one of ${AGENCY_KINDS.join(' ')}`)
    .option(
      '--division <code>',
      'the territory that it works for; left out: everywhere. A county government and a safety regulator need one',
    )
    .action((options: { name: string; kind: string; division?: string }) =>
      run(async (out) => {
        const kind = options.kind.toUpperCase() as AgencyKind;
        if (!AGENCY_KINDS.includes(kind))
          throw new HubError('BAD_USER_INPUT', `no kind ${options.kind}; there is ${AGENCY_KINDS.join(', ')}`);
        const divisionCode = options.division === undefined ? null : divisionOf(options.division);
        const named = options.name.trim();
        if (named === '' || named.length > 100 || /\p{C}/u.test(named))
          throw new HubError('BAD_USER_INPUT', 'a name has 1 to 100 characters, and none that does not show');
        await withHub(async (session) => {
          if (divisionCode) requireKnown(session, divisionCode);
          const added = await session.rooms.agencies.add({ name: named, kind, divisionCode });
          const { id, name, divisionCode: division } = added.agency;
          out.result({ id, name, kind, division, key: added.key }, [
            `${name} (${kind}) ${id}`,
            `key, shown this once: ${added.key}`,
          ]);
        });
      }),
    );

  agency
    .command('list')
    .description('lists agencies')
    .action(() =>
      run(async (out) => {
        const list = await withHub(({ rooms }) => rooms.agencies.list());
        const shown = list.map(({ id, name, kind, divisionCode, disabledAt }) => ({
          id,
          name,
          kind,
          division: divisionCode,
          disabledAt,
        }));
        const lines = shown.map(
          (a) =>
            `${a.id}  ${a.kind.padEnd(20)} ${(a.division ?? (needsDivision(a.kind) ? 'nowhere' : 'everywhere')).padEnd(12)} ${a.name}${a.disabledAt ? '  (disabled)' : ''}`,
        );
        out.result({ agencies: shown }, lines.length > 0 ? lines : 'no agencies; add one: npx hub agency add --help');
      }),
    );

  agency
    .command('assign')
    .description('gives an agency a territory, or another one')
    .argument('<agency>', 'id or name')
    .requiredOption('--division <code>', 'the territory that it works for; 100000 is the whole nation')
    .action((which: string, { division }: { division: string }) =>
      run(async (out) => {
        const code = divisionOf(division);
        const { id, name } = await withHub((session) => {
          requireKnown(session, code);
          return session.rooms.agencies.assign(which, code);
        });
        out.result({ id, name, division: code }, `${name} works for ${code}`);
      }),
    );

  agency
    .command('disable')
    .description('disables an agency: its keys stop working, its records stay')
    .argument('<agency>', 'id or name')
    .action((which: string) =>
      run(async (out) => {
        const { id, name, disabledAt } = await withHub(({ rooms }) => rooms.agencies.disable(which));
        out.result({ id, name, disabledAt }, `${name} is disabled`);
      }),
    );

  agency
    .command('enable')
    .description('enables a disabled agency: the keys that it had work again')
    .argument('<agency>', 'id or name')
    .action((which: string) =>
      run(async (out) => {
        const { agency: a, changed } = await withHub(({ rooms }) => rooms.agencies.enable(which));
        const said = changed ? 'is enabled; the keys that it had work again' : 'is enabled already';
        out.result({ id: a.id, name: a.name, disabledAt: null, changed }, `${a.name} ${said}`);
      }),
    );

  agency
    .command('rotate-key')
    .description('revokes the keys of an agency and shows a new one; a disabled agency is enabled first')
    .argument('<agency>', 'id or name')
    .action((which: string) =>
      run(async (out) => {
        const { agency: a, key, revoked } = await withHub(({ rooms }) => rooms.agencies.rotateKey(which));
        out.result({ id: a.id, name: a.name, key, revoked }, [
          `${a.name}: ${revoked} key(s) revoked`,
          `new key, shown this once: ${key}`,
        ]);
      }),
    );
}
