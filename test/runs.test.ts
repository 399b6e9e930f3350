import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRecorded } from '#bundle/read-recorded.ts';
import { diagnose } from '#investigation/diagnosis/diagnose.ts';
import type { Evidence } from '#investigation/evidence.ts';
import { explain } from '#investigation/investigate.ts';
import type { Report } from '#investigation/report/report.ts';
import { rules } from '#investigation/rules/index.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import { documentedEvidence } from './support/documented-run.ts';
import { documentedRuns } from './support/documented-runs.ts';
import { openTerminal } from './support/terminal.ts';

interface Judged {
  readonly verdicts: readonly Report['verdict'][];
  /** What may be named as the cause; where none is, it is not determined. */
  readonly causes: readonly string[];
  readonly why: string;
}

/** What the documents allow to be said; every other cause is forbidden. */
const allowed: Readonly<Record<string, Judged>> = {
  'job-19-7': {
    verdicts: ['broken'],
    causes: [],
    why: 'neither the queue, nor a log, nor another job was looked at: nobody knows why its consumer never came',
  },
  'job-18-3-wrong-api': {
    verdicts: ['inconclusive'],
    causes: [],
    why: 'a consumer may take 30 s, and nobody asked after the tenth',
  },
  'job-21-51-waterfall': {
    verdicts: ['inconclusive'],
    causes: [],
    why: 'the 404 of a route that does not exist says nothing about a consumer, and metadata was not asked',
  },
  'job-22-52-waterfall': {
    verdicts: ['inconclusive'],
    causes: [],
    why: 'the 404 of a route that does not exist says nothing about a consumer, and metadata was not asked',
  },
  'forty-seconds': {
    verdicts: ['inconclusive', 'broken'],
    causes: ['cleaned-up-early'],
    why: 'the job was deleted as jobs are that nobody drives; whether it had a consumer was not asked',
  },
  'guide-1-pod-without-consumer': {
    verdicts: ['broken'],
    causes: [],
    why: 'pod and metadata alone do not tell a consumer that never came from a queue that never was',
  },
  'guide-2-no-pod': {
    verdicts: ['broken'],
    causes: [],
    why: 'whether Kubernetes had a Job was not looked at: it may have been made, and no pod of it',
  },
  'guide-3-late-consumer': {
    verdicts: ['degraded'],
    causes: [],
    why: 'the consumer came at 25.0 s, and of what lies between it and the pod nothing was seen',
  },
};

const folder = 'test/runs';
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));

describe('a recorded run', () => {
  it.each(names)('%s is judged as its document allows', (name) => {
    const report = judged(name);
    const { verdicts, causes, why } = allowed[path.basename(name, '.json')] ?? { verdicts: [], causes: [], why: '' };
    expect(verdicts, why).toContain(report.verdict);
    if (report.cause) expect(causes, why).toContain(report.cause.id);
  });

  it.each(names)('%s never blames a label that is missing or a record that was not looked for', (name) => {
    const { cause, alsoFound, symptoms, headline, nextStep } = judged(name);
    const findings = [...(cause ? [cause] : []), ...alsoFound, ...symptoms];
    const proofs = findings.flatMap(({ summary, because }) => [summary, ...because.map(({ text }) => text)]);
    expect(
      [headline, nextStep, ...proofs].filter((text) => /\blabel|job_id=|no document of the job/i.test(text)),
    ).toEqual([]);
  });

  it('is written as its document says, and none is without its judgement', () => {
    expect(names.toSorted()).toEqual(documentedRuns.map(({ name }) => `${name}.json`).sort());
    expect(Object.keys(allowed).sort()).toEqual(documentedRuns.map(({ name }) => name).sort());
    for (const run of documentedRuns)
      expect(JSON.parse(readFileSync(path.join(folder, `${run.name}.json`), 'utf8'))).toEqual(documentedEvidence(run));
  });

  it('is replayed to the same bytes each time', { timeout: 60_000 }, async () => {
    const terminal = openTerminal();
    try {
      for (const name of ['job-19-7.json', 'guide-3-late-consumer.json']) {
        const file = path.resolve(folder, name);
        const first = await terminal.process('replay', file);
        expect(first).toMatchObject({ err: '', code: 1 });
        expect(first.out).toMatch(/^# recorded: (?:no consumer for job 19-7|consumer after 25 s)/);
        expect(await terminal.focus('replay', file)).toEqual(first);
      }
    } finally {
      terminal.close();
    }
  });
});

describe('the rules', () => {
  it('has on the list of job 19-7 what explains it best, that metadata does not know its consumers, and what looks the same', () => {
    const { alternatives = [], nextStep } = judged('job-19-7.json');
    expect(alternatives.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['metadata-not-wired', 'consumer-never-created']),
    );
    expect(nextStep).toContain('the queue');
  });

  it('have none whose cause has its own refuter in the evidence', () => {
    for (const name of names) {
      const timeline = buildTimeline(evidenceOf(name));
      const { cause } = diagnose(timeline, rules);
      expect(cause?.rule.refutedBy?.(timeline) ?? []).toEqual([]);
    }
  });

  it('have none that could blame the label or the record', () => {
    expect(rules.map(({ id }) => id).filter((id) => /label|record(?!ing)|document|database/.test(id))).toEqual([]);
  });
});

function judged(name: string): Report {
  return explain(evidenceOf(name));
}

function evidenceOf(name: string): Evidence {
  return readRecorded(readFileSync(path.join(folder, name))).evidence;
}
