/** Imports a file into the register of enterprises, from the built files: `node child.mjs URL AGENCY FILE [--atomic]`. */
import { connect } from '../../dist/db/client.js';
import { importFile } from '../../dist/src/intake/core.js';
import { openRegisters } from '../../dist/src/server/core.js';

const [url, agency, file, option] = process.argv.slice(2);
const db = connect({ url, application: 'hub import child' });
const { importers, agencies } = await openRegisters(db);
const report = { progress() {}, warn() {}, end() {} };
const summary = await importFile({
  file,
  importer: importers.enterprises,
  db,
  provider: await agencies.viewerNamed(agency),
  report,
  atomic: option === '--atomic',
});
await db.close();
console.log(JSON.stringify({ ...summary, maxRssMb: process.resourceUsage().maxRSS / 1024 }));
