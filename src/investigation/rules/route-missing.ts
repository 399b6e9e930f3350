import { all, ends, last } from './looks.ts';
import type { Rule } from './rule.ts';

/** The 404 of a route that does not exist, which is not the 404 of an unknown id. */
export const routeMissing: Rule = {
  id: 'route-missing',
  needs: ['metadata-answer'],
  explains: [],
  blames: 'stack',
  find(timeline) {
    const answers = all(timeline, 'metadata-answer');
    const absent = answers.filter(({ fact }) => fact.answer === 'route-absent');
    if (absent.length === 0 || answers.some(({ fact }) => fact.answer === 'ready' || fact.answer === 'id-unknown'))
      return undefined;
    const routes = last(timeline, 'route-list');
    const listed = routes?.fact.served ? routes.fact.routes.some((route) => route.startsWith('/metadata/')) : undefined;
    return {
      summary: `This Focus Server has no route GET /metadata/{job_id}: it answered 404 "Not Found", not 404 "Invalid job_id", ${absent.length} times${listed === false ? ', and openapi.json does not list it' : ''}`,
      remedy:
        'Check the base URL with its prefix, and the version of Focus Server that is deployed; the job itself was not judged',
      because: [...ends(absent), ...(routes && listed === false ? [routes] : [])],
      against: routes && listed ? [routes] : [],
    };
  },
};
