// A preprocessor of mdBook (book.toml). Checks every link of the book that is not to another host:
// the file is there, and the heading too. Links that leave the book, to code or folders, go to the
// repository.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

// mdBook asks first whether a renderer is supported.
if (process.argv[2] === 'supports') process.exit(process.argv[3] === 'html' ? 0 : 1);

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LINK = /(!?\[(?:[^[\]`]|`[^`]*`)*\]\()([^()\s]+)\)/g;
const FENCE = /^[ \t]*```[\s\S]*?^[ \t]*```/gm;

const [{ config }, book] = JSON.parse(readFileSync(0, 'utf8'));
const repository = config.output.html['git-repository-url'];
const folder = config.book.src;
const broken = [];
const pages = new Set();

/** All chapters, those below others too. */
function* chapters(items) {
  for (const { Chapter } of items) {
    if (!Chapter) continue;
    yield Chapter;
    yield* chapters(Chapter.sub_items);
  }
}

/** The names that mdBook gives the headings of a page. */
function anchors(path) {
  const found = new Set();
  for (const [, heading] of readFileSync(join(ROOT, path), 'utf8')
    .replace(FENCE, '')
    .matchAll(/^#+ +(.+)$/gm)) {
    const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '');
    const name = text
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_\- ]/gu, '')
      .replace(/ /g, '-');
    let unique = name;
    for (let n = 1; found.has(unique); n++) unique = `${name}-${n}`;
    found.add(unique);
  }
  return found;
}

function target(page, link) {
  if (/^[a-z]+:/.test(link)) return link;
  const [file, anchor] = link.split('#');
  const path = file === '' ? page : normalize(join(dirname(page), decodeURI(file)));
  const here = join(ROOT, path);
  if (!existsSync(here)) {
    broken.push(`${page}: ${link}: no such file`);
    return link;
  }
  if (anchor && path.endsWith('.md') && !anchors(path).has(anchor)) broken.push(`${page}: ${link}: no such heading`);
  const isFile = statSync(here).isFile();
  const inBook = path.endsWith('.md') ? pages.has(path) : isFile && !relative(folder, path).startsWith('..');
  if (inBook) return link;
  return `${repository}/${isFile ? 'blob' : 'tree'}/main/${path}${anchor ? `#${anchor}` : ''}`;
}

/** The text with its links outside of code made right. */
function mend(page, text) {
  const code = [];
  const bare = text.replace(FENCE, (block) => `\uE000${code.push(block) - 1}\uE000`);
  return bare
    .replace(LINK, (_, before, link) => `${before}${target(page, link)})`)
    .replace(/\uE000(\d+)\uE000/g, (_, n) => code[n]);
}

const items = book.items ?? book.sections;
for (const { path } of chapters(items)) if (path) pages.add(join(folder, path));
for (const chapter of chapters(items)) {
  if (chapter.path) chapter.content = mend(join(folder, chapter.source_path ?? chapter.path), chapter.content);
}
if (broken.length > 0) {
  console.error(broken.join('\n'));
  process.exit(1);
}
process.stdout.write(JSON.stringify(book));
