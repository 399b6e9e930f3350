import { fiberNotConnected } from '#investigation/rules/fiber-not-connected.ts';
import { ack, evidence, live, log, notConfigured, type Seen } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const refused: Seen = [20, notConfigured({ status: 503, detail: '{"error":"Service Unavailable"}' })];
const line = log(
  30,
  'backend',
  'error',
  'Cannot configure job - validation failed: Cannot proceed: Missing required fiber metadata fields: prr',
);

testRule(fiberNotConnected, {
  cause: {
    'configure is refused, prr is 0 and the log says so': evidence([refused, ack(4, true), live(5, false), line]),
    'the log is silent': evidence([refused, ack(4, true), live(5, false)]),
  },
  not: {
    'live metadata is ready': evidence([refused, ack(4, true), live(5, true)]),
    'configure was refused for another reason': evidence([
      [20, notConfigured({ status: 422, detail: 'nfft' })],
      live(5, false),
    ]),
  },
});
