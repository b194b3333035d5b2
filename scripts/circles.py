#!/usr/bin/env python3
"""Finds circles of files in Rust crates.

    scripts/circles.py FOLDER...      (for example pallets runtime client/src)
    scripts/circles.py --edges FOLDER...   also prints every tie between two files

Within each crate a file is tied to another by what it imports (`use`, or a path in the code) and by the
inherent functions and methods that it calls (`Self::f`, `Type::<T>::f`, `x.f()`), wherever in the crate
their `impl` blocks are. Files that reach each other make a circle. Prints each circle with the names that
tie its files, and exits with 1 if there is one.

What does not count:
- tests, mocks and benchmarks, and whatever is compiled for them only;
- `mod x;` and `pub use x::Y;`: declaring and passing on is not using;
- types, traits and storage that FRAME makes a pallet's or a runtime's root declare (`Config`, `Pallet`,
  `Error`, `Runtime`...): a file below needs them and the root needs the file, by design. The root's
  functions do count;
- a method `x.f()` if the file does not name the type, if `f` is a name of the standard library, or of
  methods of two such types in two files: the text does not say whose it is.
"""
import pathlib
import re
import sys

SKIPPED = {"tests", "test", "mock", "benchmarking", "benches", "target", "node_modules"}
ITEM = re.compile(
    r"\b(?:(?:pub(?:\s*\([^)]*\))?|const|async|unsafe|default|extern)\s+)*"
    r"\b(fn|struct|enum|union|trait|type|const|static|mod|macro_rules!)\s+(?:mut\s+)?(\w+)"
)
STD = set(
    """as_bytes as_deref as_mut as_ref as_slice as_str borrow build call chain checked_add checked_div
    checked_mul checked_sub clear clone cloned cmp collect contains contains_key copied count decode default
    display drain drop encode end entry eq err error execute exists extend fill filter find finish first flat_map flush fmt
    fold from get get_mut get_or_insert hash id index insert into into_inner into_iter is_empty is_err
    is_none is_ok is_some iter iter_mut join keys kind last len lines lock map map_err max min mutate name new
    next ok open or_default parent parse path poll pop position post push put read read_exact remove replace
    reserve retain run send set size skip sort source spawn split start state status sum swap take text then
    to_string to_vec trim try_from try_into unwrap update url values verify wait with write zip""".split()
)


def code_only(text):
    """The text with comments, strings and characters blanked, line breaks kept."""
    out, i, n = [], 0, len(text)

    def blank(part):
        return "".join(c if c == "\n" else " " for c in part)

    while i < n:
        rest = text[i : i + 2]
        raw = re.compile(r'b?r(#*)"').match(text, i) if text[i] in "br" else None
        if rest == "//":
            end = text.find("\n", i)
            end = n if end < 0 else end
        elif rest == "/*":
            depth, end = 1, i + 2
            while end < n and depth:
                if text.startswith("/*", end):
                    depth, end = depth + 1, end + 2
                elif text.startswith("*/", end):
                    depth, end = depth - 1, end + 2
                else:
                    end += 1
        elif raw and (i == 0 or not (text[i - 1].isalnum() or text[i - 1] == "_")):
            end = text.find('"' + raw[1], raw.end())
            end = n if end < 0 else end + 1 + len(raw[1])
        elif text[i] == '"':
            end = i + 1
            while end < n and text[end] != '"':
                end += 2 if text[end] == "\\" else 1
            end += 1
        elif text[i] == "'" and (char := re.compile(r"'(\\.[^']*|[^'\\\n])'").match(text, i)):
            end = char.end()
        else:
            out.append(text[i])
            i += 1
            continue
        out.append(blank(text[i:end]))
        i = end
    return "".join(out)


def closing(code, at):
    """Where the bracket that opens at `at` closes."""
    pairs, stack = {"{": "}", "(": ")", "[": "]"}, []
    for i in range(at, len(code)):
        if code[i] in pairs:
            stack.append(pairs[code[i]])
        elif stack and code[i] == stack[-1]:
            stack.pop()
            if not stack:
                return i
    return len(code) - 1


