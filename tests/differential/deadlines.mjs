// Working-day deadlines: ours against the npm package chinese-days.
//
//     node deadlines.mjs WORK PROGRAM CALENDAR SEED PAUSED
//
// Every day of 2024 to 2026 with several limits, and PAUSED random questions
// with pauses.  The package says what a working day is, and by findWorkday()
// what the n-th one after a day is; with pauses we count over its answers.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";

const [work, program, calendar, seedText, pausedText] = process.argv.slice(2);
const require = createRequire(path.join(path.resolve(work), "package.json"));
const { isWorkday, findWorkday } = require("chinese-days");

const FIRST = Date.UTC(2024, 0, 1);
const LAST = Date.UTC(2026, 11, 31);
const DAY = 86400000;
const LIMITS = [1, 2, 3, 5, 7, 10, 15, 20, 30, 45, 60];
const text = (at) => new Date(at).toISOString().slice(0, 10);

// A small generator, so that a seed gives the same questions everywhere.
let state = Number(seedText) >>> 0 || 1;
const random = (n) => {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % n;
};

// Start day excluded; days d of a pause with s < d <= r do not count.
const count = (start, limit, pauses) => {
  let at = start;
  for (let left = limit; left > 0;) {
    at += DAY;
    const paused = pauses.some(([s, r]) => s < at && at <= r);
    if (!paused && isWorkday(text(at))) left--;
  }
  return at;
};

const questions = [];
for (let at = FIRST; at <= LAST; at += DAY) {
  for (const limit of LIMITS) {
    const expected = Date.parse(findWorkday(limit, text(at)));
    questions.push({ at, limit, pauses: [], expected: [expected] });
  }
}
for (let i = 0; i < Number(pausedText); i++) {
  const at = FIRST + random((LAST - FIRST) / DAY) * DAY;
  const limit = 1 + random(60);
  const pauses = [];
  for (let n = 1 + random(3); n > 0; n--) {
    const from = at + random(60) * DAY;
    pauses.push([from, from + random(40) * DAY]);
  }
  questions.push({ at, limit, pauses });
}

const lines = questions.map(({ at, limit, pauses }) =>
  [text(at), `${limit}WD`, ...pauses.map(([s, r]) => `${text(s)}..${text(r)}`)]
    .join(" "));
const ours = spawnSync(program, [calendar],
  { input: lines.join("\n") + "\n", encoding: "utf8", maxBuffer: 1 << 28 });
if (ours.status !== 0) {
  console.log(ours.error ?? ours.stderr);
  console.log("0 passed, 1 failed");
  process.exit(1);
}

let passed = 0;
let failed = 0;
const answers = ours.stdout.split("\n");
questions.forEach((q, i) => {
  const expected = [count(q.at, q.limit, q.pauses), ...(q.expected ?? [])];
  // Beyond the calendar both know only weekends, if anything: there ours must
  // say that it is provisional.
  const good = expected[0] > LAST
    ? answers[i].endsWith(" provisional")
    : expected.every((at) => answers[i] === text(at));
  if (good) {
    passed++;
  } else if (failed++ < 20) {
    console.log(`${lines[i]}: ours ${answers[i]}, ` +
      `theirs ${expected.map(text).join(", ")}`);
  }
});
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
