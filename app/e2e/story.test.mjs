// The stories of a patient and a researcher in Chromium, on a real node, with a strict wallet; the
// `epione` command plays devices, gateway, ethics board and arbiter. Each test continues where the
// previous one ended.
//
// Run by ./scripts/test web, which builds what it needs. EPIONE_SHOTS names a folder for
// screenshots.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Visitor } from './lib/browser.mjs';
import { hold } from './lib/camera.mjs';
import { Person, root } from './lib/processes.mjs';
import { endow } from './lib/seed.mjs';
import { stage } from './lib/stage.mjs';
import { Wallet } from './lib/wallet.mjs';

const name = (path) => path.slice(1).replaceAll('/', '-') || 'home';
const on = stage();
const people = {};
let patient, researcher, study, grant, device;

test('a world: credentials, a device, a gateway', async () => {
  for (const who of ['Eve', 'Ferdie', 'Maker', 'Board', 'Lab', 'Anna', 'Gateway', 'Arbiter'])
    people[who] = new Person(who, on.node.url);
  const wallet = await Wallet.with(on.genesis, ['//Maker', '//Board', '//Lab', '//Anna', '//Gateway', '//Arbiter']);
  const [maker, board, lab, anna, gateway, arbiter] = (await wallet.accounts()).map((account) => account.address);
  await endow(on.api, [maker, board, lab, anna, gateway, arbiter], 200);
  for (const [address, role] of [
    [maker, 'manufacturer'],
    [board, 'ethics-board'],
    [lab, 'researcher'],
  ])
    await people.Eve.run('accredit', address, role);
  // The arbiter's accreditor must not be the researcher's.
  await people.Ferdie.run('accredit', arbiter, 'arbiter');
  const firmware = '5f'.repeat(32);
  const { model } = await people.Maker.run(
    'device',
    'model',
    'GS1:09506000134352',
    '--modality',
    'wearable',
    '--firmware',
    firmware,
  );
  const shop = join(root, 'shop');
  const { devices, accounts } = await people.Maker.run(
    'device',
    'provision',
    String(model),
    '--firmware',
    firmware,
    '--out',
    shop,
  );
  device = { file: devices[0], address: accounts[0] };
  for (const person of [people.Lab, people.Gateway, people.Arbiter]) await person.run('keys', 'init');
  await people.Arbiter.run('dispute', 'key');
  people.Gateway.address = gateway;
  patient = await Visitor.of(on.site, await Wallet.with(on.genesis, ['//Anna']), { size: 'phone' });
  researcher = await Visitor.of(on.site, await Wallet.with(on.genesis, ['//Lab']));
  await patient.connect();
  await researcher.connect();
});

test('a researcher opens a study', async () => {
  const { page, $ } = researcher;
  await researcher.go('/research/new');
  await $('study-document').fill('Sleep and heart rate after surgery.\nContact: study@example.org');
  await page.getByLabel('wearables (watch, patch, ring)').check();
  await $('study-reward').fill('2');
  await $('study-budget').fill('50');
  await $('study-closes').fill('2027-03-01');
  await $('study-window').fill('0.00005');
  const [saved] = await Promise.all([page.waitForEvent('download'), $('study-save').click()]);
  assert.match(saved.suggestedFilename(), /\.json$/);
  await researcher.shot('research-new-filled');
  await researcher.refused('create-study', () => $('study-sign').click());
  await $('study-sign').click();
  await researcher.sign('create-study');
  await researcher.go('/research');
  const line = page.locator('[data-testid^=managed-]').first();
  study = (await line.getAttribute('data-testid')).split('-')[1];
  await researcher.go(`/research/${study}`);
  // The secret stays with the command; the page takes the public part and its proof.
  const { version, key, proof } = await people.Lab.run('study', 'key', study, '--print');
  await $('key-paste').fill(JSON.stringify({ version, key, proof }));
  await $('key-add').click();
  await researcher.sign('add-key');
  const shown = await people.Board.run('study', 'show', study);
  assert.equal((await $('approve-command').innerText()).includes(shown.terms_hash), true);
  await people.Board.run('study', 'approve', study, shown.terms_hash);
  await $('study-phase').filter({ hasText: /open/i }).waitFor();
  await $('fund-amount').fill('5');
  await $('fund').click();
  await researcher.sign('fund');
});

