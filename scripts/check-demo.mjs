// Checks the JSON that `epione demo --json` prints: ten steps and two chapters, each true, and the
// whole true.
// Usage: node scripts/check-demo.mjs FILE
import { readFileSync } from 'node:fs';

const text = readFileSync(process.argv[2], 'utf8').trim();
const last = text.split('\n').at(-1);
const report = JSON.parse(last);
const problems = [];
if (report.ok !== true) problems.push('ok is not true');
const numbers = (report.steps ?? []).map((s) => s.step);
if (JSON.stringify(numbers) !== JSON.stringify([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]))
  problems.push(`steps are ${numbers}, not 1 to 10`);
for (const s of report.steps ?? []) {
  if (s.ok !== true) problems.push(`step ${s.step} (${s.name}) is not ok`);
  if (typeof s.name !== 'string' || s.name === '') problems.push(`step ${s.step} has no name`);
}
const names = (report.chapters ?? []).map((c) => c.name);
if (JSON.stringify(names) !== JSON.stringify(['patient-with-nothing', 'bad-study']))
  problems.push(`chapters are ${names}, not patient-with-nothing,bad-study`);
for (const c of report.chapters ?? []) {
  if (c.ok !== true) problems.push(`chapter ${c.name} is not ok`);
  if (!(c.notes?.length > 0) || !(c.transactions?.length > 0)) problems.push(`chapter ${c.name} tells nothing`);
}
if (problems.length) {
  console.error(problems.join('\n'));
  process.exit(1);
}
console.log(`demo: ${numbers.length} steps and ${names.length} chapters, all ok`);
