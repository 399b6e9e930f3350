import { describe, expect, it } from 'vitest';
import { asked, containerOf, NOW, queueOf } from '../../support/jobs-seen.ts';
import {
  AT,
  backendPod,
  byAmqp,
  byManagement,
  namespace,
  notConfigured,
  otherPod,
  reportOn,
  type StackSeen,
  seen,
  silent,
  silentBroker,
  silentDatabase,
  silentKubernetes,
  unseen,
} from '../../support/stack-seen.ts';

const MINUTE = 60_000;

function row(over: Partial<StackSeen>, part: string) {
  return reportOn(over).parts.find((each) => each.part === part);
}

const noFiber = seen({
  kind: 'live-metadata' as const,
  ready: false,
  prr: 0,
  softwareVersion: 'waiting for fiber',
  detail: '',
});
const crashing = backendPod({
  ready: false,
  containers: [containerOf({ state: 'waiting', ready: false, reason: 'CrashLoopBackOff', restarts: 5 })],
});
const gateway = seen({
  kind: 'ack-answer' as const,
  ok: false,
  status: 503,
  tookMs: 5,
  detail: 'a page of HTML, "503"',
});

describe('an environment that is well', () => {
  it('is ready for live and historic jobs, and every part has a value and a time', () => {
    const report = reportOn();
    expect(report).toMatchObject({ ...asked, at: AT, live: 'ready', historic: 'ready' });
    expect(report.headline).toBe('staging is ready for live and historic jobs.');
    expect(report.nextStep).toBeUndefined();
    expect(report.parts.map(({ part, state, value, at }) => [part, state, value, AT - at])).toEqual([
      ['ack', 'well', '200 in 12 ms', 1_000],
      ['pods', 'well', 'focus-server-x2k4q Ready for 28 h, no restarts, image focus-server:4.2.0; 1 other pod', 1_000],
      ['live-metadata', 'well', 'prr 2000.0, software 4.2.0', 1_000],
      ['broker', 'well', 'answers, version 3.13.7, no alarm', 1_000],
      ['database', 'well', 'answers, 3 collections', 1_000],
      ['routes', 'well', '/configure and /metadata/{job_id} among 3 routes', 1_000],
      ['leaked-queues', 'well', '1 of jobs without pods, the oldest 28 h old', 1_000],
    ]);
  });
});

describe('the answer', () => {
  it.each([
    [{ liveMetadata: noFiber }, 'staging is NOT ready for live jobs: no fiber is connected. Historic jobs: ready.'],
    [
      { database: silentDatabase },
      'staging is NOT ready for historic jobs: MongoDB does not answer the bot. Live jobs: ready.',
    ],
    [{ broker: silentBroker }, 'staging is NOT ready for live and historic jobs: RabbitMQ does not answer the bot.'],
    [
      { database: notConfigured },
      'Whether staging is ready for historic jobs is unclear: MongoDB is not configured. Live jobs: ready.',
    ],
    [
      { liveMetadata: noFiber, database: notConfigured },
      'staging is NOT ready for live jobs: no fiber is connected. Historic jobs: unclear, MongoDB is not configured.',
    ],
    [
      silentKubernetes,
      'Whether staging is ready for live and historic jobs is unclear: the Kubernetes API did not answer the bot, while Focus Server did (connect ECONNREFUSED 127.0.0.1:1).',
    ],
    [
      { standing: seen([otherPod('mongodb-0', { ready: false })]) },
      'staging is ready for live and historic jobs. Worth a look: 1 pod is not Ready.',
    ],
  ] as const)('names what stands against each kind of job (%#)', (over, headline) => {
    expect(reportOn(over).headline).toBe(headline);
  });

  it('has the remedy of the worst part as the next step', () => {
    const report = reportOn({ liveMetadata: noFiber, database: notConfigured });
    expect(report.parts.map(({ part }) => part).slice(0, 2)).toEqual(['live-metadata', 'database']);
    expect(report.nextStep).toMatch(/^Connect the fiber/);
  });

  it('puts the unwell before the unseen, and these before the strained and the unconfigured', () => {
    const many = Array.from({ length: 20 }, (_, i) => queueOf(`${i + 1}-4`, 'plain', { consumers: 0 }));
    const report = reportOn({
      queues: seen({ queues: many }),
      liveMetadata: noFiber,
      database: notConfigured,
      broker: unseen('refused', '403 (ACCESS-REFUSED)'),
    });
    expect(report.parts.map(({ part, state }) => `${part} ${state}`)).toEqual([
      'live-metadata unwell',
      'broker not-seen',
      'leaked-queues strained',
      'database not-seen',
      'ack well',
      'pods well',
      'routes well',
    ]);
  });
});

