import { expect, it } from 'vitest';
import { mongodbDown } from '#investigation/rules/mongodb-down.ts';
import type { JobRequest } from '#investigation/subject.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import {
  ack,
  backendPod,
  database,
  evidence,
  healthyRun,
  live,
  log,
  noConsumerRun,
  notConfigured,
  type Seen,
  ZERO,
} from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const request: JobRequest = {
  view: 'multichannel',
  channels: { min: 1, max: 50 },
  nfft: 1024,
  frequency: { min: 0, max: 500 },
  duration: 10,
  height: 1000,
  recording: { from: 1_763_040_000, to: 1_763_040_060 },
};
const historic = { subject: { request } };
const around = [live(5, true), ack(4, true)];
const failed: Seen = [
  15_200,
  notConfigured({ status: 500, detail: '{"error":"Internal"}', answeredAt: ZERO + 15_200 }),
];
const quick: Seen = [300, notConfigured({ status: 500, detail: '{"error":"Internal"}', answeredAt: ZERO + 300 })];
const selection = log(
  15_100,
  'backend',
  'error',
  'ERROR pz.focus_server pymongo.errors.ServerSelectionTimeoutError: mongodb:27017: [Errno 111] Connection refused',
);
const names = log(10, 'backend', 'error', 'ERROR pz.focus_server mongodb: [Errno -2] Name or service not known');
const unreached: Seen = [20, notConfigured({ outcome: 'unreachable', detail: 'connect ECONNREFUSED' })];

testRule(mongodbDown, {
  cause: {
    'a historic configure fails after 15 s, and the backend says why': evidence(
      [failed, ...around, selection],
      historic,
    ),
    'the backend crash-loops on its name': evidence([unreached, ack(10, false), backendPod(15, false), names]),
    'a historic configure fails, and the bot cannot reach it either': evidence(
      [failed, ...around, database(15_300, false)],
      historic,
    ),
  },
  possible: {
    'merely the bot cannot reach it, and a job has no consumer': evidence([...noConsumerRun, database(50, false)]),
    'the backend complains, and the job is live: it needs no MongoDB': evidence([...noConsumerRun, selection]),
    'a historic configure fails after 15 s without a word': evidence([failed, ...around], historic),
    'a historic configure fails, and no log was seen': evidence([quick, ...around], {
      ...historic,
      blind: ['log-line'],
    }),
  },
  not: {
    'the bot cannot reach it, and the job has its consumer': evidence([...healthyRun, database(50, false)]),
    'the job has its consumer, whatever the log says': evidence([...healthyRun, backendPod(15, false), selection]),
    'a historic configure fails at once, and no log complains': evidence([quick, ...around], historic),
    'it answered the bot later': evidence([...noConsumerRun, database(50, false), database(1_050, true)]),
  },
});

it('of a name that was not found it asks for the name, and says that the bot reaches MongoDB', () => {
  const seen = evidence([unreached, ack(10, false), backendPod(15, false), names, database(50, true)]);
  expect(mongodbDown.find(buildTimeline(seen))?.remedy).toBe(
    'See that MongoDB runs, and that its Service has the name in Focus Server’s settings: that name was not found, and the bot reaches MongoDB; Focus Server does not start without it',
  );
});