def without_tests(code, text):
    """Blanks items that are compiled for tests or benchmarks only. `text` keeps the strings."""
    for match in list(re.finditer(r"#\[cfg\(", code)):
        end = closing(code, match.start() + 1)
        condition = re.sub(r"\s", "", text[match.start() : end + 1])
        if condition not in ("#[cfg(test)]", '#[cfg(feature="runtime-benchmarks")]') and not (
            condition.startswith("#[cfg(all(test") or condition.startswith("#[cfg(any(test")
        ):
            continue
        i = end + 1
        while i < len(code) and code[i] not in "{;,":
            i = closing(code, i) + 1 if code[i] in "([" else i + 1
        is_use = re.match(r"\s*(?:pub(?:\([^)]*\))?\s+)?use\b", code[end + 1 :])
        if i < len(code) and code[i] == "{":
            i = closing(code, i)
            if is_use:
                i = code.find(";", i)
        gone = code[match.start() : i + 1]
        code = code[: match.start()] + re.sub(r"[^\n]", " ", gone) + code[i + 1 :]
    return code


def trees(text):
    """The paths of a `use`, with their aliases: ([segments], name)."""
    text = text.strip()
    if "{" not in text:
        path, _, alias = text.partition(" as ")
        segments = [part.strip() for part in path.split("::") if part.strip()]
        if segments[-1:] == ["self"] and len(segments) > 1:
            segments.pop()
        return [(segments, alias.strip() or segments[-1])] if segments else []
    before, inner = text[: text.index("{")], text[text.index("{") + 1 : text.rindex("}")]
    parts, depth, last = [], 0, 0
    for i, char in enumerate(inner):
        depth += (char == "{") - (char == "}")
        if char == "," and not depth:
            parts.append(inner[last:i])
            last = i + 1
    parts.append(inner[last:])
    return [found for part in parts if part.strip() for found in trees(before + part.strip())]


class Module:
    """A module: a file's own, or one inside a file."""

    def __init__(self, file, parent):
        self.file, self.parent, self.children = file, parent, {}
        self.items, self.uses, self.outer = {}, [], set()


class File:
    def __init__(self, path):
        self.path = path
        text = path.read_text(errors="replace")
        self.text = text
        # `deposit_event` is FRAME's, not the file's in which it is asked for.
        self.code = re.sub(
            r"generate_deposit\([^\n]*\)\]", lambda m: " " * len(m[0]), without_tests(code_only(text), text)
        )
        # A section is pasted into the root, so its paths start there.
        self.is_section = "#[pallet_section]" in self.code
        self.is_frame_root = bool(
            re.search(r"#\[(frame_support::)?(pallet|runtime)\]|#\[frame_support::(pallet|runtime)", self.code)
            or re.search(r"\b(construct_runtime|impl_runtime_apis)!", self.code)
        )


