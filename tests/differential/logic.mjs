// JsonLogic, ours against json-logic-js.
//
//     node logic.mjs WORK PROGRAM SEED COUNT    compare; "N passed, N failed"
//     node logic.mjs WORK --write FILE          write tests/vectors/logic.jsonl
//
// WORK holds node_modules; PROGRAM is logic_batch.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { cases } from './logic_cases.mjs';

const [work, program, seedText, countText] = process.argv.slice(2);
const jsonLogic = createRequire(path.resolve(work, 'package.json'))('json-logic-js');
console.log = () => {}; // the operator "log" prints
const say = (line) => process.stdout.write(`${line}\n`);

// JSON with keys in byte order, as ours prints it.
function text(v) {
  if (Array.isArray(v)) return `[${v.map(text).join(',')}]`;
  if (v === null || typeof v !== 'object') return JSON.stringify(v) ?? 'null';
  const keys = Object.keys(v).filter((k) => v[k] !== undefined);
  keys.sort((x, y) => Buffer.compare(Buffer.from(x), Buffer.from(y)));
  return `{${keys.map((k) => `${JSON.stringify(k)}:${text(v[k])}`).join(',')}}`;
}

// What json-logic-js makes of it; "!" when it throws.
function theirs(rule, data) {
  try {
    return text(jsonLogic.apply(rule, data));
  } catch (e) {
    return '!';
  }
}

// xorshift32: the same cases for the same seed on every machine.
let state;
function below(n) {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % n;
}
const pick = (list) => list[below(list.length)];

const words = ['', 'a', 'b', 'ab', 'abc', '0', '1', '2', '10', '-1', '1.5', ' 3 ', '0x1f', '1e3',
  '3px', '.5', '5.', '+7', 'NaN', 'Infinity', '-Infinity', 'true', 'null', 'undefined', '1,2', '0b11',
  '通办', '办件', '二〇', '𠮷野家', 'é', '😀', '\u3000 4', '\t9\n', 'a.b', 'length', '12345678901234567890'];
const numbers = [0, 1, 2, 3, -1, -2, 10, 100, 0.1, 0.2, 1.5, -2.5, 1e21, 1e-7, 123456789012, 5e-324,
  1.7976931348623157e308, 9007199254740993, -9007199254740992, 4294967296, 0.30000000000000004];
const names = ['a', 'b', 'c', 'n', 's', 'list', 'list.0', 'list.1', 'list.length', 's.length', 's.0',
  'deep.x', 'deep.y.z', 'deep', 'none', '', 'current', 'accumulator', 'people', 'name', 'age',
  'people.0.name', 0, 1, null, 'e', 'e.0'];

function primitive() {
  const kind = below(10);
  if (kind < 4) return pick(numbers);
  if (kind < 8) return pick(words);
  return pick([true, false, null]);
}

function datum(depth) {
  const kind = below(10);
  if (depth === 0 || kind < 6) return primitive();
  const n = below(4);
  if (kind < 8) return Array.from({ length: n }, () => datum(depth - 1));
  const map = {};
  for (let i = 0; i < n; i++) map[pick(['a', 'b', 'x', 'y', 'name', 'age', 'length'])] = datum(depth - 1);
  return map;
}

function world() {
  return {
    a: datum(2), b: datum(2), c: primitive(), n: pick(numbers), s: pick(words), e: [],
    list: Array.from({ length: below(5) }, () => datum(1)),
    deep: { x: datum(1), y: { z: primitive() } },
    people: Array.from({ length: below(4) }, () => ({ name: pick(words), age: pick(numbers), x: datum(1) })),
  };
}

const binary = ['==', '===', '!=', '!==', '>', '>=', '<', '<=', '%', '/', '-', 'in'];
const several = ['<', '<=', 'max', 'min', '+', '*', '-', 'cat', 'merge', 'and', 'or', 'if', '?:', 'missing',
  'missing_some', 'substr', 'var', 'log', '!', '!!', 'in', '>', '=='];
