import { describe, expect, it } from 'vitest';
import { Malformed } from '../../src/kernel/malformed.js';
import { checkRecord, type RawRecord, RecordFault, RecordReader } from '../../src/kernel/record-reader.js';
import { ENTERPRISE_STATUS } from '../../src/kernel/register.words.js';

type Read = (r: RecordReader) => unknown;
const readBy = (raw: RawRecord, read: Read) => RecordReader.read(raw, read);
const problemsOf = (raw: RawRecord, read: Read) => {
  const result = checkRecord(() => RecordReader.read(raw, read));
  return result.ok ? [] : [...result.problems];
};
const faultOf = (raw: RawRecord, read: Read) => problemsOf(raw, read)[0] ?? null;
const codeOf = (raw: RawRecord, read: Read) => faultOf(raw, read)?.code;

describe('a record as it is read', () => {
  it('takes what is absent or written as unknown for null', () => {
    for (const f of [undefined, null, '', '  ', 'N/A', ' N/A ', 'n/a', 'NULL', 'null']) {
      expect(
        readBy({ f }, (r) => [r.text('f'), r.date('f'), r.yuan('f'), r.count('f'), r.division('f'), r.industry('f')]),
      ).toEqual(Array(6).fill(null));
      expect(problemsOf({ f }, (r) => r.require('f', r.text('f')))).toEqual([
        {
          code: 'REQUIRED',
          path: 'f',
          message: `f is required${f?.trim() ? `; "${f.trim()}" says that it is not known` : ''}`,
        },
      ]);
      expect(codeOf({ f }, (r) => r.uscc('f'))).toBe('REQUIRED');
    }
    // Texts that merely contain such a word are texts.
    expect(readBy({ f: 'N/A公司' }, (r) => r.text('f'))).toBe('N/A公司');
  });

  it('reads texts, trimmed, with line ends and rare characters', () => {
    const text = (f: unknown) => readBy({ f }, (r) => r.text('f'));
    expect(text(' 民勤县𡎚沟煤矿 ')).toBe('民勤县𡎚沟煤矿');
    expect(text('一\n二\t三')).toBe('一\n二\t三');
    expect(text(42)).toBe('42');
  });

  it.each([
    ['a control character', '煤\u0000矿', 'CONTROL_CHARACTER'],
    ['a bell', '煤\u0007矿', 'CONTROL_CHARACTER'],
    ['a character lost in an encoding', '煤\uFFFD矿', 'ENCODING'],
    ['more than its length', '煤'.repeat(301), 'TOO_LONG'],
    ['the first half of a character', '煤\ud842矿', 'SURROGATE'],
    ['the second half of a character', '\udfb7矿', 'SURROGATE'],
    ['two halves the wrong way round', '\udfb7\ud842', 'SURROGATE'],
  ])('refuses a text with %s', (_, f, code) => {
    expect(faultOf({ f }, (r) => r.text('f'))).toMatchObject({ code, path: 'f' });
  });

  it('refuses a short text that lost a character as a question mark: 往返乙㐂 came back as 往返乙?', () => {
    const code = (f: string, max: number) => codeOf({ f }, (r) => r.text('f', max));
    for (const f of ['???煤业有限公司', '东?街', '往返乙?', '？？煤业', '民勤??公司'])
      expect([f, code(f, 300)]).toEqual([f, 'ENCODING']);
    for (const f of ['民勤？', 'A?B', 'http://甲.cn/?a=1', '见https://x.cn/?a=1', '责任是否清楚？'])
      expect([f, code(f, 300)]).toEqual([f, undefined]);
    // Prose asks questions.
    for (const f of ['是否属实?已核查', '真的吗？？', '谁?']) expect([f, code(f, 4000)]).toEqual([f, undefined]);
    expect(code('采煤??冒顶', 4000)).toBe('ENCODING');
    expect(codeOf({ f: '民?罚〔2026〕1号' }, (r) => r.documentNumber('f'))).toBe('ENCODING');
  });

  it('takes no number, sign or truth value of a spreadsheet for a name or an address', () => {
    const code = (f: unknown) => codeOf({ f }, (r) => r.line('f'));
    for (const f of ['0', 0, '100', 'TRUE', 'false', '.', '1-2', '!']) expect([f, code(f)]).toEqual([f, 'WORDLESS']);
    for (const f of ['1号', 'A', '东大街1号', 'true公司']) expect([f, code(f)]).toEqual([f, undefined]);
  });

  it('joins the lines that somebody broke in a name, and keeps what was written; prose keeps its lines', () => {
    const read = (f: string, by: 'line' | 'text') => readBy({ f }, (r) => [r[by]('f'), r.asWritten(['f'])?.f ?? null]);
    const broken = '民勤换\n行煤业有限\r\n公司';
    expect(read(broken, 'line')).toEqual(['民勤换行煤业有限公司', broken]);
    expect(read('民勤（\n𡎚沟\n）公司\n', 'line')).toEqual(['民勤（𡎚沟）公司', '民勤（\n𡎚沟\n）公司']);
    expect(read('Mao \n Tea\n公司', 'line')).toEqual(['Mao Tea公司', 'Mao \n Tea\n公司']);
    expect(read('民勤煤业', 'line')).toEqual(['民勤煤业', null]);
    // A phone number that was broken too is none the less one.
    expect(codeOf({ f: '经理电话138\n12345678' }, (r) => r.line('f'))).toBe('PERSONAL_DATA');
    expect(read('一\n二', 'text')).toEqual(['一\n二', null]);
  });

  it('refuses what is no date, amount, count, number, division or industry, with its code and what it got', () => {
    const raw = { f: '2026-02-30' };
    expect(faultOf(raw, (r) => r.date('f'))).toEqual({
      code: 'DATE',
      path: 'f',
      message: '"2026-02-30" is not a calendar date YYYY-MM-DD of the years 1900 to 2999',
    });
    const codes = (['instant', 'yuan', 'count', 'division', 'industry'] as const).map((read) =>
      codeOf(raw, (r) => r[read]('f')),
    );
    expect(codes).toEqual(['DATE_TIME', 'AMOUNT', 'COUNT', 'DIVISION_CODE', 'INDUSTRY_CODE']);
    expect(codeOf({ f: '-1.00' }, (r) => r.yuan('f'))).toBe('NEGATIVE');
    expect(readBy({ f: '-0' }, (r) => r.yuan('f'))).toBe('0.00');
  });

  it('names half of a character in any field, not only in texts', () => {
    for (const read of ['date', 'instant', 'yuan', 'count', 'division', 'industry', 'uscc'] as const)
      expect(codeOf({ f: '\ud842' }, (r) => r[read]('f'))).toBe('SURROGATE');
  });

  it.each(['2026-11-27', '2026/11/27', '2026年11月27日', '20261127', '２０２６.11.27'])(
    'takes no day for an instant: %s silently became midnight',
    (f) => {
      const fault = faultOf({ f }, (r) => r.instant('f'));
      expect(fault).toMatchObject({ code: 'DATE_TIME', path: 'f' });
      expect(fault?.message).toContain('"2026-11-27T00:00:00+08:00"');
      expect(fault?.message).toContain('"2026-11-27T23:59:59.999+08:00"');
    },
  );

  it('takes a time without an offset as of Shanghai', () => {
    for (const f of ['2026-11-27 08:30', '2026/11/27 8:30', '2026年11月27日8时30分'])
      expect(readBy({ f }, (r) => r.instant('f'))).toEqual(new Date('2026-11-27T00:30:00.000Z'));
  });

  it('reads numbers as they were written, never rounded', () => {
    const decimal: Read = (r) => r.decimal('f', 0, 100);
    expect(['82.5', 82.5, '100', '0', '82.50', '82.500'].map((f) => readBy({ f }, decimal))).toEqual([
      82.5, 82.5, 100, 0, 82.5, 82.5,
    ]);
    for (const f of ['100.01', '-1', '82.555', '1e1', Number.NaN, Number.POSITIVE_INFINITY])
      expect(codeOf({ f }, decimal), String(f)).toBe('NUMBER');
    const count: Read = (r) => r.count('f');
    expect(['0', 7, '100000'].map((f) => readBy({ f }, count))).toEqual([0, 7, 100_000]);
    for (const f of ['100001', '-1', 1.5, '1.5', '约1', '无']) expect(codeOf({ f }, count)).toBe('COUNT');
  });

  it('takes no truth value, object or too long number for a text, whatever the field', () => {
    const reads: Read[] = [
      (r) => r.text('f'),
      (r) => r.documentNumber('f'),
      (r) => r.uscc('f'),
      (r) => r.date('f'),
      (r) => r.instant('f'),
      (r) => r.yuan('f'),
      (r) => r.division('f'),
      (r) => r.count('f'),
      (r) => r.decimal('f', 0, 100),
      (r) => r.oneOf('f', ENTERPRISE_STATUS),
    ];
    for (const f of [true, false, { a: 1 }, ['a'], 1e19])
      for (const read of reads) expect(codeOf({ f }, read)).toBe('TYPE');
  });

  it('reads yes and no as truth values and as files write them', () => {
    const flag: Read = (r) => r.flag('f');
    const yes = [true, 'true', 'TRUE', '是', '1', 1, 'yes', 'Y'];
    const no = [false, 'false', '否', '0', 0, 'no', 'n'];
    expect(yes.map((f) => readBy({ f }, flag))).toEqual(yes.map(() => true));
    expect(no.map((f) => readBy({ f }, flag))).toEqual(no.map(() => false));
    expect([null, undefined, '', 'N/A'].map((f) => readBy({ f }, flag))).toEqual([null, null, null, null]);
    expect(faultOf({ f: '也许' }, flag)).toMatchObject({
      code: 'VALUE',
      message: '"也许" is not one of TRUE 是, FALSE 否',
    });
    for (const f of [{}, [true]]) expect(codeOf({ f }, flag)).toBe('TYPE');
  });

  it('tells every fault of a record, one for a field, in the order in which it was read', () => {
    const read: Read = (r) => {
      const plan = r.within({ funds: 'much', deadline: '2026-02-30' }, 'fiveImplementations.');
      return [
        r.require('name', r.text('name')),
        r.uscc('uscc'),
        r.require('issuedOn', r.date('issuedOn')),
        r.require('grade', r.oneOf('grade', ENTERPRISE_STATUS)),
        r.require('deaths', r.count('deaths')),
        plan.yuan('funds'),
        plan.date('deadline'),
      ];
    };
    const raw = { uscc: '91620621PDY000010B', issuedOn: '2026-13-01', grade: '注销中', deaths: 2 };
    expect(problemsOf(raw, read).map((p) => `${p.path} ${p.code}`)).toEqual([
      'name REQUIRED',
      'uscc USCC_INNER_CHECK',
      'issuedOn DATE',
      'grade VALUE',
      'fiveImplementations.funds AMOUNT',
      'fiveImplementations.deadline DATE',
    ]);
  });

  it('makes no command of a faulty record, whoever ends its reading', () => {
    const read: Read = (r) => {
      r.text('name', 1);
      throw r.fault('other', 'ORDER', 'wrong');
    };
    expect(problemsOf({ name: '甲乙' }, read).map((p) => p.code)).toEqual(['TOO_LONG', 'ORDER']);
    const thrown: Read = (r) => {
      r.text('name', 1);
      throw new RecordFault('', 'COLUMNS', 'wrong');
    };
    expect(problemsOf({ name: '甲乙' }, thrown).map((p) => p.code)).toEqual(['TOO_LONG', 'COLUMNS']);
  });

  it('reads a vocabulary by its values in any case and by its terms', () => {
    const read: Read = (r) => r.oneOf('f', ENTERPRISE_STATUS);
    expect(['ACTIVE', 'active', '存续', 'Revoked', null].map((f) => readBy({ f }, read))).toEqual([
      'ACTIVE',
      'ACTIVE',
      'ACTIVE',
      'REVOKED',
      null,
    ]);
    for (const f of ['倒闭', 'toString', 'constructor', '__proto__'])
      expect(faultOf({ f }, read)).toEqual({
        path: 'f',
        code: 'VALUE',
        message: `"${f}" is not one of ACTIVE 存续, SUSPENDED 停业, REVOKED 吊销, CANCELLED 注销`,
      });
    expect(faultOf({ f: '停业、注销' }, read)?.message).toBe(
      '"停业、注销" says SUSPENDED 停业 and CANCELLED 注销 at once: name one of them, the others in records of their own',
    );
  });

  it('reads several terms from a cell or a list, each once and in their order, and none where one is unknown', () => {
    const read: Read = (r) => r.optional('f', r.someOf('f', ENTERPRISE_STATUS));
    for (const f of [
      '注销、停业',
      '停业注销',
      ' cancelled; SUSPENDED ',
      '停业，注销，停业',
      ['CANCELLED', 'SUSPENDED'],
      ['停业、注销'],
    ])
      expect(readBy({ f }, read), String(f)).toEqual(['SUSPENDED', 'CANCELLED']);
    // A term that has a comma of its own is one term.
    expect(readBy({ f: '吊销,未注销' }, read)).toEqual(['REVOKED']);
    expect(readBy({ f: [] }, read)).toBeUndefined();
    expect(readBy({ f: null }, read)).toBeNull();
    for (const f of ['停业、倒闭', ['SUSPENDED', 7], [{}], '、、'])
      expect(faultOf({ f }, read), String(f)).toMatchObject({ code: 'VALUE', path: 'f' });
  });

  it('reads a code and says under which name it failed', () => {
    const uscc: Read = (r) => r.uscc('f');
    expect(readBy({ f: '91620621-pdy00001-x5' }, uscc)).toBe('91620621PDY00001X5');
    expect(faultOf({ f: '91620621PDY000010B' }, uscc)).toMatchObject({ code: 'USCC_INNER_CHECK', path: 'f' });
  });

  it('hands on what a scalar found malformed', () => {
    const f = new Malformed('DATE', '"soon" is not a calendar date', 'soon');
    expect(faultOf({ f }, (r) => r.date('f'))).toEqual({ code: 'DATE', path: 'f', message: f.message });
  });

  it('lets a fault of the program through', () => {
    expect(() =>
      checkRecord(() => {
        throw new TypeError('a bug');
      }),
    ).toThrow(TypeError);
  });
});
