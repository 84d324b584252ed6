import { join } from 'node:path';
import type { Db } from '../../db/client.js';
import type { Provider } from '../access/index.js';
import { importFile, quiet } from '../intake/core.js';
import { projectRoot } from '../kernel/project.js';
import type { AgencyKind } from '../kernel/vocabulary.js';
import type { RegisterName } from '../server/core.js';
import { openRegisters } from '../server/core.js';

export interface DemonstrationAgency {
  kind: AgencyKind;
  name: string;
  division: string | null;
  key: string;
  /** A company that is worth a first look. */
  example: string;
}

const COUNTY = '620621';
const PREFECTURE = '620600';
const EXAMPLE = '91620621PDY00001X5';

/** One agency of each kind that has something to do in the county; the ten of the plan get the notices of its accidents. */
const AGENCIES: [kind: AgencyKind, name: string, division: string | null][] = [
  ['MARKET_REGULATION', '民勤县市场监督管理局', COUNTY],
  ['SAFETY_REGULATOR', '民勤县应急管理局', COUNTY],
  ['CREDIT_OFFICE', '武威市社会信用体系建设办公室', PREFECTURE],
  ['COUNTY_GOVERNMENT', '民勤县人民政府办公室', COUNTY],
  ['DEVELOPMENT_REFORM', '民勤县发展和改革局', COUNTY],
  ['LAND', '民勤县自然资源局', COUNTY],
  ['HOUSING', '民勤县住房和城乡建设局', COUNTY],
  ['INDUSTRY_IT', '民勤县工业和信息化局', COUNTY],
  ['HUMAN_RESOURCES', '民勤县人力资源和社会保障局', COUNTY],
  ['QUALITY_SUPERVISION', '民勤县质量监督所', COUNTY],
  ['POWER', '国网民勤县供电公司', COUNTY],
  ['BANKING', '中国人民银行武威市中心支行', PREFECTURE],
  ['SECURITIES', '甘肃证监局', '620000'],
  ['INSURANCE', '武威保险监管组', PREFECTURE],
  ['GUARANTEE', '武威市融资担保监管科', PREFECTURE],
  ['PARTNER', '民勤县公共资源交易中心', COUNTY],
  ['OPERATOR', '枢纽运行管理员', null],
];

/** Which register each file is for, and who provides it. Enterprises first: the others refer to them. */
const FILES: [file: string, register: RegisterName, provider: AgencyKind][] = [
  ['enterprises', 'enterprises', 'MARKET_REGULATION'],
  ['gradings', 'gradings', 'SAFETY_REGULATOR'],
  ['ratings', 'ratings', 'CREDIT_OFFICE'],
  ['accidents', 'accidents', 'SAFETY_REGULATOR'],
  ['hazards', 'hazards', 'SAFETY_REGULATOR'],
];

/**
 * Loads the demonstration county (invented companies under reserved codes) through the same import as any agency's files.
 * Null where the database has agencies already: it is somebody's, and is left alone. `again` goes on where an earlier
 * loading was cut off: its agencies get new keys, since nobody has seen the first ones. `signal` cuts it off; `folder` has the files.
 */
export async function loadDemonstration(
  db: Db,
  say: (line: string) => void,
  again: boolean,
  signal?: AbortSignal,
  folder = join(projectRoot, 'scripts/demonstration'),
): Promise<DemonstrationAgency[] | null> {
  const rooms = await openRegisters(db);
  const there = new Set((await rooms.agencies.list()).map((a) => a.name));
  if (there.size > 0 && !again) return null;
  say('loading the demonstration county …');
  const agencies: DemonstrationAgency[] = [];
  const providers = new Map<AgencyKind, Provider>();
  for (const [kind, name, division] of AGENCIES) {
    const { agency, key } = there.has(name)
      ? await rooms.agencies.rotateKey(name)
      : await rooms.agencies.add({ name, kind, divisionCode: division });
    agencies.push({ kind, name, division, key, example: EXAMPLE });
    providers.set(kind, { kind, agencyId: agency.id, name, divisionCode: division });
  }
  for (const [file, register, kind] of FILES) {
    const path = join(folder, `${file}.csv`);
    const provider = providers.get(kind) as Provider;
    const summary = await importFile({
      file: path,
      importer: rooms.importers[register],
      db,
      provider,
      report: quiet,
      signal,
    });
    if (summary.rejected > 0)
      throw new Error(`${path}: ${summary.rejected} rows were rejected, see ${summary.rejectedFile}`);
  }
  return agencies;
}
