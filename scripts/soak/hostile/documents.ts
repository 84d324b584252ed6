import type { Target } from './attack.js';
import type { Dice } from './dice.js';

type Make = (dice: Dice, target: Target) => string;
const times = (n: number, of: (i: number) => string): string => Array.from({ length: n }, (_, i) => of(i)).join(' ');

/** Sound ones, as neighbours ask them. */
export const SOUND: Make[] = [
  () => '{ __typename }',
  (d, t) => `{ enterprise(uscc: "${d.pick(t.usccs)}") { name division { name } grading { grade } } }`,
  (d) =>
    `{ enterprises(filter: { name: "${d.pick(['煤', '矿业', 'a', '%'])}" }, first: ${d.below(50)}) { nodes { uscc name } pageInfo { endCursor } } }`,
  () => '{ restrictions(first: 5) { nodes { domain enterprise { name } } } }',
  (d, t) => `{ creditCheck(uscc: "${d.pick(t.usccs)}", purpose: "x") { outcome } }`,
  () => '{ events(first: 20) { nodes { type subject data } pageInfo { endCursor } } }',
  () => '{ viewer { kind name } }',
];

/** Wrong ones, small and cheap to make. */
export const WRONG: Make[] = [
  () => '{',
  () => '',
  () => 'query',
  (d) => d.text(d.size(2_000)),
  () => '{ nothing { at { all } } }',
  () => 'query ($a: Nothing) { __typename }',
  () => '{ ...F } fragment F on Query { ...F }',
  () => '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
  () => 'query A { __typename } query A { __typename }',
  () => '{ enterprise(uscc: 42) { name } }',
  () => '{ enterprises(first: -1) { nodes { uscc } } }',
  () => '{ enterprises(first: 99999999999) { nodes { uscc } } }',
  () => '{ enterprises(after: "e30") { nodes { uscc } } }',
  () => 'mutation { submitEnterprises(records: []) { id } }',
  () => 'mutation { createWebhook(input: { url: "http://169.254.169.254/" }) { webhook { id } } }',
  () => 'mutation { forgetConsumer(consumer: "a") b: forgetConsumer(consumer: "b") }',
  () => 'subscription { events { id } }',
  () => 'subscription { events { id } other: events { id } }',
  () => '{ __type(name: "Query") { fields { name type { name ofType { name } } } } }',
  () => '{ __schema { types { name fields { name } } } }',
  (d) => `{ __typename @${d.pick(['skip', 'include', 'nothing'])}(if: ${d.pick(['true', '$x', '"a"', 'null'])}) }`,
  () => '"""a""" type A { b: Int }',
  () => 'extend type Query { a: Int }',
  (d) => `{ enterprise(uscc: "${d.text(20).replace(/["\\\n]/g, '')}") { name } }`,
  (d) => `{ division(code: "62${'0'.repeat(d.size(5_000))}") { name } }`,
];

/** Large ones, of sizes at which the hub is to have said no before it worked. `scale` is 1 for the largest. */
export const LARGE: Make[] = [
  (d) => `{ ${times(d.size(6_400), (i) => `a${i}: __typename`)} }`,
  (d) => `{ ${times(d.size(1_200), () => 'enterprises { nodes { uscc } }')} }`,
  (d, t) => `{ ${times(d.size(600), (i) => `a${i}: enterprise(uscc: "${d.pick(t.usccs)}") { name }`)} }`,
  (d) =>
    `{ ...F0 } ${times(d.size(1_500), (i) => `fragment F${i} on Query { a${i}: __typename ...F${i + 1} }`)} fragment F1500 on Query { __typename }`,
  (d) =>
    `{ ...F0 } ${times(d.size(25), (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)} fragment F25 on Query { __typename }`,
  (d) => `{ __typename ${'@skip(if: false) '.repeat(d.size(4_000))} }`,
  (d) => `{ enterprises ${'{ nodes { accidents '.repeat(d.size(2_000))}`,
  (d) => `{ ${'a'.repeat(d.size(200_000))} }`,
  (d) => `query (${times(d.size(3_000), (i) => `$v${i}: Int`)}) { __typename }`,
  (d) =>
    `{ enterprises(filter: { usccs: [${times(d.size(5_000), () => '"91620621PDY00001X5"')}] }) { nodes { uscc } } }`,
  (d) => `{ enterprises(filter: ${'{ a: '.repeat(d.size(5_000))} 1 ) { nodes { uscc } } }`,
  (d) => `{ enterprises(filter: { name: "${'煤'.repeat(d.size(400_000))}" }) { nodes { uscc } } }`,
  (d) => `{ enterprises(filter: { name: ${'['.repeat(d.size(10_000))} }) { nodes { uscc } } }`,
  (d) => `{ __schema { types { ${'fields { type { '.repeat(d.size(20))} name ${'} } '.repeat(d.size(20))} } } }`,
  (d) => `#${'x'.repeat(d.size(500_000))}\n{ __typename }`,
  (d) => `{ ${times(d.size(300), (i) => `a${i}: events(first: 500) { nodes { id } }`)} }`,
];

export const documentOf = (dice: Dice, target: Target, largeOneIn: number): string =>
  dice.pick(dice.oneIn(largeOneIn) ? LARGE : dice.oneIn(3) ? SOUND : WRONG)(dice, target);
