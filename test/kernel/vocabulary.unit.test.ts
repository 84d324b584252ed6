import { buildSchema, type GraphQLField, type GraphQLNamedType, isEnumType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { schemaFiles } from '../../scripts/schema.js';
import * as accident from '../../src/kernel/accident.words.js';
import { enumVocabularies } from '../../src/kernel/enums.js';
import * as exchange from '../../src/kernel/exchange.words.js';
import * as linkage from '../../src/kernel/linkage.words.js';
import * as register from '../../src/kernel/register.words.js';
import { Vocabulary } from '../../src/kernel/words.js';

const all = Object.entries({ ...accident, ...exchange, ...linkage, ...register }) as [string, Vocabulary<string>][];
const read = (vocabulary: Vocabulary<string>, text: string) => {
  const found = vocabulary.read(text);
  return found && ('code' in found ? found.code : found.several);
};

describe.each(all)('the vocabulary %s', (_, vocabulary) => {
  const { codes, words } = vocabulary;

  it('has an official Chinese term and an English phrase for every code', () => {
    expect(codes.length).toBeGreaterThan(1);
    for (const code of codes) {
      expect(vocabulary.zh(code)).toMatch(/\p{Script=Han}/u);
      expect(vocabulary.describe(code)).toContain(vocabulary.zh(code));
      expect(words[code]?.en).toMatch(/^[A-Z`].*[^.]$/);
      expect(words[code]?.en).not.toMatch(/\p{Script=Han}/u);
    }
  });

  it('reads every term that it names back as that very code, and no term as two', () => {
    expect(new Set(codes.map((code) => vocabulary.zh(code))).size).toBe(codes.length);
    for (const code of codes)
      for (const text of [code, code.toLowerCase(), vocabulary.zh(code), ...(words[code]?.also ?? [])])
        expect([text, read(vocabulary, text)]).toEqual([text, code]);
  });

  it('reads nothing else', () => {
    for (const text of ['', '甲', 'toString', '__proto__', 'constructor', `${vocabulary.zh(codes[0])}甲`, '或'])
      expect([text, read(vocabulary, text)]).toEqual([text, null]);
  });
});

describe('terms written together', () => {
  it.each([
    ['迟报漏报', 'LATE_OR_OMITTED_REPORT'],
    ['迟报', 'LATE_OR_OMITTED_REPORT'],
    ['漏报', 'LATE_OR_OMITTED_REPORT'],
    ['迟报、漏报', 'LATE_OR_OMITTED_REPORT'],
    ['漏报或者迟报生产安全事故', 'LATE_OR_OMITTED_REPORT'],
    ['瞒报', 'CONCEALED_OR_FALSE_REPORT'],
    ['谎报', 'CONCEALED_OR_FALSE_REPORT'],
    ['谎报或者瞒报', 'CONCEALED_OR_FALSE_REPORT'],
    ['瞒报、谎报事故', 'CONCEALED_OR_FALSE_REPORT'],
    ['擅离职守或者逃匿', 'DID_NOT_RESCUE'],
    ['破坏事故现场，伪造证据', 'DESTROYED_EVIDENCE'],
  ])('%s is the one code that covers them', (text, code) => {
    expect(read(linkage.FINDING_KIND, text)).toBe(code);
  });

  it.each([
    ['瞒报、谎报、迟报', ['CONCEALED_OR_FALSE_REPORT', 'LATE_OR_OMITTED_REPORT']],
    ['迟报瞒报', ['CONCEALED_OR_FALSE_REPORT', 'LATE_OR_OMITTED_REPORT']],
    ['无证生产和逃避监管', ['NO_LICENCE', 'EVADED_SUPERVISION']],
  ])('%s is several codes, of which none is taken by chance', (text, codes) => {
    expect(read(linkage.FINDING_KIND, text)).toEqual(codes);
  });

  it('are read in every vocabulary, and short terms are not found inside others', () => {
    expect(read(accident.ACCIDENT_CATEGORY, '中毒、窒息事故')).toBe('POISONING_ASPHYXIATION');
    expect(read(accident.ACCIDENT_CATEGORY, '触电或高处坠落')).toEqual(['ELECTRIC_SHOCK', 'FALL_FROM_HEIGHT']);
    expect(read(accident.ACCIDENT_CATEGORY, '爆炸')).toBeNull();
    expect(read(register.STANDARDIZATION_GRADE, '12')).toBeNull();
    expect(read(register.STANDARDIZATION_GRADE, '11')).toBeNull();
    expect(read(register.RATING_LEVEL, 'ａａａ级')).toBe('AAA');
    expect(read(register.RATING_LEVEL, 'AAAA')).toBeNull();
    expect(read(linkage.FINDING_KIND, '迟报漏报'.repeat(30))).toBeNull();
  });

  it('are refused to a vocabulary in which two codes have one term', () => {
    const words = { A: { en: 'A', zh: '甲乙' }, B: { en: 'B', zh: '丙', also: ['甲、乙'] } };
    expect(() => new Vocabulary('Doubtful', 'Doubtful.', words)).toThrow('甲、乙 is a term of both A and B');
  });
});

describe.each([...schemaFiles()])('%s as it is printed', (file, sdl) => {
  const schema = buildSchema(sdl, { assumeValidSDL: true, assumeValid: true });
  const own = Object.values(schema.getTypeMap()).filter((type) => !/^(__|join__|link__)/.test(type.name));
  const described = own.flatMap((type): [string, string | null | undefined][] => [
    [type.name, type.description],
    ...inside(type),
  ]);

  it('has no description that is empty or says undefined', () => {
    const standard =
      /^(String|Int|Float|Boolean|ID|_Any|_Service|_Entity|FieldSet|federation__|core__|Query|Mutation|Subscription)/;
    expect(described.length).toBeGreaterThan(20);
    for (const [name, text] of described) {
      if (text === null || text === undefined) {
        // Roots, arguments and what federation itself declares may go without.
        expect(name, `${file}: ${name} has no description`).toMatch(new RegExp(`${standard.source}|\\(`));
        continue;
      }
      expect(text.trim(), name).not.toBe('');
      expect(text, name).not.toMatch(/undefined|\[object|\bNaN\b|^null\.?$/);
    }
  });

  it('describes every value of every enum with its own official Chinese term', () => {
    const enums = own.filter(isEnumType);
    for (const type of enums) {
      const vocabulary = enumVocabularies.get(type.name);
      expect(vocabulary, `${type.name} is a vocabulary of the kernel`).toBeDefined();
      const values = type.getValues();
      expect(values.map((v) => v.name)).toEqual(vocabulary?.codes);
      for (const value of values) {
        const terms = vocabulary?.codes.filter((c) => value.description?.includes(vocabulary.zh(c))) ?? [];
        const longest = terms.sort((a, b) => (vocabulary?.zh(b).length ?? 0) - (vocabulary?.zh(a).length ?? 0))[0];
        expect([value.name, longest]).toEqual([value.name, value.name]);
      }
    }
  });
});

/** Every field, argument and value of a type with its description. */
function inside(type: GraphQLNamedType): [string, string | null | undefined][] {
  if (isEnumType(type)) return type.getValues().map((v) => [`${type.name}.${v.name}`, v.description]);
  if (!('getFields' in type)) return [];
  return Object.values(type.getFields()).flatMap((field) => [
    [`${type.name}.${field.name}`, field.description] as [string, string | null | undefined],
    ...('args' in field ? (field as GraphQLField<unknown, unknown>).args : []).map(
      (a): [string, string | null | undefined] => [`${type.name}.${field.name}(${a.name})`, a.description],
    ),
  ]);
}