test('a patient claims a device, lets a gateway act, and consents', async () => {
  const { page, $, wallet } = patient;
  const [anna] = await wallet.accounts();
  await patient.go('/devices');
  await $('claim-open').click();
  // A file with a secret is refused before anything is done with it.
  await $('claim-text').fill('{"seed":"00","scheme":"ed25519"}');
  await page.locator('[data-testid=claim-dialog] .error').waitFor();
  assert.equal(await $('claim-review').isDisabled(), true);
  await $('claim-text').fill('');
  // The device shows its claim as a QR code.
  hold(await people.Gateway.say('device', 'sign-claim', device.file, '--owner', anna.address, '--qr'));
  await $('claim-scan').click();
  await page.waitForFunction(() => document.querySelector('[data-testid=claim-review]:not([disabled])') !== null);
  await $('claim-review').click();
  await patient.preview('claim');
  assert.match(await $('public-notice').innerText(), /\S/);
  await patient.shot('tx-claim');
  await patient.sign('claim');
  await $(`device-${device.address}`).waitFor();
  await $('gateway-add').click();
  await $('gateway-input').fill(people.Gateway.address);
  await $('gateway-next').click();
  await patient.sign('add-gateway');
  await $(`gateway-${people.Gateway.address}`).waitFor();
  await patient.shot('devices');

  await patient.go(`/studies/${study}`);
  await patient.accessible('a study');
  await patient.shot('study');
  await $('join').click();
  for (let step = 0; step < 3; step++) await $('grant-next').click();
  assert.match(await $('grant-sentence').innerText(), /wearables/);
  await patient.shot('consent-sentence');
  const [document] = await Promise.all([page.waitForEvent('download'), $('grant-save').click()]);
  assert.match(document.suggestedFilename(), /\.json$/);
  await patient.refused('grant', () => $('grant-sign').click());
  await $('grant-sign').click();
  await patient.sign('grant');
  await patient.go('/');
  const line = page.locator('[data-testid^=receipt-]:not([data-testid=receipt-empty])').first();
  await line.waitFor();
  grant = (await line.getAttribute('data-testid')).split('-')[1];
});

let running;
test('data is contributed, and both see it arrive and be paid', async () => {
  const [anna] = await patient.wallet.accounts();
  const home = people.Gateway.home;
  writeFileSync(join(home, 'config.toml'), '[gateway]\nbatch_s = 1\n');
  mkdirSync(join(home, 'inbox'), { recursive: true });
  ({ child: running } = await people.Gateway.start(
    'watching',
    'gateway',
    'run',
    '--subject',
    anna.address,
    '--modality',
    'wearable',
    '--device',
    device.address,
  ));
  const at = (await on.api.query.timestamp.now()).toNumber() - 86_400_000;
  const observation = (i) => ({
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '8867-4', display: 'Heart rate' }] },
    effectiveDateTime: new Date(at + i * 60_000).toISOString(),
    valueQuantity: { value: 60 + i, unit: 'beats/minute', system: 'http://unitsofmeasure.org', code: '/min' },
  });
  // Enough for the depth of 5 that the form asks for.
  const lines = Array.from({ length: 40 }, (_, i) => JSON.stringify(observation(i))).join('\n');
  writeFileSync(join(home, 'readings.part'), lines);
  renameSync(join(home, 'readings.part'), join(home, 'inbox', 'readings.ndjson'));
  await researcher.go(`/research/${study}`);
  await running.waitFor('delivered');
  // No page was reloaded.
  await researcher.$('contributions').locator('tbody tr').first().waitFor();
  await researcher.accessible('a study that one manages');
  await researcher.shot('manage');
  await patient
    .$('paid-total')
    .filter({ hasText: /^1[.,]9/ })
    .waitFor({ timeout: 90_000 });
  await patient.accessible('a receipt');
  await patient.shot('home');
  for (const path of ['/earnings', '/data', '/consent', '/devices']) {
    await patient.go(path);
    await patient.accessible(path);
    await patient.shot(name(path));
  }
});

test('a wallet that says no, is locked, or takes its time, on every page that signs', async () => {
  const asked = [
    [patient, '/', 'revoke-all', 'revoke-all'],
    [patient, '/consent', `revoke-${grant}`, 'revoke'],
    [patient, '/data', 'tombstone', 'tombstone'],
    [patient, `/studies/${study}`, 'withdraw', 'withdraw'],
    [patient, '/devices', 'device-suspend', 'suspend'],
    [researcher, `/research/${study}`, 'close-study', 'close-study'],
  ];
  for (const [visitor, path, button, id] of asked) {
    await visitor.go(path);
    await visitor.refused(id, () => visitor.page.locator(`main [data-testid=${button}]`).first().click());
  }
  // Nothing has changed.
  await patient.go('/');
  await patient.$(`receipt-${grant}`).waitFor();

  const { $, wallet } = patient;
  await patient.go('/devices');
  wallet.mood = 'slow';
  await $('device-suspend').click();
  await patient.preview('suspend');
  await $('tx-sign').click();
  await patient.page.waitForSelector('[data-step=signing]');
  await patient.shot('tx-signing');
  const elsewhere = await patient.tab('/devices');
  await elsewhere.getByTestId('device-suspend').waitFor();
  wallet.mood = 'willing';
  wallet.answer();
  await patient.step('final');
  await $('tx-close').click();
  await $('device-resume').waitFor();
  await elsewhere.getByTestId('device-resume').waitFor();
  await elsewhere.close();
  await $('device-resume').click();
  await patient.sign('resume');
});

