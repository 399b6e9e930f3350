import type { Confidence, Found, Rule } from '../finding.ts';
import type { Observation, RouteList } from '../observation.ts';
import { subjectKinds } from '../subject.ts';
import { whatCounts } from '../timeline/ready.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { backendSelector, curl, kubectl } from './commands.ts';
import { all, calibration, controlAnswers, ends, isOfEnvironment, jobOf, last } from './read-timeline.ts';

/** The 404 of a route that does not exist, which is not the 404 of an unknown id. */
export const routeMissing: Rule = {
  id: 'route-missing',
  means: 'this build has no metadata route',
  needs: ['metadata-answer'],
  explains: [],
  blames: 'stack',
  asksOf: subjectKinds,
  find(timeline) {
    if (isOfEnvironment(timeline)) return unlisted(timeline);
    if (whatCounts(timeline.evidence).by !== 'metadata') return undefined;
    const answers = all(timeline, 'metadata-answer');
    const absent = answers.filter(({ fact }) => fact.answer === 'route-absent');
    if (absent.length === 0 || answers.some(({ fact }) => fact.answer === 'ready' || fact.answer === 'id-unknown'))
      return undefined;
    if (calibration(timeline) === 'ids-known-apart') return undefined;
    const routes = last(timeline, 'route-list');
    const listed = isListed(routes);
    const controls = calibration(timeline) === 'route-absent' ? controlAnswers(timeline) : [];
    const job = jobOf(timeline);
    return {
      // The job itself was not judged.
      blames: 'path',
      confidence: confidence(timeline, listed),
      headline: 'this Focus Server has no metadata route, so the job was not judged',
      summary: `This Focus Server has no route GET /metadata/{job_id}: it answered 404 "Not Found", not 404 "Invalid job_id", ${absent.length} times${listed === false ? ', and openapi.json does not list it' : ''}`,
      remedy: 'Correct the base URL and its prefix in focus.yml, or deploy a build that has GET /metadata/{job_id}',
      because: [...ends(absent), ...controls, ...(routes && listed === false ? [routes] : [])],
      against: routes && listed ? [routes] : [],
      refuter: `One answer {"error":"Invalid job_id"} or 200 of GET /metadata/${job} would show it wrong: then the route exists`,
      commands: [
        curl(timeline, `/metadata/${job}`),
        curl(timeline, `/openapi.json | grep -o '"/[^"]*"' | sort -u`),
        kubectl(
          timeline,
          `get pods -l ${backendSelector(timeline)} -o jsonpath='{.items[*].spec.containers[*].image}{"\\n"}'`,
        ),
      ],
    };
  },
  refutedBy: (timeline) =>
    all(timeline, 'metadata-answer')
      .filter(({ fact }) => fact.answer === 'ready' || fact.answer === 'id-unknown')
      .slice(0, 1),
};

const NEEDED = ['/configure', '/metadata/{job_id}'];

/** Without a job only the server's own list tells, or that there is not even a health endpoint. */
function unlisted(timeline: Timeline): Found | undefined {
  const routes = last(timeline, 'route-list');
  const ack = last(timeline, 'ack-answer');
  const missing = routes?.fact.served ? NEEDED.filter((route) => !routes.fact.routes.includes(route)) : [];
  const isUnhealthy = ack?.fact.status === 404;
  if (missing.length === 0 && !isUnhealthy) return undefined;
  const without = isUnhealthy ? 'there is no GET /ack' : `openapi.json does not list ${missing.join(' and ')}`;
  return {
    confidence: 'certain',
    headline: `this Focus Server lacks a route: ${without}`,
    summary: `This Focus Server lacks a route that is needed: ${without}`,
    remedy: 'Correct the base URL and its prefix in focus.yml, or deploy a build that has it',
    because: [...(missing.length > 0 && routes ? [routes] : []), ...(isUnhealthy && ack ? [ack] : [])],
    refuter: 'A configure that is accepted, and a metadata that answers, would show it wrong',
    commands: [curl(timeline, `/openapi.json | grep -o '"/[^"]*"' | sort -u`)],
  };
}

/** Undefined where openapi.json is not served. */
function isListed(routes: Observation<RouteList> | undefined): boolean | undefined {
  return routes?.fact.served ? routes.fact.routes.some((route) => route.startsWith('/metadata/')) : undefined;
}

/** The server's own list, or its answer for an impossible id and route, says it; where the two disagree, less. */
function confidence(timeline: Timeline, listed: boolean | undefined): Confidence {
  const calibrated = calibration(timeline);
  if (listed) return calibrated === 'route-absent' ? 'likely' : 'possible';
  if (listed === false || calibrated === 'route-absent') return 'certain';
  return calibrated === 'gateway' ? 'possible' : 'likely';
}