describe('Focus Server', () => {
  it('is down where its pod is not Ready either, and what it does not answer is down with it', () => {
    const report = reportOn({ ...silent, ack: gateway, namespace: seen(namespace({ pods: [crashing] })) });
    const blamed = report.parts.filter(({ state }) => state === 'unwell').map(({ part, cause }) => [part, cause]);
    expect(blamed).toEqual(['ack', 'pods', 'live-metadata', 'routes'].map((part) => [part, 'backend-down']));
    expect(report.headline).toBe('staging is NOT ready for live and historic jobs: Focus Server of staging is down.');
    expect(report.parts.slice(0, 2).map(({ value }) => value)).toEqual([
      'Focus Server of staging is down: GET /ack said 503, expected 200; focus-server-x2k4q is Running, not Ready',
      'as Focus Server',
    ]);
  });

  it('is not blamed where its pod is Ready: the way to it is', () => {
    const report = reportOn(silent);
    expect(report).toMatchObject({ live: 'unclear', historic: 'unclear' });
    expect(report.parts[0]).toMatchObject({ part: 'ack', state: 'not-seen', cause: 'backend-unreachable' });
  });

  it('without GET /ack is another program, or another address', () => {
    const ack = seen({ kind: 'ack-answer' as const, ok: false, status: 404, tookMs: 5, detail: 'Not Found' });
    expect(row({ ack }, 'ack')).toMatchObject({ state: 'unwell', cause: 'route-missing' });
  });

  it('that is silent and all there is to ask is down', () => {
    const none = { namespace: notConfigured, standing: notConfigured, queues: notConfigured };
    const report = reportOn({ ...silent, ...none, broker: notConfigured, database: notConfigured });
    expect(report.parts[0]).toMatchObject({ part: 'ack', state: 'unwell', cause: 'backend-down' });
  });

  it('answers, and not about its fiber: that is not seen', () => {
    const liveMetadata = unseen('failed', 'GET /live_metadata answered 500: oops');
    expect(row({ liveMetadata }, 'live-metadata')).toMatchObject({
      state: 'not-seen',
    });
    expect(reportOn({ liveMetadata })).toMatchObject({ live: 'unclear', historic: 'ready' });
  });

  it.each([
    [false, [], 'well', 'openapi.json is not served: which routes there are was not seen'],
    [
      true,
      ['/ack', '/configure'],
      'unwell',
      'This Focus Server lacks a route that is needed: openapi.json does not list /metadata/{job_id}',
    ],
  ])('is judged by its routes where it serves them (%#)', (served, routes, state, value) => {
    expect(row({ routes: seen({ kind: 'route-list', served, routes }) }, 'routes')).toMatchObject({ state, value });
  });
});

describe('where nothing answers at all', () => {
  const over = { ...silent, ...silentKubernetes, broker: silentBroker, database: silentDatabase };
  const queues = unseen('unreachable', 'ECONNREFUSED');

  it('nothing of the environment is blamed', () => {
    const report = reportOn({ ...over, queues });
    expect(report).toMatchObject({ live: 'unclear', historic: 'unclear' });
    expect(report.headline).toBe(
      'Whether staging is ready for live and historic jobs is unclear: nothing of it answered, so the way from the bot may be broken.',
    );
    expect(new Set(report.parts.map(({ state, cause }) => `${state} ${cause}`))).toEqual(
      new Set(['not-seen undefined']),
    );
    expect(report.nextStep).toMatch(/^Check the network from where the bot runs/);
  });

  it('but Kubernetes, which says that the backend is Ready, the way is broken', () => {
    const report = reportOn({ ...over, queues, namespace: seen(namespace()), standing: seen([]) });
    expect(report.parts.filter(({ state }) => state === 'unwell')).toEqual([]);
    expect(report).toMatchObject({ live: 'unclear', historic: 'unclear' });
  });

  it('but a server that refuses the bot, the silent ones are down', () => {
    const report = reportOn({ ...over, queues, database: unseen('refused', 'not authorized') });
    expect(report.parts[0]).toMatchObject({ part: 'ack', state: 'unwell', cause: 'backend-down' });
  });
});

