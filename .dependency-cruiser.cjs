// Who may import whom (README, "Rooms"). Each rule has its reason; test/arch plants a violation of each and sees it go red.
const room = (...names) => `^src/(${names.join('|')})/`;
const DOMAINS = ['enterprise', 'grading', 'accident', 'hazard', 'credit', 'linkage'];
const SIBLINGS = ['grading', 'accident', 'hazard', 'credit', 'linkage'];
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    rule('no-cycles', 'A cycle is two files that cannot be understood one at a time.', {}, { circular: true }),
    rule(
      'kernel-knows-no-one',
      'What everyone imports must know no one.',
      { path: room('kernel') },
      { path: [room('access', 'reference', 'exchange', 'federation', 'server', 'cli', ...DOMAINS), '^db/'] },
    ),
    rule(
      'access-asks-no-one',
      'Everyone asks permission, so it asks no one.',
      { path: room('access') },
      { path: room('exchange', 'federation', 'server', 'cli', 'reference', ...DOMAINS) },
    ),
    rule(
      'exchange-carries-sealed-envelopes',
      'Payloads belong to their senders.',
      { path: room('exchange') },
      { path: room('federation', 'server', 'cli', 'reference', ...DOMAINS) },
    ),
    rule(
      'reference-knows-no-register',
      'Divisions and industries belong to no register.',
      { path: room('reference') },
      { path: room('exchange', 'federation', 'server', 'cli', ...DOMAINS) },
    ),
    rule(
      'enterprise-is-the-root',
      'Identity is the root noun: it depends on no other domain.',
      { path: room('enterprise') },
      { path: room('federation', 'server', 'cli', ...SIBLINGS) },
    ),
    ...SIBLINGS.map((name) =>
      rule(
        `${name}-knows-no-sibling`,
        'A fact does not know its consequences, and a sibling’s store is its own.',
        { path: room(name) },
        { path: room('federation', 'server', 'cli', ...SIBLINGS.filter((s) => s !== name)) },
      ),
    ),
    rule(
      'federation-knows-graphs',
      'It composes descriptors that it is handed; it knows graphs, not hazards.',
      { path: room('federation') },
      { path: ['^db/', room('access', 'exchange', 'reference', 'server', 'cli', ...DOMAINS)] },
    ),
    rule(
      'outsiders-see-the-index',
      'A room’s inside may change without asking its neighbours; it has two doors, of which core needs no GraphQL; facts are below both.',
      { path: '^src/([^/]+)/' },
      { path: '^src/[^/]+/.+', pathNot: ['^src/$1/', '^src/kernel/', '^src/[^/]+/(index|core)\\.ts$', '^src/register/facts\\.ts$'] },
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
      { path: '^db/tables/(accident|credit|grading|hazard|inquiry|linkage|portfolio)\\.ts$' },
      { path: '^db/tables/(accident|credit|grading|hazard|inquiry|linkage|portfolio)\\.ts$' },
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
