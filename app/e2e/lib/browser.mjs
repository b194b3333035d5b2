// Chromium with the page in it, watched: it contacts only the page's server and the node, keeps to
// the security policy, and never throws.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { CAMERA } from './camera.mjs';

const axe = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
export const SHOTS = process.env.EPIONE_SHOTS;
const SIZES = { desk: { width: 1280, height: 860 }, phone: { width: 360, height: 740 } };

let browser;
export async function launch() {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${CAMERA}`,
    ],
  });
  return browser;
}
export const quit = () => browser?.close();

/** A person's browser: one context, with one wallet. */
export class Visitor {
  faults = [];

  static async of(site, wallet, { size = 'desk', dark = false, locale = 'en-GB' } = {}) {
    const visitor = Object.assign(new Visitor(), { site, wallet, size, dark, language: locale.slice(0, 2) });
    visitor.context = await browser.newContext({
      viewport: SIZES[size],
      colorScheme: dark ? 'dark' : 'light',
      locale,
      acceptDownloads: true,
      reducedMotion: 'reduce',
      hasTouch: size === 'phone',
    });
    visitor.context.setDefaultTimeout(60_000);
    if (wallet) await wallet.into(visitor.context);
    visitor.page = await visitor.tab();
    return visitor;
  }

  /** Opens the page in one more tab. */
  async tab(path = '') {
    const page = await this.context.newPage();
    const mine = [new URL(this.site.base).host, new URL(this.site.node).host];
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (!['data:', 'blob:'].includes(url.protocol) && !mine.includes(url.host))
        this.faults.push(`a request to ${url.host}`);
    });
    page.on('pageerror', (error) => this.faults.push(`thrown: ${error}`));
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) this.faults.push(message.text());
    });
    await page.goto(path === '' ? this.site.base : `${this.site.base}#${path}`);
    await page.getByTestId('account').waitFor();
    return page;
  }

  $ = (id) => this.page.getByTestId(id);

  async go(path) {
    await this.goOffline(path);
    await this.page.waitForFunction(() => document.querySelector('.loading') === null);
  }

  /** The same while the chain cannot be read: the page may keep saying that it is reading. */
  async goOffline(path) {
    await this.page.goto(`${this.site.base}#${path}`);
    await this.page.waitForFunction(
      (at) =>
        document.querySelector('main')?.dataset.path === at &&
        document.querySelector('main h1')?.checkVisibility() === true,
      path,
    );
  }

  /** Connects the wallet and takes its n-th account. */
  async connect(n = 0) {
    await this.$('account').click();
    await this.$('wallet-polkadot-js').click();
    await this.$('account-select').selectOption({ index: n });
    await this.$('wallet-dialog').locator('footer .primary').click();
    await this.$('wallet-dialog').waitFor({ state: 'detached' });
  }

  /**
   * In the dialog of a transaction: signs and waits for the end. Returns what it cost, in the
   * page's words.
   */
  async sign(id, ends = 'final') {
    const cost = await this.preview(id);
    await this.$('tx-sign').click();
    await this.step(ends);
    await this.$('tx-close').click();
    return cost;
  }

  /**
   * A wallet that refuses, then one that is locked: the page says so, nothing is signed, and one
   * can try again.
   */
  async refused(id, open) {
    const signed = this.wallet.signed.length;
    for (const [mood, ends] of [
      ['rejecting', 'rejected'],
      ['locked', 'locked'],
    ]) {
      this.wallet.mood = mood;
      await open();
      await this.preview(id);
      await this.$('tx-sign').click();
      await this.step(ends);
      await this.accessible(`${id} ${ends}`);
      await this.shot(`tx-${ends}`);
      await this.$('tx-close').click();
    }
    this.wallet.mood = 'willing';
    assert.equal(this.wallet.signed.length, signed);
  }

  async preview(id) {
    await this.$(`tx-${id}`).waitFor();
    await this.page.waitForFunction(() => document.querySelector('[data-testid=tx-sign]:not([disabled])') !== null);
    return this.$('tx-cost').innerText();
  }

  /** Waits until the transaction has ended, and checks how. */
  async step(...expected) {
    const over = ['final', 'failed', 'refused', 'rejected', 'locked', 'dropped']
      .map((step) => `[data-step=${step}]`)
      .join(',');
    await this.page.waitForSelector(over, { timeout: 90_000 });
    const step = await this.$('tx-progress').getAttribute('data-step');
    assert.ok(expected.includes(step), `${step}, not ${expected}: ${await this.$('tx-progress').innerText()}`);
    return step;
  }

  /** Checks for nothing that WCAG 2.2 AA forbids, and nothing wider than the screen. */
  async accessible(name) {
    await this.page.evaluate(`${axe};0`);
    const found = await this.page.evaluate(() =>
      axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }),
    );
    assert.deepEqual(
      found.violations.map((v) => `${v.id}: ${v.nodes[0].target} ${v.nodes[0].failureSummary}`),
      [],
      `axe on ${name}`,
    );
    assert.ok(found.passes.length > 5, `axe looked at nothing on ${name}`);
    const wide = await this.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${name} is ${wide} px too wide`);
  }

  async shot(name) {
    if (!SHOTS) return;
    mkdirSync(SHOTS, { recursive: true });
    const look = (this.dark ? '-dark' : '') + (this.language === 'en' ? '' : `-${this.language}`);
    await this.page.screenshot({
      path: `${SHOTS}/${name}-${this.size}${look}.jpg`,
      type: 'jpeg',
      quality: 70,
    });
  }

  async leave() {
    const faults = this.faults;
    await this.context.close();
    assert.deepEqual(faults, []);
  }
}