class Crate:
    def __init__(self, root, names):
        self.names, self.files, self.scopes = names, {}, {}
        self.methods, self.known = {}, {}
        self.root = self.read(root, None)

    # Reading.

    def read(self, path, parent):
        file = self.files.setdefault(path.resolve(), File(path))
        module = Module(file, parent)
        self.scopes.setdefault(path.resolve(), []).append((0, len(file.code), module))
        is_dir = path.name in ("mod.rs", "lib.rs", "main.rs") or parent is None
        self.scan(module, 0, len(file.code), path.parent if is_dir else path.parent / path.stem)
        return module

    def scan(self, module, start, end, folder):
        """Takes down what stands between `start` and `end` of the module's file."""
        file, code = module.file, module.file.code
        i = start
        token = re.compile(r"\buse\b|\bimpl\b|[{]|" + ITEM.pattern)
        while (match := token.search(code, i, end)) is not None:
            i = match.end()
            word = match[0]
            if word == "use":
                stop = code.find(";", i)
                public = re.search(r"\bpub(\s*\([^)]*\))?\s*$", code[max(0, match.start() - 20) : match.start()])
                module.uses += [(p, n, bool(public), match.start()) for p, n in trees(code[i:stop])]
                i = stop + 1
            elif word == "impl":
                i = self.scan_impl(module, match.start(), end)
            elif word == "{":
                i = closing(code, match.start()) + 1
            elif match[1] == "mod":
                i = self.scan_mod(module, match, folder)
            else:
                kind = "fn" if match[1] == "fn" else "macro" if match[1] == "macro_rules!" else "type"
                module.items.setdefault(match[2], kind)
                while i < end and code[i] not in "{;":
                    i = closing(code, i) + 1 if code[i] in "([" else i + 1
                if i < end and code[i] == "{":
                    i = closing(code, i) + 1

    def scan_mod(self, module, match, folder):
        file, code, name = module.file, module.file.code, match[2]
        after = re.compile(r"\s*([;{])").match(code, match.end())
        if not after:
            return match.end()
        if after[1] == "{":
            stop = closing(code, after.end() - 1)
            child = module.children.setdefault(name, Module(file, module))
            self.scopes[file.path.resolve()].append((after.end(), stop, child))
            self.scan(child, after.end(), stop, folder / name)
            return stop + 1
        given = re.search(r'#\[path\s*=\s*"([^"]*)"\][^;{}]*$', file.text[max(0, match.start() - 400) : match.start()])
        tries = [file.path.parent / given[1]] if given else [folder / f"{name}.rs", folder / name / "mod.rs"]
        for path in tries:
            if path.is_file() and not skipped(path) and name not in SKIPPED:
                module.children[name] = self.read(path, module)
                break
        return after.end()

    def scan_impl(self, module, at, end):
        code = module.file.code
        # Over the generics, which may hold braces of const expressions, to the body.
        i = at + 4
        while i < end and code[i] not in "{;":
            i = closing(code, i) + 1 if code[i] in "([" else i + 1
        head, body_end = code[at + 4 : i], closing(code, i) if i < end else end
        head = re.split(r"\bwhere\b", strip_generics(head))[0]
        trait, _, of = head.rpartition(" for ")
        names = re.findall(r"[A-Za-z_]\w*", of)
        own = names[-1] if names else ""
        module.file.__dict__.setdefault("impls", []).append((i, body_end, own))
        if not trait:
            inner = i + 1
            fn = re.compile(r"\bfn\s+(\w+)|[{]")
            while (match := fn.search(code, inner, body_end)) is not None:
                inner = match.end()
                if match[1]:
                    self.methods.setdefault((own, match[1]), set()).add(module.file)
                    while inner < body_end and code[inner] not in "{;":
                        inner = closing(code, inner) + 1 if code[inner] in "([" else inner + 1
                if inner <= body_end and code[inner - 1 : inner] == "{" and not match[1]:
                    inner = closing(code, inner - 1) + 1
                elif inner < body_end and code[inner] == "{":
                    inner = closing(code, inner) + 1
        return body_end + 1

    # Resolving.

    def find(self, module, segments, seen=frozenset()):
        """Module, or (file, kind) of an item, that a path leads to; `None` outside the crate."""
        head, inside = segments[0], True
        if head in ("crate", "$crate") or (head in self.names and head not in module.children):
            module, segments, inside = self.root, segments[1:], False
        else:
            while segments and segments[0] in ("self", "super"):
                module = module.parent if segments[0] == "super" else module
                segments, inside = segments[1:], False
                if module is None:
                    return None
        for place, name in enumerate(segments):
            if name == "*":
                return module
            found = self.lookup(module, name, seen)
            if found is None:
                # A name that a macro makes: it belongs to the module that was named.
                return None if inside and place == 0 else (module.file, "unknown")
            if not isinstance(found, Module):
                return found
            module = found
        return module

    def lookup(self, module, name, seen=frozenset()):
        """What a module means by a name, its imports included."""
        if name in module.children:
            return module.children[name]
        if name in module.items:
            return (module.file, module.items[name])
        if (module, name) in seen:
            return None
        if not seen and (module, name) in self.known:
            return self.known[module, name]
        inner, found = seen | {(module, name)}, None
        for path, alias, _, _ in module.uses:
            if alias == name and path[-1] != "*" and path[0] != name:
                found = self.find(module, path, inner)
                break
        else:
            for path, _, _, _ in module.uses:
                if path[-1] == "*" and len(path) > 1:
                    target = self.find(module, path[:-1], inner)
                    if isinstance(target, Module) and target is not module:
                        found = self.lookup(target, name, inner)
                        if found is not None:
                            break
        if not seen:
            self.known[module, name] = found
        return found

    # Ties.

    def ties(self):
        """{(from, to): {names}}"""
        ties = {}

        def tie(source, found, name):
            target = found.file if isinstance(found, Module) else found[0] if found else None
            kind = "module" if isinstance(found, Module) else found[1] if found else None
            if target is None or target is source:
                return
            if target.is_frame_root and kind not in ("fn", "macro"):
                return
            ties.setdefault((source, target), set()).add(name)

        by_method = {}
        for (own, name), files in self.methods.items():
            by_method.setdefault(name, []).append((own, files))
        for path, scopes in self.scopes.items():
            file = self.files[path]
            code = re.sub(r"\buse\s[^;]*;", lambda m: re.sub(r"[^\n]", " ", m[0]), file.code)
            for start, stop, module in scopes:
                for segments, name, public, _ in module.uses:
                    if segments[-1] != "*" and not public:
                        found = self.find(module, segments)
                        if isinstance(found, Module) and found.file is not file and found.parent is module:
                            continue
                        tie(file, found, "::".join(segments))
            words = set(re.findall(r"[A-Za-z_]\w*", code))
            for _, _, module in scopes:
                for segments, _, public, _ in module.uses:
                    if segments[-1] == "*" and not public:
                        target = self.find(module, segments[:-1])
                        if isinstance(target, Module) and target.file is not file:
                            for word in words & self.visible(target):
                                tie(file, self.lookup(target, word), word)
            for match in re.finditer(r"(?<![\w:.$])((?:\w+(?:::<[^;{}()]*?>)?::)+)(\w+)", code):
                segments = [part for part in re.sub(r"::<[^;{}()]*?>(?=::)", "", match[1]).split("::") if part]
                module = self.scope(scopes, match.start())
                if segments[0] in ("use",):
                    continue
                if len(segments) == 1:
                    own = segments[0]
                    if own == "Self":
                        own = self.self_type(file, match.start())
                    files = self.methods.get((own, match[2]))
                    if files and not self.foreign(module, segments[0]):
                        for target in files:
                            if len(files) == 1 or target is file:
                                tie(file, (target, "fn"), f"{own}::{match[2]}")
                        continue
                if segments[0] == "Self":
                    continue
                if file.is_section and segments[0] in self.root.children:
                    module = self.root
                found = self.find(module, segments + [match[2]])
                if found is None or (isinstance(found, tuple) and found[1] == "unknown"):
                    found = self.find(module, segments)
                if found is not None:
                    tie(file, found, "::".join(segments + [match[2]]))
            for match in re.finditer(r"(\bself\s*)?\.\s*(\w+)\s*(?:::<[^;{}()]*>)?\(", code):
                name = match[2]
                if name not in by_method:
                    continue
                if match[1]:
                    own = self.self_type(file, match.start())
                    for target in self.methods.get((own, name), ()):
                        tie(file, (target, "fn"), f"{own}::{name}")
                    continue
                named = [files for own, files in by_method[name] if words & {own, own + "Of"}]
                targets = set().union(*named)
                if name not in STD and len(targets) == 1:
                    tie(file, (targets.pop(), "fn"), f".{name}()")
        return ties

    def visible(self, module, depth=0):
        names = set(module.items) | set(module.children)
        if depth < 4:
            for path, name, public, _ in module.uses:
                if path[-1] == "*":
                    target = self.find(module, path[:-1])
                    if isinstance(target, Module) and target is not module:
                        names |= self.visible(target, depth + 1)
                else:
                    target = self.find(module, path)
                    if target is not None:
                        names.add(name)
        return names

    def scope(self, scopes, at):
        inner = [(stop - start, module) for start, stop, module in scopes if start <= at <= stop]
        return min(inner, key=lambda one: one[0])[1]

    def self_type(self, file, at):
        for start, stop, own in file.__dict__.get("impls", []):
            if start <= at <= stop:
                return own
        return "Pallet"

    def foreign(self, module, name):
        """Whether `name` was imported from another crate."""
        while module is not None:
            for path, alias, _, _ in module.uses:
                if alias == name:
                    return path[0] not in ("crate", "super", "self") and path[0] not in module.children \
                        and path[0] not in self.names and self.find(module, path) is None
            module = module.parent if module.parent and module.parent.file is module.file else None
        return False


