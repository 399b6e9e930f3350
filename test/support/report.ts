import type { Changes, Report, ReportedFinding } from '#investigation/report/report.ts';

/** A report of a job whose pod found no place; say only what differs. */
export function report(changes: Partial<Report> = {}): Report {
  return {
    version: 2,
    investigation: 'inv-7f3a',
    environment: 'staging',
    requestedBy: 'U0ASKER',
    jobId: '19-7',
    startedAt: Date.UTC(2025, 10, 13, 15, 34, 15),
    tookMs: 31_200,
    request: 'multichannel, channels 1-50, NFFT 1024, 0-500 Hz, 10 s, height 1000, live',
    verdict: 'broken',
    standing: 'fails',
    headline: 'job 19-7 found no node: no GPU is free',
    sure: 'Kubernetes says so',
    quote: '0/2 nodes are available: 2 Insufficient nvidia.com/gpu.shared',
    urgency: 'soon',
    scope: 'Job 2-40 got its consumer 4 min ago',
    course: {
      steps: [
        { label: 'configure', state: 'reached', words: '0.3 s' },
        { label: 'pod', state: 'never', words: 'never, 30 s' },
      ],
      usual: '1–5 s',
    },
    why: 'It was still Pending after 30 s',
    facts: ['30 s  its pod Pending, not Ready'],
    alternatives: [],
    cause: finding(),
    alsoFound: [],
    symptoms: [finding({ id: 'consumer-never-created', summary: 'Metadata said "Invalid job_id" for 30.0 s' })],
    nextStep: 'Check for a free GPU and a ready node',
    milestones: [
      { id: 'configured', label: 'Configure answered', state: 'reached', when: '0.26 s', witnesses: ['trigger'] },
      { id: 'pod-created', label: 'Pod created', state: 'reached', when: '0.9–1.2 s', witnesses: ['kubernetes'] },
      {
        id: 'metadata-answers',
        label: 'Metadata answers',
        state: 'not-reached',
        when: '> 30.0 s',
        witnesses: ['metadata'],
      },
      { id: 'queue-created', label: 'Queue exists', state: 'not-seen', when: 'not seen', witnesses: [] },
    ],
    phases: [
      { id: 'configure', label: 'Configure', took: '0.26 s', usual: '0.2–0.5 s', judgement: 'usual' },
      { id: 'scheduling', label: 'Scheduling', took: '> 29.1 s', usual: '0–1 s', judgement: 'unfinished' },
    ],
    notSeen: [{ what: 'rabbitmq', why: 'the management API of staging is not configured' }],
    undecided: ['Whether metadata answers for another job was not asked'],
    logLines: [
      {
        source: 'backend',
        pod: 'panda-focus-server-6d4f',
        at: '+0.31 s',
        level: 'error',
        text: '2025-11-13T15:34:15+0000 ERROR pz.focus_server GPU quota: nvidia.com/gpu.shared <none> & `none`',
      },
    ],
    ...changes,
  };
}

export function finding(changes: Partial<ReportedFinding> = {}): ReportedFinding {
  return {
    id: 'pod-not-scheduled',
    means: 'the pod found no node',
    blames: 'stack',
    confidence: 'certain',
    sureness: 'certain: Kubernetes says so',
    headline: 'job 19-7 found no node: no GPU is free',
    refuter: 'An event "Scheduled" of its pod would show it wrong',
    summary: 'The pod of job 19-7 was still Pending after 30.0 s: 0/2 nodes have a free GPU',
    remedy: 'Check for a free GPU and a ready node',
    because: [
      {
        observation: 'o12',
        at: '+1.20 s',
        text: 'event FailedScheduling: 0/2 nodes are available: 2 Insufficient nvidia.com/gpu.shared',
      },
    ],
    against: [],
    ...changes,
  };
}

/** Two changes before the first failure, of which one can be read. */
export const twoChanges: Changes = {
  lastWorked: '14:54 UTC',
  sentence:
    'ConfigMap analyzer-settings changed at 15:14 UTC and Deployment a changed at 15:04 UTC, first failure 15:19 UTC',
  rows: [
    { part: 'ConfigMap analyzer-settings', change: 'changed', when: 'at 15:14 UTC', said: true },
    { part: 'Deployment a', change: 'changed', when: 'at 15:04 UTC', versions: 'a:1 → a:2' },
  ],
  compared: ['Deployment', 'ConfigMap'],
  notCompared: [{ kinds: ['Secret'], why: 'the bot needs list on secrets' }],
};
