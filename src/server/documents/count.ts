import { GraphQLError, Lexer, Source, type Token, TokenKind } from 'graphql';

/** What a document holds, told by its tokens alone: nothing of it has been parsed. */
export interface Count {
  tokens: number;
  /** Operation definitions. */
  operations: number;
  /** Fields of the operation that has the most, by their names in the answer and without what its fragments add. */
  rootFields: number;
  aliases: number;
  /** Fragment definitions. */
  fragments: number;
  /** Fragments spread by name. */
  spreads: number;
  directives: number;
  /** The most fields that stand under one name of the answer in one place of a definition: validation compares each with each. */
  repeats: number;
  /**
   * Pairs of fields that validation may have to compare: of one name in one place; where fragments are spread, which may bring
   * any field to any place, of one name wherever they stand.
   */
  pairs: number;
  /** Braces, brackets and parentheses within each other: the parser and the validation call themselves for each. */
  nesting: number;
  /** Fields that tell of the schema itself: `__schema`, `__type`, `_service`. */
  introspection: number;
}

/** Fields of one response name in one place, and what is selected beneath them. */
interface Place {
  fields: number;
  beneath?: Map<string, Place>;
}

const ABOUT_THE_SCHEMA = new Set(['__schema', '__type', '_service']);
const OPERATIONS = new Set(['query', 'mutation', 'subscription']);

/** What the next name is. */
type Next = 'selection' | 'directive' | 'spread' | 'type condition' | 'aliased field';

/**
 * Counts a document in one pass of graphql-js's own lexer, in time and memory linear in its text. It stops behind `most`
 * tokens, and where the text is no GraphQL, which the parser then finds at that place or before: what is counted until there
 * bounds the parser's work. Of a document that parses, every count is what its syntax tree says.
 */
export class Counter {
  readonly count: Count = {
    tokens: 0,
    operations: 0,
    rootFields: 0,
    aliases: 0,
    fragments: 0,
    spreads: 0,
    directives: 0,
    repeats: 0,
    pairs: 0,
    nesting: 0,
    introspection: 0,
  };
  private readonly names = new Map<string, number>();
  private pairsOfNames = 0;
  private next: Next = 'selection';
  /** What a definition's head said that it is; null between definitions. */
  private definition: 'operation' | 'fragment' | null = null;
  /** Places whose selections are open, the innermost last. */
  private readonly open: Place[] = [];
  /** What a brace that opens now belongs to. */
  private last: Place = { fields: 0 };
  /** Parentheses and what stands in them: arguments, variables, values. */
  private inside = 0;
  private depth = 0;
  /** The last name was counted as a field that tells of the schema. */
  private named = false;

  private constructor() {}

  static of(text: string, most: number): Count {
    const counter = new Counter();
    const lexer = new Lexer(new Source(text));
    try {
      for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
        if (++counter.count.tokens > most) break;
        counter.take(token);
      }
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
    }
    if (counter.count.spreads > 0) counter.count.pairs = counter.pairsOfNames;
    return counter.count;
  }

  private take({ kind, value }: Token): void {
    if (kind === TokenKind.AT) {
      this.count.directives++;
      this.next = 'directive';
      return;
    }
    if (kind === TokenKind.PAREN_L || kind === TokenKind.BRACKET_L || (kind === TokenKind.BRACE_L && this.inside > 0)) {
      this.inside++;
      this.deeper();
    } else if (this.inside > 0) {
      if (kind === TokenKind.PAREN_R || kind === TokenKind.BRACKET_R || kind === TokenKind.BRACE_R) {
        this.inside--;
        this.depth--;
      }
      this.next = 'selection';
    } else if (kind === TokenKind.BRACE_L) this.begin();
    else if (kind === TokenKind.BRACE_R) this.end();
    else if (kind === TokenKind.SPREAD) {
      this.next = 'spread';
      // A brace that follows belongs to an inline fragment, whose fields stand in this very place.
      this.last = this.open.at(-1) ?? this.last;
    } else if (kind === TokenKind.COLON) {
      this.count.aliases++;
      if (this.named) this.count.introspection--; // it was an alias
      this.named = false;
      this.next = 'aliased field';
    } else if (kind === TokenKind.NAME) this.name(value);
  }

  private deeper(): void {
    this.count.nesting = Math.max(this.count.nesting, ++this.depth);
  }

  private name(name: string): void {
    const { next } = this;
    this.next = 'selection';
    if (next === 'directive') return;
    if (this.open.length === 0) {
      if (this.definition === null) this.head(name);
    } else if (next === 'spread') {
      if (name === 'on') this.next = 'type condition';
      else this.count.spreads++;
    } else if (next === 'aliased field') this.field(name);
    else if (next === 'selection') {
      this.answers(name);
      this.field(name);
    }
  }

  private head(name: string): void {
    if (name === 'fragment') {
      this.definition = 'fragment';
      this.count.fragments++;
    } else if (OPERATIONS.has(name)) this.operation();
  }

  private operation(): void {
    this.definition = 'operation';
    this.count.operations++;
  }

  private field(name: string): void {
    this.named = ABOUT_THE_SCHEMA.has(name);
    if (this.named) this.count.introspection++;
  }

  /** A field stands under this name of the answer, in the innermost place that is open. */
  private answers(name: string): void {
    const place = this.open.at(-1) as Place;
    place.beneath ??= new Map();
    let found = place.beneath.get(name);
    if (!found) {
      found = { fields: 0 };
      place.beneath.set(name, found);
    }
    this.last = found;
    this.count.pairs += found.fields;
    this.count.repeats = Math.max(this.count.repeats, ++found.fields);
    const before = this.names.get(name) ?? 0;
    this.pairsOfNames += before;
    this.names.set(name, before + 1);
  }

  private begin(): void {
    this.next = 'selection';
    this.deeper();
    if (this.open.length > 0) {
      this.open.push(this.last);
      return;
    }
    if (this.definition === null) this.operation();
    this.open.push({ fields: 0 });
  }

  private end(): void {
    this.next = 'selection';
    this.depth--;
    const place = this.open.pop();
    if (this.open.length > 0) return;
    if (this.definition === 'operation')
      this.count.rootFields = Math.max(this.count.rootFields, place?.beneath?.size ?? 0);
    this.definition = null;
  }
}
