import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lru } from 'tiny-lru';

/** Characters that are kept in memory; beyond them all texts go to a temporary file. */
const HELD = 4_000_000;
/** Texts, or characters, of one page of the file: what is read at once. */
const PAGE_TEXTS = 64;
const PAGE_CHARACTERS = 64_000;
/** Pages that are kept: those read last, among them the ones with the texts that every row has. */
const PAGES_KEPT = 128;

/**
 * Texts by their number, as many as a workbook has, in bounded memory: small ones are held, large ones lie in a temporary file
 * whose pages are read as they are asked for. Rows ask in the order in which the texts were written, so a page serves
 * dozens of cells. The file has no name from the start: it is gone with the process, however that ends.
 */
export class TextStore {
  private count = 0;
  private characters = 0;
  private page: string[] = [];
  private pageCharacters = 0;
  /** All pages but the open one, while they are held. */
  private held: string[][] | null = [];
  private file: number | null = null;
  /** Of each page of the file, where it begins; of each text, its page: texts differ in length, so pages do in number. */
  private readonly starts: number[] = [];
  private readonly firsts: number[] = [];
  private end = 0;
  private readonly pages = lru<string[]>(PAGES_KEPT);

  constructor(private readonly heldCharacters = HELD) {}

  get size(): number {
    return this.count;
  }

  /** Whether it left the memory. */
  get onDisk(): boolean {
    return this.file !== null;
  }

  add(text: string): void {
    this.page.push(text);
    this.count++;
    this.pageCharacters += text.length;
    this.characters += text.length;
    if (this.page.length >= PAGE_TEXTS || this.pageCharacters >= PAGE_CHARACTERS) this.turn();
  }

  /** Undefined where there is no such text. */
  get(index: number): string | undefined {
    if (!Number.isInteger(index) || index < 0 || index >= this.count) return undefined;
    const page = this.pageOf(index);
    const texts = page === this.firsts.length ? this.page : (this.held?.[page] ?? this.read(page));
    return texts[index - (page === this.firsts.length ? this.count - this.page.length : (this.firsts[page] as number))];
  }

  close(): void {
    if (this.file !== null) closeSync(this.file);
    this.file = null;
    this.held = [];
    this.count = 0;
    this.pages.clear();
  }

  private turn(): void {
    this.firsts.push(this.count - this.page.length);
    if (this.held) this.held.push(this.page);
    else this.write(this.page);
    this.page = [];
    this.pageCharacters = 0;
    if (!this.held || this.characters <= this.heldCharacters) return;
    this.file = unnamedFile();
    for (const page of this.held) this.write(page);
    this.held = null;
  }

  private write(texts: string[]): void {
    const bytes = Buffer.from(JSON.stringify(texts));
    this.starts.push(this.end);
    writeSync(this.file as number, bytes, 0, bytes.length, this.end);
    this.end += bytes.length;
  }

  /** The page that a text is on; the open one is behind the last. */
  private pageOf(index: number): number {
    if (index >= this.count - this.page.length) return this.firsts.length;
    // Pages are full of texts unless these are long: the search begins at its end, and mostly ends there.
    let low = Math.floor(index / PAGE_TEXTS);
    let high = this.firsts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.firsts[middle] as number) <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private read(page: number): string[] {
    const key = String(page);
    const kept = this.pages.get(key);
    if (kept) return kept;
    const start = this.starts[page] as number;
    const bytes = Buffer.allocUnsafe((this.starts[page + 1] ?? this.end) - start);
    let got = 0;
    while (got < bytes.length) {
      const read = readSync(this.file as number, bytes, got, bytes.length - got, start + got);
      if (read === 0) throw new Error('the temporary file of a workbook’s texts ended too early');
      got += read;
    }
    const texts = JSON.parse(bytes.toString()) as string[];
    this.pages.set(key, texts);
    return texts;
  }
}

/** A file for this process alone, whose name is taken away at once. */
function unnamedFile(): number {
  const folder = mkdtempSync(join(tmpdir(), 'hub-sheet-'));
  try {
    return openSync(join(folder, 'texts'), 'wx+', 0o600);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
