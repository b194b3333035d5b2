// Every page of the web app in Chromium: on an empty chain, on a full one, in every look, and
// without a node.
//
// Run by ./scripts/test web, which builds what it needs. EPIONE_SHOTS names a folder for
// screenshots.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Visitor } from './lib/browser.mjs';
import { fill } from './lib/seed.mjs';
import { stage } from './lib/stage.mjs';
import { Wallet } from './lib/wallet.mjs';

const PAGES = [
  '/',
  '/devices',
  '/data',
  '/consent',
  '/consent/new',
  '/studies',
  '/earnings',
  '/research',
  '/research/new',
  '/settings',
  '/more',
];
const LOOKS = [
  { size: 'desk' },
  { size: 'desk', dark: true },
  { size: 'phone' },
  { size: 'phone', dark: true },
  { size: 'phone', locale: 'de-DE' },
  { size: 'phone', locale: 'it-IT' },
];
const name = (path) => path.slice(1).replaceAll('/', '-') || 'home';
const on = stage();

test('every page on an empty chain, in every look', async () => {
  for (const look of LOOKS) {
    const wallet = await Wallet.with(on.genesis, ['//Charlie']);
    const visitor = await Visitor.of(on.site, wallet, look);
    await visitor.accessible('not connected');
    await visitor.connect();
    for (const path of [...PAGES, '/studies/99', '/nowhere']) {
      await visitor.go(path);
      await visitor.accessible(`${path} ${JSON.stringify(look)}`);
      await visitor.shot(`empty-${name(path)}`);
    }
    await visitor.leave();
  }
});

test('the first load is small, and asks nobody else', async () => {
  const visitor = await Visitor.of(on.site, null);
  let bytes = 0;
  const fresh = await visitor.context.newPage();
  const session = await visitor.context.newCDPSession(fresh);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  await fresh.goto(on.site.base);
  await fresh.getByTestId('account').waitFor();
  await fresh.waitForLoadState('networkidle');
  assert.ok(bytes > 50_000 && bytes <= 300_000, `${bytes} bytes`);
  await visitor.leave();
});

test('every page in two tabs, each of which follows the chain', async () => {
  const visitor = await Visitor.of(on.site, await Wallet.with(on.genesis, ['//Charlie']));
  await visitor.connect();
  const tabs = [visitor.page, await visitor.tab()];
  const block = (tab) => tab.locator('nav [data-testid=connection]').innerText();
  for (const path of PAGES) {
    for (const tab of tabs) {
      visitor.page = tab;
      await visitor.go(path);
    }
    // Both show a newer block, and neither was reloaded.
    for (const tab of tabs) {
      const before = await block(tab);
      await tab.waitForFunction(
        (old) => document.querySelector('nav [data-testid=connection]').innerText !== old,
        before,
      );
    }
    assert.equal(await tabs[0].locator('main h1').innerText(), await tabs[1].locator('main h1').innerText());
  }
  await visitor.leave();
});

test('a thousand datasets and five hundred grants', async () => {
  await fill(on.api, '//Ferdie', 1000, 500);
  for (const look of [{ size: 'desk' }, { size: 'phone', dark: true }]) {
    const visitor = await Visitor.of(on.site, await Wallet.with(on.genesis, ['//Ferdie']), look);
    await visitor.connect();
    await visitor.go('/');
    await visitor.page.locator('[data-testid^=receipt-]').first().waitFor();
    assert.match(await visitor.$('readers').innerText(), /500/);
    for (const path of PAGES) {
      await visitor.go(path);
      await visitor.accessible(`${path} with many`);
      await visitor.shot(`many-${name(path)}`);
    }
    await visitor.go('/data');
    await visitor.page.locator('[data-testid^=dataset-]').first().waitFor();
    assert.match(await visitor.page.locator('main').innerText(), /1[,.’]?000/);
    await visitor.leave();
  }
});

test('a node that stops in the middle, and comes back', async () => {
  const visitor = await Visitor.of(on.site, await Wallet.with(on.genesis, ['//Bob']));
  await visitor.connect();
  const reader = await Visitor.of(on.site, await Wallet.with(on.genesis, ['//Bob']), { size: 'phone' });
  await reader.connect();
  await visitor.go('/consent/new');
  const { $, page } = visitor;
  await $('grant-address').fill('5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y');
  await $('grant-next').click();
  await page.getByLabel('implants').check();
  for (let step = 0; step < 3; step++) await $('grant-next').click();
  await $('grant-without').check();
  await $('grant-sign').click();
  await visitor.preview('grant');
  await $('tx-sign').click();
  await page.waitForSelector('[data-step=sent],[data-step=inBlock]');
  await on.node.down('SIGKILL');
  await $('banner-lost').waitFor();
  await visitor.accessible('no connection');
  await visitor.shot('lost');
  // Every page says so.
  for (const path of PAGES) {
    await reader.goOffline(path);
    await reader.page.waitForSelector('[data-testid=banner-lost],[data-testid=banner-unreachable]');
    await reader.accessible(`${path} without a node`);
  }
  await on.node.up();
  await $('banner-lost').waitFor({ state: 'detached', timeout: 90_000 });
  for (const banner of ['lost', 'unreachable'])
    await reader.$(`banner-${banner}`).waitFor({ state: 'detached', timeout: 90_000 });
  await reader.go('/studies');
  await reader.leave();
  // It took effect in either case: "not known" is shown only if its nonce is used already.
  await visitor.step('final', 'dropped');
  await $('tx-close').click();
  await visitor.go('/consent');
  await page.locator('[data-testid^=grant-]').first().waitFor();
  await visitor.leave();
});