def strip_generics(text):
    text, depth, out = text.replace("->", "  ").replace("=>", "  "), 0, []
    for char in text:
        depth += char == "<"
        if not depth:
            out.append(char)
        depth -= char == ">" and depth > 0
    return "".join(out)


def skipped(path):
    return any(part in SKIPPED for part in path.parts[-4:-1]) or path.stem in SKIPPED or path.stem.endswith("_tests")


def circles(ties, files):
    """Strongly connected components of more than one file (Tarjan, without recursion)."""
    after = {file: [] for file in files}
    for source, target in ties:
        after[source].append(target)
    number, low, stack, on, found = {}, {}, [], set(), []
    for first in files:
        if first in number:
            continue
        work = [(first, iter(after[first]))]
        number[first] = low[first] = len(number)
        stack.append(first)
        on.add(first)
        while work:
            node, rest = work[-1]
            for following in rest:
                if following not in number:
                    number[following] = low[following] = len(number)
                    stack.append(following)
                    on.add(following)
                    work.append((following, iter(after[following])))
                    break
                if following in on:
                    low[node] = min(low[node], number[following])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == number[node]:
                    part = []
                    while True:
                        last = stack.pop()
                        on.discard(last)
                        part.append(last)
                        if last is node:
                            break
                    if len(part) > 1:
                        found.append(part)
    return found


