import { expect, it } from 'vitest';
import { findingRegister } from '../../src/finding/core.js';
import { sampleUscc } from '../kit/sample.js';

const read = (accidentId: string) =>
  findingRegister.read({
    ...{ documentNumber: 'F-1', uscc: sampleUscc(1), kind: 'NO_LICENCE', foundOn: '2026-03-02' },
    accidentId,
  }).accidentId;

it.each([
  ['7', '7'],
  // As it is stored: a repeat that writes it otherwise changes nothing.
  ['007', '7'],
  ['0', '0'],
  ['999999999999999999', '999999999999999999'],
])('the accident %s is read as %s', (said, id) => {
  expect(read(said)).toBe(id);
});

it.each(['-7', '7.0', 'A-7', '1'.repeat(19)])('%s is no accident’s id', (said) => {
  expect(() => read(said)).toThrow();
});
