import { streamNotOpen } from '#investigation/rules/stream-not-open.ts';
import { but, controlJob, evidence, healthyRun, queue, streamPort } from '../../support/evidence.ts';
import { byStream } from '../../support/ready.ts';
import { testRule } from '../../support/rule-contract.ts';

const fed = but(healthyRun, ['stream-port'], queue(12_000, { consumers: 1, ready: 20 }));
const closed = [streamPort(900, false), streamPort(15_000, false), streamPort(30_100, false)];
const beside = controlJob(5_000, { jobId: '2-7', metadata: 'ready', streamOpen: true });
const other = controlJob(5_000, { jobId: '2-7', metadata: 'ready', consumers: 1 });
const unanswered = [streamPort(900, false, 'no answer in 2 s'), streamPort(30_100, false, 'no answer in 2 s')];
const at = { endedMs: 30_500 };

testRule(streamNotOpen, {
  cause: {
    'the stream of another job is open to the bot': evidence([...fed, ...closed, beside], at),
    'the stream is what counts': byStream(evidence([...fed, ...closed, other], at)),
  },
  certain: [],
  possible: {
    'no other stream shows that ports are within reach': evidence([...fed, ...closed, other], at),
    'the port did not answer at all': evidence([...fed, ...unanswered, beside], at),
  },
  not: {
    'the port opened in the end': evidence([...fed, ...closed, streamPort(30_300, true), beside], at),
    'the stream of another job that works is closed to the bot too': evidence(
      [...fed, ...closed, controlJob(5_000, { jobId: '2-7', metadata: 'ready', streamOpen: false })],
      at,
    ),
  },
});
