// Checks the JSON that `epione demo --json` prints: ten steps, each true, and the whole true.
// Usage: node scripts/check-demo.mjs FILE
import { readFileSync } from "node:fs";

const text = readFileSync(process.argv[2], "utf8").trim();
const last = text.split("\n").at(-1);
const report = JSON.parse(last);
const problems = [];
if (report.ok !== true) problems.push("ok is not true");
const numbers = (report.steps ?? []).map((s) => s.step);
if (JSON.stringify(numbers) !== JSON.stringify([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]))
  problems.push(`steps are ${numbers}, not 1 to 10`);
for (const s of report.steps ?? []) {
  if (s.ok !== true) problems.push(`step ${s.step} (${s.name}) is not ok`);
  if (typeof s.name !== "string" || s.name === "") problems.push(`step ${s.step} has no name`);
}
if (problems.length) {
  console.error(problems.join("\n"));
  process.exit(1);
}
console.log(`demo: ${numbers.length} steps, all ok`);
