// Who may import whom (src/README.md). Each rule has its reason; test/arch plants violations of each and sees them go red.
const { readdirSync } = require('node:fs');
const { join } = require('node:path');

const REGISTER = { floor: 5, why: 'A fact does not know its consequences, and a sibling’s store is its own.' };
/**
 * Every folder of src: a room imports rooms of lower floors alone, and none of its own. `registers`: of the registers below it these alone.
 * `only`: these rooms, whatever its floor. A folder that is not here stops everything.
 */
const ROOMS = {
  kernel: { floor: 0, why: 'What everyone imports must know no one.' },
  access: { floor: 1, why: 'Everyone asks permission, so it asks no one.' },
  exchange: { floor: 2, why: 'Payloads belong to their senders.' },
  reference: { floor: 2, why: 'Divisions and industries belong to no register.' },
  enterprise: { floor: 3, why: 'Identity is the root noun: it depends on no other domain.' },
  register: { floor: 4, why: 'The kit is what registers share, and knows none of them.' },
  rating: REGISTER,
  finding: REGISTER,
  grading: REGISTER,
  accident: REGISTER,
  hazard: REGISTER,
  licence: REGISTER,
  penalty: REGISTER,
  intake: { floor: 5, registers: [], why: 'It reads files for whatever register it is handed.' },
  credit: {
    floor: 6,
    registers: ['rating'],
    why: 'A check weighs what rooms declare; ratings alone have a field in it.',
  },
  linkage: { floor: 6, registers: [], why: 'It reads facts from the log, and is handed what else it needs.' },
  federation: {
    floor: 6,
    only: ['kernel'],
    why: 'It composes descriptors that it is handed; it knows graphs, not hazards.',
  },
  server: { floor: 7, why: 'The composition root wires the rooms, whoever asks it to.' },
  cli: { floor: 8, why: 'An operator uses the same doors as everyone.' },
};
const folders = readdirSync(join(__dirname, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
for (const { name } of folders)
  if (!ROOMS[name])
    throw new Error(`src/${name} stands on no floor: say which in ROOMS of .dependency-cruiser.cjs, and why`);

function mayImport(name, other) {
  const { floor, registers, only } = ROOMS[name];
  if (only) return only.includes(other);
  return ROOMS[other].floor < floor && (ROOMS[other] !== REGISTER || !registers || registers.includes(other));
}

const room = (...names) => `^src/(${names.join('|')})/`;
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
const floorOf = (name) => {
  const forbidden = Object.keys(ROOMS).filter((other) => other !== name && !mayImport(name, other));
  const tables = name === 'kernel' || name === 'federation' ? ['^db/'] : [];
  return forbidden.length === 0
    ? []
    : [
        rule(
          `${name}-keeps-its-floor`,
          ROOMS[name].why,
          { path: room(name) },
          { path: [room(...forbidden), ...tables] },
        ),
      ];
};

/** Tables that those of any room may refer to; every other file of db/tables is one room's own. */
const SHARED_TABLES = '^db/tables/(base|provenance|register|access|reference|enterprise)\\.ts$';
/** What says the facts of a register, and needs nothing but words and the kinds of fact. */
const FACTS = ['^src/.+\\.facts\\.ts$', '^src/register/facts\\.ts$'];

module.exports = {
  forbidden: [
    rule('no-cycles', 'A cycle is two files that cannot be understood one at a time.', {}, { circular: true }),
    ...Object.keys(ROOMS).flatMap(floorOf),
    rule(
      'outsiders-see-the-index',
      'A room’s inside may change without asking its neighbours; it has two doors, of which core needs no GraphQL; facts are below both.',
      { path: '^src/([^/]+)/' },
      {
        path: '^src/[^/]+/.+',
        pathNot: ['^src/$1/', '^src/kernel/', '^src/[^/]+/(index|core)\\.ts$', '^src/register/facts\\.ts$'],
      },
    ),
    rule(
      'server-sees-no-store',
      'The composition root wires rooms; their tables are theirs.',
      { path: room('server') },
      { path: '^db/tables/' },
    ),
    rule(
      'cli-uses-the-same-doors',
      'An operator uses the same doors as everyone.',
      { path: room('cli') },
      { path: '^db/tables/' },
    ),
    rule(
      'stores-alone-know-tables',
      'Statements stand in stores, so that a query can be found by its table.',
      { path: '^src/', pathNot: '\\.store\\.ts$' },
      { path: ['^db/tables/', 'drizzle-orm'] },
    ),
    rule(
      'decisions-are-pure',
      'A decision is tested without a database: state and command in, outcome out.',
      { path: '\\.decide\\.ts$' },
      { path: ['^db/', '\\.(loader|resolver)\\.ts$'], dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'tables-of-one-room',
      'Tables refer across rooms to identity, reference and agencies alone.',
      { path: '^db/tables/' },
      { path: '^db/tables/', pathNot: SHARED_TABLES },
    ),
    rule(
      'tables-know-facts-alone',
      'A table is made of what its register declares, and of nothing that the register does.',
      { path: '^db/tables/' },
      { path: '^src/', pathNot: ['^src/kernel/', ...FACTS] },
    ),
    rule(
      'facts-stand-alone',
      'Tables, files and the graph are made of facts, so facts know none of them.',
      { path: FACTS },
      {
        path: ['^src/', '^db/'],
        pathNot: ['^src/kernel/', '^src/register/facts\\.ts$', '^src/[^/]+/[^/]+\\.words\\.ts$'],
      },
    ),
    rule(
      'no-dev-packages-in-production',
      'Test peers under other licences stay out of what runs.',
      { path: '^(src|db)/' },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