test('a complaint that the arbiter believes is appealed by the patient, for nothing', async () => {
  const { page, $ } = patient;
  const [anna] = await patient.wallet.accounts();
  const document = join(root, 'second.md');
  writeFileSync(document, '# Heart rates at home\n');
  const created = await people.Lab.run(
    'study',
    'create',
    document,
    '--reward',
    '1',
    '--budget',
    '20',
    '--dispute-window',
    '1h',
    '--min-depth',
    '5',
  );
  const second = String(created.study);
  await people.Board.run('study', 'approve', second, created.terms_hash);
  const delivered = running.lines.length;
  await people.Anna.run('consent', 'grant', `study:${second}`);
  await running.waitFor('delivered', delivered);
  const [key] = await on.api.query.studies.contributions.keys({ Study: Number(second) });
  const dataset = key.args[2].toHex().slice(2);
  const { dispute } = await people.Lab.run(
    'dispute',
    'open',
    second,
    '--complaint',
    'undecryptable',
    '--contribution',
    `${anna.address}:${dataset}`,
    '--says',
    'it does not open',
  );
  await patient.go(`/studies/${second}`);
  const card = $(`dispute-${dispute}`);
  await page.locator(`[data-testid=dispute-${dispute}][data-phase=Deciding]`).waitFor();
  await people.Arbiter.run('dispute', 'decide', String(dispute), 'upheld');
  await $(`appeal-${dispute}`).waitFor();
  await patient.accessible('a complaint');
  await patient.shot('complaint');
  await $(`appeal-${dispute}`).click();
  assert.equal(await $('appeal-next').isDisabled(), true);
  await $('appeal-grounds').fill('It opens with the key of the study.');
  await patient.accessible('an appeal');
  await patient.shot('appeal');
  const [saved] = await Promise.all([page.waitForEvent('download'), $('appeal-save').click()]);
  const { salt, text } = JSON.parse(readFileSync(await saved.path(), 'utf8'));
  await $('appeal-next').click();
  assert.match(await patient.sign('appeal'), /free/i);
  await $(`appeal-${dispute}`).waitFor({ state: 'detached' });
  assert.match(await card.innerText(), /appealed/);
  // What was saved is what the panel can compare with the chain.
  const grounds = createHash('sha256').update(Buffer.from(salt, 'hex')).update(text).digest('hex');
  assert.ok(patient.wallet.signed.at(-1).includes(grounds));
});

test('two tabs show the same, and a no in one is seen in the other', async () => {
  await patient.go('/');
  const first = patient.page;
  const second = await patient.tab();
  await second.getByTestId(`receipt-${grant}`).waitFor();
  patient.page = first;
  await patient.$(`revoke-${grant}`).click();
  const cost = await patient.preview('revoke');
  assert.match(cost, /free/i);
  await patient.shot('tx-revoke');
  await patient.sign('revoke');
  await second.getByTestId(`receipt-${grant}`).waitFor({ state: 'detached' });
  await patient.$(`receipt-${grant}`).waitFor({ state: 'detached' });
  await patient.$('revoke-all').click();
  assert.match(await patient.sign('revoke-all'), /free/i);
  await second.getByTestId('receipt-empty').waitFor();
  await patient.$('receipt-empty').waitFor();
  await second.close();
  // The history never disappears.
  await patient.go('/consent');
  assert.notEqual(await patient.$(`grant-${grant}`).getAttribute('data-state'), 'live');
  // The researcher now has something to confirm.
  await researcher.go('/research');
  await researcher.$(`duty-${grant}`).waitFor();
  await researcher.accessible('a duty');
  await researcher.shot('research-duty');
});

test('a dataset is tombstoned', async () => {
  await patient.go('/data');
  const line = patient.page.locator('[data-testid^=dataset-][data-state=Active]').first();
  const id = await line.getAttribute('data-testid');
  const second = await patient.tab('/data');
  await second.locator(`[data-testid=${id}][data-state=Active]`).waitFor();
  await line.getByTestId('tombstone').click();
  assert.match(await patient.sign('tombstone'), /free/i);
  for (const tab of [patient.page, second]) await tab.locator(`[data-testid=${id}][data-state=Tombstone]`).waitFor();
  await second.close();
  running.kill('SIGTERM');
});

test('what the chain would refuse is said before anything is signed', async () => {
  const { $, wallet } = patient;
  await patient.go('/devices');
  const signed = wallet.signed.length;
  // Suspended elsewhere while the dialog is open.
  await $('device-suspend').click();
  assert.match(await patient.preview('suspend'), /free/i);
  await people.Anna.run('device', 'suspend', device.address);
  await $('refusal').waitFor();
  assert.equal(await $('refusal').getAttribute('data-refusal'), 'Devices.AlreadySuspended');
  assert.equal(await $('tx-sign').isDisabled(), true);
  await patient.accessible('a refusal');
  await patient.shot('tx-refusal');
  await $('dialog-close').click();
  assert.equal(wallet.signed.length, signed);
});

test('a researcher closes the study', async () => {
  await researcher.go(`/research/${study}`);
  await researcher.$('close-study').click();
  await researcher.sign('close-study');
  await researcher.$('close-study').waitFor({ state: 'detached' });
  await researcher.leave();
  await patient.leave();
});
