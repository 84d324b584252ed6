import { posix } from 'node:path';
import { type Archive, SMALL_LIMIT } from '../source/archive.js';
import { ImportError } from '../table/import-error.js';
import { declaredText } from './declared-text.js';
import { readXml, type XmlAttributes } from './xml.js';

/** What a workbook says of itself: its sheets in the order of their tabs, and where their parts lie. */
export interface Workbook {
  sheets: WorkbookSheet[];
  date1904: boolean;
  sharedStrings: string | null;
  styles: string | null;
}

export interface WorkbookSheet {
  name: string;
  hidden: boolean;
  /** The part with its cells; null: a chart or a macro. */
  part: string | null;
}

interface Relation {
  type: string;
  target: string;
}

const TYPES_OF_OTHERS: [part: RegExp, what: string][] = [
  [/^xl\/workbook\.bin$/i, 'is an Excel workbook in the binary form (.xlsb); save it as .xlsx or CSV'],
  [/^word\//i, 'is a Word document; put its table into a spreadsheet and save it as .xlsx or CSV'],
  [/^ppt\//i, 'is a presentation; put its table into a spreadsheet and save it as .xlsx or CSV'],
];

/** Reads what a workbook says of itself. Its parts are found by their relations alone, whatever they are called. */
export async function readWorkbook(file: string, archive: Archive): Promise<Workbook> {
  const other = TYPES_OF_OTHERS.find(([part]) => archive.names.some((name) => part.test(name)));
  if (other) throw new ImportError(`${file}: ${other[1]}`);
  const ofPackage = await relationsOf(file, archive, '');
  const part = [...ofPackage.values()].find(({ type }) => type === 'officeDocument')?.target;
  if (part === undefined || !archive.has(part))
    throw new ImportError(`${file}: is a workbook without sheets; open it in a spreadsheet and save it anew`);
  const relations = await relationsOf(file, archive, part);
  const sheets: WorkbookSheet[] = [];
  let date1904 = false;
  await read(file, archive, part, (name, attributes) => {
    if (name === 'workbookPr') date1904 = /^(1|true)$/.test(attributes.date1904 ?? '');
    if (name !== 'sheet' || attributes.name === undefined) return;
    const relation = relations.get(attributes.id ?? '');
    sheets.push({
      name: attributes.name,
      hidden: attributes.state === 'hidden' || attributes.state === 'veryHidden',
      part: relation?.type === 'worksheet' ? relation.target : null,
    });
  });
  const target = (type: string): string | null => {
    const found = [...relations.values()].find((relation) => relation.type === type)?.target;
    return found !== undefined && archive.has(found) ? found : null;
  };
  return { sheets, date1904, sharedStrings: target('sharedStrings'), styles: target('styles') };
}

/** What a part refers to, by the name that it uses; '' is the package itself. Types by their last word: strict workbooks have other addresses before it. */
async function relationsOf(file: string, archive: Archive, part: string): Promise<Map<string, Relation>> {
  const folder = posix.dirname(part);
  const relations = new Map<string, Relation>();
  const own = posix.join(folder, '_rels', `${posix.basename(part)}.rels`);
  if (!archive.has(own)) return relations;
  await read(file, archive, own, (name, { Id, Type, Target, TargetMode }) => {
    if (name !== 'Relationship' || Id === undefined || !Type || !Target || TargetMode === 'External') return;
    const target = Target.startsWith('/') ? Target.slice(1) : posix.join(folder, Target);
    relations.set(Id, { type: Type.slice(Type.lastIndexOf('/') + 1), target });
  });
  return relations;
}

async function read(
  file: string,
  archive: Archive,
  part: string,
  open: (name: string, attributes: XmlAttributes) => void,
): Promise<void> {
  const text = declaredText(archive.read(part, SMALL_LIMIT), 'utf-8');
  for await (const _ of readXml(file, text, { open, close() {}, text() {} }));
}
