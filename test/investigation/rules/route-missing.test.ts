import { routeMissing } from '#investigation/rules/route-missing.ts';
import { but, evidence, metadata, noConsumerRun, type Seen } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const absent: readonly Seen[] = [
  metadata(400, 'route-absent'),
  metadata(15_000, 'route-absent'),
  metadata(30_100, 'route-absent'),
];
const routes = (paths: readonly string[]): Seen => [50, { kind: 'route-list', served: true, routes: paths }];
const run = but(noConsumerRun, ['metadata-answer'], ...absent);

testRule(routeMissing, {
  cause: {
    'metadata answers the 404 of no route, and openapi.json does not list it': evidence([
      ...run,
      routes(['/configure', '/ack']),
    ]),
    'openapi.json is not served': evidence([...run, [50, { kind: 'route-list', served: false, routes: [] }]]),
  },
  not: { 'the id was unknown once, so the route exists': evidence([...run, metadata(500, 'id-unknown')]) },
});
