// What a file of tests runs on: a node with a fresh chain, the page as `epione app` serves it, a
// browser.
import { after, before } from 'node:test';
import { launch, quit } from './browser.mjs';
import { clean, Node, page } from './processes.mjs';
import { connected } from './seed.mjs';

const DIST = new URL('../../dist', import.meta.url).pathname;

/** Filled before the first test of the file that asks for it. */
export function stage() {
  const stage = {};
  before(async () => {
    stage.node = await new Node().up();
    stage.api = await connected(stage.node.url);
    stage.genesis = stage.api.genesisHash.toHex();
    stage.site = { ...(await page(stage.node.url, DIST)), node: stage.node.url };
    await launch();
  });
  after(async () => {
    await quit();
    await stage.api?.disconnect();
    clean();
  });
  return stage;
}