describe('RabbitMQ', () => {
  it('with an alarm takes no messages, so no job', () => {
    const broker = seen([byAmqp(), byManagement({ alarms: ['disk'] })]);
    expect(row({ broker }, 'broker')).toMatchObject({ state: 'unwell', cause: 'rabbitmq-alarm' });
    expect(reportOn({ broker }).live).toBe('not-ready');
  });

  it('whose alarms were not seen is strained, and what that means for jobs is unclear', () => {
    const broker = seen([byAmqp(), byManagement({ reachable: false, detail: 'no answer in 3 s' })]);
    expect(row({ broker }, 'broker')).toMatchObject({ state: 'strained' });
    expect(reportOn({ broker }).live).toBe('unclear');
  });

  it('that is asked by AMQP alone is well, and it is said that alarms cannot be seen so', () => {
    const broker = seen([byAmqp({ detail: 'connected' })]);
    expect(row({ broker }, 'broker')).toMatchObject({
      state: 'well',
      value: 'answers, version 3.13.7; alarms are told by the management API alone',
    });
  });

  it('that is down hides its queues for the same cause', () => {
    const over = { broker: silentBroker, queues: unseen('unreachable', 'ECONNREFUSED') };
    expect(row(over, 'broker')).toMatchObject({ state: 'unwell', cause: 'rabbitmq-down' });
    expect(row(over, 'leaked-queues')).toMatchObject({ state: 'not-seen', cause: 'rabbitmq-down' });
  });
});

describe('leaked queues', () => {
  const leaked = (count: number) =>
    seen({ queues: Array.from({ length: count }, (_, i) => queueOf(`${i + 1}-4`, 'plain', { consumers: 0 })) });

  it.each([
    [0, 'well', 'none'],
    [19, 'well', '19 of jobs without pods'],
    [20, 'strained', '20 queues of jobs without pods were left behind'],
  ])('of %i are %s', (count, state, value) => {
    expect(row({ queues: leaked(count) }, 'leaked-queues')).toMatchObject({ state, value });
  });

  it('are not counted where pods or queues were not seen to the end', () => {
    const gap = { kinds: ['job-queues' as const], reason: 'refused' as const, detail: 'refused' };
    expect(row({ queues: seen({ queues: [], gap }) }, 'leaked-queues')).toMatchObject({
      state: 'not-seen',
      cause: 'rabbitmq-management-absent',
    });
    expect(row(silentKubernetes, 'leaked-queues')).toMatchObject({
      state: 'not-seen',
      cause: 'kubernetes-unreachable',
    });
  });
});

describe('pods', () => {
  const restarted = (agoMs: number) => [containerOf({ restarts: 4, finishedStamp: NOW - agoMs })];

  it.each([
    [28 * 60 * MINUTE, 'well'],
    [5 * MINUTE, 'strained'],
  ])('of the backend that restarted %i ms ago are %s', (agoMs, state) => {
    const pods = [backendPod({ containers: restarted(agoMs) })];
    expect(row({ namespace: seen(namespace({ pods })) }, 'pods')).toMatchObject({ state });
  });

  it('that crash, or that no node takes, are unwell, and jobs are taken all the same', () => {
    const young = NOW - 30_000;
    const pods = [
      otherPod('mongodb-0', {
        ready: false,
        createdStamp: young,
        containers: [containerOf({ state: 'waiting', reason: 'CrashLoopBackOff' })],
      }),
      otherPod('recorder-0', { ready: false, phase: 'Pending', unschedulable: '0/2 nodes', containers: [] }),
    ];
    const over = { standing: seen(pods) };
    expect(row(over, 'pods')).toMatchObject({ state: 'unwell', cause: 'standing-pod-not-ready' });
    expect(row(over, 'pods')?.value).toMatch(
      /^2 pods are not Ready: mongodb-0 Running, not Ready: CrashLoopBackOff, .*; recorder-0 Pending, not Ready: 0\/2 nodes/,
    );
    expect(reportOn(over)).toMatchObject({ live: 'ready', historic: 'ready' });
  });

  it('that have ended, or may still come up, are not blamed', () => {
    const pods = [
      otherPod('migrate-7', { ready: false, phase: 'Failed' }),
      otherPod('mongodb-0', { ready: false, phase: 'Pending', createdStamp: NOW - MINUTE, containers: [] }),
    ];
    expect(row({ standing: seen(pods) }, 'pods')).toMatchObject({ state: 'well' });
  });

  it('of which one of the backend is Ready allow jobs', () => {
    const pods = [backendPod(), { ...crashing, uid: 'uid-2', name: 'focus-server-2' }];
    const over = { namespace: seen(namespace({ pods })) };
    expect(row(over, 'pods')).toMatchObject({ state: 'unwell', cause: 'standing-pod-not-ready' });
    expect(reportOn(over).live).toBe('ready');
  });

  it('that the selector does not find while Focus Server answers are not seen, else the backend is down', () => {
    const none = { namespace: seen(namespace({ pods: [] })) };
    expect(row(none, 'pods')).toMatchObject({ state: 'not-seen' });
    expect(row({ ...none, ack: gateway }, 'pods')).toMatchObject({ state: 'unwell', cause: 'backend-down' });
  });
});
