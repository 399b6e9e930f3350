import { execFileSync } from 'node:child_process';
import { truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBundle } from '#bundle/read-bundle.ts';
import { makeRecordedRun } from '#bundle/recorded-run.ts';
import { explain } from '#investigation/investigate.ts';
import { version } from '#lib/version.ts';
import { background, baseline, quick } from '../support/baseline.ts';
import { evidence, healthyRun, log, noConsumerRun, unknownFrom } from '../support/evidence.ts';
import { answerOf } from '../support/focus.ts';
import { bundleOf } from '../support/recorded.ts';
import { openTerminal, type Terminal } from '../support/terminal.ts';

const broken = evidence([...noConsumerRun, log(900, 'backend', 'error', 'no consumer for 19-7')]);
const compared = { ...evidence(healthyRun), background: background(baseline(quick)) };
const opinion = { says: 'wrong', instead: 'queue-missing', by: 'U0LEAD', at: Date.UTC(2025, 10, 13, 16) } as const;
const cutShort = evidence(unknownFrom(400, 5_000));

describe('focus replay', { timeout: 60_000 }, () => {
  let terminal: Terminal;
  beforeAll(async () => {
    terminal = openTerminal({ REDIS_URL: 'redis://127.0.0.1:1' });
    const write = (name: string, content: Uint8Array | string) =>
      writeFileSync(path.join(terminal.folder, name), content);
    write('broken.zip', await bundleOf(broken));
    write('other-rules.zip', await bundleOf(broken, { report: { ...explain(broken), verdict: 'degraded' } }));
    write('other-words.zip', await bundleOf(broken, { report: { ...explain(broken), nextStep: 'Pray' } }));
    write('earlier.zip', await bundleOf(broken, { judgedBy: { bot: '0.9.0', rules: '3f9a2c1d' } }));
    write('same.zip', await bundleOf(broken, { judgedBy: { ...version(), bot: '0.9.0' } }));
    write('compared.zip', await bundleOf(compared));
    write('healthy.json', JSON.stringify(evidence(healthyRun)));
    write('run.json', JSON.stringify({ evidence: cutShort, report: { verdict: 'healthy' } }));
    write(
      'disputed.json',
      await makeRecordedRun({ evidence: broken, report: explain(broken), opinion, version: '0.1.0' }),
    );
    write('damaged.zip', (await bundleOf(broken)).subarray(0, 900));
    execFileSync('mkfifo', [path.join(terminal.folder, 'pipe')]);
    write('huge.json', '');
    truncateSync(path.join(terminal.folder, 'huge.json'), 64 * 2 ** 30);
    write('escape.json', '"\u001b[31m\u202e" x');
  });
  afterAll(() => terminal.close());
  const file = (name: string) => path.join(terminal.folder, name);

  it('prints a bundle’s report byte for byte, without settings, and ends as timing does', async () => {
    const { out, err, code } = await terminal.process('replay', 'broken.zip');
    expect(out).toBe(readBundle(await bundleOf(broken)).report);
    expect(err).toBe('');
    expect(code).toBe(1);
  });

  it('names what of the verdict is disputed, beside the report', async () => {
    const { out, err, code } = await answerOf('replay', file('disputed.json'));
    expect(out).toBe(readBundle(await bundleOf(broken)).report);
    expect({ err, code }).toEqual({
      err: 'Disputed by U0LEAD on 2025-11-13: the report said broken (consumer-never-created), they say that it was queue-missing\n',
      code: 1,
    });
  });

  it('judges evidence alone', async () => {
    const { out, err, code } = await answerOf('replay', file('healthy.json'));
    expect(out).toMatch(/^# staging: consumer after 2\.9 s\n/);
    expect({ err, code }).toEqual({ err: '', code: 0 });
  });

  it('says what was usual as it was known then, without the history', async () => {
    const { out, err } = await answerOf('replay', file('compared.zip'));
    expect(out).toBe(readBundle(await bundleOf(compared)).report);
    expect(out).toContain('0.1–0.4 s, 214 runs');
    expect(err).toBe('');
  });

  it('says what was said then where it would be said otherwise today', async () => {
    expect(await answerOf('replay', file('other-rules.zip'))).toMatchObject({
      err: 'Other rules judged it then: it was degraded (consumer-never-created), today it is broken (consumer-never-created)\n',
      code: 1,
    });
    expect((await answerOf('replay', file('other-words.zip'))).err).toMatch(
      /^Its report was worded differently then; /,
    );
    expect(await answerOf('replay', file('run.json'))).toMatchObject({
      err: 'Other rules judged it then: it was healthy (no cause named), today it is inconclusive (no cause named)\n',
      code: 2,
    });
  });

  it('says which version judged it then, where other rules did', async () => {
    const { rules } = version();
    expect((await answerOf('replay', file('earlier.zip'))).err).toMatch(
      new RegExp(
        `^It was judged by 0\\.9\\.0 \\(rules 3f9a2c1d\\), this is \\d+\\.\\d+\\.\\d+ \\(rules ${rules}\\)\\n$`,
      ),
    );
    expect((await answerOf('replay', file('same.zip'))).err).toBe('');
  });

  it('says verdict and cause to scripts', async () => {
    const { out, err, code } = await answerOf('replay', file('broken.zip'), '--json');
    const { headline, cause, alsoFound, nextStep } = explain(broken);
    expect(JSON.parse(out)).toEqual({
      verdict: 'broken',
      headline,
      cause: { id: 'consumer-never-created', confidence: 'likely', summary: cause?.summary },
      alternatives: [],
      alsoFound: alsoFound.map(({ id }) => id),
      nextStep,
    });
    expect({ err, code }).toEqual({ err: '', code: 1 });
    const { cause: none, alternatives } = JSON.parse(
      (await answerOf('replay', 'test/runs/job-19-7.json', '--json')).out,
    );
    expect(none).toBeNull();
    expect(alternatives).toContainEqual({ id: 'consumer-never-created', standing: 'possible' });
    expect(alternatives).toContainEqual({ id: 'queue-missing', standing: 'not-excluded' });
  });

  it('lists which of the files would be judged differently', async () => {
    const [, otherRules, healthy, run] = ['broken.zip', 'other-rules.zip', 'healthy.json', 'run.json'].map(file);
    expect(await answerOf('replay', '--rules', file('broken.zip'), `${otherRules}`, `${healthy}`, `${run}`)).toEqual({
      out: [
        `${otherRules} 2025-11-13T15:34Z: was degraded (consumer-never-created) → is broken (consumer-never-created)`,
        `${run} 2025-11-13T15:34Z: was healthy (no cause named) → is inconclusive (no cause named)`,
        '2 of 3 runs would be judged differently',
        '',
      ].join('\n'),
      err: `${healthy} does not say how it was judged then\n`,
      code: 1,
    });
    expect(await answerOf('replay', '--rules', file('broken.zip'))).toMatchObject({
      out: '0 of 1 runs would be judged differently\n',
      code: 0,
    });
  });

  it('ends with 3, the reason and the remedy, with nothing in it that moves a terminal', async () => {
    const { out, err, code } = await answerOf('replay', file('escape.json'));
    expect(err).toMatch(/^\S*escape.json: The file cannot be read as JSON: .*\nGive a bundle/);
    expect(err).not.toMatch(/[\u001b\u202e]/);
    expect({ out, code }).toEqual({ out: '', code: 3 });
  });

  it.each([
    [['nowhere.zip'], /^.*nowhere.zip: the file could not be read: ENOENT/],
    [['.'], /^.*: the file could not be read: it is a folder/],
    [['damaged.zip'], /^.*damaged.zip: The zip file cannot be read: it is damaged or cut off/],
    [[], /^one file is expected, none came/],
    [['a', 'b'], /^one file is expected, a b came/],
    [['--ruls'], /^there is no option "--ruls"; did you mean --rules\?/],
    [['--rules=yes'], /^there is no option "--rules=yes"; did you mean --rules\?/],
    [['--rules', '--limit', 'many'], /^option '--limit <n>' argument 'many' is invalid. A whole number from 1/],
    [['--rules', '--limit'], /^option '--limit <n>' argument missing/],
    [
      ['--rules', 'a.zip', '--limit=3'],
      /^--environment and --limit choose from the history: they go with --rules, and/,
    ],
    [['a.zip', '--environment', 'staging'], /^--environment and --limit choose from the history/],
    [['--rules', 'a.zip', '--json'], /^option '--rules' cannot be used with option '--json'/],
  ])('explains what is wrong with %j', async (words, reason) => {
    const placed = words.map((word) => (/^[a-z]*\.|^\.$/.test(word) ? file(word) : word));
    const { out, err, code } = await answerOf('replay', ...placed);
    expect(err).toMatch(reason);
    expect({ out, code }).toEqual({ out: '', code: 3 });
  });

  it('explains that Redis is not there, for the rules on the history alone', async () => {
    const { err, code } = await terminal.focus('replay', '--rules');
    expect(err).toMatch(/^What is kept could not be read: Redis at 127.0.0.1:1 refused the connection\n/);
    expect(code).toBe(3);
  });

  it.each([
    ['/dev/zero', 'it is a device'],
    ['/dev/null', 'it is a device'],
    ['.', 'it is a folder'],
    ['pipe', 'it is a pipe'],
    ['huge.json', 'it has 68719476736 bytes, at most 67108864 are read'],
    ['/proc/self/pagemap', 'it has more than 67108864 bytes'],
    ['nowhere.zip', 'ENOENT'],
  ])('refuses %s at once, with what it is', async (name, why) => {
    const { out, err, code } = await terminal.process('replay', name);
    expect({ out, code }).toEqual({ out: '', code: 3 });
    expect(err).toContain(`${name}: the file could not be read: `);
    expect(err).toContain(why);
  });
});