def roots(folder):
    """The crate roots in or around `folder`, with the names by which a crate calls itself."""
    found = []
    for name in ("lib.rs", "main.rs"):
        found += [path for path in folder.rglob(name) if not skipped(path)]
    if not found and folder.suffix != ".rs":
        found = [path for path in sorted(folder.glob("*.rs")) if not skipped(path)]
    for path in sorted(found):
        names, manifest = set(), path.parent.parent / "Cargo.toml"
        if path.name == "lib.rs" and manifest.is_file():
            names = {one.replace("-", "_") for one in re.findall(r'(?m)^name\s*=\s*"([^"]+)"', manifest.read_text())}
        yield path, names


def main():
    arguments = [one for one in sys.argv[1:] if not one.startswith("--")]
    if not arguments:
        sys.exit(__doc__)
    here, failed, crates, count = pathlib.Path.cwd(), False, 0, 0

    def shown(file):
        path = file.path.resolve()
        return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)

    for argument in arguments:
        folder = pathlib.Path(argument)
        if not folder.is_dir():
            sys.exit(f"{argument} is no folder")
        for root, names in roots(folder):
            crate = Crate(root, names)
            ties = crate.ties()
            crates, count = crates + 1, count + len(crate.files)
            if "--edges" in sys.argv:
                for (source, target), by in sorted(ties.items(), key=lambda one: (shown(one[0][0]), shown(one[0][1]))):
                    print(f"{shown(source)} -> {shown(target)}: {', '.join(sorted(by))}")
            for part in circles(ties, list(crate.files.values())):
                failed = True
                print(f"circle of {len(part)} files in the crate at {root.parent}:")
                for (source, target), by in sorted(ties.items(), key=lambda one: (shown(one[0][0]), shown(one[0][1]))):
                    if source in part and target in part:
                        some = sorted(by)
                        more = f" and {len(some) - 8} more" if len(some) > 8 else ""
                        print(f"  {shown(source)} -> {shown(target)}: {', '.join(some[:8])}{more}")
    print(f"{count} files of {crates} crates: " + ("circles, see above" if failed else "no circle"))
    sys.exit(failed)


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:
        sys.exit(1)
