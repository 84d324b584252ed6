import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import postgres from 'postgres';

/**
 * What replay is measured beside, a process of its own: the rows of the log, page by page, as JSON lines over HTTP, and
 * nothing else; no schema, no permissions, no cursors.
 */
const PAGE = 500;
const sql = postgres(process.env.DATABASE_URL as string, { max: 1, onnotice() {} });
const server = createServer(async (_, response) => {
  for (let position = 0; ; ) {
    const rows = await sql`
      select position::float8 "position", type, subject, division_code division, recorded_at "recordedAt", data
      from hub.event where position > ${position} order by position limit ${PAGE}`;
    let text = '';
    for (const { data, ...row } of rows) text += `${JSON.stringify({ ...row, data: JSON.parse(data) })}\n`;
    if (!response.write(text)) await new Promise((done) => response.once('drain', done));
    if (rows.length < PAGE) break;
    position = rows.at(-1)?.position;
  }
  response.end();
});
server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }));
});
