/** Imports a file into the register of enterprises, from the built files: `node child.mjs URL AGENCY FILE`. */
import { connect } from '../../dist/db/client.js';
import { agencies, agencyStore } from '../../dist/src/access/index.js';
import { importFile } from '../../dist/src/cli/import/index.js';
import { enterpriseRoom } from '../../dist/src/enterprise/index.js';
import { readCatalogue } from '../../dist/src/reference/index.js';

const [url, agency, file] = process.argv.slice(2);
const db = connect({ url, application: 'hub import child' });
const access = agencies(agencyStore(db));
const conditions = { graded: () => null, restricted: () => null };
const { importer } = enterpriseRoom({ db, catalogue: await readCatalogue(db), agencies: access, conditions });
const report = { progress() {}, warn() {}, end() {} };
const summary = await importFile({ file, importer, db, provider: await access.viewerNamed(agency), report });
await db.close();
console.log(JSON.stringify({ ...summary, maxRssMb: process.resourceUsage().maxRSS / 1024 }));
