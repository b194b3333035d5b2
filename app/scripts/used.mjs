// Collects the calls and view functions that the page's sources name: `….tx.Pallet.call` and
// `….view.Pallet.query`.
import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';

const isPallet = (name) => /^[A-Z]/.test(name);

/** Returns `[section, pallet, item]` if `node` is such a chain, whatever comes before it. */
function chain(node) {
  if (!ts.isPropertyAccessExpression(node)) return undefined;
  const item = node.name.text;
  const pallet = node.expression;
  if (!ts.isPropertyAccessExpression(pallet) || !isPallet(pallet.name.text)) return undefined;
  const section = pallet.expression;
  const name = ts.isPropertyAccessExpression(section) ? section.name : section;
  return ts.isIdentifier(name) ? [name.text, pallet.name.text, item] : undefined;
}

/**
 * Returns `{ tx, view }`: the names `[pallet, item]` of each, sorted, from every source under
 * `folder`.
 */
export function used(folder) {
  const found = { tx: new Set(), view: new Set() };
  for (const name of readdirSync(folder, { recursive: true })) {
    if (!/\.tsx?$/.test(name)) continue;
    const path = new URL(name, folder);
    const source = ts.createSourceFile(name, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest);
    const visit = (node) => {
      const [section, pallet, item] = chain(node) ?? [];
      if (section === 'tx' || section === 'view') found[section].add(`${pallet}.${item}`);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  const sorted = (names) => [...names].sort().map((name) => name.split('.'));
  return { tx: sorted(found.tx), view: sorted(found.view) };
}
