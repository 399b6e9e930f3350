import { createRequire } from 'node:module';
import type { checkSync } from 'recheck';
import { describe, expect, it } from 'vitest';
import { jobNames } from '#investigation/job-id.ts';
import { growthOf } from '../support/growth.ts';
import { madePatterns, type Pattern, writtenPatterns } from '../support/patterns.ts';

const check: typeof checkSync = createRequire(import.meta.url)('recheck/lib/browser.js').checkSync;
/** What is too big for its automaton is attacked by chance, so often; the same each time. */
const PARAMETERS = {
  randomSeed: 1,
  timeout: 1_000,
  recallTimeout: -1,
  maxNFASize: 3_000,
  maxIteration: 2,
  maxInitialGenerationSize: 30,
  incubationLimit: 5_000,
};
/** What is slow shows it here already, and what is worse is not waited for. */
const SMALL = 2_048;
/** Three times what linear work takes. */
const MOST = 24;

/** Patterns that are not linear, and why no text from outside makes them slow. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'src/config/sources.ts \\$\\{([^}]*)\\}': 'reads a text of focus.yml, which is the operator’s own',
  'src/config/checks/settings.ts ^p(\\d{1,2}) of (.+?)\\s*[×x*]\\s*(\\d{1,3}(?:\\.\\d{1,3})?)$':
    'reads a limit of focus.yml, which is the operator’s own',
};
/** Those that no module makes as it is read. */
const MADE_LATER: Readonly<Record<string, string>> = {
  'src/asking/logs.ts': 'one argument of what a person typed, of which Slack takes 40,000 characters',
  'src/config/pattern.ts': 'the operator’s own, which that file judges by recheck too',
  'src/lib/redact/own.ts': 'the operator’s own, which config/pattern.ts has judged',
  'src/slack/edge/message.ts': 'the bot’s own id, and what ends before the next <',
  'src/slack/views/timing-modal.ts': 'a known name between blanks, at the beginning alone',
};

describe('every pattern of the sources', { timeout: 600_000 }, async () => {
  const { literals, made } = writtenPatterns();
  const ofTexts = await madePatterns(made, () => jobNames('19-7'));
  const all = [...new Map([...literals, ...ofTexts].map((each) => [nameOf(each), each])).values()];

  it('is found, those made of texts too', () => {
    expect(literals.length).toBeGreaterThan(600);
    const unseen = made.filter((at) => !ofTexts.some((each) => each.at === at));
    expect(Object.keys(EXCEPTIONS).filter((name) => !all.some((each) => nameOf(each) === name))).toEqual([]);
    expect([...new Set(unseen.map((at) => at.split(':', 1)[0]))].toSorted()).toEqual(Object.keys(MADE_LATER));
  });

  it('is noticed where its time grows faster than its text', () => {
    expect(slowIn([/(?:a|a)+$/, /^x*x*$/, /a{1,3}b/].map((pattern, i) => ({ at: `own:${i}`, pattern })))).toEqual([
      'own (?:a|a)+$',
      'own ^x*x*$',
    ]);
  });

  it('takes time that grows with its text alone, but for what has a reason', () => {
    expect(slowIn(all.filter((each) => !(nameOf(each) in EXCEPTIONS)))).toEqual([]);
  });
});

function nameOf({ at, pattern }: Pattern): string {
  return `${at.split(':', 1)[0]} ${pattern.source}`;
}

function slowIn(patterns: readonly Pattern[]): readonly string[] {
  return patterns.filter(isSlow).map(nameOf);
}

/** As recheck says, measured with the text that shows it: where repetitions are bounded, none grows for ever. */
function isSlow({ at, pattern }: Pattern): boolean {
  // Of secrets, what is too big to be decided is attacked through the whole masker: linear.test.ts.
  const checker = at.startsWith('src/lib/redact/') ? 'automaton' : 'auto';
  if (checker === 'automaton' && isBounded(pattern)) return false;
  const timeout = checker === 'automaton' ? 300 : PARAMETERS.timeout;
  const found = check(pattern.source, pattern.flags, { ...PARAMETERS, checker, timeout });
  if (found.status !== 'vulnerable') return false;
  if (found.complexity.type === 'exponential') return true;
  const [{ prefix, pump }] = found.attack.pumps.length > 0 ? found.attack.pumps : [{ prefix: '', pump: ' ' }];
  const { suffix } = found.attack;
  const text = (length: number) => prefix + pump.repeat(Math.ceil(length / pump.length)) + suffix;
  const everywhere = new RegExp(pattern, `${pattern.flags.replace('g', '')}g`);
  return growthOf(text, (hostile) => hostile.replace(everywhere, ''), SMALL) > MOST;
}

/** What recheck's automaton is too big for. */
function isBounded({ source }: RegExp): boolean {
  return /\{\d*,?\d{2,}\}|\(\?<?[=!]|\\k</.test(source);
}
