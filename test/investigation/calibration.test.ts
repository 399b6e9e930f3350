import { describe, expect, it } from 'vitest';
import type { MetadataAnswer } from '#investigation/observation.ts';
import { calibration } from '#investigation/rules/read-timeline.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import { control } from '../support/controls.ts';
import { controlAnswer, evidence, type Seen } from '../support/evidence.ts';

type Answer = MetadataAnswer['answer'];

function read(...seen: readonly Seen[]) {
  return calibration(buildTimeline(evidence(seen)));
}

describe('the calibration of 404s', () => {
  it.each<[id: Answer, route: Answer, ReturnType<typeof calibration>, string]>([
    ['id-unknown', 'route-absent', 'ids-known-apart', 'the route is there, and says of an id that it is unknown'],
    ['id-unknown', 'unexpected', 'ids-known-apart', 'the gateway passes only what it knows'],
    ['route-absent', 'route-absent', 'route-absent', 'the metadata route answers as a route that cannot exist'],
    ['unexpected', 'unexpected', 'gateway', 'a page of HTML is not Focus Server'],
    ['id-unknown', 'id-unknown', 'unknown', 'whatever is asked gets that answer'],
    ['ready', 'route-absent', 'gateway', 'an id that cannot exist is called ready'],
  ])('is told from %s for an impossible id and %s for an impossible route: %s, for %s', (id, route, told) => {
    expect(read(control('impossible-id', id), control('impossible-route', route))).toBe(told);
  });

  it('takes 502, 503 and 504 for the words of a gateway', () => {
    const over = { answer: 'server-error', status: 503, detail: '{"error":"no upstream"}' } as const;
    expect(read(controlAnswer(610, 'impossible-id', over))).toBe('gateway');
    expect(read(controlAnswer(610, 'impossible-id', { ...over, status: 500 }))).toBe('unknown');
  });

  it('is told by the impossible id alone where the route was not asked', () => {
    expect(read(control('impossible-id', 'route-absent'))).toBe('route-absent');
    expect(read(control('impossible-id', 'id-unknown'))).toBe('ids-known-apart');
  });

  it('is not known without controls, as in evidence of earlier versions', () => {
    expect(read()).toBe('unknown');
    expect(read(control('impossible-route', 'route-absent'))).toBe('unknown');
  });
});
