import { describe, expect, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import type { evidenceSchema } from '#bundle/evidence-schema.ts';
import { readEvidence } from '#bundle/read-evidence.ts';
import type { Evidence } from '#investigation/evidence.ts';
import { explain } from '#investigation/investigate.ts';
import { ExplainedError } from '#lib/errors.ts';
import { holdsForAny } from '../support/any-report.ts';
import { anyBaseline, background, baseline, quick, usually } from '../support/baseline.ts';
import { evidence, healthyRun, log, notConfigured } from '../support/evidence.ts';
import { backend, looked, settings, worked } from '../support/parts.ts';
import { trueRuns } from '../support/true-run.ts';

const stored = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const seen = evidence([...healthyRun, log(900, 'backend', 'error', 'no consumer for 19-7')]);

/** The evidence with something else at a place, or nothing. */
function changed(path: readonly (string | number)[], value: unknown): unknown {
  const copy = stored(seen);
  const inside = path.slice(0, -1).reduce<unknown>((at, key) => Reflect.get(Object(at), key), copy);
  const last = path.at(-1) ?? '';
  if (value === undefined) Reflect.deleteProperty(Object(inside), last);
  else Reflect.set(Object(inside), last, value);
  return copy;
}

function complaint(value: unknown): string {
  try {
    readEvidence(value);
  } catch (error) {
    if (error instanceof ExplainedError) return error.message;
    throw error;
  }
  return '';
}

describe('reading evidence', () => {
  it('takes whatever the engine writes', () => {
    expectTypeOf<Evidence>().toExtend<z.input<typeof evidenceSchema>>();
    for (const each of [seen, evidence([[90, notConfigured({ status: 503 })]])])
      expect(readEvidence(stored(each))).toEqual(stored(each));
  });

  it('takes any run, and it is judged as before', () => {
    holdsForAny(trueRuns, ({ evidence: run }) => {
      expect(explain(readEvidence(stored(run)))).toEqual(stored(explain(run)));
    });
  });

  it('takes a job that somebody else started, and what was known before', () => {
    const { request: _request, configure: _configure, ...found } = seen.subject;
    const known = { investigations: 12, knownErrors: ['no consumer for #'] };
    const other = { ...seen, subject: found, background: known };
    expect(readEvidence(stored(other))).toEqual(stored(other));
  });

  it('takes whatever history knew of what is usual, and phases that it does not know', () => {
    holdsForAny(anyBaseline, (usual) => {
      const known = stored({ ...seen, background: background(usual) });
      expect(readEvidence(known)).toEqual(known);
    });
    const later = { ...background(), usual: { ...baseline(), phases: { ...quick, later: 'x' } } };
    expect(readEvidence({ ...seen, background: later })).toEqual({ ...seen, background: later });
  });

  it.each([
    ['runs', 0, 'background.usual.runs: came 0, expected number to be >=1'],
    ['runs', 1.5, 'background.usual.runs: came 1.5, expected int'],
    ['since', 1e300, 'background.usual.since: came 1e+300, expected number to be <=8640000000000000'],
    ['imageCached', 'yes', 'background.usual.imageCached: came "yes", expected boolean'],
    ['phases', undefined, 'background.usual.phases: came nothing, expected object'],
    ['total', { ...usually(1, 2), p95: '<b>' }, 'background.usual.total.p95: came "<b>", expected number'],
    ['total', { ...usually(1, 2), p95: 1e300 }, 'background.usual.total.p95: came 1e+300, expected number to be <='],
    ['total', usually(2, 1), 'p5, p50 and p95 in ascending order are expected'],
    ['phases', { queue: 3 }, 'background.usual.phases.queue: came 3, expected object'],
    ['phases', { queue: { ...usually(1, 2), runs: -1 } }, 'background.usual.phases.queue.runs: came -1'],
  ])('refuses a usual whose %s is %j', (field, value, words) => {
    const usual = { ...baseline(quick), [field]: value };
    expect(complaint(stored({ ...seen, background: { ...background(), usual } }))).toContain(words);
  });

  it('takes what the environment is made of, and was made of when it last worked', () => {
    const unseen = { notSeen: [{ what: 'Secret', reason: 'refused' }] as const };
    const now = evidence([...healthyRun, looked([backend, settings], unseen)]);
    const lastWorked = worked({ firstFailureAt: 2, parts: [backend, { ...settings, changes: 1 }] });
    const full = stored({ ...now, background: { ...background(), lastWorked } });
    expect(readEvidence(full)).toEqual(full);
  });

  it.each([
    [{ at: 1e300 }, 'background.lastWorked.at: came 1e+300'],
    [{ complete: ['Volume'] }, 'background.lastWorked.complete[0]: came "Volume"'],
    [{ parts: [{ what: 'Node', name: 'a' }] }, 'background.lastWorked.parts[0].version: came nothing'],
    [{ firstFailureAt: 'soon' }, 'background.lastWorked.firstFailureAt: came "soon"'],
  ])('refuses what it last was made of %#', (over, words) => {
    const lastWorked = { ...worked(), ...over };
    expect(complaint(stored({ ...seen, background: { ...background(), lastWorked } }))).toContain(words);
  });

  it('takes what healthy runs looked like, controls, and the names of the stack', () => {
    const healthy = [{ investigation: 'h1', startedAt: 1, signals: { 'pod.node': 'n1', 'pod.restarts': 0, x: true } }];
    const controls = [
      { kind: 'control-answer', control: 'impossible-id', sentAt: 1, answeredAt: 2, answer: 'id-unknown', detail: '' },
      { kind: 'control-job', others: 0 },
      { kind: 'control-job', others: 1, jobId: '3-9', labels: {}, records: { jobs: false }, streamOpen: true },
    ].map((fact, i) => ({ id: `c${i}`, at: 1, probe: 'p', fact }));
    const stack = { focusServer: 'https://focus.example', namespace: 'panda', vhost: '/' };
    const subject = { ...seen.subject, stack };
    const observations = [...seen.observations, ...controls];
    const full = stored({ ...seen, subject, observations, background: { ...background(), healthy } });
    expect(readEvidence(full)).toEqual(full);
  });

  it.each([
    [{}, 'background.healthy: came {}, expected array'],
    [Array(101).fill({ investigation: 'h', startedAt: 1, signals: {} }), 'background.healthy: came ['],
    [[{ investigation: 'h', startedAt: 1e300, signals: {} }], 'background.healthy[0].startedAt: came 1e+300'],
    [[{ investigation: 'h', startedAt: 1 }], 'background.healthy[0].signals: came nothing'],
    [[{ investigation: 'h', startedAt: 1, signals: { 'pod.node': {} } }], 'background.healthy[0].signals.pod.node'],
    [[{ investigation: 'h', startedAt: 1, signals: { 'pod.node': 'x'.repeat(1_001) } }], 'signals.pod.node: '],
    [[{ investigation: 'h', startedAt: 1, signals: { ['x'.repeat(501)]: 1 } }], 'background.healthy[0].signals'],
    [
      [
        {
          investigation: 'h',
          startedAt: 1,
          signals: Object.fromEntries(Array.from(Array(101), (_, i) => [`s${i}`, i])),
        },
      ],
      'at most 100 signals are expected',
    ],
  ])('refuses healthy runs %#', (healthy, words) => {
    expect(complaint(stored({ ...seen, background: { ...background(), healthy } }))).toContain(words);
  });

  it.each([{}, { focusServer: 'x'.repeat(501) }, { focusServer: 'https://f', namespace: 'panda\nrm -rf /' }])(
    'refuses names of a stack %#',
    (stack) => {
      expect(complaint(stored({ ...seen, subject: { ...seen.subject, stack } }))).toContain('subject.stack.');
    },
  );

  it('keeps fields that it does not know', () => {
    const later = changed(['observations', 0, 'fact', 'later'], { deep: ['x'] });
    expect(readEvidence(later)).toEqual(later);
  });

  it.each([
    [['endedAt'], 'x', 'endedAt: came "x", expected number'],
    [['endedAt'], 1e300, 'endedAt: came 1e+300, expected number to be <=8640000000000000'],
    [['subject', 'limits'], undefined, 'subject.limits: came nothing, expected object'],
    [['observations'], {}, 'observations: came {}, expected array'],
    [['observations', 3, 'at'], null, 'observations[3].at: came null, expected number'],
    [
      ['subject', 'configure', 'outcome'],
      'maybe',
      'subject.configure.outcome: came "maybe", expected one of "accepted"',
    ],
    [['watches', 0, 'sees', 0], 'x', 'watches[0].sees[0]: came "x", a kind of fact that this bot knows is expected'],
    [['observations', 1, 'fact', 'kind'], 'gpu-state', 'observations[1].fact.kind: came "gpu-state", a kind of fact'],
    [['gaps'], [{ at: 1, probe: 'p', kinds: [], reason: 'bored', detail: '' }], 'gaps[0].reason: came "bored"'],
  ])('names what is wrong at %j', (path, value, words) => {
    expect(complaint(changed(path, value))).toContain(words);
  });

  it('says of another version that another bot wrote it', () => {
    expect(complaint({ ...seen, version: 2 })).toBe('The evidence cannot be read: its version is 2, known is 1');
  });

  it('refuses what is no evidence at all', () => {
    for (const value of [undefined, null, 3, 'x', [], {}, { version: 1 }])
      expect(complaint(value)).toMatch(/^The evidence cannot be read:\n {2}/);
  });

  it('shows no secret of what it refuses', () => {
    const said = complaint(changed(['observations', 0, 'at'], 'mongodb://root:hunter2secret@db/x'));
    expect(said).toContain('observations[0].at: came "mongodb://');
    expect(said).not.toContain('hunter2secret');
  });
});