const loops = ['map', 'filter', 'all', 'none', 'some', 'reduce'];

const listRule = (depth) => (below(3) === 0 ? rule(depth) :
  below(2) ? { var: pick(['list', 'people', 'a', 'e', 'deep']) } :
    Array.from({ length: below(4) }, () => rule(depth)));

function rule(depth) {
  if (depth === 0) return below(3) === 0 ? { var: pick(names) } : primitive();
  const next = () => rule(depth - 1 - (below(3) === 0 ? Math.min(1, depth - 1) : 0));
  switch (below(12)) {
    case 0: return primitive();
    case 1: return { var: below(3) === 0 ? [pick(names), next()] : pick(names) };
    case 2: return { [pick(['!', '!!', '-', 'var', '+', 'missing', 'cat', 'merge', 'log'])]: next() };
    case 3: case 4: case 5: return { [pick(binary)]: [next(), next()] };
    case 6: case 7: case 8:
      return { [pick(several)]: Array.from({ length: below(5) }, next) };
    case 9: {
      const op = pick(loops);
      const args = [listRule(depth - 1), next()];
      if (op === 'reduce' && below(4) > 0) args.push(next());
      return { [op]: args };
    }
    case 10: return pick([
      () => ({ substr: [next(), pick(numbers), ...(below(2) ? [pick(numbers)] : [])] }),
      () => ({ missing: Array.from({ length: below(4) }, () => pick(names)) }),
      () => ({ missing_some: [below(4), Array.from({ length: below(4) }, () => pick(names))] }),
      () => ({ reduce: [listRule(depth - 1), { [pick(['+', '*', 'cat', 'merge', 'max', '-'])]:
        [{ var: pick(['current', 'current.age', 'accumulator']) }, { var: 'accumulator' }] }, primitive()] }),
      () => ({ some: [{ var: 'people' }, { [pick(binary)]: [{ var: pick(['name', 'age', 'x', 'x.0']) }, next()] }] }),
      () => ({ if: Array.from({ length: 2 + below(4) }, next) }),
    ])();
    default: return below(4) === 0 ? datum(1) : Array.from({ length: below(4) }, next);
  }
}

if (program === '--write') {
  // Halves of surrogate pairs are left to the comparison: no JSON parser of
  // UTF-8 has to take them.
  const lines = [];
  let last;
  for (const [r, d] of cases) {
    const result = theirs(r, d);
    if (/\\ud[89a-f]/.test(result)) continue;
    if (d !== last) lines.push(JSON.stringify({ data: d }));
    last = d;
    lines.push(result === '!' ? `[${JSON.stringify(r)}]` : `[${JSON.stringify(r)},${result}]`);
  }
  writeFileSync(seedText, `${lines.join('\n')}\n`);
  process.exit(0);
}

const all = [...cases];
state = (Number(seedText) | 0) || 1;
for (let i = 0; i < 20; i++) below(2);
for (let i = 0; i < Number(countText); i++) all.push([rule(1 + below(5)), world()]);
const input = all.map(([r, d]) => JSON.stringify([r, d]));
const output = execFileSync(program, { input: `${input.join('\n')}\n`, maxBuffer: 1 << 30 })
  .toString().split('\n').slice(0, -1);

let passed = 0;
let failed = 0;
let refused = 0;
input.forEach((line, i) => {
  const [r, d] = JSON.parse(line);
  const want = theirs(r, d);
  const got = output[i] ?? '(no answer)';
  // A limit of ours is no agreement, whatever they say.
  const same = want === '!' ? got.startsWith('!parse') : got === want;
  if (want === '!') refused++;
  if (same) { passed++; return; }
  failed++;
  if (failed <= 20) say(`${line}\n    ours   ${got}\n    theirs ${want}`);
});
if (output.length !== input.length) failed++;
say(`seed ${seedText}: ${cases.length} handwritten, ${countText} random, ${refused} refused by both`);
say(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
