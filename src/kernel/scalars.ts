import { GraphQLScalarType, Kind } from 'graphql';
import { parseDate, parseInstant, whyNoInstant } from './date.js';
import { parseDivisionCode } from './division-code.js';
import { parseIndustryCode } from './industry-code.js';
import { Malformed } from './malformed.js';
import { withoutPersonalData } from './personal-data.js';
import { shownCode } from './refused-code.js';
import { parseUscc } from './uscc.js';
import { parseYuan } from './yuan.js';

type Read = (value: string) => string | Malformed;

/** What was sent, as an error may repeat it: never a person's number. */
const shown = (value: string): string => withoutPersonalData(value).slice(0, 40);

function textScalar(name: string, description: string, specifiedByURL: string | null, read: Read) {
  const parse = (value: unknown): string | Malformed => {
    if (typeof value !== 'string') throw new TypeError(`${name} is a text in quotes`);
    return read(value);
  };
  return new GraphQLScalarType<string | Malformed, string>({
    name,
    description,
    specifiedByURL,
    serialize: (value) => value as string,
    parseValue: parse,
    parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : undefined),
  });
}

const orMalformed =
  (code: string, message: string, parse: (value: string) => string | null): Read =>
  (value) =>
    parse(value) ?? new Malformed(code, `${JSON.stringify(shown(value))} ${message}`, shown(value));

export const UsccScalar = textScalar(
  'USCC',
  'Unified social credit code 统一社会信用代码 (GB 32100-2015), 18 characters. Spaces, hyphens, full-width and lower-case forms are normalised; both check characters are verified (INVALID_USCC).',
  null,
  (value) => {
    const result = parseUscc(value);
    return result.ok ? result.uscc : new Malformed(`USCC_${result.fault}`, result.message, shownCode(value));
  },
);

export const DivisionCodeScalar = textScalar(
  'DivisionCode',
  'Administrative division code 行政区划代码 (GB/T 2260 to the county, 6 digits; 9 and 12 digits for towns and villages; 2 and 4 for a province and a prefecture). A code covers every division below it.',
  null,
  orMalformed('DIVISION_CODE', 'is not a division code of 2, 4, 6, 9 or 12 digits', parseDivisionCode),
);

export const IndustryCodeScalar = textScalar(
  'IndustryCode',
  'Industry code 国民经济行业代码 (GB/T 4754-2017): a section letter (B), or two to four digits (06, 0610), or both (B0610). A shorter code covers the longer ones.',
  null,
  orMalformed('INDUSTRY_CODE', 'is not an industry code of GB/T 4754-2017', parseIndustryCode),
);

export const DateScalar = textScalar(
  'Date',
  'Calendar date YYYY-MM-DD (RFC 3339 full-date), as counted in Asia/Shanghai.',
  'https://www.rfc-editor.org/rfc/rfc3339',
  orMalformed('DATE', 'is not a calendar date YYYY-MM-DD of the years 1900 to 2999', parseDate),
);

export const YuanScalar = textScalar(
  'Yuan',
  'Amount in yuan 元 as a decimal text with two decimals, for example "10000000.00". Never a float.',
  null,
  orMalformed('AMOUNT', 'is not an amount such as "10000000.00"', parseYuan),
);

export const CursorScalar = textScalar(
  'Cursor',
  'Opaque position in a list or in the log. Take it from an answer; its inside may change.',
  null,
  (value) => value,
);

/** An instant; the wire form is RFC 3339 in UTC with milliseconds. */
export const DateTimeScalar = new GraphQLScalarType<Date | Malformed, string>({
  name: 'DateTime',
  description:
    'Instant as RFC 3339 date-time, answered in UTC. An input without an offset is read as Asia/Shanghai time; a day alone is refused, for it has two readings (its beginning and its end).',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  serialize: (value) => (value instanceof Date ? value : new Date(value as string)).toISOString(),
  parseValue: (value) => instant(value),
  parseLiteral: (node) => instant(node.kind === Kind.STRING ? node.value : undefined),
});

function instant(value: unknown): Date | Malformed {
  if (typeof value !== 'string') throw new TypeError('DateTime is a text in quotes');
  return parseInstant(value) ?? new Malformed('DATE_TIME', whyNoInstant(shown(value)), shown(value));
}

/** Data whose shape its `type` tells; it is only answered, never taken. */
export const JsonScalar = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  description: 'JSON data as it is; its shape follows from the type of what carries it.',
  serialize: (value) => value,
});
