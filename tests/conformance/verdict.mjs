// verdict.mjs REVISION RESULTS - one line for each scenario that the revision has for servers: passed, FAILED or skipped.
//
// A scenario passes when it has a check of its own that succeeded, and none that failed or warned. The suite's lists are frozen:
// how many there are is checked as well, so that a suite that runs less does not pass for more.
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parse } from 'yaml';

const expected = { '2025-11-25': { scored: 30, others: 3 }, '2026-07-28': { scored: 37, others: 13 } };
// The suite itself skips it: its client does not listen.
const skippedBySuite = ['tasks-status-notifications'];

const [revision, results] = process.argv.slice(2);
const packages = join(createRequire(import.meta.url).resolve('yaml/package.json'), '../..');
const list = parse(readFileSync(join(packages, '@modelcontextprotocol/conformance/requirements', `${revision}.yaml`), 'utf8'));
const scored = list.server;
const others = (list.not_scored ?? []).filter((entry) => entry.leg === 'server').map((entry) => entry.scenario);
const directories = readdirSync(results);

say(scored.length === expected[revision].scored, `${scored.length} scenarios are scored`);
say(others.length === expected[revision].others, `${others.length} more are not scored`);
for (const scenario of scored) judge(scenario);
for (const scenario of others) judge(scenario);

function judge(scenario) {
  const checks = checksOf(scenario);
  if (!checks) return say(false, scenario, 'there is no result');
  const wrong = checks.filter((check) => check.status === 'FAILURE' || check.status === 'WARNING');
  if (wrong.length > 0) return say(false, scenario, wrong.map(inWords).join('; '));
  if (checks.some((check) => check.status === 'SUCCESS' && check.id !== 'wire-schema-valid')) return say(true, scenario);
  if (skippedBySuite.includes(scenario)) return console.log(`skipped  ${revision} ${scenario}`);
  say(false, scenario, 'nothing was checked');
}

// The suite names its directories server-<scenario>-<time>.
function checksOf(scenario) {
  const begin = `server-${scenario}-`;
  const found = directories.filter((name) => name.startsWith(begin) && /^\d{4}-\d\d-\d\dT/.test(name.slice(begin.length)));
  if (found.length === 0) return undefined;
  return JSON.parse(readFileSync(join(results, found.sort().at(-1), 'checks.json'), 'utf8'));
}

function inWords(check) {
  return `${check.status} ${check.id}: ${String(check.errorMessage ?? check.description).replace(/\s+/g, ' ').slice(0, 240)}`;
}

function say(fine, what, why = '') {
  console.log(`${fine ? 'passed' : 'FAILED'}  ${revision} ${what}${why && ': '}${why}`);
}
