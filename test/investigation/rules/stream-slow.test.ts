import { streamSlow } from '#investigation/rules/stream-slow.ts';
import { but, evidence, healthyRun, streamPort } from '../../support/evidence.ts';
import { byStream } from '../../support/ready.ts';
import { testRule } from '../../support/rule-contract.ts';

const late = but(
  healthyRun,
  ['stream-port'],
  streamPort(900, false),
  streamPort(19_900, false),
  streamPort(20_000, true),
);

testRule(streamSlow, {
  cause: { 'its port accepted 18 s after its container started': byStream(evidence(late, { endedMs: 20_400 })) },
  certain: [],
  not: { 'metadata is what counts, and answered in time': evidence(late, { endedMs: 20_400 }) },
});
