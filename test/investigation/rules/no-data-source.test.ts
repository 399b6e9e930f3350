import { noDataSource } from '#investigation/rules/no-data-source.ts';
import {
  but,
  controlJob,
  evidence,
  live,
  log,
  metadata,
  noConsumerRun,
  pod,
  queue,
  streamPort,
  unknownFrom,
} from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const closed = [streamPort(500, false), streamPort(15_000, false), streamPort(30_000, false)];
const noFiber = but(noConsumerRun, ['live-metadata'], live(5, false), ...closed);

testRule(noDataSource, {
  cause: {
    'no message ever came into its queue': evidence([...noConsumerRun, ...closed]),
    'live_metadata is not ready': evidence(noFiber),
    'metadata answers late, and nothing streams': evidence([
      ...but(noFiber, ['metadata-answer', 'queue-state'], queue(2_300, {}), queue(29_000, { consumers: 1 })),
      ...unknownFrom(400, 29_000),
      metadata(30_050, 'ready'),
    ]),
  },
  possible: {
    'it was closed no longer than is usual': evidence([...noConsumerRun, streamPort(21_000, false)]),
    'the container started late': evidence([...but(noConsumerRun, ['pod-state'], pod(9_500, 'ready')), ...closed]),
    'the port does not answer at all, which may be the way there': evidence([
      ...noConsumerRun,
      streamPort(2_500, false, 'no answer in 2 s'),
      streamPort(30_000, false, 'no answer in 2 s'),
    ]),
    'the backend complains about the consumer': evidence([
      ...noConsumerRun,
      ...closed,
      log(5_000, 'backend', 'error', 'ERROR pz.focus_server consumer for job 19-7 could not be created'),
    ]),
  },
  not: {
    'the port opened in the end': evidence([...noConsumerRun, ...closed, streamPort(30_100, true)]),
    'messages came': evidence([...noConsumerRun, ...closed, queue(9_000, { ready: 20 })]),
    'the pod is not Ready': evidence([...but(noConsumerRun, ['pod-state'], pod(1_500, 'running')), ...closed]),
    'the port of a job that streams is closed to the bot too': evidence([
      ...noConsumerRun,
      ...closed,
      controlJob(5_000, { jobId: '3-5', metadata: 'ready', streamOpen: false }),
    ]),
    'a recording is played': evidence([...noConsumerRun, ...closed], {
      subject: {
        request: {
          view: 'multichannel',
          channels: { min: 1, max: 50 },
          nfft: 1024,
          frequency: { min: 0, max: 500 },
          duration: 10,
          height: 1000,
          recording: { from: 1, to: 60 },
        },
      },
    }),
  },
});
