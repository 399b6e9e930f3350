import type { Found, Rule } from '../finding.ts';
import type { ConfigureAnswer, LiveMetadata } from '../observation.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { backendSelector, curl, kubectl } from './commands.ts';
import { all, complaints, isOfEnvironment, last } from './read-timeline.ts';

/** Focus Server takes no live job before a fiber is connected. */
export const fiberNotConnected: Rule = {
  id: 'fiber-not-connected',
  means: 'no fiber is connected',
  needs: [],
  explains: ['configure-refused'],
  blames: 'stack',
  stage: { before: 'configured' },
  asksOf: ['started', 'environment'],
  find(timeline) {
    if (isOfEnvironment(timeline)) return without(timeline);
    const { configure } = timeline.evidence.subject;
    if (configure?.outcome !== 'refused' || configure.status !== 503) return undefined;
    const live = last(timeline, 'live-metadata');
    const lines = complaints(timeline, FIBER, 'backend');
    const said = lines[0]?.fact.text ?? (FIBER.test(configure.detail) ? configure.detail : undefined);
    if (live?.fact.ready || (!live && said === undefined)) return undefined;
    const witness = live
      ? `live_metadata says prr ${live.fact.prr ?? 'missing'}, expected more than 0`
      : `Focus Server says "${said?.slice(0, 300)}"`;
    return {
      confidence: said !== undefined || saysSo(configure, live?.fact) ? 'certain' : 'likely',
      headline: 'no fiber is connected, so Focus Server takes no live job',
      summary: `No fiber is connected: configure answered 503, expected 200, and ${witness}`,
      remedy:
        'Connect the fiber (interrogator and recorder), wait until GET /live_metadata shows prr above 0, then run again',
      because: [...all(timeline, 'configure-answer'), ...(live ? [live] : []), ...lines],
      refuter: 'GET /live_metadata with prr above 0 and a real sw_version in that second would show it wrong',
      commands: commands(timeline),
    };
  },
};

/** No configure has failed of it yet. */
function without(timeline: Timeline): Found | undefined {
  const live = last(timeline, 'live-metadata');
  if (!live || live.fact.ready) return undefined;
  const { prr, softwareVersion } = live.fact;
  return {
    confidence: 'certain',
    headline: 'no fiber is connected, so Focus Server takes no live job',
    summary: `No fiber is connected: live_metadata says prr ${prr ?? 'missing'}, expected more than 0, and software "${softwareVersion ?? 'missing'}"`,
    remedy: 'Connect the fiber (interrogator and recorder), and wait until GET /live_metadata shows prr above 0',
    because: [live],
    refuter: 'A live configure that is accepted in that second would show it wrong',
    commands: commands(timeline),
  };
}

function commands(timeline: Timeline): readonly string[] {
  return [
    curl(timeline, '/live_metadata'),
    kubectl(timeline, `get pods | grep -E 'recorder|player|preprocessor'`),
    kubectl(timeline, `logs -l ${backendSelector(timeline)} --tail=200 | grep -i 'fiber metadata'`),
  ];
}

const FIBER = /fiber|\bprr\b/i;

function saysSo({ detail }: ConfigureAnswer, live: LiveMetadata | undefined): boolean {
  return /waiting for fiber/i.test(`${detail} ${live?.softwareVersion ?? ''} ${live?.detail ?? ''}`);
}
