import { chromium } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { BROWSER_FLAGS, browserPath } from '../kit/browser.js';
import { startTestHub } from '../kit/hub.js';

describe('the explorer', () => {
  it('runs a query in a browser without any address but the hub’s', async () => {
    const executablePath = browserPath();
    if (!executablePath) return;
    const hub = await startTestHub();
    const browser = await chromium.launch({ executablePath, args: BROWSER_FLAGS });
    try {
      const page = await browser.newPage();
      const asked: string[] = [];
      const problems: string[] = [];
      page.context().on('request', (request) => asked.push(request.url()));
      page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
      page.on('pageerror', (error) => problems.push(error.message));
      const opened = await page.goto(`${hub.url}/graphiql`);
      expect(opened?.status()).toBe(200);
      const editor = page.locator('.graphiql-query-editor .view-lines');
      await editor.click();
      await page.keyboard.press('Control+A');
      await page.keyboard.press('Delete');
      await page.keyboard.insertText(`{ enterprise(uscc: "${hub.county.mine}") { name grading { grade } } }`);
      const answer = async () => {
        await page.keyboard.press('Control+Enter'); // until the page has understood what was typed
        await page.waitForTimeout(700);
        return (await page.locator('.graphiql-response').innerText()).replace(/\s/g, '');
      };
      const expected = '"enterprise":{"name":"民勤县红沙岗煤业有限责任公司","grading":{"grade":"GRADE_2"}}';
      await expect.poll(answer, { interval: 50 }).toContain(expected);
      await page.waitForTimeout(500); // whatever the page loads behind its back

      const outside = asked.filter((url) => !/^(data|blob):/.test(url) && !url.startsWith(`${hub.url}/`));
      expect(outside).toEqual([]);
      expect(problems).toEqual([]);
      expect(asked).toContain(`${hub.url}/graphql`);
    } finally {
      await browser.close();
    }
  });
});
